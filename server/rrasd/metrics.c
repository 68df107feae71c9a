/* SPDX-License-Identifier: GPL-3.0-or-later */
/* See metrics.h: what has been counted, and what is so now. */
#include "config.h"

#include <time.h>

#include "server/connections/connections.h"
#include "server/dialer/dialer.h"
#include "server/ports/ports.h"
#include "server/router/router.h"
#include "attempt_metrics.h"
#include "call_metrics.h"
#include "dispatch.h"
#include "exposition.h"
#include "metrics.h"
#include "rrasd.h"

struct metrics {
	struct rrasd *rrasd;
	struct attempt_metrics *attempts;
};

struct metrics *metrics_create(TALLOC_CTX *mem_ctx, struct rrasd *rrasd)
{
	struct metrics *metrics = talloc_zero(mem_ctx, struct metrics);

	if (metrics == NULL) {
		return NULL;
	}
	metrics->rrasd = rrasd;
	metrics->attempts = attempt_metrics_create(metrics, rrasd->dialer);
	if (metrics->attempts == NULL) {
		TALLOC_FREE(metrics);
	}
	return metrics;
}

static void gauge(struct exposition *text, const char *name, const char *help,
		  uint64_t value)
{
	exposition_family(text, name, "gauge", help);
	exposition_sample(text, NULL, 0, value);
}

static void expose_service(const struct rrasd *rrasd, struct exposition *text)
{
	exposition_family(text, "rras_build_info", "gauge",
			  "The version of rrasd, as a label of 1.");
	exposition_sample(text, EXPOSITION_LABELS({"version", RRAS_VERSION}), 1,
			  1);
	gauge(text, "rras_start_time_seconds",
	      "When rrasd was started, in seconds since 1970-01-01 UTC.",
	      (uint64_t)time(NULL) - rrasd_uptime(rrasd));
	gauge(text, "rras_paused", "1 while no link is dialed.",
	      router_is_paused(rrasd->router) ? 1 : 0);
	gauge(text, "rras_calls_under_way", "Calls that are not over.",
	      dispatch_num_calls(rrasd->dispatch));
}

/* -- links -- */

static const char *const state_names[] = {
	[ROUTER_IF_STATE_UNREACHABLE] = "unreachable",
	[ROUTER_IF_STATE_DISCONNECTED] = "disconnected",
	[ROUTER_IF_STATE_CONNECTING] = "connecting",
	[ROUTER_IF_STATE_CONNECTED] = "connected",
};

#define NUM_STATES (sizeof(state_names) / sizeof(state_names[0]))

static void expose_links(const struct rrasd *rrasd, struct exposition *text)
{
	const struct router_interface *interface;
	uint64_t states[NUM_STATES] = {0}, adopted = 0;
	uint32_t after = 0;
	size_t i;

	while ((interface = router_next(rrasd->router, after)) != NULL) {
		const struct dialer_status *link;

		after = interface->dwInterface;
		link = router_link_status(rrasd->router, after);
		if (link != NULL && interface->dwConnectionState < NUM_STATES) {
			states[interface->dwConnectionState]++;
			adopted += link->adopted ? 1 : 0;
		}
	}
	exposition_family(text, "rras_links", "gauge",
			  "Demand-dial interfaces, by connection state.");
	for (i = 0; i < NUM_STATES; i++) {
		exposition_sample(text,
				  EXPOSITION_LABELS({"state", state_names[i]}),
				  1, states[i]);
	}
	gauge(text, "rras_links_adopted",
	      "Links that are up or under way and were begun by the rrasd "
	      "before.",
	      adopted);
	gauge(text, "rras_dial_queue_length",
	      "Attempts that wait for others to be done.",
	      dialer_num_queued(rrasd->dialer));
}

static void expose_connections(const struct rrasd *rrasd,
			       struct exposition *text)
{
	const struct connection *connection;
	uint64_t served = 0, dialed = 0;
	uint32_t after = 0;

	while ((connection = connections_next(rrasd->connections, after)) !=
	       NULL) {
		after = connection->dwConnection;
		if (connection->dwInterfaceType == ROUTER_IF_TYPE_CLIENT) {
			served++;
		} else {
			dialed++;
		}
	}
	exposition_family(text, "rras_connections", "gauge",
			  "Links that are up: those that we dialed, and those "
			  "of clients.");
	exposition_sample(text, EXPOSITION_LABELS({"side", "dialed"}), 1,
			  dialed);
	exposition_sample(text, EXPOSITION_LABELS({"side", "served"}), 1,
			  served);
}

/* -- ports -- */

static const char *const kind_names[PORT_KINDS] = {
	[PORT_KIND_PPPOE] = "pppoe", [PORT_KIND_PPTP] = "pptp",
	[PORT_KIND_L2TP] = "l2tp",   [PORT_KIND_SSTP] = "sstp",
	[PORT_KIND_IKEV2] = "ikev2", [PORT_KIND_SERIAL] = "serial",
};

static void expose_ports(const struct rrasd *rrasd, struct exposition *text)
{
	uint32_t total[PORT_KINDS], in_use[PORT_KINDS];
	enum port_kind kind;

	for (kind = 0; kind < PORT_KINDS; kind++) {
		ports_usage(rrasd->ports, kind, &total[kind], &in_use[kind]);
	}
	exposition_family(text, "rras_ports", "gauge", "Ports, by kind.");
	for (kind = 0; kind < PORT_KINDS; kind++) {
		exposition_sample(text,
				  EXPOSITION_LABELS({"kind", kind_names[kind]}),
				  1, total[kind]);
	}
	exposition_family(text, "rras_ports_in_use", "gauge",
			  "Ports that carry a link or an attempt, by kind.");
	for (kind = 0; kind < PORT_KINDS; kind++) {
		exposition_sample(text,
				  EXPOSITION_LABELS({"kind", kind_names[kind]}),
				  1, in_use[kind]);
	}
}

char *metrics_text(TALLOC_CTX *mem_ctx, const struct metrics *metrics)
{
	const struct rrasd *rrasd = metrics->rrasd;
	struct exposition *text = exposition_create(mem_ctx);
	char *result;

	if (text == NULL) {
		return NULL;
	}
	expose_service(rrasd, text);
	expose_links(rrasd, text);
	expose_connections(rrasd, text);
	expose_ports(rrasd, text);
	attempt_metrics_expose(metrics->attempts, text);
	call_metrics_expose(rrasd->call_metrics, text);
	result = exposition_text(mem_ctx, text);
	talloc_free(text);
	return result;
}
