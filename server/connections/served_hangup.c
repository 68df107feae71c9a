/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hanging up a link that this machine serves. */
#include <signal.h>
#include <sys/pidfd.h>
#include <syslog.h>
#include <util/tevent_werror.h>
#include "compat/rras_errors.h"
#include "served_link_private.h"

void served_hangup_answer(struct served_link *link, WERROR error)
{
	struct served_waiter *waiter;

	while ((waiter = TAILQ_FIRST(&link->waiters)) != NULL) {
		TAILQ_REMOVE(&link->waiters, waiter, entries);
		waiter->link = NULL;
		/* from the loop: a callback may free anything */
		tevent_req_defer_callback(waiter->req, link->ev);
		if (!tevent_req_werror(waiter->req, error)) {
			tevent_req_done(waiter->req);
		}
	}
}

void served_hangup_forget(struct served_link *link)
{
	struct served_waiter *waiter;

	TAILQ_FOREACH(waiter, &link->waiters, entries)
	{
		waiter->link = NULL;
	}
}

static void hangup_failed(struct tevent_context *ev, struct tevent_timer *te,
			  struct timeval now, void *private_data)
{
	struct served_link *link = private_data;

	link->hangup = NULL;
	link->hanging_up = false;
	served_link_say(link, LOG_WARNING, "does not end, not even by SIGKILL");
	served_hangup_answer(link, W_ERROR(ERROR_TIMEOUT));
}

static void send_signal(struct served_link *link, int number,
			tevent_timer_handler_t next)
{
	if (link->pid_fde != NULL) {
		(void)pidfd_send_signal(link->pidfd, number, NULL, 0);
	}
	TALLOC_FREE(link->hangup);
	link->hangup = tevent_add_timer(
		link->ev, link,
		tevent_timeval_current_ofs(link->config->hangup_timeout, 0),
		next, link);
}

static void hangup_late(struct tevent_context *ev, struct tevent_timer *te,
			struct timeval now, void *private_data)
{
	struct served_link *link = private_data;

	link->hangup = NULL;
	send_signal(link, SIGKILL, hangup_failed);
}

static int served_waiter_destructor(struct served_waiter *waiter)
{
	if (waiter->link != NULL) {
		TAILQ_REMOVE(&waiter->link->waiters, waiter, entries);
		waiter->link = NULL;
	}
	return 0;
}

struct tevent_req *served_hangup_send(TALLOC_CTX *mem_ctx,
				      struct tevent_context *ev,
				      void *private_data)
{
	struct served_link *link =
		talloc_get_type_abort(private_data, struct served_link);
	struct served_waiter *waiter;
	struct tevent_req *req =
		tevent_req_create(mem_ctx, &waiter, struct served_waiter);

	if (req == NULL) {
		return NULL;
	}
	waiter->req = req;
	waiter->link = link;
	TAILQ_INSERT_TAIL(&link->waiters, waiter, entries);
	talloc_set_destructor(waiter, served_waiter_destructor);
	if (!link->hanging_up) {
		link->hanging_up = true;
		/* pppd ends the link in the proper way, and says so to the
		 * server that has started it. */
		send_signal(link, SIGTERM, hangup_late);
	}
	return req;
}

WERROR served_hangup_recv(struct tevent_req *req)
{
	return tevent_req_simple_recv_werror(req);
}
