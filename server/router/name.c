/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The names that interfaces may have.
 */
#include "name.h"
#include <string.h>
#include "compat/rras_errors.h"
#include "gen_ndr/rras_types.h"
#include "text.h"

WERROR router_name_check(const char *name)
{
	ssize_t units = text_utf16_length(name);

	if (units == -1) {
		return W_ERROR(ERROR_INVALID_NAME);
	}
	if (units == 0 || units > MAX_INTERFACE_NAME_LEN) {
		return W_ERROR(ERROR_INVALID_PARAMETER);
	}
	/* [MS-RRASM] 2.2.2.1: the name "MUST be enclosed within an open
	 * square bracket and a closing square bracket", on one line. */
	if (!text_is_line(name, MAX_INTERFACE_NAME_LEN) ||
	    strpbrk(name, "[]") != NULL) {
		return W_ERROR(ERROR_INVALID_NAME);
	}
	return WERR_OK;
}
