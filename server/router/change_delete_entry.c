/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Removing a phonebook entry ([MS-RRASM] 3.3.4.1), whether or not an
 * interface uses it.
 */
#include "change_ops.h"
#include "compat/rras_errors.h"

struct delete_entry_data {
	const char *name;
};

/* "If lpszEntry is not present in PhonebookEntryNameList, return an error". */
static WERROR delete_entry_prepare(struct change *change,
				   struct persist_job *job)
{
	struct delete_entry_data *data = change->data;
	WERROR werr = change_remove_entry(change, job, data->name,
					  PERSIST_FILE_FIRST);

	if (W_ERROR_IS_OK(werr) && persist_job_is_empty(job)) {
		return W_ERROR(ERROR_CANNOT_FIND_PHONEBOOK_ENTRY);
	}
	return werr;
}

/* As the next start would find its interface: without settings. */
static void delete_entry_apply(struct change *change,
			       const struct persist_result *result)
{
	struct delete_entry_data *data = change->data;
	struct interface *iface =
		interface_list_find(change->router->list, data->name);

	if (iface != NULL && interface_is_demand_dial(iface)) {
		interface_set_entry(iface, NULL);
	}
}

static const struct change_ops delete_entry_ops = {
	.name = "removing a phonebook entry",
	.prepare = delete_entry_prepare,
	.apply = delete_entry_apply,
};

struct tevent_req *router_delete_entry_send(TALLOC_CTX *mem_ctx,
					    struct tevent_context *ev,
					    struct router *router,
					    const char *name)
{
	struct change *change = change_create(router, &delete_entry_ops,
					      struct delete_entry_data);

	if (change != NULL) {
		struct delete_entry_data *data = change->data;

		change->reads_phonebook = true;
		data->name = talloc_strdup(data, name);
		if (data->name == NULL) {
			TALLOC_FREE(change);
		}
	}
	return change_send(mem_ctx, ev, change);
}

WERROR router_delete_entry_recv(struct tevent_req *req)
{
	return change_recv(req, NULL);
}
