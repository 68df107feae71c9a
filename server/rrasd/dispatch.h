/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From a call's frame to its answer: operation table, authorisation, NDR,
 * handler, NDR.
 *
 * The dispatcher owns every call from its arrival to its end, because a
 * change that has begun is carried out and audited whether or not somebody
 * still waits for the answer.
 */
#ifndef SERVER_RRASD_DISPATCH_H
#define SERVER_RRASD_DISPATCH_H

#include <stdint.h>
#include <talloc.h>
#include <tevent.h>
#include <util/data_blob.h>

struct dispatch;
struct rrasd;
struct rrasd_asker;
struct rrasd_op_table;
struct rras_frame;

/**
 * @brief Make the dispatcher.
 *
 * @param[in] rrasd   for the handlers; its config and audit are used here
 * @param[in] tables  NULL-terminated; must outlive the dispatcher
 */
struct dispatch *dispatch_create(TALLOC_CTX *mem_ctx, struct rrasd *rrasd,
				 const struct rrasd_op_table *const *tables);

/**
 * @brief Carry out one call.
 *
 * @param[in] frame     an RRAS_FRAME_CALL and a talloc object; taken over
 * @param[in] event_fd  taken over; -1 for none
 * @param[in] asker     for the handler; must outlive the request, or NULL
 *
 * Never fails but for memory: every error is an answer.  Freeing the request
 * means that nobody waits any more: a cancellable operation is stopped,
 * another runs on and its answer is dropped.
 */
struct tevent_req *dispatch_send(TALLOC_CTX *mem_ctx, struct tevent_context *ev,
				 struct dispatch *dispatch,
				 struct rras_frame *frame, int event_fd,
				 const struct rrasd_asker *asker);

/**
 * @brief The answer.
 *
 * @param[out] stub   child of @mem_ctx; empty with a fault
 * @return the DCE/RPC fault, 0 for none
 */
uint32_t dispatch_recv(struct tevent_req *req, TALLOC_CTX *mem_ctx,
		       DATA_BLOB *stub);

/** @brief How many calls have not ended yet. */
uint32_t dispatch_num_calls(const struct dispatch *dispatch);

#endif
