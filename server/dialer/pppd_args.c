/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The command line of a link's pppd.
 */
#include <stdarg.h>
#include <string.h>
#include <arpa/inet.h>
#include "number.h"
#include "pppd_args.h"
#include "plugin/plugin_proto.h"

/* Six bytes of PPPoE and two of PPP in an Ethernet frame (RFC 2516 7). */
#define PPPOE_MTU 1492

struct args {
	char **argv;
	unsigned count;
	bool failed; /* out of memory */
};

/* Add a word; a NULL one is the failure of whoever made it. */
static void add(struct args *args, const char *word)
{
	char **argv;

	if (args->failed || word == NULL) {
		args->failed = true;
		return;
	}
	argv = talloc_realloc(NULL, args->argv, char *, args->count + 2);
	if (argv == NULL) {
		args->failed = true;
		return;
	}
	args->argv = argv;
	argv[args->count] = talloc_strdup(argv, word);
	args->failed = argv[args->count] == NULL;
	argv[++args->count] = NULL;
}

static void add_if(struct args *args, bool condition, const char *word)
{
	if (condition) {
		add(args, word);
	}
}

static void add_value(struct args *args, const char *option, const char *value)
{
	add(args, option);
	add(args, value);
}

static void add_number(struct args *args, const char *option, uint32_t value)
{
	char *text = talloc_asprintf(NULL, "%u", value);

	add_value(args, option, text);
	talloc_free(text);
}

/* An option whose 0 means pppd's own default. */
static void add_nonzero(struct args *args, const char *option, uint32_t value)
{
	if (value != 0) {
		add_number(args, option, value);
	}
}

/* -- the link as a whole -- */

/* Our plugin first: what fails before it is loaded is not reported. */
static void add_plugin(struct args *args, const struct dialer_config *config,
		       const struct dialer_settings *settings,
		       const char *plugin)
{
	add_value(args, "plugin", plugin);
	add_number(args, "rras-fd", PPPD_FD_PLUGIN);
	if (settings->kind == DIALER_KIND_MODEM) {
		add_number(args, "rras-report-fd", PPPD_FD_REPORT);
	}
	if (config->lcp_echo_interval != 0) {
		add_number(args, "rras-echo-failure", config->lcp_echo_failure);
	}
}

/* rrasd alone decides about redialing; it is pppd's parent and reads its
 * words from descriptor 2. */
static void add_process(struct args *args)
{
	add(args, "nodetach");
	add(args, "nopersist");
	add_value(args, "maxfail", "1");
	add_value(args, "logfd", "2");
	add(args, "noauth"); /* we are the caller */
	add(args, "hide-password");
}

static void add_lcp(struct args *args, const struct dialer_config *config)
{
	add_nonzero(args, "lcp-restart", config->lcp_restart);
	add_nonzero(args, "lcp-max-configure", config->lcp_max_configure);
	add_number(args, "lcp-echo-interval", config->lcp_echo_interval);
	add_number(args, "lcp-echo-failure", config->lcp_echo_failure);
}

/* -- authentication and encryption -- */

static void add_user(struct args *args, const struct dialer_settings *settings)
{
	char *user;

	if (settings->user[0] == '\0') {
		return;
	}
	user = settings->domain[0] != '\0'
		       ? talloc_asprintf(NULL, "%s\\%s", settings->domain,
					 settings->user)
		       : talloc_strdup(NULL, settings->user);
	add_value(args, "user", user);
	talloc_free(user);
}

static void add_authentication(struct args *args,
			       const struct dialer_settings *settings)
{
	add_user(args, settings);
	add_if(args, !settings->allow_pap, "refuse-pap");
	add_if(args, !settings->allow_chap, "refuse-chap");
	/* Windows has dropped MS-CHAP version 1 (spec, behaviors) */
	add(args, "refuse-mschap");
	add_if(args, !settings->allow_mschapv2, "refuse-mschap-v2");
	add_if(args, !settings->allow_eap, "refuse-eap");
}

/*
 * pppd either requires MPPE or does not speak it: "optional" cannot be asked
 * for and is dialed without.  It knows no 56 bit.
 */
static void add_encryption(struct args *args,
			   const struct dialer_settings *settings)
{
	switch (settings->encryption) {
	case DIALER_ENCRYPTION_NONE:
	case DIALER_ENCRYPTION_OPTIONAL:
		add(args, "nomppe");
		break;
	case DIALER_ENCRYPTION_REQUIRE:
		add(args, "require-mppe");
		return;
	case DIALER_ENCRYPTION_REQUIRE_MAX:
		add(args, "require-mppe-128");
		return;
	}
	/* CCP carries nothing but MPPE and compression */
	add_if(args, !settings->software_compression, "noccp");
}

/* -- network protocols -- */

/* "address:", a word without an option: it must come before the PPPoE plugin,
 * which takes such words for network devices and has the kernel look for a
 * module of that name. */
static void add_address(struct args *args,
			const struct dialer_settings *settings)
{
	char address[INET_ADDRSTRLEN], *word;

	if (!settings->ipv4 || !settings->specific_ip) {
		return;
	}
	inet_ntop(AF_INET, &settings->ipaddr, address, sizeof(address));
	word = talloc_asprintf(NULL, "%s:", address);
	add(args, word);
	talloc_free(word);
}

static void add_ipv4(struct args *args, const struct dialer_settings *settings)
{
	if (!settings->ipv4) {
		add(args, "noip");
		return;
	}
	if (!settings->specific_ip) {
		add(args, "noipdefault");
		add(args, "ipcp-accept-local");
	}
	add(args, "ipcp-accept-remote");
	add(args, "usepeerdns");
	add_if(args, !settings->ip_header_compression, "novj");
	add(args,
	    settings->default_gateway ? "defaultroute" : "nodefaultroute");
}

static void add_ipv6(struct args *args, const struct dialer_settings *settings)
{
	if (!settings->ipv6) {
		add(args, "noipv6");
		return;
	}
	add(args, "+ipv6");
	add(args,
	    settings->default_gateway ? "defaultroute6" : "nodefaultroute6");
}

/* -- devices -- */

/* "AC-name\service" or "service": what Windows calls the phone number. */
static void add_pppoe_service(struct args *args, const char *number)
{
	const char *backslash = strchr(number, '\\');
	const char *service = backslash != NULL ? backslash + 1 : number;
	char *name;

	if (backslash != NULL && backslash != number) {
		name = talloc_strndup(NULL, number,
				      (size_t)(backslash - number));
		add_value(args, "pppoe-ac", name);
		talloc_free(name);
	}
	if (service[0] != '\0') {
		add_value(args, "pppoe-service", service);
	}
}

/* The device comes last: options of discovery count only before it. */
static void add_pppoe(struct args *args, const struct dialer_config *config,
		      const struct dialer_settings *settings,
		      const char *device)
{
	char *nic = talloc_asprintf(NULL, "nic-%s", device);

	add_value(args, "plugin", "pppoe.so");
	add_nonzero(args, "pppoe-padi-timeout", config->padi_timeout);
	add_nonzero(args, "pppoe-padi-attempts", config->padi_attempts);
	add_pppoe_service(args, settings->number);
	add_number(args, "mtu", PPPOE_MTU);
	add_number(args, "mru", PPPOE_MTU);
	add(args, nic);
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
static void add_connect(struct args *args, const struct dialer_config *config,
			const struct dialer_settings *settings)
{
	TALLOC_CTX *frame = talloc_new(NULL);
	char *command, *helper, *number, *init;

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
	add_value(args, "connect", command);
	/* pppd waits a second for the peer to speak first; we do not. */
	add_value(args, "connect-delay", "1");
	talloc_free(frame);
}

static void add_serial(struct args *args, const struct dialer_config *config,
		       const struct dialer_settings *settings,
		       const char *device)
{
	char *speed;

	add(args, device);
	if (settings->speed != 0) {
		speed = talloc_asprintf(NULL, "%u", settings->speed);
		add(args, speed);
		talloc_free(speed);
	}
	add(args, settings->hw_flow_control ? "crtscts" : "nocrtscts");
	add(args, "lock");
	if (settings->kind == DIALER_KIND_MODEM) {
		add(args, "modem"); /* losing the carrier is a hang-up */
		add_connect(args, config, settings);
	} else {
		add(args, "local"); /* a cable may lack the carrier's wire */
	}
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
		 const struct dialer_settings *settings, char ***argv)
{
	struct args args = {.argv = NULL};

	if (!fits(settings)) {
		return WERR_INVALID_PARAMETER;
	}
	add(&args, config->pppd_path);
	add_plugin(&args, config, settings, plugin);
	add_process(&args);
	add_lcp(&args, config);
	add_authentication(&args, settings);
	add_encryption(&args, settings);
	if (!settings->software_compression) {
		add(&args, "nobsdcomp");
		add(&args, "nodeflate");
	}
	add_address(&args, settings);
	add_ipv4(&args, settings);
	add_ipv6(&args, settings);
	add_nonzero(&args, "idle", settings->idle_seconds);
	if (settings->kind == DIALER_KIND_PPPOE) {
		add_pppoe(&args, config, settings, device);
	} else {
		add_serial(&args, config, settings, device);
	}
	if (args.failed) {
		talloc_free(args.argv);
		return WERR_NOT_ENOUGH_MEMORY;
	}
	*argv = talloc_move(mem_ctx, &args.argv);
	return WERR_OK;
}
