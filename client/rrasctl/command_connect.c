/* SPDX-License-Identifier: GPL-3.0-or-later */
/* "interface connect": dial, and tell how it goes until it is over. */
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "compat/rras_errors.h"
#include "client/rrasctl/connect_all.h"
#include "client/rrasctl/interrupt.h"
#include "client/rrasctl/link.h"
#include "client/rrasctl/report.h"
#include "client/rrasctl/rrasctl.h"

#define POLL_MS 100

/* One attempt as it is seen from here. */
struct attempt {
	struct rrasctl *ctl;
	const char *name;
	HANDLE interface;
	struct timespec start;
	uint32_t timeout; /* seconds, 0 for none */
	bool cancel;	  /* hang up when we stop looking */
	bool live;	  /* one line that is written over */
	char shown[64];	  /* what was printed last */
};

static double elapsed(const struct attempt *attempt)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)(now.tv_sec - attempt->start.tv_sec) +
	       (double)(now.tv_nsec - attempt->start.tv_nsec) / 1e9;
}

static void show_progress(struct attempt *attempt, const char *what)
{
	FILE *out = attempt->ctl->out;

	if (attempt->ctl->json) {
		return;
	}
	if (attempt->live) {
		fprintf(out, "\r\033[K[%6.1f s] ", elapsed(attempt));
		print_clean(out, what);
	} else if (strcmp(attempt->shown, what) != 0) {
		fprintf(out, "[%6.1f s] ", elapsed(attempt));
		print_clean(out, what);
		fputc('\n', out);
	}
	fflush(out);
	snprintf(attempt->shown, sizeof(attempt->shown), "%s", what);
}

static void end_progress(struct attempt *attempt)
{
	if (attempt->live && attempt->shown[0] != '\0') {
		fputc('\n', attempt->ctl->out);
		fflush(attempt->ctl->out);
	}
}

/* The state, and inside CONNECTING the phase if the server is here. */
static void progress_text(const struct attempt *attempt, uint32_t state,
			  char *text, size_t size)
{
	struct rras_link_status *link = NULL;

	snprintf(text, size, "%s", name_of(names_state, state));
	if (state == ROUTER_IF_STATE_CONNECTING &&
	    rras_server_is_local(attempt->ctl->server) &&
	    rras_link_get_status(attempt->ctl->server, attempt->interface,
				 &link) == ERROR_SUCCESS) {
		if (link->phase[0] != '\0') {
			snprintf(text, size, "%s: %s",
				 name_of(names_state, state), link->phase);
		}
		MprAdminBufferFree(link);
	}
}

static void report_result(struct attempt *attempt, uint32_t state,
			  uint32_t code)
{
	struct rrasctl *ctl = attempt->ctl;
	struct rras_link_status *link = NULL;
	struct report *report = report_new();

	report_string(report, "name", NULL, attempt->name);
	report_word(report, "state", NULL, names_state, state);
	report_code(report, "error", NULL, code);
	if (rras_server_is_local(ctl->server) &&
	    rras_link_get_status(ctl->server, attempt->interface, &link) ==
		    ERROR_SUCCESS) {
		link_report(report, link);
		MprAdminBufferFree(link);
	}
	report_print(report, ctl->out, ctl->json);
	report_free(report);
}

static int failed(struct attempt *attempt, const MPR_INTERFACE_0 *info)
{
	struct rrasctl *ctl = attempt->ctl;
	struct rras_link_status *link = NULL;
	char why[512] = "";
	/* Somebody else hung up: that is not an error of the attempt. */
	uint32_t code = info->dwLastError != 0 ? info->dwLastError
					       : ERROR_INTERFACE_NOT_CONNECTED;

	if (rras_server_is_local(ctl->server) &&
	    rras_link_get_status(ctl->server, attempt->interface, &link) ==
		    ERROR_SUCCESS) {
		/* The reason may quote the peer already. */
		bool said = strstr(link->reason, link->peer_message) != NULL;

		snprintf(why, sizeof(why), "%s%s%s", link->reason,
			 said ? "" : "; the peer says: ",
			 said ? "" : link->peer_message);
		MprAdminBufferFree(link);
	}
	if (ctl->json) {
		report_result(attempt, info->dwConnectionState, code);
	}
	return code_error_as(ctl, RRASCTL_NOT_CONNECTED, code, attempt->name,
			     why);
}

/* We stop looking; the attempt stops only when we were told so. */
static int leave(struct attempt *attempt, int exit_code)
{
	struct rrasctl *ctl = attempt->ctl;
	uint32_t code = ERROR_SUCCESS;

	if (attempt->cancel) {
		code = MprAdminInterfaceDisconnect(ctl->server,
						   attempt->interface);
	}
	if (code != ERROR_SUCCESS && code != ERROR_INTERFACE_NOT_CONNECTED) {
		code_error(ctl, code, attempt->name);
	}
	code_error_as(ctl, 0,
		      exit_code == RRASCTL_TIMEOUT ? ERROR_TIMEOUT
						   : ERROR_CANCELLED,
		      attempt->name,
		      attempt->cancel ? "the attempt was ended"
				      : "the attempt goes on; \"rrasctl "
					"interface disconnect\" ends it");
	return exit_code;
}

/* Is it over?  False as long as it goes on. */
static bool look(struct attempt *attempt, int *exit_code)
{
	MPR_INTERFACE_0 *info = NULL;
	char text[64];
	bool over = true;
	uint32_t code = MprAdminInterfaceGetInfo(
		attempt->ctl->server, attempt->interface, 0, (LPBYTE *)&info);

	if (code != ERROR_SUCCESS) {
		end_progress(attempt);
		*exit_code = code_error(attempt->ctl, code, attempt->name);
		return true;
	}
	progress_text(attempt, info->dwConnectionState, text, sizeof(text));
	show_progress(attempt, text);
	if (info->dwConnectionState == ROUTER_IF_STATE_CONNECTING) {
		over = false;
	} else if (info->dwConnectionState == ROUTER_IF_STATE_CONNECTED) {
		end_progress(attempt);
		report_result(attempt, info->dwConnectionState, 0);
		*exit_code = RRASCTL_OK;
	} else {
		end_progress(attempt);
		*exit_code = failed(attempt, info);
	}
	MprAdminBufferFree(info);
	return over;
}

static int follow(struct attempt *attempt)
{
	const struct timespec pause = {.tv_nsec = POLL_MS * 1000000L};
	int exit_code = RRASCTL_OK;

	interrupt_watch();
	while (!look(attempt, &exit_code)) {
		if (interrupt_seen()) {
			end_progress(attempt);
			exit_code = leave(attempt, RRASCTL_INTERRUPTED);
			break;
		}
		if (attempt->timeout != 0 &&
		    elapsed(attempt) >= attempt->timeout) {
			end_progress(attempt);
			exit_code = leave(attempt, RRASCTL_TIMEOUT);
			break;
		}
		nanosleep(&pause, NULL);
	}
	interrupt_unwatch();
	return exit_code;
}

static int connect_interface(struct attempt *attempt, bool wait)
{
	uint32_t code;

	clock_gettime(CLOCK_MONOTONIC, &attempt->start);
	code = MprAdminInterfaceConnect(attempt->ctl->server,
					attempt->interface, NULL, FALSE);
	switch (code) {
	case ERROR_SUCCESS: /* it is connected: look() says so */
		break;
	case PENDING:
		show_progress(attempt, "PENDING (600): the attempt has begun");
		break;
	case ERROR_ALREADY_CONNECTING:
		if (!wait) {
			return code_error(attempt->ctl, code, attempt->name);
		}
		break; /* follow the attempt of somebody else */
	default:
		return code_error(attempt->ctl, code, attempt->name);
	}
	if (wait || code == ERROR_SUCCESS) {
		return follow(attempt);
	}
	end_progress(attempt);
	if (attempt->ctl->json) {
		report_result(attempt, ROUTER_IF_STATE_CONNECTING, 0);
	}
	return RRASCTL_OK;
}

static int run_attempt(struct rrasctl *ctl, const char *name, int timeout,
		       bool cancel, bool wait)
{
	struct attempt attempt = {
		.ctl = ctl,
		.name = name,
		.timeout = (uint32_t)timeout,
		.cancel = cancel,
		.live = !ctl->json && isatty(fileno(ctl->out)) == 1,
	};
	int exit_code;

	if (server_open(ctl, &exit_code) &&
	    interface_open(ctl, name, &attempt.interface, &exit_code)) {
		exit_code = connect_interface(&attempt, wait);
	}
	return exit_code;
}

/* What was given on the command line. */
struct connect_options {
	int all, parallel, no_wait, cancel, timeout;
};

/* What is wrong with it; NULL for nothing. */
static const char *wrong_use(const struct connect_options *given,
			     const char *name)
{
	if (given->all && name != NULL) {
		return "--all goes with no name";
	}
	if (!given->all && name == NULL) {
		return "a name or --all is missing; see --help";
	}
	if (!given->all && given->parallel != 0) {
		return "--parallel goes with --all only";
	}
	if (given->parallel < 0) {
		return "--parallel is negative";
	}
	if (given->timeout < 0) {
		return "--timeout is negative";
	}
	if (given->no_wait && (given->timeout != 0 || given->cancel)) {
		return "--no-wait goes with no --timeout and no --cancel";
	}
	return NULL;
}

static int run_all(struct rrasctl *ctl, const struct connect_options *given)
{
	const struct connect_all how = {
		.parallel = given->parallel != 0 ? (uint32_t)given->parallel
						 : CONNECT_ALL_PARALLEL,
		.timeout = (uint32_t)given->timeout,
		.cancel = given->cancel != 0,
		.wait = given->no_wait == 0,
	};
	int exit_code;

	if (server_open(ctl, &exit_code)) {
		exit_code = connect_all(ctl, &how);
	}
	return exit_code;
}

int command_interface_connect(struct rrasctl *ctl, int argc, const char **argv)
{
	struct connect_options given = {0};
	const struct poptOption options[] = {
		{"all", 'a', POPT_ARG_NONE, &given.all, 0,
		 "all demand-dial interfaces that are enabled", NULL},
		{"parallel", 'p', POPT_ARG_INT, &given.parallel, 0,
		 "of --all: so many attempts at once (16)", "NUMBER"},
		{"no-wait", 'n', POPT_ARG_NONE, &given.no_wait, 0,
		 "only start the attempt", NULL},
		{"timeout", 't', POPT_ARG_INT, &given.timeout, 0,
		 "stop waiting after that long", "SECONDS"},
		{"cancel", 'c', POPT_ARG_NONE, &given.cancel, 0,
		 "hang up on a timeout and on Ctrl-C", NULL},
		POPT_TABLEEND,
	};
	struct rrasctl_args args = {.options = options, .most = 1};
	const char *wrong;
	int exit_code;

	if (!args_parse(ctl, &args, argc, argv, &exit_code)) {
		return exit_code;
	}
	wrong = wrong_use(&given, args.values[0]);
	if (wrong != NULL) {
		exit_code = usage_error(ctl, "%s", wrong);
	} else if (given.all) {
		exit_code = run_all(ctl, &given);
	} else {
		exit_code = run_attempt(ctl, args.values[0], given.timeout,
					given.cancel != 0, given.no_wait == 0);
	}
	args_free(&args);
	return exit_code;
}
