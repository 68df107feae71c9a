/* SPDX-License-Identifier: GPL-3.0-or-later */
/* See result_counts.h. */
#include <stdio.h>
#include <string.h>

#include "compat/rras_errors.h"
#include "exposition.h"
#include "result_counts.h"

static struct result_count *find(const struct result_counts *results,
				 uint32_t code)
{
	uint32_t i;

	for (i = 0; i < results->num_counts; i++) {
		if (results->counts[i].code == code) {
			return &results->counts[i];
		}
	}
	return NULL;
}

static struct result_count *add(TALLOC_CTX *mem_ctx,
				struct result_counts *results, uint32_t code)
{
	struct result_count *counts;

	if (results->num_counts == RESULT_COUNTS_MAX) {
		return NULL;
	}
	counts = talloc_realloc(mem_ctx, results->counts, struct result_count,
				results->num_counts + 1);
	if (counts == NULL) {
		return NULL;
	}
	results->counts = counts;
	counts[results->num_counts] = (struct result_count){.code = code};
	return &counts[results->num_counts++];
}

void result_counts_add(TALLOC_CTX *mem_ctx, struct result_counts *results,
		       uint32_t code)
{
	struct result_count *count = find(results, code);

	if (count == NULL) {
		count = add(mem_ctx, results, code);
	}
	if (count != NULL) {
		count->count++;
	} else {
		results->others++;
	}
}

void result_counts_expose(struct exposition *text,
			  const struct exposition_label *labels,
			  size_t num_labels,
			  const struct result_counts *results)
{
	struct exposition_label all[RESULT_COUNTS_LABELS + 2];
	char number[16];
	uint32_t i;

	memcpy(all, labels, num_labels * sizeof(labels[0]));
	all[num_labels] = (struct exposition_label){"result", number};
	for (i = 0; i < results->num_counts; i++) {
		const struct result_count *count = &results->counts[i];
		const struct rras_error_info *info =
			rras_error_by_number(count->code);

		snprintf(number, sizeof(number), "%u", (unsigned)count->code);
		all[num_labels + 1] = (struct exposition_label){
			"name", info != NULL ? info->name : ""};
		exposition_sample(text, all, num_labels + 2, count->count);
	}
	if (results->others > 0) {
		strcpy(number, "other");
		all[num_labels + 1] = (struct exposition_label){"name", ""};
		exposition_sample(text, all, num_labels + 2, results->others);
	}
}
