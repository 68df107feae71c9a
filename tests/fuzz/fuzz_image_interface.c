/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * libFuzzer target: any bytes as MPRI_INTERFACE_0 to _3; the first byte is the
 * level.  What is read must be written and read again to the same settings.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <talloc.h>
#include "server/images/image_interface.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
	if (!condition) {
		abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	TALLOC_CTX *frame = talloc_new(NULL);
	struct router_change change, again;
	struct router_interface interface = {.dwInterface = 1};
	DATA_BLOB bytes = {.data = NULL};
	uint32_t level;

	if (size == 0) {
		talloc_free(frame);
		return 0;
	}
	level = data[0] % 4;
	bytes = data_blob_const(data + 1, size - 1);
	if (W_ERROR_IS_OK(
		    image_interface_pull(frame, level, &bytes, &change))) {
		interface.wszInterfaceName = change.wszInterfaceName;
		interface.dwIfType = change.dwIfType;
		interface.fEnabled = change.fEnabled;
		interface.DialoutHours = change.DialoutHours;
		interface.entry = change.entry;
		require(W_ERROR_IS_OK(image_interface_push(
			frame, level, &interface, &bytes)));
		require(W_ERROR_IS_OK(
			image_interface_pull(frame, level, &bytes, &again)));
		require(strcmp(again.wszInterfaceName,
			       change.wszInterfaceName) == 0);
		require((again.entry == NULL) == (change.entry == NULL));
		require(again.entry == NULL ||
			data_blob_cmp(&again.entry->CustomAuthData,
				      &change.entry->CustomAuthData) == 0);
	}
	talloc_free(frame);
	return 0;
}
