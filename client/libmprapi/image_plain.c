/* SPDX-License-Identifier: GPL-3.0-or-later */
/* See image_plain.h. */
#include <stdlib.h>
#include "compat/rras_errors.h"
#include "ndr_images.h"
#include "client/libmprapi/container.h"
#include "client/libmprapi/image_plain.h"
#include "client/libmprapi/image_same.h"

static void port_0(const void *pulled, void *info)
{
	const struct RASI_PORT_0 *from = pulled;
	RAS_PORT_0 *to = info;

	to->hPort = handle_of(from->dwPort);
	to->hConnection = handle_of(from->dwConnection);
	to->dwPortCondition = from->dwPortCondition;
	to->dwTotalNumberOfCalls = from->dwTotalNumberOfCalls;
	to->dwConnectDuration = from->dwConnectDuration;
	COPY_WIDE(to->wszPortName, from->wszPortName);
	COPY_WIDE(to->wszMediaName, from->wszMediaName);
	COPY_WIDE(to->wszDeviceName, from->wszDeviceName);
	COPY_WIDE(to->wszDeviceType, from->wszDeviceType);
}

static void port_1(const void *pulled, void *info)
{
	const struct RASI_PORT_1 *from = pulled;
	RAS_PORT_1 *to = info;

	to->hPort = handle_of(from->dwPort);
	to->hConnection = handle_of(from->dwConnection);
	to->dwHardwareCondition = from->dwHardwareCondition;
	to->dwLineSpeed = from->dwLineSpeed;
	COPY_BYTES(to, from);
	COPY_COUNTS(to, from);
}

static void connection_0(const void *pulled, void *info)
{
	const struct RASI_CONNECTION_0 *from = pulled;
	RAS_CONNECTION_0 *to = info;

	to->hConnection = handle_of(from->dwConnection);
	to->hInterface = handle_of(from->dwInterface);
	COPY_PEER(to, from);
}

static void connection_1(const void *pulled, void *info)
{
	const struct RASI_CONNECTION_1 *from = pulled;
	RAS_CONNECTION_1 *to = info;

	to->hConnection = handle_of(from->dwConnection);
	to->hInterface = handle_of(from->dwInterface);
	COPY_SAME(to->PppInfo, from->PppInfo);
	COPY_BYTES(to, from);
	COPY_COUNTS(to, from);
}

static void connection_2(const void *pulled, void *info)
{
	const struct RASI_CONNECTION_2 *from = pulled;
	RAS_CONNECTION_2 *to = info;

	to->hConnection = handle_of(from->dwConnection);
	COPY_WIDE(to->wszUserName, from->wszUserName);
	to->dwInterfaceType = from->dwInterfaceType;
	COPY_SAME(to->guid, from->guid);
	COPY_SAME(to->PppInfo2, from->PppInfo2);
}

static void connection_3(const void *pulled, void *info)
{
	const struct RASI_CONNECTION_3 *from = pulled;
	RAS_CONNECTION_3 *to = info;

	to->dwVersion = from->dwVersion;
	to->dwSize = from->dwSize;
	to->hConnection = handle_of(from->dwConnection);
	COPY_WIDE(to->wszUserName, from->wszUserName);
	to->dwInterfaceType = from->dwInterfaceType;
	COPY_SAME(to->guid, from->guid);
	COPY_SAME(to->PppInfo3, from->PppInfo3);
	to->rasQuarState = from->rasQuarState;
	COPY_SAME(to->timer, from->timer);
}

/* In memory it is a union's arm; the other one, IKEv2's, is not read. */
static void connection_4(const void *pulled, void *info)
{
	const struct RASI_CONNECTION_4 *from = pulled;
	RAS_CONNECTION_4 *to = info;

	COPY_PEER(to, from);
	COPY_SAME(to->guid, from->guid);
	to->rasQuarState = from->rasQuarState;
	COPY_SAME(to->probationTime, from->probationTime);
	COPY_SAME(to->connectionStartTime, from->connectionStartTime);
	to->ullBytesXmited = from->dwBytesXmited;
	to->ullBytesRcved = from->dwBytesRcved;
	COPY_COUNTS(to, from);
	to->dwNumSwitchOvers = from->dwNumSwitchOvers;
	COPY_WIDE(to->wszRemoteEndpointAddress, from->wszRemoteEndpointAddress);
	COPY_WIDE(to->wszLocalEndpointAddress, from->wszLocalEndpointAddress);
	to->ProjectionInfo.projectionInfoType = from->projectionInfoType;
	if (from->projectionInfoType == MPRAPI_PPP_PROJECTION_INFO_TYPE) {
		COPY_SAME(to->ProjectionInfo.PppProjectionInfo,
			  from->PppProjectionInfo);
	}
	to->hConnection = handle_of(from->hConnection);
	to->hInterface = handle_of(from->hInterface);
	to->dwDeviceType = from->dwDeviceType;
}

static void device_0(const void *pulled, void *info)
{
	const struct MPR_DEVICE_0 *from = pulled;
	MPR_DEVICE_0 *to = info;

	COPY_WIDE(to->szDeviceType, from->szDeviceType);
	COPY_WIDE(to->szDeviceName, from->szDeviceName);
}

/* 2.2.1.2.75 and 76, 77 to 80, 85: their sizes are in images.idl. */
#define FORM(size, image, info, function)                                 \
	{                                                                 \
		(size), sizeof(struct image), sizeof(info),               \
			(ndr_pull_flags_fn_t)ndr_pull_##image, (function) \
	}

static const struct image_plain port_forms[] = {
	FORM(380, RASI_PORT_0, RAS_PORT_0, port_0),
	FORM(64, RASI_PORT_1, RAS_PORT_1, port_1),
};

static const struct image_plain connection_forms[] = {
	FORM(1116, RASI_CONNECTION_0, RAS_CONNECTION_0, connection_0),
	FORM(272, RASI_CONNECTION_1, RAS_CONNECTION_1, connection_1),
	FORM(828, RASI_CONNECTION_2, RAS_CONNECTION_2, connection_2),
	FORM(788, RASI_CONNECTION_3, RAS_CONNECTION_3, connection_3),
	FORM(1680, RASI_CONNECTION_4, RAS_CONNECTION_4, connection_4),
};

static const struct image_plain device_form =
	FORM(292, MPR_DEVICE_0, MPR_DEVICE_0, device_0);

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

const struct image_plain *image_plain_port(uint32_t level)
{
	return level < COUNT(port_forms) ? &port_forms[level] : NULL;
}

const struct image_plain *image_plain_connection(uint32_t level)
{
	return level < COUNT(connection_forms) ? &connection_forms[level]
					       : NULL;
}

const struct image_plain *image_plain_device(void)
{
	return &device_form;
}

static bool pull_one(const struct image_plain *form, const uint8_t *image,
		     void *pulled, void *info)
{
	DATA_BLOB blob = data_blob_const(image, form->image_size);

	/* No pointers in these: nothing is allocated below the NULL. */
	if (ndr_pull_struct_blob_all(&blob, NULL, pulled, form->pull) !=
	    NDR_ERR_SUCCESS) {
		return false;
	}
	form->convert(pulled, info);
	return true;
}

static uint32_t pull_all(const struct image_plain *form, uint32_t count,
			 DATA_BLOB image, uint8_t *array)
{
	void *pulled = calloc(1, form->pulled_size);
	bool ok = pulled != NULL;
	uint32_t i;

	for (i = 0; ok && i < count; i++) {
		ok = pull_one(form, image.data + i * form->image_size, pulled,
			      array + i * form->info_size);
	}
	free(pulled);
	return ok		? (uint32_t)ERROR_SUCCESS
	       : pulled == NULL ? (uint32_t)ERROR_NOT_ENOUGH_MEMORY
				: (uint32_t)ERROR_INVALID_DATA;
}

uint32_t image_plain_array(const struct image_plain *form, uint32_t count,
			   DATA_BLOB image, void **array)
{
	uint8_t *p = NULL;
	uint32_t code;

	if (image.length / form->image_size < count) {
		return ERROR_INVALID_DATA;
	}
	p = calloc((size_t)count + 1, form->info_size); /* none is one too */
	if (p == NULL) {
		return ERROR_NOT_ENOUGH_MEMORY;
	}
	code = pull_all(form, count, image, p);
	if (code != ERROR_SUCCESS) {
		free(p);
		return code;
	}
	*array = p;
	return ERROR_SUCCESS;
}

uint32_t image_plain_one(const struct image_plain *form, DATA_BLOB image,
			 void **info)
{
	if (image.length != form->image_size) {
		return ERROR_INVALID_DATA;
	}
	return image_plain_array(form, 1, image, info);
}
