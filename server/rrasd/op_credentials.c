/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * RRouterInterfaceSetCredentialsLocal (opnum 49) and
 * RRouterInterfaceGetCredentialsLocal (opnum 50).
 *
 * DEVIATION from [MS-RRASM] 3.1.4.51, which returns the password: by default
 * a fixed mask goes out in its place, and a password that is set to exactly
 * that mask stays as it is.  So a client that reads, changes the user and
 * writes back loses nothing, and no administrator's session can be made to
 * give a stored password away.  "rras:return passwords = yes" returns it, and
 * then only to one who reads it over a sealed connection.
 */
#include <stdbool.h>
#include <string.h>
#include <util/discard.h>
#include <util/tevent_werror.h>

#include "ndr_dimsvc.h"
#include "compat/rras_errors.h"
#include "server/router/router.h"
#include "audit.h"
#include "handlers.h"
#include "ops.h"
#include "rrasd.h"

/* 3.1.4.50: "MUST NOT be more than ... characters, otherwise an error". */
#define MAX_INTERFACE_NAME 256
#define MAX_USER	   256
#define MAX_DOMAIN	   16
#define MAX_PASSWORD	   256

static bool
lengths_are_valid(const struct RRouterInterfaceSetCredentialsLocal *r)
{
	return utf16_units(r->in.lpwsInterfaceName) <= MAX_INTERFACE_NAME &&
	       utf16_units(r->in.lpwsUserName) <= MAX_USER &&
	       utf16_units(r->in.lpwsDomainName) <= MAX_DOMAIN &&
	       utf16_units(r->in.lpwsPassword) <= MAX_PASSWORD;
}

static void wipe(const char *secret)
{
	/* Decoded for us alone; nobody reads it after this. */
	explicit_bzero(discard_const_p(char, secret), strlen(secret));
}

struct op_credentials_set_state {
	const char *password; /* the decoded argument, to be wiped */
};

static int op_credentials_set_destructor(struct op_credentials_set_state *s)
{
	wipe(s->password);
	return 0;
}

static void op_credentials_set_done(struct tevent_req *subreq);

/*
 * [MS-RRASM] 3.1.4.50: "If an interface with the name lpwsInterfaceName does
 * not exist on the server, return an error"; the codes are those of
 * MprAdminInterfaceSetCredentials.
 */
struct tevent_req *op_credentials_set_send(TALLOC_CTX *mem_ctx,
					   struct tevent_context *ev,
					   struct rrasd_call *call)
{
	const struct RRouterInterfaceSetCredentialsLocal *r = call->r;
	struct router_credentials credentials = {
		.user = r->in.lpwsUserName,
		.domain = r->in.lpwsDomainName,
		.password = r->in.lpwsPassword,
	};
	struct op_credentials_set_state *state;
	struct tevent_req *subreq;
	struct tevent_req *req = tevent_req_create(
		mem_ctx, &state, struct op_credentials_set_state);

	if (req == NULL) {
		return NULL;
	}
	state->password = r->in.lpwsPassword;
	talloc_set_destructor(state, op_credentials_set_destructor);
	audit_note_string(call->audit, "interface", r->in.lpwsInterfaceName);
	audit_note_string(call->audit, "user", r->in.lpwsUserName);
	audit_note_string(call->audit, "domain", r->in.lpwsDomainName);
	if (!lengths_are_valid(r)) {
		tevent_req_werror(req, W_ERROR(ERROR_INVALID_PARAMETER));
		return tevent_req_post(req, ev);
	}
	if (strcmp(credentials.password, PASSWORD_MASK) == 0) {
		credentials.password = NULL;
	}
	subreq = router_set_credentials_send(state, ev, call->rrasd->router,
					     r->in.lpwsInterfaceName,
					     &credentials);
	if (tevent_req_nomem(subreq, req)) {
		return tevent_req_post(req, ev);
	}
	tevent_req_set_callback(subreq, op_credentials_set_done, req);
	return req;
}

static void op_credentials_set_done(struct tevent_req *subreq)
{
	tevent_req_simple_finish_werror(subreq,
					router_set_credentials_recv(subreq));
}

WERROR op_credentials_set_recv(struct tevent_req *req)
{
	return tevent_req_simple_recv_werror(req);
}

/*
 * [MS-RRASM] 3.1.4.51: "If an interface with the name lpwsInterfaceName does
 * not exists on the server, return an error".
 */
WERROR op_credentials_get(TALLOC_CTX *mem_ctx, struct rrasd_call *call)
{
	struct RRouterInterfaceGetCredentialsLocal *r = call->r;
	struct router_credentials found;
	WERROR result;

	if (utf16_units(r->in.lpwsInterfaceName) > MAX_INTERFACE_NAME) {
		return W_ERROR(ERROR_INVALID_PARAMETER);
	}
	result = router_get_credentials(call->rrasd->router,
					r->in.lpwsInterfaceName, &found);
	if (!W_ERROR_IS_OK(result)) {
		return result;
	}
	/* Not copied: they live until the answer is encoded, in this turn. */
	*r->out.lpwsUserName = found.user;
	*r->out.lpwsDomainName = found.domain;
	*r->out.lpwsPassword = visible_secret(call, found.password);
	return WERR_OK;
}
