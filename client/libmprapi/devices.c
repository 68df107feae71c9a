/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The number of ports of the devices: RasRpcSubmitRequest with
 * REQTYPE_GETDEVICECONFIGINFO and REQTYPE_SETDEVICECONFIGINFO ([MS-RRASM]
 * 3.3.4.5).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <talloc.h>
#include "compat/rras_errors.h"
#include <ndr.h>
#include "ndr_rasrpc.h"
#include "ndr_rasrpc_images.h"
#include "client/libmprapi/export.h"
#include "client/libmprapi/server.h"

/* The images without the arrays of one byte at their ends. */
#define HEAD_SIZE  24 /* RequestBuffer */
#define INFO_SIZE  16 /* DeviceConfigInfo */
#define DATA_START (HEAD_SIZE + INFO_SIZE)

/* "at least as large as the sum of the size of RequestBuffer and 5000" */
#define LEAST_SIZE (SIZEOF_RequestBuffer + 5000)

#define RASRPC_VERSION_6 6

/* A request in the making; then its answer. */
struct request {
	uint8_t *bytes;
	uint32_t size;
	struct DeviceConfigInfo info;
};

static bool put(TALLOC_CTX *mem_ctx, const struct request *request,
		size_t offset, const void *r, ndr_push_flags_fn_t push)
{
	DATA_BLOB blob;

	if (ndr_push_struct_blob(&blob, mem_ctx, r, push) != NDR_ERR_SUCCESS ||
	    blob.length > request->size - offset) {
		return false;
	}
	memcpy(request->bytes + offset, blob.data, blob.length);
	return true;
}

static bool get(TALLOC_CTX *mem_ctx, const struct request *request,
		size_t offset, size_t length, void *r, ndr_pull_flags_fn_t pull)
{
	DATA_BLOB blob = data_blob_const(request->bytes + offset, length);

	return offset <= request->size && length <= request->size - offset &&
	       ndr_pull_struct_blob(&blob, mem_ctx, r, pull) == NDR_ERR_SUCCESS;
}

static bool get_entry(TALLOC_CTX *mem_ctx, const struct request *request,
		      uint32_t entry, struct RAS_DEVICE_INFO *device)
{
	return get(mem_ctx, request,
		   DATA_START + (size_t)entry * SIZEOF_RAS_DEVICE_INFO,
		   SIZEOF_RAS_DEVICE_INFO, device,
		   (ndr_pull_flags_fn_t)ndr_pull_RAS_DEVICE_INFO);
}

static bool begin(TALLOC_CTX *mem_ctx, struct request *request, uint32_t type,
		  uint32_t entries)
{
	const struct RequestBuffer head = {
		.RB_Reqtype = type,
		.RB_Dummy = sizeof(uint64_t), /* "the size of the ULONG_PTR" */
	};

	request->size = DATA_START + entries * SIZEOF_RAS_DEVICE_INFO;
	if (request->size < LEAST_SIZE) {
		request->size = LEAST_SIZE;
	}
	request->bytes = talloc_zero_array(mem_ctx, uint8_t, request->size);
	return request->bytes != NULL &&
	       put(mem_ctx, request, 0, &head,
		   (ndr_push_flags_fn_t)ndr_push_RequestBuffer);
}

static uint32_t submit(MPR_SERVER_HANDLE handle, TALLOC_CTX *mem_ctx,
		       struct request *request)
{
	uint32_t code;

	if (!put(mem_ctx, request, HEAD_SIZE, &request->info,
		 (ndr_push_flags_fn_t)ndr_push_DeviceConfigInfo)) {
		return ERROR_NOT_ENOUGH_MEMORY;
	}
	code = rras_submit_request(handle, request->bytes, request->size);
	if (code != ERROR_SUCCESS) {
		return code;
	}
	if (!get(mem_ctx, request, HEAD_SIZE, INFO_SIZE, &request->info,
		 (ndr_pull_flags_fn_t)ndr_pull_DeviceConfigInfo)) {
		return ERROR_INVALID_DATA;
	}
	return request->info.retcode;
}

/* "If the returned cbBuffer is more than the passed in cbBuffer size [...]
 * The client SHOULD again call the API": the first call asks for the size. */
static uint32_t get_devices(MPR_SERVER_HANDLE handle, TALLOC_CTX *mem_ctx,
			    struct request *request)
{
	uint32_t entries = 8, code;
	int tries;

	for (tries = 0; tries < 3; tries++) {
		if (!begin(mem_ctx, request, REQTYPE_GETDEVICECONFIGINFO,
			   entries)) {
			return ERROR_NOT_ENOUGH_MEMORY;
		}
		request->info = (struct DeviceConfigInfo){
			.dwVersion = RASRPC_VERSION_6,
			.cbBuffer = entries * SIZEOF_RAS_DEVICE_INFO,
		};
		code = submit(handle, mem_ctx, request);
		if (code != ERROR_SUCCESS ||
		    request->info.cEntries <= entries) {
			return code;
		}
		entries = request->info.cEntries;
		if (entries > (RASRPC_MAX_REQUEST - DATA_START) /
				      SIZEOF_RAS_DEVICE_INFO) {
			return ERROR_INVALID_DATA;
		}
	}
	return ERROR_MORE_DATA; /* it grows faster than we ask */
}

static char *name_of(const struct RAS_DEVICE_INFO *info)
{
	return rras_utf16_to_utf8(info->wszDeviceName, 129);
}

static bool fill(const struct RAS_DEVICE_INFO *info, char **end,
		 struct rras_device *device)
{
	char *name = name_of(info);

	if (name == NULL) {
		return false;
	}
	*device = (struct rras_device){
		.type = info->eDeviceType,
		.endpoints = info->dwNumEndPoints,
		.max_endpoints = info->dwMaxWanEndPoints,
		.ras = info->fRasEnabled != 0,
		.router = info->fRouterEnabled != 0,
		.router_outbound = info->fRouterOutboundEnabled != 0,
	};
	device->name = *end;
	*end = stpcpy(*end, name) + 1;
	free(name);
	device->port = *end;
	*end += snprintf(*end, sizeof(info->szPortName), "%.16s",
			 (const char *)info->szPortName) +
		1;
	return true;
}

/* Room for a name of 128 units as UTF-8, and for a port's. */
#define TEXT_ROOM (3 * 129 + 18)

static uint32_t copy_devices(TALLOC_CTX *mem_ctx, const struct request *request,
			     struct rras_devices **devices)
{
	uint32_t count = request->info.cEntries, i;
	size_t size = sizeof(struct rras_devices) +
		      count * sizeof(struct rras_device);
	struct rras_devices *p = calloc(1, size + count * TEXT_ROOM);
	struct RAS_DEVICE_INFO info;
	char *end = (char *)p + size;

	if (p == NULL) {
		return ERROR_NOT_ENOUGH_MEMORY;
	}
	for (i = 0; i < count; i++) {
		if (!get_entry(mem_ctx, request, i, &info) ||
		    !fill(&info, &end, &p->devices[i])) {
			free(p);
			return ERROR_INVALID_DATA;
		}
	}
	p->count = count;
	*devices = p;
	return ERROR_SUCCESS;
}

RRAS_EXPORT DWORD rras_devices_get(MPR_SERVER_HANDLE handle,
				   struct rras_devices **devices)
{
	struct mpr_server *server = server_from_handle(handle);
	struct request request = {0};
	TALLOC_CTX *mem_ctx = NULL;
	uint32_t code;

	if (server == NULL) {
		return RPC_S_INVALID_BINDING;
	}
	if (devices == NULL) {
		return ERROR_INVALID_PARAMETER;
	}
	mem_ctx = talloc_new(server);
	code = get_devices(handle, mem_ctx, &request);
	if (code == ERROR_SUCCESS) {
		code = copy_devices(mem_ctx, &request, devices);
	}
	talloc_free(mem_ctx);
	return code;
}

static bool find_device(TALLOC_CTX *mem_ctx, const struct request *request,
			const char *name, struct RAS_DEVICE_INFO *info)
{
	char *text = NULL;
	bool found = false;
	uint32_t i;

	for (i = 0; !found && i < request->info.cEntries; i++) {
		if (!get_entry(mem_ctx, request, i, info)) {
			return false;
		}
		text = name_of(info);
		found = text != NULL && strcasecmp(text, name) == 0;
		free(text);
	}
	return found;
}

/* What is said of the device is more than "cannot complete"; and that it is in
 * force after a restart only is said there, for the call was a success. */
static uint32_t set_device(MPR_SERVER_HANDLE handle, TALLOC_CTX *mem_ctx,
			   struct RAS_DEVICE_INFO *info)
{
	struct request request = {0};
	uint32_t code;

	if (!begin(mem_ctx, &request, REQTYPE_SETDEVICECONFIGINFO, 1) ||
	    !put(mem_ctx, &request, DATA_START, info,
		 (ndr_push_flags_fn_t)ndr_push_RAS_DEVICE_INFO)) {
		return ERROR_NOT_ENOUGH_MEMORY;
	}
	request.info = (struct DeviceConfigInfo){
		.dwVersion = RASRPC_VERSION_6,
		.cbBuffer = SIZEOF_RAS_DEVICE_INFO,
		.cEntries = 1,
	};
	code = submit(handle, mem_ctx, &request);
	if ((code == ERROR_SUCCESS || code == ERROR_CAN_NOT_COMPLETE) &&
	    get_entry(mem_ctx, &request, 0, info) && info->dwError != 0) {
		return info->dwError;
	}
	return code;
}

RRAS_EXPORT DWORD rras_device_set_endpoints(MPR_SERVER_HANDLE handle,
					    const char *name,
					    uint32_t endpoints)
{
	struct mpr_server *server = server_from_handle(handle);
	struct request request = {0};
	struct RAS_DEVICE_INFO info;
	TALLOC_CTX *mem_ctx = NULL;
	uint32_t code;

	if (server == NULL) {
		return RPC_S_INVALID_BINDING;
	}
	if (name == NULL) {
		return ERROR_INVALID_PARAMETER;
	}
	mem_ctx = talloc_new(server);
	code = get_devices(handle, mem_ctx, &request);
	if (code == ERROR_SUCCESS &&
	    !find_device(mem_ctx, &request, name, &info)) {
		code = ERROR_DEVICE_DOES_NOT_EXIST;
	}
	/* The server would cut it off in silence. */
	if (code == ERROR_SUCCESS && endpoints > info.dwMaxWanEndPoints) {
		code = ERROR_INVALID_PARAMETER;
	}
	if (code == ERROR_SUCCESS) {
		info.fWrite = 1;
		info.dwNumEndPoints = endpoints;
		code = set_device(handle, mem_ctx, &info);
	}
	talloc_free(mem_ctx);
	return code;
}
