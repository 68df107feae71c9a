/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * PPTP (RFC 2637) as a client: to connect, to run, to close.
 *
 *	TCP --> Start-Control-Connection --> Outgoing-Call --> ready
 *
 * PPP itself goes in GRE, which the kernel does (pptp_socket.h).  Its socket
 * is opened before the call is asked for, because its call id is ours.
 *
 * One request is under way at a time: what arrives is that request's.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>
#include "pptp_tunnel.h"
#include "tcp_connect.h"

#define CLOSE_SECONDS 2

/* The three requests have little but the tunnel. */
struct pptp_request {
	struct tunnel *tunnel;
	struct tevent_req *subreq; /* TCP */
};

static void pptp_connect_tcp_done(struct tevent_req *subreq);

static int tunnel_destructor(struct tunnel *tunnel)
{
	TALLOC_FREE(tunnel->fde);
	if (tunnel->fd != -1) {
		close(tunnel->fd);
	}
	if (tunnel->call_fd != -1) {
		close(tunnel->call_fd);
	}
	return 0;
}

static void request_cleanup(struct tevent_req *req, enum tevent_req_state how)
{
	struct pptp_request *request =
		tevent_req_data(req, struct pptp_request);

	TALLOC_FREE(request->subreq);
	if (request->tunnel != NULL && request->tunnel->req == req) {
		request->tunnel->req = NULL;
	}
}

/* -- connecting -- */

static struct tunnel *new_tunnel(TALLOC_CTX *mem_ctx, struct tevent_context *ev,
				 const struct tunnel_config *config)
{
	struct tunnel *tunnel = talloc_zero(mem_ctx, struct tunnel);

	if (tunnel == NULL) {
		return NULL;
	}
	tunnel->ev = ev;
	tunnel->fd = tunnel->call_fd = -1;
	tunnel->hello_interval = config->hello_interval;
	memcpy(&tunnel->remote, &config->address, sizeof(tunnel->remote));
	talloc_set_destructor(tunnel, tunnel_destructor);
	tunnel->local_name = talloc_strdup(tunnel, config->local_name);
	if (tunnel->local_name == NULL) {
		TALLOC_FREE(tunnel);
	}
	return tunnel;
}

static struct tevent_req *new_request(TALLOC_CTX *mem_ctx,
				      struct tevent_context *ev,
				      struct tunnel *tunnel)
{
	struct pptp_request *request;
	struct tevent_req *req =
		tevent_req_create(mem_ctx, &request, struct pptp_request);

	if (req != NULL) {
		request->tunnel = tunnel;
		tevent_req_set_cleanup_fn(req, request_cleanup);
		tevent_req_defer_callback(req, ev);
	}
	return req;
}

static struct tevent_req *pptp_connect_send(TALLOC_CTX *mem_ctx,
					    struct tevent_context *ev,
					    const struct tunnel_config *config)
{
	struct tevent_req *req = new_request(mem_ctx, ev, NULL);
	struct pptp_request *request;
	struct tunnel *tunnel;

	if (req == NULL) {
		return NULL;
	}
	request = tevent_req_data(req, struct pptp_request);
	tunnel = request->tunnel = new_tunnel(request, ev, config);
	if (tevent_req_nomem(tunnel, req)) {
		return tevent_req_post(req, ev);
	}
	tunnel->req = req;
	request->subreq = tcp_connect_send(request, ev, &config->address,
					   config->address_size);
	if (tevent_req_nomem(request->subreq, req) ||
	    !tevent_req_set_endtime(
		    req, ev, tevent_timeval_current_ofs(config->timeout, 0))) {
		return tevent_req_post(req, ev);
	}
	tevent_req_set_callback(request->subreq, pptp_connect_tcp_done, req);
	return req;
}

static void pptp_connect_tcp_done(struct tevent_req *subreq)
{
	struct tevent_req *req =
		tevent_req_callback_data(subreq, struct tevent_req);
	struct pptp_request *request =
		tevent_req_data(req, struct pptp_request);
	struct tunnel *tunnel = request->tunnel;
	int error = tcp_connect_recv(subreq, &tunnel->fd);

	TALLOC_FREE(request->subreq);
	if (error != 0) {
		pptp_fail_socket(tunnel, TUNNEL_NETWORK, error, "TCP");
		return;
	}
	pptp_begin(tunnel);
}

/* How far it got when the time was over. */
static void explain_silence(struct tunnel *tunnel)
{
	static const char *const missing[] = {
		[PPTP_CONNECTING] = "no TCP connection to port",
		[PPTP_STARTING] = "no Start-Control-Connection-Reply from port",
		[PPTP_CALLING] = "no Outgoing-Call-Reply from port",
	};

	tunnel_end_set(&tunnel->end, DIALER_CONNECT_SILENT, "%s %u",
		       missing[tunnel->state], ntohs(tunnel->remote.sin_port));
}

static bool request_failed(struct tevent_req *req, struct tunnel *tunnel,
			   struct tunnel_end *end)
{
	enum tevent_req_state how;
	uint64_t error;

	if (!tevent_req_is_error(req, &how, &error)) {
		return false;
	}
	if (how == TEVENT_REQ_NO_MEMORY || tunnel == NULL) {
		tunnel_end_set(end, DIALER_CONNECT_LOCAL, "out of memory");
		return true;
	}
	if (how == TEVENT_REQ_TIMED_OUT && tunnel->state < PPTP_UP) {
		explain_silence(tunnel);
	}
	*end = tunnel->end;
	return true;
}

static void set_ready(struct tunnel *tunnel, struct tunnel_ready *ready)
{
	ready->fd = tunnel->call_fd;
	ready->is_tty = false;
	tunnel->call_fd = -1;
	inet_ntop(AF_INET, &tunnel->local.sin_addr, ready->local,
		  sizeof(ready->local));
	inet_ntop(AF_INET, &tunnel->remote.sin_addr, ready->remote,
		  sizeof(ready->remote));
}

static bool pptp_connect_recv(struct tevent_req *req, TALLOC_CTX *mem_ctx,
			      struct tunnel **tunnel,
			      struct tunnel_ready *ready,
			      struct tunnel_end *end)
{
	struct pptp_request *request =
		tevent_req_data(req, struct pptp_request);
	bool ok = !request_failed(req, request->tunnel, end);

	if (ok) {
		set_ready(request->tunnel, ready);
		*tunnel = talloc_move(mem_ctx, &request->tunnel);
	}
	tevent_req_received(req);
	return ok;
}

/* -- running -- */

static struct tevent_req *pptp_run_send(TALLOC_CTX *mem_ctx,
					struct tevent_context *ev,
					struct tunnel *tunnel)
{
	struct tevent_req *req = new_request(mem_ctx, ev, tunnel);

	if (req == NULL) {
		return NULL;
	}
	tunnel->req = req;
	if (tunnel->fde == NULL) { /* it was ended in the same breath */
		tevent_req_error(req, ECONNABORTED);
		return tevent_req_post(req, ev);
	}
	pptp_set_hello(tunnel);
	return tevent_req_is_in_progress(req) ? req : tevent_req_post(req, ev);
}

static void pptp_run_recv(struct tevent_req *req, struct tunnel_end *end)
{
	struct pptp_request *request =
		tevent_req_data(req, struct pptp_request);

	request_failed(req, request->tunnel, end);
	tevent_req_received(req);
}

/* -- closing -- */

static struct tevent_req *pptp_close_send(TALLOC_CTX *mem_ctx,
					  struct tevent_context *ev,
					  struct tunnel *tunnel)
{
	const struct pptp_message message = {.type = PPTP_CALL_CLEAR_REQUEST,
					     .call = tunnel->call};
	struct tevent_req *req = new_request(mem_ctx, ev, tunnel);

	if (req == NULL) {
		return NULL;
	}
	tunnel->req = req;
	TALLOC_FREE(tunnel->hello);
	if (tunnel->fde == NULL) {
		tevent_req_done(req); /* nobody is there to be told */
		return tevent_req_post(req, ev);
	}
	tunnel->state = PPTP_CLEARING;
	pptp_say(tunnel, &message);
	if (!tevent_req_set_endtime(
		    req, ev, tevent_timeval_current_ofs(CLOSE_SECONDS, 0))) {
		return tevent_req_post(req, ev);
	}
	return req;
}

static void pptp_close_recv(struct tevent_req *req)
{
	tevent_req_received(req);
}

const struct tunnel_protocol *tunnel_pptp(void)
{
	static const struct tunnel_protocol protocol = {
		.name = "pptp",
		.port = PPTP_PORT,
		.family = AF_INET, /* the kernel's PPTP knows no IPv6 */
		.connect_send = pptp_connect_send,
		.connect_recv = pptp_connect_recv,
		.run_send = pptp_run_send,
		.run_recv = pptp_run_recv,
		.close_send = pptp_close_send,
		.close_recv = pptp_close_recv,
	};

	return &protocol;
}
