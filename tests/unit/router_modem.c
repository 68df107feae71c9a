/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An interface that calls by modem; see router_modem.h.
 */
#include "router_modem.h"
#include <string.h>

uint32_t make_modem(struct fixture *f, uint32_t dwfOptions)
{
	struct router_change change = fixture_change(f, "dd1");
	struct router_entry *entry = fixture_entry(f);
	const char **alternates = talloc_array(entry, const char *, 3);
	uint32_t handle = 0;

	alternates[0] = MODEM_ALTERNATE;
	alternates[1] = MODEM_OTHER_ALTERNATE;
	alternates[2] = NULL;
	entry->szDeviceType = MPRDT_Modem;
	entry->szLocalPhoneNumber = MODEM_NUMBER;
	entry->szAlternates = alternates;
	entry->dwfOptions |= dwfOptions;
	change.entry = entry;
	assert_werror(do_create(f, &change, &handle), 0);
	return handle;
}

static void happen(struct fixture *f, struct dialer_event event)
{
	dialer_memory_event(f->memory->last, &event);
}

const char *modem_dials(struct fixture *f)
{
	return dialer_memory_attempt(f->memory->last)->settings->number;
}

void modem_is_busy(struct fixture *f)
{
	happen(f,
	       (struct dialer_event){.type = DIALER_EVENT_CONNECT_REPORT,
				     .connect = {DIALER_CONNECT_BUSY, "BUSY"}});
	happen(f, (struct dialer_event){.type = DIALER_EVENT_GONE,
					.gone = {false, 8, ""}});
}

void modem_comes_up(struct fixture *f, uint32_t dwInterface)
{
	happen(f, (struct dialer_event){.type = DIALER_EVENT_PHASE,
					.phase = DIALER_PHASE_NETWORK});
	happen(f, (struct dialer_event){.type = DIALER_EVENT_IP_UP,
					.ip = {.ifname = "ppp7"}});
	assert_werror(do_wait(f, dwInterface), ERROR_SUCCESS);
	fixture_settle(f);
}

const struct router_entry *entry_now(struct fixture *f, uint32_t dwInterface)
{
	return router_get(f->router, dwInterface)->entry;
}

static void stop(struct tevent_context *ev, struct tevent_timer *te,
		 struct timeval now, void *private_data)
{
	fail_msg("nothing is promoted");
}

void await_number(struct fixture *f, uint32_t dwInterface, const char *number)
{
	struct tevent_timer *limit = tevent_add_timer(
		f->ev, f->mem, tevent_timeval_current_ofs(30, 0), stop, NULL);

	while (strcmp(entry_now(f, dwInterface)->szLocalPhoneNumber, number) !=
	       0) {
		tevent_loop_once(f->ev);
	}
	talloc_free(limit);
}
