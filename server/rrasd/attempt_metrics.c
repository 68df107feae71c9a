/* SPDX-License-Identifier: GPL-3.0-or-later */
/* See attempt_metrics.h. */
#include "compat/rras_errors.h"
#include "server/dialer/history.h"
#include "attempt_metrics.h"
#include "exposition.h"
#include "result_counts.h"

#define NUM_KINDS (DIALER_KIND_SSTP + 1)

struct attempt_metrics {
	struct dialer *dialer;
	struct result_counts attempts[NUM_KINDS]; /* that are up, or never
						   * were */
	struct result_counts ends[NUM_KINDS];	  /* of links that were up */
	struct histogram connect; /* from the dial until it was up */
	struct histogram phases[DIALER_NUM_PHASES];
	uint64_t adopted;
};

static void add_phase(struct attempt_metrics *metrics,
		      const struct dialer_attempt_record *record,
		      enum dialer_phase phase)
{
	if (record->phases & 1U << phase) {
		histogram_add(&metrics->phases[phase],
			      record->phase_ms[phase] * 1000);
	}
}

/* All that are behind an attempt when it is up, or has failed. */
static void add_way_up(struct attempt_metrics *metrics,
		       const struct dialer_attempt_record *record)
{
	enum dialer_phase phase;

	for (phase = DIALER_PHASE_QUEUED; phase < DIALER_PHASE_UP; phase++) {
		add_phase(metrics, record, phase);
	}
}

static uint64_t connect_ms(const struct dialer_attempt_record *record)
{
	uint64_t ms = 0;
	enum dialer_phase phase;

	for (phase = DIALER_PHASE_DIAL; phase < DIALER_PHASE_UP; phase++) {
		ms += record->phase_ms[phase];
	}
	return ms;
}

static void came_up(struct attempt_metrics *metrics,
		    const struct dialer_attempt_record *record)
{
	result_counts_add(&metrics->attempts[record->kind], NO_ERROR);
	histogram_add(&metrics->connect, connect_ms(record) * 1000);
	add_way_up(metrics, record);
}

static void ended(struct attempt_metrics *metrics,
		  const struct dialer_attempt_record *record)
{
	bool was_up = record->farthest == DIALER_PHASE_UP;

	result_counts_add(was_up ? &metrics->ends[record->kind]
				 : &metrics->attempts[record->kind],
			  W_ERROR_V(record->last_error));
	if (!was_up) {
		add_way_up(metrics, record);
	}
	add_phase(metrics, record, DIALER_PHASE_HANGUP);
}

/* Not yet up, or up without a way up: that was another daemon's. */
static bool is_adoption(const struct dialer_attempt_record *record)
{
	return record->adopted && (record->farthest < DIALER_PHASE_UP ||
				   record->phases == 1U << DIALER_PHASE_UP);
}

static void watch(const struct dialer_attempt_record *record,
		  void *private_data)
{
	struct attempt_metrics *metrics =
		talloc_get_type_abort(private_data, struct attempt_metrics);

	if (record->ended) {
		ended(metrics, record);
	} else if (is_adoption(record)) {
		metrics->adopted++;
	} else {
		came_up(metrics, record);
	}
}

static int metrics_destructor(struct attempt_metrics *metrics)
{
	dialer_watch_attempts(metrics->dialer, NULL, NULL);
	return 0;
}

struct attempt_metrics *attempt_metrics_create(TALLOC_CTX *mem_ctx,
					       struct dialer *dialer)
{
	struct attempt_metrics *metrics =
		talloc_zero(mem_ctx, struct attempt_metrics);
	size_t i;

	if (metrics == NULL) {
		return NULL;
	}
	metrics->dialer = dialer;
	metrics->connect.bounds = &histogram_bounds_attempts;
	for (i = 0; i < DIALER_NUM_PHASES; i++) {
		metrics->phases[i].bounds = &histogram_bounds_attempts;
	}
	dialer_watch_attempts(dialer, watch, metrics);
	talloc_set_destructor(metrics, metrics_destructor);
	return metrics;
}

static void expose_results(struct exposition *text,
			   const struct result_counts results[NUM_KINDS])
{
	enum dialer_kind kind;

	for (kind = 0; kind < NUM_KINDS; kind++) {
		result_counts_expose(
			text,
			EXPOSITION_LABELS({"kind", dialer_kind_name(kind)}), 1,
			&results[kind]);
	}
}

static void expose_durations(const struct attempt_metrics *metrics,
			     struct exposition *text)
{
	enum dialer_phase phase;

	exposition_family(text, "rras_connect_duration_seconds", "histogram",
			  "From the dial until the link was up.");
	exposition_histogram(text, NULL, 0, &metrics->connect);
	exposition_family(text, "rras_phase_duration_seconds", "histogram",
			  "How long the phases of attempts took.");
	for (phase = DIALER_PHASE_QUEUED; phase <= DIALER_PHASE_HANGUP;
	     phase++) {
		if (phase != DIALER_PHASE_UP) {
			exposition_histogram(
				text,
				EXPOSITION_LABELS(
					{"phase", dialer_phase_name(phase)}),
				1, &metrics->phases[phase]);
		}
	}
}

void attempt_metrics_expose(const struct attempt_metrics *metrics,
			    struct exposition *text)
{
	exposition_family(text, "rras_attempts_total", "counter",
			  "Attempts to connect, by kind and result; 0 are "
			  "those that came up.");
	expose_results(text, metrics->attempts);
	exposition_family(text, "rras_link_ends_total", "counter",
			  "Links that were up and have ended, by kind and "
			  "result; 0 are those that were hung up.");
	expose_results(text, metrics->ends);
	exposition_family(text, "rras_links_adopted_total", "counter",
			  "Links taken over from the rrasd before.");
	exposition_sample(text, NULL, 0, metrics->adopted);
	expose_durations(metrics, text);
}
