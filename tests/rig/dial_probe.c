/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dial_probe: the dialer alone, without rrasd: dials once and prints what
 * becomes of it.  For the rig, and for the isp's matrix of misbehaviour.
 *
 *	dial_probe [-f] [-x COMMAND] [-s SECONDS] LABEL [SETTING=VALUE...]
 *
 * -x runs COMMAND when the link is up, and waits for its end.  -s hangs up
 * after so many seconds, up or not.  With neither, a link that is up is hung
 * up at once.  -f prints, before it hangs up, all that is known of the link,
 * a line each that begins with "fact".  The last line is
 *	RESULT LABEL state=STATE error=N up=MS end=MS hangup=MS reason
 * when the link is disconnected, or is not after a minute and a half.
 */
#include <arpa/inet.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "server/dialer/backend.h"
#include "server/ports/ports.h"

#define PATIENCE_SECONDS 90 /* more than all deadlines of a link together */

struct probe {
	struct tevent_context *ev;
	struct dialer_link *link;
	const char *label, *command;
	int seconds;
	bool facts;
	struct timeval start, up, hangup;
	char ifname[IF_NAMESIZE];
	enum dialer_state state;
	enum dialer_phase phase;
	bool was_up, over;
};

static const char *const states[] = {"disconnected", "connecting", "connected",
				     "disconnecting"};

static struct dialer_settings settings = {
	.device = "",
	.number = "",
	.user = "alice",
	.domain = "",
	.password = "pw-alice",
	.allow_pap = true,
	.allow_chap = true,
	.allow_mschapv2 = true,
	.eap_methods = 1u << DIALER_EAP_MD5 | 1u << DIALER_EAP_MSCHAPV2,
	.ipv4 = true,
	.ipv6 = true,
	.lcp_extensions = true,
	.eap_tls = {.pin = ""},
};

static const char *nics[] = {"wan0", NULL};
static const char *ttys[] = {"/dev/ttyModem0", "/dev/ttyNull0", NULL};

static const struct ports_config ports_config = {
	.count = {[PORT_KIND_PPPOE] = 128,
		  [PORT_KIND_PPTP] = 128,
		  [PORT_KIND_L2TP] = 128,
		  [PORT_KIND_SSTP] = 128},
	.serial_devices = ttys,
};

static struct dialer_config config = {
	.dial_timeout = 10,
	.authenticate_timeout = 8,
	.network_timeout = 5,
	.hangup_timeout = 5,
	.lcp_echo_interval = 1,
	.lcp_echo_failure = 2,
	.lcp_restart = 1,
	.lcp_max_configure = 4,
	.padi_timeout = 1,
	.padi_attempts = 2,
	.modem_connect_timeout = 4,
	.sstp_ca_file = "",
	.modem_init = "ATZ",
	.tunnel_timeout = 6,
	.vici_socket = "",
	.pppd_path = "/usr/sbin/pppd",
	.certificate_dir = "/tmp/tls/router",
	.pppoe_interfaces = nics,
};

static long since(const struct timeval *start)
{
	struct timeval now = tevent_timeval_current();

	if (start->tv_sec == 0) {
		return -1;
	}
	now = tevent_timeval_until(start, &now);
	return now.tv_sec * 1000 + now.tv_usec / 1000;
}

static void print_lcp(const char *end, const struct ppp_lcp_options *o)
{
	printf("fact lcp.%s mru=%u accm=%08x mrru=%u%s%s%s%s auth=%s eap=%u\n",
	       end, o->mru, o->accm, o->mrru,
	       o->protocol_compression ? " pfc" : "",
	       o->address_compression ? " acfc" : "",
	       o->magic_number ? " magic" : "",
	       o->short_sequence ? " ssnhf" : "", ppp_auth_name(o),
	       o->eap_type);
}

static void print_ccp(const char *end, const struct ppp_ccp_options *o)
{
	printf("fact ccp.%s %u mppe=%u%s%s\n", end, o->algorithm, o->mppe_bits,
	       o->mppe_stateless ? " stateless" : "", o->mppc ? " mppc" : "");
}

static void print_address(const char *name, const struct in_addr *address)
{
	char text[INET_ADDRSTRLEN];

	inet_ntop(AF_INET, address, text, sizeof(text));
	printf("fact ip.%s %s\n", name, text);
}

/* As the link-local address that the kernel makes of it. */
static void print_ifid(const char *name, const uint8_t ifid[8])
{
	struct in6_addr address = {.s6_addr = {0xfe, 0x80}};
	char text[INET6_ADDRSTRLEN];

	memcpy(address.s6_addr + 8, ifid, 8);
	inet_ntop(AF_INET6, &address, text, sizeof(text));
	printf("fact ip6.%s %s\n", name, text);
}

static void print_projection(const struct ppp_projection *ppp)
{
	printf("fact up%s%s%s%s\n", ppp->lcp_up ? " lcp" : "",
	       ppp->ip_up ? " ip" : "", ppp->ip6_up ? " ip6" : "",
	       ppp->ccp_up ? " ccp" : "");
	print_lcp("local", &ppp->lcp_local);
	print_lcp("remote", &ppp->lcp_remote);
	print_address("local", &ppp->local);
	print_address("remote", &ppp->remote);
	print_address("dns1", &ppp->dns[0]);
	print_address("dns2", &ppp->dns[1]);
	printf("fact vj%s%s\n", ppp->vj_local ? " local" : "",
	       ppp->vj_remote ? " remote" : "");
	print_ifid("local", ppp->local_ifid);
	print_ifid("remote", ppp->remote_ifid);
	print_ccp("local", &ppp->ccp_local);
	print_ccp("remote", &ppp->ccp_remote);
}

static void print_facts(const struct dialer_status *status)
{
	struct timespec now;

	printf("fact user %s\\%s\n", status->domain, status->user);
	printf("fact local %s\nfact remote %s\n", status->local_endpoint,
	       status->remote_endpoint);
	printf("fact interface %s %d\n", status->ifname, status->ifindex);
	clock_gettime(CLOCK_BOOTTIME, &now);
	printf("fact seconds %ld\n",
	       (long)(now.tv_sec - status->connected_boottime.tv_sec));
	print_projection(&status->ppp);
	fflush(stdout);
}

static void hang_up(struct probe *probe)
{
	struct tevent_req *req;

	if (probe->hangup.tv_sec != 0) {
		return;
	}
	if (probe->facts) {
		print_facts(dialer_link_status(probe->link));
	}
	probe->hangup = tevent_timeval_current();
	req = dialer_link_disconnect_send(probe, probe->ev, probe->link);
	if (req == NULL) {
		exit(1);
	}
}

static void time_is_over(struct tevent_context *ev, struct tevent_timer *te,
			 struct timeval now, void *private_data)
{
	hang_up(private_data);
}

static void patience_is_over(struct tevent_context *ev, struct tevent_timer *te,
			     struct timeval now, void *private_data)
{
	struct probe *probe = private_data;

	probe->over = true;
}

static void is_up(struct probe *probe, const struct dialer_status *status)
{
	char local[INET_ADDRSTRLEN], remote[INET_ADDRSTRLEN];

	inet_ntop(AF_INET, &status->ppp.local, local, sizeof(local));
	inet_ntop(AF_INET, &status->ppp.remote, remote, sizeof(remote));
	printf("%6ld up: %s %s -> %s, dns %s, auth %s, mru %u, mtu %u, mppe %u\n",
	       since(&probe->start), status->ifname, local, remote,
	       inet_ntoa(status->ppp.dns[0]),
	       ppp_auth_name(&status->ppp.lcp_remote),
	       status->ppp.lcp_local.mru, status->ppp.lcp_remote.mru,
	       status->ppp.ccp_local.mppe_bits);
	snprintf(probe->ifname, sizeof(probe->ifname), "%s", status->ifname);
	probe->was_up = true;
	probe->up = tevent_timeval_current();
	fflush(stdout);
	if (probe->command != NULL && system(probe->command) != 0) {
		printf("%6ld the command failed\n", since(&probe->start));
	}
	if (probe->command == NULL && probe->seconds == 0) {
		hang_up(probe);
	}
}

static void changed(struct dialer_link *link, void *private_data)
{
	static const char *const phases[] = {"-",   "queued",	    "dial",
					     "lcp", "authenticate", "network",
					     "up",  "hangup"};
	struct probe *probe = private_data;
	const struct dialer_status *status = dialer_link_status(link);

	if (status->state != probe->state || status->phase != probe->phase) {
		printf("%6ld %s, %s\n", since(&probe->start),
		       states[status->state], phases[status->phase]);
	}
	probe->state = status->state;
	probe->phase = status->phase;
	if (status->state == DIALER_CONNECTED && !probe->was_up) {
		is_up(probe, status);
	}
	probe->over = status->state == DIALER_DISCONNECTED;
}

static void set_hash(const char *hex)
{
	unsigned byte;
	size_t i;

	for (i = 0; i < DIALER_CERTIFICATE_HASH; i++) {
		if (sscanf(hex + 2 * i, "%2x", &byte) != 1) {
			break;
		}
		settings.eap_tls.hash[i] = (uint8_t)byte;
	}
}

static void set(const char *name, const char *value)
{
	const struct {
		const char *name;
		bool *flag;
	} flags[] = {{"pap", &settings.allow_pap},
		     {"chap", &settings.allow_chap},
		     {"mschapv2", &settings.allow_mschapv2},
		     {"eap", &settings.allow_eap},
		     {"ipv4", &settings.ipv4},
		     {"ipv6", &settings.ipv6},
		     {"gateway", &settings.default_gateway},
		     {"extensions", &settings.lcp_extensions},
		     {"vj", &settings.ip_header_compression},
		     {"compress", &settings.software_compression},
		     {"tls", &settings.tls_encrypts}};
	const struct {
		const char *name;
		const char **text;
	} texts[] = {{"device", &settings.device},
		     {"number", &settings.number},
		     {"user", &settings.user},
		     {"domain", &settings.domain},
		     {"password", &settings.password},
		     {"pin", &settings.eap_tls.pin},
		     {"nic", &nics[0]},
		     {"plugins", &config.pppd_plugin_dir},
		     {"helper", &config.connect_helper},
		     {"tunnel", &config.tunnel_helper},
		     {"ca", &config.sstp_ca_file},
		     {"vici", &config.vici_socket},
		     {"pppd", &config.pppd_path}};
	size_t i;

	for (i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
		if (strcmp(name, flags[i].name) == 0) {
			*flags[i].flag = atoi(value) != 0;
		}
	}
	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		if (strcmp(name, texts[i].name) == 0) {
			*texts[i].text = value;
		}
	}
	if (strcmp(name, "kind") == 0) {
		settings.kind = (enum dialer_kind)atoi(value);
	} else if (strcmp(name, "mppe") == 0) {
		settings.encryption = (enum dialer_encryption)atoi(value);
	} else if (strcmp(name, "ip") == 0) {
		settings.specific_ip = true;
		inet_aton(value, &settings.ipaddr);
	} else if (strcmp(name, "methods") == 0) {
		settings.eap_methods = (uint32_t)atoi(value);
	} else if (strcmp(name, "certificate") == 0) {
		set_hash(value);
	} else if (strcmp(name, "dns") == 0) {
		settings.specific_dns = true;
		inet_aton(value, &settings.dns[0]);
	} else if (strcmp(name, "key") == 0) {
		settings.ipsec_key = data_blob_const(value, strlen(value));
	} else if (strcmp(name, "idle") == 0) {
		settings.idle_seconds = (uint32_t)atoi(value);
	}
}

static void result(const struct probe *probe, uint32_t error,
		   const char *reason)
{
	if (probe->ifname[0] != '\0' && if_nametoindex(probe->ifname) != 0) {
		printf("the interface %s is still there\n", probe->ifname);
	}
	printf("RESULT %-24s state=%s error=%u up=%ld end=%ld hangup=%ld %s\n",
	       probe->label, states[dialer_link_status(probe->link)->state],
	       error,
	       probe->was_up ? since(&probe->start) - since(&probe->up) : -1,
	       since(&probe->start), since(&probe->hangup), reason);
}

static bool after(struct probe *probe, uint32_t seconds,
		  tevent_timer_handler_t handler)
{
	return tevent_add_timer(probe->ev, probe,
				tevent_timeval_current_ofs(seconds, 0), handler,
				probe) != NULL;
}

static int dial(struct probe *probe)
{
	const struct dialer_status *status;
	struct dialer *dialer;
	const char *why;
	WERROR error;

	dialer = dialer_create(probe, probe->ev, &config,
			       ports_create(probe, probe->ev, &ports_config),
			       dialer_backend_pppd());
	probe->link =
		dialer_link_create(probe, dialer, probe->label, changed, probe);
	probe->start = tevent_timeval_current();
	error = dialer_link_connect(probe->link, &settings);
	if (W_ERROR_V(error) != PENDING) {
		dialer_probe(dialer, probe, &why);
		result(probe, W_ERROR_V(error), why);
		return 1;
	}
	if (!after(probe, PATIENCE_SECONDS, patience_is_over) ||
	    (probe->seconds != 0 &&
	     !after(probe, (uint32_t)probe->seconds, time_is_over))) {
		return 1;
	}
	while (!probe->over) {
		tevent_loop_once(probe->ev);
	}
	status = dialer_link_status(probe->link);
	result(probe, W_ERROR_V(status->last_error), status->reason);
	return status->failed;
}

int main(int argc, char **argv)
{
	struct probe *probe = talloc_zero(NULL, struct probe);
	int option, i, status;
	char *equals;

	while ((option = getopt(argc, argv, "fx:s:")) != -1) {
		if (option == 'x') {
			probe->command = optarg;
		} else if (option == 's') {
			probe->seconds = atoi(optarg);
		} else if (option == 'f') {
			probe->facts = true;
		} else {
			return 2;
		}
	}
	if (optind == argc) {
		return 2;
	}
	probe->label = argv[optind];
	for (i = optind + 1; i < argc; i++) {
		equals = strchr(argv[i], '=');
		if (equals == NULL) {
			return 2;
		}
		*equals = '\0';
		set(argv[i], equals + 1);
	}
	probe->ev = tevent_context_init(probe);
	status = dial(probe);
	talloc_free(probe);
	return status;
}
