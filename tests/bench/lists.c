/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lists: how long the enumerations of connections and ports take, and a
 * reading of the metrics, and how long the daemon does nothing else meanwhile.
 *
 * The daemon is a whole one but for its socket and its pppd processes, in this
 * process (tests/unit/rrasd_world.h): a thousand connections need no thousand
 * real links.  They have ports, kernel interfaces (ppp0 and so on if there are
 * any, as tests/bench/run makes them, else the loopback) and all that a
 * negotiation tells.  A call is measured from its stub to its reply's.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <arpa/inet.h>
#include <net/if.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <util/tevent_werror.h>
#include <cmocka.h>

#include "gen_ndr/rras_types.h"
#include "server/connections/connections.h"
#include "server/ports/ports.h"
#include "server/router/router_private.h"
#include "server/rrasd/metrics_endpoint.h"
#include "tests/unit/rrasd_world.h"

#define ROUNDS		 9
#define MOST		 10000
#define PORTS_OF_TUNNELS 1

/* The turns of the loop: from the end of a wait to the next one. */
struct turns {
	double began;
	double longest;
};

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void trace(enum tevent_trace_point point, void *private_data)
{
	struct turns *turns = private_data;
	double took = now() - turns->began;

	switch (point) {
	case TEVENT_TRACE_BEFORE_WAIT:
		turns->longest = took > turns->longest ? took : turns->longest;
		break;
	case TEVENT_TRACE_AFTER_WAIT:
		turns->began = now();
		break;
	default:
		break;
	}
}

/* -- what there is to list -- */

static struct tevent_req *
never_send(TALLOC_CTX *mem_ctx, struct tevent_context *ev, void *private_data)
{
	return NULL;
}

static uint32_t claim_port(struct world *world)
{
	struct port_claim *claim = NULL;

	assert_true(W_ERROR_IS_OK(ports_claim(world->rrasd->ports,
					      world->rrasd->ports,
					      PORT_KIND_PPPOE, NULL, &claim)));
	port_claim_set_condition(claim, RAS_PORT_AUTHENTICATED);
	return port_claim_port(claim)->dwPort;
}

static void add_connection(struct world *world, uint32_t number)
{
	char ifname[IF_NAMESIZE], user[32];
	struct client_link link = {
		.user = user,
		.domain = "EXAMPLE",
		.remote_endpoint = "02:00:00:00:00:01",
		.local_endpoint = "02:00:00:00:00:02",
		.ifname = ifname,
		.dwPort = claim_port(world),
		.ppp = {.lcp_up = true,
			.ip_up = true,
			.local = {htonl(0x0a000001)},
			.remote = {htonl(0x0a000002 + number)},
			.ip6_up = true},
		.disconnect_send = never_send,
		.disconnect_recv = tevent_req_simple_recv_werror,
	};
	uint32_t handle;

	snprintf(user, sizeof(user), "user-%u", number);
	snprintf(ifname, sizeof(ifname), "ppp%u", number);
	link.ifindex = (int)if_nametoindex(ifname);
	if (link.ifindex == 0) {
		snprintf(ifname, sizeof(ifname), "lo");
		link.ifindex = 1;
	}
	clock_gettime(CLOCK_REALTIME, &link.started);
	assert_true(W_ERROR_IS_OK(connections_add_client(
		world->rrasd->connections, &link, &handle)));
}

static struct world *make_world(uint32_t ports, uint32_t connections)
{
	struct world *world = world_create();
	uint32_t i;

	world->config.ports.count[PORT_KIND_PPPOE] = ports;
	world->config.ports.count[PORT_KIND_PPTP] = PORTS_OF_TUNNELS;
	world->config.ports.count[PORT_KIND_L2TP] = PORTS_OF_TUNNELS;
	world_restart(world);
	for (i = 0; i < connections; i++) {
		if (i % 1000 == 999) {
			world_turn(world); /* handles are reserved ahead */
		}
		add_connection(world, i);
	}
	return world;
}

/* -- the measurements -- */

/* The parameters of one call; they are made anew for each. */
union params {
	struct RRasAdminConnectionEnum connection_enum;
	struct RRasAdminConnectionEnumEx connection_enum_ex;
	struct RRasAdminPortEnum port_enum;
};

/** @brief One kind of call. */
struct subject {
	const char *name;
	uint32_t opnum;
	uint32_t level;
	uint32_t (*entries)(const union params *params);
};

/* Ten thousand connections do not fit into one answer. */
static void check_result(WERROR result)
{
	if (W_ERROR_V(result) != ERROR_MORE_DATA) {
		assert_int_equal(W_ERROR_V(result), NO_ERROR);
	}
}

static uint32_t connection_entries(const union params *params)
{
	check_result(params->connection_enum.out.result);
	return *params->connection_enum.out.lpdwEntriesRead;
}

static uint32_t connection_ex_entries(const union params *params)
{
	check_result(params->connection_enum_ex.out.result);
	return *params->connection_enum_ex.out.lpdwEntriesRead;
}

static uint32_t port_entries(const union params *params)
{
	check_result(params->port_enum.out.result);
	return *params->port_enum.out.lpdwEntriesRead;
}

static const struct subject subjects[] = {
	{"ConnectionEnum 0", NDR_RRASADMINCONNECTIONENUM, 0,
	 connection_entries},
	{"ConnectionEnum 1", NDR_RRASADMINCONNECTIONENUM, 1,
	 connection_entries},
	{"ConnectionEnum 2", NDR_RRASADMINCONNECTIONENUM, 2,
	 connection_entries},
	{"ConnectionEnum 3", NDR_RRASADMINCONNECTIONENUM, 3,
	 connection_entries},
	{"ConnectionEnum 4", NDR_RRASADMINCONNECTIONENUM, 4,
	 connection_entries},
	{"ConnectionEnumEx", NDR_RRASADMINCONNECTIONENUMEX, 0,
	 connection_ex_entries},
	{"PortEnum", NDR_RRASADMINPORTENUM, 0, port_entries},
};

static void fill(const struct subject *subject, union params *params)
{
	static struct DIM_INFORMATION_CONTAINER container;
	static struct MPRAPI_OBJECT_HEADER_IDL header = {
		.revision = MPRAPI_RAS_CONNECTION_OBJECT_REVISION_1,
		.type = MPRAPI_OBJECT_TYPE_RAS_CONNECTION_OBJECT,
	};

	switch (subject->opnum) {
	case NDR_RRASADMINCONNECTIONENUM:
		params->connection_enum.in.dwLevel = subject->level;
		params->connection_enum.in.pInfoStruct = &container;
		params->connection_enum.in.dwPreferedMaximumLength = UINT32_MAX;
		break;
	case NDR_RRASADMINCONNECTIONENUMEX:
		params->connection_enum_ex.in.objectHeader = &header;
		params->connection_enum_ex.in.dwPreferedMaxLen = UINT32_MAX;
		break;
	default:
		params->port_enum.in.hRasConnection = UINT32_MAX;
		params->port_enum.in.pInfoStruct = &container;
		params->port_enum.in.dwPreferedMaximumLength = UINT32_MAX;
		break;
	}
}

/* One call; its time until the answer is there, and its longest turn. */
static double call_once(struct world *world, const struct subject *subject,
			uint32_t *entries, size_t *bytes, double *longest)
{
	union params *params = talloc_zero(world, union params);
	struct turns turns = {.began = now()};
	struct world_call *call;
	double began = turns.began, took;

	fill(subject, params);
	tevent_set_trace_callback(world->ev, trace, &turns);
	call = world_begin(world, &ndr_table_dimsvc, subject->opnum, params,
			   -1);
	while (!call->answered) {
		assert_int_equal(tevent_loop_once(world->ev), 0);
	}
	took = now() - began;
	trace(TEVENT_TRACE_BEFORE_WAIT, &turns);
	tevent_set_trace_callback(world->ev, NULL, NULL);
	*bytes = call->stub.length;
	*longest = turns.longest;
	world_end(call);
	*entries = subject->entries(params);
	talloc_free(params);
	return took;
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a;
	double y = *(const double *)b;

	return (x > y) - (x < y);
}

/* The medians: what else the machine does is not the daemon's. */
static void measure(struct world *world, const struct subject *subject)
{
	double took[ROUNDS], longest[ROUNDS];
	uint32_t entries = 0, i;
	size_t bytes = 0;

	for (i = 0; i < ROUNDS; i++) {
		took[i] = call_once(world, subject, &entries, &bytes,
				    &longest[i]);
	}
	qsort(took, ROUNDS, sizeof(double), compare);
	qsort(longest, ROUNDS, sizeof(double), compare);
	printf("  %-18s %6u entries %8zu bytes  %7.2f ms, %6.2f us each; "
	       "longest turn %5.2f ms\n",
	       subject->name, entries, bytes, took[ROUNDS / 2] * 1e3,
	       took[ROUNDS / 2] * 1e6 / entries, longest[ROUNDS / 2] * 1e3);
}

/* -- the metrics -- */

/* As one that a start has read from the store. */
static void add_interface(struct world *world, uint32_t number, bool hours)
{
	static const char *const week[] = {"1 00:00-24:00", "2 00:00-24:00",
					   "3 00:00-24:00", "4 00:00-24:00",
					   "5 00:00-24:00", "6 00:00-24:00",
					   "7 00:00-24:00", NULL};
	struct router *router = world->rrasd->router;
	const struct GUID guid = {.time_low = number};
	struct interface *iface;
	char name[32];

	snprintf(name, sizeof(name), "wan-%u", number);
	iface = interface_create(router, router, router->next_handle++, name,
				 ROUTER_IF_TYPE_FULL_ROUTER, true, &guid);
	assert_non_null(iface);
	if (hours) {
		interface_set_hours(iface,
				    talloc_memdup(iface, week, sizeof(week)));
	}
	assert_true(interface_list_reserve(router->list));
	router_add_interface(router, iface);
}

/* Over HTTP, as the reader sees it: until the daemon has closed. */
static double read_metrics(struct world *world, size_t *bytes, double *longest)
{
	static const char request[] = "GET /metrics HTTP/1.1\r\nHost: x\r\n"
				      "Connection: close\r\n\r\n";
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	struct turns turns = {.began = now()};
	double began = turns.began;
	char part[65536];
	ssize_t length;
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	snprintf(address.sun_path, sizeof(address.sun_path), "%s/%s",
		 world->dir, METRICS_SOCKET_NAME);
	assert_int_equal(
		connect(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	assert_true(write(fd, request, sizeof(request) - 1) > 0);
	*bytes = 0;
	tevent_set_trace_callback(world->ev, trace, &turns);
	while ((length = recv(fd, part, sizeof(part), MSG_DONTWAIT)) != 0) {
		if (length == -1) {
			assert_int_equal(tevent_loop_once(world->ev), 0);
			trace(TEVENT_TRACE_BEFORE_WAIT, &turns);
		} else {
			*bytes += (size_t)length;
		}
	}
	tevent_set_trace_callback(world->ev, NULL, NULL);
	*longest = turns.longest;
	close(fd);
	return now() - began;
}

static void bench_metrics(uint32_t number, bool hours)
{
	struct world *world = make_world(number, number);
	const struct metrics_endpoint_config config = {.run_dir = world->dir};
	double took[ROUNDS], longest[ROUNDS];
	const char *why = "";
	size_t bytes = 0;
	uint32_t i;

	for (i = 0; i < number; i++) {
		add_interface(world, i, hours);
	}
	if (metrics_endpoint_create(world->rrasd, world->ev, &config,
				    world->rrasd->metrics, &why) == NULL) {
		fail_msg("%s", why);
	}
	for (i = 0; i < ROUNDS; i++) {
		took[i] = read_metrics(world, &bytes, &longest[i]);
	}
	qsort(took, ROUNDS, sizeof(double), compare);
	qsort(longest, ROUNDS, sizeof(double), compare);
	printf("  %6u interfaces%s, as many connections  %6zu bytes  "
	       "%6.2f ms; longest turn %5.2f ms\n",
	       number, hours ? " with hours" : "", bytes,
	       took[ROUNDS / 2] * 1e3, longest[ROUNDS / 2] * 1e3);
	world_destroy(world);
}

static void bench_connections(uint32_t number)
{
	struct world *world = make_world(number, number);
	size_t i;

	printf("%u connections, each on a port:\n", number);
	for (i = 0; i < sizeof(subjects) / sizeof(subjects[0]); i++) {
		measure(world, &subjects[i]);
	}
	world_destroy(world);
}

static void bench_ports(uint32_t number)
{
	struct world *world = make_world(number, 0);

	printf("%u idle ports:\n", number);
	measure(world, &subjects[sizeof(subjects) / sizeof(subjects[0]) - 1]);
	world_destroy(world);
}

/* An assertion that fails ends the program: no test of cmocka's is running. */
int main(void)
{
	uint32_t number;

	printf("Enumerations in one process, links in memory, counters of %s; "
	       "medians of %d:\n",
	       if_nametoindex("ppp0") != 0 ? "1,000 kernel interfaces"
					   : "the loopback alone",
	       ROUNDS);
	for (number = MOST / 100; number <= MOST; number *= 10) {
		bench_connections(number);
	}
	for (number = MOST / 10; number <= MOST; number *= 10) {
		bench_ports(number);
	}
	printf("The metrics, over HTTP:\n");
	for (number = MOST / 100; number <= MOST; number *= 10) {
		bench_metrics(number, false);
	}
	bench_metrics(MOST, true);
	return 0;
}
