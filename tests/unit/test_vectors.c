/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The wire against golden request stubs of another NDR implementation
 * (tests/vectors/requests.jsonl): each one decodes to the values it was made
 * of, leaves no byte over, encodes back to the same bytes, and no shortened or
 * lying one gets through.
 */
#include "vectors.h"
#include <stdio.h>
#include <string.h>

/* Samba numbers its referents from here on, the vectors have offset + 1. */
#define FIRST_REFERENT 0x00020000u

static uint32_t word(const uint8_t *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
	       (uint32_t)p[3] << 24;
}

/*
 * Equal but for the values of referents, which [C706] 14.3.10 leaves to the
 * encoder: where the bytes differ there must be the next referent of either.
 */
static void assert_same_stub(const struct vector *v, const DATA_BLOB *again)
{
	uint32_t referent = FIRST_REFERENT;

	if (again->length != v->stub.length) {
		fail_msg("%s: %zu bytes became %zu", v->call->name,
			 v->stub.length, again->length);
	}
	for (size_t at = 0; at < again->length; at++) {
		size_t start = at & ~(size_t)3;

		if (v->stub.data[at] == again->data[at]) {
			continue;
		}
		if (start + 4 > again->length ||
		    word(again->data + start) != referent ||
		    word(v->stub.data + start) != start + 1) {
			fail_msg("%s: byte %zu differs", v->call->name, at);
		}
		referent += 4;
		at = start + 3;
	}
}

static void test_every_operation_has_a_vector(void **state)
{
	struct vectors *vectors = *state;
	const uint32_t rasrpc_used[] = {5, 9, 10, 11, 12, 14, 15};
	bool dimsvc[53] = {false}, rasrpc[17] = {false};

	assert_int_equal(ndr_table_dimsvc.num_calls, 53);
	assert_int_equal(ndr_table_rasrpc.num_calls, 17);
	for (size_t i = 0; i < vectors->count; i++) {
		const struct vector *v = &vectors->list[i];

		if (v->table == &ndr_table_dimsvc) {
			dimsvc[v->opnum] = true;
		} else {
			rasrpc[v->opnum] = true;
		}
	}
	for (size_t i = 0; i < 53; i++) {
		assert_true(dimsvc[i]);
	}
	for (size_t i = 0; i < ARRAY_SIZE(rasrpc_used); i++) {
		assert_true(rasrpc[rasrpc_used[i]]);
	}
}

static void test_round_trip(void **state)
{
	struct vectors *vectors = *state;

	for (size_t i = 0; i < vectors->count; i++) {
		const struct vector *v = &vectors->list[i];
		TALLOC_CTX *frame = talloc_new(NULL);
		void *r = NULL;
		uint32_t used = 0;
		DATA_BLOB again;

		assert_int_equal(decode(frame, v->call, &v->stub, &r, &used),
				 NDR_ERR_SUCCESS);
		assert_int_equal(used, v->stub.length);
		again = encode(frame, v->call, r);
		assert_same_stub(v, &again);
		talloc_free(frame);
	}
}

/*
 * Values.  pidl's printer shows the decoded arguments one a line, the vectors
 * list them in the same order under other names: both become one sequence of
 * words, "7", "'text'" or "NULL".
 */

static void add_value(char **sequence, const char *format, ...)
	PRINTF_ATTRIBUTE(2, 3);
static void add_value(char **sequence, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	*sequence = talloc_vasprintf_append_buffer(*sequence, format, ap);
	va_end(ap);
	assert_non_null(*sequence);
	*sequence = talloc_strdup_append_buffer(*sequence, " ");
}

static void collect_line(struct ndr_print *ndr, const char *format, ...)
	PRINTF_ATTRIBUTE(2, 3);
static void collect_line(struct ndr_print *ndr, const char *format, ...)
{
	char **sequence = ndr->private_data;
	char *line = NULL;
	const char *value = NULL;
	unsigned long long number = 0;
	va_list ap;

	va_start(ap, format);
	line = talloc_vasprintf(NULL, format, ap);
	va_end(ap);
	assert_non_null(line);

	value = strstr(line, ": ");
	/* The vectors do not list the member of this name. */
	if (value == NULL || strncmp(line, "Reserved ", 9) == 0) {
		talloc_free(line);
		return;
	}
	value += 2;
	if (sscanf(value, "0x%*x (%llu)", &number) == 1) {
		add_value(sequence, "%llu", number);
	} else if (value[0] == '\'') {
		add_value(sequence, "%s", value);
	} else if (strcmp(value, "NULL") == 0) {
		add_value(sequence, "NULL");
	}
	talloc_free(line);
}

static char *decoded_values(TALLOC_CTX *mem_ctx, const struct vector *v,
			    void *r)
{
	char *sequence = talloc_strdup(mem_ctx, "");
	struct ndr_print *ndr = talloc_zero(mem_ctx, struct ndr_print);

	assert_non_null(ndr);
	ndr->print = collect_line;
	ndr->private_data = &sequence;
	ndr->print_secrets = true;
	v->call->ndr_print(ndr, v->call->name, NDR_IN, r);
	talloc_free(ndr);
	return sequence;
}

static bool is_bytes(const char *key)
{
	const char *keys[] = {"buffer",	       "interface_info",
			      "global_info",   "mib_in_entry",
			      "mib_out_entry", "request_buffer",
			      "data"};

	for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
		if (strcmp(key, keys[i]) == 0) {
			return true;
		}
	}
	return false;
}

static void add_base64(char **sequence, const char *text)
{
	const char *alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
			       "abcdefghijklmnopqrstuvwxyz0123456789+/";
	uint32_t bits = 0;
	int have = 0;

	for (; *text != '\0' && *text != '='; text++) {
		const char *at = strchr(alphabet, *text);

		assert_non_null(at);
		bits = bits << 6 | (uint32_t)(at - alphabet);
		have += 6;
		if (have >= 8) {
			have -= 8;
			add_value(sequence, "%u", bits >> have & 0xff);
		}
	}
}

static void expected_values(char **sequence, const char *key, json_t *value)
{
	const char *name = NULL;
	json_t *member = NULL;
	size_t i = 0;

	if (json_is_object(value)) {
		json_object_foreach(value, name, member)
		{
			expected_values(sequence, name, member);
		}
	} else if (json_is_array(value)) {
		json_array_foreach(value, i, member)
		{
			expected_values(sequence, "", member);
		}
	} else if (json_is_null(value)) {
		add_value(sequence, "NULL");
	} else if (json_is_string(value) && is_bytes(key) &&
		   strlen(json_string_value(value)) > 0) {
		add_base64(sequence, json_string_value(value));
	} else if (json_is_string(value)) {
		add_value(sequence, "'%s'", json_string_value(value));
	} else if (json_is_boolean(value)) {
		add_value(sequence, "%d", json_is_true(value));
	} else {
		assert_true(json_is_integer(value));
		add_value(sequence, "%lld", json_integer_value(value));
	}
}

static void test_values(void **state)
{
	struct vectors *vectors = *state;

	for (size_t i = 0; i < vectors->count; i++) {
		const struct vector *v = &vectors->list[i];
		TALLOC_CTX *frame = talloc_new(NULL);
		char *expected = talloc_strdup(frame, "");
		const char *decoded = NULL;
		void *r = NULL;
		uint32_t used = 0;

		assert_int_equal(decode(frame, v->call, &v->stub, &r, &used),
				 NDR_ERR_SUCCESS);
		expected_values(&expected, "", v->arguments);
		decoded = decoded_values(frame, v, r);
		if (strcmp(decoded, expected) != 0) {
			fail_msg("%s: %s, expected %s", v->call->name, decoded,
				 expected);
		}
		talloc_free(frame);
	}
}

static void test_every_prefix_is_refused(void **state)
{
	struct vectors *vectors = *state;

	for (size_t i = 0; i < vectors->count; i++) {
		const struct vector *v = &vectors->list[i];

		for (size_t length = 0; length < v->stub.length; length++) {
			if (decode_bytes(v->call, v->stub.data, length) ==
			    NDR_ERR_SUCCESS) {
				fail_msg("%s: %zu of %zu bytes were enough",
					 v->call->name, length, v->stub.length);
			}
		}
	}
}

/* Whatever a word is changed to: an answer, no crash (run it under ASAN). */
static void test_changed_words(void **state)
{
	const uint32_t values[] = {0, 1, 0x7fffffff, 0x80000000, 0xffffffff};
	struct vectors *vectors = *state;

	for (size_t i = 0; i < vectors->count; i++) {
		const struct vector *v = &vectors->list[i];
		DATA_BLOB copy =
			data_blob_talloc(NULL, v->stub.data, v->stub.length);

		for (size_t at = 0; at + 4 <= copy.length; at += 4) {
			for (size_t k = 0; k < ARRAY_SIZE(values); k++) {
				memcpy(copy.data + at, &values[k], 4);
				decode_bytes(v->call, copy.data, copy.length);
			}
			memcpy(copy.data + at, v->stub.data + at, 4);
		}
		talloc_free(copy.data);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_operation_has_a_vector),
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_every_prefix_is_refused),
		cmocka_unit_test(test_changed_words),
	};

	return cmocka_run_group_tests(tests, load, unload);
}
