/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What Prometheus reads: links by state, attempts by result, durations as
 * histograms, calls by operation.
 *
 * Nothing in it is a secret: names of interfaces and users are not told.
 */
#ifndef SERVER_RRASD_METRICS_H
#define SERVER_RRASD_METRICS_H

#include <talloc.h>

struct metrics;
struct rrasd;

/** @brief Begin to count; NULL when out of memory.  Freed before the dialer. */
struct metrics *metrics_create(TALLOC_CTX *mem_ctx, struct rrasd *rrasd);

/** @brief The text that a reader gets now; child of @mem_ctx, NULL when out of
 * memory. */
char *metrics_text(TALLOC_CTX *mem_ctx, const struct metrics *metrics);

#endif
