/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What EAP-TLS proves who we are with ([MS-RRASM] 3.1.4.41 and 3.1.4.42).
 */
#include "autodial.h"
#include "change_ops.h"
#include "compat/rras_errors.h"
#include "credentials.h"
#include "credentials_ex.h"
#include "gen_ndr/rras_types.h"
#include "store.h"

struct eap_data {
	WERROR refused;		 /**< by what does not depend on the router */
	struct router_eap *next; /**< NULL: remove it */
	bool keeps_pin;
};

/* "The interface MUST be of type ROUTER_IF_TYPE_FULL_ROUTER if dwLevel is
 * 0x00000000"; the code is that of GetInfo, which has the same sentence. */
static WERROR find(struct router *router, uint32_t dwInterface,
		   struct interface **iface)
{
	*iface = router_lookup(router, dwInterface);
	if (*iface == NULL) {
		return W_ERROR(ERROR_INVALID_HANDLE);
	}
	return (*iface)->info.dwIfType == ROUTER_IF_TYPE_FULL_ROUTER
		       ? WERR_OK
		       : W_ERROR(ERROR_INVALID_LEVEL);
}

/* A pin that the caller does not give stays. */
static WERROR keep_pin(struct eap_data *data, const struct router_eap *old)
{
	if (!data->keeps_pin || old == NULL) {
		return WERR_OK;
	}
	data->next->pin = credentials_secret(data->next, old->pin);
	return data->next->pin != NULL ? WERR_OK
				       : W_ERROR(ERROR_NOT_ENOUGH_MEMORY);
}

static WERROR eap_prepare(struct change *change, struct persist_job *job)
{
	struct eap_data *data = change->data;
	uint32_t handle = change->dwInterface;
	bool ok;
	WERROR werr = data->refused;

	if (W_ERROR_IS_OK(werr)) {
		werr = find(change->router, handle, &change->iface);
	}
	if (W_ERROR_IS_OK(werr)) {
		werr = keep_pin(data, change->iface->eap);
	}
	if (!W_ERROR_IS_OK(werr)) {
		return werr;
	}
	ok = data->next != NULL ? store_put_eap(job, handle, data->next)
				: store_delete_eap(job, handle);
	return ok ? WERR_OK : W_ERROR(ERROR_NOT_ENOUGH_MEMORY);
}

static void eap_apply(struct change *change,
		      const struct persist_result *result)
{
	struct eap_data *data = change->data;

	TALLOC_FREE(change->iface->eap);
	change->iface->eap = talloc_move(change->iface, &data->next);
	autodial_settings_changed(change->iface->autodial);
}

static const struct change_ops eap_ops = {
	.name = "storing what EAP needs",
	.prepare = eap_prepare,
	.apply = eap_apply,
};

static WERROR copy_request(struct eap_data *data, const struct router_eap *eap)
{
	WERROR werr;

	if (eap == NULL) {
		return WERR_OK;
	}
	werr = router_eap_check(eap);
	if (!W_ERROR_IS_OK(werr)) {
		return werr;
	}
	data->keeps_pin = eap->pin == NULL;
	data->next = router_eap_copy(data, eap);
	return data->next != NULL ? WERR_OK : W_ERROR(ERROR_NOT_ENOUGH_MEMORY);
}

struct tevent_req *router_set_eap_send(TALLOC_CTX *mem_ctx,
				       struct tevent_context *ev,
				       struct router *router,
				       uint32_t dwInterface,
				       const struct router_eap *eap)
{
	struct change *change =
		change_create(router, &eap_ops, struct eap_data);

	if (change != NULL) {
		struct eap_data *data = change->data;

		change->dwInterface = dwInterface;
		data->refused = copy_request(data, eap);
	}
	return change_send(mem_ctx, ev, change);
}

WERROR router_set_eap_recv(struct tevent_req *req)
{
	return change_recv(req, NULL);
}

WERROR router_get_eap(struct router *router, uint32_t dwInterface,
		      const struct router_eap **eap)
{
	struct interface *iface;
	WERROR werr = find(router, dwInterface, &iface);

	if (W_ERROR_IS_OK(werr)) {
		*eap = iface->eap;
	}
	return werr;
}
