/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Calls by operation and result, and how long they took.  The dispatcher
 * counts, metrics.c tells.
 */
#ifndef SERVER_RRASD_CALL_METRICS_H
#define SERVER_RRASD_CALL_METRICS_H

#include <stdint.h>
#include <talloc.h>

struct call_metrics;
struct exposition;

/** @brief How a call ended. */
enum call_end {
	CALL_ANSWERED,	/**< with a Win32 code */
	CALL_FAULT,	/**< with a DCE/RPC fault */
	CALL_CANCELLED, /**< its caller went away */
};

struct call_metrics *call_metrics_create(TALLOC_CTX *mem_ctx);

/**
 * @brief A call is over.
 *
 * @param[in] metrics    NULL: nobody counts
 * @param[in] interface  "dimsvc", ...; NULL for one that is not ours
 * @param[in] operation  of the table, static; NULL for one that is not there
 * @param[in] code       of CALL_ANSWERED
 * @param[in] usec       from its arrival on
 */
void call_metrics_add(struct call_metrics *metrics, const char *interface,
		      const char *operation, enum call_end end, uint32_t code,
		      uint64_t usec);

/** @brief The families rras_calls_total and rras_call_duration_seconds. */
void call_metrics_expose(const struct call_metrics *metrics,
			 struct exposition *text);

#endif
