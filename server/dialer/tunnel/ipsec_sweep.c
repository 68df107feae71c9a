/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What killed tunnels have left in the IKE daemon; see ipsec_sweep.h.
 *
 *   get-conns --> get-shared --> of each: terminate, unload-conn, unload-shared
 *
 * One that was killed while it began, or while it ended, has left a key alone.
 */
#include "ipsec_sweep.h"
#include <string.h>
#include <unistd.h>
#include "ipsec_request.h"
#include "l2tp_kernel.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define MAX_LEFT     16 /* in one go; who dials has no time for more */

static const char *const queries[] = {"get-conns", "get-shared"};

static const struct {
	const char *command;
	void (*write)(struct vici_writer *message, uint16_t number);
} ends[] = {
	{"terminate", ipsec_write_terminate},
	{"unload-conn", ipsec_write_unload},
	{"unload-shared", ipsec_write_forget},
};

struct ipsec_sweep_state {
	struct tevent_context *ev;
	struct vici *vici;
	size_t step; /* that comes next: queries, then ends of each */
	size_t count;
	struct {
		uint16_t number;
		int reservation; /* ours: no tunnel gets it meanwhile */
	} left[MAX_LEFT];
};

static void ipsec_sweep_step_done(struct tevent_req *subreq);

static void ipsec_sweep_cleanup(struct tevent_req *req,
				enum tevent_req_state req_state)
{
	struct ipsec_sweep_state *state =
		tevent_req_data(req, struct ipsec_sweep_state);

	while (state->count > 0) {
		close(state->left[--state->count].reservation);
	}
}

/* A number that has been noted already cannot be reserved either. */
static void note_number(struct ipsec_sweep_state *state, uint16_t number)
{
	int reservation;

	if (state->count == COUNT(state->left)) {
		return;
	}
	reservation = l2tp_reserve_number(number);
	if (reservation != -1) {
		state->left[state->count].number = number;
		state->left[state->count++].reservation = reservation;
	}
}

/* Both queries are answered by a list of names. */
static void note_names(const uint8_t *bytes, size_t size, void *private_data)
{
	struct ipsec_sweep_state *state =
		talloc_get_type_abort(private_data, struct ipsec_sweep_state);
	struct vici_reader reader = {.bytes = bytes, .left = size};
	char name[IPSEC_NAME_SIZE];
	enum vici_element element;
	uint16_t number;

	while ((element = vici_next(&reader)) != VICI_END &&
	       element != VICI_MALFORMED) {
		if (element != VICI_LIST_ITEM || reader.size >= sizeof(name)) {
			continue;
		}
		memcpy(name, reader.value, reader.size);
		name[reader.size] = '\0';
		if (ipsec_number(name, &number)) {
			note_number(state, number);
		}
	}
}

static void next_step(struct tevent_req *req)
{
	struct ipsec_sweep_state *state =
		tevent_req_data(req, struct ipsec_sweep_state);
	size_t step = state->step++, end = step - COUNT(queries);
	struct vici_writer message;
	struct tevent_req *subreq;

	if (step < COUNT(queries)) {
		vici_begin(&message);
		subreq = vici_call_send(state, state->ev, state->vici,
					queries[step], &message, NULL,
					note_names, state);
	} else if (end < state->count * COUNT(ends)) {
		ends[end % COUNT(ends)].write(
			&message, state->left[end / COUNT(ends)].number);
		subreq = vici_call_send(state, state->ev, state->vici,
					ends[end % COUNT(ends)].command,
					&message, NULL, NULL, NULL);
	} else {
		tevent_req_done(req);
		return;
	}
	if (!tevent_req_nomem(subreq, req)) {
		tevent_req_set_callback(subreq, ipsec_sweep_step_done, req);
	}
}

struct tevent_req *ipsec_sweep_send(TALLOC_CTX *mem_ctx,
				    struct tevent_context *ev,
				    struct vici *vici)
{
	struct ipsec_sweep_state *state;
	struct tevent_req *req =
		tevent_req_create(mem_ctx, &state, struct ipsec_sweep_state);

	if (req == NULL) {
		return NULL;
	}
	state->ev = ev;
	state->vici = vici;
	tevent_req_set_cleanup_fn(req, ipsec_sweep_cleanup);
	next_step(req);
	return tevent_req_is_in_progress(req) ? req : tevent_req_post(req, ev);
}

/* There may have been no association to terminate, or no connection to unload:
 * whatever the answer is, the rest is to go too. */
static void ipsec_sweep_step_done(struct tevent_req *subreq)
{
	struct tevent_req *req =
		tevent_req_callback_data(subreq, struct tevent_req);
	char text[128];

	(void)vici_call_recv(subreq, text, sizeof(text));
	talloc_free(subreq);
	next_step(req);
}

void ipsec_sweep_recv(struct tevent_req *req)
{
	tevent_req_received(req);
}
