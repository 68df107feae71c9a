/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The tests of the methods once more, short of memory: linked with this, each
 * call of theirs is first made with its first allocation refused, then with
 * its second, and so on (alloc_fail.h), until it needs no more.
 *
 * Each of these must be answered that there is no memory, and must have
 * changed nothing: what the test expects is what the same call does at last.
 * One that does without the memory is taken for the real one.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include <util/data_blob.h>
#include <gen_ndr/dcerpc.h>

#include "alloc_fail.h"
#include "rrasd_world.h"

#define BORING	10
#define RETCODE 24 /* of RasRpcSubmitRequest, in its buffer */

void __wrap_world_dimsvc(struct world *world, uint32_t opnum, void *r);
void __wrap_world_rasrpc(struct world *world, uint32_t opnum, void *r);
void __wrap_world_control(struct world *world, uint32_t opnum, void *r);

static uint32_t number_at(const uint8_t *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
	       (uint32_t)p[3] << 24;
}

static bool says_no_memory(const struct world_call *call)
{
	uint32_t result;

	if (call->fault != 0) {
		return call->fault == DCERPC_FAULT_OUT_OF_RESOURCES;
	}
	assert_true(call->stub.length >= 4);
	result = number_at(call->stub.data + call->stub.length - 4);
	return result == ERROR_NOT_ENOUGH_MEMORY ||
	       result == ERROR_NO_SYSTEM_RESOURCES;
}

/* RasRpcSubmitRequest always succeeds, and has a code in its buffer. */
static bool request_says_no_memory(const struct world_call *call)
{
	const struct ndr_interface_call *submit =
		&ndr_table_rasrpc.calls[NDR_RASRPCSUBMITREQUEST];
	size_t at = 4 + 4 + RETCODE; /* behind pointer and size */

	return call->ndr == submit && call->fault == 0 &&
	       call->stub.length > at + 4 &&
	       number_at(call->stub.data + at) == ERROR_NOT_ENOUGH_MEMORY;
}

/* Whether it was refused memory, and said so; what is left of it is freed. */
static bool failed(struct world_call *call)
{
	bool sent, refused;

	alloc_fail_arm();
	sent = world_send(call, -1);
	if (sent) {
		world_wait(call);
	}
	refused = alloc_fail_disarm();
	if (!sent) {
		assert_true(refused);
		return true;
	}
	if (!says_no_memory(call) && !request_says_no_memory(call)) {
		if (refused && call->fault != 0) {
			alloc_fail_print(); /* the wrong fault */
		}
		return false;
	}
	if (!refused) {
		fail_msg("%s: no memory, and none was refused",
			 call->ndr->name);
	}
	return true;
}

/* Calls in a row of this world that have found no new place: a test that
 * makes a thousand interfaces has nothing new to tell after the tenth. */
static bool is_boring(const struct world *world,
		      const struct ndr_interface_call *ndr, bool found)
{
	static char dir[sizeof(world->dir)];
	static struct {
		const struct ndr_interface_call *ndr;
		unsigned calls;
	} seen[64];
	size_t i = 0;

	if (strcmp(dir, world->dir) != 0) {
		strcpy(dir, world->dir);
		memset(seen, 0, sizeof(seen));
	}
	while (seen[i].ndr != NULL && seen[i].ndr != ndr) {
		i++;
		assert_true(i < 64);
	}
	seen[i].ndr = ndr;
	seen[i].calls = found ? 0 : seen[i].calls + 1;
	return seen[i].calls > BORING;
}

static void sweep(struct world *world, const struct ndr_interface_table *table,
		  uint32_t opnum, void *r)
{
	struct world_call *call = world_prepare(world, table, opnum, r);
	size_t before, after;

	world_settle(world);
	before = talloc_total_blocks(world->rrasd);
	if (is_boring(world, call->ndr, false)) {
		assert_true(world_send(call, -1));
		world_end(call);
		return;
	}
	while (failed(call)) {
		is_boring(world, call->ndr, true);
		talloc_free(call);
		world_settle(world);
		after = talloc_total_blocks(world->rrasd);
		if (after > before) {
			alloc_fail_print();
			fail_msg("%s: %zu blocks are left",
				 table->calls[opnum].name, after - before);
		}
		call = world_prepare(world, table, opnum, r);
	}
	world_end(call);
}

void __wrap_world_dimsvc(struct world *world, uint32_t opnum, void *r)
{
	sweep(world, &ndr_table_dimsvc, opnum, r);
}

void __wrap_world_rasrpc(struct world *world, uint32_t opnum, void *r)
{
	sweep(world, &ndr_table_rasrpc, opnum, r);
}

void __wrap_world_control(struct world *world, uint32_t opnum, void *r)
{
	struct rras_caller remote = world->caller;

	world->caller.transport = RRAS_TRANSPORT_LOCAL;
	world->caller.uid = 0;
	sweep(world, &ndr_table_rrascontrol, opnum, r);
	world->caller = remote;
}
