/* SPDX-License-Identifier: GPL-3.0-or-later */
/* "interface list". */
#include <stdlib.h>
#include "compat/rras_errors.h"
#include "client/rrasctl/object.h"
#include "client/rrasctl/report.h"
#include "client/rrasctl/rrasctl.h"
#include "client/rrasctl/table.h"

#define NAME_COLUMN 24 /* columns; longer names push the rest aside */

static void print_head(struct rrasctl *ctl)
{
	fprintf(ctl->out, "%-*s %-12s %-13s %-8s %s\n", NAME_COLUMN, "NAME",
		"TYPE", "STATE", "ENABLED", "LAST ERROR");
}

static void print_line(struct rrasctl *ctl, const char *name,
		       const MPR_INTERFACE_0 *info)
{
	int pad = NAME_COLUMN - columns_of(name);

	print_clean(ctl->out, name);
	fprintf(ctl->out, "%*s %-12s %-13s %-8s ", pad > 0 ? pad : 0, "",
		name_of(names_interface_type, info->dwIfType),
		name_of(names_state, info->dwConnectionState),
		info->fEnabled ? "yes" : "no");
	if (info->dwLastError != 0) {
		fprintf(ctl->out, "%u", (unsigned)info->dwLastError);
	} else {
		fputc('-', ctl->out);
	}
	fputc('\n', ctl->out);
}

static json_t *json_line(const char *name, const MPR_INTERFACE_0 *info)
{
	struct report *report = report_new();
	json_t *json = NULL;

	report_string(report, "name", NULL, name);
	report_number(report, "handle", NULL,
		      (uint32_t)(uintptr_t)info->hInterface, NULL);
	report_word(report, "type", NULL, names_interface_type, info->dwIfType);
	report_word(report, "state", NULL, names_state,
		    info->dwConnectionState);
	report_bool(report, "enabled", NULL, info->fEnabled != 0);
	report_bits(report, "unreachability_reasons", NULL, names_reason,
		    info->fUnReachabilityReasons);
	report_code(report, "last_error", NULL, info->dwLastError);
	json = report_json(report);
	report_free(report);
	return json;
}

struct listing {
	struct rrasctl *ctl;
	int names_only;
	bool begun;
	json_t *json; /* an array, or NULL */
};

/* The head comes with the first answer: a refusal is a message only. */
static void begin(struct listing *listing)
{
	if (!listing->begun && listing->json == NULL && !listing->names_only) {
		print_head(listing->ctl);
	}
	listing->begun = true;
}

static void list_one(const MPR_INTERFACE_0 *info, void *private_data)
{
	struct listing *listing = private_data;
	char *name = rras_utf16_to_utf8(info->wszInterfaceName,
					MAX_INTERFACE_NAME_LEN);

	begin(listing);
	if (name == NULL) {
		return;
	}
	if (listing->json != NULL) {
		json_array_append_new(listing->json, json_line(name, info));
	} else if (listing->names_only) {
		print_clean(listing->ctl->out, name);
		fputc('\n', listing->ctl->out);
	} else {
		print_line(listing->ctl, name, info);
	}
	free(name);
}

static int interface_list(struct rrasctl *ctl, int names_only)
{
	struct listing listing = {
		.ctl = ctl,
		.names_only = names_only,
		.json = ctl->json ? json_array() : NULL,
	};
	uint32_t code;

	code = each_interface(ctl, list_one, &listing);
	if (code == ERROR_SUCCESS) {
		begin(&listing);
	}
	if (code == ERROR_SUCCESS && listing.json != NULL) {
		(void)json_dumpf(listing.json, ctl->out, JSON_COMPACT);
		fputc('\n', ctl->out);
	}
	json_decref(listing.json);
	return code != ERROR_SUCCESS ? code_error(ctl, code, NULL) : RRASCTL_OK;
}

int command_interface_list(struct rrasctl *ctl, int argc, const char **argv)
{
	int names_only = 0, exit_code;
	const struct poptOption options[] = {
		{"names", '\0', POPT_ARG_NONE, &names_only, 0,
		 "names only, one a line", NULL},
		POPT_TABLEEND,
	};
	struct rrasctl_args args = {.options = options};

	if (!args_parse(ctl, &args, argc, argv, &exit_code)) {
		return exit_code;
	}
	if (server_open(ctl, &exit_code)) {
		exit_code = interface_list(ctl, names_only);
	}
	args_free(&args);
	return exit_code;
}
