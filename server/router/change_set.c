/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Changing an interface: SetInfo ([MS-RRASM] 3.1.4.15) and rereading its
 * phonebook entry (3.1.4.26).
 *
 * At levels 2 and 3 the phonebook is written first, then the record with
 * fEnabled is committed.  A crash in between leaves the new settings under the
 * old fEnabled; nobody was told that either was changed.
 */
#include <string.h>
#include <util/tevent_werror.h>
#include "autodial.h"
#include "change_ops.h"
#include "compat/rras_errors.h"
#include "gen_ndr/rras_types.h"
#include "store.h"

struct set_data {
	WERROR refused; /**< by what does not depend on the router's state */
	struct router_change request;
	const char **hours;	    /**< the new ones */
	struct router_entry *entry; /**< the new one, or NULL */
};

/* "If the interface type [...] is either ROUTER_IF_TYPE_DEDICATED or
 * ROUTER_IF_TYPE_INTERNAL and if fEnabled is set to FALSE, an error is
 * returned."  So for LOOPBACK, which cannot be disabled either. */
static WERROR check(const struct interface *iface,
		    const struct router_change *request)
{
	if (iface->link == NULL &&
	    (!request->fEnabled || request->entry != NULL ||
	     (request->set_hours && request->DialoutHours != NULL))) {
		return W_ERROR(ERROR_INVALID_PARAMETER);
	}
	return WERR_OK;
}

static bool same_hours(const char **a, const char **b)
{
	size_t i;

	if (a == NULL || b == NULL) {
		return a == b;
	}
	for (i = 0; a[i] != NULL && b[i] != NULL; i++) {
		if (strcmp(a[i], b[i]) != 0) {
			return false;
		}
	}
	return a[i] == b[i];
}

static WERROR prepare_record(struct change *change, struct persist_job *job)
{
	struct set_data *data = change->data;
	struct interface *iface = change->iface;
	const struct router_change *request = &data->request;
	const char **hours = request->set_hours ? request->DialoutHours
						: iface->info.DialoutHours;

	if (!change_copy_hours(data, hours, &data->hours)) {
		return W_ERROR(ERROR_NOT_ENOUGH_MEMORY);
	}
	if (iface->info.fEnabled == request->fEnabled &&
	    same_hours(iface->info.DialoutHours, hours)) {
		return WERR_OK;
	}
	return store_put_interface(job, iface, iface->info.wszInterfaceName,
				   request->fEnabled,
				   (const char *const *)hours)
		       ? WERR_OK
		       : W_ERROR(ERROR_NOT_ENOUGH_MEMORY);
}

static WERROR set_prepare(struct change *change, struct persist_job *job)
{
	struct set_data *data = change->data;
	struct interface *iface;
	WERROR werr = data->refused;

	if (!W_ERROR_IS_OK(werr)) {
		return werr;
	}
	iface = router_lookup(change->router, change->dwInterface);
	if (iface == NULL) {
		return W_ERROR(ERROR_INVALID_HANDLE);
	}
	change->iface = iface;
	werr = check(iface, &data->request);
	if (W_ERROR_IS_OK(werr)) {
		werr = prepare_record(change, job);
	}
	if (W_ERROR_IS_OK(werr) && data->request.entry != NULL) {
		werr = change_write_entry(change, job, data,
					  iface->info.wszInterfaceName,
					  data->request.entry, &data->entry);
	}
	return werr;
}

static void set_apply(struct change *change,
		      const struct persist_result *result)
{
	struct set_data *data = change->data;
	struct interface *iface = change->iface;

	iface->info.fEnabled = data->request.fEnabled;
	interface_set_hours(iface, data->hours);
	if (data->entry != NULL) {
		interface_set_entry(iface, data->entry);
	}
	if (!iface->info.fEnabled && interface_has_link(iface)) {
		interface_hang_up(iface);
	}
	if (iface->autodial != NULL) {
		autodial_settings_changed(iface->autodial);
	}
}

static const struct change_ops set_ops = {
	.name = "changing an interface",
	.prepare = set_prepare,
	.apply = set_apply,
};

struct tevent_req *router_set_send(TALLOC_CTX *mem_ctx,
				   struct tevent_context *ev,
				   struct router *router, uint32_t dwInterface,
				   const struct router_change *request)
{
	struct change *change =
		change_create(router, &set_ops, struct set_data);

	if (change != NULL) {
		struct set_data *data = change->data;

		data->refused =
			change_copy_request(data, request, &data->request);
		change->dwInterface = dwInterface;
		change->reads_phonebook = request->entry != NULL;
	}
	return change_send(mem_ctx, ev, change);
}

WERROR router_set_recv(struct tevent_req *req)
{
	return change_recv(req, NULL);
}

/* -- rereading the entry -- */

/* The codes are those of MprAdminInterfaceUpdatePhonebookInfo's page. */
static WERROR reload_prepare(struct change *change, struct persist_job *job)
{
	struct set_data *data = change->data;
	struct router *router = change->router;
	struct interface *iface = router_lookup(router, change->dwInterface);
	struct phonebook *pbk;
	const char *why;

	if (router->type == ROUTER_TYPE_IS_LAN) {
		return W_ERROR(ERROR_DDM_NOT_RUNNING);
	}
	if (iface == NULL) {
		return W_ERROR(ERROR_INVALID_HANDLE);
	}
	if (iface->link == NULL) {
		return W_ERROR(ERROR_NOT_SUPPORTED);
	}
	if (!phonebook_file_exists(router->phonebook)) {
		return W_ERROR(ERROR_CANNOT_OPEN_PHONEBOOK);
	}
	if (!W_ERROR_IS_OK(phonebook_file_get(router->phonebook, &pbk, &why))) {
		return W_ERROR(ERROR_CANNOT_LOAD_PHONEBOOK);
	}
	change->iface = iface;
	return change_read_entry(change, data, iface->info.wszInterfaceName,
				 &data->entry);
}

static void reload_apply(struct change *change,
			 const struct persist_result *result)
{
	struct set_data *data = change->data;

	interface_set_entry(change->iface, data->entry);
	autodial_settings_changed(change->iface->autodial);
}

static const struct change_ops reload_ops = {
	.name = "rereading a phonebook entry",
	.prepare = reload_prepare,
	.apply = reload_apply,
};

struct tevent_req *router_reload_send(TALLOC_CTX *mem_ctx,
				      struct tevent_context *ev,
				      struct router *router,
				      uint32_t dwInterface)
{
	struct change *change =
		change_create(router, &reload_ops, struct set_data);

	if (change != NULL) {
		change->dwInterface = dwInterface;
		change->reads_phonebook = true;
	}
	return change_send(mem_ctx, ev, change);
}

WERROR router_reload_recv(struct tevent_req *req)
{
	return change_recv(req, NULL);
}
