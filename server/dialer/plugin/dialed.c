/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A link that rrasd has dialed.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <time.h>
#include "dialed.h"
#include "transport.h"

char *dialed_socket;

static bool is_begun;
static struct rras_plugin_message about = {.type = RRAS_PLUGIN_DIALED};

bool dialed_set_id(const char *text)
{
	char *end;

	about.dialed.id = strtoull(text, &end, 16);
	return end != text && *end == '\0' && about.dialed.id != 0;
}

void dialed_set_lock(int fd)
{
	fcntl(fd, F_SETFD, FD_CLOEXEC);
}

/* The first phase: all options are known, and pppd has its timers. */
void dialed_phase(void)
{
	if (is_begun || about.dialed.id == 0 || dialed_socket == NULL) {
		return;
	}
	is_begun = true;
	plugin_send(&about, sizeof(about.dialed));
	transport_stay_connected(dialed_socket);
}

void dialed_up(void)
{
	if (is_begun && about.dialed.up_realtime == 0) {
		about.dialed.up_realtime = plugin_now(CLOCK_REALTIME);
		about.dialed.up_boottime = plugin_now(CLOCK_BOOTTIME);
		plugin_send(&about, sizeof(about.dialed));
	}
}
