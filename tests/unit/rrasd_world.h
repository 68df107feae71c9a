/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A whole daemon but for its socket, for tests of the methods: real router,
 * store and dialer, links in memory, state in a directory of its own.
 */
#ifndef TESTS_UNIT_RRASD_WORLD_H
#define TESTS_UNIT_RRASD_WORLD_H

#include <stdbool.h>
#include <stdint.h>
#include <talloc.h>
#include <tevent.h>

#include "gen_ndr/frame.h"
#include "ndr_control.h"
#include "ndr_dimsvc.h"
#include "ndr_images.h"
#include "ndr_rasrpc.h"
#include "compat/rras_errors.h"
#include "server/dialer/backend_memory.h"
#include "server/rrasd/ops.h"
#include "server/rrasd/options.h"
#include "server/rrasd/rrasd.h"

struct world {
	struct tevent_context *ev;
	struct rrasd_config config;
	struct dialer_memory *memory;
	struct rrasd *rrasd;
	struct rras_caller caller; /**< of the next call: an administrator */
	const struct rrasd_asker *asker; /**< of the next call, or NULL */
	char dir[64];
};

struct world *world_create(void);
void world_destroy(struct world *world);

/** @brief Stop the daemon and start another one on the same state. */
void world_restart(struct world *world);

/** @brief A call that has not been answered. */
struct world_call {
	struct world *world;
	const struct ndr_interface_call *ndr;
	struct rras_frame *frame;
	struct tevent_req *req;
	void *r;
	bool answered;
	uint32_t fault;
	DATA_BLOB stub;
};

/** @name The steps of a call, for who looks in between */
/**@{*/
/** @brief Encode the question. */
struct world_call *world_prepare(struct world *world,
				 const struct ndr_interface_table *table,
				 uint32_t opnum, void *r);
/** @brief Send it; false: there was no memory for that. */
bool world_send(struct world_call *call, int fd);
/** @brief Run until it is answered: @fault and @stub are there then. */
void world_wait(struct world_call *call);
/**@}*/

/** @brief Send a call; @fd is passed with it, -1 for none. */
struct world_call *world_begin(struct world *world,
			       const struct ndr_interface_table *table,
			       uint32_t opnum, void *r, int fd);

/** @brief Wait for the answer; it is in the call's structure then. */
void world_end(struct world_call *call);

/** @brief One call of dimsvc from beginning to end. */
void world_dimsvc(struct world *world, uint32_t opnum, void *r);

/** @brief One call of rasrpc from beginning to end. */
void world_rasrpc(struct world *world, uint32_t opnum, void *r);

/** @brief One call of the control interface, by root on this machine. */
void world_control(struct world *world, uint32_t opnum, void *r);

/** @brief Run the daemon for what it can do now. */
void world_turn(struct world *world);

/** @brief Run the daemon until no change is under way: some go on after the
 * answer, for as long as the disk takes (change_post()). */
void world_settle(struct world *world);

/** @brief The whole text of the audit trail; child of @world. */
char *world_audit(struct world *world);

/**
 * @brief Create a demand-dial interface over a serial port, at level 2.
 *
 * @return the result; *hInterface its handle
 */
uint32_t world_create_interface(struct world *world, const char *name,
				uint32_t *hInterface);

/** @brief What GetInfo says at level 0. */
uint32_t world_get_info(struct world *world, uint32_t hInterface,
			struct MPRI_INTERFACE_0 *info);

/** @brief Text into an array of UTF-16 units that ends with a 0. */
void world_text(uint16_t *units, size_t room, const char *text);

/** @brief Let the last link attempt come up, or end with a dead peer. */
void world_link_up(struct world *world);
void world_link_fail(struct world *world);

#define assert_result(r, code) \
	assert_int_equal(W_ERROR_V((r).out.result), (uint32_t)(code))

#endif
