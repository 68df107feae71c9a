/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How many durations were how long. */
#ifndef SERVER_RRASD_HISTOGRAM_H
#define SERVER_RRASD_HISTOGRAM_H

#include <stddef.h>
#include <stdint.h>

#define HISTOGRAM_BOUNDS 12

/** @brief Upper bounds in microseconds, each one included, ascending. */
struct histogram_bounds {
	uint64_t usec[HISTOGRAM_BOUNDS];
};

/** @brief For calls: 0.1 ms to 100 s. */
extern const struct histogram_bounds histogram_bounds_calls;
/** @brief For attempts and their phases: 10 ms to 5 min. */
extern const struct histogram_bounds histogram_bounds_attempts;

/** @brief All zeros but @bounds is an empty one. */
struct histogram {
	const struct histogram_bounds *bounds;
	/** Those up to each bound and above the one before; the last are those
	 * above all bounds. */
	uint64_t counts[HISTOGRAM_BOUNDS + 1];
	uint64_t sum; /**< microseconds */
};

void histogram_add(struct histogram *histogram, uint64_t usec);

#endif
