/* SPDX-License-Identifier: GPL-3.0-or-later */
/* "link history": the last attempts of a link, with what took how long. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "client/rrasctl/human.h"
#include "client/rrasctl/report.h"
#include "client/rrasctl/rrasctl.h"
#include "client/rrasctl/table.h"

static const struct phase {
	const char *name;
	const char *key;
	size_t offset;
} phases[] = {
	{"queued", "queued_ms", offsetof(struct rras_attempt_times, queued)},
	{"dial", "dial_ms", offsetof(struct rras_attempt_times, dial)},
	{"lcp", "lcp_ms", offsetof(struct rras_attempt_times, lcp)},
	{"authenticate", "authenticate_ms",
	 offsetof(struct rras_attempt_times, authenticate)},
	{"network", "network_ms", offsetof(struct rras_attempt_times, network)},
	{"up", "up_ms", offsetof(struct rras_attempt_times, up)},
	{"hangup", "hangup_ms", offsetof(struct rras_attempt_times, hangup)},
};

#define NUM_PHASES (sizeof(phases) / sizeof(phases[0]))

static uint64_t ms_of(const struct rras_attempt *attempt, size_t phase)
{
	return *(const uint64_t *)((const char *)&attempt->ms +
				   phases[phase].offset);
}

/* How it ended, or that it has not. */
static const char *result_of(const struct rras_attempt *attempt)
{
	if (!attempt->ended) {
		return strcmp(attempt->farthest, "up") == 0 ? "connected"
							    : "connecting";
	}
	return attempt->failed ? "failed" : "disconnected";
}

static json_t *json_attempt(const struct rras_attempt *attempt)
{
	struct report *report = report_new();
	json_t *times = json_object(), *json = NULL;
	char text[HUMAN_SIZE];
	size_t i;

	for (i = 0; i < NUM_PHASES; i++) {
		(void)json_object_set_new(
			times, phases[i].key,
			json_integer((json_int_t)ms_of(attempt, i)));
	}
	report_string(report, "started", NULL,
		      iso_time(text, attempt->started_us));
	report_string(report, "result", NULL, result_of(attempt));
	report_string(report, "kind", NULL, attempt->kind);
	report_optional(report, "device", NULL, attempt->device);
	report_optional(report, "number", NULL, attempt->number);
	report_number(report, "targets_tried", NULL, attempt->targets, NULL);
	report_optional(report, "farthest", NULL, attempt->farthest);
	report_value(report, "times", times);
	report_bool(report, "adopted", NULL, attempt->adopted);
	report_code(report, "error", NULL, attempt->last_error);
	report_optional(report, "reason", NULL, attempt->reason);
	json = report_json(report);
	report_free(report);
	return json;
}

/* "dial 0.3 s, lcp 1.2 s": only what took some time. */
static void print_times(FILE *out, const struct rras_attempt *attempt)
{
	const char *between = "    ";
	size_t i;

	for (i = 0; i < NUM_PHASES; i++) {
		uint64_t ms = ms_of(attempt, i);

		if (ms == 0) {
			continue;
		}
		fprintf(out, "%s%s %llu.%03u s", between, phases[i].name,
			(unsigned long long)(ms / 1000), (unsigned)(ms % 1000));
		between = ", ";
	}
	if (between[0] == ',') {
		fputc('\n', out);
	}
}

static void print_target(FILE *out, const struct rras_attempt *attempt)
{
	fprintf(out, "  %s", attempt->kind);
	if (attempt->device[0] != '\0') {
		fputs(" on ", out);
		print_clean(out, attempt->device);
	}
	if (attempt->number[0] != '\0') {
		fputs(" to ", out);
		print_clean(out, attempt->number);
	}
	if (attempt->targets > 1) {
		fprintf(out, " (target %u)", (unsigned)attempt->targets);
	}
}

static void print_attempt(FILE *out, const struct rras_attempt *attempt)
{
	char text[HUMAN_SIZE];
	char *code = NULL;

	fprintf(out, "%s  %-12s", human_time(text, attempt->started_us),
		result_of(attempt));
	print_target(out, attempt);
	fputs(attempt->adopted ? ", adopted\n" : "\n", out);
	print_times(out, attempt);
	if (attempt->reason[0] != '\0') {
		fputs("    ", out);
		print_clean(out, attempt->reason);
		fputc('\n', out);
	}
	if (attempt->last_error != 0) {
		code = code_text(attempt->last_error);
		fprintf(out, "    %s\n", code != NULL ? code : "");
		free(code);
	}
}

static int link_history(struct rrasctl *ctl, const char *name, HANDLE interface)
{
	struct rras_history *history = NULL;
	json_t *json = NULL;
	size_t i;
	uint32_t code = rras_link_get_history(ctl->server, interface, &history);

	if (code != 0) {
		return code_error(ctl, code, name);
	}
	json = ctl->json ? json_array() : NULL;
	for (i = 0; i < history->count; i++) {
		if (ctl->json) {
			(void)json_array_append_new(
				json, json_attempt(&history->attempts[i]));
		} else {
			print_attempt(ctl->out, &history->attempts[i]);
		}
	}
	if (ctl->json) {
		(void)json_dumpf(json, ctl->out, JSON_COMPACT);
		fputc('\n', ctl->out);
	}
	json_decref(json);
	MprAdminBufferFree(history);
	return RRASCTL_OK;
}

int command_link_history(struct rrasctl *ctl, int argc, const char **argv)
{
	struct rrasctl_args args = {.least = 1, .most = 1};
	HANDLE interface = NULL;
	int exit_code;

	if (!args_parse(ctl, &args, argc, argv, &exit_code)) {
		return exit_code;
	}
	if (server_open_local(ctl, &exit_code) &&
	    interface_open(ctl, args.values[0], &interface, &exit_code)) {
		exit_code = link_history(ctl, args.values[0], interface);
	}
	args_free(&args);
	return exit_code;
}
