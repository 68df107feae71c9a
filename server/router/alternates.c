/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Alternate numbers; see alternates.h.
 */
#include "alternates.h"
#include <string.h>
#include "change_ops.h"
#include "compat/rras_errors.h"
#include "gen_ndr/rras_types.h"

/* -- trying them -- */

static size_t count_alternates(const struct router_entry *entry)
{
	size_t count = 0;

	while (entry->szAlternates != NULL &&
	       entry->szAlternates[count] != NULL) {
		count++;
	}
	return count;
}

static bool has_numbers(enum dialer_kind kind)
{
	return kind != DIALER_KIND_DIRECT;
}

/* "This key is ignored unless the Type key is set to 1." */
static bool is_tried(const struct router_entry *entry, enum dialer_kind kind)
{
	return has_numbers(kind) &&
	       (entry->TryNextAlternateOnFail || dialer_kind_is_tunnel(kind));
}

WERROR alternates_add_targets(TALLOC_CTX *mem_ctx,
			      const struct router_entry *entry,
			      struct dialer_settings *settings)
{
	const struct dialer_target only = {.kind = settings->kind,
					   .device = settings->device,
					   .number = settings->number};
	const struct dialer_target *ways =
		settings->num_targets > 0 ? settings->targets : &only;
	size_t num_ways = settings->num_targets > 0 ? settings->num_targets : 1;
	size_t i, count = num_ways * (1 + count_alternates(entry));
	struct dialer_target *targets;

	if (count == num_ways || !is_tried(entry, settings->kind)) {
		return WERR_OK;
	}
	targets = talloc_array(mem_ctx, struct dialer_target, (unsigned)count);
	if (targets == NULL) {
		return W_ERROR(ERROR_NOT_ENOUGH_MEMORY);
	}
	for (i = 0; i < count; i++) {
		targets[i] = ways[i % num_ways];
		if (i >= num_ways) {
			targets[i].number =
				entry->szAlternates[i / num_ways - 1];
		}
	}
	settings->targets = targets;
	settings->num_targets = count;
	return WERR_OK;
}

/* -- promoting one -- */

bool alternates_promote(struct router_entry *entry, const char *number)
{
	const char *promoted;
	size_t i = 0, count = count_alternates(entry);

	if (strcmp(entry->szLocalPhoneNumber, number) == 0) {
		return false;
	}
	while (i < count && strcmp(entry->szAlternates[i], number) != 0) {
		i++;
	}
	if (i == count) {
		return false;
	}
	promoted = entry->szAlternates[i];
	for (; i > 0; i--) {
		entry->szAlternates[i] = entry->szAlternates[i - 1];
	}
	entry->szAlternates[0] = entry->szLocalPhoneNumber;
	entry->szLocalPhoneNumber = promoted;
	return true;
}

struct promotion {
	const char *number;
	struct router_entry *entry; /* the new one; NULL: nothing changes */
};

/* The entry may have been changed since the number was dialed. */
static WERROR promote_prepare(struct change *change, struct persist_job *job)
{
	struct promotion *data = change->data;
	struct router_entry *entry;

	data->entry = NULL;
	change->iface = router_lookup(change->router, change->dwInterface);
	if (change->iface == NULL || change->iface->entry == NULL) {
		return W_ERROR(ERROR_INVALID_HANDLE);
	}
	entry = router_entry_copy(data, change->iface->entry);
	if (entry == NULL) {
		return W_ERROR(ERROR_NOT_ENOUGH_MEMORY);
	}
	if (!alternates_promote(entry, data->number)) {
		return WERR_OK;
	}
	return change_write_entry(change, job, data,
				  change->iface->info.wszInterfaceName, entry,
				  &data->entry);
}

static void promote_apply(struct change *change,
			  const struct persist_result *result)
{
	struct promotion *data = change->data;

	if (data->entry != NULL) {
		interface_set_entry(change->iface, data->entry);
	}
}

static const struct change_ops promote_ops = {
	.name = "promoting an alternate number",
	.prepare = promote_prepare,
	.apply = promote_apply,
};

static void post_promotion(struct interface *iface, const char *number)
{
	struct change *change =
		change_create(iface->router, &promote_ops, struct promotion);
	struct promotion *data;

	if (change == NULL) {
		return;
	}
	data = change->data;
	data->number = talloc_strdup(data, number);
	change->dwInterface = iface->info.dwInterface;
	change->reads_phonebook = true;
	if (data->number == NULL) {
		TALLOC_FREE(change);
		return;
	}
	change_post(change);
}

void alternates_begin(struct interface *iface)
{
	iface->promotes = true;
}

/* The number is the link's own word: its place among the targets is not that
 * of an entry which was changed, or promoted from, since it was dialed. */
void alternates_follow(struct interface *iface)
{
	const struct dialer_status *status = dialer_link_status(iface->link);

	if (!iface->promotes || status->state != DIALER_CONNECTED) {
		return;
	}
	iface->promotes = false;
	if (iface->entry != NULL &&
	    (iface->entry->dwfOptions & MPRIO_PromoteAlternates) != 0 &&
	    has_numbers(status->kind) && !dialer_kind_is_tunnel(status->kind) &&
	    strcmp(status->number, iface->entry->szLocalPhoneNumber) != 0) {
		post_promotion(iface, status->number);
	}
}
