/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Pre-shared keys, of an interface and of the server ([MS-RRASM] 3.1.4.41 and
 * 3.1.4.42).
 */
#include "change_ops.h"
#include "compat/rras_errors.h"
#include "credentials_ex.h"
#include "store.h"

struct key_data {
	WERROR refused;		/**< by what does not depend on the router */
	struct router_key *key; /**< NULL: remove it */
	TALLOC_CTX *owner;	/**< of the place */
	struct router_key **place;
};

/* Where the key of a handle is kept: "if dwLevel is 0x0000002 and hInterface
 * is NULL, the preshared key is used for L2TP". */
static WERROR find(struct router *router, uint32_t dwInterface,
		   TALLOC_CTX **owner, struct router_key ***place)
{
	struct interface *iface = router_lookup(router, dwInterface);

	if (dwInterface == ROUTER_SERVER_HANDLE) {
		*owner = router;
		*place = &router->key;
		return WERR_OK;
	}
	if (iface == NULL) {
		return W_ERROR(ERROR_INVALID_HANDLE);
	}
	*owner = iface;
	*place = &iface->key;
	/* As the credentials of a user (MprAdminInterfaceGetCredentials). */
	return iface->link != NULL ? WERR_OK
				   : W_ERROR(ERROR_CANNOT_FIND_PHONEBOOK_ENTRY);
}

static WERROR key_prepare(struct change *change, struct persist_job *job)
{
	struct key_data *data = change->data;
	uint32_t handle = change->dwInterface;
	bool ok;
	WERROR werr = data->refused;

	if (W_ERROR_IS_OK(werr)) {
		werr = find(change->router, handle, &data->owner, &data->place);
	}
	if (!W_ERROR_IS_OK(werr)) {
		return werr;
	}
	ok = data->key != NULL ? store_put_key(job, handle, data->key)
			       : store_delete_key(job, handle);
	return ok ? WERR_OK : W_ERROR(ERROR_NOT_ENOUGH_MEMORY);
}

static void key_apply(struct change *change,
		      const struct persist_result *result)
{
	struct key_data *data = change->data;

	TALLOC_FREE(*data->place);
	*data->place = talloc_move(data->owner, &data->key);
}

static const struct change_ops key_ops = {
	.name = "storing a pre-shared key",
	.prepare = key_prepare,
	.apply = key_apply,
};

struct tevent_req *router_set_key_send(TALLOC_CTX *mem_ctx,
				       struct tevent_context *ev,
				       struct router *router,
				       uint32_t dwInterface,
				       const struct router_key *key)
{
	struct change *change =
		change_create(router, &key_ops, struct key_data);

	if (change != NULL) {
		struct key_data *data = change->data;

		change->dwInterface = dwInterface;
		data->refused = key != NULL ? router_key_check(key) : WERR_OK;
		if (key != NULL && W_ERROR_IS_OK(data->refused)) {
			data->key = router_key_copy(data, key);
			data->refused =
				data->key != NULL
					? WERR_OK
					: W_ERROR(ERROR_NOT_ENOUGH_MEMORY);
		}
	}
	return change_send(mem_ctx, ev, change);
}

WERROR router_set_key_recv(struct tevent_req *req)
{
	return change_recv(req, NULL);
}

WERROR router_get_key(struct router *router, uint32_t dwInterface,
		      const struct router_key **key)
{
	struct router_key **place;
	TALLOC_CTX *owner;
	WERROR werr = find(router, dwInterface, &owner, &place);

	if (W_ERROR_IS_OK(werr) && *place == NULL) {
		werr = W_ERROR(ERROR_NOT_FOUND);
	}
	if (W_ERROR_IS_OK(werr)) {
		*key = *place;
	}
	return werr;
}
