/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The start of a process as a busy machine or a poor one has it.
 *
 * A program that is linked with start_faults.c and with START_FAULTS of the
 * wscript has these execve(), pthread_create() and pidfd_open().
 */
#ifndef TESTS_UNIT_START_FAULTS_H
#define TESTS_UNIT_START_FAULTS_H

#include <stdbool.h>

/** @brief From now on processes do not become programs ... */
void start_faults_hold(void);

/** @brief ... until now. */
void start_faults_release(void);

/** @brief Whether a process is held. */
bool start_faults_holds(void);

enum start_fault {
	START_FAULT_NONE,
	START_FAULT_THREAD, /**< there are too many threads */
	START_FAULT_PIDFD,  /**< there are too many descriptors */
};

/** @brief What is refused from now on. */
void start_faults_refuse(enum start_fault fault);

#endif
