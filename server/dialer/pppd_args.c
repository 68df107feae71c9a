/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The command line of a link's pppd.
 */
#include <inttypes.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>
#include "number.h"
#include "pppd_args.h"
#include "pppd_args_parts.h"
#include "plugin/plugin_proto.h"

/* Six bytes of PPPoE and two of PPP in an Ethernet frame (RFC 2516 7). */
#define PPPOE_MTU 1492

/* -- the link as a whole -- */

/* Our plugin first: what fails before it is loaded is not reported. */
static void add_plugin(struct argv *argv, const struct dialer_config *config,
		       const struct dialer_settings *settings,
		       const char *plugin)
{
	argv_add_value(argv, "plugin", plugin);
	argv_add_number(argv, "rras-fd", PPPD_FD_PLUGIN);
	if (settings->kind == DIALER_KIND_MODEM) {
		argv_add_number(argv, "rras-report-fd", PPPD_FD_REPORT);
	}
	if (config->lcp_echo_interval != 0) {
		argv_add_number(argv, "rras-echo-failure",
				config->lcp_echo_failure);
	}
}

/* How the rrasd after this one finds the link, and knows it. */
static void add_record(struct argv *argv, const struct dialer_config *config,
		       uint64_t link_id)
{
	char *text;

	if (link_id == 0) {
		return;
	}
	argv_add_number(argv, "rras-lock-fd", PPPD_FD_LOCK);
	text = talloc_asprintf(NULL, "%016" PRIx64, link_id);
	argv_add_value(argv, "rras-link-id", text);
	talloc_free(text);
	text = talloc_asprintf(NULL, "%s/" RRAS_LINK_SOCKET, config->run_dir);
	argv_add_value(argv, "rras-link-socket", text);
	talloc_free(text);
}

/* rrasd alone decides about redialing; it is pppd's parent and reads its
 * words from descriptor 2. */
static void add_process(struct argv *argv)
{
	argv_add(argv, "nodetach");
	argv_add(argv, "nopersist");
	argv_add_value(argv, "maxfail", "1");
	argv_add_value(argv, "logfd", "2");
	argv_add(argv, "noauth"); /* we are the caller */
	argv_add(argv, "hide-password");
}

static void add_lcp(struct argv *argv, const struct dialer_config *config)
{
	argv_add_nonzero(argv, "lcp-restart", config->lcp_restart);
	argv_add_nonzero(argv, "lcp-max-configure", config->lcp_max_configure);
	argv_add_number(argv, "lcp-echo-interval", config->lcp_echo_interval);
	argv_add_number(argv, "lcp-echo-failure", config->lcp_echo_failure);
}

/* -- devices -- */

/* "AC-name\service" or "service": what Windows calls the phone number. */
static void add_pppoe_service(struct argv *argv, const char *number)
{
	const char *backslash = strchr(number, '\\');
	const char *service = backslash != NULL ? backslash + 1 : number;
	char *name;

	if (backslash != NULL && backslash != number) {
		name = talloc_strndup(NULL, number,
				      (size_t)(backslash - number));
		argv_add_value(argv, "pppoe-ac", name);
		talloc_free(name);
	}
	if (service[0] != '\0') {
		argv_add_value(argv, "pppoe-service", service);
	}
}

/* The device comes last: options of discovery count only before it. */
static void add_pppoe(struct argv *argv, const struct dialer_config *config,
		      const struct dialer_settings *settings,
		      const char *device)
{
	char *nic = talloc_asprintf(NULL, "nic-%s", device);

	argv_add_value(argv, "plugin", "pppoe.so");
	argv_add_nonzero(argv, "pppoe-padi-timeout", config->padi_timeout);
	argv_add_nonzero(argv, "pppoe-padi-attempts", config->padi_attempts);
	add_pppoe_service(argv, settings->number);
	argv_add_number(argv, "mtu", PPPOE_MTU);
	argv_add_number(argv, "mru", PPPOE_MTU);
	argv_add(argv, nic);
	talloc_free(nic);
}

/* In single quotes nothing is special to a shell but the single quote. */
static char *shell_quote(TALLOC_CTX *mem_ctx, const char *word)
{
	char *quoted = talloc_strdup(mem_ctx, "'");
	const char *p = word, *quote;

	while (quoted != NULL && (quote = strchr(p, '\'')) != NULL) {
		quoted = talloc_asprintf_append(quoted, "%.*s'\\''",
						(int)(quote - p), p);
		p = quote + 1;
	}
	return quoted != NULL ? talloc_asprintf_append(quoted, "%s'", p) : NULL;
}

/* pppd runs the connect script by way of /bin/sh. */
static void add_connect(struct argv *argv, const struct dialer_config *config,
			const struct dialer_settings *settings)
{
	TALLOC_CTX *frame = talloc_new(NULL);
	char *command, *helper, *number, *init;

	if (frame == NULL) {
		argv_add(argv, NULL);
		return;
	}
	helper = shell_quote(frame, config->connect_helper);
	number = shell_quote(frame, settings->number);
	init = shell_quote(
		frame, config->modem_init != NULL ? config->modem_init : "");
	command = talloc_asprintf(frame,
				  "exec %s --report-fd=%d --timeout=%u "
				  "--init=%s --number=%s",
				  helper, PPPD_FD_REPORT,
				  config->modem_connect_timeout, init, number);
	if (helper == NULL || number == NULL || init == NULL) {
		command = NULL;
	}
	argv_add_value(argv, "connect", command);
	/* pppd waits a second for the peer to speak first; we do not. */
	argv_add_value(argv, "connect-delay", "1");
	talloc_free(frame);
}

static void add_serial(struct argv *argv, const struct dialer_config *config,
		       const struct dialer_settings *settings,
		       const char *device)
{
	char *speed;

	argv_add(argv, device);
	if (settings->speed != 0) {
		speed = talloc_asprintf(NULL, "%u", settings->speed);
		argv_add(argv, speed);
		talloc_free(speed);
	}
	argv_add(argv, settings->hw_flow_control ? "crtscts" : "nocrtscts");
	argv_add(argv, "lock");
	if (settings->kind == DIALER_KIND_MODEM) {
		argv_add(argv, "modem"); /* losing the carrier is a hang-up */
		add_connect(argv, config, settings);
	} else {
		argv_add(argv,
			 "local"); /* a cable may lack the carrier's wire */
	}
}

/* -- tunnels -- */

/* What is left of an Ethernet frame in the longest headers that are usual:
 * Windows's own value for a VPN. */
#define TUNNEL_MTU 1400

static const char *tunnel_name(enum dialer_kind kind)
{
	return kind == DIALER_KIND_PPTP	  ? "pptp"
	       : kind == DIALER_KIND_L2TP ? "l2tp"
					  : "sstp";
}

/* The device is our plugin's channel, which runs rras-tunnel. */
static void add_tunnel(struct argv *argv, const struct dialer_config *config,
		       const struct dialer_settings *settings)
{
	char name[HOST_NAME_MAX + 1] = "";

	gethostname(name, sizeof(name) - 1);
	argv_add_value(argv, "rras-tunnel", tunnel_name(settings->kind));
	argv_add_value(argv, "rras-tunnel-helper", config->tunnel_helper);
	argv_add_value(argv, "rras-tunnel-server", settings->number);
	argv_add_value(argv, "rras-tunnel-name", name);
	argv_add_nonzero(argv, "rras-tunnel-timeout", config->tunnel_timeout);
	argv_add_nonzero(argv, "rras-tunnel-hello", config->tunnel_hello);
	argv_add_if(argv,
		    settings->kind == DIALER_KIND_L2TP &&
			    settings->ipsec_key.length > 0,
		    "rras-tunnel-ipsec");
	if (settings->kind == DIALER_KIND_L2TP && config->vici_socket != NULL &&
	    config->vici_socket[0] != '\0') {
		argv_add_value(argv, "rras-tunnel-vici", config->vici_socket);
	}
	if (settings->kind == DIALER_KIND_SSTP &&
	    config->sstp_ca_file != NULL && config->sstp_ca_file[0] != '\0') {
		argv_add_value(argv, "rras-tunnel-ca", config->sstp_ca_file);
	}
	argv_add_number(argv, "mtu", TUNNEL_MTU);
	argv_add_number(argv, "mru", TUNNEL_MTU);
}

/* -- */

static bool fits(const struct dialer_settings *settings)
{
	size_t user = strlen(settings->user) + strlen(settings->domain) + 1;

	return user < RRAS_PLUGIN_NAME &&
	       strlen(settings->password) < RRAS_PLUGIN_SECRET_SIZE;
}

WERROR pppd_args(TALLOC_CTX *mem_ctx, const struct dialer_config *config,
		 const char *plugin, const char *device,
		 const struct dialer_settings *settings, uint64_t link_id,
		 char ***argv)
{
	struct argv list = {.words = NULL};
	WERROR werr;

	if (!fits(settings)) {
		return WERR_INVALID_PARAMETER;
	}
	argv_add(&list, config->pppd_path);
	add_plugin(&list, config, settings, plugin);
	add_record(&list, config, link_id);
	add_process(&list);
	add_lcp(&list, config);
	argv_add_if(&list, !settings->lcp_extensions, "rras-no-lcp-extensions");
	werr = pppd_args_authentication(&list, config, settings);
	if (!W_ERROR_IS_OK(werr)) {
		talloc_free(list.words);
		return werr;
	}
	pppd_args_encryption(&list, settings);
	if (!settings->software_compression) {
		argv_add(&list, "nobsdcomp");
		argv_add(&list, "nodeflate");
	}
	pppd_args_address(&list, settings);
	pppd_args_network(&list, settings);
	argv_add_nonzero(&list, "idle", settings->idle_seconds);
	if (settings->kind == DIALER_KIND_PPPOE) {
		add_pppoe(&list, config, settings, device);
	} else if (dialer_kind_is_tunnel(settings->kind)) {
		add_tunnel(&list, config, settings);
	} else {
		add_serial(&list, config, settings, device);
	}
	if (list.failed) {
		talloc_free(list.words);
		return WERR_NOT_ENOUGH_MEMORY;
	}
	*argv = talloc_move(mem_ctx, &list.words);
	return WERR_OK;
}
