/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The request stubs of tests/vectors/requests.jsonl, and NDR both ways.
 */
#ifndef TESTS_UNIT_VECTORS_H
#define TESTS_UNIT_VECTORS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <jansson.h>
#include <talloc.h>
#include "ndr_dimsvc.h"
#include "ndr_rasrpc.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

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

/** @brief The bytes of hexadecimal digits. */
DATA_BLOB from_hex(TALLOC_CTX *mem_ctx, const char *hex);
/** @brief cmocka's group setup: *state is a struct vectors. */
int load(void **state);
int unload(void **state);
/** @brief A request as its caller sent it. @param used Bytes that were read. */
enum ndr_err_code decode(TALLOC_CTX *mem_ctx,
			 const struct ndr_interface_call *call,
			 const DATA_BLOB *stub, void **r, uint32_t *used);
/** @brief The same the other way; it must succeed. */
DATA_BLOB encode(TALLOC_CTX *mem_ctx, const struct ndr_interface_call *call,
		 void *r);
/** @brief Decode a copy of just this size, and forget it: a sanitizer sees each
 * byte too far. */
enum ndr_err_code decode_bytes(const struct ndr_interface_call *call,
			       const uint8_t *bytes, size_t length);

#endif
