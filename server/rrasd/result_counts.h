/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How often something ended with each Win32 code.  So many codes at most: what
 * comes after them is counted together, so that nobody fills a monitoring
 * system with codes.
 */
#ifndef SERVER_RRASD_RESULT_COUNTS_H
#define SERVER_RRASD_RESULT_COUNTS_H

#include <stdint.h>
#include <talloc.h>

struct exposition;
struct exposition_label;

/** @brief The most codes that are told apart. */
#define RESULT_COUNTS_MAX 64

struct result_count {
	uint32_t code;
	uint64_t count;
};

/** @brief All zeros is an empty one. */
struct result_counts {
	struct result_count *counts; /**< in the order of their first time */
	uint32_t num_counts;
	uint64_t others; /**< of no code of these */
};

/** @brief @mem_ctx owns the list; without memory it is one of the others. */
void result_counts_add(TALLOC_CTX *mem_ctx, struct result_counts *results,
		       uint32_t code);

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
