/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The wire against golden request stubs of another NDR implementation
 * (tests/vectors/requests.jsonl): each one decodes to the values it was made
 * of, leaves no byte over, encodes back to the same bytes, and no shortened or
 * lying one gets through.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include <jansson.h>
#include <talloc.h>
#include "ndr_dimsvc.h"
#include "ndr_rasrpc.h"

#define REQUESTS TESTS_DIR "/vectors/requests.jsonl"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

/* Samba numbers its referents from here on, the vectors have offset + 1. */
#define FIRST_REFERENT 0x00020000u

struct vector {
	const struct ndr_interface_table *table;
	const struct ndr_interface_call *call;
	uint32_t opnum;
	DATA_BLOB stub;
	json_t *arguments;
};

struct vectors {
	struct vector *list;
	unsigned int count;
};

/* Reading the file */

static uint8_t hex_digit(char c)
{
	const char *digits = "0123456789abcdef";
	const char *at = strchr(digits, c);

	assert_true(c != '\0' && at != NULL);
	return (uint8_t)(at - digits);
}

static DATA_BLOB from_hex(TALLOC_CTX *mem_ctx, const char *hex)
{
	unsigned int length = (unsigned int)strlen(hex) / 2;
	DATA_BLOB blob = {
		.data = talloc_array(mem_ctx, uint8_t, length),
		.length = length,
	};

	for (size_t i = 0; i < length; i++) {
		uint8_t high = hex_digit(hex[2 * i]);
		uint8_t low = hex_digit(hex[2 * i + 1]);

		blob.data[i] = (uint8_t)(high << 4 | low);
	}
	return blob;
}

static int free_arguments(struct vector *v)
{
	json_decref(v->arguments);
	return 0;
}

static void parse_line(struct vectors *vectors, const char *line)
{
	json_error_t error;
	json_t *object = json_loads(line, 0, &error);
	const char *interface = NULL, *method = NULL, *stub = NULL;
	int opnum = -1;
	struct vector *v = NULL;

	assert_non_null(object);
	assert_int_equal(json_unpack(object, "{s:s, s:i, s:s, s:s}",
				     "interface", &interface, "opnum", &opnum,
				     "method", &method, "stub_in", &stub),
			 0);

	vectors->list = talloc_realloc(vectors, vectors->list, struct vector,
				       vectors->count + 1);
	v = &vectors->list[vectors->count++];
	v->table = strcmp(interface, "dimsvc") == 0 ? &ndr_table_dimsvc
						    : &ndr_table_rasrpc;
	assert_string_equal(v->table->name, interface);
	assert_in_range(opnum, 0, v->table->num_calls - 1);
	v->opnum = (uint32_t)opnum;
	v->call = &v->table->calls[opnum];
	assert_string_equal(v->call->name, method);
	v->stub = from_hex(vectors, stub);
	v->arguments = json_incref(json_object_get(object, "arguments"));
	json_decref(object);
}

static int load(void **state)
{
	struct vectors *vectors = talloc_zero(NULL, struct vectors);
	FILE *file = fopen(REQUESTS, "re");
	char *line = NULL;
	size_t size = 0;

	assert_non_null(file);
	while (getline(&line, &size, file) > 0) {
		parse_line(vectors, line);
	}
	free(line);
	fclose(file);
	*state = vectors;
	return 0;
}

static int unload(void **state)
{
	struct vectors *vectors = *state;

	for (size_t i = 0; i < vectors->count; i++) {
		free_arguments(&vectors->list[i]);
	}
	talloc_free(vectors);
	return 0;
}

/* Decoding and encoding */

static enum ndr_err_code decode(TALLOC_CTX *mem_ctx,
				const struct ndr_interface_call *call,
				const DATA_BLOB *stub, void **r, uint32_t *used)
{
	struct ndr_pull *ndr = ndr_pull_init_blob(stub, mem_ctx);
	enum ndr_err_code err;

	assert_non_null(ndr);
	ndr->flags |= LIBNDR_FLAG_REF_ALLOC;
	*r = talloc_zero_size(mem_ctx, call->struct_size);
	assert_non_null(*r);
	err = call->ndr_pull(ndr, NDR_IN, *r);
	*used = ndr->offset;
	return err;
}

static DATA_BLOB encode(TALLOC_CTX *mem_ctx,
			const struct ndr_interface_call *call, void *r)
{
	struct ndr_push *ndr = ndr_push_init_ctx(mem_ctx);

	assert_non_null(ndr);
	assert_int_equal(call->ndr_push(ndr, NDR_IN, r), NDR_ERR_SUCCESS);
	return ndr_push_blob(ndr);
}

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

/* Bad input */

static enum ndr_err_code decode_bytes(const struct ndr_interface_call *call,
				      const uint8_t *bytes, size_t length)
{
	TALLOC_CTX *frame = talloc_new(NULL);
	/* A copy of just this size: a sanitizer sees each byte too far. */
	DATA_BLOB stub = {
		.data = talloc_memdup(frame, bytes, length),
		.length = length,
	};
	void *r = NULL;
	uint32_t used = 0;
	enum ndr_err_code err = decode(frame, call, &stub, &r, &used);

	talloc_free(frame);
	return err;
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

static enum ndr_err_code decode_hex(uint32_t opnum, const char *hex)
{
	TALLOC_CTX *frame = talloc_new(NULL);
	DATA_BLOB stub = from_hex(frame, hex);
	enum ndr_err_code err = decode_bytes(&ndr_table_dimsvc.calls[opnum],
					     stub.data, stub.length);

	talloc_free(frame);
	return err;
}

static void test_limits(void **state)
{
	/* GetInfo: a container of one byte more than the limit */
	assert_int_equal(decode_hex(NDR_RROUTERINTERFACEGETINFO, "00000000"
								 "01008000"
								 "00000000"
								 "07000000"),
			 NDR_ERR_RANGE);
	/* the size and the array's own size disagree */
	assert_int_equal(decode_hex(NDR_RROUTERINTERFACEGETINFO, "00000000"
								 "08000000"
								 "01000000"
								 "04000000"
								 "00000000"
								 "07000000"),
			 NDR_ERR_ARRAY_SIZE);
	/* an array that claims more than any container holds */
	assert_int_equal(decode_hex(NDR_RROUTERINTERFACEGETINFO, "00000000"
								 "08000000"
								 "01000000"
								 "01008000"
								 "00000000"
								 "07000000"),
			 NDR_ERR_RANGE);
	/* GetHandle: a name of too many units, however many there are */
	assert_int_equal(decode_hex(NDR_RROUTERINTERFACEGETHANDLE, "01100000"
								   "00000000"
								   "01100000"
								   "76000000"
								   "00000000"
								   "00000000"),
			 NDR_ERR_RANGE);
	/* GetHandle: a name without a terminator */
	assert_int_equal(decode_hex(NDR_RROUTERINTERFACEGETHANDLE, "02000000"
								   "00000000"
								   "02000000"
								   "76006e00"
								   "00000000"
								   "00000000"),
			 NDR_ERR_ARRAY_SIZE);
	/* ServerGetInfoEx: a revision without an arm */
	assert_int_equal(decode_hex(NDR_RMPRADMINSERVERGETINFOEX, "04000000"
								  "04010000"
								  "00000000"),
			 NDR_ERR_BAD_SWITCH);
}

static void test_null_resume_handle(void **state)
{
	const struct ndr_interface_call *call =
		&ndr_table_dimsvc.calls[NDR_RROUTERINTERFACEENUM];
	TALLOC_CTX *frame = talloc_new(NULL);
	DATA_BLOB stub = from_hex(frame, "00000000"
					 "00000000"
					 "00000000"
					 "ffffffff"
					 "00000000");
	DATA_BLOB again;
	struct RRouterInterfaceEnum *r = NULL;
	void *decoded = NULL;
	uint32_t used = 0;

	assert_int_equal(decode(frame, call, &stub, &decoded, &used),
			 NDR_ERR_SUCCESS);
	assert_int_equal(used, stub.length);
	r = decoded;
	assert_null(r->in.lpdwResumeHandle);
	again = encode(frame, call, r);
	assert_int_equal(again.length, stub.length);
	assert_memory_equal(again.data, stub.data, stub.length);
	talloc_free(frame);
}

/* Names are full UTF-16: what is outside of the first plane takes two units,
 * and one of the two alone is no text. */
static void test_names_are_utf16(void **state)
{
	const struct ndr_interface_call *call =
		&ndr_table_dimsvc.calls[NDR_RROUTERINTERFACEGETHANDLE];
	TALLOC_CTX *frame = talloc_new(NULL);
	DATA_BLOB stub = from_hex(frame, "05000000"
					 "00000000"
					 "05000000"
					 "5a00fc003dd800de00000000"
					 "00000000"
					 "01000000");
	struct RRouterInterfaceGetHandle *r = NULL;
	void *decoded = NULL;
	uint32_t used = 0;
	DATA_BLOB again;

	assert_int_equal(decode(frame, call, &stub, &decoded, &used),
			 NDR_ERR_SUCCESS);
	assert_int_equal(used, stub.length);
	r = decoded;
	assert_string_equal(r->in.lpwsInterfaceName,
			    "Z\xc3\xbc\xf0\x9f\x98\x80");
	again = encode(frame, call, r);
	assert_int_equal(again.length, stub.length);
	assert_memory_equal(again.data, stub.data, stub.length);

	stub.data[18] = 'x'; /* the second half has become an ordinary unit */
	stub.data[19] = 0;
	assert_int_equal(decode(frame, call, &stub, &decoded, &used),
			 NDR_ERR_CHARCNV);
	talloc_free(frame);
}

/* A list longer than max_recursion must not eat the stack. */
static void test_endless_list(void **state)
{
	const struct ndr_interface_call *call =
		&ndr_table_rasrpc.calls[NDR_RASRPCSETUSERPREFERENCES];
	TALLOC_CTX *frame = talloc_new(NULL);
	struct RasRpcSetUserPreferences r = {.in = {.dwMode = 0}};
	struct RASRPC_PBUSER user = {.fDirty = 1};
	DATA_BLOB stub;

	r.in.pUser = &user;
	for (size_t i = 0; i < 1500; i++) {
		struct RASRPC_LOCATIONLIST *node =
			talloc_zero(frame, struct RASRPC_LOCATIONLIST);

		node->pNext = user.pLocations;
		user.pLocations = node;
	}
	stub = encode(frame, call, &r);
	assert_int_equal(decode_bytes(call, stub.data, stub.length),
			 NDR_ERR_MAX_RECURSION_EXCEEDED);
	talloc_free(frame);
}

/* The reply of opnum 11 has the caller's size, whatever the string's. */
static void test_system_directory_reply(void **state)
{
	const struct ndr_interface_call *call =
		&ndr_table_rasrpc.calls[NDR_RASRPCGETSYSTEMDIRECTORY];
	TALLOC_CTX *frame = talloc_new(NULL);
	struct RasRpcGetSystemDirectory r = {
		.in = {.uSize = 260},
		.out = {.lpBuffer = "C:", .result = W_ERROR(2)},
	};
	struct ndr_push *ndr = ndr_push_init_ctx(frame);
	DATA_BLOB expected = from_hex(frame, "04010000"
					     "00000000"
					     "03000000"
					     "43003a000000"
					     "0000"
					     "02000000");
	DATA_BLOB reply;

	assert_int_equal(call->ndr_push(ndr, NDR_OUT, &r), NDR_ERR_SUCCESS);
	reply = ndr_push_blob(ndr);
	assert_int_equal(reply.length, expected.length);
	assert_memory_equal(reply.data, expected.data, expected.length);
	talloc_free(frame);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_operation_has_a_vector),
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_every_prefix_is_refused),
		cmocka_unit_test(test_changed_words),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_null_resume_handle),
		cmocka_unit_test(test_names_are_utf16),
		cmocka_unit_test(test_endless_list),
		cmocka_unit_test(test_system_directory_reply),
	};

	return cmocka_run_group_tests(tests, load, unload);
}
