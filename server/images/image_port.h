/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The memory images RASI_PORT_0 and RASI_PORT_1 ([MS-RRASM] 2.2.1.2.75 and
 * .76) of a port.
 *
 * Names that are longer than their member (those of ttys are the
 * administrator's) are cut between two characters.
 */
#ifndef SERVER_IMAGES_IMAGE_PORT_H
#define SERVER_IMAGES_IMAGE_PORT_H

#include <stdint.h>
#include <talloc.h>
#include <core/werror.h>
#include <util/data_blob.h>
#include "server/connections/counters.h"
#include "server/ports/ports.h"

/** @brief The sizes of the images. */
#define IMAGE_PORT_0_SIZE 380
#define IMAGE_PORT_1_SIZE 64

/** @brief What level 1 tells of a port's link; zero when it has none. */
struct image_port_link {
	struct link_counters counters; /**< less the port's base line */
	uint32_t dwCompressionRatioIn, dwCompressionRatioOut; /**< per cent */
};

/**
 * @param[in]  dwConnectDuration  seconds
 * @param[out] bytes              child of @mem_ctx
 */
WERROR image_port_0_push(TALLOC_CTX *mem_ctx, const struct port *port,
			 uint32_t dwConnectDuration, DATA_BLOB *bytes);

WERROR image_port_1_push(TALLOC_CTX *mem_ctx, const struct port *port,
			 const struct image_port_link *link, DATA_BLOB *bytes);

#endif
