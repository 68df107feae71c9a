/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The daemon's configuration: one table of options, read through Samba's
 * public parser (libsamba-hostconfig).
 */
#include "config.h"

#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <param.h>

#include "options.h"
#include "log.h"
#include "metrics_endpoint.h"
#include "smb_conf.h"

#define CONNECT_HELPER RRAS_LIBEXECDIR "/rras-connect"
#define TUNNEL_HELPER  RRAS_LIBEXECDIR "/rras-tunnel"

enum option_type {
	OPTION_PATH,	/* absolute */
	OPTION_TEXT,	/* any text, may be empty */
	OPTION_AUDIT,	/* "journal" or an absolute path */
	OPTION_METRICS, /* "unix", a port number, or nothing */
	OPTION_BOOL,	/* Samba's yes/no/true/false/1/0 */
	OPTION_NUMBER,	/* decimal, min to max */
	OPTION_CHOICE,	/* one of choices; the value is its index */
	OPTION_LIST,	/* separated by commas or blanks; NULL when not set */
};

struct option {
	const char *name;
	enum option_type type;
	size_t offset;
	const char *value; /* the default, as it would be written */
	uint32_t min, max;
	const char *unit; /* of a number, or "" */
	const char *help;
};

#define AT(member) offsetof(struct rrasd_config, member)
#define SECONDS(text, member, value, max, help)                        \
	{                                                              \
		text, OPTION_NUMBER, AT(dialer.member), value, 1, max, \
			"seconds", help                                \
	}
#define NUMBER(text, member, value, min, max, help)                        \
	{                                                                  \
		text, OPTION_NUMBER, AT(member), value, min, max, "", help \
	}
#define PORTS(text, kind, value, min, help) \
	NUMBER(text, ports.count[kind], value, min, PORTS_MAX, help)
#define OTHER(text, type, member, value, help)                \
	{                                                     \
		text, type, AT(member), value, 0, 0, "", help \
	}

/* Indexes: enum router_type, enum name_servers_program. */
static const struct choice {
	const char *option;
	const char *words[5];
	const char *allowed;
} choices[] = {
	{"router type", {"lan", "full"}, "\"lan\" or \"full\""},
	{"name servers",
	 {"none", "auto", "resolved", "resolvconf"},
	 "\"none\", \"auto\", \"resolved\" or \"resolvconf\""},
};

static const struct option options[] = {
	OTHER("state directory", OPTION_PATH, state_dir, RRAS_STATEDIR,
	      "where interfaces, credentials and router.pbk are kept"),
	OTHER("run directory", OPTION_PATH, run_dir, RRAS_RUNDIR,
	      "where the socket rrasd.sock is"),
	OTHER("router type", OPTION_CHOICE, router_type, "full",
	      "lan: no demand dialing; full: LAN and demand-dial routing"),
	OTHER("allow uid 0", OPTION_BOOL, allow_uid_0, "yes",
	      "remote callers with the Unix user id 0 are administrators"),
	OTHER("audit", OPTION_AUDIT, audit, "journal",
	      "where one line per change or refusal goes"),
	OTHER("return passwords", OPTION_BOOL, return_passwords, "no",
	      "passwords, keys and PINs are returned on a sealed connection"),
	OTHER("metrics", OPTION_METRICS, metrics, "unix",
	      "where Prometheus reads: \"unix\" is metrics.sock in the run "
	      "directory, for root; a number is a port of 127.0.0.1, for all "
	      "users of this machine; empty is nowhere"),
	OTHER("name servers", OPTION_CHOICE, name_servers, "auto",
	      "who is told the name servers of links: none, resolved, "
	      "resolvconf, or auto: which of the two is there"),
	NUMBER("max calls", max_calls, "4096", 1, 1000000,
	       "calls that may be outstanding"),
	NUMBER("max calls per peer", max_calls_per_peer, "2048", 1, 1000000,
	       "calls that may be outstanding on one connection to rrasd"),
	OTHER("pppd path", OPTION_PATH, dialer.pppd_path, "/usr/sbin/pppd",
	      "the pppd program"),
	OTHER("pppd plugin directory", OPTION_PATH, dialer.pppd_plugin_dir,
	      RRAS_PLUGINDIR,
	      "where rras_pppd.so is, or below it in pppd-VERSION"),
	OTHER("connect helper", OPTION_PATH, dialer.connect_helper,
	      CONNECT_HELPER, "the program that dials a modem"),
	OTHER("tunnel helper", OPTION_PATH, dialer.tunnel_helper, TUNNEL_HELPER,
	      "the program that makes PPTP, L2TP and SSTP tunnels"),
	OTHER("sstp ca file", OPTION_TEXT, dialer.sstp_ca_file, "",
	      "PEM: who may sign certificates of SSTP servers; none: those "
	      "whom this machine trusts"),
	OTHER("certificate directory", OPTION_PATH, dialer.certificate_dir,
	      RRAS_STATEDIR "/certificates",
	      "certificates and keys of EAP-TLS, see rrasd(8)"),
	OTHER("vici socket", OPTION_TEXT, dialer.vici_socket, "",
	      "where strongSwan's IKE daemon is told of L2TP's IPsec; none: "
	      "/run/charon.vici"),
	OTHER("pppoe interfaces", OPTION_LIST, dialer.pppoe_interfaces, "",
	      "Ethernet devices for PPPoE; none: every one that is up"),
	PORTS("pppoe ports", PORT_KIND_PPPOE, "128", 0,
	      "PPPoE links that may be up at once"),
	PORTS("pptp ports", PORT_KIND_PPTP, "128", 1,
	      "PPTP links that may be up at once"),
	PORTS("l2tp ports", PORT_KIND_L2TP, "128", 0,
	      "L2TP links that may be up at once"),
	PORTS("sstp ports", PORT_KIND_SSTP, "128", 0,
	      "SSTP links that may be up at once"),
	PORTS("ikev2 ports", PORT_KIND_IKEV2, "0", 0,
	      "ports for IKEv2, which nothing here carries links over yet"),
	OTHER("serial devices", OPTION_LIST, ports.serial_devices, "",
	      "ttys for modems and direct links; none: every serial port"),
	NUMBER("max dials", dialer.max_dials, "32", 0, 100000,
	       "attempts under way at once, the others wait; 0: no limit"),
	NUMBER("queue timeout", dialer.queue_timeout, "600", 1, 86400,
	       "seconds that an attempt may wait for its turn"),
	NUMBER("redial max interval", autodial.max_seconds, "600", 1, 86400,
	       "seconds: the longest wait between attempts; it doubles up to "
	       "this"),
	NUMBER("redial jitter", autodial.jitter, "20", 0, 90,
	       "percent by which such waits vary"),
	NUMBER("redial refused interval", autodial.refused_seconds, "1800", 0,
	       86400,
	       "seconds: the shortest wait after the peer has refused the "
	       "user; 0: it is not dialed again"),
	SECONDS("dial timeout", dial_timeout, "90", 3600,
		"from the start of an attempt until LCP begins"),
	SECONDS("authenticate timeout", authenticate_timeout, "30", 3600,
		"for LCP and for the authentication, each"),
	SECONDS("network timeout", network_timeout, "30", 3600,
		"from the authentication until an address is agreed on"),
	SECONDS("hangup timeout", hangup_timeout, "10", 3600,
		"for an orderly hang-up, before pppd is killed"),
	SECONDS("connect timeout", modem_connect_timeout, "60", 3600,
		"for a modem's CONNECT after the number is dialed"),
	SECONDS("tunnel timeout", tunnel_timeout, "30", 600,
		"for a PPTP, L2TP or SSTP tunnel, its server's name included"),
	/* Two may be lost in the half minute in which a silent peer is to be
	 * noticed. */
	SECONDS("tunnel hello interval", tunnel_hello, "10", 600,
		"between a tunnel's signs of life; a server that answers none "
		"of some in a row is given up"),
	SECONDS("adoption timeout", adopt_timeout, "30", 3600,
		"for the pppd of a link that an earlier rrasd has left, to "
		"call; then it is ended"),
	NUMBER("lcp echo interval", dialer.lcp_echo_interval, "5", 0, 3600,
	       "seconds between LCP echo requests, 0 for none"),
	NUMBER("lcp echo failure", dialer.lcp_echo_failure, "3", 1, 100,
	       "echo requests without an answer that end a link"),
	SECONDS("lcp restart", lcp_restart, "3", 60,
		"between retransmissions of LCP requests"),
	NUMBER("lcp max configure", dialer.lcp_max_configure, "10", 1, 100,
	       "LCP Configure-Requests without an answer"),
	SECONDS("pppoe padi timeout", padi_timeout, "5", 60,
		"for the first PPPoE discovery request; doubles each time"),
	NUMBER("pppoe padi attempts", dialer.padi_attempts, "3", 1, 20,
	       "PPPoE discovery requests without an answer"),
	OTHER("modem init", OPTION_TEXT, dialer.modem_init, "",
	      "AT command sent to a modem before it dials"),
};

#define NUM_OPTIONS (sizeof(options) / sizeof(options[0]))

static void *value_of(struct rrasd_config *config, const struct option *option)
{
	return (uint8_t *)config + option->offset;
}

static bool refuse(TALLOC_CTX *mem_ctx, const struct option *option,
		   const char *text, const char *allowed, const char **why)
{
	*why = talloc_asprintf(mem_ctx, "rras:%s = %s: must be %s",
			       option->name, text, allowed);
	return false;
}

static bool set_number(TALLOC_CTX *mem_ctx, struct rrasd_config *config,
		       const struct option *option, const char *text,
		       const char **why)
{
	unsigned long number;
	char *end = NULL;

	errno = 0;
	number = isdigit((unsigned char)text[0]) ? strtoul(text, &end, 10) : 0;
	if (end == NULL || *end != '\0' || errno != 0 || number < option->min ||
	    number > option->max) {
		const char *allowed = talloc_asprintf(
			mem_ctx, "a number from %u to %u%s%s", option->min,
			option->max, option->unit[0] ? " " : "", option->unit);
		return refuse(mem_ctx, option, text, allowed, why);
	}
	*(uint32_t *)value_of(config, option) = (uint32_t)number;
	return true;
}

static bool set_choice(TALLOC_CTX *mem_ctx, struct rrasd_config *config,
		       const struct option *option, const char *text,
		       const char **why)
{
	const struct choice *choice = choices;
	uint32_t i;

	while (strcmp(choice->option, option->name) != 0) {
		choice++;
	}
	for (i = 0; choice->words[i] != NULL; i++) {
		if (strcasecmp(choice->words[i], text) == 0) {
			*(uint32_t *)value_of(config, option) = i;
			return true;
		}
	}
	return refuse(mem_ctx, option, text, choice->allowed, why);
}

static bool set_bool(TALLOC_CTX *mem_ctx, struct rrasd_config *config,
		     const struct option *option, const char *text,
		     const char **why)
{
	static const char *const words[] = {"no", "yes", "false", "true",
					    "0",  "1",	 "off",	  "on"};
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strcasecmp(words[i], text) == 0) {
			*(bool *)value_of(config, option) = i % 2 == 1;
			return true;
		}
	}
	return refuse(mem_ctx, option, text, "yes or no", why);
}

static bool set_string(TALLOC_CTX *mem_ctx, struct rrasd_config *config,
		       const struct option *option, const char *text,
		       const char **why)
{
	uint16_t port;
	bool wanted;
	char *copy;

	if (option->type == OPTION_PATH && text[0] != '/') {
		return refuse(mem_ctx, option, text, "an absolute path", why);
	}
	if (option->type == OPTION_AUDIT && text[0] != '/' &&
	    strcasecmp(text, "journal") != 0) {
		return refuse(mem_ctx, option, text,
			      "\"journal\" or an absolute path", why);
	}
	if (option->type == OPTION_METRICS &&
	    !metrics_endpoint_parse(text, &wanted, &port)) {
		return refuse(mem_ctx, option, text,
			      "\"unix\", a port number, or empty", why);
	}
	copy = talloc_strdup(config, text);
	if (copy == NULL) {
		*why = "out of memory";
		return false;
	}
	*(const char **)value_of(config, option) = copy;
	return true;
}

static bool set_list(struct loadparm_context *lp, struct rrasd_config *config,
		     const struct option *option, const char **why)
{
	const char **list = lpcfg_parm_string_list(config, lp, NULL, "rras",
						   option->name, ", \t");

	/* An empty list means the same as none: the dialer looks itself. */
	if (list != NULL && list[0] == NULL) {
		list = NULL;
	}
	*(const char *const **)value_of(config, option) = list;
	return true;
}

static bool set_option(TALLOC_CTX *mem_ctx, struct loadparm_context *lp,
		       struct rrasd_config *config, const struct option *option,
		       const char **why)
{
	const char *text = lpcfg_parm_string(lp, NULL, "rras", option->name);

	if (text == NULL) {
		text = option->value;
	}
	switch (option->type) {
	case OPTION_NUMBER:
		return set_number(mem_ctx, config, option, text, why);
	case OPTION_CHOICE:
		return set_choice(mem_ctx, config, option, text, why);
	case OPTION_BOOL:
		return set_bool(mem_ctx, config, option, text, why);
	case OPTION_LIST:
		return set_list(lp, config, option, why);
	case OPTION_PATH:
	case OPTION_TEXT:
	case OPTION_AUDIT:
	case OPTION_METRICS:
		return set_string(mem_ctx, config, option, text, why);
	}
	return false;
}

/* Samba compares names without regard to case and blanks. */
static bool same_name(const char *a, const char *b)
{
	for (;;) {
		while (*a == ' ' || *a == '\t') {
			a++;
		}
		while (*b == ' ' || *b == '\t') {
			b++;
		}
		if (tolower((unsigned char)*a) != tolower((unsigned char)*b)) {
			return false;
		}
		if (*a == '\0') {
			return true;
		}
		a++;
		b++;
	}
}

static bool is_known(const char *name)
{
	size_t i;

	for (i = 0; i < NUM_OPTIONS; i++) {
		if (same_name(options[i].name, name)) {
			return true;
		}
	}
	return false;
}

static void warn_if_unknown(TALLOC_CTX *mem_ctx, char *line)
{
	char *equals = strchr(line, '=');
	char *name;

	line += strspn(line, " \t");
	if (equals == NULL || strncasecmp(line, "rras", 4) != 0) {
		return;
	}
	name = line + 4;
	name += strspn(name, " \t");
	if (*name != ':' || name > equals) {
		return;
	}
	while (equals > name && equals[-1] == ' ') {
		equals--;
	}
	*equals = '\0';
	if (!is_known(name + 1)) {
		log_warning("unknown option %s in the configuration is "
			    "ignored; see rrasd --show-options",
			    log_quote(mem_ctx, line));
	}
}

/*
 * The parser's public functions answer questions about options by name and
 * cannot list them; but they print them all.
 */
static void warn_of_unknown(TALLOC_CTX *mem_ctx, struct loadparm_context *lp)
{
	char *text = NULL, *line, *next = NULL;
	size_t length = 0;
	FILE *f = open_memstream(&text, &length);

	if (f == NULL) {
		return;
	}
	lpcfg_dump(lp, f, false, 0);
	if (fclose(f) == 0) {
		for (line = strtok_r(text, "\n", &next); line != NULL;
		     line = strtok_r(NULL, "\n", &next)) {
			warn_if_unknown(mem_ctx, line);
		}
	}
	free(text);
}

static bool read_options(TALLOC_CTX *mem_ctx, struct loadparm_context *lp,
			 struct rrasd_config *config, const char **why)
{
	size_t i;

	for (i = 0; i < NUM_OPTIONS; i++) {
		if (!set_option(mem_ctx, lp, config, &options[i], why)) {
			return false;
		}
	}
	config->dialer.run_dir = config->run_dir;
	warn_of_unknown(config, lp);
	return true;
}

bool rrasd_config_load(TALLOC_CTX *mem_ctx, const char *file,
		       struct rrasd_config **config, const char **why)
{
	struct rrasd_config *c = talloc_zero(mem_ctx, struct rrasd_config);
	struct loadparm_context *lp = NULL;
	bool ok;

	*why = "out of memory";
	if (c != NULL) {
		lp = smb_conf_load(mem_ctx, file ? file : lp_default_path(),
				   why);
	}
	ok = lp != NULL && read_options(mem_ctx, lp, c, why);
	TALLOC_FREE(lp);
	if (!ok) {
		TALLOC_FREE(c);
	}
	*config = c;
	return ok;
}

void rrasd_config_print_options(FILE *f)
{
	size_t i;

	fprintf(f, "Options in the [global] section of smb.conf:\n");
	for (i = 0; i < NUM_OPTIONS; i++) {
		const struct option *o = &options[i];

		fprintf(f, "  rras:%s = %s\n      %s", o->name, o->value,
			o->help);
		if (o->type == OPTION_NUMBER) {
			fprintf(f, " (%u to %u%s%s)", o->min, o->max,
				o->unit[0] ? " " : "", o->unit);
		}
		fprintf(f, "\n");
	}
}
