/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The server's tunnels ([MS-RRASM] 3.1.4.44, 45, 48); see mprapi_tunnel.h. */
#include "compat/rras_errors.h"
#include "ndr_images.h"
#include "client/libmprapi/container.h"
#include "client/libmprapi/export.h"
#include "client/libmprapi/image_same.h"
#include "client/libmprapi/server.h"
#include "client/libmprapi/tunnel_copy.h"

/* Numbers of 4 bytes only: in memory they are as in the image. */
static uint32_t ports_image(TALLOC_CTX *mem_ctx, DWORD level, LPBYTE buffer,
			    DATA_BLOB *image)
{
	enum ndr_err_code err;

	_Static_assert(sizeof(MPR_SERVER_1) == sizeof(struct MPR_SERVER_1) &&
			       sizeof(MPR_SERVER_2) ==
				       sizeof(struct MPR_SERVER_2),
		       "the same in mprapi.h and images.idl");
	if (level == 1) {
		struct MPR_SERVER_1 info;

		memcpy(&info, buffer, sizeof(info));
		err = ndr_push_struct_blob(
			image, mem_ctx, &info,
			(ndr_push_flags_fn_t)ndr_push_MPR_SERVER_1);
	} else {
		struct MPR_SERVER_2 info;

		memcpy(&info, buffer, sizeof(info));
		err = ndr_push_struct_blob(
			image, mem_ctx, &info,
			(ndr_push_flags_fn_t)ndr_push_MPR_SERVER_2);
	}
	return err == NDR_ERR_SUCCESS ? ERROR_SUCCESS : ERROR_NOT_ENOUGH_MEMORY;
}

RRAS_EXPORT DWORD MprAdminServerSetInfo(MPR_SERVER_HANDLE handle, DWORD level,
					LPBYTE buffer)
{
	struct mpr_server *server = server_from_handle(handle);
	struct DIM_INFORMATION_CONTAINER container = {0};
	struct RMprAdminServerSetInfo r = {
		.in.dwLevel = level,
		.in.pInfoStruct = &container,
	};
	DATA_BLOB image = data_blob_null;
	uint32_t code;

	if (server == NULL) {
		return RPC_S_INVALID_BINDING;
	}
	if (buffer == NULL) {
		return ERROR_INVALID_PARAMETER;
	}
	/* "ERROR_NOT_SUPPORTED: The value of dwLevel is not valid." */
	if (level != 1 && level != 2) {
		return ERROR_NOT_SUPPORTED;
	}
	code = ports_image(server, level, buffer, &image);
	container_fill(&container, image);
	if (code == ERROR_SUCCESS) {
		code = server_call_dimsvc(server, NDR_RMPRADMINSERVERSETINFO,
					  server, &r, &r.out.result);
	}
	data_blob_free(&image);
	return code;
}

/* What the three revisions of MPR_SERVER_EX have. */
#define COPY_SERVER(to, from)                              \
	do {                                               \
		COPY_SAME((to)->Header, (from)->Header);   \
		(to)->fLanOnlyMode = (from)->fLanOnlyMode; \
		(to)->dwUpTime = (from)->dwUpTime;         \
		(to)->dwTotalPorts = (from)->dwTotalPorts; \
		(to)->dwPortsInUse = (from)->dwPortsInUse; \
		(to)->Reserved = (from)->Reserved;         \
	} while (0)

static uint32_t read_server(const struct MPR_SERVER_EX_IDL *idl,
			    MPR_SERVER_EX *info)
{
	const union MPR_SERVER_EX_IDL_ARM *arm = &idl->ServerConfigObject;
	struct MPRAPI_TUNNEL_CONFIG_PARAMS_3 tunnels;

	switch (idl->revision) {
	case MPRAPI_MPR_SERVER_OBJECT_REVISION_1:
		COPY_SERVER(info, &arm->ServerConfig1);
		tunnels_1_to_3(&arm->ServerConfig1.ConfigParams, &tunnels);
		break;
	case MPRAPI_MPR_SERVER_OBJECT_REVISION_2:
		COPY_SERVER(info, &arm->ServerConfig2);
		tunnels_2_to_3(&arm->ServerConfig2.ConfigParams, &tunnels);
		break;
	case MPRAPI_MPR_SERVER_OBJECT_REVISION_3:
		COPY_SERVER(info, &arm->ServerConfig3);
		tunnels = arm->ServerConfig3.ConfigParams;
		break;
	default:
		return ERROR_INVALID_DATA;
	}
	if (!tunnels_from_idl(&tunnels, &info->ConfigParams)) {
		tunnels_free(&info->ConfigParams);
		return ERROR_NOT_ENOUGH_MEMORY;
	}
	return ERROR_SUCCESS;
}

/* All the arms begin with their header. */
static void ask_for(struct MPR_SERVER_EX_IDL *idl,
		    const MPRAPI_OBJECT_HEADER *header)
{
	idl->revision = header->revision;
	COPY_SAME(idl->ServerConfigObject.ServerConfig1.Header, *header);
}

RRAS_EXPORT DWORD MprAdminServerGetInfoEx(MPR_SERVER_HANDLE handle,
					  MPR_SERVER_EX *info)
{
	struct mpr_server *server = server_from_handle(handle);
	struct MPR_SERVER_EX_IDL in = {0}, out = {0};
	struct RMprAdminServerGetInfoEx r = {
		.in.pServerConfig = &in,
		.out.pServerConfig = &out,
	};
	TALLOC_CTX *mem_ctx = NULL;
	uint32_t code;

	if (server == NULL) {
		return RPC_S_INVALID_BINDING;
	}
	if (info == NULL) {
		return ERROR_INVALID_PARAMETER;
	}
	if (info->Header.revision < MPRAPI_MPR_SERVER_OBJECT_REVISION_1 ||
	    info->Header.revision > MPRAPI_MPR_SERVER_OBJECT_REVISION_3 ||
	    info->Header.type != MPRAPI_OBJECT_TYPE_MPR_SERVER_OBJECT) {
		return ERROR_REVISION_MISMATCH;
	}
	ask_for(&in, &info->Header);
	mem_ctx = talloc_new(server);
	code = server_call_dimsvc(server, NDR_RMPRADMINSERVERGETINFOEX, mem_ctx,
				  &r, &r.out.result);
	if (code == ERROR_SUCCESS) {
		code = read_server(r.out.pServerConfig, info);
	}
	talloc_free(mem_ctx);
	return code;
}

/* Header and protocols, which all revisions have. */
#define COPY_CHANGE(to, from)                                                \
	do {                                                                 \
		COPY_SAME((to)->Header, (from)->Header);                     \
		(to)->setConfigForProtocols = (from)->setConfigForProtocols; \
	} while (0)

static bool write_change(TALLOC_CTX *mem_ctx,
			 const MPR_SERVER_SET_CONFIG_EX *info,
			 struct MPR_SERVER_SET_CONFIG_EX_IDL *idl)
{
	union MPR_SERVER_SET_CONFIG_EX_IDL_ARM *arm =
		&idl->ServerSetConfigObject;
	struct MPRAPI_TUNNEL_CONFIG_PARAMS_3 tunnels = {0};

	if (!tunnels_to_idl(mem_ctx, &info->ConfigParams, &tunnels)) {
		return false;
	}
	idl->revision = info->Header.revision;
	switch (idl->revision) {
	case MPRAPI_MPR_SERVER_SET_CONFIG_OBJECT_REVISION_1:
		COPY_CHANGE(&arm->ServerSetConfig1, info);
		tunnels_3_to_1(&tunnels, &arm->ServerSetConfig1.ConfigParams);
		break;
	case MPRAPI_MPR_SERVER_SET_CONFIG_OBJECT_REVISION_2:
		COPY_CHANGE(&arm->ServerSetConfig2, info);
		tunnels_3_to_2(&tunnels, &arm->ServerSetConfig2.ConfigParams);
		break;
	default:
		COPY_CHANGE(&arm->ServerSetConfig3, info);
		arm->ServerSetConfig3.ConfigParams = tunnels;
		break;
	}
	return true;
}

RRAS_EXPORT DWORD MprAdminServerSetInfoEx(MPR_SERVER_HANDLE handle,
					  MPR_SERVER_SET_CONFIG_EX *info)
{
	struct mpr_server *server = server_from_handle(handle);
	struct MPR_SERVER_SET_CONFIG_EX_IDL idl = {0};
	struct RMprAdminServerSetInfoEx r = {.in.pServerConfig = &idl};
	TALLOC_CTX *mem_ctx = NULL;
	uint32_t code = ERROR_NOT_ENOUGH_MEMORY;

	if (server == NULL) {
		return RPC_S_INVALID_BINDING;
	}
	if (info == NULL) {
		return ERROR_INVALID_PARAMETER;
	}
	if (info->Header.revision <
		    MPRAPI_MPR_SERVER_SET_CONFIG_OBJECT_REVISION_1 ||
	    info->Header.revision >
		    MPRAPI_MPR_SERVER_SET_CONFIG_OBJECT_REVISION_3 ||
	    info->Header.type !=
		    MPRAPI_OBJECT_TYPE_MPR_SERVER_SET_CONFIG_OBJECT) {
		return ERROR_REVISION_MISMATCH;
	}
	mem_ctx = talloc_new(server);
	if (write_change(mem_ctx, info, &idl)) {
		code = server_call_dimsvc(server, NDR_RMPRADMINSERVERSETINFOEX,
					  mem_ctx, &r, &r.out.result);
	}
	talloc_free(mem_ctx);
	return code;
}

RRAS_EXPORT void rras_server_ex_free(MPR_SERVER_EX *info)
{
	if (info != NULL) {
		tunnels_free(&info->ConfigParams);
	}
}
