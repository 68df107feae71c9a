/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * MPR_INTERFACE_0 to _3 of mprapi.h from and to the MPRI_INTERFACE_0 to _3
 * that travel in containers ([MS-RRASM] 2.2.1.2.81 to 84).
 */
#ifndef CLIENT_IMAGE_INTERFACE_H
#define CLIENT_IMAGE_INTERFACE_H

#include <stddef.h>
#include <stdint.h>
#include <stdbool.h>
#include <talloc.h>
#include <util/data_blob.h>

/**
 * @brief Make an MPR_INTERFACE_n of a container's contents.
 *
 * @param[in]  level  0 to 3
 * @param[in]  image  the contents, in the form of 32 or of 64 bits; it is not
 *                    trusted
 * @param[out] info   one block for free(), what its members point to included
 * @retval ERROR_NOT_SUPPORTED  no such level
 * @retval ERROR_INVALID_DATA   the contents are no such image
 */
uint32_t interface_from_image(uint32_t level, DATA_BLOB image, void **info);

/**
 * @brief Make an array of MPR_INTERFACE_0 of the answer of Enum.
 *
 * @param[in]  count  how many the server says there are
 * @param[out] array  one block for free(), never NULL on success
 */
uint32_t interfaces_from_image(uint32_t count, DATA_BLOB image, void **array);

/**
 * @brief Make a container's contents of an MPR_INTERFACE_n.
 *
 * @param[in]  creating  leave szAlternates out: [MS-RRASM] 3.1.4.13, "The
 *                       szAlternates of MPRI_INTERFACE_2 MUST be set to 0"
 * @param[out] image     child of @mem_ctx, in the form of 32 bits
 */
uint32_t interface_to_image(TALLOC_CTX *mem_ctx, uint32_t level, bool creating,
			    const void *info, DATA_BLOB *image);

#endif
