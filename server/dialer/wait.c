/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Requests that wait for the end of an attempt or of a link.
 */
#include <util/tevent_werror.h>
#include "link.h"

struct link_waiter {
	TAILQ_ENTRY(link_waiter) entry;
	struct tevent_req *req;
	struct tevent_context *ev;
	struct dialer_link *link; /**< NULL when no longer waiting */
	bool for_hangup;
};

static int waiter_destructor(struct link_waiter *waiter)
{
	if (waiter->link != NULL) {
		TAILQ_REMOVE(&waiter->link->waiters, waiter, entry);
	}
	return 0;
}

/* The answer always comes from the loop: a callback may free anything. */
static void answer(struct link_waiter *waiter, WERROR error)
{
	if (waiter->link != NULL) {
		TAILQ_REMOVE(&waiter->link->waiters, waiter, entry);
		waiter->link = NULL;
	}
	tevent_req_defer_callback(waiter->req, waiter->ev);
	if (!tevent_req_werror(waiter->req, error)) {
		tevent_req_done(waiter->req);
	}
}

/* What a waiter for the attempt gets in the link's present state. */
static WERROR attempt_result(const struct dialer_link *link)
{
	if (link->status.state == DIALER_CONNECTED) {
		return WERR_OK;
	}
	if (W_ERROR_IS_OK(link->status.last_error)) {
		return W_ERROR(ERROR_INTERFACE_DISCONNECTED);
	}
	return link->status.last_error;
}

static bool is_over(const struct dialer_link *link, bool for_hangup)
{
	return link->status.state == DIALER_DISCONNECTED ||
	       (link->status.state == DIALER_CONNECTED && !for_hangup);
}

void link_answer_waiters(struct dialer_link *link)
{
	struct link_waiter *waiter, *next;

	for (waiter = TAILQ_FIRST(&link->waiters); waiter != NULL;
	     waiter = next) {
		next = TAILQ_NEXT(waiter, entry);
		if (!is_over(link, waiter->for_hangup)) {
			continue;
		}
		answer(waiter, waiter->for_hangup ? link->hangup_error
						  : attempt_result(link));
	}
}

void link_abort_waiters(struct dialer_link *link, WERROR error)
{
	while (!TAILQ_EMPTY(&link->waiters)) {
		answer(TAILQ_FIRST(&link->waiters), error);
	}
}

static struct tevent_req *wait_send(TALLOC_CTX *mem_ctx,
				    struct tevent_context *ev,
				    struct dialer_link *link, bool for_hangup)
{
	struct link_waiter *waiter;
	struct tevent_req *req;

	req = tevent_req_create(mem_ctx, &waiter, struct link_waiter);
	if (req == NULL) {
		return NULL;
	}
	*waiter = (struct link_waiter){
		.req = req, .ev = ev, .link = link, .for_hangup = for_hangup};
	if (is_over(link, for_hangup)) {
		WERROR error = for_hangup ? WERR_OK : attempt_result(link);

		waiter->link = NULL;
		if (!tevent_req_werror(req, error)) {
			tevent_req_done(req);
		}
		return tevent_req_post(req, ev);
	}
	TAILQ_INSERT_TAIL(&link->waiters, waiter, entry);
	talloc_set_destructor(waiter, waiter_destructor);
	return req;
}

struct tevent_req *dialer_link_wait_send(TALLOC_CTX *mem_ctx,
					 struct tevent_context *ev,
					 struct dialer_link *link)
{
	return wait_send(mem_ctx, ev, link, false);
}

WERROR dialer_link_wait_recv(struct tevent_req *req)
{
	return tevent_req_simple_recv_werror(req);
}

struct tevent_req *dialer_link_disconnect_send(TALLOC_CTX *mem_ctx,
					       struct tevent_context *ev,
					       struct dialer_link *link)
{
	struct tevent_req *req = wait_send(mem_ctx, ev, link, true);

	if (req != NULL) {
		link_hangup(link, DIALER_HANGUP_ADMIN);
	}
	return req;
}

WERROR dialer_link_disconnect_recv(struct tevent_req *req)
{
	return tevent_req_simple_recv_werror(req);
}

void dialer_link_hang_up(struct dialer_link *link, enum dialer_hangup why)
{
	link_hangup(link, why);
}
