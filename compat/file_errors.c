/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What errno of a file means to a client; see file_errors.h. */
#include "file_errors.h"
#include <errno.h>
#include "rras_errors.h"

WERROR file_error(int err)
{
	switch (err) {
	case ENOSPC:
	case EDQUOT:
		return W_ERROR(ERROR_DISK_FULL);
	case EROFS:
		return W_ERROR(ERROR_WRITE_PROTECT);
	case EACCES:
	case EPERM:
		return W_ERROR(ERROR_ACCESS_DENIED);
	case ENOMEM:
		return W_ERROR(ERROR_NOT_ENOUGH_MEMORY);
	default:
		return W_ERROR(ERROR_WRITE_FAULT);
	}
}
