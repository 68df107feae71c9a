/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A TLS client's connection in the loop; see tls.h. */
#include "tls.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <gnutls/gnutls.h>
#include <util/tevent_unix.h>
#include "byte_queue.h"
#include "tls_trust.h"

/* "NORMAL" may allow what the machine's policy allows; never below 1.2. */
#define PRIORITIES "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2"
/* A record is taken as a whole, so that none waits inside of the library. */
#define RECORD_SIZE 16384
#define QUEUE_SIZE  ((size_t)65536)
/* Records in a row before others in the loop have their turn. */
#define MAX_RECORDS 8
#define TEXT_SIZE   200

struct tls_stream {
	struct tevent_context *ev;
	int fd;
	gnutls_session_t session;
	struct tls_trust trust;
	struct tevent_fd *fde;
	struct tevent_immediate *pending; /* bytes inside of the library */
	const struct tls_stream_ops *ops;
	void *private_data;
	struct byte_queue out;
	bool repeat; /* the library has taken a record that is not written */
	bool paused, ended;
	uint8_t record[RECORD_SIZE];
};

static int tls_stream_destructor(struct tls_stream *stream)
{
	TALLOC_FREE(stream->fde);
	if (stream->session != NULL) {
		if (stream->ops != NULL && !stream->ended) {
			(void)gnutls_bye(stream->session, GNUTLS_SHUT_WR);
		}
		gnutls_deinit(stream->session);
	}
	tls_trust_end(&stream->trust);
	close(stream->fd);
	return 0;
}

/* -- shaking hands -- */

struct tls_connect_state {
	struct tls_stream *stream;
	enum tls_error error;
	char text[TEXT_SIZE];
};

static void tls_connect_step(struct tevent_req *req);
static void tls_connect_ready(struct tevent_context *ev, struct tevent_fd *fde,
			      uint16_t flags, void *private_data);

static bool is_address(const char *server)
{
	uint8_t address[sizeof(struct in6_addr)];

	return inet_pton(AF_INET, server, address) == 1 ||
	       inet_pton(AF_INET6, server, address) == 1;
}

static int set_up(struct tls_stream *stream,
		  const struct tls_settings *settings)
{
	int ret = tls_trust_load(&stream->trust, settings->ca_file);

	if (ret == 0) {
		ret = gnutls_init(&stream->session, GNUTLS_CLIENT |
							    GNUTLS_NONBLOCK |
							    GNUTLS_NO_SIGNAL);
	}
	if (ret == 0) {
		ret = gnutls_priority_set_direct(stream->session, PRIORITIES,
						 NULL);
	}
	if (ret == 0) {
		ret = tls_trust_demand(&stream->trust, stream->session,
				       settings->server);
	}
	/* RFC 6066 section 3: no literal addresses */
	if (ret == 0 && !is_address(settings->server)) {
		ret = gnutls_server_name_set(stream->session, GNUTLS_NAME_DNS,
					     settings->server,
					     strlen(settings->server));
	}
	if (ret == 0) {
		gnutls_transport_set_int(stream->session, stream->fd);
	}
	return ret;
}

static struct tls_stream *tls_stream_create(TALLOC_CTX *mem_ctx,
					    struct tevent_context *ev, int fd)
{
	struct tls_stream *stream = talloc_zero(mem_ctx, struct tls_stream);

	if (stream == NULL) {
		close(fd);
		return NULL;
	}
	stream->ev = ev;
	stream->fd = fd;
	talloc_set_destructor(stream, tls_stream_destructor);
	stream->pending = tevent_create_immediate(stream);
	if (stream->pending == NULL ||
	    !byte_queue_init(stream, &stream->out, QUEUE_SIZE)) {
		talloc_free(stream);
		return NULL;
	}
	return stream;
}

static void tls_connect_fail(struct tevent_req *req, enum tls_error error,
			     const char *text)
{
	struct tls_connect_state *state =
		tevent_req_data(req, struct tls_connect_state);

	state->error = error;
	snprintf(state->text, sizeof(state->text), "%s", text);
	TALLOC_FREE(state->stream);
	tevent_req_error(req, EPROTO);
}

struct tevent_req *tls_connect_send(TALLOC_CTX *mem_ctx,
				    struct tevent_context *ev, int fd,
				    const struct tls_settings *settings)
{
	struct tls_connect_state *state;
	struct tevent_req *req;
	int ret;

	req = tevent_req_create(mem_ctx, &state, struct tls_connect_state);
	if (req == NULL) {
		close(fd);
		return NULL;
	}
	state->error = TLS_LOCAL;
	state->stream = tls_stream_create(state, ev, fd);
	if (tevent_req_nomem(state->stream, req)) {
		return tevent_req_post(req, ev);
	}
	ret = set_up(state->stream, settings);
	if (ret != 0) {
		tls_connect_fail(req, TLS_LOCAL, gnutls_strerror(ret));
		return tevent_req_post(req, ev);
	}
	state->stream->fde = tevent_add_fd(
		ev, state->stream, fd, TEVENT_FD_WRITE, tls_connect_ready, req);
	if (tevent_req_nomem(state->stream->fde, req)) {
		return tevent_req_post(req, ev);
	}
	return req;
}

static void tls_connect_ready(struct tevent_context *ev, struct tevent_fd *fde,
			      uint16_t flags, void *private_data)
{
	tls_connect_step(
		talloc_get_type_abort(private_data, struct tevent_req));
}

static enum tls_error error_of(int ret)
{
	switch (ret) {
	case GNUTLS_E_PREMATURE_TERMINATION:
	case GNUTLS_E_PULL_ERROR:
	case GNUTLS_E_PUSH_ERROR:
	case GNUTLS_E_SESSION_EOF:
		return TLS_CLOSED;
	case GNUTLS_E_MEMORY_ERROR:
		return TLS_LOCAL;
	default:
		return TLS_NO_TLS;
	}
}

/* "received alert: ..." says more than the error of it. */
static const char *words_of(gnutls_session_t session, int ret)
{
	const char *name;

	if (ret != GNUTLS_E_FATAL_ALERT_RECEIVED) {
		return gnutls_strerror(ret);
	}
	name = gnutls_alert_get_name(gnutls_alert_get(session));
	return name != NULL ? name : gnutls_strerror(ret);
}

static void tls_connect_step(struct tevent_req *req)
{
	struct tls_connect_state *state =
		tevent_req_data(req, struct tls_connect_state);
	struct tls_stream *stream = state->stream;
	int ret = gnutls_handshake(stream->session);
	char words[TEXT_SIZE];

	if (ret == 0) {
		TALLOC_FREE(stream->fde);
		tevent_req_done(req);
	} else if (!gnutls_error_is_fatal(ret)) {
		tevent_fd_set_flags(stream->fde, gnutls_record_get_direction(
							 stream->session) == 0
							 ? TEVENT_FD_READ
							 : TEVENT_FD_WRITE);
	} else if (ret == GNUTLS_E_CERTIFICATE_VERIFICATION_ERROR) {
		/* tell the server why, as the library does not */
		(void)gnutls_alert_send_appropriate(stream->session, ret);
		tls_trust_words(stream->session, words, sizeof(words));
		tls_connect_fail(req, TLS_BAD_CERTIFICATE, words);
	} else {
		tls_connect_fail(req, error_of(ret),
				 words_of(stream->session, ret));
	}
}

enum tls_error tls_connect_recv(struct tevent_req *req, TALLOC_CTX *mem_ctx,
				struct tls_stream **stream, char *text,
				size_t text_size)
{
	struct tls_connect_state *state =
		tevent_req_data(req, struct tls_connect_state);
	enum tls_error error = TLS_OK;
	int unix_error;

	if (tevent_req_is_unix_error(req, &unix_error)) {
		error = state->error;
		snprintf(text, text_size, "%s", state->text);
	} else {
		*stream = talloc_move(mem_ctx, &state->stream);
	}
	tevent_req_received(req);
	return error;
}

/* -- reading and writing -- */

static void update_flags(struct tls_stream *stream)
{
	uint16_t flags = 0;

	if (stream->fde == NULL) {
		return;
	}
	if (!stream->paused) {
		flags |= TEVENT_FD_READ;
	}
	if (stream->out.used > 0) {
		flags |= TEVENT_FD_WRITE;
	}
	tevent_fd_set_flags(stream->fde, flags);
}

static void end_stream(struct tls_stream *stream, int ret)
{
	stream->ended = true;
	TALLOC_FREE(stream->fde);
	stream->ops->ended(ret == 0 ? TLS_CLOSED : error_of(ret),
			   ret == 0 ? "" : words_of(stream->session, ret),
			   stream->private_data);
}

static void flush(struct tls_stream *stream)
{
	while (stream->out.used > 0) {
		/* The library keeps a record that the kernel has not taken,
		 * and wants to be asked for it by NULL. */
		ssize_t ret = gnutls_record_send(
			stream->session,
			stream->repeat ? NULL : byte_queue_front(&stream->out),
			stream->repeat ? 0 : stream->out.used);

		stream->repeat =
			ret == GNUTLS_E_AGAIN || ret == GNUTLS_E_INTERRUPTED;
		if (ret == GNUTLS_E_AGAIN) {
			break;
		}
		if (ret < 0 && gnutls_error_is_fatal((int)ret)) {
			end_stream(stream, (int)ret);
			return;
		}
		if (ret > 0) {
			byte_queue_drop(&stream->out, (size_t)ret);
		}
	}
	update_flags(stream);
	stream->ops->sent(stream->private_data);
}

/* One record. @return false when there is nothing more to read now */
static bool read_record(struct tls_stream *stream)
{
	ssize_t ret = gnutls_record_recv(stream->session, stream->record,
					 sizeof(stream->record));

	if (ret > 0) {
		stream->ops->received(stream->record, (size_t)ret,
				      stream->private_data);
		return !stream->paused;
	}
	if (ret == GNUTLS_E_AGAIN) {
		return false;
	}
	if (ret == GNUTLS_E_REHANDSHAKE) {
		/* TLS 1.2: a client may decline, and we do */
		(void)gnutls_alert_send(stream->session, GNUTLS_AL_WARNING,
					GNUTLS_A_NO_RENEGOTIATION);
		return true;
	}
	if (ret == 0 || gnutls_error_is_fatal((int)ret)) {
		end_stream(stream, (int)ret);
		return false;
	}
	return true;
}

static void read_more(struct tevent_context *ev, struct tevent_immediate *im,
		      void *private_data);

static void read_records(struct tls_stream *stream)
{
	int i;

	for (i = 0; i < MAX_RECORDS; i++) {
		if (!read_record(stream)) {
			return;
		}
	}
	/* The socket may have nothing left, and the library something. What the
	 * socket has left is the loop's to tell: immediate events go before
	 * all others, and a server that never stops would be heard alone. */
	if (gnutls_record_check_pending(stream->session) > 0) {
		tevent_schedule_immediate(stream->pending, stream->ev,
					  read_more, stream);
	}
}

static void read_more(struct tevent_context *ev, struct tevent_immediate *im,
		      void *private_data)
{
	struct tls_stream *stream =
		talloc_get_type_abort(private_data, struct tls_stream);

	if (!stream->paused && !stream->ended) {
		read_records(stream);
	}
}

static void stream_ready(struct tevent_context *ev, struct tevent_fd *fde,
			 uint16_t flags, void *private_data)
{
	struct tls_stream *stream =
		talloc_get_type_abort(private_data, struct tls_stream);

	if ((flags & TEVENT_FD_WRITE) != 0) {
		flush(stream);
	}
	if ((flags & TEVENT_FD_READ) != 0 && !stream->ended &&
	    !stream->paused) {
		read_records(stream);
	}
}

bool tls_stream_start(struct tls_stream *stream,
		      const struct tls_stream_ops *ops, void *private_data)
{
	stream->ops = ops;
	stream->private_data = private_data;
	stream->fde = tevent_add_fd(stream->ev, stream, stream->fd,
				    TEVENT_FD_READ, stream_ready, stream);
	if (stream->fde == NULL) {
		return false;
	}
	/* Behind the handshake there may be more in the library already. */
	tevent_schedule_immediate(stream->pending, stream->ev, read_more,
				  stream);
	return true;
}

void tls_stream_pause(struct tls_stream *stream)
{
	stream->paused = true;
	update_flags(stream);
}

void tls_stream_resume(struct tls_stream *stream)
{
	if (!stream->paused) {
		return;
	}
	stream->paused = false;
	update_flags(stream);
	tevent_schedule_immediate(stream->pending, stream->ev, read_more,
				  stream);
}

size_t tls_stream_room(const struct tls_stream *stream)
{
	return byte_queue_room(&stream->out);
}

bool tls_stream_is_flushed(const struct tls_stream *stream)
{
	return stream->out.used == 0;
}

uint8_t *tls_stream_space(struct tls_stream *stream, size_t size)
{
	return byte_queue_space(&stream->out, size);
}

/* Written when the loop comes to it: packets of one turn share a record. */
void tls_stream_add(struct tls_stream *stream, size_t size)
{
	byte_queue_add(&stream->out, size);
	update_flags(stream);
}

DATA_BLOB tls_stream_certificate(const struct tls_stream *stream)
{
	const gnutls_datum_t *chain =
		gnutls_certificate_get_peers(stream->session, NULL);

	return chain != NULL ? data_blob_const(chain[0].data, chain[0].size)
			     : data_blob_null;
}
