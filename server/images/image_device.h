/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The memory image MPR_DEVICE_0 ([MS-RRASM] 2.2.1.2.85) of a device.
 *
 * Names that are longer than their member are cut between two characters.
 */
#ifndef SERVER_IMAGES_IMAGE_DEVICE_H
#define SERVER_IMAGES_IMAGE_DEVICE_H

#include <talloc.h>
#include <core/werror.h>
#include <util/data_blob.h>

#define IMAGE_DEVICE_0_SIZE 292

/** @param[out] bytes  child of @mem_ctx */
WERROR image_device_0_push(TALLOC_CTX *mem_ctx, const char *szDeviceType,
			   const char *szDeviceName, DATA_BLOB *bytes);

#endif
