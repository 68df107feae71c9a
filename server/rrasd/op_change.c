/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What changes an interface: RRouterInterfaceCreate (opnum 12), SetInfo (14),
 * Delete (15) and UpdatePhonebookInfo (25).  The router carries a change out
 * whether or not somebody waits; here its arguments are made of an image.
 */
#include <stdbool.h>
#include <util/tevent_werror.h>

#include "ndr_dimsvc.h"
#include "compat/rras_errors.h"
#include "server/images/image_interface.h"
#include "server/router/entry.h"
#include "server/router/entry_defaults.h"
#include "server/router/router.h"
#include "audit.h"
#include "handlers.h"
#include "ops.h"
#include "rrasd.h"

static void note_change(struct rrasd_call *call,
			const struct router_change *change)
{
	audit_note_string(call->audit, "interface", change->wszInterfaceName);
	audit_note_number(call->audit, "dwIfType", change->dwIfType);
	audit_note_number(call->audit, "fEnabled", change->fEnabled);
	if (change->entry != NULL) {
		audit_note_string(call->audit, "szDeviceName",
				  change->entry->szDeviceName);
		audit_note_string(call->audit, "szLocalPhoneNumber",
				  change->entry->szLocalPhoneNumber);
	}
}

/*
 * "If pInfoStruct is NULL, return an error" (MprAdminInterfaceSetInfo:
 * ERROR_INVALID_PARAMETER); a container without a buffer is as empty.
 */
static WERROR pull_change(TALLOC_CTX *mem_ctx, struct rrasd_call *call,
			  uint32_t dwLevel,
			  const struct DIM_INFORMATION_CONTAINER *container,
			  struct router_change *change)
{
	DATA_BLOB bytes;
	WERROR result;

	*change = (struct router_change){.wszInterfaceName = NULL};
	audit_note_number(call->audit, "dwLevel", dwLevel);
	if (!container_bytes(container, &bytes)) {
		return W_ERROR(ERROR_INVALID_PARAMETER);
	}
	result = image_interface_pull(mem_ctx, dwLevel, &bytes, change);
	if (W_ERROR_IS_OK(result)) {
		note_change(call, change);
	}
	return result;
}

struct op_interface_create_state {
	struct rrasd_call *call;
	uint32_t *phInterface; /* the call's */
};

static void op_interface_create_done(struct tevent_req *subreq);

/* 3.1.4.13: the settings that levels 2 and 3 bring, with their defaults. */
static WERROR entry_for_create(TALLOC_CTX *mem_ctx,
			       struct router_change *change)
{
	struct router_entry *entry;

	if (change->entry == NULL) {
		return WERR_OK;
	}
	entry = router_entry_copy(mem_ctx, change->entry);
	if (entry == NULL) {
		return WERR_NOT_ENOUGH_MEMORY;
	}
	change->entry = entry;
	return router_entry_for_create(entry);
}

/*
 * [MS-RRASM] 3.1.4.13.  The name, the type and what they make impossible are
 * the router's to judge.
 */
struct tevent_req *op_interface_create_send(TALLOC_CTX *mem_ctx,
					    struct tevent_context *ev,
					    struct rrasd_call *call)
{
	const struct RRouterInterfaceCreate *r = call->r;
	struct op_interface_create_state *state;
	struct router_change change;
	struct tevent_req *subreq;
	struct tevent_req *req = tevent_req_create(
		mem_ctx, &state, struct op_interface_create_state);
	WERROR result;

	if (req == NULL) {
		return NULL;
	}
	state->call = call;
	state->phInterface = r->out.phInterface;
	result = pull_change(state, call, r->in.dwLevel, r->in.pInfoStruct,
			     &change);
	/* Level 1: "Only the wszInterfaceName, fEnabled, dwIfType fields of
	 * MPRI_INTERFACE_1 can be set.  Setting other values has no effect."
	 */
	change.set_hours = false;
	change.DialoutHours = NULL;
	if (W_ERROR_IS_OK(result)) {
		result = entry_for_create(state, &change);
	}
	if (tevent_req_werror(req, result)) {
		return tevent_req_post(req, ev);
	}
	subreq = router_create_send(state, ev, call->rrasd->router, &change);
	if (tevent_req_nomem(subreq, req)) {
		return tevent_req_post(req, ev);
	}
	tevent_req_set_callback(subreq, op_interface_create_done, req);
	return req;
}

static void op_interface_create_done(struct tevent_req *subreq)
{
	struct tevent_req *req =
		tevent_req_callback_data(subreq, struct tevent_req);
	struct op_interface_create_state *state =
		tevent_req_data(req, struct op_interface_create_state);
	uint32_t dwInterface = 0;
	WERROR result = router_create_recv(subreq, &dwInterface);

	TALLOC_FREE(subreq);
	if (tevent_req_werror(req, result)) {
		return;
	}
	/* "populate the phInterface with the interface handle" */
	*state->phInterface = dwInterface;
	audit_note_number(state->call->audit, "hInterface", dwInterface);
	tevent_req_done(req);
}

WERROR op_interface_create_recv(struct tevent_req *req)
{
	return tevent_req_simple_recv_werror(req);
}

struct op_interface_set_info_state {
	struct router_change change;
};

static void op_interface_set_info_done(struct tevent_req *subreq);

/* 3.1.4.15: what a client cannot set stays as the interface has it. */
static WERROR entry_for_set(TALLOC_CTX *mem_ctx, struct rrasd_call *call,
			    uint32_t hInterface, struct router_change *change)
{
	const struct router_interface *interface =
		router_get(call->rrasd->router, hInterface);
	struct router_entry *entry;

	if (interface == NULL) {
		return W_ERROR(ERROR_INVALID_HANDLE);
	}
	if (change->entry == NULL) {
		return WERR_OK;
	}
	if (!interface_has_settings(interface)) {
		/* As GetInfo answers: the level is not for such an interface.
		 */
		return W_ERROR(ERROR_INVALID_LEVEL);
	}
	entry = router_entry_copy(mem_ctx, change->entry);
	if (entry == NULL) {
		return WERR_NOT_ENOUGH_MEMORY;
	}
	change->entry = entry;
	return router_entry_for_set(entry, interface->entry);
}

/*
 * [MS-RRASM] 3.1.4.15: "Only the fEnabled field of this structure can be
 * modified" at level 0; "lpwsDialoutHoursRestriction can be set" at level 1;
 * the settings at levels 2 and 3.
 */
struct tevent_req *op_interface_set_info_send(TALLOC_CTX *mem_ctx,
					      struct tevent_context *ev,
					      struct rrasd_call *call)
{
	const struct RRouterInterfaceSetInfo *r = call->r;
	struct op_interface_set_info_state *state;
	struct tevent_req *subreq;
	struct tevent_req *req = tevent_req_create(
		mem_ctx, &state, struct op_interface_set_info_state);
	WERROR result;

	if (req == NULL) {
		return NULL;
	}
	audit_note_interface(call, r->in.hInterface);
	result = pull_change(state, call, r->in.dwLevel, r->in.pInfoStruct,
			     &state->change);
	if (W_ERROR_IS_OK(result)) {
		result = entry_for_set(state, call, r->in.hInterface,
				       &state->change);
	}
	if (tevent_req_werror(req, result)) {
		return tevent_req_post(req, ev);
	}
	subreq = router_set_send(state, ev, call->rrasd->router,
				 r->in.hInterface, &state->change);
	if (tevent_req_nomem(subreq, req)) {
		return tevent_req_post(req, ev);
	}
	tevent_req_set_callback(subreq, op_interface_set_info_done, req);
	return req;
}

static void op_interface_set_info_done(struct tevent_req *subreq)
{
	tevent_req_simple_finish_werror(subreq, router_set_recv(subreq));
}

WERROR op_interface_set_info_recv(struct tevent_req *req)
{
	return tevent_req_simple_recv_werror(req);
}

/*
 * [MS-RRASM] 3.1.4.16.  "if the interface is not connected, [...] MUST return
 * ERROR_INTERFACE_CONNECTED" has the condition the wrong way round: 2.2.4 and
 * the client's part of 3.2.4.16 say that a connected one is not deleted.
 */
struct tevent_req *op_interface_delete_send(TALLOC_CTX *mem_ctx,
					    struct tevent_context *ev,
					    struct rrasd_call *call)
{
	const struct RRouterInterfaceDelete *r = call->r;

	audit_note_interface(call, r->in.hInterface);
	return router_delete_send(mem_ctx, ev, call->rrasd->router,
				  r->in.hInterface);
}

WERROR op_interface_delete_recv(struct tevent_req *req)
{
	return router_delete_recv(req);
}

/*
 * [MS-RRASM] 3.1.4.26: "forces the router to pick up changes made on a
 * specified demand-dial interface" in the phonebook.
 */
struct tevent_req *op_interface_update_phonebook_send(TALLOC_CTX *mem_ctx,
						      struct tevent_context *ev,
						      struct rrasd_call *call)
{
	const struct RRouterInterfaceUpdatePhonebookInfo *r = call->r;

	audit_note_interface(call, r->in.hInterface);
	return router_reload_send(mem_ctx, ev, call->rrasd->router,
				  r->in.hInterface);
}

WERROR op_interface_update_phonebook_recv(struct tevent_req *req)
{
	return router_reload_recv(req);
}
