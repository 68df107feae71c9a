/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * libFuzzer target: any bytes as RasRpcSubmitRequest's buffer.
 *
 * The first byte chooses the buffer's size, the second one the type of the
 * request, when it is one; the rest is what the buffer begins with.  The
 * ports are real, what would change the router is not.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <talloc.h>
#include <tevent.h>
#include <util/tevent_werror.h>
#include "gen_ndr/rasrpc.h"
#include "gen_ndr/rasrpc_images.h"
#include "gen_ndr/store.h"
#include "server/connections/connections.h"
#include "server/router/called_ids.h"
#include "server/router/server_settings.h"
#include "server/rrasd/audit.h"
#include "server/rrasd/handlers.h"
#include "server/rrasd/ops.h"
#include "server/rrasd/rrasd.h"

#define HEAD	 24
#define MIN_SIZE 5032

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
	if (!condition) {
		abort();
	}
}

/* -- what the requests ask of the router -- */

static struct server_settings settings;
static uint8_t stored[RRAS_MAX_CALLED_ID];
static size_t stored_size = 8;

const struct server_settings *router_server_settings(struct router *router)
{
	return &settings;
}

uint32_t server_settings_ports(const struct server_settings *from,
			       enum port_kind kind)
{
	return kind == PORT_KIND_PPPOE ? from->pppoe_ports : 0;
}

uint32_t server_settings_port_flags(const struct server_settings *from,
				    enum port_kind kind)
{
	return kind == PORT_KIND_PPPOE ? from->pppoe_port_flags : 0;
}

void server_settings_set_ports(struct server_settings *to, enum port_kind kind,
			       uint32_t dwNumPorts, uint32_t dwPortFlags)
{
	require(kind < PORT_KIND_SERIAL && dwNumPorts <= PORTS_MAX);
	require((dwPortFlags & ~3u) == 0);
}

struct done_state {
	uint8_t dummy;
};

static struct tevent_req *done(TALLOC_CTX *mem_ctx, struct tevent_context *ev)
{
	struct done_state *state;
	struct tevent_req *req =
		tevent_req_create(mem_ctx, &state, struct done_state);

	tevent_req_done(req);
	return tevent_req_post(req, ev);
}

struct tevent_req *
router_set_server_send(TALLOC_CTX *mem_ctx, struct tevent_context *ev,
		       struct router *router,
		       const struct server_settings_change *change)
{
	require(change->kinds != 0 && change->ports_only);
	return done(mem_ctx, ev);
}

WERROR router_set_server_recv(struct tevent_req *req)
{
	return tevent_req_simple_recv_werror(req);
}

DATA_BLOB router_called_id(const struct router *router, const char *device)
{
	return data_blob_const(stored, stored_size);
}

struct tevent_req *router_set_called_id_send(TALLOC_CTX *mem_ctx,
					     struct tevent_context *ev,
					     struct router *router,
					     const char *device,
					     const DATA_BLOB *bCalledId)
{
	if (bCalledId->length <= sizeof(stored)) {
		memcpy(stored, bCalledId->data, bCalledId->length);
		stored_size = bCalledId->length;
	}
	return done(mem_ctx, ev);
}

WERROR router_set_called_id_recv(struct tevent_req *req)
{
	return tevent_req_simple_recv_werror(req);
}

const struct router_interface *router_get(struct router *router,
					  uint32_t dwInterface)
{
	return NULL;
}

const struct dialer_status *router_link_status(struct router *router,
					       uint32_t dwInterface)
{
	return NULL;
}

/* No port carries one. */
const struct connection *connections_get(const struct connections *connections,
					 uint32_t dwConnection)
{
	return NULL;
}

struct tevent_req *connections_count_send(TALLOC_CTX *mem_ctx,
					  struct tevent_context *ev,
					  struct connections *connections,
					  uint32_t dwConnection)
{
	return done(mem_ctx, ev);
}

WERROR connections_count_recv(struct tevent_req *req)
{
	return tevent_req_simple_recv_werror(req);
}

struct link_counters
connection_port_counters(const struct connections *connections,
			 const struct connection *connection)
{
	return (struct link_counters){.rx_bytes = 0};
}

void audit_note_string(struct audit_record *record, const char *name,
		       const char *value)
{
	require(strlen(name) + strlen(value) < 1000);
}

void audit_note_number(struct audit_record *record, const char *name,
		       uint32_t value)
{
	require(strlen(name) < 1000);
}

/* -- one request -- */

static struct rrasd *make_rrasd(void)
{
	static const char *const serial[] = {"/dev/null", "/dev/zero", NULL};
	struct rrasd *rrasd = talloc_zero(NULL, struct rrasd);
	const struct ports_config config = {
		.count = {[PORT_KIND_PPPOE] = 3, [PORT_KIND_PPTP] = 600},
		.serial_devices = serial,
	};

	settings.pppoe_ports = 3;
	settings.pppoe_port_flags = 3;
	rrasd->ev = tevent_context_init(rrasd);
	rrasd->ports = ports_create(rrasd, rrasd->ev, &config);
	require(rrasd->ports != NULL);
	return rrasd;
}

static uint32_t word(const uint8_t *bytes)
{
	return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 |
	       (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

/* The head is never written, nor is anything when there was no processing;
 * and a lie about sizes changes the retcode alone. */
static void check(const uint8_t *before, const uint8_t *after, size_t size)
{
	if (size < MIN_SIZE || word(before + 4) > REQTYPE_MAX) {
		require(size == 0 || memcmp(before, after, size) == 0);
		return;
	}
	require(memcmp(before, after, HEAD) == 0);
	if (word(after + HEAD) == 0x80070057) {
		require(memcmp(before + HEAD + 4, after + HEAD + 4,
			       size - HEAD - 4) == 0);
	}
}

static void submit(struct rrasd *rrasd, uint8_t *buffer, size_t size)
{
	struct RasRpcSubmitRequest r = {
		.in = {.pReqBuffer = buffer, .dwcbBufSize = (uint32_t)size}};
	struct rrasd_call call = {.rrasd = rrasd, .event_fd = -1, .r = &r};
	TALLOC_CTX *frame = talloc_new(NULL);
	struct tevent_req *req =
		op_submit_request_send(frame, rrasd->ev, &call);

	require(req != NULL && tevent_req_poll(req, rrasd->ev));
	require(W_ERROR_IS_OK(op_submit_request_recv(req)));
	require(r.out.pReqBuffer == buffer);
	talloc_free(frame);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint8_t types[] = {21, 22, 73, 94, 95, 105, 106, 111};
	static struct rrasd *rrasd;
	uint8_t *buffer, *before;
	size_t length;

	if (size < 2) {
		return 0;
	}
	if (rrasd == NULL) {
		rrasd = make_rrasd();
	}
	length = data[0] < 8 ? size - 2 : MIN_SIZE + 61 * (size_t)data[0];
	if (length < size - 2) {
		size = length + 2;
	}
	/* Of that very size, so that the sanitizer sees the next byte. */
	buffer = calloc(1, length + (length == 0));
	before = malloc(length + 1);
	require(buffer != NULL && before != NULL);
	memcpy(buffer, data + 2, size - 2);
	if (data[1] < sizeof(types) && length >= 8) {
		memset(buffer + 4, 0, 4);
		buffer[4] = types[data[1]];
	}
	memcpy(before, buffer, length);
	submit(rrasd, buffer, length);
	check(before, buffer, length);
	free(before);
	free(buffer);
	return 0;
}
