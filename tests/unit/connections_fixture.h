/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of connections on a router whose links tests play. */
#ifndef TESTS_UNIT_CONNECTIONS_FIXTURE_H
#define TESTS_UNIT_CONNECTIONS_FIXTURE_H

#include "router_fixture.h"
#include "server/connections/connections.h"
#include "server/connections/link_events.h"
#include "counters_fake.h"

struct world {
	struct fixture *f;
	struct ports *ports;
	struct counters *counters;
	struct link_events *events;
	struct connection_handles *handles;
	struct connections *connections;
	unsigned hangups; /* of clients */
};

/** @brief For cmocka's setup and teardown. */
int world_setup(void **state);
int world_teardown(void **state);

/** @brief Stop the daemon, start it; or both. */
void world_close(struct world *w);
void world_open(struct world *w);
void world_restart(struct world *w);

/** @brief The last line that was logged, "" for none. */
extern char world_logged[1024];

/** @brief Let what is scheduled happen. */
void turn(struct world *w);

/** @name A link that we dial */
/**@{*/
/** @return dwInterface of a new interface that is being dialed */
uint32_t dial(struct world *w, const char *name);
void happen(struct world *w, struct dialer_event event);
void come_up(struct world *w);
void lose(struct world *w);
/**@}*/

/** @brief A link that we serve, up for 100 seconds; its hang-up is counted. */
struct client_link client_of(struct world *w);
/** @return its dwConnection */
uint32_t add_client(struct world *w);

/** @brief The connection, which is the only one. */
const struct connection *only(struct world *w);

/** @brief Fail unless all events so far are these: c connecting, C connected,
 * D disconnected, F failed; and tell of a connection when they should. */
void assert_events(struct world *w, const char *expected);
const struct link_event *last_event(struct world *w);

#endif
