/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fake router's devices, tunnels, keys and rasrpc. */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include "compat/rras_errors.h"
#include <ndr.h>
#include "ndr_dimsvc.h"
#include "ndr_rasrpc.h"
#include "ndr_rasrpc_images.h"
#include <gen_ndr/ndr_dimsvc_config.h>
#include "mpr_fake_world.h"

static void give(const struct world *world, TALLOC_CTX *mem_ctx, const void *r,
		 ndr_push_flags_fn_t fn,
		 struct DIM_INFORMATION_CONTAINER *container)
{
	DATA_BLOB blob;

	if (ndr_push_struct_blob(&blob, mem_ctx, r, fn) != NDR_ERR_SUCCESS) {
		abort();
	}
	container->pBuffer = blob.data;
	container->dwBufferSize =
		(uint32_t)blob.length - (world->plan.lies ? 4 : 0);
}

static uint32_t device_enum(struct world *world, TALLOC_CTX *mem_ctx, void *p)
{
	struct RRouterDeviceEnum *r = p;
	struct MPR_DEVICE_0 device = {0};

	mpr_fake_wide(device.szDeviceType, "PPPoE");
	mpr_fake_wide(device.szDeviceName, "WAN Miniport (PPPOE)");
	give(world, mem_ctx, &device,
	     (ndr_push_flags_fn_t)ndr_push_MPR_DEVICE_0, r->out.pInfoStruct);
	*r->out.lpdwTotalEntries = 1;
	return ERROR_SUCCESS;
}

/* What was set, whole; one device at first. */
static uint32_t device_get(struct world *world, TALLOC_CTX *mem_ctx, void *p)
{
	struct RRouterInterfaceDeviceGetInfo *r = p;
	struct MPR_DEVICE_1 device = {0};

	if (r->in.hInterface != FAKE_HANDLE) {
		return ERROR_INVALID_HANDLE;
	}
	if (r->in.dwIndex == 2 && world->device.length > 0) {
		r->out.pInfoStruct->pBuffer = world->device.data;
		r->out.pInfoStruct->dwBufferSize =
			(uint32_t)world->device.length;
		return ERROR_SUCCESS;
	}
	if (r->in.dwIndex != 1) {
		return ERROR_NO_MORE_ITEMS;
	}
	mpr_fake_wide(device.szDeviceType, "PPPoE");
	mpr_fake_wide(device.szDeviceName, "eth1");
	mpr_fake_wide(device.szLocalPhoneNumber, "isp");
	if (r->in.dwLevel == 0) {
		give(world, mem_ctx, &device,
		     (ndr_push_flags_fn_t)ndr_push_MPR_DEVICE_0,
		     r->out.pInfoStruct);
	} else {
		give(world, mem_ctx, &device,
		     (ndr_push_flags_fn_t)ndr_push_MPR_DEVICE_1,
		     r->out.pInfoStruct);
	}
	return ERROR_SUCCESS;
}

static uint32_t device_set(struct world *world, TALLOC_CTX *mem_ctx, void *p)
{
	struct RRouterInterfaceDeviceSetInfo *r = p;

	world->device = data_blob_talloc(world, r->in.pInfoStruct->pBuffer,
					 r->in.pInfoStruct->dwBufferSize);
	return ERROR_SUCCESS;
}

static uint32_t key_set(struct world *world, TALLOC_CTX *mem_ctx, void *p)
{
	struct RRouterInterfaceSetCredentialsEx *r = p;
	DATA_BLOB *slot = &world->keys[r->in.dwLevel == 0 ? 0 : 1];

	if (r->in.dwLevel > 3) {
		return ERROR_NOT_SUPPORTED;
	}
	*slot = data_blob_talloc(world, r->in.pInfoStruct->pBuffer,
				 r->in.pInfoStruct->dwBufferSize);
	return slot->length >= 12 ? ERROR_SUCCESS : ERROR_INVALID_PARAMETER;
}

static uint32_t key_get(struct world *world, TALLOC_CTX *mem_ctx, void *p)
{
	struct RRouterInterfaceGetCredentialsEx *r = p;
	DATA_BLOB *slot = &world->keys[r->in.dwLevel == 0 ? 0 : 1];
	struct MPR_CREDENTIALSEX_1 none = {.dwOffset = 8};

	/* "If the interface does not have a preshared key configured, an
	 * error"; EAP information of no bytes is an answer. */
	if (slot->length == 0 && r->in.dwLevel != 0) {
		return ERROR_NOT_FOUND;
	}
	if (slot->length == 0) {
		give(world, mem_ctx, &none,
		     (ndr_push_flags_fn_t)ndr_push_MPR_CREDENTIALSEX_1,
		     r->out.pInfoStruct);
		return ERROR_SUCCESS;
	}
	r->out.pInfoStruct->pBuffer = slot->data;
	r->out.pInfoStruct->dwBufferSize =
		(uint32_t)slot->length - (world->plan.lies ? 4 : 0);
	return ERROR_SUCCESS;
}

static uint32_t server_set(struct world *world, TALLOC_CTX *mem_ctx, void *p)
{
	struct RMprAdminServerSetInfo *r = p;
	DATA_BLOB blob = {r->in.pInfoStruct->pBuffer,
			  r->in.pInfoStruct->dwBufferSize};

	if (ndr_pull_struct_blob_all(
		    &blob, mem_ctx, &world->ports,
		    (ndr_pull_flags_fn_t)ndr_pull_MPR_SERVER_2) !=
	    NDR_ERR_SUCCESS) {
		return ERROR_INVALID_PARAMETER;
	}
	return world->plan.set_server_result;
}

static uint8_t cert_name[] = {0x30, 0x03, 0x31, 0x01, 0x41};
static uint8_t cert_hash[] = {0xde, 0xad, 0xbe, 0xef};
static uint16_t eku_text[] = u"1.3.6.1.5.5.7.3.1";
static struct CERT_BLOB_1 cert_names[] = {{sizeof(cert_name), cert_name},
					  {0, NULL}};
static struct CERT_EKU_1 ekus[] = {{18, 1, eku_text}};
static struct ROUTER_CUSTOM_IKEv2_POLICY_0 policy = {1, 2, 3, 2, 5, 6};

static void make_tunnels(struct MPRAPI_TUNNEL_CONFIG_PARAMS_3 *t)
{
	*t = (struct MPRAPI_TUNNEL_CONFIG_PARAMS_3){
		.IkeConfigParams =
			{
				.dwNumPorts = 128,
				.dwPortFlags = 1,
				.dwTunnelConfigParamFlags = 1,
				.TunnelConfigParams =
					{
						.dwIdleTimeout = 300,
						.dwNetworkBlackoutTime = 1800,
						.dwSaLifeTime = 28800,
						.dwTotalCertificates = 2,
						.certificateNames = cert_names,
						.machineCertificateName =
							cert_names[0],
						.dwEncryptionType = 1,
						.customPolicy = &policy,
						.dwTotalEkus = 1,
						.certificateEKUs = ekus,
						.machineCertificateHash =
							{sizeof(cert_hash),
							 cert_hash},
					},
			},
		.PptpConfigParams = {5, 3},
		.L2tpConfigParams =
			{
				.dwNumPorts = 6,
				.dwPortFlags = 2,
				.TunnelConfigParams.customPolicy = &policy,
			},
		.SstpConfigParams =
			{
				.dwNumPorts = 7,
				.isUseHttps = 1,
				.sstpCertDetails.certBlob = {sizeof(cert_hash),
							     cert_hash},
			},
	};
}

static uint32_t server_get_ex(struct world *world, TALLOC_CTX *mem_ctx, void *p)
{
	struct RMprAdminServerGetInfoEx *r = p;
	struct MPR_SERVER_EX_IDL *out = r->out.pServerConfig;
	union MPR_SERVER_EX_IDL_ARM *arm = &out->ServerConfigObject;
	struct MPRAPI_TUNNEL_CONFIG_PARAMS_3 tunnels;

	make_tunnels(&tunnels);
	*out = (struct MPR_SERVER_EX_IDL){
		.revision = r->in.pServerConfig->revision};
	arm->ServerConfig1.dwTotalPorts = 146;
	switch (out->revision) {
	case 1: /* the fake's own way to make the short ones */
		arm->ServerConfig1.ConfigParams.PptpConfigParams =
			tunnels.PptpConfigParams;
		arm->ServerConfig1.ConfigParams.IkeConfigParams.dwNumPorts = 1;
		break;
	case 2:
		arm->ServerConfig2.ConfigParams.IkeConfigParams
			.TunnelConfigParams.customPolicy = &policy;
		break;
	default:
		arm->ServerConfig3.ConfigParams = tunnels;
		break;
	}
	return ERROR_SUCCESS;
}

static uint32_t server_set_ex(struct world *world, TALLOC_CTX *mem_ctx, void *p)
{
	struct RMprAdminServerSetInfoEx *r = p;
	const struct MPR_SERVER_SET_CONFIG_EX_3 *set =
		&r->in.pServerConfig->ServerSetConfigObject.ServerSetConfig3;
	const struct IKEV2_TUNNEL_CONFIG_PARAMS_3 *ikev2 =
		&set->ConfigParams.IkeConfigParams.TunnelConfigParams;

	if (r->in.pServerConfig->revision < 3) {
		return set->setConfigForProtocols == 1
			       ? ERROR_SUCCESS
			       : ERROR_INVALID_PARAMETER;
	}
	/* All that make_tunnels() has must have come back. */
	if (set->setConfigForProtocols != 8 ||
	    ikev2->dwTotalCertificates != 2 || ikev2->customPolicy == NULL ||
	    ikev2->customPolicy->dwDhGroup != 6 || ikev2->dwTotalEkus != 1 ||
	    memcmp(ikev2->certificateEKUs[0].pwszEKU, eku_text,
		   sizeof(eku_text)) != 0 ||
	    ikev2->machineCertificateHash.cbData != sizeof(cert_hash) ||
	    set->ConfigParams.SstpConfigParams.sstpCertDetails.certBlob
			    .cbData != sizeof(cert_hash)) {
		return ERROR_INVALID_PARAMETER;
	}
	return ERROR_SUCCESS_RESTART_REQUIRED;
}

static uint32_t custom_get(struct world *world, TALLOC_CTX *mem_ctx, void *p)
{
	struct RRouterInterfaceGetCustomInfoEx *r = p;
	struct MPR_IF_CUSTOMINFOEX_1 *two =
		&world->custom.IfCustomConfigObject.IfConfigObj2;
	struct MPR_IF_CUSTOMINFOEX_IDL *out = r->out.pIfCustomConfig;

	*out = (struct MPR_IF_CUSTOMINFOEX_IDL){
		.revision = r->in.pIfCustomConfig->revision,
	};
	if (r->in.hInterface != FAKE_HANDLE) {
		return ERROR_INVALID_HANDLE;
	}
	if (out->revision == 2) {
		out->IfCustomConfigObject.IfConfigObj2 = *two;
	} else {
		out->IfCustomConfigObject.IfConfigObj1.dwFlags = two->dwFlags;
		out->IfCustomConfigObject.IfConfigObj1.customIkev2Config
			.dwSaLifeTime = two->customIkev2Config.dwSaLifeTime;
	}
	return ERROR_SUCCESS;
}

static uint32_t custom_set(struct world *world, TALLOC_CTX *mem_ctx, void *p)
{
	struct RRouterInterfaceSetCustomInfoEx *r = p;

	DATA_BLOB copy;

	/* What it points to goes with the call: a copy through its own NDR. */
	if (ndr_push_struct_blob(
		    &copy, mem_ctx, r->in.pIfCustomConfig,
		    (ndr_push_flags_fn_t)ndr_push_MPR_IF_CUSTOMINFOEX_IDL) !=
		    NDR_ERR_SUCCESS ||
	    ndr_pull_struct_blob(
		    &copy, world, &world->custom,
		    (ndr_pull_flags_fn_t)ndr_pull_MPR_IF_CUSTOMINFOEX_IDL) !=
		    NDR_ERR_SUCCESS) {
		abort();
	}
	*r->out.pIfCustomConfig = *r->in.pIfCustomConfig;
	return ERROR_SUCCESS;
}

static uint32_t rpc_version(struct world *world, TALLOC_CTX *mem_ctx, void *p)
{
	struct RasRpcGetVersion *r = p;

	*r->out.pdwVersion = 6;
	return ERROR_SUCCESS;
}

static uint32_t rpc_directory(struct world *world, TALLOC_CTX *mem_ctx, void *p)
{
	struct RasRpcGetSystemDirectory *r = p;

	r->out.lpBuffer = "/var/lib";
	return 8;
}

static uint32_t rpc_protocols(struct world *world, TALLOC_CTX *mem_ctx, void *p)
{
	struct RasRpcGetInstalledProtocolsEx *r = p;

	return r->in.fRouter ? 12 : 0;
}

static uint32_t rpc_delete(struct world *world, TALLOC_CTX *mem_ctx, void *p)
{
	struct RasRpcDeleteEntry *r = p;

	return strcmp(r->in.lpszEntry, FAKE_NAME) == 0
		       ? ERROR_SUCCESS
		       : ERROR_CANNOT_FIND_PHONEBOOK_ENTRY;
}

/* The devices of the fake: 11, the tenth of them PPPoE. */
static void make_device_info(const struct world *world, uint32_t i,
			     struct RAS_DEVICE_INFO *info)
{
	*info = (struct RAS_DEVICE_INFO){
		.dwVersion = 6,
		.dwNumEndPoints = i == 9 ? world->pppoe_ports : i,
		.dwMaxWanEndPoints = 128,
		.fRouterEnabled = 1,
		.eDeviceType = RDT_PPPoE,
	};
	strcpy((char *)info->szPortName, i == 9 ? "" : "port");
	mpr_fake_wide(info->wszDeviceName,
		      i == 9 ? "WAN Miniport (PPPOE)" : "another");
}

#define DATA_START 40 /* of abdata in the request */

static void get_devices(const struct world *world, TALLOC_CTX *mem_ctx,
			uint8_t *bytes, struct DeviceConfigInfo *head)
{
	struct RAS_DEVICE_INFO info;
	DATA_BLOB blob;
	uint32_t i;

	for (i = 0;
	     i < 11 && (i + 1) * SIZEOF_RAS_DEVICE_INFO <= head->cbBuffer;
	     i++) {
		make_device_info(world, i, &info);
		if (ndr_push_struct_blob(
			    &blob, mem_ctx, &info,
			    (ndr_push_flags_fn_t)ndr_push_RAS_DEVICE_INFO) !=
		    NDR_ERR_SUCCESS) {
			abort();
		}
		memcpy(bytes + DATA_START + i * SIZEOF_RAS_DEVICE_INFO,
		       blob.data, blob.length);
	}
	head->cEntries = 11;
	head->cbBuffer = 11 * SIZEOF_RAS_DEVICE_INFO;
}

/* More than 100 are "not for this router": an error of the device's own. */
static void set_device(struct world *world, TALLOC_CTX *mem_ctx, uint8_t *bytes,
		       struct DeviceConfigInfo *head)
{
	DATA_BLOB blob = {bytes + DATA_START, SIZEOF_RAS_DEVICE_INFO};
	struct RAS_DEVICE_INFO info;

	if (head->cEntries != 1 ||
	    ndr_pull_struct_blob(
		    &blob, mem_ctx, &info,
		    (ndr_pull_flags_fn_t)ndr_pull_RAS_DEVICE_INFO) !=
		    NDR_ERR_SUCCESS ||
	    !info.fWrite) {
		abort();
	}
	world->pppoe_ports = info.dwNumEndPoints;
	head->retcode = ERROR_SUCCESS;
	info.dwError = world->plan.set_server_result;
	if (info.dwNumEndPoints > 100) {
		info.dwError = ERROR_NOT_SUPPORTED;
		head->retcode = ERROR_CAN_NOT_COMPLETE;
	}
	if (ndr_push_struct_blob(
		    &blob, mem_ctx, &info,
		    (ndr_push_flags_fn_t)ndr_push_RAS_DEVICE_INFO) !=
	    NDR_ERR_SUCCESS) {
		abort();
	}
	memcpy(bytes + DATA_START, blob.data, blob.length);
}

static void device_config(struct world *world, TALLOC_CTX *mem_ctx,
			  uint32_t type, uint8_t *bytes)
{
	DATA_BLOB blob = {bytes + 24, 16};
	struct DeviceConfigInfo head;

	if (ndr_pull_struct_blob(
		    &blob, mem_ctx, &head,
		    (ndr_pull_flags_fn_t)ndr_pull_DeviceConfigInfo) !=
		    NDR_ERR_SUCCESS ||
	    head.dwVersion != 6) {
		abort();
	}
	if (type == REQTYPE_GETDEVICECONFIGINFO) {
		get_devices(world, mem_ctx, bytes, &head);
	} else {
		set_device(world, mem_ctx, bytes, &head);
	}
	if (ndr_push_struct_blob(
		    &blob, mem_ctx, &head,
		    (ndr_push_flags_fn_t)ndr_push_DeviceConfigInfo) !=
	    NDR_ERR_SUCCESS) {
		abort();
	}
	memcpy(bytes + 24, blob.data, blob.length);
}

/* What it does not know it says again, each byte one higher. */
static uint32_t rpc_submit(struct world *world, TALLOC_CTX *mem_ctx, void *p)
{
	struct RasRpcSubmitRequest *r = p;
	uint32_t type = 0, i;

	r->out.pReqBuffer = r->in.pReqBuffer;
	memcpy(&type, r->in.pReqBuffer + 4, sizeof(type));
	if (type == REQTYPE_GETDEVICECONFIGINFO ||
	    type == REQTYPE_SETDEVICECONFIGINFO) {
		device_config(world, mem_ctx, type, r->out.pReqBuffer);
		return ERROR_SUCCESS;
	}
	for (i = 0; i < r->in.dwcbBufSize; i++) {
		r->out.pReqBuffer[i]++;
	}
	return ERROR_SUCCESS;
}

static uint32_t rpc_get_user(struct world *world, TALLOC_CTX *mem_ctx, void *p)
{
	struct RasRpcGetUserPreferences *r = p;

	*r->out.pUser = (struct RASRPC_PBUSER){
		.dwRedialAttempts = world->redials,
		.dwXPhonebook = 77,
	};
	return r->in.dwMode == 2 ? ERROR_SUCCESS : ERROR_INVALID_PARAMETER;
}

/* What the API does not speak of must have come back. */
static uint32_t rpc_set_user(struct world *world, TALLOC_CTX *mem_ctx, void *p)
{
	struct RasRpcSetUserPreferences *r = p;

	world->redials = r->in.pUser->dwRedialAttempts;
	return r->in.dwMode == 2 && r->in.pUser->dwXPhonebook == 77
		       ? ERROR_SUCCESS
		       : ERROR_INVALID_PARAMETER;
}

#define DIMSVC(opnum, name, run) FAKE_ANSWER(ndr_table_dimsvc, opnum, name, run)
#define RASRPC(opnum, name, run) FAKE_ANSWER(ndr_table_rasrpc, opnum, name, run)

const struct fake_answer mpr_fake_config_answers[] = {
	DIMSVC(36, RRouterDeviceEnum, device_enum),
	DIMSVC(38, RRouterInterfaceDeviceGetInfo, device_get),
	DIMSVC(39, RRouterInterfaceDeviceSetInfo, device_set),
	DIMSVC(40, RRouterInterfaceSetCredentialsEx, key_set),
	DIMSVC(41, RRouterInterfaceGetCredentialsEx, key_get),
	DIMSVC(43, RMprAdminServerSetInfo, server_set),
	DIMSVC(44, RMprAdminServerGetInfoEx, server_get_ex),
	DIMSVC(47, RMprAdminServerSetInfoEx, server_set_ex),
	DIMSVC(51, RRouterInterfaceGetCustomInfoEx, custom_get),
	DIMSVC(52, RRouterInterfaceSetCustomInfoEx, custom_set),
	RASRPC(5, RasRpcDeleteEntry, rpc_delete),
	RASRPC(9, RasRpcGetUserPreferences, rpc_get_user),
	RASRPC(10, RasRpcSetUserPreferences, rpc_set_user),
	RASRPC(11, RasRpcGetSystemDirectory, rpc_directory),
	RASRPC(12, RasRpcSubmitRequest, rpc_submit),
	RASRPC(14, RasRpcGetInstalledProtocolsEx, rpc_protocols),
	RASRPC(15, RasRpcGetVersion, rpc_version),
	{0},
};
