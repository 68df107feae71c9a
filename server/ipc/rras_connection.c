/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The requester's connection to rrasd. */
#include "rras_connection.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include "frame_stream.h"
#include "rras_client.h"
#include "unix_connect.h"

struct rras_connection {
	struct tevent_context *ev;
	const char *path;
	const struct rras_connection_handlers *handlers;
	void *private_data;

	uint32_t timeout; /* milliseconds */
	uint32_t ping_interval;

	struct tevent_req *connecting;
	struct frame_stream *stream;
	struct timeval first_pong_deadline;
	struct tevent_timer *watch;
	struct timeval watch_due;
	bool pinged;	   /* no frame since the last ping, which has a watch */
	uint64_t received; /* bytes, at the last call or look */
	uint32_t ping_id;
};

static void connection_connected(struct tevent_req *subreq);
static void connection_look(struct tevent_context *ev,
			    struct tevent_timer *timer, struct timeval now,
			    void *private_data);

struct rras_connection *rras_connection_create(
	TALLOC_CTX *mem_ctx, struct tevent_context *ev, const char *path,
	const struct rras_connection_handlers *handlers, void *private_data)
{
	struct rras_connection *conn =
		talloc_zero(mem_ctx, struct rras_connection);

	if (conn == NULL) {
		return NULL;
	}
	conn->ev = ev;
	conn->handlers = handlers;
	conn->private_data = private_data;
	rras_connection_set_times(conn, RRAS_CLIENT_TIMEOUT,
				  RRAS_CLIENT_PING_INTERVAL);
	conn->path = talloc_strdup(conn, path);
	if (conn->path == NULL) {
		talloc_free(conn);
		return NULL;
	}
	return conn;
}

void rras_connection_set_times(struct rras_connection *conn, uint32_t timeout,
			       uint32_t ping_interval)
{
	conn->timeout = timeout;
	conn->ping_interval = ping_interval;
}

static struct timeval in_milliseconds(uint32_t milliseconds)
{
	return tevent_timeval_current_ofs(milliseconds / 1000,
					  milliseconds % 1000 * 1000);
}

static void connection_lost(struct rras_connection *conn, const char *why)
{
	TALLOC_FREE(conn->connecting);
	TALLOC_FREE(conn->stream);
	TALLOC_FREE(conn->watch);
	conn->pinged = false;
	conn->handlers->lost(why, conn->private_data);
}

static bool connection_watch(struct rras_connection *conn, struct timeval when)
{
	TALLOC_FREE(conn->watch);
	conn->watch =
		tevent_add_timer(conn->ev, conn, when, connection_look, conn);
	conn->received = frame_stream_received(conn->stream);
	conn->watch_due = when;
	return conn->watch != NULL;
}

static bool connection_ping(struct rras_connection *conn,
			    struct timeval deadline)
{
	struct rras_frame ping = {.type = RRAS_FRAME_PING};

	ping.body.ping.id = ++conn->ping_id;
	conn->pinged = true;
	return frame_stream_write(conn->stream, &ping, -1) == 0 &&
	       connection_watch(conn, deadline);
}

/* A loop that was held up itself looks before it reads what has arrived. */
static bool connection_heard(const struct rras_connection *conn)
{
	return frame_stream_received(conn->stream) != conn->received ||
	       frame_stream_has_input(conn->stream);
}

/* A machine that gave us no time (it has too much to do, or stood still) may
 * have given rrasd none: that time is not held against it. */
static bool connection_was_late(const struct rras_connection *conn,
				struct timeval now)
{
	struct timeval in_time = tevent_timeval_add(&conn->watch_due, 0,
						    conn->timeout * 1000 / 8);

	return tevent_timeval_compare(&now, &in_time) > 0;
}

/* Time to see whether rrasd still reacts. */
static void connection_look(struct tevent_context *ev,
			    struct tevent_timer *timer, struct timeval now,
			    void *private_data)
{
	struct rras_connection *conn =
		talloc_get_type_abort(private_data, struct rras_connection);
	struct timeval ping_end = in_milliseconds(conn->timeout / 4 * 3);
	bool heard = connection_heard(conn);
	bool ok;

	conn->watch = NULL; /* tevent frees it */
	if (conn->pinged && !heard) {
		if (connection_was_late(conn, now) &&
		    connection_watch(conn, ping_end)) {
			return;
		}
		connection_lost(conn, "rrasd does not react");
		return;
	}
	conn->pinged = false;
	if (!conn->handlers->waits(conn->private_data)) {
		return; /* the next call watches again */
	}
	if (heard) {
		ok = connection_watch(conn,
				      in_milliseconds(conn->ping_interval));
	} else {
		ok = connection_ping(conn, ping_end);
	}
	if (!ok) {
		connection_lost(conn, "rrasd cannot be pinged");
	}
}

static void connection_frame(struct frame_stream *stream,
			     struct rras_frame *frame, void *private_data)
{
	struct rras_connection *conn =
		talloc_get_type_abort(private_data, struct rras_connection);

	conn->pinged = false;
	if (frame->type == RRAS_FRAME_PONG) {
		return;
	}
	conn->handlers->frame(frame, conn->private_data);
}

static void connection_closed(struct frame_stream *stream,
			      enum frame_stream_end end, void *private_data)
{
	struct rras_connection *conn =
		talloc_get_type_abort(private_data, struct rras_connection);

	connection_lost(conn, frame_stream_end_text(end));
}

static const struct frame_stream_handlers stream_handlers = {
	.frame = connection_frame,
	.closed = connection_closed,
};

/*
 * The kernel accepts for a daemon that does not run its loop, so the
 * connection counts only when the first ping is answered in time.
 */
static bool connection_begin(struct rras_connection *conn, int fd)
{
	conn->stream =
		frame_stream_create(conn, conn->ev, fd, &stream_handlers, conn);
	return conn->stream != NULL &&
	       connection_ping(conn, conn->first_pong_deadline);
}

static void connection_connected(struct tevent_req *subreq)
{
	struct rras_connection *conn =
		tevent_req_callback_data(subreq, struct rras_connection);
	int fd = -1;
	int error = unix_connect_recv(subreq, &fd);

	TALLOC_FREE(conn->connecting);
	if (error != 0) {
		connection_lost(conn, strerror(error));
		return;
	}
	if (!connection_begin(conn, fd)) {
		connection_lost(conn, "no memory");
		return;
	}
	conn->handlers->up(conn->private_data);
}

static int connection_start(struct rras_connection *conn)
{
	conn->first_pong_deadline = in_milliseconds(conn->timeout);
	conn->connecting = unix_connect_send(conn, conn->ev, conn->path,
					     conn->first_pong_deadline);
	if (conn->connecting == NULL) {
		return ENOMEM;
	}
	tevent_req_set_callback(conn->connecting, connection_connected, conn);
	return EINPROGRESS;
}

/*
 * A call goes out: from now on silence is suspicious, and the ping that is
 * needed then has the rest of the time.  An open ping has its deadline.
 */
static bool connection_expect(struct rras_connection *conn)
{
	struct timeval when = in_milliseconds(conn->timeout / 4);

	if (conn->pinged) {
		return true;
	}
	conn->received = frame_stream_received(conn->stream);
	if (conn->watch != NULL &&
	    tevent_timeval_compare(&conn->watch_due, &when) <= 0) {
		return true;
	}
	return connection_watch(conn, when);
}

int rras_connection_need(struct rras_connection *conn)
{
	if (conn->stream != NULL && !frame_stream_is_open(conn->stream)) {
		connection_lost(conn, "closed by rrasd");
	}
	if (conn->connecting != NULL) {
		return EINPROGRESS;
	}
	if (conn->stream == NULL) {
		return connection_start(conn);
	}
	return connection_expect(conn) ? 0 : ENOMEM;
}

int rras_connection_send(struct rras_connection *conn, DATA_BLOB *blob, int fd)
{
	if (conn->stream == NULL) {
		return ENOTCONN;
	}
	return frame_stream_write_encoded(conn->stream, blob, fd);
}
