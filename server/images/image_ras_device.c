/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RAS_DEVICE_INFO <-> what is known of a device. */
#include "image_ras_device.h"
#include "gen_ndr/dimsvc_config.h"
#include "gen_ndr/rasrpc_types.h"
#include "image_ansi.h"
#include "image_string.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

uint32_t image_rasdevicetype(enum port_kind kind)
{
	static const uint32_t types[PORT_KINDS] = {
		[PORT_KIND_PPPOE] = RDT_PPPoE | RDT_Broadband,
		[PORT_KIND_PPTP] = RDT_Tunnel_Pptp | RDT_Tunnel,
		[PORT_KIND_L2TP] = RDT_Tunnel_L2tp | RDT_Tunnel,
		[PORT_KIND_SSTP] = RDT_Tunnel_Sstp | RDT_Tunnel,
		[PORT_KIND_IKEV2] = RDT_Tunnel_Ikev2 | RDT_Tunnel,
		[PORT_KIND_SERIAL] = RDT_Modem,
	};

	return types[kind];
}

/* "This value MUST NOT be used when eDeviceType is RDT_Modem."  Others are
 * told apart by the first field; the rest was drawn by lot, once. */
static struct GUID guid_of(const struct ras_device *device)
{
	struct GUID guid = {
		.time_low = 0x7b9f1d2e,
		.time_mid = 0x5c3a,
		.time_hi_and_version = 0x4e61,
		.clock_seq = {0x9a, 0x87},
		.node = {0x0d, 0x6b, 0x2f, 0x4c, 0x8e, 0x10},
	};

	if (device->kind == PORT_KIND_SERIAL) {
		return (struct GUID){.time_low = 0};
	}
	guid.time_low += (uint32_t)device->kind;
	return guid;
}

WERROR image_ras_device_fill(const struct ras_device *device,
			     struct RAS_DEVICE_INFO *info)
{
	*info = (struct RAS_DEVICE_INFO){
		.dwVersion = RASRPC_VERSION,
		.fRasEnabled = (device->flags & MPR_ENABLE_RAS_ON_DEVICE) != 0,
		.fRouterEnabled =
			(device->flags & MPR_ENABLE_ROUTING_ON_DEVICE) != 0,
		.dwTapiLineId = device->dwTapiLineId,
		.dwNumEndPoints = device->dwNumEndPoints,
		.dwMaxOutCalls = device->dwNumEndPoints,
		.dwMaxInCalls = device->dwNumEndPoints,
		.dwMaxWanEndPoints = device->dwMaxWanEndPoints,
		.eDeviceType = image_rasdevicetype(device->kind),
		.guidDevice = guid_of(device),
	};
	if (!info->fRouterEnabled) {
		info->dwMaxOutCalls = 0;
	}
	if (!info->fRasEnabled && !info->fRouterEnabled) {
		info->dwMaxInCalls = 0;
	}
	image_ansi_push(device->szPortName, info->szPortName,
			sizeof(info->szPortName));
	image_ansi_push(device->wszDeviceName, info->szDeviceName,
			sizeof(info->szDeviceName));
	return image_string_push(device->wszDeviceName, info->wszDeviceName,
				 ARRAY_SIZE(info->wszDeviceName));
}

const char *image_ras_device_name(TALLOC_CTX *mem_ctx,
				  const struct RAS_DEVICE_INFO *info)
{
	const char *name = NULL;

	if (info->wszDeviceName[0] == 0) {
		return image_ansi_is_text(info->szDeviceName,
					  sizeof(info->szDeviceName))
			       ? talloc_strdup(mem_ctx,
					       (const char *)info->szDeviceName)
			       : NULL;
	}
	if (!W_ERROR_IS_OK(image_string_pull(mem_ctx, info->wszDeviceName,
					     ARRAY_SIZE(info->wszDeviceName),
					     &name))) {
		return NULL;
	}
	return name;
}
