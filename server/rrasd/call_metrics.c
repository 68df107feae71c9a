/* SPDX-License-Identifier: GPL-3.0-or-later */
/* See call_metrics.h. */
#include <string.h>

#include "call_metrics.h"
#include "exposition.h"
#include "result_counts.h"

/* One operation that has been called. */
struct operation {
	const char *interface, *name;
	struct result_counts results;
	uint64_t faults, cancelled;
	struct histogram durations;
};

/* There are some seventy operations, three unknown ones among them. */
#define MAX_OPERATIONS 96

/* In place: counting takes no memory, so it cannot fail. */
struct call_metrics {
	struct operation operations[MAX_OPERATIONS];
	uint32_t num_operations;
};

struct call_metrics *call_metrics_create(TALLOC_CTX *mem_ctx)
{
	return talloc_zero(mem_ctx, struct call_metrics);
}

static struct operation *find(struct call_metrics *metrics,
			      const char *interface, const char *name)
{
	uint32_t i;

	for (i = 0; i < metrics->num_operations; i++) {
		struct operation *operation = &metrics->operations[i];

		if (strcmp(operation->name, name) == 0 &&
		    strcmp(operation->interface, interface) == 0) {
			return operation;
		}
	}
	return NULL;
}

static struct operation *add(struct call_metrics *metrics,
			     const char *interface, const char *name)
{
	struct operation *operation;

	if (metrics->num_operations == MAX_OPERATIONS) {
		return NULL;
	}
	operation = &metrics->operations[metrics->num_operations++];
	operation->interface = interface;
	operation->name = name;
	operation->durations.bounds = &histogram_bounds_calls;
	return operation;
}

void call_metrics_add(struct call_metrics *metrics, const char *interface,
		      const char *operation, enum call_end end, uint32_t code,
		      uint64_t usec)
{
	/* Opnums and interfaces that a stranger makes up have one name. */
	const char *of = interface != NULL ? interface : "unknown";
	const char *name = operation != NULL ? operation : "unknown";
	struct operation *found;

	if (metrics == NULL) {
		return;
	}
	found = find(metrics, of, name);
	if (found == NULL) {
		found = add(metrics, of, name);
	}
	if (found == NULL) {
		return;
	}
	switch (end) {
	case CALL_ANSWERED:
		result_counts_add(&found->results, code);
		break;
	case CALL_FAULT:
		found->faults++;
		break;
	case CALL_CANCELLED:
		found->cancelled++;
		break;
	}
	histogram_add(&found->durations, usec);
}

static void expose_end(struct exposition *text,
		       const struct operation *operation, const char *end,
		       uint64_t count)
{
	if (count > 0) {
		exposition_sample(
			text,
			EXPOSITION_LABELS({"interface", operation->interface},
					  {"operation", operation->name},
					  {"result", end}, {"name", ""}),
			4, count);
	}
}

void call_metrics_expose(const struct call_metrics *metrics,
			 struct exposition *text)
{
	const struct operation *operations = metrics->operations;
	uint32_t i;

	exposition_family(text, "rras_calls_total", "counter",
			  "Calls that are over, by operation and result.");
	for (i = 0; i < metrics->num_operations; i++) {
		const struct operation *operation = &operations[i];

		result_counts_expose(
			text,
			EXPOSITION_LABELS({"interface", operation->interface},
					  {"operation", operation->name}),
			2, &operation->results);
		expose_end(text, operation, "fault", operation->faults);
		expose_end(text, operation, "cancelled", operation->cancelled);
	}
	exposition_family(text, "rras_call_duration_seconds", "histogram",
			  "How long calls took, by operation; those that wait "
			  "for a link or an event wait in here.");
	for (i = 0; i < metrics->num_operations; i++) {
		exposition_histogram(
			text,
			EXPOSITION_LABELS(
				{"interface", operations[i].interface},
				{"operation", operations[i].name}),
			2, &operations[i].durations);
	}
}
