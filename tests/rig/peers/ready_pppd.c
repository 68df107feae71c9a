/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A pppd plugin for the peers: says when pppd listens.
 *
 * Option `ready-fd N`: one byte is written to the inherited descriptor N when
 * the link is attached and LCP listens. A PPPoE access concentrator that
 * sends its PADS then loses no LCP packet of its client; Debian's
 * pppoe-server does, which costs each call one LCP restart of 3 s.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>
#include <pppd/pppd.h>
#ifdef PPPD_VERSION /* 2.5 */
#include <pppd/options.h>
typedef struct option option_t;
#define RIG_ADD_OPTIONS(o)  ppp_add_options(o)
#define RIG_NOTIFY_PHASE(f) ppp_add_notify(NF_PHASE_CHANGE, (f), NULL)
#else
#define PPPD_VERSION	    VERSION
#define RIG_ADD_OPTIONS(o)  add_options(o)
#define RIG_NOTIFY_PHASE(f) add_notifier(&phasechange, (f), NULL)
#endif

/* pppd refuses a plugin of another version by this symbol. */
extern char pppd_version[];
char pppd_version[] = PPPD_VERSION;

void plugin_init(void);

static int ready_fd = -1;

static int set_ready_fd(char **argv)
{
	ready_fd = atoi(argv[0]);
	return fcntl(ready_fd, F_SETFD, FD_CLOEXEC) == 0;
}

static option_t options[] = {
	{
		.name = "ready-fd",
		.type = o_special,
		.addr = (void *)set_ready_fd,
		.description = "Descriptor that is told when LCP listens",
	},
	{.name = NULL},
};

static void phase_changed(void *context, int phase)
{
	(void)context;
	if (phase != PHASE_ESTABLISH || ready_fd == -1) {
		return;
	}
	if (write(ready_fd, "R", 1) != 1) {
		warn("ready-fd: %m");
	}
	close(ready_fd);
	ready_fd = -1;
}

void plugin_init(void)
{
	RIG_ADD_OPTIONS(options);
	RIG_NOTIFY_PHASE(phase_changed);
}
