/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The times of single calls. */
#ifndef TESTS_BENCH_LATENCY_H
#define TESTS_BENCH_LATENCY_H

#include "sealed.h"

/**
 * @brief Print the times of a call while nothing else goes on, then while
 *        Connects wait.
 *
 * @param[in] handles  of the interfaces that a blocking Connect is sent for;
 *                     NULL-terminated
 * @return an exit status
 */
int latency(struct bench *b, const struct subject *dimsvc,
	    char *const handles[]);

#endif
