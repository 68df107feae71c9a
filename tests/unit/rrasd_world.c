/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A whole daemon but for its socket. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <arpa/inet.h>
#include <cmocka.h>
#include <ndr.h>

#include "server/router/router_private.h"
#include "server/rrasd/dispatch.h"
#include "server/rrasd/log.h"
#include "rrasd_world.h"

/* Character devices that are everywhere stand for serial ports. */
static const char *const ports[] = {"/dev/null", "/dev/zero", NULL};

static struct rras_sid administrator[] = {
	{.sid_rev_num = 1,
	 .num_auths = 5,
	 .id_auth = {0, 0, 0, 0, 0, 5},
	 .sub_auths = {21, 1, 2, 3, 500}},
	{.sid_rev_num = 1,
	 .num_auths = 2,
	 .id_auth = {0, 0, 0, 0, 0, 5},
	 .sub_auths = {32, 544}},
};

static void start(struct world *world)
{
	const char *why = NULL;

	world->rrasd = rrasd_create(world, world->ev, &world->config,
				    &world->memory->backend, &why);
	if (world->rrasd == NULL) {
		fail_msg("%s", why);
	}
}

struct world *world_create(void)
{
	struct world *world = talloc_zero(NULL, struct world);

	log_setup(LOG_TO_STDERR, LOG_LEVEL_ERROR);
	strcpy(world->dir, "/tmp/test_rrasd.XXXXXX");
	assert_non_null(mkdtemp(world->dir));
	world->ev = tevent_context_init(world);
	world->memory = dialer_memory_create(world);
	world->memory->obeys = true;
	world->config = (struct rrasd_config){
		.state_dir = talloc_asprintf(world, "%s/state", world->dir),
		.run_dir = world->dir,
		.router_type = ROUTER_TYPE_IS_FULL,
		.without_links = true,
		.audit = talloc_asprintf(world, "%s/audit", world->dir),
		.max_calls = 100,
		.max_calls_per_peer = 100,
		.dialer =
			{
				.dial_timeout = 20,
				.authenticate_timeout = 20,
				.network_timeout = 20,
				.hangup_timeout = 20,
				.modem_connect_timeout = 20,
			},
		.ports = {.count = {[PORT_KIND_PPPOE] = 7,
				    [PORT_KIND_PPTP] = 5,
				    [PORT_KIND_L2TP] = 6},
			  .serial_devices = ports},
	};
	world->caller = (struct rras_caller){
		.transport = RRAS_TRANSPORT_NP,
		.auth_type = 9,
		.auth_level = 6,
		.uid = 1000,
		.account = "Administrator",
		.domain = "ROUTER",
		.address = "192.0.2.1",
		.num_sids = 2,
		.sids = administrator,
	};
	start(world);
	return world;
}

void world_restart(struct world *world)
{
	TALLOC_FREE(world->rrasd);
	start(world);
}

void world_destroy(struct world *world)
{
	char *command = talloc_asprintf(world, "rm -rf %s", world->dir);

	TALLOC_FREE(world->rrasd);
	assert_int_equal(world->memory->attempts, 0);
	assert_int_equal(system(command), 0);
	talloc_free(world);
}

static void answered(struct tevent_req *req)
{
	struct world_call *call =
		tevent_req_callback_data(req, struct world_call);

	call->answered = true;
	call->fault = dispatch_recv(req, call, &call->stub);
}

static struct rras_frame *frame_of(struct world *world,
				   const struct ndr_interface_table *table,
				   uint32_t opnum, DATA_BLOB stub)
{
	struct rras_frame *frame = talloc_zero(world, struct rras_frame);

	frame->type = RRAS_FRAME_CALL;
	frame->body.call.interface_id = table->syntax_id.uuid;
	frame->body.call.opnum = opnum;
	frame->body.call.caller = world->caller;
	frame->body.call.stub.data = talloc_steal(frame, stub.data);
	frame->body.call.stub.length = stub.length;
	return frame;
}

struct world_call *world_prepare(struct world *world,
				 const struct ndr_interface_table *table,
				 uint32_t opnum, void *r)
{
	struct world_call *call = talloc_zero(world, struct world_call);
	struct ndr_push *push = ndr_push_init_ctx(call);

	call->world = world;
	call->ndr = &table->calls[opnum];
	call->r = r;
	assert_int_equal(call->ndr->ndr_push(push, NDR_IN, r), NDR_ERR_SUCCESS);
	call->frame = frame_of(world, table, opnum, ndr_push_blob(push));
	return call;
}

bool world_send(struct world_call *call, int fd)
{
	struct world *world = call->world;

	call->req = dispatch_send(call, world->ev, world->rrasd->dispatch,
				  call->frame, fd, world->asker);
	if (call->req == NULL) {
		return false;
	}
	tevent_req_set_callback(call->req, answered, call);
	return true;
}

void world_wait(struct world_call *call)
{
	while (!call->answered) {
		assert_int_equal(tevent_loop_once(call->world->ev), 0);
	}
}

struct world_call *world_begin(struct world *world,
			       const struct ndr_interface_table *table,
			       uint32_t opnum, void *r, int fd)
{
	struct world_call *call = world_prepare(world, table, opnum, r);

	assert_true(world_send(call, fd));
	return call;
}

/* What the answer points to lives as long as the world. */
void world_end(struct world_call *call)
{
	struct ndr_pull *pull;

	world_wait(call);
	assert_int_equal(call->fault, 0);
	pull = ndr_pull_init_blob(&call->stub, call->world);
	pull->flags |= LIBNDR_FLAG_REF_ALLOC;
	assert_int_equal(call->ndr->ndr_pull(pull, NDR_OUT, call->r),
			 NDR_ERR_SUCCESS);
	assert_int_equal(pull->offset, call->stub.length);
	talloc_free(call);
}

void world_dimsvc(struct world *world, uint32_t opnum, void *r)
{
	world_end(world_begin(world, &ndr_table_dimsvc, opnum, r, -1));
}

void world_rasrpc(struct world *world, uint32_t opnum, void *r)
{
	world_end(world_begin(world, &ndr_table_rasrpc, opnum, r, -1));
}

void world_control(struct world *world, uint32_t opnum, void *r)
{
	struct rras_caller remote = world->caller;

	world->caller.transport = RRAS_TRANSPORT_LOCAL;
	world->caller.uid = 0;
	world_end(world_begin(world, &ndr_table_rrascontrol, opnum, r, -1));
	world->caller = remote;
}

static void ring(struct tevent_context *ev, struct tevent_timer *te,
		 struct timeval now, void *private_data)
{
	*(bool *)private_data = true;
}

void world_turn(struct world *world)
{
	int round;

	for (round = 0; round < 4; round++) {
		bool rung = false;

		tevent_add_timer(world->ev, world,
				 tevent_timeval_current_ofs(0, 1000), ring,
				 &rung);
		while (!rung) {
			assert_int_equal(tevent_loop_once(world->ev), 0);
		}
	}
}

void world_settle(struct world *world)
{
	world_turn(world);
	while (tevent_queue_length(world->rrasd->router->changes) > 0) {
		assert_int_equal(tevent_loop_once(world->ev), 0);
	}
}

char *world_audit(struct world *world)
{
	char *text = talloc_zero_size(world, 65536);
	FILE *file = fopen(world->config.audit, "r");

	assert_non_null(file);
	assert_true(fread(text, 1, 65535, file) < 65535);
	fclose(file);
	return text;
}

void world_text(uint16_t *units, size_t room, const char *text)
{
	size_t i;

	assert_true(strlen(text) < room);
	for (i = 0; text[i] != '\0'; i++) {
		units[i] = (unsigned char)text[i];
	}
	units[i] = 0;
}

uint32_t world_create_interface(struct world *world, const char *name,
				uint32_t *hInterface)
{
	struct MPRI_INTERFACE_2 image = {
		.fEnabled = 1,
		.dwIfType = ROUTER_IF_TYPE_FULL_ROUTER,
		.dwfNetProtocols = MPRNP_Ip,
		.dwEncryptionType = MPR_ET_None,
		.dwIdleDisconnectSeconds = MPRIDS_Disabled,
	};
	struct DIM_INFORMATION_CONTAINER container;
	struct RRouterInterfaceCreate r = {
		.in = {.dwLevel = 2,
		       .pInfoStruct = &container,
		       .phInterface = hInterface},
	};
	DATA_BLOB bytes;

	*hInterface = 0;
	world_text(image.wszInterfaceName, 257, name);
	world_text(image.szDeviceType, 17, MPRDT_Serial);
	world_text(image.szDeviceName, 129, "");
	assert_int_equal(
		ndr_push_struct_blob(
			&bytes, world, &image,
			(ndr_push_flags_fn_t)ndr_push_MPRI_INTERFACE_2),
		NDR_ERR_SUCCESS);
	container.dwBufferSize = (uint32_t)bytes.length;
	container.pBuffer = bytes.data;
	world_dimsvc(world, NDR_RROUTERINTERFACECREATE, &r);
	*hInterface = *r.out.phInterface;
	return W_ERROR_V(r.out.result);
}

uint32_t world_get_info(struct world *world, uint32_t hInterface,
			struct MPRI_INTERFACE_0 *info)
{
	struct DIM_INFORMATION_CONTAINER container = {0};
	struct RRouterInterfaceGetInfo r = {
		.in = {.dwLevel = 0,
		       .pInfoStruct = &container,
		       .hInterface = hInterface},
	};
	DATA_BLOB bytes;

	world_dimsvc(world, NDR_RROUTERINTERFACEGETINFO, &r);
	if (!W_ERROR_IS_OK(r.out.result)) {
		assert_int_equal(r.out.pInfoStruct->dwBufferSize, 0);
		return W_ERROR_V(r.out.result);
	}
	bytes.data = r.out.pInfoStruct->pBuffer;
	bytes.length = r.out.pInfoStruct->dwBufferSize;
	assert_int_equal(bytes.length, 540);
	assert_int_equal(
		ndr_pull_struct_blob(
			&bytes, world, info,
			(ndr_pull_flags_fn_t)ndr_pull_MPRI_INTERFACE_0),
		NDR_ERR_SUCCESS);
	return 0;
}

static void happen(struct world *world, struct dialer_event event)
{
	assert_non_null(world->memory->last);
	dialer_memory_event(world->memory->last, &event);
}

void world_link_up(struct world *world)
{
	happen(world, (struct dialer_event){.type = DIALER_EVENT_PHASE,
					    .phase = DIALER_PHASE_NETWORK});
	happen(world,
	       (struct dialer_event){.type = DIALER_EVENT_IP_UP,
				     .ip = {.ifname = "ppp7",
					    .local = {htonl(0x0a000002)},
					    .remote = {htonl(0x0a000001)}}});
	world_turn(world);
}

void world_link_fail(struct world *world)
{
	happen(world, (struct dialer_event){.type = DIALER_EVENT_GONE,
					    .gone = {false, 16, ""}});
	world_turn(world);
}
