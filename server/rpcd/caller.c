/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who calls: from Samba's session to what rrasd is told. */
#include "caller.h"

#include <stdbool.h>
#include <string.h>
#include <ndr.h> /* auth.h lacks its types */
#include <gen_ndr/auth.h>

/* Of struct dom_sid: more sub-authorities than these no SID can have. */
#define MAX_SUB_AUTHS 15

static bool transport_of(enum dcerpc_transport_t samba,
			 enum rras_transport *transport)
{
	switch (samba) {
	case NCACN_NP:
		*transport = RRAS_TRANSPORT_NP;
		return true;
	case NCACN_IP_TCP:
		*transport = RRAS_TRANSPORT_TCP;
		return true;
	case NCALRPC:
		*transport = RRAS_TRANSPORT_LRPC;
		return true;
	default:
		return false;
	}
}

static const char *text_copy(TALLOC_CTX *mem_ctx, const char *text)
{
	return talloc_strdup(mem_ctx, text != NULL ? text : "");
}

static bool sid_copy(struct rras_sid *to, const struct dom_sid *from)
{
	if (from->num_auths < 0 || from->num_auths > MAX_SUB_AUTHS) {
		return false;
	}
	to->sid_rev_num = from->sid_rev_num;
	to->num_auths = (uint8_t)from->num_auths;
	memcpy(to->id_auth, from->id_auth, sizeof(to->id_auth));
	memcpy(to->sub_auths, from->sub_auths, sizeof(to->sub_auths));
	return true;
}

/* All SIDs or none: half a token would be another identity. */
static bool caller_add_sids(struct rras_caller *caller,
			    const struct security_token *token)
{
	uint32_t i;

	if (token == NULL || token->num_sids == 0) {
		return true;
	}
	if (token->num_sids > RRAS_MAX_SIDS) {
		return false;
	}
	caller->sids =
		talloc_zero_array(caller, struct rras_sid, token->num_sids);
	if (caller->sids == NULL) {
		return false;
	}
	for (i = 0; i < token->num_sids; i++) {
		if (!sid_copy(&caller->sids[i], &token->sids[i])) {
			return false;
		}
	}
	caller->num_sids = token->num_sids;
	return true;
}

static bool caller_add_names(struct rras_caller *caller,
			     const struct auth_session_info *session)
{
	const char *account = NULL;
	const char *domain = NULL;

	if (session != NULL && session->info != NULL) {
		account = session->info->account_name;
		domain = session->info->domain_name;
	}
	if (account == NULL && session != NULL && session->unix_info != NULL) {
		account = session->unix_info->unix_name;
	}
	caller->account = text_copy(caller, account);
	caller->domain = text_copy(caller, domain);
	return caller->account != NULL && caller->domain != NULL;
}

static bool caller_fill(struct rras_caller *caller,
			const struct caller_source *source)
{
	const struct auth_session_info *session = source->session;

	caller->auth_type = source->auth_type;
	caller->auth_level = source->auth_level;
	caller->uid = UINT64_MAX;
	if (session != NULL && session->unix_token != NULL) {
		caller->uid = session->unix_token->uid;
	}
	caller->address = text_copy(caller, source->address);
	return caller->address != NULL &&
	       transport_of(source->transport, &caller->transport) &&
	       caller_add_names(caller, session) &&
	       caller_add_sids(caller, session != NULL ? session->security_token
						       : NULL);
}

struct rras_caller *caller_create(TALLOC_CTX *mem_ctx,
				  const struct caller_source *source)
{
	struct rras_caller *caller = talloc_zero(mem_ctx, struct rras_caller);

	if (caller == NULL || !caller_fill(caller, source)) {
		talloc_free(caller);
		return NULL;
	}
	return caller;
}
