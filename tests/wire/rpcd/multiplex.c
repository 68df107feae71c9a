/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A client with several calls open on one connection, as Windows has them:
 * multiplex BINDING <credentials
 *
 * Makes a blocking Connect that nobody answers, and meanwhile GetHandles with
 * the same connection.  Ends with 0 when all of these were answered and the
 * Connect was not.
 */
#include <stdio.h>
#include <string.h>
#include <tevent.h>
#include <credentials.h>
#include <dcerpc.h>
#include <param.h>
#include "gen_ndr/ndr_dimsvc_c.h"

#define NUM_CALLS 20

struct progress {
	int answered;
	int failed;
	bool connect_ended;
};

static void connect_done(struct tevent_req *req)
{
	struct progress *progress = tevent_req_callback_data_void(req);

	progress->connect_ended = true;
}

static void get_handle_done(struct tevent_req *req)
{
	struct progress *progress = tevent_req_callback_data_void(req);
	NTSTATUS status = dcerpc_RRouterInterfaceGetHandle_r_recv(req, req);

	if (NT_STATUS_IS_OK(status)) {
		progress->answered++;
	} else {
		fprintf(stderr, "GetHandle: %s\n", nt_errstr(status));
		progress->failed++;
	}
}

static struct cli_credentials *credentials_read(TALLOC_CTX *mem_ctx,
						struct loadparm_context *lp)
{
	struct cli_credentials *credentials = cli_credentials_init(mem_ctx);
	char line[256];

	if (credentials == NULL || fgets(line, sizeof(line), stdin) == NULL) {
		return NULL;
	}
	line[strcspn(line, "\n")] = '\0';
	cli_credentials_set_conf(credentials, lp);
	cli_credentials_parse_string(credentials, line, CRED_SPECIFIED);
	return credentials;
}

static struct dcerpc_binding_handle *
open_pipe(TALLOC_CTX *mem_ctx, struct tevent_context *ev, const char *text)
{
	struct loadparm_context *lp = loadparm_init(mem_ctx);
	struct cli_credentials *credentials;
	struct dcerpc_binding *binding = NULL;
	struct dcerpc_pipe *pipe = NULL;
	NTSTATUS status;

	lpcfg_load_default(lp);
	credentials = credentials_read(mem_ctx, lp);
	if (credentials == NULL) {
		fprintf(stderr, "no credentials on stdin\n");
		return NULL;
	}
	dcerpc_init();
	status = dcerpc_parse_binding(mem_ctx, text, &binding);
	if (NT_STATUS_IS_OK(status)) {
		status = dcerpc_binding_set_flags(
			binding, DCERPC_CONCURRENT_MULTIPLEX, 0);
	}
	if (NT_STATUS_IS_OK(status)) {
		status = dcerpc_pipe_connect_b(mem_ctx, &pipe, binding,
					       &ndr_table_dimsvc, credentials,
					       ev, lp);
	}
	if (!NT_STATUS_IS_OK(status)) {
		fprintf(stderr, "%s: %s\n", text, nt_errstr(status));
		return NULL;
	}
	if (!(dcerpc_binding_get_flags(pipe->binding) &
	      DCERPC_CONCURRENT_MULTIPLEX)) {
		fprintf(stderr, "multiplexing was not negotiated\n");
		return NULL;
	}
	return pipe->binding_handle;
}

int main(int argc, char **argv)
{
	TALLOC_CTX *mem_ctx = talloc_new(NULL);
	struct tevent_context *ev = tevent_context_init(mem_ctx);
	struct RRouterInterfaceConnect connect = {
		.in = {.hInterface = 1, .fBlocking = 1}};
	struct RRouterInterfaceGetHandle handles[NUM_CALLS];
	struct progress progress = {.answered = 0};
	uint32_t handle_in = 0, handle_out = 0;
	struct dcerpc_binding_handle *pipe;
	int i;

	pipe = open_pipe(mem_ctx, ev, argc == 2 ? argv[1] : "");
	if (pipe == NULL) {
		return 1;
	}
	tevent_req_set_callback(dcerpc_RRouterInterfaceConnect_r_send(
					mem_ctx, ev, pipe, &connect),
				connect_done, &progress);
	for (i = 0; i < NUM_CALLS; i++) {
		handles[i] = (struct RRouterInterfaceGetHandle){
			.in = {.lpwsInterfaceName = "Branch",
			       .phInterface = &handle_in},
			.out = {.phInterface = &handle_out},
		};
		tevent_req_set_callback(dcerpc_RRouterInterfaceGetHandle_r_send(
						mem_ctx, ev, pipe, &handles[i]),
					get_handle_done, &progress);
	}
	while (progress.answered + progress.failed < NUM_CALLS &&
	       !progress.connect_ended) {
		if (tevent_loop_once(ev) != 0) {
			break;
		}
	}
	return progress.answered == NUM_CALLS && !progress.connect_ended ? 0
									 : 1;
}
