/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a call's frame to its answer. */
#include <errno.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <stdbool.h>
#include <ndr.h>
#include <gen_ndr/dcerpc.h>

#include "gen_ndr/frame.h"
#include "server/ipc/frame_codec.h"
#include "compat/rras_errors.h"
#include "dispatch_call.h"
#include "log.h"
#include "options.h"

/* A handler that holds up the loop for longer is worth a line in the log. */
#define SLOW_MS 100

/* For what a change answers with: a result, a handle, a small container. */
#define ANSWER_ROOM 1024

/* RPC_S_OUT_OF_RESOURCES: nothing has been done. */
#define NO_MEMORY DCERPC_FAULT_OUT_OF_RESOURCES

struct dispatch *dispatch_create(TALLOC_CTX *mem_ctx, struct rrasd *rrasd,
				 const struct rrasd_op_table *const *tables)
{
	struct dispatch *dispatch = talloc_zero(mem_ctx, struct dispatch);

	if (dispatch != NULL) {
		dispatch->rrasd = rrasd;
		dispatch->tables = tables;
	}
	return dispatch;
}

uint32_t dispatch_num_calls(const struct dispatch *dispatch)
{
	return dispatch->num_calls;
}

/* The memory for the answer of a change is had before the change: whoever is
 * told that there was none may ask again. */
static bool prepare_answer(struct dispatch_call *call)
{
	call->answer = ndr_push_init_ctx(call);
	return call->answer != NULL && NDR_ERR_CODE_IS_SUCCESS(ndr_push_expand(
					       call->answer, ANSWER_ROOM));
}

/* The fault, or 0. */
static uint32_t push_result(struct dispatch_call *call, DATA_BLOB *stub)
{
	enum ndr_err_code err;

	errno = 0;
	err = call->ndr->ndr_push(call->answer, NDR_OUT, call->call.r);
	if (!NDR_ERR_CODE_IS_SUCCESS(err)) {
		return ndr_is_no_memory(err) ? NO_MEMORY
					     : DCERPC_NCA_S_OUT_ARGS_TOO_BIG;
	}
	*stub = ndr_push_blob(call->answer);
	return 0;
}

static void finish_result(struct dispatch_call *call, WERROR result)
{
	DATA_BLOB stub = data_blob_null;
	uint32_t fault;

	*(WERROR *)((uint8_t *)call->call.r + call->op->result_offset) = result;
	fault = push_result(call, &stub);
	if (fault != 0) {
		log_error("%s: the answer cannot be encoded", call->op->name);
		dispatch_call_fault(call, fault);
		return;
	}
	dispatch_call_audit(call, AUDIT_RESULT, W_ERROR_V(result));
	call->result = W_ERROR_V(result);
	dispatch_call_finish(call, 0, stub);
}

/*
 * [MS-RRASM] 2.1.1 and 2.1.2 want strict NDR consistency checks (target level
 * 5.0).  Who sends a frame has encoded the arguments itself, rpcd_rras those of
 * its clients anew: bytes left over are as bad as missing ones.
 */
static uint32_t pull_arguments(struct dispatch_call *call)
{
	const DATA_BLOB *stub = &call->frame->body.call.stub;
	struct ndr_pull *pull = ndr_pull_init_blob(stub, call);
	enum ndr_err_code err;

	call->call.r = talloc_zero_size(call, call->ndr->struct_size);
	if (pull == NULL || call->call.r == NULL || !prepare_answer(call)) {
		return NO_MEMORY;
	}
	/* The [ref] pointers of the out side are allocated too. */
	pull->flags |= LIBNDR_FLAG_REF_ALLOC;
	errno = 0;
	err = call->ndr->ndr_pull(pull, NDR_IN, call->call.r);
	if (ndr_is_no_memory(err)) {
		return NO_MEMORY;
	}
	if (!NDR_ERR_CODE_IS_SUCCESS(err) || pull->offset != stub->length) {
		return DCERPC_FAULT_BAD_STUB_DATA;
	}
	return 0;
}

/*
 * Refuse a caller who is no administrator.
 *
 * [MS-RRASM] 3.1.4: "If the client does not have access, then return error
 * ERROR_ACCESS_DENIED"; 3.3.4: RASRPC raises an exception instead.  The
 * decision has been made; the arguments are decoded only because a
 * well-formed answer has the shape of its [out] parameters.  Where there is
 * no such shape, the same code goes out as a fault.
 */
static void refuse(struct dispatch_call *call)
{
	DATA_BLOB stub = data_blob_null;
	WERROR *result;

	if (call->op == NULL || call->table->denies_by_fault ||
	    call->table->local_only || pull_arguments(call) != 0) {
		dispatch_call_fault(call, DCERPC_FAULT_ACCESS_DENIED);
		return;
	}
	if (call->op->blank != NULL) {
		call->op->blank(call->call.r);
	}
	result = (WERROR *)((uint8_t *)call->call.r + call->op->result_offset);
	*result = W_ERROR(ERROR_ACCESS_DENIED);
	if (push_result(call, &stub) != 0) {
		dispatch_call_fault(call, DCERPC_FAULT_ACCESS_DENIED);
		return;
	}
	dispatch_call_audit(call, AUDIT_RESULT, ERROR_ACCESS_DENIED);
	call->result = ERROR_ACCESS_DENIED;
	dispatch_call_finish(call, 0, stub);
}

/* An answer that no handler has made. */
static void finish_unhandled(struct dispatch_call *call, uint32_t result)
{
	if (call->op->blank != NULL) {
		call->op->blank(call->call.r);
	}
	finish_result(call, W_ERROR(result));
}

static void handler_done(struct tevent_req *subreq)
{
	struct dispatch_call *call =
		tevent_req_callback_data(subreq, struct dispatch_call);
	WERROR result = call->op->recv(subreq);

	TALLOC_FREE(subreq);
	finish_result(call, result);
}

static void run_later(struct dispatch_call *call, struct tevent_context *ev)
{
	struct tevent_req *subreq = call->op->send(call, ev, &call->call);

	if (subreq == NULL) {
		finish_unhandled(call, ERROR_NOT_ENOUGH_MEMORY);
		return;
	}
	tevent_req_set_callback(subreq, handler_done, call);
}

static void run_now(struct dispatch_call *call)
{
	struct timespec before;
	WERROR result;
	long ms;

	clock_gettime(CLOCK_MONOTONIC, &before);
	result = call->op->run(call, &call->call);
	ms = dispatch_elapsed_ms(&before);
	if (ms > SLOW_MS) {
		log_warning("%s held up the daemon for %ld ms", call->op->name,
			    ms);
	}
	finish_result(call, result);
}

/*
 * [MS-RRASM] 3.1.4.22 and others: "If RouterType is ROUTER_TYPE_LAN, return an
 * error other than those in the preceding table."  The mprapi pages name it.
 */
static bool needs_wan_in_vain(const struct dispatch_call *call)
{
	return (call->op->flags & RRASD_OP_NEEDS_WAN) &&
	       call->dispatch->rrasd->config->router_type == ROUTER_TYPE_IS_LAN;
}

static void run(struct dispatch_call *call, struct tevent_context *ev)
{
	uint32_t fault;

	if (call->table == NULL) {
		dispatch_call_fault(call, DCERPC_NCA_S_UNKNOWN_IF);
		return;
	}
	if (call->op == NULL) {
		dispatch_call_fault(call, DCERPC_NCA_S_OP_RNG_ERROR);
		return;
	}
	fault = pull_arguments(call);
	if (fault == 0 && (call->op->flags & RRASD_OP_CHANGES) &&
	    call->call.audit == NULL) {
		fault = NO_MEMORY; /* nothing is changed unseen */
	}
	if (fault != 0) {
		dispatch_call_fault(call, fault);
		return;
	}
	if (needs_wan_in_vain(call)) {
		finish_unhandled(call, ERROR_DDM_NOT_RUNNING);
	} else if (call->op->run != NULL) {
		run_now(call);
	} else if (call->op->send != NULL) {
		run_later(call, ev);
	} else {
		finish_unhandled(call, ERROR_NOT_SUPPORTED);
	}
}

/* Nobody waits any more. */
static void dispatch_cleanup(struct tevent_req *req,
			     enum tevent_req_state req_state)
{
	struct dispatch_state *state =
		tevent_req_data(req, struct dispatch_state);
	struct dispatch_call *call = state->call;

	if (call == NULL) {
		return;
	}
	state->call = NULL;
	call->waiter = NULL;
	call->call.asker = NULL;
	if (call->op != NULL && (call->op->flags & RRASD_OP_CANCELLABLE)) {
		log_info("%s: cancelled by its caller", call->op->name);
		talloc_free(call);
	}
}

struct tevent_req *dispatch_send(TALLOC_CTX *mem_ctx, struct tevent_context *ev,
				 struct dispatch *dispatch,
				 struct rras_frame *frame, int event_fd,
				 const struct rrasd_asker *asker)
{
	struct dispatch_state *state;
	struct tevent_req *req =
		tevent_req_create(mem_ctx, &state, struct dispatch_state);
	struct dispatch_call *call = NULL;

	if (req != NULL) {
		call = dispatch_call_create(dispatch, frame, event_fd);
	}
	if (call == NULL) {
		if (event_fd != -1) {
			close(event_fd);
		}
		TALLOC_FREE(frame);
		TALLOC_FREE(req);
		return NULL;
	}
	state->call = call;
	call->waiter = req;
	call->call.asker = asker;
	tevent_req_set_cleanup_fn(req, dispatch_cleanup);
	if (dispatch->num_calls > dispatch->rrasd->config->max_calls) {
		dispatch_call_fault(call, DCERPC_NCA_S_SERVER_TOO_BUSY);
	} else if (call->refused) {
		refuse(call);
	} else {
		run(call, ev);
	}
	if (!tevent_req_is_in_progress(req)) {
		return tevent_req_post(req, ev);
	}
	return req;
}

uint32_t dispatch_recv(struct tevent_req *req, TALLOC_CTX *mem_ctx,
		       DATA_BLOB *stub)
{
	struct dispatch_state *state =
		tevent_req_data(req, struct dispatch_state);
	uint32_t fault = state->fault;

	stub->data = talloc_move(mem_ctx, &state->stub.data);
	stub->length = state->stub.length;
	tevent_req_received(req);
	return fault;
}
