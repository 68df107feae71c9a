/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * SSTP as rras-tunnel uses it ([MS-SSTP]; tunnel.h):
 *
 *   TCP --> TLS --> HTTP --> Call Connect --> a pty for pppd --> run
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <netdb.h>
#include <util/tevent_unix.h>
#include "server/dialer/server_name.h"
#include "sstp_call.h"
#include "tcp_connect.h"
#include "tls.h"
#include "tunnel.h"

#define HTTPS_PORT 443
/* The specification's 5 seconds (TIMER_VAL_DISCONNECT_STATE_TIMEOUT_1) are
 * more than a tunnel may take. */
#define CLOSE_SECONDS 2

struct tunnel {
	struct sstp_call *call;
};

/* -- connect -- */

struct sstp_connect_state {
	struct tevent_context *ev;
	const struct tunnel_config *config;
	struct server_name name;
	struct tls_settings tls;
	struct tunnel *tunnel;
	struct tunnel_ready ready;
	struct tunnel_end end;
	const char *step;	   /* what is awaited */
	struct tevent_req *subreq; /* TCP or TLS */
};

static void sstp_connect_tcp_done(struct tevent_req *subreq);
static void sstp_connect_tls_done(struct tevent_req *subreq);
static void sstp_connect_changed(struct sstp_call *call, void *private_data);

static void sstp_connect_cleanup(struct tevent_req *req,
				 enum tevent_req_state req_state)
{
	struct sstp_connect_state *state =
		tevent_req_data(req, struct sstp_connect_state);

	TALLOC_FREE(state->subreq);
	if (state->tunnel != NULL && state->tunnel->call != NULL) {
		sstp_call_set_callback(state->tunnel->call, NULL, NULL);
	}
	if (req_state != TEVENT_REQ_DONE && state->ready.fd != -1) {
		close(state->ready.fd);
		state->ready.fd = -1;
	}
}

static void sstp_connect_fail(struct tevent_req *req,
			      enum dialer_connect_result result,
			      const char *text)
{
	struct sstp_connect_state *state =
		tevent_req_data(req, struct sstp_connect_state);

	tunnel_end_set(&state->end, result, "%s", text);
	tevent_req_error(req, ECONNABORTED);
}

/*
 * The negotiation timer of [MS-SSTP] 3.2.2 (60 seconds) begins with the Call
 * Connect Request; config->timeout begins before TCP and is the caller's.
 */
static struct tevent_req *sstp_connect_send(TALLOC_CTX *mem_ctx,
					    struct tevent_context *ev,
					    const struct tunnel_config *config)
{
	struct sstp_connect_state *state;
	struct tevent_req *req, *subreq;

	req = tevent_req_create(mem_ctx, &state, struct sstp_connect_state);
	if (req == NULL) {
		return NULL;
	}
	state->ev = ev;
	state->config = config;
	state->ready.fd = -1;
	state->step = "a TCP connection";
	tevent_req_set_cleanup_fn(req, sstp_connect_cleanup);
	/* whoever is told may free the stream that tells it */
	tevent_req_defer_callback(req, ev);
	if (!server_name_parse(config->server, &state->name)) {
		sstp_connect_fail(req, DIALER_CONNECT_NO_NAME, "");
		return tevent_req_post(req, ev);
	}
	state->tls = (struct tls_settings){.server = state->name.host,
					   .ca_file = config->ca_file};
	subreq = tcp_connect_send(state, ev, &config->address,
				  config->address_size);
	state->subreq = subreq;
	if (tevent_req_nomem(subreq, req) ||
	    !tevent_req_set_endtime(
		    req, ev, tevent_timeval_current_ofs(config->timeout, 0))) {
		return tevent_req_post(req, ev);
	}
	tevent_req_set_callback(subreq, sstp_connect_tcp_done, req);
	return req;
}

static void address_text(const struct sockaddr_storage *address, socklen_t size,
			 char text[64])
{
	if (getnameinfo((const struct sockaddr *)address, size, text, 64, NULL,
			0, NI_NUMERICHOST) != 0) {
		text[0] = '\0';
	}
}

static void note_addresses(struct sstp_connect_state *state, int fd)
{
	struct sockaddr_storage local;
	socklen_t size = sizeof(local);

	if (getsockname(fd, (struct sockaddr *)&local, &size) == 0) {
		address_text(&local, size, state->ready.local);
	}
	address_text(&state->config->address, state->config->address_size,
		     state->ready.remote);
}

static void sstp_connect_tcp_done(struct tevent_req *subreq)
{
	struct tevent_req *req =
		tevent_req_callback_data(subreq, struct tevent_req);
	struct sstp_connect_state *state =
		tevent_req_data(req, struct sstp_connect_state);
	int fd = -1, error = tcp_connect_recv(subreq, &fd);

	TALLOC_FREE(state->subreq);
	if (error != 0) {
		sstp_connect_fail(req,
				  tunnel_result_of_errno(TUNNEL_NETWORK, error),
				  strerror(error));
		return;
	}
	note_addresses(state, fd);
	state->step = "the TLS handshake";
	subreq = tls_connect_send(state, state->ev, fd, &state->tls);
	state->subreq = subreq;
	if (tevent_req_nomem(subreq, req)) {
		return;
	}
	tevent_req_set_callback(subreq, sstp_connect_tls_done, req);
}

static void sstp_connect_no_tls(struct tevent_req *req, enum tls_error error,
				const char *text)
{
	struct sstp_connect_state *state =
		tevent_req_data(req, struct sstp_connect_state);

	switch (error) {
	case TLS_BAD_CERTIFICATE:
		sstp_connect_fail(req, DIALER_CONNECT_BAD_CERT, text);
		break;
	case TLS_LOCAL:
		tunnel_end_set(&state->end, DIALER_CONNECT_LOCAL, "%s %s", text,
			       state->config->ca_file);
		tevent_req_error(req, ECONNABORTED);
		break;
	default:
		tunnel_end_set(&state->end, DIALER_CONNECT_BAD_REPLY,
			       "no TLS with the server: %s", text);
		tevent_req_error(req, ECONNABORTED);
	}
}

/* For "Host:"; a literal of IPv6 has brackets there (RFC 9110 7.2). */
static const char *http_host(TALLOC_CTX *mem_ctx,
			     const struct server_name *name)
{
	bool brackets = strchr(name->host, ':') != NULL;
	char port[8] = "";

	if (name->port != 0) {
		snprintf(port, sizeof(port), ":%u", name->port);
	}
	return talloc_asprintf(mem_ctx, "%s%s%s%s", brackets ? "[" : "",
			       name->host, brackets ? "]" : "", port);
}

static void sstp_connect_tls_done(struct tevent_req *subreq)
{
	struct tevent_req *req =
		tevent_req_callback_data(subreq, struct tevent_req);
	struct sstp_connect_state *state =
		tevent_req_data(req, struct sstp_connect_state);
	struct tls_stream *stream = NULL;
	char text[200] = "";
	const char *host;
	enum tls_error error =
		tls_connect_recv(subreq, state, &stream, text, sizeof(text));

	TALLOC_FREE(state->subreq);
	if (error != TLS_OK) {
		sstp_connect_no_tls(req, error, text);
		return;
	}
	host = http_host(state, &state->name);
	state->tunnel = talloc_zero(state, struct tunnel);
	if (tevent_req_nomem(host, req) ||
	    tevent_req_nomem(state->tunnel, req)) {
		return;
	}
	state->tunnel->call =
		sstp_call_create(state->tunnel, state->ev, stream, host);
	if (tevent_req_nomem(state->tunnel->call, req)) {
		return;
	}
	sstp_call_set_callback(state->tunnel->call, sstp_connect_changed, req);
}

static void sstp_connect_changed(struct sstp_call *call, void *private_data)
{
	struct tevent_req *req = private_data;
	struct sstp_connect_state *state =
		tevent_req_data(req, struct sstp_connect_state);

	sstp_call_set_callback(call, NULL, NULL);
	if (sstp_call_state(call) == SSTP_CALL_ENDED) {
		state->end = *sstp_call_end(call);
		tevent_req_error(req, ECONNABORTED);
		return;
	}
	if (!sstp_call_carry(call, state->config->hello_interval,
			     &state->ready.fd)) {
		sstp_connect_fail(req, DIALER_CONNECT_LOCAL,
				  "no pseudo-terminal");
		return;
	}
	state->ready.is_tty = true;
	tevent_req_done(req);
}

/* Nobody has answered in time, or there is no memory. */
static void note_other_end(struct sstp_connect_state *state,
			   enum tevent_req_state req_state)
{
	struct sstp_call *call =
		state->tunnel != NULL ? state->tunnel->call : NULL;

	if (req_state == TEVENT_REQ_NO_MEMORY) {
		tunnel_end_set(&state->end, DIALER_CONNECT_LOCAL,
			       "out of memory");
	} else if (req_state == TEVENT_REQ_TIMED_OUT) {
		if (call != NULL && sstp_call_state(call) == SSTP_LEAVING) {
			state->end = *sstp_call_end(call);
			return;
		}
		tunnel_end_set(
			&state->end, DIALER_CONNECT_SILENT, "%s was awaited",
			call != NULL ? sstp_call_waits_for(call) : state->step);
	}
}

static bool sstp_connect_recv(struct tevent_req *req, TALLOC_CTX *mem_ctx,
			      struct tunnel **tunnel,
			      struct tunnel_ready *ready,
			      struct tunnel_end *end)
{
	struct sstp_connect_state *state =
		tevent_req_data(req, struct sstp_connect_state);
	enum tevent_req_state req_state;
	uint64_t error;
	bool failed = tevent_req_is_error(req, &req_state, &error);

	if (failed) {
		note_other_end(state, req_state);
		*end = state->end;
	} else {
		*tunnel = talloc_move(mem_ctx, &state->tunnel);
		*ready = state->ready;
		state->ready.fd = -1;
	}
	tevent_req_received(req);
	return !failed;
}

/* -- run, close: wait for the end of the call -- */

struct sstp_wait_state {
	struct sstp_call *call;
};

static void sstp_wait_cleanup(struct tevent_req *req,
			      enum tevent_req_state req_state)
{
	struct sstp_wait_state *state =
		tevent_req_data(req, struct sstp_wait_state);

	if (state->call != NULL && req_state == TEVENT_REQ_RECEIVED) {
		sstp_call_set_callback(state->call, NULL, NULL);
		state->call = NULL;
	}
}

static void sstp_wait_changed(struct sstp_call *call, void *private_data)
{
	struct tevent_req *req = private_data;

	if (sstp_call_state(call) == SSTP_CALL_ENDED) {
		sstp_call_set_callback(call, NULL, NULL);
		tevent_req_done(req);
	}
}

static struct tevent_req *sstp_wait_send(TALLOC_CTX *mem_ctx,
					 struct tevent_context *ev,
					 struct sstp_call *call)
{
	struct sstp_wait_state *state;
	struct tevent_req *req =
		tevent_req_create(mem_ctx, &state, struct sstp_wait_state);

	if (req == NULL) {
		return NULL;
	}
	tevent_req_set_cleanup_fn(req, sstp_wait_cleanup);
	tevent_req_defer_callback(req, ev);
	state->call = call;
	if (sstp_call_state(call) == SSTP_CALL_ENDED) {
		tevent_req_done(req);
		return tevent_req_post(req, ev);
	}
	sstp_call_set_callback(call, sstp_wait_changed, req);
	return req;
}

static struct tevent_req *sstp_run_send(TALLOC_CTX *mem_ctx,
					struct tevent_context *ev,
					struct tunnel *tunnel)
{
	return sstp_wait_send(mem_ctx, ev, tunnel->call);
}

static void sstp_run_recv(struct tevent_req *req, struct tunnel_end *end)
{
	struct sstp_wait_state *state =
		tevent_req_data(req, struct sstp_wait_state);

	*end = *sstp_call_end(state->call);
	tevent_req_received(req);
}

static struct tevent_req *sstp_close_send(TALLOC_CTX *mem_ctx,
					  struct tevent_context *ev,
					  struct tunnel *tunnel)
{
	sstp_call_disconnect(tunnel->call, CLOSE_SECONDS);
	return sstp_wait_send(mem_ctx, ev, tunnel->call);
}

static void sstp_close_recv(struct tevent_req *req)
{
	tevent_req_received(req);
}

static void sstp_keys(struct tunnel *tunnel, const uint8_t *send_key,
		      const uint8_t *receive_key, size_t size)
{
	sstp_call_authenticated(tunnel->call, send_key, receive_key, size);
}

const struct tunnel_protocol *tunnel_sstp(void)
{
	static const struct tunnel_protocol protocol = {
		.name = "sstp",
		.port = HTTPS_PORT,
		.family = AF_UNSPEC,
		.connect_send = sstp_connect_send,
		.connect_recv = sstp_connect_recv,
		.run_send = sstp_run_send,
		.run_recv = sstp_run_recv,
		.close_send = sstp_close_send,
		.close_recv = sstp_close_recv,
		.keys = sstp_keys,
	};

	return &protocol;
}
