/* SPDX-License-Identifier: GPL-3.0-or-later */
/* REQTYPE_GETINFO: a port and what it carries. */
#include <time.h>
#include <util/tevent_werror.h>

#include "ndr_rasrpc_images.h"
#include "compat/rras_errors.h"
#include "server/connections/connections.h"
#include "server/dialer/dialer.h"
#include "server/router/router.h"
#include "ops.h"
#include "ras_devices.h"
#include "ras_request.h"
#include "rrasd.h"
#include "windows_path.h"

/* "RB_Dummy: SHOULD be set to the size of the ULONG_PTR on the client". */
#define SIZEOF_DWORD 4

/*
 * "validate if the passed in RequestBuffer.RB_Dummy is equal to the size of
 * ULONG_PTR on the server.  If it is not equal and [...] is equal to the size
 * of DWORD, the RRASM server MUST marshal the RASMAN_INFO.RI_ConnectionHandle
 * from HANDLE to ULONG."  Ours has 8 bytes, whatever this machine's has.
 */
static WERROR push_info(const struct ras_request *request,
			const struct Info_64 *wide)
{
	struct Info narrow;
	bool ok;

	if (request->head.RB_Dummy == SIZEOF_DWORD) {
		image_info_narrow(wide, &narrow);
		ok = RAS_REQUEST_PUSH(request, 0, Info, &narrow);
	} else {
		ok = RAS_REQUEST_PUSH(request, 0, Info_64, wide);
	}
	return ok ? WERR_OK : W_ERROR(ERROR_NOT_ENOUGH_MEMORY);
}

static uint64_t milliseconds_since(const struct timespec *then)
{
	struct timespec now;

	clock_gettime(CLOCK_BOOTTIME, &now);
	return (uint64_t)((now.tv_sec - then->tv_sec) * 1000 +
			  (now.tv_nsec - then->tv_nsec) / 1000000);
}

/* What we have dialed has an entry in our phonebook, and a pppd. */
static void fill_dialed(struct ras_port_connection *to, struct router *router,
			const struct connection *connection)
{
	const struct dialer_status *status =
		router_link_status(router, connection->dwInterface);
	const struct router_interface *interface =
		router_get(router, connection->dwInterface);

	to->phonebook = WINDOWS_PHONEBOOK;
	to->entry = connection->wszInterfaceName;
	if (interface != NULL) {
		to->dwLastError = interface->dwLastError;
	}
	if (status != NULL && status->pid > 0) {
		to->pid = (uint32_t)status->pid;
	}
}

static void fill_connection(struct ras_port_connection *to,
			    const struct rrasd *rrasd,
			    const struct connection *connection)
{
	to->dwConnection = connection->dwConnection;
	to->duration = milliseconds_since(&connection->started_boottime);
	to->bytes_received =
		connection_port_counters(rrasd->connections, connection)
			.rx_bytes;
	to->guid = connection->guid;
	if (connection->dwInterfaceType != ROUTER_IF_TYPE_CLIENT) {
		fill_dialed(to, rrasd->router, connection);
	}
}

static WERROR answer(const struct ras_request *request)
{
	const struct rrasd *rrasd = request->call->rrasd;
	const struct port *port =
		ports_get(rrasd->ports, request->head.RB_PCBIndex);
	struct ras_port_connection facts = {.phonebook = "", .entry = ""};
	const struct connection *connection;
	struct ras_port ras_port;
	struct Info_64 image;

	if (port == NULL) {
		return W_ERROR(ERROR_PORT_NOT_FOUND);
	}
	connection = connections_get(rrasd->connections, port->dwConnection);
	if (connection != NULL) {
		fill_connection(&facts, rrasd, connection);
	}
	ras_port = ras_devices_port(rrasd, port);
	image_info_fill(&ras_port, &facts, &image);
	return push_info(request, &image);
}

struct get_info_state {
	struct ras_request *request;
};

static void get_info_counted(struct tevent_req *subreq);

/*
 * [MS-RRASM] 3.3.4.5, REQTYPE_GETINFO.  Each request has room for an Info.
 * What a connection has received is asked of the kernel first.
 */
static struct tevent_req *get_info_send(TALLOC_CTX *mem_ctx,
					struct tevent_context *ev,
					struct ras_request *request)
{
	const struct rrasd *rrasd = request->call->rrasd;
	const struct port *port =
		ports_get(rrasd->ports, request->head.RB_PCBIndex);
	struct get_info_state *state;
	struct tevent_req *subreq;
	struct tevent_req *req =
		tevent_req_create(mem_ctx, &state, struct get_info_state);

	if (req == NULL) {
		return NULL;
	}
	state->request = request;
	if (port == NULL || port->dwConnection == 0) {
		if (!tevent_req_werror(req, answer(request))) {
			tevent_req_done(req);
		}
		return tevent_req_post(req, ev);
	}
	subreq = connections_count_send(state, ev, rrasd->connections,
					port->dwConnection);
	if (tevent_req_nomem(subreq, req)) {
		return tevent_req_post(req, ev);
	}
	tevent_req_set_callback(subreq, get_info_counted, req);
	return req;
}

/* A connection that has ended meanwhile is not there; a kernel that does not
 * answer leaves us with what it said before. */
static void get_info_counted(struct tevent_req *subreq)
{
	struct tevent_req *req =
		tevent_req_callback_data(subreq, struct tevent_req);
	struct get_info_state *state =
		tevent_req_data(req, struct get_info_state);

	connections_count_recv(subreq);
	TALLOC_FREE(subreq);
	if (!tevent_req_werror(req, answer(state->request))) {
		tevent_req_done(req);
	}
}

static WERROR get_info_recv(struct tevent_req *req)
{
	return tevent_req_simple_recv_werror(req);
}

const struct ras_request_type ras_request_get_info = {
	.RB_Reqtype = REQTYPE_GETINFO,
	.send = get_info_send,
	.recv = get_info_recv,
};
