/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What was negotiated, as records of links keep it.
 */
#ifndef SERVER_DIALER_RECORD_PROJECTION_H
#define SERVER_DIALER_RECORD_PROJECTION_H

#include <time.h>
#include "projection.h"

struct rras_record_projection; /* gen_ndr/link_record.h */
struct rras_record_time;

void record_projection_put(struct rras_record_projection *to,
			   const struct ppp_projection *from);
void record_projection_get(struct ppp_projection *to,
			   const struct rras_record_projection *from);

/** @brief Zero stays zero: it has not happened. */
void record_time_put(struct rras_record_time *to,
		     const struct timespec *realtime,
		     const struct timespec *boottime);
void record_time_get(const struct rras_record_time *from,
		     struct timespec *realtime, struct timespec *boottime);

/** @brief A time of @ns nanoseconds. */
struct timespec record_timespec(uint64_t ns);

#endif
