/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rras_pppd.so: tells rrasd what goes on inside of pppd, and asks it for the
 * password when the peer asks us.
 *
 *	plugin .../rras_pppd.so rras-fd N [rras-report-fd M]
 *		[rras-echo-failure K]
 *		[rras-link-id ID rras-link-socket PATH rras-lock-fd L]
 *
 * N is our end of a SOCK_SEQPACKET pair; M, the connect helper's, is only
 * closed here when the helper is done; L is a file that the process has locked
 * (link_record.h), ID and PATH are for the rrasd after this one.  All come
 *before all options that can fail, so that as much as possible is reported.
 *
 * For a link through a tunnel (channel.h):
 *
 *	rras-tunnel KIND rras-tunnel-helper PATH rras-tunnel-server HOST ...
 *
 * In the options of a server of links (pppoe-server, pptpd, xl2tpd, a getty):
 *
 *	plugin .../rras_pppd.so rras-dial-in KIND [rras-dial-in-socket PATH]
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <net/if.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>
#include "channel.h"
#include "dialed.h"
#include "plugin.h"
#include "port.h"
#include "served.h"
#include "transport.h"

/* What pppd looks for; all else is hidden from its name space. */
#define EXPORTED __attribute__((visibility("default")))
extern EXPORTED char pppd_version[];
EXPORTED void plugin_init(void);

char pppd_version[] = PPPD_VERSION;

static int report_fd = -1;
static bool default_route;

int plugin_echo_failure;
struct plugin_seen plugin_seen;

/* -- the password -- */

/*
 * 1, not the 0 that PLUGINS names, is success: auth.c takes 0 for "no
 * secret".  Without a buffer it is the question whether PAP is possible.
 */
static int on_pap_password(char *user_name, char *secret)
{
	if (secret == NULL) {
		return 1;
	}
	return transport_ask_secret(RRAS_PLUGIN_AUTH_PAP, secret) ? 1 : 0;
}

/* Else LCP refuses CHAP and EAP unless chap-secrets has an entry. */
static int on_chap_check(void)
{
	return 1;
}

/* For EAP-MD5 and EAP-MSCHAPv2 too. */
static int on_chap_password(char *user_name, char *secret)
{
	return transport_ask_secret(plugin_auth_of(&lcp_hisoptions[0]), secret)
		       ? 0
		       : -1;
}

/* Whether there is one or not: a key may need none. */
static int on_key_password(char *key_file, char *secret)
{
	if (!transport_ask_secret(RRAS_PLUGIN_AUTH_KEY, secret)) {
		secret[0] = '\0';
	}
	return 0;
}

/* A pppd without EAP-TLS has no such hook. */
static void use_key_password(void)
{
	int (**hook)(char *, char *) = (int (**)(char *, char *))dlsym(
		RTLD_DEFAULT, "eaptls_passwd_hook");

	if (hook != NULL) {
		*hook = on_key_password;
	}
}

/* The links that we serve have their server's secrets. */
static void use_our_passwords(void)
{
	use_key_password();
	pap_passwd_hook = on_pap_password;
	chap_check_hook = on_chap_check;
	chap_passwd_hook = on_chap_password;
}

/* -- options -- */

static bool parse_fd(const char *text, int *fd)
{
	char *end;
	long value = strtol(text, &end, 10);

	if (end == text || *end != '\0' || value < 3 || value > 65535 ||
	    fcntl((int)value, F_GETFD) == -1) {
		return false;
	}
	*fd = (int)value;
	return true;
}

static int set_socket(char **argv)
{
	int fd;

	if (!parse_fd(argv[0], &fd)) {
		return 0;
	}
	transport_inherit(fd);
	use_our_passwords();
	return 1;
}

static int set_dial_in(char **argv)
{
	static char unknown[] = "rras-dial-in: '%s' is no kind of link";

	if (!served_set_kind(argv[0])) {
		compat_option_error(unknown, argv[0]);
		return 0;
	}
	return 1;
}

static int set_report(char **argv)
{
	return parse_fd(argv[0], &report_fd);
}

static int set_tunnel(char **argv)
{
	channel_use(argv[0]);
	return 1;
}

static int set_eap_methods(char **argv)
{
	char *end;
	unsigned long mask = strtoul(argv[0], &end, 10);

	if (end == argv[0] || *end != '\0' || mask == 0 || mask > UINT32_MAX) {
		return 0;
	}
	eap_set_methods((unsigned)mask);
	return 1;
}

static int set_mppe_optional(char **argv)
{
	mppe_optional_enable();
	return 1;
}

static int set_names(char **argv)
{
	return names_ask(argv[0]);
}

/*
 * [MS-RRASM] 2.2.1.2.84, MPRIO_DisableLcpExtensions: "disables the PPP LCP
 * extensions defined in [RFC1570]".  pppd sends none of them, and grants a peer
 * none, no call-back for one.  What it does grant beyond RFC 1661 is the name
 * of the peer's end point, of RFC 1990: an extension of LCP, too.
 */
static int set_no_lcp_extensions(char **argv)
{
	lcp_allowoptions[0].neg_endpoint = 0;
	return 1;
}

static int set_lock(char **argv)
{
	int fd;

	if (!parse_fd(argv[0], &fd)) {
		return 0;
	}
	dialed_set_lock(fd);
	return 1;
}

static int set_link_id(char **argv)
{
	return dialed_set_id(argv[0]);
}

static compat_option options[] = {
	{.name = "rras-fd",
	 .type = o_special,
	 .addr = (void *)set_socket,
	 .description = "socket to rrasd",
	 .flags = OPT_PRIV | OPT_NOPRINT},
	{.name = "rras-link-id",
	 .type = o_special,
	 .addr = (void *)set_link_id,
	 .description = "of the link's record",
	 .flags = OPT_PRIV | OPT_NOPRINT},
	{.name = "rras-link-socket",
	 .type = o_string,
	 .addr = &dialed_socket,
	 .description = "socket of the next rrasd",
	 .flags = OPT_PRIV},
	{.name = "rras-lock-fd",
	 .type = o_special,
	 .addr = (void *)set_lock,
	 .description = "file of which this process holds the lock",
	 .flags = OPT_PRIV | OPT_NOPRINT},
	{.name = "rras-dial-in",
	 .type = o_special,
	 .addr = (void *)set_dial_in,
	 .description = "this machine serves the link; what kind it is",
	 .flags = OPT_PRIV | OPT_NOPRINT},
	{.name = "rras-dial-in-socket",
	 .type = o_string,
	 .addr = &served_socket,
	 .description = "socket of rrasd for served links",
	 .flags = OPT_PRIV},
	{.name = "rras-report-fd",
	 .type = o_special,
	 .addr = (void *)set_report,
	 .description = "socket of the connect helper",
	 .flags = OPT_PRIV | OPT_NOPRINT},
	{.name = "rras-eap-methods",
	 .type = o_special,
	 .addr = (void *)set_eap_methods,
	 .description = "EAP methods that we may use; a bit each",
	 .flags = OPT_PRIV | OPT_NOPRINT},
	{.name = "rras-mppe-optional",
	 .type = o_special_noarg,
	 .addr = (void *)set_mppe_optional,
	 .description = "MPPE if the peer speaks it",
	 .flags = OPT_PRIV | OPT_NOPRINT},
	{.name = "rras-names",
	 .type = o_special,
	 .addr = (void *)set_names,
	 .description = "name servers to ask the peer for",
	 .flags = OPT_PRIV | OPT_NOPRINT},
	{.name = "rras-no-lcp-extensions",
	 .type = o_special_noarg,
	 .addr = (void *)set_no_lcp_extensions,
	 .description = "grant nothing beyond RFC 1661",
	 .flags = OPT_PRIV | OPT_NOPRINT},
	{.name = "rras-default-route",
	 .type = o_bool,
	 .addr = &default_route,
	 .description = "IPv4 goes through the link",
	 .flags = OPT_PRIV | 1},
	{.name = "rras-echo-failure",
	 .type = o_int,
	 .addr = &plugin_echo_failure,
	 .description = "lcp-echo-failure, for us",
	 .flags = OPT_PRIV | OPT_NOPRINT},
	{.name = "rras-tunnel",
	 .type = o_special,
	 .addr = (void *)set_tunnel,
	 .description = "dial a tunnel; of what kind",
	 .flags = OPT_PRIV | OPT_NOPRINT},
	{.name = "rras-tunnel-helper",
	 .type = o_string,
	 .addr = &channel_helper,
	 .description = "the program rras-tunnel",
	 .flags = OPT_PRIV},
	{.name = "rras-tunnel-server",
	 .type = o_string,
	 .addr = &channel_server,
	 .description = "the server of the tunnel",
	 .flags = OPT_PRIV},
	{.name = "rras-tunnel-name",
	 .type = o_string,
	 .addr = &channel_name,
	 .description = "what we tell the server to be",
	 .flags = OPT_PRIV},
	{.name = "rras-tunnel-ca",
	 .type = o_string,
	 .addr = &channel_ca_file,
	 .description = "who may have signed the server's certificate",
	 .flags = OPT_PRIV},
	{.name = "rras-tunnel-vici",
	 .type = o_string,
	 .addr = &channel_vici,
	 .description = "the socket of the IKE daemon",
	 .flags = OPT_PRIV},
	{.name = "rras-tunnel-timeout",
	 .type = o_int,
	 .addr = &channel_timeout,
	 .description = "seconds for the tunnel to be made",
	 .flags = OPT_PRIV},
	{.name = "rras-tunnel-hello",
	 .type = o_int,
	 .addr = &channel_hello,
	 .description = "seconds between signs of life",
	 .flags = OPT_PRIV},
	{.name = "rras-tunnel-ipsec",
	 .type = o_bool,
	 .addr = &channel_wants_key,
	 .description = "with IPsec; rrasd has the key",
	 .flags = OPT_PRIV | 1},
	{.name = NULL},
};

/* -- what goes on -- */

/*
 * The link goes down and no Terminate-Request has said why.  LCP gives up
 * after its last Configure-Request; all else is a lost line.  (pppd's status
 * does not tell: EOF on the closing channel overwrites it with EXIT_HANGUP.)
 */
static void report_silent_end(void)
{
	if (plugin_seen.terminated || plugin_seen.end_reported ||
	    plugin_seen.farthest < PHASE_ESTABLISH) {
		return;
	}
	plugin_seen.end_reported = true;
	if (plugin_seen.farthest == PHASE_ESTABLISH &&
	    plugin_seen.configures >= lcp_fsm[0].maxconfreqtransmits) {
		plugin_send_event(RRAS_PLUGIN_LCP_TIMEOUT);
	} else {
		plugin_send_event(RRAS_PLUGIN_HANGUP);
	}
}

static bool plugin_phase(int phase, uint32_t *ours)
{
	switch (phase) {
	case PHASE_SERIALCONN:
		*ours = RRAS_PLUGIN_PHASE_DIAL;
		return true;
	case PHASE_ESTABLISH:
		*ours = RRAS_PLUGIN_PHASE_ESTABLISH;
		return true;
	case PHASE_AUTHENTICATE:
		*ours = RRAS_PLUGIN_PHASE_AUTHENTICATE;
		return true;
	case PHASE_NETWORK:
		*ours = RRAS_PLUGIN_PHASE_NETWORK;
		return true;
	case PHASE_TERMINATE:
	case PHASE_DISCONNECT:
	case PHASE_DEAD:
		*ours = RRAS_PLUGIN_PHASE_DOWN;
		return true;
	default:
		return false;
	}
}

static void on_phase(void *unused, int phase)
{
	struct rras_plugin_message message = {.type = RRAS_PLUGIN_PHASE};
	bool forward = phase > plugin_seen.farthest && phase <= PHASE_RUNNING;

	if (forward) {
		plugin_seen.farthest = phase;
	}
	if (phase == PHASE_ESTABLISH && report_fd != -1) {
		close(report_fd); /* else the scripts to come inherit it */
		report_fd = -1;
	}
	if (phase == PHASE_DISCONNECT || phase == PHASE_DEAD) {
		report_silent_end();
	}
	if (plugin_phase(phase, &message.phase.phase)) {
		message.phase.ifindex = if_nametoindex(compat_ifname());
		plugin_send(&message, sizeof(message.phase));
	}
	if (phase == PHASE_AUTHENTICATE) {
		plugin_report_lcp(); /* the phase that follows LCP's end */
	}
	if (phase == PHASE_ESTABLISH || phase == PHASE_RUNNING) {
		plugin_report_ccp(); /* no longer up, or up */
	}
	mppe_optional_phase(phase);
	served_phase(phase);
	channel_phase(phase);
	port_phase();
	dialed_phase();
}

static void on_ip_up(void *unused, int unused_too)
{
	served_up();
	dialed_up();
	plugin_report_ccp();
	if (default_route && !route_add_default(compat_ifname())) {
		error("no default route through %s: %m", compat_ifname());
	}
	plugin_report_ip();
}

static void on_ip_down(void *unused, int unused_too)
{
	plugin_send_event(RRAS_PLUGIN_IP_DOWN);
}

static void on_ip6_up(void *unused, int unused_too)
{
	served_up();
	dialed_up();
	plugin_report_ccp();
	plugin_report_ip6();
}

static void on_ip6_down(void *unused, int unused_too)
{
	plugin_send_event(RRAS_PLUGIN_IP6_DOWN);
}

/* The peer has proven who it is: only a link that we serve asks for that. */
static void on_peer(void *unused, int unused_too)
{
	plugin_report_peer();
}

static void on_end(void *unused, int unused_too)
{
	struct rras_plugin_message message = {.type = RRAS_PLUGIN_EXIT};

	/* Of a link that never was 2.5.x logs that it has no statistics, and
	 * pppd's last words are wanted for something better. */
	if (plugin_seen.farthest >= PHASE_NETWORK) {
		compat_traffic(&message.exit.rx_bytes, &message.exit.tx_bytes);
	}
	plugin_send(&message, sizeof(message.exit));
}

/* In a child of pppd: what it runs must not hold rrasd's socket open. */
static void on_fork(void *unused, int unused_too)
{
	transport_close();
}

void plugin_init(void)
{
	/* It will know a password. The limit that rrasd sets does not hold
	 * for cores that the kernel sends to a pipe. */
	prctl(PR_SET_DUMPABLE, 0);
	compat_add_options(options);
	snoop_recv_hook = plugin_received;
	snoop_send_hook = plugin_sent;
	COMPAT_NOTIFY(phasechange, NF_PHASE_CHANGE, on_phase);
	COMPAT_NOTIFY(ip_up_notifier, NF_IP_UP, on_ip_up);
	COMPAT_NOTIFY(ip_down_notifier, NF_IP_DOWN, on_ip_down);
	COMPAT_NOTIFY(ipv6_up_notifier, NF_IPV6_UP, on_ip6_up);
	COMPAT_NOTIFY(ipv6_down_notifier, NF_IPV6_DOWN, on_ip6_down);
	COMPAT_NOTIFY(auth_up_notifier, NF_AUTH_UP, on_peer);
	COMPAT_NOTIFY(exitnotify, NF_EXIT, on_end);
	COMPAT_NOTIFY(fork_notifier, NF_FORK, on_fork);
}
