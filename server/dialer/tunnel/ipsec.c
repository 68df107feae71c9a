/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * IPsec for a UDP socket; see ipsec.h.
 *
 *   what killed ones have left (ipsec_sweep.h) goes; then
 *   load-shared --> load-conn --> initiate --> it is up
 *                                     `--> list-sas: has it answered at all?
 */
#include "ipsec.h"
#include <errno.h>
#include <string.h>
#include "ipsec_request.h"
#include "ipsec_sweep.h"
#include "vici.h"

#define END_MS 300 /* for each of three commands; the daemon takes a few */

struct ipsec {
	struct tevent_context *ev;
	struct vici *vici;
	const char *socket;
	uint16_t number;
	void (*lost)(void *private_data);
	void *private_data;
};

struct ipsec_up_state {
	struct tevent_context *ev;
	const struct ipsec_config *config;
	struct ipsec *ipsec;
	struct tunnel_end end;
	bool sa_seen, answered;
};

static void ipsec_up_sweep_done(struct tevent_req *subreq);
static void ipsec_up_key_done(struct tevent_req *subreq);
static void ipsec_up_connection_done(struct tevent_req *subreq);
static void ipsec_up_initiate_done(struct tevent_req *subreq);
static void ipsec_up_list_done(struct tevent_req *subreq);

/*
 * The end is not to be left to a request that its owner may not wait for: a
 * key and a connection would stay in the daemon.  Another connection to it is
 * used, since a command may be under way on ours.
 */
static int ipsec_destructor(struct ipsec *ipsec)
{
	struct vici_writer message;
	struct vici *vici;

	TALLOC_FREE(ipsec->vici);
	vici = vici_connect(NULL, ipsec->ev, ipsec->socket, NULL, NULL);
	if (vici == NULL) {
		return 0;
	}
	ipsec_write_terminate(&message, ipsec->number);
	vici_call_now(vici, "terminate", &message, END_MS);
	ipsec_write_unload(&message, ipsec->number);
	vici_call_now(vici, "unload-conn", &message, END_MS);
	ipsec_write_forget(&message, ipsec->number);
	vici_call_now(vici, "unload-shared", &message, END_MS);
	talloc_free(vici);
	return 0;
}

static void on_lost(void *private_data)
{
	struct ipsec *ipsec = talloc_get_type_abort(private_data, struct ipsec);

	if (ipsec->lost != NULL) {
		ipsec->lost(ipsec->private_data);
	}
}

/* -- up -- */

static void fail(struct tevent_req *req, enum dialer_connect_result result,
		 const char *what, const char *detail)
{
	struct ipsec_up_state *state =
		tevent_req_data(req, struct ipsec_up_state);

	tunnel_end_set(&state->end, result, "%s%s%s", what,
		       detail[0] != '\0' ? ": " : "", detail);
	tevent_req_error(req, EPROTO);
}

/* @return whether the command was carried out; else the end is known */
static bool succeeded(struct tevent_req *req, struct tevent_req *subreq,
		      const char *command)
{
	char text[128];
	int error = vici_call_recv(subreq, text, sizeof(text));

	talloc_free(subreq);
	if (error == EREMOTEIO) {
		fail(req, DIALER_CONNECT_LOCAL, "the IKE daemon refuses",
		     text[0] != '\0' ? text : command);
	} else if (error != 0) {
		fail(req, DIALER_CONNECT_LOCAL,
		     "the IKE daemon does not answer", strerror(error));
	}
	return error == 0;
}

static void call(struct tevent_req *req, const char *command,
		 struct vici_writer *message, const char *event,
		 vici_event_fn fn, tevent_req_fn done)
{
	struct ipsec_up_state *state =
		tevent_req_data(req, struct ipsec_up_state);
	struct tevent_req *subreq =
		vici_call_send(state, state->ev, state->ipsec->vici, command,
			       message, event, fn, state);

	explicit_bzero(message, sizeof(*message));
	if (!tevent_req_nomem(subreq, req)) {
		tevent_req_set_callback(subreq, done, req);
	}
}

static bool open_daemon(struct tevent_req *req, struct ipsec_up_state *state,
			const struct ipsec_config *config)
{
	struct ipsec *ipsec = talloc_zero(state, struct ipsec);

	if (tevent_req_nomem(ipsec, req)) {
		return false;
	}
	state->ipsec = ipsec;
	ipsec->ev = state->ev;
	ipsec->socket = config->socket;
	ipsec->number = config->number;
	ipsec->vici =
		vici_connect(ipsec, state->ev, config->socket, on_lost, ipsec);
	if (ipsec->vici == NULL) {
		fail(req, DIALER_CONNECT_LOCAL,
		     errno == ENOENT || errno == ECONNREFUSED
			     ? "no IKE daemon (strongSwan) runs"
			     : "the IKE daemon cannot be reached",
		     config->socket);
		return false;
	}
	talloc_set_destructor(ipsec, ipsec_destructor);
	return true;
}

struct tevent_req *ipsec_up_send(TALLOC_CTX *mem_ctx, struct tevent_context *ev,
				 const struct ipsec_config *config,
				 void (*lost)(void *private_data),
				 void *private_data)
{
	struct ipsec_up_state *state;
	struct tevent_req *req, *subreq;

	req = tevent_req_create(mem_ctx, &state, struct ipsec_up_state);
	if (req == NULL) {
		return NULL;
	}
	state->ev = ev;
	state->config = config;
	if (!open_daemon(req, state, config)) {
		return tevent_req_post(req, ev);
	}
	subreq = ipsec_sweep_send(state, ev, state->ipsec->vici);
	if (tevent_req_nomem(subreq, req)) {
		return tevent_req_post(req, ev);
	}
	tevent_req_set_callback(subreq, ipsec_up_sweep_done, req);
	state->ipsec->lost = lost;
	state->ipsec->private_data = private_data;
	return req;
}

static void ipsec_up_sweep_done(struct tevent_req *subreq)
{
	struct tevent_req *req =
		tevent_req_callback_data(subreq, struct tevent_req);
	struct ipsec_up_state *state =
		tevent_req_data(req, struct ipsec_up_state);
	struct vici_writer message;

	ipsec_sweep_recv(subreq);
	talloc_free(subreq);
	ipsec_write_key(&message, state->config);
	call(req, "load-shared", &message, NULL, NULL, ipsec_up_key_done);
}

static void ipsec_up_key_done(struct tevent_req *subreq)
{
	struct tevent_req *req =
		tevent_req_callback_data(subreq, struct tevent_req);
	struct ipsec_up_state *state =
		tevent_req_data(req, struct ipsec_up_state);
	struct vici_writer message;

	if (succeeded(req, subreq, "load-shared")) {
		ipsec_write_connection(&message, state->config);
		call(req, "load-conn", &message, NULL, NULL,
		     ipsec_up_connection_done);
	}
}

static void ipsec_up_connection_done(struct tevent_req *subreq)
{
	struct tevent_req *req =
		tevent_req_callback_data(subreq, struct tevent_req);
	struct ipsec_up_state *state =
		tevent_req_data(req, struct ipsec_up_state);
	struct vici_writer message;

	if (succeeded(req, subreq, "load-conn")) {
		ipsec_write_initiate(&message, state->config->number,
				     state->config->timeout * 1000);
		call(req, "initiate", &message, NULL, NULL,
		     ipsec_up_initiate_done);
	}
}

/* An association that is listed has begun; one that knows the other end's
 * number has been answered. */
static void on_sa(const uint8_t *bytes, size_t size, void *private_data)
{
	struct ipsec_up_state *state =
		talloc_get_type_abort(private_data, struct ipsec_up_state);
	char spi[20];

	if (vici_find(bytes, size, "responder-spi", spi, sizeof(spi))) {
		state->sa_seen = true;
		state->answered |= strspn(spi, "0") < strlen(spi);
	}
}

static void ipsec_up_initiate_done(struct tevent_req *subreq)
{
	struct tevent_req *req =
		tevent_req_callback_data(subreq, struct tevent_req);
	struct ipsec_up_state *state =
		tevent_req_data(req, struct ipsec_up_state);
	struct vici_writer message;
	char text[128];
	int error = vici_call_recv(subreq, text, sizeof(text));

	talloc_free(subreq);
	if (error == 0) {
		tevent_req_done(req);
		return;
	}
	if (error != EREMOTEIO) {
		fail(req, DIALER_CONNECT_LOCAL,
		     "the IKE daemon does not answer", strerror(error));
		return;
	}
	tunnel_end_set(&state->end, DIALER_CONNECT_IPSEC, "%s", text);
	ipsec_write_list(&message, state->config->number);
	call(req, "list-sas", &message, "list-sa", on_sa, ipsec_up_list_done);
}

/* When there is none left the other end has refused.  One that does not answer
 * at all is not there, or something on the way blocks IKE. */
static void ipsec_up_list_done(struct tevent_req *subreq)
{
	struct tevent_req *req =
		tevent_req_callback_data(subreq, struct tevent_req);
	struct ipsec_up_state *state =
		tevent_req_data(req, struct ipsec_up_state);
	char text[128];
	int error = vici_call_recv(subreq, text, sizeof(text));

	talloc_free(subreq);
	if (error == 0 && state->sa_seen && !state->answered) {
		fail(req, DIALER_CONNECT_SILENT, "no answer to IKE", "");
		return;
	}
	/* With another key each end's packets are garbage to the other one,
	 * which says nothing: main mode of IKEv1 has no word for it. */
	if (error == 0 && state->answered) {
		fail(req, DIALER_CONNECT_IPSEC,
		     "IKE does not come to an end; is the pre-shared key the "
		     "server's?",
		     "");
		return;
	}
	tevent_req_error(req, EPROTO);
}

bool ipsec_up_recv(struct tevent_req *req, TALLOC_CTX *mem_ctx,
		   struct ipsec **ipsec, struct tunnel_end *end)
{
	struct ipsec_up_state *state =
		tevent_req_data(req, struct ipsec_up_state);
	enum tevent_req_state req_state;
	uint64_t error;
	bool ok = !tevent_req_is_error(req, &req_state, &error);

	if (ok) {
		*ipsec = talloc_move(mem_ctx, &state->ipsec);
	} else if (req_state == TEVENT_REQ_NO_MEMORY) {
		tunnel_end_set(end, DIALER_CONNECT_LOCAL, "out of memory");
	} else {
		*end = state->end;
	}
	tevent_req_received(req);
	return ok;
}
