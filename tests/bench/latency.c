/* SPDX-License-Identifier: GPL-3.0-or-later */
/* See latency.h. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <core/ntstatus.h>
#include "ndr_dimsvc.h"
#include "latency.h"

#define LATENCY_SECONDS 5.0
#define SETTLE_SECONDS	15

/* Times of calls on one connection for some seconds; p99, 0 on error. */
static double latency_run(struct bench *b, struct connection *c,
			  const char *when)
{
	uint32_t n;

	b->num_samples = 0;
	if (round_run(b, &c, 1, LATENCY_SECONDS) <= 0) {
		return 0;
	}
	n = b->num_samples;
	qsort(b->samples, n, sizeof(double), compare);
	printf("  %-28s %6u calls  p50 %7.3f ms  p99 %7.3f ms  max %7.3f ms\n",
	       when, n, b->samples[n / 2] * 1e3,
	       b->samples[n - 1 - n / 100] * 1e3, b->samples[n - 1] * 1e3);
	return b->samples[n - 1 - n / 100];
}

/* What the Connects say when they do not wait any more. */
struct waiters {
	uint32_t waiting;
	NTSTATUS status; /* of the last one that came back */
	uint32_t code;
};

static void waiter_done(struct tevent_req *subreq)
{
	struct waiters *w = tevent_req_callback_data(subreq, struct waiters);
	uint8_t *out = NULL;
	size_t length = 0;
	uint32_t flags = 0;

	w->status = dcerpc_binding_handle_raw_call_recv(subreq, w, &out,
							&length, &flags);
	TALLOC_FREE(subreq);
	if (NT_STATUS_IS_OK(w->status) && length == sizeof(w->code)) {
		memcpy(&w->code, out, sizeof(w->code));
	}
	TALLOC_FREE(out);
	w->waiting--;
}

/*
 * Send a blocking Connect of each handle, all on one connection, and after each
 * of them a GetInfo on @other: the next one is not sent before its attempt has
 * begun, because it is the waiting that is measured.
 */
static bool waiters_start(struct bench *b, const struct subject *dimsvc,
			  struct connection *other, char *const handles[],
			  struct waiters *w)
{
	struct connection *c = connection_open(b, dimsvc);

	for (; c != NULL && *handles != NULL; handles++) {
		/* hInterface, hEvent, fBlocking, dwCallersProcessId */
		uint32_t stub[4] = {(uint32_t)strtoul(*handles, NULL, 10), 0, 1,
				    0};
		struct tevent_req *subreq = dcerpc_binding_handle_raw_call_send(
			c, b->ev, c->handle, NULL, NDR_RROUTERINTERFACECONNECT,
			0, (const uint8_t *)stub, sizeof(stub));

		if (subreq == NULL) {
			return false;
		}
		tevent_req_set_callback(subreq, waiter_done, w);
		w->waiting++;
		if (round_run(b, &other, 1, 0) <= 0) {
			return false;
		}
	}
	return c != NULL;
}

static void settled(struct tevent_context *ev, struct tevent_timer *te,
		    struct timeval when, void *private_data)
{
	*(bool *)private_data = true;
}

/* Let the daemon start what it has to start; false when one is over. */
static bool settle(struct bench *b, const struct waiters *w, uint32_t started)
{
	bool done = false;

	tevent_add_timer(b->ev, b,
			 tevent_timeval_current_ofs(SETTLE_SECONDS, 0), settled,
			 &done);
	while (!done) {
		tevent_loop_once(b->ev);
	}
	if (w->waiting != started) {
		fprintf(stderr,
			"calls: %u of %u Connects did not wait: %s, %u\n",
			started - w->waiting, started, nt_errstr(w->status),
			w->code);
	}
	return w->waiting == started;
}

int latency(struct bench *b, const struct subject *dimsvc,
	    char *const handles[])
{
	struct connection *c = connection_open(b, dimsvc);
	struct waiters *w = talloc_zero(b, struct waiters);
	uint32_t started;
	double idle, busy;

	b->samples = talloc_array(b, double, MAX_SAMPLES);
	if (c == NULL || w == NULL || b->samples == NULL) {
		return 1;
	}
	idle = latency_run(b, c, "idle");
	if (!waiters_start(b, dimsvc, c, handles, w)) {
		return 1;
	}
	started = w->waiting;
	if (started == 0) {
		return idle <= 0;
	}
	if (!settle(b, w, started)) {
		return 1;
	}
	busy = latency_run(b, c, "blocking Connects waiting");
	printf("  %u of %u Connects still waiting at the end, "
	       "p99 busy/idle %.2f\n",
	       w->waiting, started, idle > 0 ? busy / idle : 0);
	return idle <= 0 || busy <= 0 || w->waiting != started;
}
