/* SPDX-License-Identifier: GPL-3.0-or-later */
/* See result_counts.h. */
#include <stdio.h>
#include <string.h>

#include "compat/rras_errors.h"
#include "exposition.h"
#include "result_counts.h"

void result_counts_add(struct result_counts *results, uint32_t code)
{
	uint32_t i = 0;

	while (i < results->num_counts && results->counts[i].code != code) {
		i++;
	}
	if (i == RESULT_COUNTS_MAX) {
		results->others++;
		return;
	}
	if (i == results->num_counts) {
		results->counts[results->num_counts++].code = code;
	}
	results->counts[i].count++;
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
