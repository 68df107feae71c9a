/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rras-tunnel: the control side of one tunnel.
 *
 * Our plugin in pppd starts it when the link is to be dialed, and gives it
 * one end of a socket pair (tunnel_proto.h).  It ends when that does, or when
 * the tunnel does.  It is no program for people.
 */
#include "config.h"

#include <fcntl.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <linux/capability.h>
#include "server/ipc/loop_clock.h"
#include "session.h"

#define USAGE                                                               \
	"usage: rras-tunnel --fd=FD --kind=KIND --server=HOST[:PORT]\n"     \
	"           [--timeout=SECONDS] [--hello=SECONDS] [--name=NAME]\n"  \
	"           [--ca-file=FILE] [--vici=SOCKET]\n"                     \
	"pppd's plugin of rrasd runs it for links of the kinds pptp, l2tp " \
	"and sstp.\n"

static bool parse_number(const char *text, uint32_t max, uint32_t *number)
{
	char *end;
	unsigned long value = strtoul(text, &end, 10);

	*number = (uint32_t)value;
	return text[0] >= '0' && text[0] <= '9' && *end == '\0' && value <= max;
}

static bool parse_fd(const char *text, int *fd)
{
	uint32_t number;

	if (!parse_number(text, 65535, &number)) {
		return false;
	}
	*fd = (int)number;
	/* what we start, and the resolver's plug-ins, must not hold it */
	return fcntl(*fd, F_SETFD, FD_CLOEXEC) != -1;
}

static bool parse_option(int option, struct session_options *options)
{
	switch (option) {
	case 'f':
		return parse_fd(optarg, &options->fd);
	case 'k':
		options->protocol = tunnel_protocol(optarg);
		return options->protocol != NULL;
	case 's':
		options->dialed = optarg;
		return server_name_parse(optarg, &options->server);
	case 't':
		return parse_number(optarg, 3600, &options->timeout) &&
		       options->timeout > 0;
	case 'h':
		return parse_number(optarg, 3600, &options->hello_interval) &&
		       options->hello_interval > 0;
	case 'n':
		options->local_name = optarg;
		return true;
	case 'c':
		options->ca_file = optarg;
		return true;
	case 'v':
		options->vici_socket = optarg;
		return true;
	default:
		return false;
	}
}

static bool parse_options(int argc, char **argv,
			  struct session_options *options)
{
	static const struct option known[] = {
		{"fd", required_argument, NULL, 'f'},
		{"kind", required_argument, NULL, 'k'},
		{"server", required_argument, NULL, 's'},
		{"timeout", required_argument, NULL, 't'},
		{"hello", required_argument, NULL, 'h'},
		{"name", required_argument, NULL, 'n'},
		{"ca-file", required_argument, NULL, 'c'},
		{"vici", required_argument, NULL, 'v'},
		{NULL, 0, NULL, 0}};
	int option;

	*options = (struct session_options){.local_name = "",
					    .ca_file = "",
					    .vici_socket = "",
					    .timeout = 30,
					    .hello_interval = 10,
					    .fd = -1};
	while ((option = getopt_long(argc, argv, "", known, NULL)) != -1) {
		if (!parse_option(option, options)) {
			return false;
		}
	}
	return optind == argc && options->fd != -1 &&
	       options->protocol != NULL && options->dialed != NULL;
}

/* It may know a pre-shared key, and does know those of MPPE. */
static void keep_secrets(void)
{
	const struct rlimit none = {0, 0};

	prctl(PR_SET_DUMPABLE, 0);
	setrlimit(RLIMIT_CORE, &none);
}

/*
 * Of root's rights those that pppd has under rrasd.service, whoever has
 * started us: CAP_NET_ADMIN for IPsec's policy of a socket, CAP_NET_RAW to
 * bind one to a device.  What a server makes of us can do no more, and start
 * nothing that can.
 */
static bool keep_few_rights(void)
{
	struct __user_cap_header_struct header = {
		.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct rights[_LINUX_CAPABILITY_U32S_3];
	const uint32_t few = 1u << CAP_NET_ADMIN | 1u << CAP_NET_RAW;

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
	    syscall(SYS_capget, &header, rights) != 0) {
		return false;
	}
	rights[0].permitted &= few;
	rights[0].effective = rights[0].permitted;
	rights[0].inheritable = 0;
	rights[1] = (struct __user_cap_data_struct){0};
	return syscall(SYS_capset, &header, rights) == 0;
}

static void on_signal(struct tevent_context *ev, struct tevent_signal *se,
		      int number, int count, void *siginfo, void *private_data)
{
	session_close(private_data);
}

static int live(struct tevent_context *ev,
		const struct session_options *options)
{
	struct tevent_req *req = session_send(ev, ev, options);
	bool ok;

	if (req == NULL ||
	    tevent_add_signal(ev, req, SIGTERM, 0, on_signal, req) == NULL ||
	    tevent_add_signal(ev, req, SIGINT, 0, on_signal, req) == NULL ||
	    tevent_add_signal(ev, req, SIGHUP, 0, on_signal, req) == NULL) {
		talloc_free(req);
		return 1;
	}
	ok = tevent_req_poll(req, ev) && session_recv(req);
	talloc_free(req);
	return ok ? 0 : 1;
}

int main(int argc, char **argv)
{
	struct session_options options;
	struct tevent_context *ev;
	int status;

	loop_clock_start();
	keep_secrets();
	if (!keep_few_rights()) {
		perror("rras-tunnel: giving up rights");
		return 1;
	}
	if (!parse_options(argc, argv, &options)) {
		fputs(USAGE, stderr);
		return 2;
	}
	signal(SIGPIPE, SIG_IGN);
	ev = tevent_context_init(NULL);
	if (ev == NULL) {
		return 1;
	}
	status = live(ev, &options);
	talloc_free(ev);
	return status;
}
