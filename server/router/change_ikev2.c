/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The custom configuration of an interface's IKEv2 tunnel ([MS-RRASM] 3.1.4.52
 * and 3.1.4.53).
 */
#include "change_ops.h"
#include "compat/rras_errors.h"
#include "gen_ndr/rras_types.h"
#include "ikev2.h"
#include "store.h"

struct ikev2_data {
	WERROR refused;		      /**< by what does not depend on the
				       * router's state */
	struct router_ikev2 *request; /**< NULL: remove it */
	bool keeps_hash;
	struct router_ikev2 *next;
};

/* The codes are those of MprAdminInterfaceSetCustomInfoEx. */
static WERROR find(struct router *router, uint32_t dwInterface,
		   struct interface **iface)
{
	*iface = router_lookup(router, dwInterface);
	if (*iface == NULL) {
		return W_ERROR(ERROR_INVALID_HANDLE);
	}
	return (*iface)->info.dwIfType == ROUTER_IF_TYPE_FULL_ROUTER
		       ? WERR_OK
		       : W_ERROR(ERROR_INVALID_PARAMETER);
}

/* The hash is that of the certificate with the name: it goes when the caller,
 * who does not know of hashes, names another one. */
static WERROR merge(struct ikev2_data *data, const struct router_ikev2 *old)
{
	struct router_ikev2 next;

	TALLOC_FREE(data->next);
	if (data->request == NULL) {
		return WERR_OK;
	}
	next = *data->request;
	if (data->keeps_hash && old != NULL &&
	    data_blob_cmp(&old->certificateName, &next.certificateName) == 0) {
		next.certificateHash = old->certificateHash;
	}
	data->next = router_ikev2_copy(data, &next);
	return data->next != NULL ? WERR_OK : W_ERROR(ERROR_NOT_ENOUGH_MEMORY);
}

static WERROR ikev2_prepare(struct change *change, struct persist_job *job)
{
	struct ikev2_data *data = change->data;
	uint32_t handle = change->dwInterface;
	bool ok;
	WERROR werr = data->refused;

	if (W_ERROR_IS_OK(werr)) {
		werr = find(change->router, handle, &change->iface);
	}
	if (W_ERROR_IS_OK(werr)) {
		werr = merge(data, change->iface->ikev2);
	}
	if (!W_ERROR_IS_OK(werr)) {
		return werr;
	}
	ok = data->next != NULL ? store_put_ikev2(job, handle, data->next)
				: store_delete_ikev2(job, handle);
	return ok ? WERR_OK : W_ERROR(ERROR_NOT_ENOUGH_MEMORY);
}

static void ikev2_apply(struct change *change,
			const struct persist_result *result)
{
	struct ikev2_data *data = change->data;

	TALLOC_FREE(change->iface->ikev2);
	change->iface->ikev2 = talloc_move(change->iface, &data->next);
}

static const struct change_ops ikev2_ops = {
	.name = "storing an IKEv2 configuration",
	.prepare = ikev2_prepare,
	.apply = ikev2_apply,
};

static WERROR copy_request(struct ikev2_data *data,
			   const struct router_ikev2 *config)
{
	WERROR werr;

	if (config == NULL) {
		return WERR_OK;
	}
	werr = router_ikev2_check(config);
	if (!W_ERROR_IS_OK(werr)) {
		return werr;
	}
	data->request = router_ikev2_copy(data, config);
	return data->request != NULL ? WERR_OK
				     : W_ERROR(ERROR_NOT_ENOUGH_MEMORY);
}

struct tevent_req *
router_set_ikev2_send(TALLOC_CTX *mem_ctx, struct tevent_context *ev,
		      struct router *router, uint32_t dwInterface,
		      const struct router_ikev2 *config, bool keeps_hash)
{
	struct change *change =
		change_create(router, &ikev2_ops, struct ikev2_data);

	if (change != NULL) {
		struct ikev2_data *data = change->data;

		change->dwInterface = dwInterface;
		data->keeps_hash = keeps_hash;
		data->refused = copy_request(data, config);
	}
	return change_send(mem_ctx, ev, change);
}

WERROR router_set_ikev2_recv(struct tevent_req *req)
{
	return change_recv(req, NULL);
}

WERROR router_get_ikev2(struct router *router, uint32_t dwInterface,
			const struct router_ikev2 **config)
{
	struct interface *iface;
	WERROR werr = find(router, dwInterface, &iface);

	if (W_ERROR_IS_OK(werr)) {
		*config = iface->ikev2;
	}
	return werr;
}
