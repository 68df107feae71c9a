/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RRasAdminPortEnum (opnum 4). */
#include "ndr_dimsvc.h"
#include "compat/rras_errors.h"
#include "server/connections/connections.h"
#include "server/images/image_port.h"
#include "server/ports/ports.h"
#include "enumeration.h"
#include "handlers.h"
#include "ops.h"
#include "rrasd.h"

#define INVALID_HANDLE_VALUE UINT32_MAX

/* -- all of them -- */

static uint32_t count_ports(void *private_data, uint32_t after)
{
	const struct rrasd *rrasd = private_data;

	return ports_count(rrasd->ports, after);
}

static WERROR next_port(TALLOC_CTX *mem_ctx, void *private_data,
			uint32_t *handle, DATA_BLOB *image)
{
	const struct rrasd *rrasd = private_data;
	const struct port *port = ports_next(rrasd->ports, *handle);

	if (port == NULL) {
		return W_ERROR(ERROR_NO_MORE_ITEMS);
	}
	*handle = port->dwPort;
	return port_push(mem_ctx, rrasd, port, image);
}

/* -- that of a connection, which has one or none -- */

struct port_of_connection {
	const struct rrasd *rrasd;
	uint32_t dwConnection;
};

static const struct port *port_after(const struct port_of_connection *of,
				     uint32_t after)
{
	const struct connection *connection =
		connections_get(of->rrasd->connections, of->dwConnection);

	if (connection == NULL || connection->dwPort <= after) {
		return NULL;
	}
	return ports_get(of->rrasd->ports, connection->dwPort);
}

static uint32_t count_of_connection(void *private_data, uint32_t after)
{
	return port_after(private_data, after) != NULL ? 1 : 0;
}

static WERROR next_of_connection(TALLOC_CTX *mem_ctx, void *private_data,
				 uint32_t *handle, DATA_BLOB *image)
{
	const struct port_of_connection *of = private_data;
	const struct port *port = port_after(of, *handle);

	if (port == NULL) {
		return W_ERROR(ERROR_NO_MORE_ITEMS);
	}
	*handle = port->dwPort;
	return port_push(mem_ctx, of->rrasd, port, image);
}

/* -- the method -- */

static WERROR choose_list(TALLOC_CTX *mem_ctx, const struct rrasd_call *call,
			  struct enumeration_list *list)
{
	const struct RRasAdminPortEnum *r = call->r;
	struct port_of_connection *of;

	if (r->in.dwLevel != 0) {
		return W_ERROR(ERROR_NOT_SUPPORTED);
	}
	if (r->in.hRasConnection == INVALID_HANDLE_VALUE) {
		return WERR_OK;
	}
	if (connections_get(call->rrasd->connections, r->in.hRasConnection) ==
	    NULL) {
		return W_ERROR(ERROR_INVALID_HANDLE);
	}
	of = talloc(mem_ctx, struct port_of_connection);
	W_ERROR_HAVE_NO_MEMORY(of);
	of->rrasd = call->rrasd;
	of->dwConnection = r->in.hRasConnection;
	list->count = count_of_connection;
	list->next = next_of_connection;
	list->private_data = of;
	return WERR_OK;
}

/*
 * [MS-RRASM] 3.1.4.5: "If this parameter [hRasConnection] is passed as
 * INVALID_HANDLE_VALUE (0xFFFFFFFF), the function enumerates all the active
 * ports configured on the RRAS server", which MprAdminPortEnum calls "all the
 * ports in use or available for use by RRAS": every port that is there.  "The
 * validation of this handle SHOULD be done by the RRAS server
 * implementation"; the codes are those of that page.
 */
struct tevent_req *op_port_enum_send(TALLOC_CTX *mem_ctx,
				     struct tevent_context *ev,
				     struct rrasd_call *call)
{
	struct RRasAdminPortEnum *r = call->r;
	struct enumeration_list ports = {
		.image_size = IMAGE_PORT_0_SIZE,
		.count = count_ports,
		.next = next_port,
		.private_data = call->rrasd,
	};
	const struct enumeration_params params = {
		.dwPreferedMaximumLength = r->in.dwPreferedMaximumLength,
		.lpdwEntriesRead = r->out.lpdwEntriesRead,
		.lpdwTotalEntries = r->out.lpdwTotalEntries,
		.lpdwResumeHandle = r->in.lpdwResumeHandle,
		.pInfoStruct = r->out.pInfoStruct,
	};
	WERROR error = choose_list(mem_ctx, call, &ports);

	container_clear(r->out.pInfoStruct);
	r->out.lpdwResumeHandle = r->in.lpdwResumeHandle;
	if (!W_ERROR_IS_OK(error)) {
		return enumeration_refuse_send(mem_ctx, ev, error);
	}
	return enumeration_send(mem_ctx, ev, call, &ports, &params);
}

WERROR op_port_enum_recv(struct tevent_req *req)
{
	return enumeration_recv(req);
}
