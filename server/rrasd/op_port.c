/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is asked of one port: RRasAdminPortGetInfo (opnum 5) and
 * RRasAdminPortReset (7).
 */
#include <util/tevent_werror.h>

#include "ndr_dimsvc.h"
#include "compat/rras_errors.h"
#include "server/connections/compression.h"
#include "server/connections/connections.h"
#include "server/images/image_port.h"
#include "server/ports/ports.h"
#include "audit.h"
#include "handlers.h"
#include "ops.h"
#include "rrasd.h"

/* RASI_PORT_0 and _1 */
#define LAST_LEVEL 1

void audit_note_port(struct rrasd_call *call, uint32_t hPort)
{
	const struct port *port = ports_get(call->rrasd->ports, hPort);

	audit_note_number(call->audit, "hPort", hPort);
	if (port != NULL) {
		audit_note_string(call->audit, "port", port->wszPortName);
	}
}

static const struct connection *connection_of(const struct rrasd *rrasd,
					      const struct port *port)
{
	return port->dwConnection == 0 ? NULL
				       : connections_get(rrasd->connections,
							 port->dwConnection);
}

WERROR port_push(TALLOC_CTX *mem_ctx, const struct rrasd *rrasd,
		 const struct port *port, DATA_BLOB *image)
{
	const struct connection *connection = connection_of(rrasd, port);

	return image_port_0_push(
		mem_ctx, port,
		connection != NULL ? connection_duration(connection) : 0,
		image);
}

static WERROR push_statistics(TALLOC_CTX *mem_ctx, const struct rrasd *rrasd,
			      const struct port *port, DATA_BLOB *image)
{
	const struct connection *connection = connection_of(rrasd, port);
	struct image_port_link link = {.dwCompressionRatioIn = 0};

	if (connection != NULL) {
		link.counters = connection_port_counters(rrasd->connections,
							 connection);
		compression_ratios(connection->ifindex,
				   &link.dwCompressionRatioIn,
				   &link.dwCompressionRatioOut);
	}
	return image_port_1_push(mem_ctx, port, &link, image);
}

struct op_port_get_info_state {
	struct rrasd_call *call;
};

static void op_port_get_info_counted(struct tevent_req *subreq);

/* The port may have gone while the kernel was asked. */
static WERROR answer(struct op_port_get_info_state *state)
{
	const struct rrasd *rrasd = state->call->rrasd;
	struct RRasAdminPortGetInfo *r = state->call->r;
	const struct port *port = ports_get(rrasd->ports, r->in.hPort);
	DATA_BLOB bytes;
	WERROR result;

	if (port == NULL) {
		return W_ERROR(ERROR_INVALID_PORT_HANDLE);
	}
	result = r->in.dwLevel == 0 ? port_push(r, rrasd, port, &bytes)
				    : push_statistics(r, rrasd, port, &bytes);
	if (W_ERROR_IS_OK(result)) {
		container_fill(r, r->out.pInfoStruct, &bytes);
	}
	return result;
}

static void finish(struct tevent_req *req, struct op_port_get_info_state *state)
{
	if (!tevent_req_werror(req, answer(state))) {
		tevent_req_done(req);
	}
}

/*
 * [MS-RRASM] 3.1.4.6: "If dwLevel is not supported, return an error other
 * than those in the preceding table"; "the validation of this handle SHOULD
 * be done by the RRAS server implementation".  MprAdminPortGetInfo:
 * "ERROR_INVALID_PORT_HANDLE: The hPort parameter is invalid."
 */
struct tevent_req *op_port_get_info_send(TALLOC_CTX *mem_ctx,
					 struct tevent_context *ev,
					 struct rrasd_call *call)
{
	const struct RRasAdminPortGetInfo *r = call->r;
	struct op_port_get_info_state *state;
	struct tevent_req *subreq,
		*req = tevent_req_create(mem_ctx, &state,
					 struct op_port_get_info_state);
	const struct port *port;

	if (req == NULL) {
		return NULL;
	}
	state->call = call;
	container_clear(r->out.pInfoStruct);
	if (r->in.dwLevel > LAST_LEVEL) {
		tevent_req_werror(req, W_ERROR(ERROR_NOT_SUPPORTED));
		return tevent_req_post(req, ev);
	}
	port = ports_get(call->rrasd->ports, r->in.hPort);
	if (r->in.dwLevel == 0 || port == NULL || port->dwConnection == 0) {
		finish(req, state);
		return tevent_req_post(req, ev);
	}
	subreq = connections_count_send(state, ev, call->rrasd->connections,
					port->dwConnection);
	if (tevent_req_nomem(subreq, req)) {
		return tevent_req_post(req, ev);
	}
	tevent_req_set_callback(subreq, op_port_get_info_counted, req);
	return req;
}

static void op_port_get_info_counted(struct tevent_req *subreq)
{
	struct tevent_req *req =
		tevent_req_callback_data(subreq, struct tevent_req);
	WERROR error = connections_count_recv(subreq);

	TALLOC_FREE(subreq);
	/* Without the connection the port is what it is without one. */
	if (W_ERROR_V(error) != ERROR_INVALID_HANDLE &&
	    tevent_req_werror(req, error)) {
		return;
	}
	finish(req, tevent_req_data(req, struct op_port_get_info_state));
}

WERROR op_port_get_info_recv(struct tevent_req *req)
{
	return tevent_req_simple_recv_werror(req);
}

/*
 * [MS-RRASM] 3.1.4.8: "performs no action and always returns ERROR_SUCCESS if
 * the access validation succeeds"; hPort: "This parameter is not used."
 * MprAdminPortReset speaks of the device that it resets and of a port handle
 * that is not valid; the specification decides.
 */
WERROR op_port_reset(TALLOC_CTX *mem_ctx, struct rrasd_call *call)
{
	const struct RRasAdminPortReset *r = call->r;

	audit_note_port(call, r->in.hPort);
	return WERR_OK;
}
