/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A daemon with one interface; see rrasd_link.h. */
#include "rrasd_link.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "server/connections/connections.h"

int setup(void **state)
{
	struct fixture *f = talloc_zero(NULL, struct fixture);

	f->world = world_create();
	assert_int_equal(
		world_create_interface(f->world, "dd1", &f->hInterface), 0);
	*state = f;
	return 0;
}

int teardown(void **state)
{
	struct fixture *f = *state;

	world_destroy(f->world);
	talloc_free(f);
	return 0;
}

void dial(struct fixture *f)
{
	struct RRouterInterfaceConnect r = {
		.in = {.hInterface = f->hInterface},
	};

	world_dimsvc(f->world, NDR_RROUTERINTERFACECONNECT, &r);
	assert_result(r, PENDING);
}

/* "lo" is there on every machine, so that the link has an index. */
uint32_t link_up(struct fixture *f)
{
	const struct dialer_event phase = {.type = DIALER_EVENT_PHASE,
					   .phase = DIALER_PHASE_NETWORK};
	const struct dialer_event up = {.type = DIALER_EVENT_IP_UP,
					.ip = {.ifname = "lo", .ifindex = 1}};
	const struct connection *connection;

	dial(f);
	dialer_memory_event(f->world->memory->last, &phase);
	dialer_memory_event(f->world->memory->last, &up);
	world_turn(f->world);
	connection = connections_next(f->world->rrasd->connections, 0);
	assert_non_null(connection);
	assert_int_equal(connection->dwPort, NULL_TTY);
	return connection->dwConnection;
}
