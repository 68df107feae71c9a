/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the methods that tell of connections have in common. */
#ifndef SERVER_RRASD_CONNECTION_INFO_H
#define SERVER_RRASD_CONNECTION_INFO_H

#include <stdbool.h>
#include "server/images/image_connection.h"

struct MPRAPI_OBJECT_HEADER_IDL;
struct RAS_CONNECTION_EX_IDL;
struct rrasd;

/** @brief Whether a level's image has counters, which the kernel is asked
 * for first. */
bool connection_level_counts(uint32_t level);

/**
 * @brief All that is told of a connection, as it was counted last.
 *
 * @param[in] counts  whether counters and ratios are told too
 */
struct image_connection connection_info(const struct rrasd *rrasd,
					const struct connection *connection,
					bool counts);

/**
 * @brief Whether opnums 45 and 46 are asked for what they answer.
 *
 * 3.1.4.46: "the revision field MUST be
 * MPRAPI_RAS_CONNECTION_OBJECT_REVISION_1, type filed MUST be
 * MPRAPI_OBJECT_TYPE_RAS_CONNECTION_OBJECT, and size MUST be size of
 * RAS_CONNECTION_EX_IDL": on the caller's machine, whatever its pointers are
 * like.  So what is too small is an error, and 0, "not told", is none, as for
 * the server's headers.
 */
bool connection_header_is_valid(const struct MPRAPI_OBJECT_HEADER_IDL *header);

/** @brief Let it be empty, and such that it can be encoded: its union and the
 * one in it have no arm for "nothing". */
void connection_ex_blank(struct RAS_CONNECTION_EX_IDL *to);

/** @brief Fill it; its header is as in MPRAPI_OBJECT_HEADER_IDL's rules. */
void connection_ex_fill(const struct image_connection *from,
			struct RAS_CONNECTION_EX_IDL *to);

#endif
