/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The memory images MPR_DEVICE_0 and _1 ([MS-RRASM] 2.2.1.2.85 and .86) of an
 * interface's devices.
 *
 * szAlternates is an offset from the start of the structure, as in
 * MPRI_INTERFACE_2 (image_interface.h): the list is appended to the structure.
 * Answers have 4 bytes for it; 4 and 8 are accepted, the form in which the
 * offset and the size agree, that of 4 bytes being tried first.
 */
#ifndef SERVER_IMAGES_IMAGE_INTERFACE_DEVICE_H
#define SERVER_IMAGES_IMAGE_INTERFACE_DEVICE_H

#include <talloc.h>
#include <core/werror.h>
#include <util/data_blob.h>
#include "server/router/entry_device.h"

/**
 * @brief Append the image of a device; of level 0 an array may be made.
 *
 * @param[in]     level  0 or 1
 * @param[in,out] bytes  child of @mem_ctx, or empty
 * @retval ERROR_NOT_SUPPORTED  there is no such level
 * @retval ERROR_INVALID_DATA   a string does not fit its member
 */
WERROR image_interface_device_push(TALLOC_CTX *mem_ctx, uint32_t level,
				   const struct router_device *device,
				   DATA_BLOB *bytes);

/**
 * @brief Read the image of a device.
 *
 * @param[in]  level   0 or 1
 * @param[out] device  its strings are children of @mem_ctx; at level 0
 *                     szLocalPhoneNumber is NULL
 * @retval ERROR_NOT_SUPPORTED      there is no such level
 * @retval ERROR_INVALID_PARAMETER  the image has another size, a string has no
 *                                  terminator or is no UTF-16, the offset lies
 */
WERROR image_interface_device_pull(TALLOC_CTX *mem_ctx, uint32_t level,
				   const DATA_BLOB *bytes,
				   struct router_device *device);

#endif
