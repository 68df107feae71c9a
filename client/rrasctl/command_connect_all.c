/* SPDX-License-Identifier: GPL-3.0-or-later */
/* "interface connect --all" and "interface disconnect --all". */
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "compat/rras_errors.h"
#include "client/rrasctl/connect_all.h"
#include "client/rrasctl/interrupt.h"
#include "client/rrasctl/object.h"
#include "client/rrasctl/report.h"

/* Milliseconds between looks at an attempt: the longer it has lasted the more.
 * Each look takes CPU from the attempts. */
#define LOOK_MS	    100
#define LOOK_MS_MAX 1000

enum progress {
	WAITING, /* not begun: so many others are under way */
	UNDER_WAY,
	OVER,
};

/* One interface that is to be connected. */
struct one {
	char *name;
	HANDLE interface;
	enum progress progress;
	uint64_t begun, due; /* when it is to be looked at; of elapsed_ms() */
	uint32_t state;	     /* ROUTER_IF_STATE_*, as it was seen last */
	uint32_t code;	     /* why it is not connected, 0 when it is */
};

struct all {
	struct rrasctl *ctl;
	const struct connect_all *how;
	struct one *list;
	size_t count, size;
	bool any_state; /* list disconnected ones and disabled ones, too */
	bool no_memory;
	json_t *json; /* an array, or NULL */
	struct timespec start;
};

/* Milliseconds since all began. */
static uint64_t elapsed_ms(const struct all *all)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)((now.tv_sec - all->start.tv_sec) * 1000 +
			  (now.tv_nsec - all->start.tv_nsec) / 1000000);
}

/* -- which ones -- */

static void add(const MPR_INTERFACE_0 *info, void *private_data)
{
	struct all *all = private_data;
	struct one *list = all->list;

	if (info->dwIfType != ROUTER_IF_TYPE_FULL_ROUTER ||
	    (!info->fEnabled && !all->any_state)) {
		return;
	}
	if (all->count == all->size) {
		all->size = all->size == 0 ? 64 : 2 * all->size;
		list = reallocarray(all->list, all->size, sizeof(*list));
	}
	if (list == NULL) {
		all->no_memory = true;
		return;
	}
	all->list = list;
	list[all->count++] = (struct one){
		.name = wide_text(info->wszInterfaceName,
				  MAX_INTERFACE_NAME_LEN),
		.interface = info->hInterface,
		.state = info->dwConnectionState,
	};
}

static void forget(struct all *all)
{
	size_t i;

	for (i = 0; i < all->count; i++) {
		free(all->list[i].name);
	}
	free(all->list);
	json_decref(all->json);
}

/* -- what came of each -- */

/* What the local rrasd knows besides the code. */
static char *reason_of(const struct all *all, const struct one *one)
{
	struct rras_link_status *link = NULL;
	char *reason = NULL;

	if (rras_server_is_local(all->ctl->server) &&
	    rras_link_get_status(all->ctl->server, one->interface, &link) ==
		    ERROR_SUCCESS) {
		reason = strdup(link->reason);
		MprAdminBufferFree(link);
	}
	return reason;
}

static void print_one(const struct all *all, const struct one *one,
		      const char *word, const char *reason)
{
	FILE *out = all->ctl->out;
	char *text = NULL;

	print_clean(out, one->name);
	fprintf(out, ": %s", word);
	if (reason != NULL && reason[0] != '\0') {
		fputs(": ", out);
		print_clean(out, reason);
	}
	if (one->code != ERROR_SUCCESS) {
		text = code_text(one->code);
		fprintf(out, ": %s", text != NULL ? text : "");
		free(text);
	}
	fputc('\n', out);
	fflush(out);
}

/* The reason is that of an attempt that is over. */
static void tell(struct all *all, struct one *one, const char *word)
{
	char *reason = one->progress == OVER && one->code != ERROR_SUCCESS
			       ? reason_of(all, one)
			       : NULL;
	struct report *report = NULL;

	if (all->json == NULL) {
		print_one(all, one, word, reason);
	} else {
		report = report_new();
		report_string(report, "name", NULL, one->name);
		report_string(report, "result", NULL, word);
		report_code(report, "error", NULL, one->code);
		report_optional(report, "reason", NULL, reason);
		(void)json_array_append_new(all->json, report_json(report));
		report_free(report);
	}
	free(reason);
}

static void finish(struct all *all, struct one *one, uint32_t code)
{
	one->progress = OVER;
	one->code = code;
	tell(all, one, code == ERROR_SUCCESS ? "connected" : "not connected");
}

/* -- connecting -- */

static bool is_of_the_way(uint32_t code)
{
	int exit_code = exit_code_of(code);

	return exit_code == RRASCTL_UNREACHABLE || exit_code == RRASCTL_DENIED;
}

static void look_later(const struct all *all, struct one *one)
{
	uint64_t now = elapsed_ms(all), pause = (now - one->begun) / 2;

	if (pause < LOOK_MS) {
		pause = LOOK_MS;
	} else if (pause > LOOK_MS_MAX) {
		pause = LOOK_MS_MAX;
	}
	one->due = now + pause;
}

/* @return why no other one need be tried; 0 for none */
static uint32_t begin(struct all *all, struct one *one)
{
	uint32_t code = MprAdminInterfaceConnect(all->ctl->server,
						 one->interface, NULL, FALSE);

	if (is_of_the_way(code)) {
		return code;
	}
	if (code != PENDING && code != ERROR_ALREADY_CONNECTING) {
		finish(all, one, code);
	} else if (all->how->wait) {
		one->progress = UNDER_WAY;
		one->begun = elapsed_ms(all);
		look_later(all, one);
	} else {
		one->progress = OVER;
		tell(all, one, "connecting");
	}
	return ERROR_SUCCESS;
}

static uint32_t look(struct all *all, struct one *one)
{
	MPR_INTERFACE_0 *info = NULL;
	uint32_t code = MprAdminInterfaceGetInfo(
		all->ctl->server, one->interface, 0, (LPBYTE *)&info);

	if (is_of_the_way(code)) {
		return code;
	}
	if (code != ERROR_SUCCESS) { /* deleted meanwhile */
		finish(all, one, code);
		return ERROR_SUCCESS;
	}
	one->state = info->dwConnectionState;
	if (one->state == ROUTER_IF_STATE_CONNECTED) {
		finish(all, one, ERROR_SUCCESS);
	} else if (one->state == ROUTER_IF_STATE_CONNECTING) {
		look_later(all, one);
	} else {
		/* Somebody else hung up: that is no error of the attempt. */
		finish(all, one,
		       info->dwLastError != 0 ? info->dwLastError
					      : ERROR_INTERFACE_NOT_CONNECTED);
	}
	MprAdminBufferFree(info);
	return ERROR_SUCCESS;
}

/* One round: those that may begin, and those that are under way. */
static uint32_t go_round(struct all *all, size_t *left)
{
	size_t room = all->how->parallel, i;
	uint64_t now = elapsed_ms(all);
	uint32_t code = ERROR_SUCCESS;

	*left = 0;
	for (i = 0; i < all->count && code == ERROR_SUCCESS; i++) {
		struct one *one = &all->list[i];

		if (one->progress == UNDER_WAY && one->due <= now) {
			code = look(all, one);
		} else if (one->progress == WAITING && room > 0) {
			code = begin(all, one);
		}
		room -= one->progress == UNDER_WAY && room > 0 ? 1 : 0;
		*left += one->progress != OVER ? 1 : 0;
	}
	return code;
}

static bool out_of_time(const struct all *all)
{
	return all->how->timeout != 0 &&
	       elapsed_ms(all) >= (uint64_t)all->how->timeout * 1000;
}

/* We wait no longer; the attempts stop only when we were told so. */
static int leave(struct all *all, int exit_code)
{
	uint32_t code =
		exit_code == RRASCTL_TIMEOUT ? ERROR_TIMEOUT : ERROR_CANCELLED;
	size_t i;

	for (i = 0; i < all->count; i++) {
		struct one *one = &all->list[i];

		if (one->progress == OVER) {
			continue;
		}
		if (one->progress == UNDER_WAY && all->how->cancel) {
			(void)MprAdminInterfaceDisconnect(all->ctl->server,
							  one->interface);
		}
		one->code = code;
		tell(all, one,
		     one->progress == WAITING ? "not begun"
		     : all->how->cancel	      ? "ended"
					      : "still connecting");
		one->progress = OVER;
	}
	return exit_code;
}

/* @return RRASCTL_OK when all is over */
static int wait_for_all(struct all *all)
{
	const struct timespec pause = {.tv_nsec = LOOK_MS * 1000000L};
	uint32_t code;
	size_t left;

	for (;;) {
		code = go_round(all, &left);
		if (code != ERROR_SUCCESS) {
			return code_error(all->ctl, code, NULL);
		}
		if (left == 0) {
			return RRASCTL_OK;
		}
		if (interrupt_seen()) {
			return leave(all, RRASCTL_INTERRUPTED);
		}
		if (out_of_time(all)) {
			return leave(all, RRASCTL_TIMEOUT);
		}
		nanosleep(&pause, NULL);
	}
}

static int exit_code_of_all(const struct all *all)
{
	size_t i;

	for (i = 0; i < all->count; i++) {
		if (all->list[i].code != ERROR_SUCCESS) {
			return RRASCTL_NOT_CONNECTED;
		}
	}
	return RRASCTL_OK;
}

static bool list_all(struct all *all, int *exit_code)
{
	uint32_t code = each_interface(all->ctl, add, all);

	if (code == ERROR_SUCCESS && all->no_memory) {
		code = ERROR_NOT_ENOUGH_MEMORY;
	}
	*exit_code = code != ERROR_SUCCESS ? code_error(all->ctl, code, NULL)
					   : RRASCTL_OK;
	all->json = all->ctl->json ? json_array() : NULL;
	return code == ERROR_SUCCESS;
}

static void print_json(const struct all *all)
{
	if (all->json != NULL) {
		(void)json_dumpf(all->json, all->ctl->out, JSON_COMPACT);
		fputc('\n', all->ctl->out);
	}
}

int connect_all(struct rrasctl *ctl, const struct connect_all *how)
{
	struct all all = {.ctl = ctl, .how = how};
	int exit_code;

	clock_gettime(CLOCK_MONOTONIC, &all.start);
	if (list_all(&all, &exit_code)) {
		interrupt_watch();
		exit_code = wait_for_all(&all);
		interrupt_unwatch();
		print_json(&all);
	}
	if (exit_code == RRASCTL_OK) {
		exit_code = exit_code_of_all(&all);
	}
	forget(&all);
	return exit_code;
}

/* -- disconnecting -- */

static bool is_down(const struct one *one)
{
	return one->state != ROUTER_IF_STATE_CONNECTED &&
	       one->state != ROUTER_IF_STATE_CONNECTING;
}

static int hang_up_all(struct all *all)
{
	int exit_code = RRASCTL_OK;
	size_t i;

	for (i = 0; i < all->count && !interrupt_seen(); i++) {
		struct one *one = &all->list[i];

		if (is_down(one)) {
			continue;
		}
		one->code = MprAdminInterfaceDisconnect(all->ctl->server,
							one->interface);
		if (one->code == ERROR_INTERFACE_NOT_CONNECTED) {
			one->code = ERROR_SUCCESS; /* it went by itself */
		}
		if (is_of_the_way(one->code)) {
			return code_error(all->ctl, one->code, one->name);
		}
		if (one->code != ERROR_SUCCESS) {
			exit_code = exit_code_of(one->code);
		}
		tell(all, one,
		     one->code == ERROR_SUCCESS ? "disconnected"
						: "not disconnected");
	}
	return i < all->count ? RRASCTL_INTERRUPTED : exit_code;
}

int disconnect_all(struct rrasctl *ctl)
{
	struct all all = {.ctl = ctl, .any_state = true};
	int exit_code;

	if (list_all(&all, &exit_code)) {
		interrupt_watch();
		exit_code = hang_up_all(&all);
		interrupt_unwatch();
		print_json(&all);
	}
	forget(&all);
	return exit_code;
}
