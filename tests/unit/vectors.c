/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The request stubs of tests/vectors; see vectors.h. */
#include "vectors.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define REQUESTS TESTS_DIR "/vectors/requests.jsonl"

static uint8_t hex_digit(char c)
{
	const char *digits = "0123456789abcdef";
	const char *at = strchr(digits, c);

	assert_true(c != '\0' && at != NULL);
	return (uint8_t)(at - digits);
}

DATA_BLOB from_hex(TALLOC_CTX *mem_ctx, const char *hex)
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

int load(void **state)
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

int unload(void **state)
{
	struct vectors *vectors = *state;

	for (size_t i = 0; i < vectors->count; i++) {
		free_arguments(&vectors->list[i]);
	}
	talloc_free(vectors);
	return 0;
}

enum ndr_err_code decode(TALLOC_CTX *mem_ctx,
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

DATA_BLOB encode(TALLOC_CTX *mem_ctx, const struct ndr_interface_call *call,
		 void *r)
{
	struct ndr_push *ndr = ndr_push_init_ctx(mem_ctx);

	assert_non_null(ndr);
	assert_int_equal(call->ndr_push(ndr, NDR_IN, r), NDR_ERR_SUCCESS);
	return ndr_push_blob(ndr);
}

enum ndr_err_code decode_bytes(const struct ndr_interface_call *call,
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
