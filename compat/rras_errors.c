/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Look-ups in the table of result codes. */
#include "rras_errors.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

static const struct rras_error_info errors[] = {
#define RRAS_ERROR(number, name, text) {(number), #name, text},
#define RRAS_ERROR_ALIAS(number, name)
#include "rras_errors.def"
};

static const struct alias {
	uint32_t number;
	const char *name;
} aliases[] = {
#define RRAS_ERROR(number, name, text)
#define RRAS_ERROR_ALIAS(number, name) {(number), #name},
#include "rras_errors.def"
};

const struct rras_error_info *rras_error_table(size_t *count)
{
	*count = ARRAY_SIZE(errors);
	return errors;
}

static int compare_number(const void *key, const void *entry)
{
	uint32_t number = *(const uint32_t *)key;
	const struct rras_error_info *info = entry;

	if (number == info->number) {
		return 0;
	}
	return number < info->number ? -1 : 1;
}

const struct rras_error_info *rras_error_by_number(uint32_t number)
{
	return bsearch(&number, errors, ARRAY_SIZE(errors), sizeof(errors[0]),
		       compare_number);
}

const struct rras_error_info *rras_error_by_name(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(errors); i++) {
		if (strcmp(errors[i].name, name) == 0) {
			return &errors[i];
		}
	}
	for (i = 0; i < ARRAY_SIZE(aliases); i++) {
		if (strcmp(aliases[i].name, name) == 0) {
			return rras_error_by_number(aliases[i].number);
		}
	}
	return NULL;
}

const struct rras_error_info *rras_error_by_text(const char *text)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(errors); i++) {
		if (strcmp(errors[i].text, text) == 0) {
			return &errors[i];
		}
	}
	return NULL;
}

char *rras_error_describe(TALLOC_CTX *mem_ctx, uint32_t number)
{
	const struct rras_error_info *info = rras_error_by_number(number);

	if (info == NULL) {
		return talloc_asprintf(
			mem_ctx, "Unknown error %" PRIu32 " (0x%08" PRIX32 ")",
			number, number);
	}
	return talloc_asprintf(mem_ctx, "%s (%" PRIu32 ", %s)", info->text,
			       number, info->name);
}
