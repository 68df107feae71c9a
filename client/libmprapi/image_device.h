/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An interface's device: MPR_DEVICE_0 and _1 ([MS-RRASM] 2.2.1.2.85, 86). */
#ifndef CLIENT_IMAGE_DEVICE_H
#define CLIENT_IMAGE_DEVICE_H

#include <stdint.h>
#include <talloc.h>
#include <util/data_blob.h>

/**
 * @brief Make an MPR_DEVICE_n of a container's contents.
 *
 * @param[in]  level  0 or 1
 * @param[in]  image  in the form of 32 or of 64 bits; it is not trusted
 * @param[out] info   one block for free()
 * @retval ERROR_NOT_SUPPORTED  no such level
 * @retval ERROR_INVALID_DATA   the contents are no such image
 */
uint32_t device_from_image(uint32_t level, DATA_BLOB image, void **info);

/**
 * @brief Make a container's contents of an MPR_DEVICE_n.
 *
 * @param[out] image  child of @mem_ctx, in the form of 32 bits
 */
uint32_t device_to_image(TALLOC_CTX *mem_ctx, uint32_t level, const void *info,
			 DATA_BLOB *image);

#endif
