/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How often something ended with each Win32 code.  So many codes at most: what
 * comes after them is counted together, so that nobody fills a monitoring
 * system with codes.
 */
#ifndef SERVER_RRASD_RESULT_COUNTS_H
#define SERVER_RRASD_RESULT_COUNTS_H

#include <stddef.h>
#include <stdint.h>

struct exposition;
struct exposition_label;

/** @brief The most codes that are told apart. */
#define RESULT_COUNTS_MAX 32

struct result_count {
	uint32_t code;
	uint64_t count;
};

/** @brief All zeros is an empty one. */
struct result_counts {
	/** In the order of their first time.  In place: counting takes no
	 * memory, so it cannot fail. */
	struct result_count counts[RESULT_COUNTS_MAX];
	uint32_t num_counts;
	uint64_t others; /**< of no code of these */
};

void result_counts_add(struct result_counts *results, uint32_t code);

/** @brief Room for those labels of the caller's that come first. */
#define RESULT_COUNTS_LABELS 2

/**
 * @brief One sample a code, with the labels @labels, result (the number) and
 *        name.
 */
void result_counts_expose(struct exposition *text,
			  const struct exposition_label *labels,
			  size_t num_labels,
			  const struct result_counts *results);

#endif
