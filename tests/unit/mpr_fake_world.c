/* SPDX-License-Identifier: GPL-3.0-or-later */
/* See mpr_fake_world.h. */
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "compat/rras_errors.h"
#include <ndr.h>
#include "ndr_control.h"
#include "ndr_dimsvc.h"
#include "mpr_fake_world.h"

void mpr_fake_wide(uint16_t *wide, const char *utf8)
{
	/* FAKE_NAME and ASCII are all that the tests need. */
	static const uint16_t name[] = u"Z\u00fcrich \U0001F4DE";
	size_t i;

	if (strcmp(utf8, FAKE_NAME) == 0) {
		memcpy(wide, name, sizeof(name));
		return;
	}
	for (i = 0; i <= strlen(utf8); i++) {
		wide[i] = (uint16_t)utf8[i];
	}
}

static uint32_t state_now(struct world *world)
{
	uint32_t last = world->plan.num_states;

	if (last == 0) {
		return ROUTER_IF_STATE_DISCONNECTED;
	}
	return world->plan
		.states[world->looks < last ? world->looks : last - 1];
}

static void fill_entry(struct world *world)
{
	struct MPRI_INTERFACE_3 *e = &world->entry;

	e->dwInterface = FAKE_HANDLE;
	e->dwConnectionState = state_now(world);
	e->dwLastError = e->dwConnectionState == ROUTER_IF_STATE_CONNECTED
				 ? 0
				 : world->plan.last_error;
	e->fUnReachabilityReasons =
		e->dwLastError != 0 ? MPR_INTERFACE_CONNECTION_FAILURE : 0;
}

static void put(struct world *world, TALLOC_CTX *mem_ctx,
		struct DIM_INFORMATION_CONTAINER *container, const void *r,
		ndr_push_flags_fn_t fn)
{
	DATA_BLOB blob;

	if (ndr_push_struct_blob(&blob, mem_ctx, r, fn) != NDR_ERR_SUCCESS) {
		abort();
	}
	container->pBuffer = blob.data;
	container->dwBufferSize =
		(uint32_t)blob.length - (world->plan.lies ? 4 : 0);
}

static void make_0(const struct world *world, struct MPRI_INTERFACE_0 *r)
{
	*r = (struct MPRI_INTERFACE_0){
		.dwInterface = world->entry.dwInterface,
		.fEnabled = world->entry.fEnabled,
		.dwIfType = world->entry.dwIfType,
		.dwConnectionState = world->entry.dwConnectionState,
		.fUnReachabilityReasons = world->entry.fUnReachabilityReasons,
		.dwLastError = world->entry.dwLastError,
	};
	memcpy(r->wszInterfaceName, world->entry.wszInterfaceName,
	       sizeof(r->wszInterfaceName));
}

/* FAKE_HANDLE is of the one that has a name, and of the first of Enum. */
static bool is_interface(const struct world *world, uint32_t handle)
{
	return handle == FAKE_HANDLE ||
	       (handle > FAKE_HANDLE &&
		handle < FAKE_HANDLE + world->plan.num_interfaces);
}

static void fail_one(const struct world *world, uint32_t handle,
		     struct MPRI_INTERFACE_0 *r)
{
	r->dwInterface = handle;
	if (world->plan.failing != 0 &&
	    handle == FAKE_HANDLE + world->plan.failing) {
		r->dwConnectionState = ROUTER_IF_STATE_UNREACHABLE;
		r->dwLastError = ERROR_LINE_BUSY;
	}
}

static uint32_t get_info(struct world *world, TALLOC_CTX *mem_ctx, void *p)
{
	struct RRouterInterfaceGetInfo *r = p;
	struct MPRI_INTERFACE_0 small;

	if (!is_interface(world, r->in.hInterface) || world->deleted) {
		return ERROR_INVALID_HANDLE;
	}
	fill_entry(world);
	if (r->in.dwLevel == 3) {
		put(world, mem_ctx, r->out.pInfoStruct, &world->entry,
		    (ndr_push_flags_fn_t)ndr_push_MPRI_INTERFACE_3);
		return ERROR_SUCCESS;
	}
	world->looks++;
	make_0(world, &small);
	fail_one(world, r->in.hInterface, &small);
	put(world, mem_ctx, r->out.pInfoStruct, &small,
	    (ndr_push_flags_fn_t)ndr_push_MPRI_INTERFACE_0);
	return ERROR_SUCCESS;
}

static uint32_t take_entry(struct world *world, TALLOC_CTX *mem_ctx,
			   uint32_t level,
			   const struct DIM_INFORMATION_CONTAINER *container)
{
	DATA_BLOB blob = {container->pBuffer, container->dwBufferSize};
	struct MPRI_INTERFACE_0 small;

	if (level == 3) {
		return ndr_pull_struct_blob(
			       &blob, mem_ctx, &world->entry,
			       (ndr_pull_flags_fn_t)
				       ndr_pull_MPRI_INTERFACE_3) ==
				       NDR_ERR_SUCCESS
			       ? ERROR_SUCCESS
			       : ERROR_INVALID_PARAMETER;
	}
	if (ndr_pull_struct_blob(
		    &blob, mem_ctx, &small,
		    (ndr_pull_flags_fn_t)ndr_pull_MPRI_INTERFACE_0) !=
	    NDR_ERR_SUCCESS) {
		return ERROR_INVALID_PARAMETER;
	}
	world->entry.fEnabled = small.fEnabled;
	return ERROR_SUCCESS;
}

static uint32_t set_info(struct world *world, TALLOC_CTX *mem_ctx, void *p)
{
	struct RRouterInterfaceSetInfo *r = p;

	if (world->plan.set_result != 0) {
		return world->plan.set_result;
	}
	return take_entry(world, mem_ctx, r->in.dwLevel, r->in.pInfoStruct);
}

static uint32_t create(struct world *world, TALLOC_CTX *mem_ctx, void *p)
{
	struct RRouterInterfaceCreate *r = p;
	uint32_t code =
		take_entry(world, mem_ctx, r->in.dwLevel, r->in.pInfoStruct);

	*r->out.phInterface = FAKE_HANDLE;
	if (world->plan.changes_auth) {
		world->entry.dwfOptions |=
			MPRIO_RequireCHAP | MPRIO_RequireMsCHAP2;
		world->entry.dwEncryptionType = MPR_ET_Require;
	}
	return code;
}

static uint32_t get_handle(struct world *world, TALLOC_CTX *mem_ctx, void *p)
{
	struct RRouterInterfaceGetHandle *r = p;

	if (world->deleted ||
	    (strcmp(r->in.lpwsInterfaceName, FAKE_NAME) != 0 &&
	     strcmp(r->in.lpwsInterfaceName, FAKE_UPPER) != 0)) {
		return ERROR_NO_SUCH_INTERFACE;
	}
	*r->out.phInterface = FAKE_HANDLE;
	return ERROR_SUCCESS;
}

static uint32_t delete (struct world *world, TALLOC_CTX *mem_ctx, void *p)
{
	world->deleted = true;
	return ERROR_SUCCESS;
}

/* Pieces of at most what the caller prefers, as the specification has it. */
static uint32_t enumerate(struct world *world, TALLOC_CTX *mem_ctx, void *p)
{
	struct RRouterInterfaceEnum *r = p;
	uint32_t start =
		r->in.lpdwResumeHandle != NULL ? *r->in.lpdwResumeHandle : 0;
	uint32_t left = world->plan.num_interfaces - start;
	uint32_t fit = r->in.dwPreferedMaximumLength / 540, i;
	struct MPRI_INTERFACE_0 small;
	DATA_BLOB all = data_blob_null, one;
	char name[32];

	fit = fit < left ? fit : left;
	for (i = 0; i < fit; i++) {
		fill_entry(world);
		make_0(world, &small);
		fail_one(world, FAKE_HANDLE + start + i, &small);
		snprintf(name, sizeof(name), "wan%u", (unsigned)(start + i));
		mpr_fake_wide(small.wszInterfaceName, name);
		if (ndr_push_struct_blob(
			    &one, mem_ctx, &small,
			    (ndr_push_flags_fn_t)ndr_push_MPRI_INTERFACE_0) !=
			    NDR_ERR_SUCCESS ||
		    !data_blob_append(mem_ctx, &all, one.data, one.length)) {
			abort();
		}
	}
	r->out.pInfoStruct->pBuffer = all.data;
	r->out.pInfoStruct->dwBufferSize =
		(uint32_t)all.length - (world->plan.lies ? 4 : 0);
	*r->out.lpdwEntriesRead = fit;
	*r->out.lpdwTotalEntries = left;
	r->out.lpdwResumeHandle = r->in.lpdwResumeHandle;
	if (r->out.lpdwResumeHandle != NULL) {
		*r->out.lpdwResumeHandle = fit < left ? start + fit : 0;
	}
	return fit < left ? ERROR_MORE_DATA : ERROR_SUCCESS;
}

static uint32_t dial(struct world *world, TALLOC_CTX *mem_ctx, void *p)
{
	world->looks = 0;
	return world->plan.connect_result;
}

static uint32_t nothing(struct world *world, TALLOC_CTX *mem_ctx, void *p)
{
	return ERROR_SUCCESS;
}

static uint32_t server_info(struct world *world, TALLOC_CTX *mem_ctx, void *p)
{
	struct RMprAdminServerGetInfo *r = p;
	struct MPR_SERVER_0 info_0 = {0, 93784, 130, 2};
	struct MPR_SERVER_1 info_1 = {1, 2, 3, 4};

	switch (r->in.dwLevel) {
	case 0:
		put(world, mem_ctx, r->out.pInfoStruct, &info_0,
		    (ndr_push_flags_fn_t)ndr_push_MPR_SERVER_0);
		return ERROR_SUCCESS;
	case 1:
		put(world, mem_ctx, r->out.pInfoStruct, &info_1,
		    (ndr_push_flags_fn_t)ndr_push_MPR_SERVER_1);
		return ERROR_SUCCESS;
	case 2:
		put(world, mem_ctx, r->out.pInfoStruct, &world->ports,
		    (ndr_push_flags_fn_t)ndr_push_MPR_SERVER_2);
		return ERROR_SUCCESS;
	default:
		return ERROR_NOT_SUPPORTED;
	}
}

static uint32_t set_credentials(struct world *world, TALLOC_CTX *mem_ctx,
				void *p)
{
	struct RRouterInterfaceSetCredentialsLocal *r = p;

	if (strcmp(r->in.lpwsInterfaceName, FAKE_NAME) != 0) {
		return ERROR_NO_SUCH_INTERFACE;
	}
	world->plan.no_credentials = false;
	world->user = talloc_strdup(world, r->in.lpwsUserName);
	world->domain = talloc_strdup(world, r->in.lpwsDomainName);
	if (strcmp(r->in.lpwsPassword, FAKE_MASK) != 0) {
		world->password = talloc_strdup(world, r->in.lpwsPassword);
	}
	return ERROR_SUCCESS;
}

/* The password as it was set, so that a test can see it. */
static uint32_t get_credentials(struct world *world, TALLOC_CTX *mem_ctx,
				void *p)
{
	struct RRouterInterfaceGetCredentialsLocal *r = p;

	*r->out.lpwsUserName = "";
	*r->out.lpwsDomainName = "";
	*r->out.lpwsPassword = "";
	if (world->plan.no_credentials) {
		return ERROR_CANNOT_FIND_PHONEBOOK_ENTRY;
	}
	*r->out.lpwsUserName = world->user;
	*r->out.lpwsDomainName = world->domain;
	*r->out.lpwsPassword = world->password;
	return ERROR_SUCCESS;
}

static uint32_t pause_service(struct world *world, TALLOC_CTX *mem_ctx, void *p)
{
	world->paused = true;
	return ERROR_SUCCESS;
}

static uint32_t continue_service(struct world *world, TALLOC_CTX *mem_ctx,
				 void *p)
{
	world->paused = false;
	return ERROR_SUCCESS;
}

static uint32_t service_status(struct world *world, TALLOC_CTX *mem_ctx,
			       void *p)
{
	struct rrascontrol_Status *r = p;

	*r->out.status = (struct rrascontrol_status){
		.state = world->paused ? RRASCONTROL_PAUSED
				       : RRASCONTROL_RUNNING,
		.router_type = RRASCONTROL_ROUTER_FULL,
		.server_version = "1.2.3",
		.uptime = 60,
		.dialing = W_ERROR(ERROR_DDM_NOT_RUNNING),
		.dialing_text = "there is no /dev/ppp",
		.num_interfaces = 5,
		.num_links = 3,
		.num_connected = 1,
		.num_connecting = 2,
	};
	return ERROR_SUCCESS;
}

static uint32_t link_status(struct world *world, TALLOC_CTX *mem_ctx, void *p)
{
	struct rrascontrol_LinkStatus *r = p;

	if (!is_interface(world, r->in.dwInterface)) {
		return ERROR_INVALID_HANDLE;
	}
	*r->out.status = (struct rrascontrol_link_status){
		.state = state_now(world),
		.phase = "lcp",
		.elapsed_ms = 1234,
		.device = "eth1",
		.ifname = "ppp0",
		.local = "10.1.2.3",
		.remote = "10.1.2.1",
		.dns1 = "9.9.9.9",
		.dns2 = "0.0.0.0",
		.local_ifid = "",
		.remote_ifid = "",
		.auth_protocol = "MS-CHAPv2",
		.mru = 1492,
		.mtu = 1492,
		.mppe_bits = 128,
		.last_error = W_ERROR(world->plan.last_error),
		.reason = world->plan.reason != NULL ? world->plan.reason
						     : "the peer refused us",
		.peer_message = "E=691",
		.kind = "pppoe",
		.number = "isp",
		.targets_tried = 2,
		.adopted = 1,
		.next_dial = 86400,
	};
	return ERROR_SUCCESS;
}

#define DIMSVC(opnum, name, run) FAKE_ANSWER(ndr_table_dimsvc, opnum, name, run)
#define CONTROL(opnum, name, run) \
	FAKE_ANSWER(ndr_table_rrascontrol, opnum, name, run)

static const struct fake_answer answers[] = {
	DIMSVC(0, RMprAdminServerGetInfo, server_info),
	DIMSVC(11, RRouterInterfaceGetHandle, get_handle),
	DIMSVC(12, RRouterInterfaceCreate, create),
	DIMSVC(13, RRouterInterfaceGetInfo, get_info),
	DIMSVC(14, RRouterInterfaceSetInfo, set_info),
	DIMSVC(15, RRouterInterfaceDelete, delete),
	DIMSVC(20, RRouterInterfaceEnum, enumerate),
	DIMSVC(21, RRouterInterfaceConnect, dial),
	DIMSVC(22, RRouterInterfaceDisconnect, nothing),
	DIMSVC(25, RRouterInterfaceUpdatePhonebookInfo, nothing),
	DIMSVC(49, RRouterInterfaceSetCredentialsLocal, set_credentials),
	DIMSVC(50, RRouterInterfaceGetCredentialsLocal, get_credentials),
	CONTROL(0, rrascontrol_Pause, pause_service),
	CONTROL(1, rrascontrol_Continue, continue_service),
	CONTROL(2, rrascontrol_Status, service_status),
	CONTROL(3, rrascontrol_LinkStatus, link_status),
	{0},
};

static const struct fake_answer *find_answer(const struct rras_frame_call *call)
{
	const struct fake_answer *const tables[] = {
		answers,
		mpr_fake_ras_answers,
		mpr_fake_config_answers,
		mpr_fake_link_answers,
	};
	const struct fake_answer *row = NULL;
	size_t i;

	for (i = 0; i < sizeof(tables) / sizeof(tables[0]); i++) {
		for (row = tables[i]; row->table != NULL; row++) {
			if (row->opnum == call->opnum &&
			    GUID_equal(&row->table->syntax_id.uuid,
				       &call->interface_id)) {
				return row;
			}
		}
	}
	abort();
}

DATA_BLOB mpr_fake_answer(struct world *world, TALLOC_CTX *mem_ctx,
			  const struct rras_frame_call *call)
{
	const struct fake_answer *answer = find_answer(call);
	const struct ndr_interface_call *op =
		&answer->table->calls[answer->opnum];
	struct ndr_pull *in = ndr_pull_init_blob(&call->stub, mem_ctx);
	struct ndr_push *out = ndr_push_init_ctx(mem_ctx);
	void *r = talloc_zero_size(mem_ctx, op->struct_size);
	WERROR *result = (WERROR *)((char *)r + answer->result);

	in->flags |= LIBNDR_FLAG_REF_ALLOC;
	if (op->ndr_pull(in, NDR_IN, r) != NDR_ERR_SUCCESS) {
		abort();
	}
	*result = W_ERROR(answer->run(world, mem_ctx, r));
	if (world->plan.result != 0) {
		*result = W_ERROR(world->plan.result);
	}
	if (op->ndr_push(out, NDR_OUT, r) != NDR_ERR_SUCCESS) {
		abort();
	}
	return ndr_push_blob(out);
}

void mpr_fake_make_world(struct world *world, const struct mpr_fake_plan *plan)
{
	world->plan = *plan;
	world->ports = (struct MPR_SERVER_2){1, 2, 3, 4, 5, 6};
	world->custom.revision = 2;
	world->user = talloc_strdup(world, "olduser");
	world->domain = talloc_strdup(world, "OLD");
	world->password = talloc_strdup(world, FAKE_MASK);
	world->entry = (struct MPRI_INTERFACE_3){
		.dwIfType = ROUTER_IF_TYPE_FULL_ROUTER,
		.fEnabled = 1,
		.dwfOptions = MPRIO_RequireCHAP | MPRIO_DisableLcpExtensions,
		.dwfNetProtocols = MPRNP_Ip,
		.dwEncryptionType = MPR_ET_RequireMax,
		.dwIdleDisconnectSeconds = 300,
	};
	mpr_fake_wide(world->entry.wszInterfaceName, FAKE_NAME);
	mpr_fake_wide(world->entry.szDeviceName, "WAN Miniport (PPPOE)");
	mpr_fake_wide(world->entry.szDeviceType, "PPPoE");
	mpr_fake_wide(world->entry.szLocalPhoneNumber, "isp");
}
