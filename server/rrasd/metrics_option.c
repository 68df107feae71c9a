/* SPDX-License-Identifier: GPL-3.0-or-later */
/* "rras:metrics"; see metrics_endpoint.h. */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <strings.h>

#include "metrics_endpoint.h"

bool metrics_endpoint_parse(const char *text, bool *wanted, uint16_t *port)
{
	unsigned long number;
	char *end = NULL;

	*wanted = text[0] != '\0';
	*port = 0;
	if (!*wanted || strcasecmp(text, "unix") == 0) {
		return true;
	}
	errno = 0;
	number = isdigit((unsigned char)text[0]) ? strtoul(text, &end, 10) : 0;
	*port = (uint16_t)number;
	return end != NULL && *end == '\0' && errno == 0 && number > 0 &&
	       number <= UINT16_MAX;
}
