/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The requester's connection to rrasd: made, watched for signs of life, lost.
 * It knows frames, but not what they mean; see rras_client.h for that.
 */
#ifndef SERVER_IPC_RRAS_CONNECTION_H
#define SERVER_IPC_RRAS_CONNECTION_H

#include <stdbool.h>
#include <stdint.h>
#include <talloc.h>
#include <tevent.h>
#include <util/data_blob.h>
#include "gen_ndr/frame.h"

struct rras_connection;

/** @brief What the owner of a connection does for it. */
struct rras_connection_handlers {
	/** @brief Connected: frames can be sent. */
	void (*up)(void *private_data);
	/** @brief A frame from rrasd; it dies after the call. */
	void (*frame)(const struct rras_frame *frame, void *private_data);
	/** @brief Not connected, or no longer; rras_connection_need() may
	 * try again.  @why is static.  The connection must not be freed
	 * here. */
	void (*lost)(const char *why, void *private_data);
	/** @brief Is an answer owed?  Silence then calls for a ping. */
	bool (*waits)(void *private_data);
};

/** @brief A connection to the socket at @path, not yet made. */
struct rras_connection *rras_connection_create(
	TALLOC_CTX *mem_ctx, struct tevent_context *ev, const char *path,
	const struct rras_connection_handlers *handlers, void *private_data);

/** @brief See rras_client_set_times(). */
void rras_connection_set_times(struct rras_connection *conn, uint32_t timeout,
			       uint32_t ping_interval);

/**
 * @brief A call is to be sent: make the connection unless there is one.
 *
 * One that has been closed by rrasd meanwhile is lost() first.
 *
 * @return 0 when frames can be sent now; EINPROGRESS when up() or lost() will
 *         follow from the loop; ENOMEM when neither will
 */
int rras_connection_need(struct rras_connection *conn);

/**
 * @brief Send an encoded frame, see frame_stream_write_encoded().
 *
 * @return its errors; ENOTCONN when there is no connection
 */
int rras_connection_send(struct rras_connection *conn, DATA_BLOB *blob, int fd);

#endif
