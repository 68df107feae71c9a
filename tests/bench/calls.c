/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * calls: how many small sealed calls a second, and how long each takes.
 *
 * Compares RRouterInterfaceGetInfo with small calls of Samba's own services
 * on the same smbd in the same run: only the ratio means anything.  The
 * server and an administrator come from RRAS_SERVER, RRAS_USER and
 * RRAS_PASSWORD, as tests/rig/run sets them.
 *
 *   calls rate               dimsvc against wkssvc and srvsvc, 1 and 8
 *                            connections
 *   calls latency HANDLE...  the times of single GetInfo calls, idle, then
 *                            while a blocking Connect of each HANDLE waits
 *   calls enum               the time of one Enum of all interfaces
 */
#include "config.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <talloc.h>
#include <tevent.h>
#include <core/ntstatus.h>
#include <credentials.h>
#include <dcerpc.h>
#include <param.h>
#include "ndr_dimsvc.h"

#define ROUNDS		5
#define SECONDS_A_ROUND 1.0
#define MAX_CONNECTIONS 8
#define MAX_SAMPLES	200000
#define LATENCY_SECONDS 5.0
#define SETTLE_SECONDS	15

/* One kind of call: the pipe, and the stub that is sent again and again. */
struct subject {
	const char *name;
	const char *pipe;
	uint32_t opnum;
	uint8_t stub[20];
	size_t length;
	struct ndr_interface_table table;
};

struct bench {
	struct tevent_context *ev;
	struct loadparm_context *lp;
	struct cli_credentials *credentials;
	const char *server;
	double end;
	uint32_t running;
	uint32_t calls;
	uint32_t failed;
	double *samples; /* NULL when only counting */
	uint32_t num_samples;
};

struct connection {
	struct bench *bench;
	const struct subject *subject;
	struct dcerpc_binding_handle *handle;
	double sent;
};

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void call_done(struct tevent_req *subreq);

static void call_start(struct connection *c)
{
	struct tevent_req *subreq = NULL;

	c->sent = now();
	subreq = dcerpc_binding_handle_raw_call_send(
		c, c->bench->ev, c->handle, NULL, c->subject->opnum, 0,
		c->subject->stub, c->subject->length);
	if (subreq == NULL) {
		c->bench->failed++;
		c->bench->running--;
		return;
	}
	tevent_req_set_callback(subreq, call_done, c);
}

static void call_done(struct tevent_req *subreq)
{
	struct connection *c =
		tevent_req_callback_data(subreq, struct connection);
	struct bench *b = c->bench;
	uint8_t *out = NULL;
	size_t length = 0;
	uint32_t flags = 0;
	double t = now();
	NTSTATUS status;

	status = dcerpc_binding_handle_raw_call_recv(subreq, c, &out, &length,
						     &flags);
	TALLOC_FREE(subreq);
	TALLOC_FREE(out);
	if (!NT_STATUS_IS_OK(status)) {
		b->failed++;
		b->running--;
		return;
	}
	b->calls++;
	if (b->samples != NULL && b->num_samples < MAX_SAMPLES) {
		b->samples[b->num_samples++] = t - c->sent;
	}
	if (t < b->end) {
		call_start(c);
	} else {
		b->running--;
	}
}

static struct connection *connection_open(struct bench *b,
					  const struct subject *subject)
{
	struct connection *c = talloc_zero(b, struct connection);
	struct dcerpc_pipe *pipe = NULL;
	struct dcerpc_binding *binding = NULL;
	const char *text = NULL;
	NTSTATUS status;

	if (c == NULL) {
		return NULL;
	}
	text = talloc_asprintf(c, "ncacn_np:%s[%s,seal]", b->server,
			       subject->pipe);
	status = dcerpc_parse_binding(c, text, &binding);
	if (NT_STATUS_IS_OK(status)) {
		/* several calls in flight on one connection */
		dcerpc_binding_set_flags(binding, DCERPC_CONCURRENT_MULTIPLEX,
					 0);
		status = dcerpc_pipe_connect_b(c, &pipe, binding,
					       &subject->table, b->credentials,
					       b->ev, b->lp);
	}
	if (!NT_STATUS_IS_OK(status)) {
		fprintf(stderr, "calls: %s: %s\n", text, nt_errstr(status));
		talloc_free(c);
		return NULL;
	}
	c->bench = b;
	c->subject = subject;
	c->handle = pipe->binding_handle;
	return c;
}

/* Run @num connections for one round; calls a second, 0 on error. */
static double round_run(struct bench *b, struct connection **c, uint32_t num,
			double seconds)
{
	double start = now();
	uint32_t i;

	b->calls = 0;
	b->failed = 0;
	b->running = num;
	b->end = start + seconds;
	for (i = 0; i < num; i++) {
		call_start(c[i]);
	}
	while (b->running > 0) {
		tevent_loop_once(b->ev);
	}
	if (b->failed > 0) {
		fprintf(stderr, "calls: %u calls of %s failed\n", b->failed,
			c[0]->subject->name);
		return 0;
	}
	return b->calls / (now() - start);
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a;
	double y = *(const double *)b;

	return (x > y) - (x < y);
}

static void subject_set_syntax(struct subject *s, const char *uuid,
			       uint32_t version)
{
	GUID_from_string(uuid, &s->table.syntax_id.uuid);
	s->table.syntax_id.if_version = version;
	s->table.name = s->name;
}

/* Find the interface that GetInfo is called on; 0 when there is none. */
static uint32_t first_interface(struct bench *b, const struct subject *dimsvc)
{
	struct connection *c = connection_open(b, dimsvc);
	struct RRouterInterfaceGetHandle r = {
		.in.lpwsInterfaceName = "Loopback",
	};
	struct tevent_req *subreq = NULL;
	uint32_t handle = 0;
	NTSTATUS status;

	if (c == NULL) {
		return 0;
	}
	r.in.phInterface = &handle;
	r.out.phInterface = &handle;
	subreq = dcerpc_binding_handle_call_send(
		c, b->ev, c->handle, NULL, &dimsvc->table,
		NDR_RROUTERINTERFACEGETHANDLE, c, &r);
	if (subreq == NULL || !tevent_req_poll(subreq, b->ev)) {
		talloc_free(c);
		return 0;
	}
	status = dcerpc_binding_handle_call_recv(subreq);
	if (!NT_STATUS_IS_OK(status) || !W_ERROR_IS_OK(r.out.result)) {
		fprintf(stderr, "calls: Loopback: %s, %s\n", nt_errstr(status),
			win_errstr(r.out.result));
		handle = 0;
	}
	talloc_free(c);
	return handle;
}

static void subjects_init(struct subject s[3])
{
	/* level 0, an empty container, the interface's handle */
	s[0] = (struct subject){"dimsvc GetInfo", "\\pipe\\router", 13, {0}, 16,
				ndr_table_dimsvc};
	/* no server name, level 100 */
	s[1] = (struct subject){"wkssvc GetInfo(100)",
				"\\pipe\\wkssvc",
				0,
				{0, 0, 0, 0, 100},
				8,
				ndr_table_dimsvc};
	s[2] = (struct subject){"srvsvc GetInfo(100)",
				"\\pipe\\srvsvc",
				21,
				{0, 0, 0, 0, 100},
				8,
				ndr_table_dimsvc};
	subject_set_syntax(&s[1], "6bffd098-a112-3610-9833-46c3f87e345a", 1);
	subject_set_syntax(&s[2], "4b324fc8-1670-01d3-1278-5a47bf6ee188", 3);
}

static int rate(struct bench *b, struct subject s[3], uint32_t num)
{
	struct connection *c[3][MAX_CONNECTIONS];
	double result[3][ROUNDS];
	uint32_t i, j;

	for (i = 0; i < 3; i++) {
		for (j = 0; j < num; j++) {
			c[i][j] = connection_open(b, &s[i]);
			if (c[i][j] == NULL) {
				return 1;
			}
		}
	}
	/* interleaved: what else the machine does hits all three alike */
	for (j = 0; j < ROUNDS; j++) {
		for (i = 0; i < 3; i++) {
			result[i][j] = round_run(b, c[i], num, SECONDS_A_ROUND);
			if (result[i][j] <= 0) {
				return 1;
			}
		}
	}
	for (i = 0; i < 3; i++) {
		qsort(result[i], ROUNDS, sizeof(double), compare);
		printf("  %u connection%s  %-20s %8.0f calls/s", num,
		       num == 1 ? " " : "s", s[i].name, result[i][ROUNDS / 2]);
		if (i > 0) {
			printf("   dimsvc/this %.2f",
			       result[0][ROUNDS / 2] / result[i][ROUNDS / 2]);
		}
		printf("\n");
		for (j = 0; j < num; j++) {
			talloc_free(c[i][j]);
		}
	}
	return 0;
}

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

static int latency(struct bench *b, const struct subject *dimsvc,
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

/* Everything in one reply, again and again. */
static int enumerate(struct bench *b)
{
	struct subject s = {
		.name = "dimsvc Enum",
		.pipe = "\\pipe\\router",
		.opnum = NDR_RROUTERINTERFACEENUM,
		/* level 0, no buffer, any length, no resume handle */
		.stub = {[12] = 0xff, 0xff, 0xff, 0xff},
		.length = 20,
		.table = ndr_table_dimsvc,
	};
	struct connection *c = connection_open(b, &s);
	double rate;

	if (c == NULL) {
		return 1;
	}
	rate = round_run(b, &c, 1, LATENCY_SECONDS);
	if (rate > 0) {
		printf("  one Enum, sealed, over SMB: %.1f ms\n", 1e3 / rate);
	}
	return rate <= 0;
}

static struct bench *bench_create(TALLOC_CTX *mem_ctx)
{
	struct bench *b = talloc_zero(mem_ctx, struct bench);
	const char *user = getenv("RRAS_USER");
	const char *password = getenv("RRAS_PASSWORD");

	b->server = getenv("RRAS_SERVER");
	if (b->server == NULL || user == NULL || password == NULL) {
		fprintf(stderr, "calls: RRAS_SERVER, RRAS_USER and "
				"RRAS_PASSWORD must be set\n");
		return NULL;
	}
	b->ev = tevent_context_init(b);
	b->lp = loadparm_init_global(true);
	b->credentials = cli_credentials_init(b);
	cli_credentials_guess(b->credentials, b->lp);
	cli_credentials_set_username(b->credentials, user, CRED_SPECIFIED);
	cli_credentials_set_password(b->credentials, password, CRED_SPECIFIED);
	cli_credentials_set_kerberos_state(
		b->credentials, CRED_USE_KERBEROS_DISABLED, CRED_SPECIFIED);
	dcerpc_init();
	return b;
}

int main(int argc, char *argv[])
{
	TALLOC_CTX *mem_ctx = talloc_new(NULL);
	struct subject subjects[3];
	struct bench *b = NULL;
	uint32_t handle;
	int rc = 1;

	if (argc < 2) {
		fprintf(stderr, "usage: calls rate|enum|latency [HANDLE...]\n");
		return 2;
	}
	subjects_init(subjects);
	b = bench_create(mem_ctx);
	if (b == NULL) {
		return 1;
	}
	handle = first_interface(b, &subjects[0]);
	if (handle == 0) {
		return 1;
	}
	memcpy(&subjects[0].stub[12], &handle, sizeof(handle));
	if (strcmp(argv[1], "rate") == 0) {
		rc = rate(b, subjects, 1);
		rc = rc != 0 ? rc : rate(b, subjects, MAX_CONNECTIONS);
	} else if (strcmp(argv[1], "latency") == 0) {
		rc = latency(b, &subjects[0], &argv[2]);
	} else if (strcmp(argv[1], "enum") == 0) {
		rc = enumerate(b);
	}
	talloc_free(mem_ctx);
	return rc;
}
