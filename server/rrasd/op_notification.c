/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RRasAdminConnectionNotification (opnum 34). */
#include "ndr_dimsvc.h"
#include "gen_ndr/frame.h"
#include "compat/rras_errors.h"
#include "server/connections/link_events.h"
#include "server/ipc/event_fd.h"
#include "audit.h"
#include "handlers.h"
#include "ops.h"
#include "rrasd.h"

/*
 * An event that a local caller has registered: a child of his connection, so
 * that it ends with it.  He knows it by the number of its handle.
 */
struct notification {
	LIST_ENTRY(notification) entry;
	const void *connection; /* whose it is */
	uint32_t hEventNotification;
};

static int notification_destructor(struct notification *notification)
{
	LIST_REMOVE(notification, entry);
	return 0;
}

static struct notification *find(const struct rrasd_call *call,
				 uint32_t hEventNotification)
{
	struct notification *notification;

	LIST_FOREACH(notification, &call->rrasd->notifications, entry)
	{
		if (notification->connection == call->asker->connection &&
		    notification->hEventNotification == hEventNotification) {
			return notification;
		}
	}
	return NULL;
}

static WERROR add(struct rrasd_call *call, uint32_t hEventNotification)
{
	struct rrasd *rrasd = call->rrasd;
	struct notification *notification =
		talloc(call->asker->connection, struct notification);
	struct link_watch *watch;

	if (notification == NULL) {
		return WERR_NOT_ENOUGH_MEMORY;
	}
	watch = link_events_watch(notification, rrasd->link_events,
				  call->event_fd);
	call->event_fd = -1;
	if (watch == NULL) {
		talloc_free(notification);
		return WERR_NOT_ENOUGH_MEMORY;
	}
	notification->connection = call->asker->connection;
	notification->hEventNotification = hEventNotification;
	LIST_INSERT_HEAD(&rrasd->notifications, notification, entry);
	talloc_set_destructor(notification, notification_destructor);
	return WERR_OK;
}

/*
 * "This MUST be a handle to an event on the RRASM server which is created
 * within the process specified by dwClientProcessId [...].  Otherwise the
 * method SHOULD fail": a caller from elsewhere cannot have one.
 */
static bool can_have_events(const struct rrasd_call *call)
{
	return call->caller->transport == RRAS_TRANSPORT_LOCAL &&
	       call->asker != NULL;
}

/*
 * [MS-RRASM] 3.1.4.35: "If hEventNotification is NULL, return an error";
 * MprAdminRegisterConnectionNotification: "ERROR_INVALID_PARAMETER: The
 * hEventNotification parameter is NULL or is an invalid handle."  On this
 * machine the handle stands for the eventfd that comes with the call that
 * registers it; another call with that handle registers another eventfd in its
 * place.
 */
WERROR op_connection_notification(TALLOC_CTX *mem_ctx, struct rrasd_call *call)
{
	const struct RRasAdminConnectionNotification *r = call->r;
	uint32_t hEventNotification = (uint32_t)r->in.hEventNotification;
	struct notification *old;

	audit_note_number(call->audit, "fRegister", r->in.fRegister);
	if (hEventNotification == 0 || !can_have_events(call)) {
		return W_ERROR(ERROR_INVALID_PARAMETER);
	}
	old = find(call, hEventNotification);
	if (r->in.fRegister == 0) {
		if (old == NULL) {
			return W_ERROR(ERROR_INVALID_PARAMETER);
		}
		talloc_free(old);
		return WERR_OK;
	}
	if (!event_fd_is_valid(call->event_fd)) {
		return W_ERROR(ERROR_INVALID_PARAMETER);
	}
	talloc_free(old);
	return add(call, hEventNotification);
}
