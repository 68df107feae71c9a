/* SPDX-License-Identifier: GPL-3.0-or-later */
/* "monitor": what happens to links, as it happens. */
#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>
#include "compat/rras_errors.h"
#include "client/rrasctl/human.h"
#include "client/rrasctl/report.h"
#include "client/rrasctl/rrasctl.h"

struct monitor {
	struct rrasctl *ctl;
	int signals;	/* readable after Ctrl-C */
	uint32_t count; /* how many to print, 0 for no end */
	uint32_t shown;
	bool answered; /* the service has been there */
};

static void print_json(struct rrasctl *ctl, const struct rras_event *event)
{
	struct report *report = report_new();
	char text[HUMAN_SIZE];

	report_number(report, "number", NULL, (uint32_t)event->number, NULL);
	report_string(report, "time", NULL, iso_time(text, event->time_us));
	report_word(report, "event", NULL, names_event, event->type);
	report_string(report, "name", NULL, event->name);
	report_handle(report, "interface", NULL,
		      event->hInterface != INVALID_HANDLE_VALUE
			      ? event->hInterface
			      : NULL);
	report_handle(report, "connection", NULL, event->hConnection);
	report_optional(report, "port", NULL, event->port);
	report_code(report, "error", NULL, event->last_error);
	report_optional(report, "reason", NULL, event->reason);
	report_print(report, ctl->out, true);
	report_free(report);
}

static void print_line(struct rrasctl *ctl, const struct rras_event *event)
{
	char text[HUMAN_SIZE];
	const char *name = "";

	fprintf(ctl->out, "%s  %-12s  ", human_time(text, event->time_us),
		name_of(names_event, event->type));
	print_clean(ctl->out, event->name);
	if (event->port[0] != '\0') {
		fputs(" on ", ctl->out);
		print_clean(ctl->out, event->port);
	}
	if (event->reason[0] != '\0') {
		fputs(": ", ctl->out);
		print_clean(ctl->out, event->reason);
	}
	if (event->last_error != 0) {
		(void)rras_error_lookup(event->last_error, &name, NULL);
		fprintf(ctl->out, " (%u%s%s)", (unsigned)event->last_error,
			name[0] != '\0' ? ", " : "", name);
	}
	fputc('\n', ctl->out);
}

static bool enough(const struct monitor *monitor)
{
	return monitor->count != 0 && monitor->shown >= monitor->count;
}

static void show(struct monitor *monitor, const struct rras_events *events)
{
	struct rrasctl *ctl = monitor->ctl;
	size_t i;

	if (events->missed) {
		notice(ctl, "some events are missing here: they are not kept "
			    "any more");
	}
	for (i = 0; i < events->count && !enough(monitor); i++) {
		if (ctl->json) {
			print_json(ctl, &events->events[i]);
		} else {
			print_line(ctl, &events->events[i]);
		}
		monitor->shown++;
	}
	fflush(ctl->out);
}

/* Somebody ends us, or a second has passed. */
static bool wait_a_second(const struct monitor *monitor)
{
	struct pollfd fd = {.fd = monitor->signals, .events = POLLIN};

	return poll(&fd, 1, 1000) == 0;
}

/*
 * The service is being upgraded, or has crashed: what happens when it is there
 * again is what somebody who watches wants to see most.
 */
static uint32_t wait_for_service(struct monitor *monitor)
{
	struct rrasctl *ctl = monitor->ctl;
	uint32_t code;

	notice(ctl, "rrasd is gone; waiting for it");
	do {
		if (!wait_a_second(monitor)) {
			return ERROR_CANCELLED;
		}
		code = server_reopen_local(ctl);
	} while (exit_code_of(code) == RRASCTL_UNREACHABLE);
	if (code == ERROR_SUCCESS) {
		notice(ctl, "rrasd is there again");
	}
	return code;
}

/* Events until something else; *after is the last one's number. */
static uint32_t follow_service(struct monitor *monitor, uint64_t *after)
{
	struct rras_events *events = NULL;
	uint32_t code = ERROR_SUCCESS;

	while (!enough(monitor)) {
		code = rras_wait_events(monitor->ctl->server, *after,
					monitor->signals, &events);
		if (code != ERROR_SUCCESS) {
			break;
		}
		show(monitor, events);
		*after = events->last;
		monitor->answered = true;
		MprAdminBufferFree(events);
	}
	return code;
}

static int follow(struct monitor *monitor, uint64_t after)
{
	uint32_t code = follow_service(monitor, &after);

	while (exit_code_of(code) == RRASCTL_UNREACHABLE && monitor->answered) {
		code = wait_for_service(monitor);
		if (code == ERROR_SUCCESS) {
			after = 0; /* another daemon counts from the first */
			code = follow_service(monitor, &after);
		}
	}
	/* Ctrl-C is how it ends. */
	if (code == ERROR_SUCCESS || code == ERROR_CANCELLED) {
		return RRASCTL_OK;
	}
	return code_error(monitor->ctl, code, NULL);
}

static int run_monitor(struct rrasctl *ctl, int count, bool all)
{
	struct monitor monitor = {.ctl = ctl, .count = (uint32_t)count};
	struct signalfd_siginfo info;
	sigset_t ends, before;
	int exit_code;

	sigemptyset(&ends);
	sigaddset(&ends, SIGINT);
	sigaddset(&ends, SIGTERM);
	sigprocmask(SIG_BLOCK, &ends, &before);
	monitor.signals = signalfd(-1, &ends, SFD_CLOEXEC | SFD_NONBLOCK);
	exit_code = follow(&monitor, all ? 0 : RRAS_EVENTS_NOW);
	if (monitor.signals != -1) {
		/* It has been obeyed: it must not end us now. */
		(void)!read(monitor.signals, &info, sizeof(info));
		close(monitor.signals);
	}
	sigprocmask(SIG_SETMASK, &before, NULL);
	return exit_code;
}

int command_monitor(struct rrasctl *ctl, int argc, const char **argv)
{
	int count = 0, all = 0, exit_code;
	const struct poptOption options[] = {
		{"count", 'n', POPT_ARG_INT, &count, 0,
		 "end after that many events", "NUMBER"},
		{"all", 'a', POPT_ARG_NONE, &all, 0,
		 "begin with those that rrasd still keeps", NULL},
		POPT_TABLEEND,
	};
	struct rrasctl_args args = {.options = options};

	if (!args_parse(ctl, &args, argc, argv, &exit_code)) {
		return exit_code;
	}
	if (count < 0) {
		exit_code = usage_error(ctl, "--count is negative");
	} else if (server_open_local(ctl, &exit_code)) {
		exit_code = run_monitor(ctl, count, all != 0);
	}
	args_free(&args);
	return exit_code;
}
