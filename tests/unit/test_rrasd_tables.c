/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The operation tables, with the golden vectors: what outsiders get, what has
 * no handler, and what truncated arguments do.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include <jansson.h>
#include <util/data_blob.h>
#include <gen_ndr/dcerpc.h>

#include "ndr_rasrpc.h"
#include "server/rrasd/dispatch.h"
#include "server/rrasd/ops.h"
#include "rrasd_world.h"

static int setup(void **state)
{
	*state = world_create();
	return 0;
}

static int teardown(void **state)
{
	world_destroy(*state);
	return 0;
}

struct answer {
	bool arrived;
	uint32_t fault;
	uint32_t result; /* the last four bytes */
};

static void answered(struct tevent_req *req)
{
	struct answer *answer = tevent_req_callback_data_void(req);
	DATA_BLOB stub;
	const uint8_t *end;

	answer->arrived = true;
	answer->fault = dispatch_recv(req, req, &stub);
	if (stub.length >= 4) {
		end = stub.data + stub.length - 4;
		answer->result = (uint32_t)end[0] | (uint32_t)end[1] << 8 |
				 (uint32_t)end[2] << 16 |
				 (uint32_t)end[3] << 24;
	}
}

static struct answer ask(struct world *world,
			 const struct ndr_interface_table *table,
			 uint32_t opnum, DATA_BLOB stub)
{
	struct rras_frame *frame = talloc_zero(world, struct rras_frame);
	struct rras_frame_call *call = &frame->body.call;
	struct answer answer = {.result = UINT32_MAX};
	struct tevent_req *req;

	frame->type = RRAS_FRAME_CALL;
	call->interface_id = table->syntax_id.uuid;
	call->opnum = opnum;
	call->caller = world->caller;
	call->stub = data_blob_talloc(frame, stub.data, stub.length);
	req = dispatch_send(world, world->ev, world->rrasd->dispatch, frame, -1,
			    NULL);
	tevent_req_set_callback(req, answered, &answer);
	while (!answer.arrived) {
		assert_int_equal(tevent_loop_once(world->ev), 0);
	}
	talloc_free(req);
	return answer;
}

struct vector {
	const struct ndr_interface_table *table;
	uint32_t opnum;
	DATA_BLOB stub;
};

static DATA_BLOB from_hex(TALLOC_CTX *mem_ctx, const char *hex)
{
	DATA_BLOB bytes = data_blob_talloc(mem_ctx, NULL, strlen(hex) / 2);
	size_t i;

	for (i = 0; i < bytes.length; i++) {
		unsigned byte;

		assert_int_equal(sscanf(hex + 2 * i, "%2x", &byte), 1);
		bytes.data[i] = (uint8_t)byte;
	}
	return bytes;
}

static bool next_vector(TALLOC_CTX *mem_ctx, FILE *file, struct vector *vector)
{
	char *line = NULL;
	size_t size = 0;
	json_t *json;
	const char *interface;

	if (getline(&line, &size, file) == -1) {
		free(line);
		return false;
	}
	json = json_loads(line, 0, NULL);
	free(line);
	assert_non_null(json);
	interface = json_string_value(json_object_get(json, "interface"));
	vector->table = strcmp(interface, "dimsvc") == 0 ? &ndr_table_dimsvc
							 : &ndr_table_rasrpc;
	vector->opnum =
		(uint32_t)json_integer_value(json_object_get(json, "opnum"));
	vector->stub = from_hex(
		mem_ctx, json_string_value(json_object_get(json, "stub_in")));
	json_decref(json);
	return true;
}

static void for_each_vector(struct world *world,
			    void (*fn)(struct world *world,
				       const struct vector *vector))
{
	FILE *file = fopen(TESTS_DIR "/vectors/requests.jsonl", "r");
	struct vector vector;
	unsigned count = 0;

	assert_non_null(file);
	while (next_vector(world, file, &vector)) {
		fn(world, &vector);
		count++;
	}
	fclose(file);
	assert_true(count >= 60);
}

static void outsider(struct world *world, const struct vector *vector)
{
	struct answer answer =
		ask(world, vector->table, vector->opnum, vector->stub);

	if (vector->table == &ndr_table_rasrpc) {
		assert_int_equal(answer.fault, ERROR_ACCESS_DENIED);
		return;
	}
	/* Well-formed, whatever the operation returns. */
	assert_int_equal(answer.fault, 0);
	assert_int_equal(answer.result, ERROR_ACCESS_DENIED);
}

static void test_outsider(void **state)
{
	struct world *world = *state;
	uint32_t opnum;

	world->caller.num_sids = 1;
	for_each_vector(world, outsider);
	for (opnum = 53; opnum <= 60; opnum++) {
		assert_int_equal(
			ask(world, &ndr_table_dimsvc, opnum, data_blob_null)
				.fault,
			ERROR_ACCESS_DENIED);
		assert_int_equal(
			ask(world, &ndr_table_rasrpc, opnum, data_blob_null)
				.fault,
			ERROR_ACCESS_DENIED);
		assert_int_equal(ask(world, &ndr_table_rrascontrol, opnum - 53,
				     data_blob_null)
					 .fault,
				 ERROR_ACCESS_DENIED);
	}
	/* An administrator of the network is not root of this machine. */
	world->caller.num_sids = 2;
	assert_int_equal(
		ask(world, &ndr_table_rrascontrol, 0, data_blob_null).fault,
		ERROR_ACCESS_DENIED);
}

static bool has_handler(const struct vector *vector)
{
	static const uint32_t opnums[] = {0,  1,  2,  3,  4,  5,  6,  7,  8,
					  11, 12, 13, 14, 15, 20, 21, 22, 25,
					  34, 35, 36, 38, 39, 40, 41, 42, 43,
					  44, 45, 46, 47, 48, 49, 50, 51, 52};
	size_t i;

	if (vector->table == &ndr_table_rasrpc) {
		return true;
	}
	for (i = 0; i < sizeof(opnums) / sizeof(opnums[0]); i++) {
		if (vector->opnum == opnums[i]) {
			return true;
		}
	}
	return false;
}

static void administrator(struct world *world, const struct vector *vector)
{
	struct answer answer =
		ask(world, vector->table, vector->opnum, vector->stub);

	assert_int_equal(answer.fault, 0);
	if (has_handler(vector)) {
		assert_int_not_equal(answer.result, ERROR_NOT_SUPPORTED);
	} else {
		assert_int_equal(answer.result, ERROR_NOT_SUPPORTED);
	}
}

static void test_administrator(void **state)
{
	struct world *world = *state;
	uint32_t opnum;

	for_each_vector(world, administrator);
	for (opnum = 53; opnum <= 60; opnum++) {
		assert_int_equal(
			ask(world, &ndr_table_dimsvc, opnum, data_blob_null)
				.fault,
			DCERPC_NCA_S_OP_RNG_ERROR);
	}
	for (opnum = 0; opnum < 20; opnum++) {
		bool on_wire = opnum == 5 || (opnum >= 9 && opnum <= 12) ||
			       opnum == 14 || opnum == 15;

		if (!on_wire) {
			assert_int_equal(ask(world, &ndr_table_rasrpc, opnum,
					     data_blob_null)
						 .fault,
					 DCERPC_NCA_S_OP_RNG_ERROR);
		}
	}
}

/* What a LAN router cannot do, 15 methods say with ERROR_DDM_NOT_RUNNING. */
static void lan_only(struct world *world, const struct vector *vector)
{
	static const uint32_t needs_wan[] = {1,	 2,  3,	 4,  5,	 6,  7, 8,
					     21, 22, 23, 34, 35, 45, 46};
	bool needs = false;
	size_t i;

	if (vector->table != &ndr_table_dimsvc) {
		return;
	}
	for (i = 0; i < sizeof(needs_wan) / sizeof(needs_wan[0]); i++) {
		needs = needs || vector->opnum == needs_wan[i];
	}
	assert_int_equal(
		ask(world, vector->table, vector->opnum, vector->stub).result ==
			ERROR_DDM_NOT_RUNNING,
		needs);
}

static void test_lan_only(void **state)
{
	struct world *world = *state;

	world->config.router_type = ROUTER_TYPE_IS_LAN;
	for_each_vector(world, lan_only);
}

/* Each argument cut short, and with bytes behind it. */
static void truncated(struct world *world, const struct vector *vector)
{
	DATA_BLOB stub = data_blob_talloc(world, NULL, vector->stub.length + 4);
	size_t length;

	memset(stub.data, 0, stub.length);
	memcpy(stub.data, vector->stub.data, vector->stub.length);
	for (length = 0; length < vector->stub.length; length++) {
		stub.length = length;
		ask(world, vector->table, vector->opnum, stub);
	}
	stub.length = vector->stub.length + 4;
	assert_int_equal(ask(world, vector->table, vector->opnum, stub).fault,
			 DCERPC_FAULT_NDR);
}

static void test_truncated(void **state)
{
	for_each_vector(*state, truncated);
}

/* Every row is the method of its opnum. */
static void test_rows(void **state)
{
	const struct rrasd_op_table *const tables[] = {
		&rrasd_dimsvc_ops, &rrasd_rasrpc_ops, &rrasd_control_ops};
	size_t t;

	assert_int_equal(rrasd_dimsvc_ops.num_ops, 53);
	for (t = 0; t < 3; t++) {
		uint32_t i;

		assert_true(tables[t]->num_ops <= tables[t]->ndr->num_calls);
		for (i = 0; i < tables[t]->num_ops; i++) {
			const struct rrasd_op *op = &tables[t]->ops[i];

			if (op->name == NULL) {
				continue;
			}
			assert_string_equal(op->name,
					    tables[t]->ndr->calls[i].name);
			assert_int_equal(op->send == NULL, op->recv == NULL);
			assert_true(op->run == NULL || op->send == NULL);
			assert_true(op->result_offset + sizeof(WERROR) <=
				    tables[t]->ndr->calls[i].struct_size);
		}
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_outsider),	     TEST(test_administrator),
		TEST(test_lan_only),	     TEST(test_truncated),
		cmocka_unit_test(test_rows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
