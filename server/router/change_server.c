/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Changing the server's settings ([MS-RRASM] 3.1.4.44 and 3.1.4.48), reading
 * them at start, and having their ports in force.
 */
#include <syslog.h>
#include <util/tevent_werror.h>
#include "change_ops.h"
#include "compat/rras_errors.h"
#include "server_settings.h"
#include "store.h"

const struct server_settings *router_server_settings(struct router *router)
{
	return router->server;
}

static void put_in_force(struct router *router, enum port_kind kind)
{
	if (router->set_ports != NULL) {
		router->set_ports(kind,
				  server_settings_ports(router->server, kind),
				  router->set_ports_data);
	}
}

/* -- at start -- */

/* What is damaged in a way that NDR does not see does no harm. */
WERROR change_server_load(struct router *router,
			  const struct rras_store_settings *record)
{
	const struct server_settings_change stored = {
		.kinds = record->kinds,
		.revision = MPRAPI_MPR_SERVER_SET_CONFIG_OBJECT_REVISION_3,
		.settings = {.pppoe_ports = record->pppoe_ports,
			     .pppoe_port_flags = record->pppoe_port_flags,
			     .tunnels = record->tunnels},
	};
	struct server_settings next = *router->server;
	struct server_settings *settings;

	server_settings_merge(&next, &stored);
	if (!W_ERROR_IS_OK(server_settings_check(&next, stored.kinds))) {
		router_log(router, LOG_WARNING,
			   "rras.tdb: the server's settings are left out: "
			   "they are not possible");
		return WERR_OK;
	}
	settings = server_settings_copy(router, &next);
	if (settings == NULL) {
		return W_ERROR(ERROR_NOT_ENOUGH_MEMORY);
	}
	TALLOC_FREE(router->server);
	router->server = settings;
	return WERR_OK;
}

void change_server_start(struct router *router)
{
	int i;

	for (i = 0; i < PORT_KIND_SERIAL; i++) {
		enum port_kind kind = (enum port_kind)i;
		uint32_t ports = server_settings_ports(router->server, kind);

		router->prepared_ports[kind] =
			ports > SERVER_SETTINGS_PREPARED
				? ports
				: SERVER_SETTINGS_PREPARED;
		put_in_force(router, kind);
	}
}

/* -- changing -- */

struct server_data {
	WERROR refused; /**< by what does not depend on the router's state */
	struct server_settings_change request; /**< points into @given */
	struct server_settings *given;
	struct server_settings *next;
};

static WERROR server_prepare(struct change *change, struct persist_job *job)
{
	struct server_data *data = change->data;
	struct server_settings next = *change->router->server;
	WERROR werr = data->refused;

	if (!W_ERROR_IS_OK(werr)) {
		return werr;
	}
	server_settings_merge(&next, &data->request);
	werr = server_settings_check(&next, data->request.kinds);
	if (!W_ERROR_IS_OK(werr)) {
		return werr;
	}
	TALLOC_FREE(data->next);
	data->next = server_settings_copy(data, &next);
	return data->next != NULL && store_put_settings(job, data->next)
		       ? WERR_OK
		       : W_ERROR(ERROR_NOT_ENOUGH_MEMORY);
}

/*
 * Note 324: "ERROR_SUCCESS_RESTART_REQUIRED [...] when a configuration change
 * is being done for SSTP or IKEv2, such as when the value for the
 * setConfigForProtocols member [...] is specified as [one of them]".  The
 * number of ports, set by itself, is changed while the service runs.
 */
static bool needs_restart(const struct server_settings_change *request,
			  enum port_kind kind)
{
	return !request->ports_only &&
	       (kind == PORT_KIND_SSTP || kind == PORT_KIND_IKEV2);
}

/* Note 317: "When WanEndpoints is configured to be more than MaxWanEndpoints,
 * a reboot is required for the configuration change to be applied". */
static bool needs_reboot(const struct router *router,
			 const struct server_settings_change *request,
			 enum port_kind kind)
{
	return server_settings_ports(&request->settings, kind) >
	       router->prepared_ports[kind];
}

static void server_apply(struct change *change,
			 const struct persist_result *result)
{
	struct server_data *data = change->data;
	struct router *router = change->router;
	int i;

	TALLOC_FREE(router->server);
	router->server = talloc_move(router, &data->next);
	for (i = 0; i < PORT_KIND_SERIAL; i++) {
		enum port_kind kind = (enum port_kind)i;

		if ((data->request.kinds & SERVER_SETTINGS_KIND(kind)) &&
		    !needs_restart(&data->request, kind) &&
		    !needs_reboot(router, &data->request, kind)) {
			put_in_force(router, kind);
		}
	}
}

static const struct change_ops server_ops = {
	.name = "changing the server",
	.prepare = server_prepare,
	.apply = server_apply,
};

/* -- asking for it -- */

struct router_set_server_state {
	WERROR success; /**< the code that it goes well with */
};

static void router_set_server_done(struct tevent_req *subreq);

/* Each code says what has to be done; who restarts the machine restarts the
 * service too. */
static WERROR success_of(const struct router *router,
			 const struct server_settings_change *request)
{
	WERROR success = WERR_OK;
	int i;

	for (i = 0; i < PORT_KIND_SERIAL; i++) {
		enum port_kind kind = (enum port_kind)i;

		if (!(request->kinds & SERVER_SETTINGS_KIND(kind))) {
			continue;
		}
		if (needs_reboot(router, request, kind)) {
			return W_ERROR(ERROR_SUCCESS_REBOOT_REQUIRED);
		}
		if (needs_restart(request, kind)) {
			success = W_ERROR(ERROR_SUCCESS_RESTART_REQUIRED);
		}
	}
	return success;
}

static struct change *make_change(struct router *router,
				  const struct server_settings_change *request)
{
	struct change *change =
		change_create(router, &server_ops, struct server_data);
	struct server_data *data;

	if (change == NULL) {
		return NULL;
	}
	data = change->data;
	data->given = server_settings_copy(data, &request->settings);
	if (data->given == NULL) {
		data->refused = W_ERROR(ERROR_NOT_ENOUGH_MEMORY);
		return change;
	}
	data->request = *request;
	data->request.settings = *data->given;
	return change;
}

struct tevent_req *
router_set_server_send(TALLOC_CTX *mem_ctx, struct tevent_context *ev,
		       struct router *router,
		       const struct server_settings_change *request)
{
	struct router_set_server_state *state;
	struct tevent_req *subreq;
	struct tevent_req *req = tevent_req_create(
		mem_ctx, &state, struct router_set_server_state);

	if (req == NULL) {
		return NULL;
	}
	state->success = success_of(router, request);
	subreq = change_send(state, ev, make_change(router, request));
	if (subreq == NULL) {
		tevent_req_werror(req, W_ERROR(ERROR_NOT_ENOUGH_MEMORY));
		return tevent_req_post(req, ev);
	}
	tevent_req_set_callback(subreq, router_set_server_done, req);
	return req;
}

static void router_set_server_done(struct tevent_req *subreq)
{
	tevent_req_simple_finish_werror(subreq, change_recv(subreq, NULL));
}

WERROR router_set_server_recv(struct tevent_req *req)
{
	struct router_set_server_state *state =
		tevent_req_data(req, struct router_set_server_state);
	WERROR werr = state->success;

	(void)tevent_req_is_werror(req, &werr);
	tevent_req_received(req);
	return werr;
}
