/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A link that this machine serves.
 */
#include <string.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>
#include "served.h"
#include "transport.h"

char *served_socket;

static const char *const kinds[RRAS_PLUGIN_KIND_COUNT] = {
	[RRAS_PLUGIN_KIND_PPPOE] = "pppoe",   [RRAS_PLUGIN_KIND_PPTP] = "pptp",
	[RRAS_PLUGIN_KIND_L2TP] = "l2tp",     [RRAS_PLUGIN_KIND_SSTP] = "sstp",
	[RRAS_PLUGIN_KIND_SERIAL] = "serial",
};

static bool is_served;
static bool is_begun;
static struct rras_plugin_message about = {.type = RRAS_PLUGIN_LINK};

bool served_set_kind(const char *kind)
{
	uint32_t i;

	for (i = 0; i < RRAS_PLUGIN_KIND_COUNT; i++) {
		if (strcmp(kind, kinds[i]) == 0) {
			about.link.kind = i;
			is_served = true;
			return true;
		}
	}
	return false;
}

/* Even without randomness two links at one time are told apart. */
static uint64_t make_id(void)
{
	uint64_t id;

	if (getrandom(&id, sizeof(id), GRND_NONBLOCK) != sizeof(id)) {
		id = plugin_now(CLOCK_BOOTTIME) ^ (uint64_t)getpid() << 40;
	}
	return id;
}

/* A caller is there: the device is known, and pppd goes to the background no
 * more, as a rule. */
static void begin(void)
{
	const char *parameter = compat_parameter();

	is_begun = true;
	about.link.id = make_id();
	about.link.up_realtime = about.link.up_boottime = 0;
	plugin_copy_name(about.link.device, sizeof(about.link.device),
			 compat_device());
	plugin_copy_name(about.link.parameter, sizeof(about.link.parameter),
			 parameter != NULL ? parameter : "");
	plugin_send(&about, sizeof(about.link));
	transport_connect(served_socket != NULL ? served_socket
						: RRAS_RUNDIR
				  "/" RRAS_DIAL_IN_SOCKET);
}

void served_phase(int phase)
{
	if (!is_served) {
		return;
	}
	if (phase == PHASE_ESTABLISH && !is_begun) {
		begin();
	} else if (phase == PHASE_DEAD && is_begun) {
		/* With "persist" another caller's link may follow. */
		is_begun = false;
		transport_disconnect();
	}
}

void served_up(void)
{
	if (is_begun && about.link.up_realtime == 0) {
		about.link.up_realtime = plugin_now(CLOCK_REALTIME);
		about.link.up_boottime = plugin_now(CLOCK_BOOTTIME);
		plugin_send(&about, sizeof(about.link));
	}
}
