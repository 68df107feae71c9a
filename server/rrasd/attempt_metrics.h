/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Attempts by kind and result, how links that were up ended, and how long each
 * phase took; counted from the records of dialer/history.h.
 */
#ifndef SERVER_RRASD_ATTEMPT_METRICS_H
#define SERVER_RRASD_ATTEMPT_METRICS_H

#include <talloc.h>

struct attempt_metrics;
struct dialer;
struct exposition;

/** @brief Watch the attempts of @dialer until freed, which is before it. */
struct attempt_metrics *attempt_metrics_create(TALLOC_CTX *mem_ctx,
					       struct dialer *dialer);

/** @brief The families rras_attempts_total, rras_link_ends_total,
 * rras_links_adopted_total and the durations. */
void attempt_metrics_expose(const struct attempt_metrics *metrics,
			    struct exposition *text);

#endif
