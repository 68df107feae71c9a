/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * libFuzzer target: any bytes as MPR_DEVICE_0 and _1, MPR_CREDENTIALSEX_1 and
 * EAPTLS_USER_PROPERTIES; the first byte says as which.  What is read must be
 * written and read again to the same values.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <talloc.h>
#include "server/images/image_credentials.h"
#include "server/images/image_interface_device.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
	if (!condition) {
		abort();
	}
}

static void device(TALLOC_CTX *frame, uint32_t level, const DATA_BLOB *bytes)
{
	struct router_device read, again;
	DATA_BLOB made = {.data = NULL};

	if (!W_ERROR_IS_OK(
		    image_interface_device_pull(frame, level, bytes, &read))) {
		return;
	}
	require(W_ERROR_IS_OK(
		image_interface_device_push(frame, level, &read, &made)));
	require(W_ERROR_IS_OK(
		image_interface_device_pull(frame, level, &made, &again)));
	require(strcmp(read.szDeviceType, again.szDeviceType) == 0);
	require(strcmp(read.szDeviceName, again.szDeviceName) == 0);
	require((read.szAlternates == NULL) == (again.szAlternates == NULL));
}

static void credentials(TALLOC_CTX *frame, const DATA_BLOB *bytes)
{
	DATA_BLOB read, made, again;

	if (!W_ERROR_IS_OK(image_credentials_pull(bytes, &read))) {
		return;
	}
	require(W_ERROR_IS_OK(image_credentials_push(frame, read, &made)));
	require(W_ERROR_IS_OK(image_credentials_pull(&made, &again)));
	require(data_blob_cmp(&read, &again) == 0);
}

static void eap(TALLOC_CTX *frame, const DATA_BLOB *bytes)
{
	struct router_eap read, again;
	DATA_BLOB made;

	if (!W_ERROR_IS_OK(image_eap_pull(frame, bytes, &read))) {
		return;
	}
	require(W_ERROR_IS_OK(image_eap_push(frame, &read, &made)));
	require(W_ERROR_IS_OK(image_eap_pull(frame, &made, &again)));
	require(read.cbHash == again.cbHash);
	require(memcmp(read.pbHash, again.pbHash, read.cbHash) == 0);
	require(strcmp(read.identity, again.identity) == 0);
	require(strcmp(read.pin, again.pin) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	TALLOC_CTX *frame = talloc_new(NULL);
	DATA_BLOB bytes;

	if (size > 0) {
		bytes = data_blob_const(data + 1, size - 1);
		switch (data[0] % 4) {
		case 0:
		case 1:
			device(frame, data[0] % 4, &bytes);
			break;
		case 2:
			credentials(frame, &bytes);
			break;
		default:
			eap(frame, &bytes);
		}
	}
	talloc_free(frame);
	return 0;
}
