/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The queue of attempts.
 */
#include "dial_queue.h"
#include <sys/queue.h>

struct dial_turn {
	TAILQ_ENTRY(dial_turn) entry; /* while it waits */
	struct dial_queue *queue;
	dial_turn_fn fn;
	void *private_data;
	bool has_come;
};

struct dial_queue {
	struct tevent_context *ev;
	struct tevent_immediate *next;
	uint32_t max;	  /* 0: no limit */
	uint32_t dialing; /* turns that have come */
	uint32_t length;
	TAILQ_HEAD(, dial_turn) waiting;
};

struct dial_queue *dial_queue_create(TALLOC_CTX *mem_ctx,
				     struct tevent_context *ev, uint32_t max)
{
	struct dial_queue *queue = talloc_zero(mem_ctx, struct dial_queue);

	if (queue == NULL) {
		return NULL;
	}
	queue->ev = ev;
	queue->max = max;
	TAILQ_INIT(&queue->waiting);
	queue->next = tevent_create_immediate(queue);
	if (queue->next == NULL) {
		TALLOC_FREE(queue);
	}
	return queue;
}

static bool has_room(const struct dial_queue *queue)
{
	return queue->max == 0 || queue->dialing < queue->max;
}

static void schedule(struct dial_queue *queue);

static void leave(struct dial_queue *queue, struct dial_turn *turn)
{
	TAILQ_REMOVE(&queue->waiting, turn, entry);
	queue->length--;
}

static void take_turn(struct dial_turn *turn)
{
	turn->has_come = true;
	turn->queue->dialing++;
}

/* One at a time: each starts a process, and the loop has other work. */
static void let_next_in(struct tevent_context *ev, struct tevent_immediate *im,
			void *private_data)
{
	struct dial_queue *queue = private_data;
	struct dial_turn *turn = TAILQ_FIRST(&queue->waiting);

	if (turn == NULL || !has_room(queue)) {
		return;
	}
	leave(queue, turn);
	take_turn(turn);
	schedule(queue);
	turn->fn(turn->private_data); /* may free it */
}

static void schedule(struct dial_queue *queue)
{
	if (!TAILQ_EMPTY(&queue->waiting) && has_room(queue)) {
		tevent_schedule_immediate(queue->next, queue->ev, let_next_in,
					  queue);
	}
}

static int turn_destructor(struct dial_turn *turn)
{
	if (turn->has_come) {
		turn->queue->dialing--;
		schedule(turn->queue);
	} else {
		leave(turn->queue, turn);
	}
	return 0;
}

struct dial_turn *dial_queue_enter(TALLOC_CTX *mem_ctx,
				   struct dial_queue *queue, dial_turn_fn fn,
				   void *private_data)
{
	struct dial_turn *turn = talloc_zero(mem_ctx, struct dial_turn);

	if (turn == NULL) {
		return NULL;
	}
	turn->queue = queue;
	turn->fn = fn;
	turn->private_data = private_data;
	/* Room that another one waits for already is not for us. */
	if (has_room(queue) && TAILQ_EMPTY(&queue->waiting)) {
		take_turn(turn);
	} else {
		TAILQ_INSERT_TAIL(&queue->waiting, turn, entry);
		queue->length++;
	}
	talloc_set_destructor(turn, turn_destructor);
	return turn;
}

bool dial_turn_has_come(const struct dial_turn *turn)
{
	return turn->has_come;
}

uint32_t dial_queue_length(const struct dial_queue *queue)
{
	return queue->length;
}
