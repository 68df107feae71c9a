/* SPDX-License-Identifier: GPL-3.0-or-later */
/* See histogram.h. */
#include "histogram.h"

#define MS 1000ULL
#define S  1000000ULL

const struct histogram_bounds histogram_bounds_calls = {
	{100, 300, 1 * MS, 3 * MS, 10 * MS, 30 * MS, 100 * MS, 300 * MS, 1 * S,
	 3 * S, 10 * S, 100 * S},
};

const struct histogram_bounds histogram_bounds_attempts = {
	{10 * MS, 30 * MS, 100 * MS, 300 * MS, 1 * S, 3 * S, 10 * S, 20 * S,
	 30 * S, 60 * S, 120 * S, 300 * S},
};

void histogram_add(struct histogram *histogram, uint64_t usec)
{
	size_t i = 0;

	while (i < HISTOGRAM_BOUNDS && usec > histogram->bounds->usec[i]) {
		i++;
	}
	histogram->counts[i]++;
	histogram->sum += usec;
}
