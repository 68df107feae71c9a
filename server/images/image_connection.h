/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What clients are told of a connection: the memory images RASI_CONNECTION_0
 * to _3 and RAS_CONNECTION_4_IDL ([MS-RRASM] 2.2.1.2.77 to .80 and .236), and
 * the NDR structure RAS_CONNECTION_EX_1_IDL (2.2.1.2.133).
 *
 * Strings that are longer than their member are cut: it is for display, and a
 * connection must not vanish because of its user's long name.  Counters have
 * 64 bits here and 32 there: the upper ones are lost, as they are on Windows.
 */
#ifndef SERVER_IMAGES_IMAGE_CONNECTION_H
#define SERVER_IMAGES_IMAGE_CONNECTION_H

#include <stdint.h>
#include <talloc.h>
#include <core/werror.h>
#include <util/data_blob.h>
#include "server/connections/connections.h"

struct RAS_CONNECTION_EX_1_IDL;

/** @brief The levels of RRasAdminConnectionEnum; GetInfo has 0 to 3. */
#define IMAGE_CONNECTION_LEVELS 5

/** @brief The size of RAS_CONNECTION_EX_IDL and of the structure in it, as a
 * compiler lays them out, for MPRAPI_OBJECT_HEADER_IDL. */
#define IMAGE_CONNECTION_EX_SIZE   1672
#define IMAGE_CONNECTION_EX_1_SIZE 1664

/** @brief All that is told of a connection. */
struct image_connection {
	const struct connection *connection;
	struct link_counters counters;
	uint32_t dwCompressionRatioIn, dwCompressionRatioOut; /**< per cent */
	uint32_t dwConnectDuration;			      /**< seconds */
	uint32_t dwDeviceType;				      /**< RDT_* */
};

/** @brief The size of a level's image; 0: there is no such level. */
uint32_t image_connection_size(uint32_t level);

/**
 * @brief Make an image.
 *
 * @param[out] bytes  child of @mem_ctx
 * @retval ERROR_INVALID_LEVEL      there is no such level
 * @retval ERROR_NOT_ENOUGH_MEMORY
 */
WERROR image_connection_push(TALLOC_CTX *mem_ctx, uint32_t level,
			     const struct image_connection *from,
			     DATA_BLOB *bytes);

/**
 * @brief Fill the structure of opnums 45 and 46.
 *
 * @param[in,out] to  zero but for its Header, which is left as it is
 */
void image_connection_ex(const struct image_connection *from,
			 struct RAS_CONNECTION_EX_1_IDL *to);

#endif
