/* SPDX-License-Identifier: GPL-3.0-or-later */
/* See enumeration.h. */
#include "client/libmprapi/enumeration.h"

void enumeration_give(const struct enumeration *e, uint32_t code, void *array,
		      const struct enumeration_answer *answer)
{
	if (e->resume != NULL) {
		*e->resume = answer->resume != NULL ? *answer->resume : 0;
	}
	if (enumeration_has_entries(code)) {
		*e->buffer = array;
		*e->read = answer->read;
		*e->total = answer->total;
	}
}

uint32_t enumeration_finish(const struct enumeration *e, uint32_t code,
			    const struct image_plain *form,
			    const struct enumeration_answer *answer)
{
	void *array = NULL;
	uint32_t converted;

	if (enumeration_has_entries(code)) {
		converted = image_plain_array(form, answer->read,
					      container_blob(answer->container),
					      &array);
		if (converted != ERROR_SUCCESS) {
			code = converted;
		}
	}
	enumeration_give(e, code, array, answer);
	return code;
}
