/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Deleting an interface ([MS-RRASM] 3.1.4.16).
 *
 * The records go first, in one transaction with a note that the phonebook
 * entry is to go too; then the phonebook is written; then the note goes.  So
 * a crash never leaves an interface without its settings, and what it leaves
 * of a deleted one is swept at the next start.
 */
#include "change_ops.h"
#include "compat/rras_errors.h"
#include "gen_ndr/rras_types.h"
#include "lan.h"
#include "store.h"

struct delete_data {
	const char *name; /**< of the phonebook entry to remove, or NULL */
};

/*
 * The text has it the wrong way round ("if the interface is not connected,
 * [...] MUST return ERROR_INTERFACE_CONNECTED"); 2.2.4 and the mprapi page
 * say what the code means.  A link that comes up or goes down counts.
 *
 * "The interface MUST have been created with the RRouterInterfaceCreate
 * method": what the machine has of itself cannot be deleted; a network card
 * that is no longer there can.
 */
static WERROR check(const struct interface *iface)
{
	if (iface == NULL) {
		return W_ERROR(ERROR_INVALID_HANDLE);
	}
	if (interface_has_link(iface)) {
		return W_ERROR(ERROR_INTERFACE_CONNECTED);
	}
	if (iface->info.dwInterface < ROUTER_FIRST_HANDLE ||
	    iface->device.ifindex != 0) {
		return W_ERROR(ERROR_NOT_SUPPORTED);
	}
	return WERR_OK;
}

static WERROR prepare_full_router(struct change *change,
				  struct persist_job *job)
{
	struct delete_data *data = change->data;

	data->name = talloc_strdup(data, change->iface->info.wszInterfaceName);
	if (data->name == NULL || !store_put_removed(job, data->name)) {
		return W_ERROR(ERROR_NOT_ENOUGH_MEMORY);
	}
	return change_remove_entry(change, job, data->name, PERSIST_FILE_LAST);
}

static WERROR delete_prepare(struct change *change, struct persist_job *job)
{
	struct interface *iface =
		router_lookup(change->router, change->dwInterface);
	WERROR werr = check(iface);

	if (!W_ERROR_IS_OK(werr)) {
		return werr;
	}
	change->iface = iface;
	if (!store_delete_interface(job, change->dwInterface) ||
	    !store_delete_belongings(job, change->dwInterface)) {
		return W_ERROR(ERROR_NOT_ENOUGH_MEMORY);
	}
	/* "if the interface is ROUTER_IF_TYPE_FULL_ROUTER, [...] remove the
	 * phone book entry"; that of a HOME_ROUTER stays. */
	if (iface->info.dwIfType == ROUTER_IF_TYPE_FULL_ROUTER) {
		werr = prepare_full_router(change, job);
	}
	/* Nobody may dial it from here on. */
	iface->leaving = W_ERROR_IS_OK(werr);
	return werr;
}

static void delete_undo(struct change *change)
{
	change->iface->leaving = false;
}

static void delete_apply(struct change *change,
			 const struct persist_result *result)
{
	struct delete_data *data = change->data;

	lan_drop_interface(change->router, change->iface);
	if (data->name != NULL) {
		change_post_sweep(change->router, data->name);
	}
}

static const struct change_ops delete_ops = {
	.name = "deleting an interface",
	.prepare = delete_prepare,
	.apply = delete_apply,
	.undo = delete_undo,
};

struct tevent_req *router_delete_send(TALLOC_CTX *mem_ctx,
				      struct tevent_context *ev,
				      struct router *router,
				      uint32_t dwInterface)
{
	struct change *change =
		change_create(router, &delete_ops, struct delete_data);
	struct interface *iface = router_lookup(router, dwInterface);

	if (change != NULL) {
		change->dwInterface = dwInterface;
		/* The handle means the same interface when its turn comes. */
		change->reads_phonebook =
			iface != NULL && interface_is_demand_dial(iface);
	}
	return change_send(mem_ctx, ev, change);
}

WERROR router_delete_recv(struct tevent_req *req)
{
	return change_recv(req, NULL);
}

/* -- sweeping -- */

static WERROR sweep_prepare(struct change *change, struct persist_job *job)
{
	struct delete_data *data = change->data;
	struct router *router = change->router;
	WERROR werr = WERR_OK;

	if (!store_delete_removed(job, data->name)) {
		return W_ERROR(ERROR_NOT_ENOUGH_MEMORY);
	}
	/* The name may have got a new interface meanwhile. */
	if (interface_list_find(router->list, data->name) == NULL) {
		werr = change_remove_entry(change, job, data->name,
					   PERSIST_FILE_FIRST);
	}
	return werr;
}

static void sweep_apply(struct change *change,
			const struct persist_result *result)
{
	/* Nothing of it is in memory. */
}

static const struct change_ops sweep_ops = {
	.name = "removing the phonebook entry of a deleted interface",
	.prepare = sweep_prepare,
	.apply = sweep_apply,
};

void change_post_sweep(struct router *router, const char *name)
{
	struct change *change =
		change_create(router, &sweep_ops, struct delete_data);
	struct delete_data *data;

	/* Without memory the note stays, for the next start. */
	if (change == NULL) {
		return;
	}
	data = change->data;
	data->name = talloc_strdup(data, name);
	change->reads_phonebook = true;
	if (data->name == NULL) {
		TALLOC_FREE(change);
		return;
	}
	change_post(change);
}
