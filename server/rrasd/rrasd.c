/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The daemon's parts, put together in the order of their dependencies. */
#include <string.h>
#include <syslog.h>
#include <talloc.h>
#include <tevent.h>
#include <charset.h>

#include "compat/rras_errors.h"
#include "server/connections/connection_handles.h"
#include "server/connections/connections.h"
#include "server/connections/dial_in.h"
#include "server/connections/link_events.h"
#include "server/dialer/backend.h"
#include "server/dialer/dialer.h"
#include "server/dialer/record_dir.h"
#include "server/ports/ports.h"
#include "server/router/persist.h"
#include "server/router/name_servers.h"
#include "server/router/router.h"
#include "audit.h"
#include "call_metrics.h"
#include "dispatch.h"
#include "log.h"
#include "metrics.h"
#include "metrics_endpoint.h"
#include "ops.h"
#include "options.h"
#include "peer.h"
#include "rrasd.h"

static const struct rrasd_op_table *const tables[] = {
	&rrasd_dimsvc_ops,
	&rrasd_rasrpc_ops,
	&rrasd_control_ops,
	NULL,
};

static time_t boot_seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_BOOTTIME, &now);
	return now.tv_sec;
}

uint32_t rrasd_uptime(const struct rrasd *rrasd)
{
	return (uint32_t)(boot_seconds() - rrasd->started);
}

static void log_of_router(int priority, const char *line)
{
	enum log_level level = LOG_LEVEL_DEBUG;

	if (priority <= LOG_ERR) {
		level = LOG_LEVEL_ERROR;
	} else if (priority == LOG_WARNING) {
		level = LOG_LEVEL_WARNING;
	} else if (priority == LOG_NOTICE) {
		level = LOG_LEVEL_NOTICE;
	} else if (priority == LOG_INFO) {
		level = LOG_LEVEL_INFO;
	}
	log_message(level, "%s", line);
}

/* Memory last, what writes first: see the headers of the parts. */
static int rrasd_destructor(struct rrasd *rrasd)
{
	TALLOC_FREE(rrasd->metrics_endpoint);
	TALLOC_FREE(rrasd->listener);
	TALLOC_FREE(rrasd->dispatch);
	TALLOC_FREE(rrasd->metrics);
	TALLOC_FREE(rrasd->dial_in);
	TALLOC_FREE(rrasd->connections);
	TALLOC_FREE(rrasd->link_events);
	TALLOC_FREE(rrasd->counters);
	TALLOC_FREE(rrasd->router);
	TALLOC_FREE(rrasd->dialer);
	TALLOC_FREE(rrasd->ports);
	TALLOC_FREE(rrasd->connection_handles);
	TALLOC_FREE(rrasd->persist);
	TALLOC_FREE(rrasd->audit);
	return 0;
}

static void set_ports(enum port_kind kind, uint32_t count, void *private_data)
{
	const struct rrasd *rrasd = private_data;

	if (!W_ERROR_IS_OK(ports_set_count(rrasd->ports, kind, count))) {
		log_error("no memory for %u ports of %s", count,
			  port_kind_device_name(kind));
	}
}

/* An administrator who plugs a modem in looks here whether we have seen it. */
static void log_port(const struct port *port, void *private_data)
{
	TALLOC_CTX *frame = talloc_new(NULL);

	if (frame != NULL) {
		log_notice("serial port %s %s", log_quote(frame, port->tty),
			   port->present ? "is there" : "is gone");
	}
	talloc_free(frame);
}

static bool make_ports(struct rrasd *rrasd)
{
	rrasd->ports = ports_create(rrasd, rrasd->ev, &rrasd->config->ports);
	if (rrasd->ports == NULL) {
		return false;
	}
	if (!ports_are_followed(rrasd->ports)) {
		log_warning("there is no inotify: serial ports that are "
			    "plugged in are seen when one is dialed with");
	}
	ports_watch(rrasd->ports, log_port, NULL);
	return true;
}

static bool make_connections(struct rrasd *rrasd, const char **why)
{
	struct connections_config config = {
		.router = rrasd->router,
		.ports = rrasd->ports,
		.handles = rrasd->connection_handles,
		.log = log_of_router,
	};

	config.counters = rrasd->counters = counters_create(rrasd, rrasd->ev);
	config.events = rrasd->link_events =
		link_events_create(rrasd, rrasd->ev);
	if (config.counters == NULL || config.events == NULL) {
		*why = "no netlink, or out of memory";
		return false;
	}
	return W_ERROR_IS_OK(connections_create(rrasd, rrasd->ev, &config,
						&rrasd->connections, why));
}

/* Where Debian and systemd have them. */
static const struct name_servers_config *
make_names(struct rrasd *rrasd, const struct rrasd_config *config)
{
	struct name_servers_config *names =
		talloc(rrasd, struct name_servers_config);

	if (names == NULL) {
		return NULL;
	}
	*names = (struct name_servers_config){
		.program = config->name_servers,
		.notes = talloc_asprintf(names, "%s/names", config->run_dir),
		.resolvectl = "/usr/bin/resolvectl",
		.resolvconf = "/usr/sbin/resolvconf",
		.resolved = "/run/systemd/resolve/io.systemd.Resolve",
		.timeout = 10,
		.grace = 10,
	};
	return names->notes != NULL ? names : NULL;
}

static bool make_metrics(struct rrasd *rrasd)
{
	rrasd->call_metrics = call_metrics_create(rrasd);
	rrasd->metrics = metrics_create(rrasd, rrasd);
	return rrasd->call_metrics != NULL && rrasd->metrics != NULL;
}

static bool make_model(struct rrasd *rrasd, TALLOC_CTX *mem_ctx,
		       const struct dialer_backend *backend, const char **why)
{
	const struct rrasd_config *config = rrasd->config;
	struct router_config router_config = {
		.type = config->router_type,
		.autodial = config->autodial,
		.state_dir = config->state_dir,
		.log = log_of_router,
		.without_links = config->without_links,
		.set_ports = set_ports,
		.set_ports_data = rrasd,
		.names = make_names(rrasd, config),
	};
	WERROR result;

	memcpy(router_config.ports, config->ports.count,
	       sizeof(config->ports.count));
	if (router_config.names == NULL || !make_ports(rrasd)) {
		return false;
	}
	rrasd->dialer = dialer_create(rrasd, rrasd->ev, &config->dialer,
				      rrasd->ports, backend);
	/* Links are adopted from here on, and counted. */
	if (rrasd->dialer == NULL || !make_metrics(rrasd)) {
		return false;
	}
	result = persist_open(rrasd, rrasd->ev, config->state_dir,
			      &rrasd->persist, why);
	if (!W_ERROR_IS_OK(result)) {
		*why = talloc_asprintf(mem_ctx, "rras:state directory: %s",
				       *why);
		return false;
	}
	result = connection_handles_create(rrasd, rrasd->ev, rrasd->persist,
					   &rrasd->connection_handles, why);
	if (!W_ERROR_IS_OK(result)) {
		return false;
	}
	result = router_create(rrasd, rrasd->ev, &router_config, rrasd->dialer,
			       rrasd->persist, &rrasd->router, why);
	return W_ERROR_IS_OK(result) && make_connections(rrasd, why);
}

/*
 * Samba opens what converts texts when it is needed first, and remembers for
 * ever when there was no memory for that just then.
 */
static bool open_conversions(TALLOC_CTX *mem_ctx)
{
	static const struct {
		charset_t from, to;
	} pairs[] = {{CH_UTF16LE, CH_UNIX},
		     {CH_UNIX, CH_UTF16LE},
		     {CH_UTF8, CH_UNIX},
		     {CH_UNIX, CH_UTF8}};
	bool ok = true;
	size_t i;

	for (i = 0; ok && i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		void *text = NULL;
		size_t size;

		ok = convert_string_talloc(mem_ctx, pairs[i].from, pairs[i].to,
					   "  ", 2, &text, &size);
		talloc_free(text);
	}
	return ok;
}

struct rrasd *rrasd_create(TALLOC_CTX *mem_ctx, struct tevent_context *ev,
			   struct rrasd_config *config,
			   const struct dialer_backend *backend,
			   const char **why)
{
	struct rrasd *rrasd = talloc_zero(mem_ctx, struct rrasd);

	*why = "out of memory";
	if (rrasd == NULL) {
		return NULL;
	}
	rrasd->ev = ev;
	rrasd->config = config;
	rrasd->started = boot_seconds();
	talloc_set_destructor(rrasd, rrasd_destructor);
	rrasd->enumerations = tevent_queue_create(rrasd, "enumerations");
	if (rrasd->enumerations == NULL || !open_conversions(rrasd)) {
		TALLOC_FREE(rrasd);
		return NULL;
	}
	rrasd->audit = audit_open(rrasd, config->audit, why);
	if (rrasd->audit != NULL && make_model(rrasd, mem_ctx, backend, why)) {
		rrasd->dispatch = dispatch_create(rrasd, rrasd, tables);
	}
	if (rrasd->dispatch == NULL) {
		/* The sentence may be a child of what failed. */
		*why = talloc_strdup(mem_ctx, *why);
		TALLOC_FREE(rrasd);
	}
	return rrasd;
}

bool rrasd_adopt(struct rrasd *rrasd, const char **why)
{
	return W_ERROR_IS_OK(router_adopt(rrasd->router, rrasd, why));
}

/* Links that others have made, and that stay when we go. */
static bool listen_for_dial_in(struct rrasd *rrasd,
			       const struct listener_config *listener,
			       const char **why)
{
	struct dial_in_config config = {
		.run_dir = listener->run_dir,
		.allowed_uid = listener->allowed_uid,
		.max_peers = DIAL_IN_PEERS_MAX,
		.hello_timeout = DIAL_IN_HELLO_SECONDS,
		.hangup_timeout = rrasd->config->dialer.hangup_timeout,
		.connections = rrasd->connections,
		.ports = rrasd->ports,
		.log = log_of_router,
	};
	struct record_dir *records;

	if (!W_ERROR_IS_OK(record_dir_open(rrasd, listener->run_dir, "served",
					   &records, why))) {
		return false;
	}
	config.records = records;
	return W_ERROR_IS_OK(dial_in_create(rrasd, rrasd->ev, &config,
					    &rrasd->dial_in, why));
}

/* A router without metrics is still a router. */
static void serve_metrics(struct rrasd *rrasd, const char *run_dir)
{
	struct metrics_endpoint_config config = {.run_dir = run_dir};
	const char *why = NULL;
	bool wanted;

	if (rrasd->config->metrics == NULL ||
	    !metrics_endpoint_parse(rrasd->config->metrics, &wanted,
				    &config.port) ||
	    !wanted) {
		return;
	}
	rrasd->metrics_endpoint = metrics_endpoint_create(
		rrasd, rrasd->ev, &config, rrasd->metrics, &why);
	if (rrasd->metrics_endpoint == NULL) {
		log_error("rras:metrics = %s: there are no metrics: %s",
			  rrasd->config->metrics, why);
	}
}

bool rrasd_listen(struct rrasd *rrasd, const struct listener_config *config,
		  const char **why)
{
	if (!listen_for_dial_in(rrasd, config, why)) {
		return false;
	}
	rrasd->listener =
		listener_create(rrasd, rrasd->ev, config, rrasd->dispatch, why);
	serve_metrics(rrasd, config->run_dir);
	return rrasd->listener != NULL;
}
