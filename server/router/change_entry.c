/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What changes share: the request's copy, and reading and writing an entry.
 */
#include "change_ops.h"
#include <syslog.h>
#include "compat/rras_errors.h"
#include "hours.h"

/* Sunday is 0 to whoever reads MPRI_INTERFACE_1. */
static const char *copy_day(TALLOC_CTX *mem_ctx, const char *day)
{
	char *copy = talloc_strdup(mem_ctx, day);

	if (copy != NULL && copy[0] == '7') {
		copy[0] = '0';
	}
	return copy;
}

bool change_copy_hours(TALLOC_CTX *mem_ctx, const char **from, const char ***to)
{
	const char **copy;
	unsigned count = 0, i;

	*to = NULL;
	while (from != NULL && from[count] != NULL) {
		count++;
	}
	if (count == 0) {
		return true;
	}
	copy = talloc_zero_array(mem_ctx, const char *, count + 1);
	for (i = 0; copy != NULL && i < count; i++) {
		copy[i] = copy_day(copy, from[i]);
		if (copy[i] == NULL) {
			TALLOC_FREE(copy);
		}
	}
	*to = copy;
	return copy != NULL;
}

WERROR change_copy_request(TALLOC_CTX *mem_ctx,
			   const struct router_change *from,
			   struct router_change *to)
{
	*to = *from;
	if (from->set_hours &&
	    !hours_are_valid((const char *const *)from->DialoutHours)) {
		return W_ERROR(ERROR_INVALID_PARAMETER);
	}
	if (!change_copy_hours(mem_ctx, from->DialoutHours,
			       &to->DialoutHours)) {
		return W_ERROR(ERROR_NOT_ENOUGH_MEMORY);
	}
	if (from->wszInterfaceName != NULL) {
		to->wszInterfaceName =
			talloc_strdup(mem_ctx, from->wszInterfaceName);
		if (to->wszInterfaceName == NULL) {
			return W_ERROR(ERROR_NOT_ENOUGH_MEMORY);
		}
	}
	if (from->entry != NULL) {
		WERROR werr = router_entry_check(from->entry);

		if (!W_ERROR_IS_OK(werr)) {
			return werr;
		}
		to->entry = router_entry_copy(mem_ctx, from->entry);
		if (to->entry == NULL) {
			return W_ERROR(ERROR_NOT_ENOUGH_MEMORY);
		}
	}
	return WERR_OK;
}

WERROR change_read_entry(struct change *change, TALLOC_CTX *mem_ctx,
			 const char *name, struct router_entry **entry)
{
	struct router *router = change->router;
	struct phonebook *pbk;
	const char *why = NULL;
	WERROR werr = phonebook_file_get(router->phonebook, &pbk, &why);

	if (W_ERROR_IS_OK(werr)) {
		why = NULL;
		werr = phonebook_get_entry(mem_ctx, pbk, name, entry, &why);
	}
	if (W_ERROR_EQUAL(werr, W_ERROR(ERROR_CORRUPT_PHONEBOOK))) {
		router_log(router, LOG_WARNING, PHONEBOOK_FILE ": %s",
			   why != NULL ? why : "an entry is not valid");
	}
	return werr;
}

WERROR change_write_entry(struct change *change, struct persist_job *job,
			  TALLOC_CTX *mem_ctx, const char *name,
			  const struct router_entry *entry,
			  struct router_entry **written)
{
	struct router *router = change->router;
	struct phonebook *pbk;
	const char *why;
	WERROR werr = phonebook_file_get(router->phonebook, &pbk, &why);

	if (!W_ERROR_IS_OK(werr)) {
		router_log(router, LOG_ERR, PHONEBOOK_FILE ": %s", why);
		return werr;
	}
	change->edits_phonebook = true;
	werr = phonebook_set_entry(pbk, name, entry);
	if (W_ERROR_IS_OK(werr)) {
		werr = phonebook_file_put(router->phonebook, job,
					  PERSIST_FILE_FIRST);
	}
	if (W_ERROR_IS_OK(werr)) {
		werr = change_read_entry(change, mem_ctx, name, written);
	}
	return werr;
}

WERROR change_remove_entry(struct change *change, struct persist_job *job,
			   const char *name, enum persist_file_order order)
{
	struct phonebook_file *file = change->router->phonebook;
	struct phonebook *pbk;
	const char *why;
	WERROR werr = phonebook_file_get(file, &pbk, &why);

	if (!W_ERROR_IS_OK(werr)) {
		router_log(change->router, LOG_ERR, PHONEBOOK_FILE ": %s", why);
		return werr;
	}
	if (!phonebook_has_entry(pbk, name)) {
		return WERR_OK;
	}
	change->edits_phonebook = true;
	phonebook_remove_entry(pbk, name);
	return phonebook_file_put(file, job, order);
}
