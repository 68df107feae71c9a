/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A kernel before Linux 6.5, which has no SO_PEERPIDFD; for programs that are
 * linked with --wrap=getsockopt.
 */
#ifndef TESTS_UNIT_OLD_KERNEL_H
#define TESTS_UNIT_OLD_KERNEL_H

#include <stdbool.h>

/** @brief It is one from now on, or not any more. */
void old_kernel(bool old);

#endif
