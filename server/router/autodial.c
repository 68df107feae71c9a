/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the router dials and hangs up by itself.
 *
 * An attempt that is to come is `pending` with the time at which it is due;
 * a timer is armed only while it may be dialed at all.  Whatever changes, the
 * same question is asked again: consider().
 */
#include "autodial.h"
#include <sys/random.h>
#include <syslog.h>
#include "autodial_policy.h"
#include "demand.h"
#include "compat/rras_errors.h"
#include "gen_ndr/rras_types.h"
#include "router_private.h"

struct autodial {
	struct interface *iface;
	struct tevent_timer *timer;
	struct demand *demand;	    /* its stand-in device, or NULL */
	bool demand_failed;	    /* and that has been logged */
	bool pending;		    /* an attempt is to come */
	bool halted;		    /* an administrator has hung up */
	struct timespec due;	    /* of the pending one; CLOCK_BOOTTIME */
	struct timespec not_before; /* for packets; so */
	uint32_t failures;	    /* since a link that lasted, or a Connect */
	struct timeval ended; /* the start of the last attempt that is known
			       * to be over */
	bool up;
	time_t up_since; /* CLOCK_BOOTTIME, while up */
};

static void consider(struct autodial *autodial);
static void tell_demand(struct autodial *autodial);

/* -- time -- */

static struct timespec now(const struct autodial *autodial)
{
	return autodial->iface->router->clock->boottime();
}

static struct timespec in_ms(const struct autodial *autodial, uint64_t ms)
{
	struct timespec then = now(autodial);

	then.tv_sec += (time_t)(ms / 1000);
	then.tv_nsec += (long)(ms % 1000) * 1000000;
	if (then.tv_nsec >= 1000000000) {
		then.tv_sec++;
		then.tv_nsec -= 1000000000;
	}
	return then;
}

/* Zero when it has come. */
static uint64_t ms_until(const struct autodial *autodial,
			 const struct timespec *then)
{
	struct timespec from = now(autodial);
	int64_t ms = (int64_t)(then->tv_sec - from.tv_sec) * 1000 +
		     (then->tv_nsec - from.tv_nsec) / 1000000;

	return ms > 0 ? (uint64_t)ms : 0;
}

/* -- the question -- */

static const struct dialer_status *status_of(const struct autodial *autodial)
{
	return dialer_link_status(autodial->iface->link);
}

static bool is_idle(const struct autodial *autodial)
{
	return status_of(autodial)->state == DIALER_DISCONNECTED;
}

static bool may_dial_now(const struct autodial *autodial)
{
	struct interface *iface = autodial->iface;
	const struct router *router = iface->router;

	return router->dials && router->type != ROUTER_TYPE_IS_LAN &&
	       !router->paused && iface->info.fEnabled && !iface->leaving &&
	       !interface_is_outside_hours(iface);
}

static struct autodial_wish wish_of(const struct autodial *autodial)
{
	return autodial_wish_of(autodial->iface->entry);
}

static void give_up(struct autodial *autodial)
{
	autodial->pending = false;
	TALLOC_FREE(autodial->timer);
}

static void dial_in_ms(struct autodial *autodial, uint64_t ms)
{
	autodial->pending = true;
	autodial->due = in_ms(autodial, ms);
}

static void timer_fires(struct tevent_context *ev, struct tevent_timer *te,
			struct timeval now, void *private_data)
{
	struct autodial *autodial = private_data;

	autodial->timer = NULL;
	consider(autodial);
}

/* tevent measures by a clock that may be set: so timer_fires() looks again.
 * Without memory for a timer the next minute does it. */
static void arm(struct autodial *autodial, uint64_t ms)
{
	const struct router *router = autodial->iface->router;
	uint32_t seconds = (uint32_t)(ms / 1000);

	TALLOC_FREE(autodial->timer);
	autodial->timer = tevent_add_timer(
		router->ev, autodial,
		tevent_timeval_current_ofs(seconds,
					   (uint32_t)(ms % 1000) * 1000 + 500),
		timer_fires, autodial);
}

static void log_wait(const struct autodial *autodial)
{
	const struct interface *iface = autodial->iface;

	router_log(
		iface->router, LOG_INFO, "%s: dialed again in %u s",
		iface->info.wszInterfaceName,
		(unsigned)((ms_until(autodial, &autodial->due) + 999) / 1000));
}

static uint32_t any_number(void)
{
	uint32_t number = 0; /* without the kernel's, no jitter */

	return getrandom(&number, sizeof(number), GRND_NONBLOCK) ==
			       (ssize_t)sizeof(number)
		       ? number
		       : 0;
}

/* A link that lasted, or that ended on purpose, ends a series of failures. */
static void count(struct autodial *autodial, const struct autodial_wish *wish,
		  struct autodial_end *end)
{
	if (autodial_has_lasted(wish, end) || (end->was_up && !end->failed)) {
		autodial->failures = 0;
	}
	end->failures = autodial->failures;
	if (end->failed) {
		autodial->failures++;
	}
}

/* What follows from an end: another attempt, or none. */
static void after_end(struct autodial *autodial, struct autodial_end *end)
{
	const struct autodial_config *config =
		&autodial->iface->router->autodial;
	struct autodial_wish wish = wish_of(autodial);
	uint32_t random = any_number();
	uint64_t ms;

	count(autodial, &wish, end);
	autodial->not_before =
		end->failed ? in_ms(autodial,
				    autodial_hold(config, &wish, end, random))
			    : in_ms(autodial, 0);
	if (autodial->halted || !autodial->iface->info.fEnabled ||
	    !autodial_again(config, &wish, end, random, &ms)) {
		give_up(autodial);
		return;
	}
	dial_in_ms(autodial, ms);
	log_wait(autodial);
}

static void dial(struct autodial *autodial)
{
	WERROR error;

	give_up(autodial);
	error = interface_dial(autodial->iface);
	if (interface_dial_was_refused(error)) {
		autodial_refused(autodial, error);
	}
}

void autodial_refused(struct autodial *autodial, WERROR error)
{
	struct autodial_end end = {
		.refused = true, .error = error, .failed = true};

	after_end(autodial, &end);
	consider(autodial);
}

static void consider(struct autodial *autodial)
{
	uint64_t ms;

	if (!is_idle(autodial) || !autodial->pending) {
		TALLOC_FREE(autodial->timer);
		return;
	}
	if (!may_dial_now(autodial)) {
		TALLOC_FREE(autodial->timer); /* whoever allows it asks again */
		return;
	}
	ms = ms_until(autodial, &autodial->due);
	if (ms > 0) {
		arm(autodial, ms);
	} else {
		dial(autodial);
	}
}

/* -- what happens to the link -- */

static bool same_time(const struct timeval *a, const struct timeval *b)
{
	return a->tv_sec == b->tv_sec && a->tv_usec == b->tv_usec;
}

static void link_ended(struct autodial *autodial)
{
	const struct dialer_status *status = status_of(autodial);
	struct autodial_end end = {
		.error = status->last_error,
		.failed = status->failed,
		.was_up = status->was_up,
	};

	if (autodial->up) {
		end.up_seconds =
			(uint32_t)(now(autodial).tv_sec - autodial->up_since);
	}
	autodial->up = false;
	after_end(autodial, &end);
}

void autodial_link_changed(struct autodial *autodial)
{
	const struct dialer_status *status = status_of(autodial);

	if (status->state == DIALER_CONNECTED && !autodial->up) {
		autodial->up = true;
		autodial->up_since = now(autodial).tv_sec;
	}
	/* Several changes may be told as one: the start of the attempt says
	 * whether its end is news. */
	if (is_idle(autodial) &&
	    !same_time(&status->attempt_started, &autodial->ended)) {
		autodial->ended = status->attempt_started;
		link_ended(autodial);
	}
	tell_demand(autodial);
	autodial_reconsider(autodial); /* it may have come up too late */
}

/* -- who changes something -- */

/* [MS-RRASM] 2.2.3.2.1.4: "the times during which the dialing and connecting
 * of the demand-dial interface is allowed". */
static void enforce_hours(struct autodial *autodial)
{
	const struct interface *iface = autodial->iface;

	if (interface_has_link(iface) && interface_is_outside_hours(iface)) {
		dialer_link_hang_up(iface->link, DIALER_HANGUP_HOURS);
	}
}

/* -- the stand-in device -- */

static bool packet_comes(void *private_data)
{
	return autodial_demand(private_data);
}

static void tell_demand(struct autodial *autodial)
{
	const struct dialer_status *status = status_of(autodial);

	if (autodial->demand == NULL) {
		return;
	}
	if (status->state == DIALER_CONNECTED) {
		demand_link_up(autodial->demand, status->ifname,
			       status->ifindex);
	} else if (status->state == DIALER_DISCONNECTED) {
		demand_link_down(autodial->demand);
	}
}

static void make_demand(struct autodial *autodial, const char *device,
			const char *routes)
{
	const struct interface *iface = autodial->iface;
	TALLOC_CTX *frame = talloc_new(autodial);
	const char *why = "out of memory";

	if (frame != NULL) {
		autodial->demand =
			demand_create(frame, iface->router->ev, device, routes,
				      packet_comes, autodial, &why);
	}
	talloc_steal(autodial, autodial->demand);
	if (autodial->demand == NULL && !autodial->demand_failed) {
		router_log(iface->router, LOG_WARNING,
			   "%s: is not dialed on demand: %s",
			   iface->info.wszInterfaceName, why);
	}
	autodial->demand_failed = autodial->demand == NULL;
	talloc_free(frame);
	tell_demand(autodial);
}

/* The device that the entry asks for is there while the interface may be
 * dialed at all; what could not be made is tried again each minute. */
static void keep_demand(struct autodial *autodial)
{
	const struct interface *iface = autodial->iface;
	const struct router *router = iface->router;
	const char *device = "", *routes = "";

	if (iface->entry != NULL && iface->info.fEnabled && !iface->leaving &&
	    router->dials && router->type != ROUTER_TYPE_IS_LAN) {
		device = iface->entry->DemandDevice;
		routes = iface->entry->DemandRoutes;
	}
	if (autodial->demand != NULL &&
	    !demand_is(autodial->demand, device, routes)) {
		TALLOC_FREE(autodial->demand);
	}
	if (autodial->demand == NULL && device[0] != '\0') {
		make_demand(autodial, device, routes);
	}
}

void autodial_reconsider(struct autodial *autodial)
{
	keep_demand(autodial);
	enforce_hours(autodial);
	consider(autodial);
}

static void keep_up(struct autodial *autodial)
{
	if (!autodial->pending && !autodial->halted && is_idle(autodial) &&
	    wish_of(autodial).persistent) {
		dial_in_ms(autodial, 0);
	}
}

void autodial_start(struct autodial *autodial)
{
	keep_up(autodial);
	autodial_reconsider(autodial);
}

void autodial_settings_changed(struct autodial *autodial)
{
	autodial->failures = 0;
	autodial->not_before = now(autodial);
	autodial->due = autodial->not_before;
	if (!autodial->iface->info.fEnabled) {
		autodial->halted = false;
		give_up(autodial);
	} else if (autodial->iface->router->dials) {
		keep_up(autodial);
	}
	autodial_reconsider(autodial);
}

void autodial_by_hand(struct autodial *autodial, bool connect)
{
	give_up(autodial);
	autodial->failures = 0;
	autodial->halted = !connect;
}

bool autodial_demand(struct autodial *autodial)
{
	if (!is_idle(autodial)) {
		return true;
	}
	if (!may_dial_now(autodial) ||
	    ms_until(autodial, &autodial->not_before) > 0) {
		return false;
	}
	autodial->halted = false;
	dial(autodial);
	return !is_idle(autodial);
}

/* -- asking -- */

bool autodial_is_waiting(const struct autodial *autodial)
{
	return autodial->pending && is_idle(autodial);
}

time_t autodial_next(const struct autodial *autodial)
{
	if (!autodial_is_waiting(autodial) || autodial->timer == NULL) {
		return 0;
	}
	return autodial->iface->router->clock->now() +
	       (time_t)((ms_until(autodial, &autodial->due) + 999) / 1000);
}

struct autodial *autodial_create(struct interface *iface)
{
	struct autodial *autodial = talloc_zero(iface, struct autodial);

	if (autodial != NULL) {
		autodial->iface = iface;
	}
	return autodial;
}
