/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reliable delivery of L2TP control messages; see l2tp_reliable.h.
 *
 * Our dialogs never have more than a few messages under way, so there is no
 * congestion window beside the peer's (5.8's slow start): it opens as fast as
 * we could fill it.
 */
#include "l2tp_reliable.h"
#include <string.h>
#include <sys/queue.h>

struct l2tp_queued {
	TAILQ_ENTRY(l2tp_queued) entry;
	uint16_t ns;
	uint32_t sent; /**< how often */
	size_t size;
	uint8_t bytes[];
};

struct l2tp_reliable {
	struct tevent_context *ev;
	struct l2tp_reliable_config config;
	TAILQ_HEAD(, l2tp_queued) queue; /**< in the order of ns */
	struct tevent_timer *timer;	 /**< there as long as one waits */
	uint32_t wait;			 /**< of the timer, in milliseconds */
	uint16_t next_ns;     /**< of the next message that is queued */
	uint16_t next_nr;     /**< that we expect */
	uint16_t peer_tunnel; /**< 0: not known yet */
	uint16_t window;
	bool owes; /**< an acknowledgement */
};

static bool start_timer(struct l2tp_reliable *reliable);

/* "... taken to be in the past if its value lies in the range of the last
 * received number and the preceding 32767 values, inclusive" (5.8). */
static bool is_before(uint16_t a, uint16_t b)
{
	uint16_t distance = (uint16_t)(b - a);

	return distance != 0 && distance <= 32768;
}

struct l2tp_reliable *
l2tp_reliable_create(TALLOC_CTX *mem_ctx, struct tevent_context *ev,
		     const struct l2tp_reliable_config *config)
{
	struct l2tp_reliable *reliable =
		talloc_zero(mem_ctx, struct l2tp_reliable);

	if (reliable != NULL) {
		reliable->ev = ev;
		TAILQ_INIT(&reliable->queue);
		reliable->config = *config;
		reliable->window = L2TP_DEFAULT_WINDOW;
	}
	return reliable;
}

void l2tp_reliable_set_tries(struct l2tp_reliable *reliable, uint32_t tries)
{
	struct l2tp_queued *queued;

	reliable->config.tries = tries;
	TAILQ_FOREACH(queued, &reliable->queue, entry)
	{
		queued->sent = queued->sent > 0 ? 1 : 0;
	}
}

void l2tp_reliable_set_peer(struct l2tp_reliable *reliable, uint16_t tunnel,
			    uint16_t window)
{
	reliable->peer_tunnel = tunnel;
	reliable->window = window != 0 ? window : L2TP_DEFAULT_WINDOW;
}

static void transmit(struct l2tp_reliable *reliable, uint8_t *bytes,
		     size_t size, uint16_t ns)
{
	l2tp_set_sequence(bytes, ns, reliable->next_nr);
	reliable->owes = false;
	reliable->config.transmit(bytes, size, reliable->config.private_data);
}

/* What the window lets out; the numbers of the queue are consecutive.
 * @return false when there is no memory to wait for the answer */
static bool transmit_new(struct l2tp_reliable *reliable)
{
	struct l2tp_queued *queued;
	uint32_t count = 0;

	TAILQ_FOREACH(queued, &reliable->queue, entry)
	{
		if (count++ == reliable->window) {
			break;
		}
		if (queued->sent == 0) {
			queued->sent = 1;
			transmit(reliable, queued->bytes, queued->size,
				 queued->ns);
		}
	}
	return TAILQ_EMPTY(&reliable->queue) || reliable->timer != NULL ||
	       start_timer(reliable);
}

/* Only the first is sent again: the others mostly have arrived, and wait for
 * it at the peer or are asked for by its acknowledgement. */
static void on_timer(struct tevent_context *ev, struct tevent_timer *te,
		     struct timeval now, void *private_data)
{
	struct l2tp_reliable *reliable =
		talloc_get_type_abort(private_data, struct l2tp_reliable);
	struct l2tp_queued *first = TAILQ_FIRST(&reliable->queue);

	TALLOC_FREE(reliable->timer);
	if (first == NULL) {
		return;
	}
	if (reliable->config.tries != 0 &&
	    first->sent >= reliable->config.tries) {
		reliable->config.lost(reliable->config.private_data);
		return;
	}
	first->sent++;
	transmit(reliable, first->bytes, first->size, first->ns);
	reliable->wait *= 2;
	if (reliable->wait > reliable->config.longest_wait) {
		reliable->wait = reliable->config.longest_wait;
	}
	if (!start_timer(reliable)) {
		reliable->config.lost(reliable->config.private_data);
	}
}

static struct timeval end_of_wait(struct l2tp_reliable *reliable)
{
	if (reliable->wait == 0) {
		reliable->wait = reliable->config.first_wait;
	}
	return tevent_timeval_current_ofs(reliable->wait / 1000,
					  reliable->wait % 1000 * 1000);
}

/* @return false when out of memory */
static bool start_timer(struct l2tp_reliable *reliable)
{
	reliable->timer =
		tevent_add_timer(reliable->ev, reliable, end_of_wait(reliable),
				 on_timer, reliable);
	return reliable->timer != NULL;
}

bool l2tp_reliable_send(struct l2tp_reliable *reliable,
			const struct l2tp_writer *message)
{
	struct l2tp_queued *queued = talloc_size(
		reliable, offsetof(struct l2tp_queued, bytes) + message->size);

	if (queued == NULL) {
		return false;
	}
	talloc_set_name_const(queued, "struct l2tp_queued");
	*queued = (struct l2tp_queued){.ns = reliable->next_ns,
				       .size = message->size};
	memcpy(queued->bytes, message->bytes, message->size);
	reliable->next_ns++;
	TAILQ_INSERT_TAIL(&reliable->queue, queued, entry);
	return transmit_new(reliable);
}

/* Nr is "the sequence number expected in the next control message", so all
 * before it have arrived.  An Nr of what was never sent says nothing. */
static void take_nr(struct l2tp_reliable *reliable, uint16_t nr)
{
	struct l2tp_queued *first;
	bool news = false;

	if (is_before(reliable->next_ns, nr)) {
		return;
	}
	while ((first = TAILQ_FIRST(&reliable->queue)) != NULL &&
	       first->sent > 0 && is_before(first->ns, nr)) {
		TAILQ_REMOVE(&reliable->queue, first, entry);
		talloc_free(first);
		news = true;
	}
	if (!news) {
		return;
	}
	reliable->wait = 0;
	if (TAILQ_EMPTY(&reliable->queue)) {
		TALLOC_FREE(reliable->timer);
		return;
	}
	/* The one that there is goes on: a new one could not be had, and who
	 * would find out then? */
	if (reliable->timer != NULL) {
		tevent_update_timer(reliable->timer, end_of_wait(reliable));
	}
	(void)transmit_new(reliable);
}

enum l2tp_arrival l2tp_reliable_receive(struct l2tp_reliable *reliable,
					const struct l2tp_header *header,
					enum l2tp_type type)
{
	take_nr(reliable, header->nr);
	if (type == L2TP_ZLB) {
		return L2TP_ARRIVAL_ACK;
	}
	if (header->ns == reliable->next_nr) {
		reliable->next_nr++;
		reliable->owes = true;
		return L2TP_ARRIVAL_NEW;
	}
	if (is_before(header->ns, reliable->next_nr)) {
		/* "MUST be acknowledged": our acknowledgement was lost. */
		reliable->owes = true;
		l2tp_reliable_acknowledge(reliable);
		return L2TP_ARRIVAL_OLD;
	}
	return L2TP_ARRIVAL_EARLY;
}

/* The number of the message that goes out next. */
static uint16_t unsent_ns(const struct l2tp_reliable *reliable)
{
	const struct l2tp_queued *queued;

	TAILQ_FOREACH(queued, &reliable->queue, entry)
	{
		if (queued->sent == 0) {
			return queued->ns;
		}
	}
	return reliable->next_ns;
}

/* A ZLB has the number of the next message, and does not use it up. */
void l2tp_reliable_acknowledge(struct l2tp_reliable *reliable)
{
	struct l2tp_writer zlb;

	if (!reliable->owes) {
		return;
	}
	l2tp_write(&zlb, L2TP_ZLB, reliable->peer_tunnel, 0);
	transmit(reliable, zlb.bytes, zlb.size, unsent_ns(reliable));
}

bool l2tp_reliable_is_idle(const struct l2tp_reliable *reliable)
{
	return TAILQ_EMPTY(&reliable->queue);
}

uint32_t l2tp_reliable_sent(const struct l2tp_reliable *reliable)
{
	const struct l2tp_queued *first = TAILQ_FIRST(&reliable->queue);

	return first != NULL ? first->sent : 0;
}
