/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One call from its arrival to its end: which operation it is, whether its
 * caller may ask for it, and who is told how it has ended.  For dispatch.c
 * only.
 */
#ifndef SERVER_RRASD_DISPATCH_CALL_H
#define SERVER_RRASD_DISPATCH_CALL_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>
#include <ndr.h>
#include "gen_ndr/frame.h"
#include "audit.h"
#include "dispatch.h"
#include "ops.h"
#include "rrasd.h"

struct dispatch {
	struct rrasd *rrasd;
	const struct rrasd_op_table *const *tables;
	uint32_t num_calls;
};

/** @brief A child of the dispatcher, whoever waits for it. */
struct dispatch_call {
	struct dispatch *dispatch;
	struct tevent_req *waiter; /* NULL: nobody waits any more */
	struct rras_frame *frame;
	const struct rrasd_op_table *table; /* NULL: unknown interface */
	const struct rrasd_op *op;	    /* NULL: not on the wire */
	const struct ndr_interface_call *ndr;
	struct ndr_push *answer; /* with room for a short one */
	struct rrasd_call call;	 /* the handler's view */
	bool refused;
	bool audited;
	bool counted;
	uint32_t result; /* of an answer */
	struct timespec started;
};

/** @brief Of the request of who waits. */
struct dispatch_state {
	struct dispatch_call *call; /* NULL: ended */
	uint32_t fault;
	DATA_BLOB stub;
};

/**
 * @brief A call has arrived: its operation is found, its caller judged.
 *
 * Freeing it before its end abandons it, which is counted and audited.
 *
 * @param[in] frame     becomes the call's
 * @param[in] event_fd  becomes the call's; -1 for none
 * @return NULL when out of memory: then nothing has become the call's
 */
struct dispatch_call *dispatch_call_create(struct dispatch *dispatch,
					   struct rras_frame *frame,
					   int event_fd);

/** @brief Write the one audit line of a call that gets one. */
void dispatch_call_audit(struct dispatch_call *call, enum audit_outcome outcome,
			 uint32_t code);

/**
 * @brief The end of a call, which does not exist afterwards.
 *
 * @param[in] fault  0 for none
 * @param[in] stub   the answer without one; becomes the waiter's
 */
void dispatch_call_finish(struct dispatch_call *call, uint32_t fault,
			  DATA_BLOB stub);

/** @brief The same for a fault, which is audited. */
void dispatch_call_fault(struct dispatch_call *call, uint32_t fault);

/** @brief Milliseconds since an instant of CLOCK_MONOTONIC. */
long dispatch_elapsed_ms(const struct timespec *since);

#endif
