/* SPDX-License-Identifier: GPL-3.0-or-later */
/* See rrasd_answer.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "server/rrasd/dispatch.h"
#include "rrasd_answer.h"

int setup(void **state)
{
	*state = fake_create();
	return 0;
}

int teardown(void **state)
{
	fake_destroy(*state);
	return 0;
}

void answered(struct tevent_req *req)
{
	struct answer *answer = tevent_req_callback_data_void(req);

	answer->arrived = true;
	answer->fault = dispatch_recv(req, req, &answer->stub);
}

struct tevent_req *begin(struct fake *fake, enum fake_who who,
			 const struct GUID *interface_id, uint32_t opnum,
			 DATA_BLOB stub, struct answer *answer)
{
	struct tevent_req *req = dispatch_send(
		fake, fake->ev, fake->rrasd.dispatch,
		fake_call(fake, who, interface_id, opnum, stub), -1, NULL);

	assert_non_null(req);
	*answer = (struct answer){.arrived = false};
	tevent_req_set_callback(req, answered, answer);
	return req;
}

struct tevent_req *call(struct fake *fake, enum fake_who who,
			const struct GUID *interface_id, uint32_t opnum,
			DATA_BLOB stub, struct answer *answer)
{
	struct tevent_req *req =
		begin(fake, who, interface_id, opnum, stub, answer);

	tevent_loop_once(fake->ev);
	assert_true(answer->arrived);
	return req;
}

static uint32_t get_u32(const uint8_t *bytes)
{
	return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 |
	       (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

uint32_t result_of(const struct answer *answer)
{
	assert_int_equal(answer->fault, 0);
	assert_true(answer->stub.length >= 4);
	return get_u32(answer->stub.data + answer->stub.length - 4);
}

DATA_BLOB handle_stub(uint32_t *handle)
{
	return (DATA_BLOB){.data = (uint8_t *)handle, .length = 4};
}
