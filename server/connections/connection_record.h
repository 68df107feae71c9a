/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What makes a connection the one that it was, over restarts of the daemon:
 * its handle, its GUID, its base lines.
 */
#ifndef SERVER_CONNECTIONS_CONNECTION_RECORD_H
#define SERVER_CONNECTIONS_CONNECTION_RECORD_H

#include <stdbool.h>
#include <talloc.h>
#include <util/data_blob.h>

struct connection;
struct rras_connection_record; /* gen_ndr/link_record.h */

void connection_record_put(struct rras_connection_record *to,
			   const struct connection *from);
void connection_record_get(struct connection *to,
			   const struct rras_connection_record *from);

/** @brief As bytes, child of @mem_ctx; empty when out of memory. */
DATA_BLOB connection_record_bytes(TALLOC_CTX *mem_ctx,
				  const struct connection *connection);

/** @brief Of such bytes; false when they are none, or of another version. */
bool connection_record_of_bytes(const DATA_BLOB *bytes,
				struct rras_connection_record *record);

#endif
