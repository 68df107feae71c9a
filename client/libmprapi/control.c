/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rrasd's local control (idl/control.idl); see mprapi_ext.h. */
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include "compat/rras_errors.h"
#include <ndr.h>
#include "ndr_control.h"
#include "client/libmprapi/export.h"
#include "client/libmprapi/mprapi_ext.h"
#include "client/libmprapi/server.h"

static uint32_t control_call(struct mpr_server *server, uint32_t opnum,
			     TALLOC_CTX *mem_ctx, void *r, const WERROR *result)
{
	uint32_t code;

	if (server == NULL) {
		return RPC_S_INVALID_BINDING;
	}
	if (server->control == NULL) {
		return ERROR_NOT_SUPPORTED;
	}
	code = server_call(server, server->control, &ndr_table_rrascontrol,
			   opnum, mem_ctx, r, server->call_timeout);
	return code == ERROR_SUCCESS ? W_ERROR_V(*result) : code;
}

RRAS_EXPORT DWORD rras_service_pause(MPR_SERVER_HANDLE handle)
{
	struct mpr_server *server = server_from_handle(handle);
	struct rrascontrol_Pause r = {0};

	return control_call(server, NDR_RRASCONTROL_PAUSE, server, &r,
			    &r.out.result);
}

RRAS_EXPORT DWORD rras_service_continue(MPR_SERVER_HANDLE handle)
{
	struct mpr_server *server = server_from_handle(handle);
	struct rrascontrol_Continue r = {0};

	return control_call(server, NDR_RRASCONTROL_CONTINUE, server, &r,
			    &r.out.result);
}

/*
 * A status and its strings in one block: count first, then pack, both with
 * the same list of strings.
 */
struct packer {
	char *end;
	size_t size;
};

static void measure(struct packer *packer, const char *text)
{
	packer->size += (text != NULL ? strlen(text) : 0) + 1;
}

static const char *pack(struct packer *packer, const char *text)
{
	char *start = packer->end;

	packer->end = stpcpy(start, text != NULL ? text : "") + 1;
	return start;
}

static struct rras_service_status *
service_status(const struct rrascontrol_status *r)
{
	struct packer packer = {0};
	struct rras_service_status *status = NULL;

	measure(&packer, r->server_version);
	measure(&packer, r->dialing_text);
	status = malloc(sizeof(*status) + packer.size);
	if (status == NULL) {
		return NULL;
	}
	packer.end = (char *)(status + 1);
	*status = (struct rras_service_status){
		.paused = r->state == RRASCONTROL_PAUSED,
		.lan_only = r->router_type == RRASCONTROL_ROUTER_LAN,
		.uptime = r->uptime,
		.dialing = W_ERROR_V(r->dialing),
		.num_interfaces = r->num_interfaces,
		.num_links = r->num_links,
		.num_connected = r->num_connected,
		.num_connecting = r->num_connecting,
	};
	status->version = pack(&packer, r->server_version);
	status->dialing_text = pack(&packer, r->dialing_text);
	return status;
}

RRAS_EXPORT DWORD rras_service_get_status(MPR_SERVER_HANDLE handle,
					  struct rras_service_status **status)
{
	struct mpr_server *server = server_from_handle(handle);
	struct rrascontrol_status result = {0};
	struct rrascontrol_Status r = {.out.status = &result};
	TALLOC_CTX *mem_ctx = NULL;
	uint32_t code;

	if (status == NULL) {
		return ERROR_INVALID_PARAMETER;
	}
	mem_ctx = talloc_new(server);
	code = control_call(server, NDR_RRASCONTROL_STATUS, mem_ctx, &r,
			    &r.out.result);
	if (code == ERROR_SUCCESS) {
		*status = service_status(r.out.status);
		code = *status != NULL ? ERROR_SUCCESS
				       : ERROR_NOT_ENOUGH_MEMORY;
	}
	talloc_free(mem_ctx);
	return code;
}

static struct in_addr address_of(const char *text)
{
	struct in_addr address = {0};

	if (text != NULL) {
		(void)inet_pton(AF_INET, text, &address);
	}
	return address;
}

static struct rras_link_status *
link_status(const struct rrascontrol_link_status *r)
{
	const char *const texts[] = {
		r->phase,	r->device,	  r->ifname, r->local_ifid,
		r->remote_ifid, r->auth_protocol, r->reason, r->peer_message,
		r->kind,	r->number,
	};
	struct packer packer = {0};
	struct rras_link_status *status = NULL;
	size_t i;

	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		measure(&packer, texts[i]);
	}
	status = malloc(sizeof(*status) + packer.size);
	if (status == NULL) {
		return NULL;
	}
	packer.end = (char *)(status + 1);
	*status = (struct rras_link_status){
		.state = r->state,
		.elapsed_ms = r->elapsed_ms,
		.local = address_of(r->local),
		.remote = address_of(r->remote),
		.dns = {address_of(r->dns1), address_of(r->dns2)},
		.mru = r->mru,
		.mtu = r->mtu,
		.mppe_bits = r->mppe_bits,
		.last_error = W_ERROR_V(r->last_error),
		.targets = r->targets_tried,
		.adopted = r->adopted != 0,
		.next_dial = r->next_dial,
	};
	status->phase = pack(&packer, r->phase);
	status->device = pack(&packer, r->device);
	status->ifname = pack(&packer, r->ifname);
	status->local_ifid = pack(&packer, r->local_ifid);
	status->remote_ifid = pack(&packer, r->remote_ifid);
	status->auth_protocol = pack(&packer, r->auth_protocol);
	status->reason = pack(&packer, r->reason);
	status->peer_message = pack(&packer, r->peer_message);
	status->kind = pack(&packer, r->kind);
	status->number = pack(&packer, r->number);
	return status;
}

RRAS_EXPORT DWORD rras_link_get_status(MPR_SERVER_HANDLE handle,
				       HANDLE interface,
				       struct rras_link_status **status)
{
	struct mpr_server *server = server_from_handle(handle);
	struct rrascontrol_link_status result = {0};
	struct rrascontrol_LinkStatus r = {
		.in.dwInterface = (uint32_t)(uintptr_t)interface,
		.out.status = &result,
	};
	TALLOC_CTX *mem_ctx = NULL;
	uint32_t code;

	if (status == NULL) {
		return ERROR_INVALID_PARAMETER;
	}
	mem_ctx = talloc_new(server);
	code = control_call(server, NDR_RRASCONTROL_LINKSTATUS, mem_ctx, &r,
			    &r.out.result);
	if (code == ERROR_SUCCESS) {
		*status = link_status(r.out.status);
		code = *status != NULL ? ERROR_SUCCESS
				       : ERROR_NOT_ENOUGH_MEMORY;
	}
	talloc_free(mem_ctx);
	return code;
}
