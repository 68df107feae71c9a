/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rras_link_get_history(); see mprapi_ext.h. */
#include <stdlib.h>
#include <string.h>
#include "compat/rras_errors.h"
#include <ndr.h>
#include "ndr_control.h"
#include "client/libmprapi/export.h"
#include "client/libmprapi/server.h"

enum { NUM_TEXTS = 5 };

static void texts_of(const struct rrascontrol_attempt *from,
		     const char *texts[NUM_TEXTS])
{
	const char *const all[NUM_TEXTS] = {from->kind, from->device,
					    from->number, from->farthest,
					    from->reason};
	size_t i;

	for (i = 0; i < NUM_TEXTS; i++) {
		texts[i] = all[i] != NULL ? all[i] : "";
	}
}

static size_t size_of(const struct rrascontrol_attempt *from, uint32_t count)
{
	size_t size = sizeof(struct rras_history) +
		      count * sizeof(struct rras_attempt);
	const char *texts[NUM_TEXTS];
	uint32_t i, j;

	for (i = 0; i < count; i++) {
		texts_of(&from[i], texts);
		for (j = 0; j < NUM_TEXTS; j++) {
			size += strlen(texts[j]) + 1;
		}
	}
	return size;
}

static char *copy_attempt(const struct rrascontrol_attempt *from,
			  struct rras_attempt *to, char *end)
{
	const char *texts[NUM_TEXTS];
	const char **const copies[NUM_TEXTS] = {&to->kind, &to->device,
						&to->number, &to->farthest,
						&to->reason};
	size_t i;

	*to = (struct rras_attempt){
		.started_us = from->started_us,
		.targets = from->targets_tried,
		.ms = {from->queued_ms, from->dial_ms, from->lcp_ms,
		       from->authenticate_ms, from->network_ms, from->up_ms,
		       from->hangup_ms},
		.adopted = from->adopted != 0,
		.ended = from->ended != 0,
		.failed = from->failed != 0,
		.last_error = W_ERROR_V(from->last_error),
	};
	texts_of(from, texts);
	for (i = 0; i < NUM_TEXTS; i++) {
		*copies[i] = end;
		end = stpcpy(end, texts[i]) + 1;
	}
	return end;
}

static uint32_t read_answer(const struct rrascontrol_LinkHistory *r,
			    struct rras_history **history)
{
	const struct rrascontrol_attempt *from = *r->out.attempts;
	uint32_t count = *r->out.num, i;
	char *end = NULL;

	if (count > 0 && from == NULL) {
		return ERROR_INVALID_DATA;
	}
	*history = calloc(1, size_of(from, count));
	if (*history == NULL) {
		return ERROR_NOT_ENOUGH_MEMORY;
	}
	(*history)->count = count;
	end = (char *)&(*history)->attempts[count];
	for (i = 0; i < count; i++) {
		end = copy_attempt(&from[i], &(*history)->attempts[i], end);
	}
	return ERROR_SUCCESS;
}

RRAS_EXPORT DWORD rras_link_get_history(MPR_SERVER_HANDLE handle,
					HANDLE interface,
					struct rras_history **history)
{
	struct mpr_server *server = server_from_handle(handle);
	struct rrascontrol_attempt *list = NULL;
	uint32_t count = 0, code;
	struct rrascontrol_LinkHistory r = {
		.in.dwInterface = (uint32_t)(uintptr_t)interface,
		.out.num = &count,
		.out.attempts = &list,
	};
	TALLOC_CTX *mem_ctx = NULL;

	if (server == NULL) {
		return RPC_S_INVALID_BINDING;
	}
	if (history == NULL) {
		return ERROR_INVALID_PARAMETER;
	}
	if (server->control == NULL) {
		return ERROR_NOT_SUPPORTED;
	}
	mem_ctx = talloc_new(server);
	code = server_call(server, server->control, &ndr_table_rrascontrol,
			   NDR_RRASCONTROL_LINKHISTORY, mem_ctx, &r,
			   server->call_timeout);
	if (code == ERROR_SUCCESS) {
		code = W_ERROR_V(r.out.result);
	}
	if (code == ERROR_SUCCESS) {
		code = read_answer(&r, history);
	}
	talloc_free(mem_ctx);
	return code;
}
