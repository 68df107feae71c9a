/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One call from its arrival to its end; see dispatch_call.h. */
#include <string.h>
#include <unistd.h>
#include "audit.h"
#include "authorise.h"
#include "call_metrics.h"
#include "dispatch_call.h"
#include "log.h"
#include "options.h"

static const struct rrasd_op_table *find_table(const struct dispatch *dispatch,
					       const struct GUID *interface_id)
{
	const struct rrasd_op_table *const *table;

	for (table = dispatch->tables; *table != NULL; table++) {
		if (GUID_equal(&(*table)->ndr->syntax_id.uuid, interface_id)) {
			return *table;
		}
	}
	return NULL;
}

static const struct rrasd_op *find_op(const struct rrasd_op_table *table,
				      uint32_t opnum)
{
	if (table == NULL || opnum >= table->num_ops ||
	    opnum >= table->ndr->num_calls || table->ops[opnum].name == NULL) {
		return NULL;
	}
	return &table->ops[opnum];
}

static void wipe_stub(struct dispatch_call *call, DATA_BLOB *stub)
{
	if (call->op != NULL && (call->op->flags & RRASD_OP_SECRET) &&
	    stub->data != NULL) {
		explicit_bzero(stub->data, stub->length);
	}
}

void dispatch_call_audit(struct dispatch_call *call, enum audit_outcome outcome,
			 uint32_t code)
{
	if (!call->audited &&
	    (call->refused ||
	     (call->op != NULL && (call->op->flags & RRASD_OP_CHANGES) &&
	      !call->call.only_reads))) {
		call->audited = true;
		audit_write(call->dispatch->rrasd->audit, call->call.audit,
			    outcome, code);
	}
}

static uint64_t elapsed_us(const struct timespec *since)
{
	struct timespec now;
	int64_t us;

	clock_gettime(CLOCK_MONOTONIC, &now);
	us = (now.tv_sec - since->tv_sec) * (int64_t)1000000 +
	     (now.tv_nsec - since->tv_nsec) / 1000;
	return us > 0 ? (uint64_t)us : 0;
}

/* Each call once. */
static void count_end(struct dispatch_call *call, enum call_end end)
{
	if (!call->counted) {
		call->counted = true;
		call_metrics_add(call->dispatch->rrasd->call_metrics,
				 call->table != NULL ? call->table->ndr->name
						     : NULL,
				 call->op != NULL ? call->op->name : NULL, end,
				 call->result, elapsed_us(&call->started));
	}
}

static int dispatch_call_destructor(struct dispatch_call *call)
{
	call->dispatch->num_calls--;
	count_end(call, CALL_CANCELLED);
	dispatch_call_audit(call, AUDIT_ABANDONED, 0);
	if (call->waiter != NULL) {
		/* The dispatcher ends before its calls. */
		struct dispatch_state *state =
			tevent_req_data(call->waiter, struct dispatch_state);

		state->call = NULL;
	}
	wipe_stub(call, &call->frame->body.call.stub);
	if (call->call.event_fd != -1) {
		close(call->call.event_fd);
	}
	return 0;
}

/* What an audit line calls an operation that is not in a table. */
static const char *name_of(struct dispatch_call *call)
{
	const struct rras_frame_call *frame = &call->frame->body.call;
	char *interface_id;

	if (call->op != NULL) {
		return call->op->name;
	}
	interface_id = GUID_string(call, &frame->interface_id);
	return talloc_asprintf(call, "%s:%u", interface_id ? interface_id : "",
			       frame->opnum);
}

static bool is_authorised(const struct dispatch_call *call)
{
	const struct rras_caller *caller = call->call.caller;

	if (call->table != NULL && call->table->local_only) {
		return authorise_local_root(caller);
	}
	return authorise_administrator(
		caller, call->dispatch->rrasd->config->allow_uid_0);
}

struct dispatch_call *dispatch_call_create(struct dispatch *dispatch,
					   struct rras_frame *frame,
					   int event_fd)
{
	struct dispatch_call *call =
		talloc_zero(dispatch, struct dispatch_call);
	struct rras_frame_call *body = &frame->body.call;

	if (call == NULL) {
		return NULL;
	}
	call->dispatch = dispatch;
	call->frame = talloc_steal(call, frame);
	call->call.rrasd = dispatch->rrasd;
	call->call.caller = &body->caller;
	call->call.event_fd = event_fd;
	call->table = find_table(dispatch, &body->interface_id);
	call->op = find_op(call->table, body->opnum);
	if (call->op != NULL) {
		call->ndr = &call->table->ndr->calls[body->opnum];
	}
	call->refused = !is_authorised(call);
	clock_gettime(CLOCK_MONOTONIC, &call->started);
	dispatch->num_calls++;
	talloc_set_destructor(call, dispatch_call_destructor);
	if (call->refused ||
	    (call->op != NULL && (call->op->flags & RRASD_OP_CHANGES))) {
		call->call.audit =
			audit_record(call, call->call.caller, name_of(call));
	}
	return call;
}

long dispatch_elapsed_ms(const struct timespec *since)
{
	return (long)(elapsed_us(since) / 1000);
}

void dispatch_call_finish(struct dispatch_call *call, uint32_t fault,
			  DATA_BLOB stub)
{
	struct tevent_req *req = call->waiter;

	count_end(call, fault != 0 ? CALL_FAULT : CALL_ANSWERED);
	log_info("%s: %s 0x%x after %ld ms%s", name_of(call),
		 fault ? "fault" : "answered", fault,
		 dispatch_elapsed_ms(&call->started),
		 req == NULL ? ", nobody waits" : "");
	if (req != NULL) {
		struct dispatch_state *state =
			tevent_req_data(req, struct dispatch_state);

		state->call = NULL;
		state->fault = fault;
		state->stub.data = talloc_steal(state, stub.data);
		state->stub.length = stub.length;
	} else {
		wipe_stub(call, &stub);
	}
	TALLOC_FREE(call);
	if (req != NULL) {
		tevent_req_done(req);
	}
}

void dispatch_call_fault(struct dispatch_call *call, uint32_t fault)
{
	dispatch_call_audit(call, AUDIT_FAULT, fault);
	dispatch_call_finish(call, fault, data_blob_null);
}
