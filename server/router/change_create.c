/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Creating an interface ([MS-RRASM] 3.1.4.13).
 *
 * The phonebook entry is written first, the record is the commit: a crash in
 * between leaves an entry without an interface, which nobody was told of, and
 * which the same Create, tried again, overwrites.
 */
#include <syslog.h>
#include <util/tevent_werror.h>
#include "autodial.h"
#include "change_ops.h"
#include <ndr.h>
#include "compat/rras_errors.h"
#include "gen_ndr/rras_types.h"
#include "lan.h"
#include "name.h"
#include "store.h"

struct create_data {
	WERROR refused; /**< by what does not depend on the router's state */
	struct router_change request;
	struct interface *iface;
};

/*
 * "If dwIfType is set to ROUTER_IF_TYPE_TUNNEL1 or ROUTER_IF_TYPE_DIALOUT
 * [...] an error is returned.  If dwIfType is set to DEDICATED, INTERNAL or
 * LOOPBACK, and if fEnabled is set to FALSE, an error [...] MUST be returned.
 * If [it] is set to CLIENT, HOME_ROUTER, or FULL_ROUTER, and if the RouterType
 * is ROUTER_TYPE_LAN, an error SHOULD be returned."
 *
 * A CLIENT interface is what a client that dials in gets for the time of its
 * connection; nobody can create one.  Loopback and Internal exist from the
 * beginning, so that another one of their type is not possible.
 */
static WERROR check_type(const struct router *router,
			 const struct router_change *request)
{
	switch (request->dwIfType) {
	case ROUTER_IF_TYPE_FULL_ROUTER:
	case ROUTER_IF_TYPE_HOME_ROUTER:
		/* MprAdminInterfaceCreate's page has this code for it. */
		return router->type == ROUTER_TYPE_IS_LAN
			       ? W_ERROR(ERROR_DDM_NOT_RUNNING)
			       : WERR_OK;
	case ROUTER_IF_TYPE_CLIENT:
		return router->type == ROUTER_TYPE_IS_LAN
			       ? W_ERROR(ERROR_DDM_NOT_RUNNING)
			       : W_ERROR(ERROR_INVALID_PARAMETER);
	case ROUTER_IF_TYPE_DEDICATED:
		if (!request->fEnabled || request->entry != NULL ||
		    request->DialoutHours != NULL) {
			return W_ERROR(ERROR_INVALID_PARAMETER);
		}
		return lan_check_name(request->wszInterfaceName);
	default:
		return W_ERROR(ERROR_INVALID_PARAMETER);
	}
}

static WERROR check(const struct router *router,
		    const struct router_change *request)
{
	WERROR werr;

	if (request->wszInterfaceName == NULL) {
		return W_ERROR(ERROR_INVALID_PARAMETER);
	}
	werr = router_name_check(request->wszInterfaceName);
	if (!W_ERROR_IS_OK(werr)) {
		return werr;
	}
	if (interface_list_find(router->list, request->wszInterfaceName) !=
	    NULL) {
		return W_ERROR(ERROR_INTERFACE_ALREADY_EXISTS);
	}
	if (!router_has_handles(router)) {
		return W_ERROR(ERROR_NO_SYSTEM_RESOURCES);
	}
	return check_type(router, request);
}

/* "If the dwIfType in MPRI_INTERFACE_0 is set to ROUTER_IF_TYPE_FULL_ROUTER,
 * phonebook information for the interface MUST have already been configured in
 * the phonebook file." */
static WERROR prepare_entry(struct change *change, struct persist_job *job,
			    const struct router_change *request,
			    struct interface *iface)
{
	const char *name = request->wszInterfaceName;
	struct router_entry *entry = NULL;
	WERROR werr;

	if (request->entry != NULL) {
		werr = change_write_entry(change, job, iface, name,
					  request->entry, &entry);
	} else {
		werr = change_read_entry(change, iface, name, &entry);
	}
	if (W_ERROR_IS_OK(werr)) {
		interface_set_entry(iface, entry);
	}
	return werr;
}

static WERROR create_prepare(struct change *change, struct persist_job *job)
{
	struct create_data *data = change->data;
	const struct router_change *request = &data->request;
	struct router *router = change->router;
	struct GUID guid = GUID_random();
	const char **hours;
	WERROR werr;

	werr = W_ERROR_IS_OK(data->refused) ? check(router, request)
					    : data->refused;
	if (!W_ERROR_IS_OK(werr)) {
		return werr;
	}
	TALLOC_FREE(data->iface);
	data->iface = interface_create(
		change, router, router->next_handle, request->wszInterfaceName,
		request->dwIfType, request->fEnabled, &guid);
	if (data->iface == NULL || !interface_list_reserve(router->list) ||
	    !change_copy_hours(data->iface, request->DialoutHours, &hours)) {
		return W_ERROR(ERROR_NOT_ENOUGH_MEMORY);
	}
	interface_set_hours(data->iface, hours);
	if (data->iface->link != NULL) {
		werr = prepare_entry(change, job, request, data->iface);
		if (!W_ERROR_IS_OK(werr)) {
			return werr;
		}
	}
	if (!store_put_interface(job, data->iface, request->wszInterfaceName,
				 request->fEnabled,
				 (const char *const *)hours) ||
	    !store_put_server(job, router->next_handle + 1)) {
		return W_ERROR(ERROR_NOT_ENOUGH_MEMORY);
	}
	return WERR_OK;
}

static void create_apply(struct change *change,
			 const struct persist_result *result)
{
	struct create_data *data = change->data;
	struct router *router = change->router;

	change->dwInterface = router->next_handle++;
	router_add_interface(router, data->iface);
	lan_interface_created(router, data->iface);
	if (data->iface->autodial != NULL) {
		autodial_settings_changed(data->iface->autodial);
	}
}

static const struct change_ops create_ops = {
	.name = "creating an interface",
	.prepare = create_prepare,
	.apply = create_apply,
};

struct tevent_req *router_create_send(TALLOC_CTX *mem_ctx,
				      struct tevent_context *ev,
				      struct router *router,
				      const struct router_change *request)
{
	struct change *change =
		change_create(router, &create_ops, struct create_data);

	if (change != NULL) {
		struct create_data *data = change->data;

		data->refused =
			change_copy_request(data, request, &data->request);
		change->reads_phonebook =
			interface_type_is_demand_dial(request->dwIfType);
	}
	return change_send(mem_ctx, ev, change);
}

WERROR router_create_recv(struct tevent_req *req, uint32_t *dwInterface)
{
	return change_recv(req, dwInterface);
}
