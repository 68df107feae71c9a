/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * RRouterInterfaceSetCredentialsEx (opnum 40) and
 * RRouterInterfaceGetCredentialsEx (opnum 41): what EAP-TLS proves who we are
 * with (level 0), and pre-shared keys (levels 1 to 3).
 *
 * DEVIATION from [MS-RRASM] 3.1.4.42, which returns the key: as with passwords
 * (op_credentials.c) the mask goes out in place of a key and of a PIN, and a
 * Set with the mask leaves what is stored as it is.
 */
#include <stdbool.h>
#include <string.h>
#include <util/tevent_werror.h>

#include "ndr_dimsvc.h"
#include "compat/rras_errors.h"
#include "server/images/image_credentials.h"
#include "server/router/router.h"
#include "audit.h"
#include "handlers.h"
#include "ops.h"
#include "rrasd.h"

/* "This parameter MUST be one of" 0 to 3. */
enum {
	LEVEL_EAP = 0,
	LEVEL_SERVER_KEY = 2,
	LAST_LEVEL = 3,
};

/* "If dwLevel is 0x0000002 and hInterface is NULL, the preshared key is used
 * for L2TP": only there it means the server. */
static WERROR check(uint32_t dwLevel, uint32_t hInterface)
{
	if (dwLevel > LAST_LEVEL) {
		return W_ERROR(ERROR_NOT_SUPPORTED);
	}
	return hInterface == ROUTER_SERVER_HANDLE && dwLevel != LEVEL_SERVER_KEY
		       ? W_ERROR(ERROR_INVALID_HANDLE)
		       : WERR_OK;
}

struct op_credentials_ex_set_state {
	DATA_BLOB argument; /* the decoded one, to be wiped */
	WERROR (*recv)(struct tevent_req *req);
	struct router_key key;
};

static int
op_credentials_ex_set_destructor(struct op_credentials_ex_set_state *state)
{
	/* Decoded for us alone; nobody reads it after this. */
	if (state->argument.data != NULL) {
		explicit_bzero(state->argument.data, state->argument.length);
	}
	explicit_bzero(&state->key, sizeof(state->key));
	return 0;
}

static void op_credentials_ex_set_done(struct tevent_req *subreq);

/* "MUST contain EAPTLS_USER_PROPERTIES"; without data there is no EAP
 * information any more, as GetCredentialsEx says it with a dwSize of 0. */
static WERROR set_eap(struct op_credentials_ex_set_state *state,
		      struct rrasd_call *call, uint32_t hInterface,
		      const DATA_BLOB *data, struct tevent_req **subreq)
{
	struct router_eap eap = {.cbHash = 0};
	WERROR result = WERR_OK;

	if (data->length > 0) {
		result = image_eap_pull(state, data, &eap);
	}
	if (!W_ERROR_IS_OK(result)) {
		return result;
	}
	if (eap.pin != NULL && strcmp(eap.pin, PASSWORD_MASK) == 0) {
		eap.pin = NULL;
	}
	state->recv = router_set_eap_recv;
	*subreq =
		router_set_eap_send(state, call->rrasd->ev, call->rrasd->router,
				    hInterface, data->length > 0 ? &eap : NULL);
	return WERR_OK;
}

/* A client that takes a key for text may have put a terminator behind it, of
 * one byte or of two. */
static bool is_mask(const DATA_BLOB *data)
{
	static const uint8_t mask[] = PASSWORD_MASK "\0";
	const size_t length = strlen(PASSWORD_MASK);

	return data->length >= length && data->length <= sizeof(mask) &&
	       memcmp(data->data, mask, data->length) == 0;
}

/* 2.2.1.2.87: "If dwSize is zero (0) [...] and the key is a preshared key, the
 * key is deleted"; "dwSize MUST be less than 257". */
static WERROR set_key(struct op_credentials_ex_set_state *state,
		      struct rrasd_call *call, uint32_t hInterface,
		      const DATA_BLOB *data, struct tevent_req **subreq)
{
	struct router *router = call->rrasd->router;
	const struct router_key *stored;

	if (is_mask(data)) {
		/* Nothing to do, provided that there is a key to leave. */
		return router_get_key(router, hInterface, &stored);
	}
	if (data->length > ROUTER_MAX_KEY) {
		return W_ERROR(ERROR_INVALID_PARAMETER);
	}
	if (data->length > 0) {
		state->key.size = (uint32_t)data->length;
		memcpy(state->key.bytes, data->data, data->length);
	}
	state->recv = router_set_key_recv;
	*subreq =
		router_set_key_send(state, call->rrasd->ev, router, hInterface,
				    data->length > 0 ? &state->key : NULL);
	return WERR_OK;
}

/* The codes are those of MprAdminInterfaceSetCredentialsEx. */
static WERROR set_begin(struct op_credentials_ex_set_state *state,
			struct rrasd_call *call, struct tevent_req **subreq)
{
	const struct RRouterInterfaceSetCredentialsEx *r = call->r;
	bool has_buffer = container_bytes(r->in.pInfoStruct, &state->argument);
	DATA_BLOB data;
	WERROR result = check(r->in.dwLevel, r->in.hInterface);

	if (W_ERROR_IS_OK(result) && !has_buffer) {
		result = W_ERROR(ERROR_INVALID_PARAMETER);
	}
	if (W_ERROR_IS_OK(result)) {
		result = image_credentials_pull(&state->argument, &data);
	}
	if (!W_ERROR_IS_OK(result)) {
		return result;
	}
	return r->in.dwLevel == LEVEL_EAP
		       ? set_eap(state, call, r->in.hInterface, &data, subreq)
		       : set_key(state, call, r->in.hInterface, &data, subreq);
}

/* [MS-RRASM] 3.1.4.41 */
struct tevent_req *op_credentials_ex_set_send(TALLOC_CTX *mem_ctx,
					      struct tevent_context *ev,
					      struct rrasd_call *call)
{
	const struct RRouterInterfaceSetCredentialsEx *r = call->r;
	struct op_credentials_ex_set_state *state;
	struct tevent_req *subreq = NULL;
	struct tevent_req *req = tevent_req_create(
		mem_ctx, &state, struct op_credentials_ex_set_state);
	WERROR result;

	if (req == NULL) {
		return NULL;
	}
	talloc_set_destructor(state, op_credentials_ex_set_destructor);
	audit_note_interface(call, r->in.hInterface);
	audit_note_number(call->audit, "dwLevel", r->in.dwLevel);
	result = set_begin(state, call, &subreq);
	if (tevent_req_werror(req, result)) {
		return tevent_req_post(req, ev);
	}
	if (state->recv == NULL) {
		tevent_req_done(req);
		return tevent_req_post(req, ev);
	}
	if (tevent_req_nomem(subreq, req)) {
		return tevent_req_post(req, ev);
	}
	tevent_req_set_callback(subreq, op_credentials_ex_set_done, req);
	return req;
}

static void op_credentials_ex_set_done(struct tevent_req *subreq)
{
	struct tevent_req *req =
		tevent_req_callback_data(subreq, struct tevent_req);
	struct op_credentials_ex_set_state *state =
		tevent_req_data(req, struct op_credentials_ex_set_state);

	tevent_req_simple_finish_werror(subreq, state->recv(subreq));
}

WERROR op_credentials_ex_set_recv(struct tevent_req *req)
{
	return tevent_req_simple_recv_werror(req);
}

/* "If the interface does not have EAP information, the dwSize field [...] MUST
 * be set to zero". */
static WERROR get_eap(TALLOC_CTX *mem_ctx, struct rrasd_call *call,
		      uint32_t hInterface, DATA_BLOB *bytes)
{
	const struct router_eap *stored;
	struct router_eap visible;
	DATA_BLOB data = data_blob_null;
	WERROR result =
		router_get_eap(call->rrasd->router, hInterface, &stored);

	if (W_ERROR_IS_OK(result) && stored != NULL) {
		visible = *stored;
		visible.pin = visible_secret(call, stored->pin);
		result = image_eap_push(mem_ctx, &visible, &data);
	}
	if (W_ERROR_IS_OK(result)) {
		result = image_credentials_push(mem_ctx, data, bytes);
	}
	talloc_free(data.data);
	return result;
}

/* "If the interface does not have a preshared key configured, an error". */
static WERROR get_key(TALLOC_CTX *mem_ctx, struct rrasd_call *call,
		      uint32_t hInterface, DATA_BLOB *bytes)
{
	const struct router_key *key;
	DATA_BLOB data = data_blob_string_const(PASSWORD_MASK);
	WERROR result = router_get_key(call->rrasd->router, hInterface, &key);

	if (!W_ERROR_IS_OK(result)) {
		return result;
	}
	if (caller_sees_secrets(call)) {
		data = data_blob_const(key->bytes, key->size);
	}
	return image_credentials_push(mem_ctx, data, bytes);
}

/* [MS-RRASM] 3.1.4.42: "An error [...] is returned for other values" of
 * dwLevel; it is named by MprAdminInterfaceGetCredentialsEx. */
WERROR op_credentials_ex_get(TALLOC_CTX *mem_ctx, struct rrasd_call *call)
{
	struct RRouterInterfaceGetCredentialsEx *r = call->r;
	uint32_t hInterface = r->in.hInterface;
	DATA_BLOB bytes;
	WERROR result = check(r->in.dwLevel, hInterface);

	container_clear(r->out.pInfoStruct);
	if (W_ERROR_IS_OK(result)) {
		result = r->in.dwLevel == LEVEL_EAP
				 ? get_eap(mem_ctx, call, hInterface, &bytes)
				 : get_key(mem_ctx, call, hInterface, &bytes);
	}
	if (W_ERROR_IS_OK(result)) {
		container_fill(mem_ctx, r->out.pInfoStruct, &bytes);
	}
	return result;
}
