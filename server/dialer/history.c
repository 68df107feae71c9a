/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The last attempts of a link; see history.h.
 *
 * Attempts of one link resemble each other: a text that another record has
 * already is not stored again, so that thousands of links that are redialed
 * in vain stay small.
 */
#include <string.h>
#include "history.h"

struct dialer_history {
	struct dialer_attempt_record *records; /* oldest first */
	size_t count;
	unsigned size;
	bool under_way; /* the last record's attempt */
	enum dialer_phase phase;
	struct timespec entered; /* it, by CLOCK_BOOTTIME */
};

struct dialer_history *dialer_history_create(TALLOC_CTX *mem_ctx)
{
	return talloc_zero(mem_ctx, struct dialer_history);
}

/* -- texts that records share -- */

enum { NUM_TEXTS = 3 };

static const char **text_of(struct dialer_attempt_record *record, size_t i)
{
	const char **const texts[NUM_TEXTS] = {&record->device, &record->number,
					       &record->reason};

	return texts[i];
}

/* Any record's copy of a text. */
static const char *find_text(struct dialer_history *history, const char *text)
{
	size_t i, j;

	for (i = 0; i < history->count; i++) {
		for (j = 0; j < NUM_TEXTS; j++) {
			const char *known = *text_of(&history->records[i], j);

			if (strcmp(known, text) == 0) {
				return known;
			}
		}
	}
	return NULL;
}

/* A member is about to hold something else. */
static void drop_text(struct dialer_history *history, const char **member)
{
	const char *text = *member;

	*member = "";
	if (text[0] != '\0' && find_text(history, text) == NULL) {
		talloc_free((char *)(uintptr_t)text);
	}
}

static void set_text(struct dialer_history *history, const char **member,
		     const char *text)
{
	const char *known;

	if (strcmp(*member, text) == 0) {
		return;
	}
	drop_text(history, member);
	if (text[0] == '\0') {
		return;
	}
	known = find_text(history, text);
	if (known == NULL) {
		known = talloc_strdup(history, text);
	}
	*member = known != NULL ? known : "";
}

/* -- the records -- */

static void drop_oldest(struct dialer_history *history)
{
	size_t i;

	for (i = 0; i < NUM_TEXTS; i++) {
		drop_text(history, text_of(&history->records[0], i));
	}
	history->count--;
	memmove(&history->records[0], &history->records[1],
		history->count * sizeof(history->records[0]));
}

static bool make_room(struct dialer_history *history)
{
	unsigned size = history->size == 0 ? 1 : 2 * history->size;
	struct dialer_attempt_record *records;

	if (history->count == DIALER_HISTORY_MAX) {
		drop_oldest(history);
	}
	if (history->count < history->size) {
		return true;
	}
	records = talloc_realloc(history, history->records,
				 struct dialer_attempt_record, size);
	if (records == NULL) {
		return false;
	}
	history->records = records;
	history->size = size;
	return true;
}

static struct dialer_attempt_record *under_way(struct dialer_history *history)
{
	return history->under_way ? &history->records[history->count - 1]
				  : NULL;
}

/* The phase that the attempt is in has lasted until now. */
static void account(struct dialer_history *history)
{
	struct dialer_attempt_record *record = under_way(history);
	struct timespec now;
	int64_t ms;

	if (record == NULL) {
		return;
	}
	clock_gettime(CLOCK_BOOTTIME, &now);
	ms = (now.tv_sec - history->entered.tv_sec) * (int64_t)1000 +
	     (now.tv_nsec - history->entered.tv_nsec) / 1000000;
	if (ms > 0) {
		record->phase_ms[history->phase] += (uint64_t)ms;
		/* What is less than a millisecond counts the next time. */
		history->entered.tv_sec += ms / 1000;
		history->entered.tv_nsec += ms % 1000 * 1000000;
		if (history->entered.tv_nsec >= 1000000000) {
			history->entered.tv_sec++;
			history->entered.tv_nsec -= 1000000000;
		}
	}
}

void dialer_history_begin(struct dialer_history *history,
			  const struct dialer_status *status)
{
	struct dialer_attempt_record *record;

	history->under_way = false;
	if (!make_room(history)) {
		return;
	}
	record = &history->records[history->count++];
	*record = (struct dialer_attempt_record){
		.started = {status->attempt_started.tv_sec,
			    status->attempt_started.tv_usec * 1000},
		.kind = status->kind,
		.device = "",
		.number = "",
		.reason = "",
		.farthest = status->phase,
		.phases = 1U << status->phase,
		.adopted = status->adopted,
	};
	history->under_way = true;
	history->phase = status->phase;
	clock_gettime(CLOCK_BOOTTIME, &history->entered);
	if (status->adopted && status->connected_boottime.tv_sec != 0) {
		history->entered = status->connected_boottime;
	}
}

void dialer_history_target(struct dialer_history *history,
			   const struct dialer_settings *settings)
{
	struct dialer_attempt_record *record = under_way(history);

	if (record == NULL) {
		return;
	}
	record->kind = settings->kind;
	set_text(history, &record->device, settings->device);
	set_text(history, &record->number, settings->number);
	record->targets_tried++;
}

void dialer_history_phase(struct dialer_history *history,
			  enum dialer_phase phase)
{
	struct dialer_attempt_record *record = under_way(history);

	if (record == NULL) {
		return;
	}
	account(history);
	history->phase = phase;
	record->phases |= 1U << phase;
	if (phase > record->farthest && phase <= DIALER_PHASE_UP) {
		record->farthest = phase;
	}
}

const struct dialer_attempt_record *
dialer_history_end(struct dialer_history *history,
		   const struct dialer_status *status)
{
	struct dialer_attempt_record *record = under_way(history);

	if (record == NULL) {
		return NULL;
	}
	account(history);
	record->ended = true;
	record->failed = status->failed;
	record->last_error = status->last_error;
	set_text(history, &record->reason, status->reason);
	history->under_way = false;
	return record;
}

const struct dialer_attempt_record *
dialer_history_get(struct dialer_history *history, size_t *count)
{
	account(history);
	*count = history->count;
	return history->records;
}

const struct dialer_attempt_record *
dialer_history_present(struct dialer_history *history)
{
	account(history);
	return under_way(history);
}

const char *dialer_phase_name(enum dialer_phase phase)
{
	static const char *const names[DIALER_NUM_PHASES] = {
		[DIALER_PHASE_NONE] = "",
		[DIALER_PHASE_QUEUED] = "queued",
		[DIALER_PHASE_DIAL] = "dial",
		[DIALER_PHASE_LCP] = "lcp",
		[DIALER_PHASE_AUTHENTICATE] = "authenticate",
		[DIALER_PHASE_NETWORK] = "network",
		[DIALER_PHASE_UP] = "up",
		[DIALER_PHASE_HANGUP] = "hangup",
	};

	return names[phase];
}

const char *dialer_kind_name(enum dialer_kind kind)
{
	static const char *const names[] = {
		[DIALER_KIND_PPPOE] = "pppoe",	 [DIALER_KIND_MODEM] = "modem",
		[DIALER_KIND_DIRECT] = "direct", [DIALER_KIND_PPTP] = "pptp",
		[DIALER_KIND_L2TP] = "l2tp",	 [DIALER_KIND_SSTP] = "sstp",
	};

	return names[kind];
}
