/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Prometheus' text exposition format, version 0.0.4:
 *
 *   # HELP rras_links Demand-dial interfaces by state.
 *   # TYPE rras_links gauge
 *   rras_links{state="connected"} 3
 *
 * All samples of a family stand together behind its two lines.
 */
#ifndef SERVER_RRASD_EXPOSITION_H
#define SERVER_RRASD_EXPOSITION_H

#include <stddef.h>
#include <stdint.h>
#include <talloc.h>
#include "histogram.h"

/** @brief What a reader is told that this is. */
#define EXPOSITION_CONTENT_TYPE "text/plain; version=0.0.4; charset=utf-8"

struct exposition;

/** @brief One label; the value is UTF-8 of any content. */
struct exposition_label {
	const char *name, *value;
};

#define EXPOSITION_LABELS(...) ((const struct exposition_label[]){__VA_ARGS__})

/** @brief An empty text; NULL when out of memory. */
struct exposition *exposition_create(TALLOC_CTX *mem_ctx);

/**
 * @brief Begin a family.
 *
 * @param[in] name  [a-zA-Z_][a-zA-Z0-9_]*, lives as long as the text
 * @param[in] type  "counter", "gauge" or "histogram"
 * @param[in] help  one sentence
 */
void exposition_family(struct exposition *text, const char *name,
		       const char *type, const char *help);

/** @brief One sample of the family; labels in the order given. */
void exposition_sample(struct exposition *text,
		       const struct exposition_label *labels, size_t num_labels,
		       uint64_t value);

/** @brief All samples of a histogram, in seconds. */
void exposition_histogram(struct exposition *text,
			  const struct exposition_label *labels,
			  size_t num_labels, const struct histogram *histogram);

/** @brief The text, child of @mem_ctx; NULL when it ran out of memory. */
char *exposition_text(TALLOC_CTX *mem_ctx, struct exposition *text);

#endif
