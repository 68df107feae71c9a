/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rras_wait_events(); see mprapi_ext.h. */
#include <stdlib.h>
#include <string.h>
#include "compat/rras_errors.h"
#include <ndr.h>
#include "ndr_control.h"
#include "client/libmprapi/container.h"
#include "client/libmprapi/export.h"
#include "client/libmprapi/server.h"

static size_t length_of(const char *text)
{
	return (text != NULL ? strlen(text) : 0) + 1;
}

static const char *pack(char **end, const char *text)
{
	char *start = *end;

	*end = stpcpy(start, text != NULL ? text : "") + 1;
	return start;
}

/* 0xFFFFFFFF is the number of no interface: a client has none. */
static HANDLE interface_of(uint32_t number)
{
	return number == UINT32_MAX ? INVALID_HANDLE_VALUE : handle_of(number);
}

static struct rras_events *copy_events(const struct rrascontrol_event *from,
				       uint32_t count)
{
	size_t size =
		sizeof(struct rras_events) + count * sizeof(struct rras_event);
	struct rras_events *events = NULL;
	char *end = NULL;
	uint32_t i;

	for (i = 0; i < count; i++) {
		size += length_of(from[i].name) + length_of(from[i].port) +
			length_of(from[i].reason);
	}
	events = calloc(1, size);
	if (events == NULL) {
		return NULL;
	}
	end = (char *)&events->events[count];
	events->count = count;
	for (i = 0; i < count; i++) {
		events->events[i] = (struct rras_event){
			.number = from[i].number,
			.type = (enum rras_event_type)from[i].type,
			.time_us = from[i].time_us,
			.hInterface = interface_of(from[i].dwInterface),
			.hConnection = handle_of(from[i].dwConnection),
			.last_error = W_ERROR_V(from[i].last_error),
		};
		events->events[i].name = pack(&end, from[i].name);
		events->events[i].port = pack(&end, from[i].port);
		events->events[i].reason = pack(&end, from[i].reason);
	}
	return events;
}

static uint32_t read_answer(const struct rrascontrol_WaitEvents *r,
			    struct rras_events **events)
{
	uint32_t code = W_ERROR_V(r->out.result);

	/* "some after that number are no longer kept; those that are come" */
	if (code != ERROR_SUCCESS && code != ERROR_EVENTLOG_FILE_CHANGED) {
		return code;
	}
	if (*r->out.num_events > 0 && *r->out.events == NULL) {
		return ERROR_INVALID_DATA;
	}
	*events = copy_events(*r->out.events, *r->out.num_events);
	if (*events == NULL) {
		return ERROR_NOT_ENOUGH_MEMORY;
	}
	(*events)->last = *r->out.last;
	(*events)->missed = code == ERROR_EVENTLOG_FILE_CHANGED;
	return ERROR_SUCCESS;
}

RRAS_EXPORT DWORD rras_wait_events(MPR_SERVER_HANDLE handle, uint64_t after,
				   int cancel_fd, struct rras_events **events)
{
	struct mpr_server *server = server_from_handle(handle);
	struct rrascontrol_event *list = NULL;
	uint64_t last = 0;
	uint32_t count = 0, code;
	struct rrascontrol_WaitEvents r = {
		.in.after = after,
		.out.last = &last,
		.out.num_events = &count,
		.out.events = &list,
	};
	TALLOC_CTX *mem_ctx = NULL;

	if (server == NULL) {
		return RPC_S_INVALID_BINDING;
	}
	if (events == NULL) {
		return ERROR_INVALID_PARAMETER;
	}
	if (server->control == NULL) {
		return ERROR_NOT_SUPPORTED;
	}
	mem_ctx = talloc_new(server);
	code = server_call_until(server, server->control,
				 &ndr_table_rrascontrol,
				 NDR_RRASCONTROL_WAITEVENTS, mem_ctx, &r,
				 SERVER_NO_TIMEOUT, cancel_fd);
	if (code == ERROR_SUCCESS) {
		code = read_answer(&r, events);
	}
	talloc_free(mem_ctx);
	return code;
}
