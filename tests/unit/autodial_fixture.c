/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests of autodial share; see autodial_fixture.h. */
#include "autodial_fixture.h"
#include <stdlib.h>
#include "server/router/router_private.h"

/* -- the clock -- */

time_t wall;
struct timespec boot;

static time_t wall_now(void)
{
	return wall;
}

static struct timespec boot_now(void)
{
	return boot;
}

static const struct router_clock test_clock = {wall_now, boot_now};

struct autodial *autodial_of(struct fixture *f, uint32_t handle)
{
	return interface_list_get(f->router->list, handle)->autodial;
}

void look_at(struct fixture *f, uint32_t handle)
{
	autodial_reconsider(autodial_of(f, handle));
}

void pass_time(struct fixture *f, uint32_t handle, time_t seconds)
{
	wall += seconds;
	boot.tv_sec += seconds;
	look_at(f, handle);
}

int autodial_set_up(void **state)
{
	struct fixture *f;

	wall = 1000000000; /* a Sunday in 2001, 01:46:40 UTC */
	boot = (struct timespec){.tv_sec = 1000};
	setenv("TZ", "UTC", 1);
	if (fixture_setup(state) != 0) {
		return -1;
	}
	f = *state;
	f->config.clock = &test_clock;
	f->config.autodial = (struct autodial_config){
		.max_seconds = 40, .jitter = 0, .refused_seconds = 1800};
	if (!W_ERROR_IS_OK(fixture_reopen(f))) {
		return -1;
	}
	router_start_dialing(f->router);
	return 0;
}

/* -- links -- */

static void happen(struct fixture *f, struct dialer_event event)
{
	dialer_memory_event(f->memory->last, &event);
}

static void ring(struct tevent_context *ev, struct tevent_timer *te,
		 struct timeval now, void *private_data)
{
	*(bool *)private_data = true;
}

/* Whatever is due now. */
void turn_loop(struct fixture *f)
{
	bool rung = false;

	tevent_add_timer(f->ev, f->mem, tevent_timeval_current_ofs(0, 2000),
			 ring, &rung);
	while (!rung) {
		tevent_loop_once(f->ev);
	}
}

void come_up(struct fixture *f)
{
	happen(f, (struct dialer_event){.type = DIALER_EVENT_IP_UP,
					.ip = {.ifname = "ppp7"}});
	turn_loop(f);
}

void end_attempt(struct fixture *f)
{
	happen(f, (struct dialer_event){.type = DIALER_EVENT_HANGUP});
	happen(f, (struct dialer_event){.type = DIALER_EVENT_GONE,
					.gone = {false, 16, ""}});
	turn_loop(f);
}

void refuse_attempt(struct fixture *f)
{
	happen(f, (struct dialer_event){.type = DIALER_EVENT_AUTH,
					.auth = {.message = "E=691 R=0"}});
	happen(f, (struct dialer_event){.type = DIALER_EVENT_GONE,
					.gone = {false, 19, ""}});
	turn_loop(f);
}

static struct router_entry *entry_of(struct fixture *f, uint32_t attempts,
				     bool on_loss)
{
	struct router_entry *entry = fixture_entry(f);

	entry->RedialAttempts = attempts;
	entry->RedialSeconds = 10;
	entry->RedialOnLinkFailure = on_loss;
	entry->HwFlowControl = true;
	return entry;
}

uint32_t make_redialed(struct fixture *f, const char *name, uint32_t attempts,
		       bool on_loss)
{
	struct router_change change = fixture_change(f, name);
	uint32_t handle;

	change.entry = entry_of(f, attempts, on_loss);
	assert_werror(do_create(f, &change, &handle), ERROR_SUCCESS);
	return handle;
}

uint32_t starts(struct fixture *f)
{
	return f->memory->starts;
}

void set_hours(struct fixture *f, uint32_t handle, const char *day)
{
	const char *hours[] = {day, NULL};
	const struct router_change change = {
		.fEnabled = true, .set_hours = true, .DialoutHours = hours};

	assert_werror(do_set(f, handle, &change), ERROR_SUCCESS);
}
