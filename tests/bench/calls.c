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
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <core/ntstatus.h>
#include "ndr_dimsvc.h"
#include "latency.h"
#include "sealed.h"

#define ROUNDS		5
#define SECONDS_A_ROUND 1.0
#define MAX_CONNECTIONS 8
#define ENUM_SECONDS	5.0

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
	rate = round_run(b, &c, 1, ENUM_SECONDS);
	if (rate > 0) {
		printf("  one Enum, sealed, over SMB: %.1f ms\n", 1e3 / rate);
	}
	return rate <= 0;
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
