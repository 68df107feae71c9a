/* SPDX-License-Identifier: GPL-3.0-or-later */
/* See sealed.h. */
#include "config.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <core/ntstatus.h>
#include <credentials.h>
#include <param.h>
#include "sealed.h"

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

struct connection *connection_open(struct bench *b,
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

double round_run(struct bench *b, struct connection **c, uint32_t num,
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

int compare(const void *a, const void *b)
{
	double x = *(const double *)a;
	double y = *(const double *)b;

	return (x > y) - (x < y);
}

struct bench *bench_create(TALLOC_CTX *mem_ctx)
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
