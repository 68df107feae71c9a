/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What Prometheus reads: links by state, attempts by result, durations as
 * histograms, calls by operation.
 *
 * HTTP is libmicrohttpd's, on a unix socket in the run directory (0600) or on
 * a port of the loopback address ("rras:metrics"); its descriptors are in
 * rrasd's loop, there is no thread.  Nothing in it is a secret: names of
 * interfaces and users are not told.
 */
#ifndef SERVER_RRASD_METRICS_H
#define SERVER_RRASD_METRICS_H

#include <stdint.h>
#include <talloc.h>
#include <tevent.h>
#include <core/werror.h>

struct metrics;
struct rrasd;

/**
 * @brief Begin to count and to answer.
 *
 * @param[in]  where  "unix", a port number, or "" for no endpoint (it counts
 *                    all the same)
 * @param[out] why    on failure a sentence, child of @mem_ctx
 */
WERROR metrics_create(TALLOC_CTX *mem_ctx, struct rrasd *rrasd,
		      const char *where, struct metrics **metrics,
		      const char **why);

/** @brief A call has been answered. */
void metrics_count_call(struct metrics *metrics, const char *interface,
			const char *operation, WERROR result, uint64_t usec);

/** @brief The text that a reader gets now; child of @mem_ctx. */
char *metrics_text(TALLOC_CTX *mem_ctx, struct metrics *metrics);

#endif
