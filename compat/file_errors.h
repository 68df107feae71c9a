/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What errno of a file means to a client. */
#ifndef COMPAT_FILE_ERRORS_H
#define COMPAT_FILE_ERRORS_H

#include <core/werror.h>

/**
 * @brief The code for an errno of writing or opening a file.
 *
 * @return ERROR_DISK_FULL, ERROR_WRITE_PROTECT, ERROR_ACCESS_DENIED,
 *         ERROR_NOT_ENOUGH_MEMORY; ERROR_WRITE_FAULT for all others
 */
WERROR file_error(int err);

#endif
