/* SPDX-License-Identifier: GPL-3.0-or-later */
/* See enumeration.h. */
#include "compat/rras_errors.h"
#include "client/libmprapi/enumeration.h"

uint32_t enumeration_finish(const struct enumeration *e, uint32_t code,
			    const struct image_plain *form,
			    const struct enumeration_answer *answer)
{
	void *array = NULL;
	uint32_t converted;

	if (e->resume != NULL) {
		*e->resume = answer->resume != NULL ? *answer->resume : 0;
	}
	if (code != ERROR_SUCCESS && code != ERROR_MORE_DATA) {
		return code;
	}
	converted = image_plain_array(
		form, answer->read, container_blob(answer->container), &array);
	if (converted != ERROR_SUCCESS) {
		return converted;
	}
	*e->buffer = array;
	*e->read = answer->read;
	*e->total = answer->total;
	return code;
}
