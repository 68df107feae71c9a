/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values of phonebook keys. */
#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <talloc.h>
#include <util/data_blob.h>
#include <ndr.h>
#include "pbk_value.h"

#define BLANKS " \t"

/* The value without blanks around it; false when it does not fit. */
static bool trim(const char *value, char *to, size_t size)
{
	size_t length;

	value += strspn(value, BLANKS);
	length = strlen(value);
	while (length > 0 && strchr(BLANKS, value[length - 1]) != NULL) {
		length--;
	}
	if (length == 0 || length >= size) {
		return false;
	}
	memcpy(to, value, length);
	to[length] = '\0';
	return true;
}

bool pbk_value_parse_number(const char *value, uint32_t *number)
{
	const long long highest = (long long)UINT32_MAX + 1;
	char text[sizeof("-4294967296")];
	char *end = NULL;
	long long parsed;

	if (!trim(value, text, sizeof(text)) ||
	    strspn(text, "-0123456789") != strlen(text)) {
		return false;
	}
	parsed = strtoll(text, &end, 10);
	if (*end != '\0' || parsed > highest || parsed < INT32_MIN) {
		return false;
	}
	*number = parsed == highest ? UINT32_MAX : (uint32_t)parsed;
	return true;
}

char *pbk_value_format_number(TALLOC_CTX *mem_ctx, uint32_t number)
{
	return talloc_asprintf(mem_ctx, "%" PRIu32, number);
}

bool pbk_value_parse_ipv4(const char *value, struct in_addr *address)
{
	char text[INET_ADDRSTRLEN];
	struct in_addr parsed;

	if (!trim(value, text, sizeof(text)) ||
	    inet_pton(AF_INET, text, &parsed) != 1) {
		return false;
	}
	*address = parsed;
	return true;
}

char *pbk_value_format_ipv4(TALLOC_CTX *mem_ctx, struct in_addr address)
{
	char text[INET_ADDRSTRLEN];

	inet_ntop(AF_INET, &address, text, sizeof(text));
	return talloc_strdup(mem_ctx, text);
}

bool pbk_value_parse_ipv6(const char *value, struct in6_addr *address)
{
	char text[INET6_ADDRSTRLEN];
	struct in6_addr parsed;

	if (!trim(value, text, sizeof(text)) ||
	    inet_pton(AF_INET6, text, &parsed) != 1) {
		return false;
	}
	*address = parsed;
	return true;
}

char *pbk_value_format_ipv6(TALLOC_CTX *mem_ctx, const struct in6_addr *address)
{
	char text[INET6_ADDRSTRLEN];

	inet_ntop(AF_INET6, address, text, sizeof(text));
	return talloc_strdup(mem_ctx, text);
}

static int digit_value(char c)
{
	if (c >= '0' && c <= '9') {
		return c - '0';
	}
	if (c >= 'A' && c <= 'F') {
		return c - 'A' + 10;
	}
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool pbk_value_parse_bytes(TALLOC_CTX *mem_ctx, const char *value,
			   DATA_BLOB *bytes)
{
	size_t length, i;
	uint8_t *data = NULL;

	value += strspn(value, BLANKS);
	length = strcspn(value, BLANKS);
	if (length % 2 != 0 ||
	    strspn(value + length, BLANKS) != strlen(value + length)) {
		return false;
	}
	data = talloc_size(mem_ctx, length / 2);
	if (data == NULL) {
		return false;
	}
	for (i = 0; i < length / 2; i++) {
		int high = digit_value(value[2 * i]);
		int low = digit_value(value[2 * i + 1]);

		if (high < 0 || low < 0) {
			talloc_free(data);
			return false;
		}
		data[i] = (uint8_t)(high << 4 | low);
	}
	bytes->data = data;
	bytes->length = length / 2;
	return true;
}

char *pbk_value_format_bytes(TALLOC_CTX *mem_ctx, const uint8_t *bytes,
			     size_t length)
{
	DATA_BLOB blob = data_blob_const(bytes, length);

	return data_blob_hex_string_upper(mem_ctx, &blob);
}

bool pbk_value_parse_guid(const char *value, struct GUID *guid)
{
	DATA_BLOB bytes = {.data = NULL};
	bool ok;

	if (!pbk_value_parse_bytes(NULL, value, &bytes)) {
		return false;
	}
	if (bytes.length == 0) {
		*guid = (struct GUID){.time_low = 0};
		ok = true;
	} else {
		ok = bytes.length == 16 &&
		     NT_STATUS_IS_OK(GUID_from_ndr_blob(&bytes, guid));
	}
	talloc_free(bytes.data);
	return ok;
}

char *pbk_value_format_guid(TALLOC_CTX *mem_ctx, const struct GUID *guid)
{
	DATA_BLOB bytes;
	char *text;

	if (!NT_STATUS_IS_OK(GUID_to_ndr_blob(guid, mem_ctx, &bytes))) {
		return NULL;
	}
	text = pbk_value_format_bytes(mem_ctx, bytes.data, bytes.length);
	data_blob_free(&bytes);
	return text;
}
