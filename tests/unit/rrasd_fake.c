/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests of the daemon's core share. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>
#include <ndr.h>
#include <util/tevent_werror.h>

#include "ndr_control.h"
#include "ndr_dimsvc.h"
#include "server/rrasd/audit.h"
#include "server/rrasd/dispatch.h"
#include "rrasd_fake.h"

static struct fake *fake_of(struct rrasd_call *call)
{
	return (struct fake *)((char *)call->rrasd -
			       offsetof(struct fake, rrasd));
}

struct kept {
	struct fake *fake;
};

static int kept_destructor(struct kept *kept)
{
	kept->fake->kept--;
	return 0;
}

static void keep(struct rrasd_call *call)
{
	struct kept *kept;

	if (call->asker == NULL || call->asker->connection == NULL) {
		return;
	}
	kept = talloc(call->asker->connection, struct kept);
	if (kept == NULL) {
		return; /* the test's memory is short */
	}
	kept->fake = fake_of(call);
	kept->fake->kept++;
	talloc_set_destructor(kept, kept_destructor);
}

static WERROR run_now(TALLOC_CTX *mem_ctx, struct rrasd_call *call)
{
	struct RMprAdminServerGetInfo *r = call->r;

	fake_of(call)->ran++;
	keep(call);
	return W_ERROR(r->in.dwLevel);
}

static WERROR echo(TALLOC_CTX *mem_ctx, struct rrasd_call *call)
{
	struct RRouterInterfaceGetInfo *r = call->r;

	fake_of(call)->ran++;
	*r->out.pInfoStruct = *r->in.pInfoStruct;
	return WERR_OK;
}

static WERROR secret(TALLOC_CTX *mem_ctx, struct rrasd_call *call)
{
	struct RRouterInterfaceSetCredentialsLocal *r = call->r;

	fake_of(call)->ran++;
	audit_note_string(call->audit, "interface", r->in.lpwsInterfaceName);
	return WERR_OK;
}

struct later_state {
	struct fake *fake;
};

static int later_destructor(struct later_state *state)
{
	state->fake->waiting = NULL;
	return 0;
}

static struct tevent_req *later_send(TALLOC_CTX *mem_ctx,
				     struct tevent_context *ev,
				     struct rrasd_call *call)
{
	struct later_state *state;
	struct tevent_req *req =
		tevent_req_create(mem_ctx, &state, struct later_state);

	assert_non_null(req);
	state->fake = fake_of(call);
	state->fake->ran++;
	state->fake->waiting = req;
	talloc_set_destructor(state, later_destructor);
	return req;
}

static WERROR later_recv(struct tevent_req *req)
{
	struct later_state *state = tevent_req_data(req, struct later_state);

	state->fake->finished++;
	return tevent_req_simple_recv_werror(req);
}

static struct tevent_req *no_memory_send(TALLOC_CTX *mem_ctx,
					 struct tevent_context *ev,
					 struct rrasd_call *call)
{
	return NULL;
}

#define RESULT(method) .result_offset = offsetof(struct method, out.result)

static const struct rrasd_op dimsvc_ops[] = {
	[0] = {"Now", 0, RESULT(RMprAdminServerGetInfo), .run = run_now},
	[3] = {"Later", RRASD_OP_CHANGES, RESULT(RRasAdminConnectionClearStats),
	       .send = later_send, .recv = later_recv},
	[6] = {"NoMemory", 0, RESULT(RRasAdminPortClearStats),
	       .send = no_memory_send, .recv = later_recv},
	[13] = {"Echo", 0, RESULT(RRouterInterfaceGetInfo), .run = echo},
	[15] = {"Cancellable", RRASD_OP_CHANGES | RRASD_OP_CANCELLABLE,
		RESULT(RRouterInterfaceDelete), .send = later_send,
		.recv = later_recv},
	[16] = {"NoHandler", 0, RESULT(RRouterInterfaceTransportRemove)},
	[22] = {"Wan", RRASD_OP_NEEDS_WAN, RESULT(RRouterInterfaceDisconnect),
		.send = later_send, .recv = later_recv},
	[49] = {"Secret", RRASD_OP_CHANGES | RRASD_OP_SECRET,
		RESULT(RRouterInterfaceSetCredentialsLocal), .run = secret},
};

const struct rrasd_op_table fake_dimsvc = {
	.ndr = &ndr_table_dimsvc,
	.ops = dimsvc_ops,
	.num_ops = sizeof(dimsvc_ops) / sizeof(dimsvc_ops[0]),
};

static const struct rrasd_op control_ops[] = {
	[0] = {"Pause", RRASD_OP_CHANGES, RESULT(rrascontrol_Pause)},
};

const struct rrasd_op_table fake_control = {
	.ndr = &ndr_table_rrascontrol,
	.ops = control_ops,
	.num_ops = 1,
	.local_only = true,
};

const struct rrasd_op_table *const fake_tables[] = {&fake_dimsvc, &fake_control,
						    NULL};

struct fake *fake_create(void)
{
	struct fake *fake = talloc_zero(NULL, struct fake);
	const char *why;
	int fd;

	strcpy(fake->audit_path, "/tmp/test_rrasd_fake.XXXXXX");
	fd = mkstemp(fake->audit_path);
	assert_true(fd != -1);
	close(fd);
	fake->ev = tevent_context_init(fake);
	fake->config.allow_uid_0 = false;
	fake->config.router_type = ROUTER_TYPE_IS_FULL;
	fake->config.max_calls = 8;
	fake->rrasd.ev = fake->ev;
	fake->rrasd.config = &fake->config;
	fake->rrasd.audit = audit_open(fake, fake->audit_path, &why);
	fake->rrasd.dispatch = dispatch_create(fake, &fake->rrasd, fake_tables);
	assert_non_null(fake->rrasd.dispatch);
	return fake;
}

void fake_destroy(struct fake *fake)
{
	unlink(fake->audit_path);
	TALLOC_FREE(fake->rrasd.dispatch);
	talloc_free(fake);
}

void fake_finish(struct fake *fake)
{
	assert_non_null(fake->waiting);
	tevent_req_done(fake->waiting);
}

unsigned fake_audit(struct fake *fake, char *text, size_t size)
{
	FILE *file = fopen(fake->audit_path, "r");
	unsigned lines = 0;
	size_t length, i;

	assert_non_null(file);
	length = fread(text, 1, size - 1, file);
	text[length] = '\0';
	fclose(file);
	for (i = 0; i < length; i++) {
		lines += text[i] == '\n';
	}
	return lines;
}

#define NT_SID(count, ...)                                    \
	{                                                     \
		.sid_rev_num = 1, .num_auths = count,         \
		.id_auth = {0, 0, 0, 0, 0, 5}, .sub_auths = { \
			__VA_ARGS__                           \
		}                                             \
	}

static struct rras_sid tokens[][2] = {
	[FAKE_ADMIN] = {NT_SID(5, 21, 1, 2, 3, 500), NT_SID(2, 32, 544)},
	[FAKE_PLAIN] = {NT_SID(5, 21, 1, 2, 3, 1000), NT_SID(2, 32, 545)},
	[FAKE_ANONYMOUS] = {NT_SID(1, 7), NT_SID(1, 2)},
	[FAKE_LOCAL_ROOT] = {NT_SID(1, 18), NT_SID(2, 32, 544)},
};

struct rras_frame *fake_call(TALLOC_CTX *mem_ctx, enum fake_who who,
			     const struct GUID *interface_id, uint32_t opnum,
			     DATA_BLOB stub)
{
	struct rras_frame *frame = talloc_zero(mem_ctx, struct rras_frame);
	struct rras_frame_call *call = &frame->body.call;

	frame->version = RRAS_FRAME_VERSION;
	frame->type = RRAS_FRAME_CALL;
	call->id = 1;
	call->interface_id = *interface_id;
	call->opnum = opnum;
	call->caller.transport = who == FAKE_LOCAL_ROOT ? RRAS_TRANSPORT_LOCAL
							: RRAS_TRANSPORT_NP;
	call->caller.uid = who == FAKE_LOCAL_ROOT ? 0 : 1000;
	call->caller.auth_level = 6;
	call->caller.account = "someone";
	call->caller.domain = "SOMEWHERE";
	call->caller.address = "192.0.2.1";
	call->caller.num_sids = 2;
	call->caller.sids = tokens[who];
	call->stub = data_blob_talloc(frame, stub.data, stub.length);
	return frame;
}

DATA_BLOB fake_stub(TALLOC_CTX *mem_ctx, uint32_t opnum, const void *r)
{
	struct ndr_push *push = ndr_push_init_ctx(mem_ctx);
	const struct ndr_interface_call *call = &ndr_table_dimsvc.calls[opnum];

	assert_non_null(push);
	assert_int_equal(call->ndr_push(push, NDR_IN, r), NDR_ERR_SUCCESS);
	return ndr_push_blob(push);
}
