/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Images without pointers (images.idl) as structures of mprapi.h: what differs
 * is that handles are as wide as pointers there.
 */
#ifndef CLIENT_IMAGE_PLAIN_H
#define CLIENT_IMAGE_PLAIN_H

#include <stddef.h>
#include <stdint.h>
#include <util/data_blob.h>
#include <ndr.h>

/** @brief How an image becomes a structure. */
struct image_plain {
	size_t image_size;  /**< bytes on the wire */
	size_t pulled_size; /**< of pidl's structure */
	size_t info_size;   /**< of mprapi.h's structure */
	ndr_pull_flags_fn_t pull;
	void (*convert)(const void *pulled, void *info);
};

/** @brief RASI_PORT_0 and _1; NULL for other levels. */
const struct image_plain *image_plain_port(uint32_t level);

/** @brief RASI_CONNECTION_0 to _3, and 4; NULL for other levels. */
const struct image_plain *image_plain_connection(uint32_t level);

/** @brief MPR_DEVICE_0. */
const struct image_plain *image_plain_device(void);

/**
 * @brief Make a structure of an image, which is not trusted.
 *
 * @param[out] info  for free()
 * @retval ERROR_INVALID_DATA  the contents are no such image
 */
uint32_t image_plain_one(const struct image_plain *form, DATA_BLOB image,
			 void **info);

/**
 * @brief Make an array of the images of an enumeration.
 *
 * @param[in]  count  how many the server says there are
 * @param[out] array  for free(), never NULL on success
 */
uint32_t image_plain_array(const struct image_plain *form, uint32_t count,
			   DATA_BLOB image, void **array);

#endif
