/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An interface's IKEv2 configuration ([MS-RRASM] 3.1.4.52 and 53). */
#include "compat/rras_errors.h"
#include "client/libmprapi/container.h"
#include "client/libmprapi/export.h"
#include "client/libmprapi/image_same.h"
#include "client/libmprapi/server.h"
#include "client/libmprapi/tunnel_copy.h"

/* Revision 1 ends where the hash of revision 2 begins. */
#define HAS_HASH(info)              \
	((info)->Header.revision == \
	 MPRAPI_MPR_IF_CUSTOM_CONFIG_OBJECT_REVISION_2)

static void write_custom(const MPR_IF_CUSTOMINFOEX *info,
			 struct MPR_IF_CUSTOMINFOEX_IDL *idl)
{
	const ROUTER_IKEv2_IF_CUSTOM_CONFIG1 *from = &info->customIkev2Config;
	struct ROUTER_IKEv2_IF_CUSTOM_CONFIG_1 config = {
		.dwSaLifeTime = from->dwSaLifeTime,
		.dwSaDataSize = from->dwSaDataSize,
		.certificateName = blob_to_idl(from->certificateName),
		.customPolicy = policy_to_idl(from->customPolicy),
	};

	idl->revision = info->Header.revision;
	if (HAS_HASH(info)) {
		struct MPR_IF_CUSTOMINFOEX_1 *to =
			&idl->IfCustomConfigObject.IfConfigObj2;

		config.certificateHash = blob_to_idl(from->certificateHash);
		COPY_SAME(to->Header, info->Header);
		to->dwFlags = info->dwFlags;
		to->customIkev2Config = config;
	} else {
		struct MPR_IF_CUSTOMINFOEX_0 *to =
			&idl->IfCustomConfigObject.IfConfigObj1;

		COPY_SAME(to->Header, info->Header);
		to->dwFlags = info->dwFlags;
		to->customIkev2Config =
			(struct ROUTER_IKEv2_IF_CUSTOM_CONFIG_0){
				config.dwSaLifeTime,
				config.dwSaDataSize,
				config.certificateName,
				config.customPolicy,
			};
	}
}

/* Into a structure of our own: the caller's may be of revision 1. */
static bool copy_custom(const struct ROUTER_IKEv2_IF_CUSTOM_CONFIG_1 *from,
			ROUTER_IKEv2_IF_CUSTOM_CONFIG1 *to)
{
	to->dwSaLifeTime = from->dwSaLifeTime;
	to->dwSaDataSize = from->dwSaDataSize;
	return blob_from_idl(&from->certificateName, &to->certificateName) &&
	       policy_from_idl(from->customPolicy, &to->customPolicy) &&
	       blob_from_idl(&from->certificateHash, &to->certificateHash);
}

static uint32_t read_custom(const struct MPR_IF_CUSTOMINFOEX_IDL *idl,
			    MPR_IF_CUSTOMINFOEX *info)
{
	const struct MPR_IF_CUSTOMINFOEX_0 *one =
		&idl->IfCustomConfigObject.IfConfigObj1;
	const struct MPR_IF_CUSTOMINFOEX_1 *two =
		&idl->IfCustomConfigObject.IfConfigObj2;
	struct ROUTER_IKEv2_IF_CUSTOM_CONFIG_1 config = {
		.dwSaLifeTime = one->customIkev2Config.dwSaLifeTime,
		.dwSaDataSize = one->customIkev2Config.dwSaDataSize,
		.certificateName = one->customIkev2Config.certificateName,
		.customPolicy = one->customIkev2Config.customPolicy,
	};
	MPR_IF_CUSTOMINFOEX got = {.Header = info->Header};

	if (idl->revision != info->Header.revision) {
		return ERROR_INVALID_DATA;
	}
	got.dwFlags = HAS_HASH(info) ? two->dwFlags : one->dwFlags;
	if (!copy_custom(HAS_HASH(info) ? &two->customIkev2Config : &config,
			 &got.customIkev2Config)) {
		rras_custom_info_free(&got);
		return ERROR_NOT_ENOUGH_MEMORY;
	}
	memcpy(info, &got,
	       HAS_HASH(info) ? sizeof(got) : sizeof(MPR_IF_CUSTOMINFOEX0));
	return ERROR_SUCCESS;
}

static uint32_t check_header(const MPRAPI_OBJECT_HEADER *header)
{
	_Static_assert(offsetof(MPR_IF_CUSTOMINFOEX1,
				customIkev2Config.certificateHash) ==
			       sizeof(MPR_IF_CUSTOMINFOEX0),
		       "revision 2 begins like revision 1");
	if ((header->revision !=
		     MPRAPI_MPR_IF_CUSTOM_CONFIG_OBJECT_REVISION_1 &&
	     header->revision !=
		     MPRAPI_MPR_IF_CUSTOM_CONFIG_OBJECT_REVISION_2) ||
	    header->type != MPRAPI_OBJECT_TYPE_IF_CUSTOM_CONFIG_OBJECT) {
		return ERROR_REVISION_MISMATCH;
	}
	return ERROR_SUCCESS;
}

RRAS_EXPORT DWORD MprAdminInterfaceGetCustomInfoEx(MPR_SERVER_HANDLE handle,
						   HANDLE interface,
						   PMPR_IF_CUSTOMINFOEX info)
{
	struct mpr_server *server = server_from_handle(handle);
	struct MPR_IF_CUSTOMINFOEX_IDL in = {0}, out = {0};
	struct RRouterInterfaceGetCustomInfoEx r = {
		.in.hInterface = handle_number(interface),
		.in.pIfCustomConfig = &in,
		.out.pIfCustomConfig = &out,
	};
	TALLOC_CTX *mem_ctx = NULL;
	uint32_t code;

	if (server == NULL) {
		return RPC_S_INVALID_BINDING;
	}
	if (info == NULL) {
		return ERROR_INVALID_PARAMETER;
	}
	code = check_header(&info->Header);
	if (code != ERROR_SUCCESS) {
		return code;
	}
	in.revision = info->Header.revision;
	COPY_SAME(in.IfCustomConfigObject.IfConfigObj1.Header, info->Header);
	mem_ctx = talloc_new(server);
	code = server_call_dimsvc(server, NDR_RROUTERINTERFACEGETCUSTOMINFOEX,
				  mem_ctx, &r, &r.out.result);
	if (code == ERROR_SUCCESS) {
		code = read_custom(r.out.pIfCustomConfig, info);
	}
	talloc_free(mem_ctx);
	return code;
}

RRAS_EXPORT DWORD MprAdminInterfaceSetCustomInfoEx(MPR_SERVER_HANDLE handle,
						   HANDLE interface,
						   PMPR_IF_CUSTOMINFOEX info)
{
	struct mpr_server *server = server_from_handle(handle);
	struct MPR_IF_CUSTOMINFOEX_IDL in = {0}, out = {0};
	struct RRouterInterfaceSetCustomInfoEx r = {
		.in.hInterface = handle_number(interface),
		.in.pIfCustomConfig = &in,
		.out.pIfCustomConfig = &out,
	};
	TALLOC_CTX *mem_ctx = NULL;
	uint32_t code;

	if (server == NULL) {
		return RPC_S_INVALID_BINDING;
	}
	if (info == NULL) {
		return ERROR_INVALID_PARAMETER;
	}
	code = check_header(&info->Header);
	if (code != ERROR_SUCCESS) {
		return code;
	}
	write_custom(info, &in);
	mem_ctx = talloc_new(server);
	code = server_call_dimsvc(server, NDR_RROUTERINTERFACESETCUSTOMINFOEX,
				  mem_ctx, &r, &r.out.result);
	talloc_free(mem_ctx);
	return code;
}

RRAS_EXPORT void rras_custom_info_free(MPR_IF_CUSTOMINFOEX *info)
{
	ROUTER_IKEv2_IF_CUSTOM_CONFIG1 *config = &info->customIkev2Config;

	free(config->certificateName.pbData);
	free(config->customPolicy);
	config->certificateName = (CERT_NAME_BLOB){0};
	config->customPolicy = NULL;
	if (HAS_HASH(info)) {
		free(config->certificateHash.pbData);
		config->certificateHash = (CRYPT_HASH_BLOB){0};
	}
}
