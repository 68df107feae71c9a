/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * RRouterInterfaceGetCustomInfoEx (opnum 51) and
 * RRouterInterfaceSetCustomInfoEx (opnum 52): the custom configuration of an
 * interface's IKEv2 tunnel.
 *
 * Revision 2 is revision 1 with certificateHash.  A caller of revision 1 does
 * not see the hash; what he sets leaves it as it is, unless he names another
 * certificate, whose hash it would not be.
 */
#include <stdbool.h>
#include <util/discard.h>
#include <util/tevent_werror.h>

#include "ndr_dimsvc.h"
#include "compat/rras_errors.h"
#include "server/router/ikev2.h"
#include "server/router/router.h"
#include "audit.h"
#include "handlers.h"
#include "ops.h"
#include "rrasd.h"

/* MPRAPI_OBJECT_TYPE_IF_CUSTOM_CONFIG_OBJECT, 2.2.1.2.129 */
#define CUSTOM_CONFIG_OBJECT 0x06

/* 2.2.1.2.244, dwFlags; 0: "No custom configuration is available." */
#define MPRAPI_IF_CUSTOM_CONFIG_FOR_IKEV2 0x00000001

/* "Size of the BLOB (structure)": in memory, with pointers of 8 bytes, for all
 * versions of Windows Server that have these methods are 64-bit. */
enum { SIZE_1 = 40, SIZE_2 = 56 };

/* -- from the model to the structures -- */

static struct CERT_BLOB_1 push_blob(DATA_BLOB bytes)
{
	return (struct CERT_BLOB_1){
		.cbData = (uint32_t)bytes.length,
		.pbData = bytes.length > 0 ? bytes.data : NULL,
	};
}

/* Not copied: what is stored lives until the answer is encoded, in this turn.
 */
static void push_config(const struct router_ikev2 *stored,
			struct MPR_IF_CUSTOMINFOEX_IDL *info)
{
	const struct router_ikev2 none = {.dwSaLifeTime = 0};
	const struct router_ikev2 *from = stored != NULL ? stored : &none;
	struct MPR_IF_CUSTOMINFOEX_1 *to =
		&info->IfCustomConfigObject.IfConfigObj2;
	struct ROUTER_IKEv2_IF_CUSTOM_CONFIG_1 *config = &to->customIkev2Config;

	*to = (struct MPR_IF_CUSTOMINFOEX_1){
		.Header = {.revision = info->revision,
			   .type = CUSTOM_CONFIG_OBJECT,
			   .size = SIZE_2},
		.dwFlags =
			stored != NULL ? MPRAPI_IF_CUSTOM_CONFIG_FOR_IKEV2 : 0,
	};
	config->dwSaLifeTime = from->dwSaLifeTime;
	config->dwSaDataSize = from->dwSaDataSize;
	config->certificateName = push_blob(from->certificateName);
	config->certificateHash = push_blob(from->certificateHash);
	config->customPolicy = discard_const(from->customPolicy);
}

/* Revision 2 as one of revision 1 sees it. */
static void narrow(struct MPR_IF_CUSTOMINFOEX_IDL *info)
{
	const struct MPR_IF_CUSTOMINFOEX_1 from =
		info->IfCustomConfigObject.IfConfigObj2;
	const struct ROUTER_IKEv2_IF_CUSTOM_CONFIG_1 *config =
		&from.customIkev2Config;
	struct MPR_IF_CUSTOMINFOEX_0 *to =
		&info->IfCustomConfigObject.IfConfigObj1;

	*to = (struct MPR_IF_CUSTOMINFOEX_0){
		.Header = from.Header,
		.dwFlags = from.dwFlags,
		.customIkev2Config = {.dwSaLifeTime = config->dwSaLifeTime,
				      .dwSaDataSize = config->dwSaDataSize,
				      .certificateName =
					      config->certificateName,
				      .customPolicy = config->customPolicy},
	};
	to->Header.size = SIZE_1;
}

/*
 * [MS-RRASM] 3.1.4.52; the codes are those of MprAdminInterfaceGetCustomInfoEx.
 * Only the revision of what comes in has a meaning.
 */
WERROR op_custom_info_get(TALLOC_CTX *mem_ctx, struct rrasd_call *call)
{
	struct RRouterInterfaceGetCustomInfoEx *r = call->r;
	struct MPR_IF_CUSTOMINFOEX_IDL *info = r->out.pIfCustomConfig;
	const struct router_ikev2 *config;
	WERROR result = router_get_ikev2(call->rrasd->router, r->in.hInterface,
					 &config);

	if (!W_ERROR_IS_OK(result)) {
		return result;
	}
	push_config(config, info);
	if (info->revision == MPRAPI_MPR_IF_CUSTOM_CONFIG_OBJECT_REVISION_1) {
		narrow(info);
	}
	return WERR_OK;
}

/* -- from the structures to the model -- */

static bool pull_blob(const struct CERT_BLOB_1 *from, DATA_BLOB *to)
{
	*to = data_blob_const(from->pbData, from->cbData);
	return from->cbData == 0 || from->pbData != NULL;
}

/* 2.2.1.2.244 and 2.2.1.2.269: "The revision field MUST be" that of the
 * structure, "and the type field MUST be 0x06"; dwFlags "MUST be one of". */
static bool head_is_valid(const struct MPR_IF_CUSTOMINFOEX_IDL *info,
			  const struct MPRAPI_OBJECT_HEADER_IDL *header,
			  uint32_t dwFlags)
{
	return header->revision == info->revision &&
	       header->type == CUSTOM_CONFIG_OBJECT &&
	       (dwFlags & ~(uint32_t)MPRAPI_IF_CUSTOM_CONFIG_FOR_IKEV2) == 0;
}

static struct MPR_IF_CUSTOMINFOEX_1
widen(const struct MPR_IF_CUSTOMINFOEX_IDL *info)
{
	const struct MPR_IF_CUSTOMINFOEX_0 *from =
		&info->IfCustomConfigObject.IfConfigObj1;
	const struct ROUTER_IKEv2_IF_CUSTOM_CONFIG_0 *config =
		&from->customIkev2Config;

	if (info->revision != MPRAPI_MPR_IF_CUSTOM_CONFIG_OBJECT_REVISION_1) {
		return info->IfCustomConfigObject.IfConfigObj2;
	}
	return (struct MPR_IF_CUSTOMINFOEX_1){
		.Header = from->Header,
		.dwFlags = from->dwFlags,
		.customIkev2Config = {.dwSaLifeTime = config->dwSaLifeTime,
				      .dwSaDataSize = config->dwSaDataSize,
				      .certificateName =
					      config->certificateName,
				      .customPolicy = config->customPolicy},
	};
}

/* @param[out] removes  "If you need to delete the custom configuration [...]
 * dwFlags [...] set to zero"; the rest is then not looked at */
static WERROR pull_config(const struct MPR_IF_CUSTOMINFOEX_IDL *info,
			  struct router_ikev2 *to, bool *removes)
{
	const struct MPR_IF_CUSTOMINFOEX_1 wide = widen(info);
	const struct ROUTER_IKEv2_IF_CUSTOM_CONFIG_1 *from =
		&wide.customIkev2Config;

	if (!head_is_valid(info, &wide.Header, wide.dwFlags)) {
		return W_ERROR(ERROR_INVALID_PARAMETER);
	}
	*removes = wide.dwFlags == 0;
	if (*removes) {
		return WERR_OK;
	}
	to->dwSaLifeTime = from->dwSaLifeTime;
	to->dwSaDataSize = from->dwSaDataSize;
	to->customPolicy = from->customPolicy;
	return pull_blob(&from->certificateName, &to->certificateName) &&
			       pull_blob(&from->certificateHash,
					 &to->certificateHash)
		       ? WERR_OK
		       : W_ERROR(ERROR_INVALID_PARAMETER);
}

struct op_custom_info_set_state {
	uint8_t dummy;
};

static void op_custom_info_set_done(struct tevent_req *subreq);

/* [MS-RRASM] 3.1.4.53; what came in goes out as it came. */
struct tevent_req *op_custom_info_set_send(TALLOC_CTX *mem_ctx,
					   struct tevent_context *ev,
					   struct rrasd_call *call)
{
	const struct RRouterInterfaceSetCustomInfoEx *r = call->r;
	const struct MPR_IF_CUSTOMINFOEX_IDL *info = r->in.pIfCustomConfig;
	struct op_custom_info_set_state *state;
	struct router_ikev2 config = {.dwSaLifeTime = 0};
	struct tevent_req *subreq;
	struct tevent_req *req = tevent_req_create(
		mem_ctx, &state, struct op_custom_info_set_state);
	bool removes = false;
	WERROR result;

	if (req == NULL) {
		return NULL;
	}
	audit_note_interface(call, r->in.hInterface);
	result = pull_config(info, &config, &removes);
	if (tevent_req_werror(req, result)) {
		return tevent_req_post(req, ev);
	}
	audit_note_number(call->audit, "dwFlags", removes ? 0 : 1);
	subreq = router_set_ikev2_send(
		state, ev, call->rrasd->router, r->in.hInterface,
		removes ? NULL : &config,
		info->revision ==
			MPRAPI_MPR_IF_CUSTOM_CONFIG_OBJECT_REVISION_1);
	if (tevent_req_nomem(subreq, req)) {
		return tevent_req_post(req, ev);
	}
	tevent_req_set_callback(subreq, op_custom_info_set_done, req);
	return req;
}

static void op_custom_info_set_done(struct tevent_req *subreq)
{
	tevent_req_simple_finish_werror(subreq, router_set_ikev2_recv(subreq));
}

WERROR op_custom_info_set_recv(struct tevent_req *req)
{
	return tevent_req_simple_recv_werror(req);
}
