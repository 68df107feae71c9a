/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A buffer of RasRpcSubmitRequest; see rrasd_request.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "rrasd_request.h"

int request_setup(void **state)
{
	*state = world_create();
	return 0;
}

int request_teardown(void **state)
{
	world_destroy(*state);
	return 0;
}

void request_put(struct request *request, size_t at, uint32_t value)
{
	assert_true(BUFFER + at + 4 <= request->size);
	request->bytes[BUFFER + at] = (uint8_t)value;
	request->bytes[BUFFER + at + 1] = (uint8_t)(value >> 8);
	request->bytes[BUFFER + at + 2] = (uint8_t)(value >> 16);
	request->bytes[BUFFER + at + 3] = (uint8_t)(value >> 24);
}

uint32_t request_get(const struct request *request, size_t at)
{
	const uint8_t *p = request->bytes + BUFFER + at;

	assert_true(BUFFER + at + 4 <= request->size);
	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
	       (uint32_t)p[3] << 24;
}

void request_assert_untouched(const struct request *request, size_t from)
{
	size_t i;

	for (i = BUFFER + from; i < request->size; i++) {
		if (request->bytes[i] != PATTERN) {
			fail_msg("byte %zu of %u was written", i,
				 (unsigned)request->size);
		}
	}
}

void request_assert_ansi(const struct request *request, size_t at,
			 const char *text)
{
	assert_string_equal((char *)request->bytes + BUFFER + at, text);
}

struct request *request_make(struct world *world, uint32_t type, uint32_t size)
{
	struct request *request = talloc_zero(world, struct request);

	request->world = world;
	request->size = size;
	request->bytes = talloc_size(request, size + 24);
	memset(request->bytes, PATTERN, size);
	memset(request->bytes, 0, 24);
	request->bytes[4] = (uint8_t)type;
	request->bytes[8] = 8;
	return request;
}

void request_submit(struct request *request)
{
	struct RasRpcSubmitRequest r = {
		.in = {.pReqBuffer = request->bytes,
		       .dwcbBufSize = request->size},
	};

	world_rasrpc(request->world, NDR_RASRPCSUBMITREQUEST, &r);
	assert_result(r, 0);
	assert_non_null(r.out.pReqBuffer);
	memcpy(request->bytes, r.out.pReqBuffer, request->size);
}

uint32_t request_retcode(struct request *request)
{
	request_submit(request);
	return request_get(request, 0);
}

void request_assert_refused(struct request *request, uint32_t code)
{
	uint8_t *before = talloc_memdup(request, request->bytes, request->size);

	assert_int_equal(request_retcode(request), code);
	assert_memory_equal(request->bytes, before, BUFFER);
	assert_memory_equal(request->bytes + BUFFER + 4, before + BUFFER + 4,
			    request->size - BUFFER - 4);
	talloc_free(request);
}

void request_assert_ignored(struct request *request)
{
	uint8_t *before = talloc_memdup(request, request->bytes, request->size);

	request_submit(request);
	assert_memory_equal(request->bytes, before, request->size);
	talloc_free(request);
}
