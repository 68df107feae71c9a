/* SPDX-License-Identifier: GPL-3.0-or-later */
/* "server ports" and "server set-ports". */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include "compat/rras_errors.h"
#include "client/rrasctl/object.h"
#include "client/rrasctl/table.h"

/* The kinds, by their bit in setConfigForProtocols; PPPoE has none. */
static const struct kind {
	const char *word;
	const char *device; /* as ports have it */
	DWORD protocol;
} kinds[] = {
	{"pppoe", "WAN Miniport (PPPOE)", 0},
	{"pptp", "WAN Miniport (PPTP)", MPRAPI_SET_CONFIG_PROTOCOL_FOR_PPTP},
	{"l2tp", "WAN Miniport (L2TP)", MPRAPI_SET_CONFIG_PROTOCOL_FOR_L2TP},
	{"sstp", "WAN Miniport (SSTP)", MPRAPI_SET_CONFIG_PROTOCOL_FOR_SSTP},
	{"ikev2", "WAN Miniport (IKEv2)", MPRAPI_SET_CONFIG_PROTOCOL_FOR_IKEV2},
	{"serial", "", 0},
};

#define KINDS  (sizeof(kinds) / sizeof(kinds[0]))
#define SERIAL (KINDS - 1)

struct usage {
	DWORD total[KINDS], in_use[KINDS];
};

static void count_port(const RAS_PORT_0 *port, void *private_data)
{
	struct usage *usage = private_data;
	char *device = WIDE_TEXT(port->wszDeviceName);
	size_t i = 0;

	while (i < SERIAL && strcasecmp(device, kinds[i].device) != 0) {
		i++;
	}
	usage->total[i]++;
	usage->in_use[i] += port->hConnection != NULL ? 1 : 0;
	free(device);
}

/* Where a kind's number and flags are; false when it has none of its own. */
static bool config_of(MPRAPI_TUNNEL_CONFIG_PARAMS0 *tunnels, DWORD protocol,
		      DWORD **number, DWORD **flags)
{
	switch (protocol) {
	case MPRAPI_SET_CONFIG_PROTOCOL_FOR_PPTP:
		*number = &tunnels->PptpConfigParams.dwNumPorts;
		*flags = &tunnels->PptpConfigParams.dwPortFlags;
		return true;
	case MPRAPI_SET_CONFIG_PROTOCOL_FOR_L2TP:
		*number = &tunnels->L2tpConfigParams.dwNumPorts;
		*flags = &tunnels->L2tpConfigParams.dwPortFlags;
		return true;
	case MPRAPI_SET_CONFIG_PROTOCOL_FOR_SSTP:
		*number = &tunnels->SstpConfigParams.dwNumPorts;
		*flags = &tunnels->SstpConfigParams.dwPortFlags;
		return true;
	case MPRAPI_SET_CONFIG_PROTOCOL_FOR_IKEV2:
		*number = &tunnels->IkeConfigParams.dwNumPorts;
		*flags = &tunnels->IkeConfigParams.dwPortFlags;
		return true;
	default:
		return false;
	}
}

static void show_kind(struct table *table, size_t i, const struct usage *usage,
		      MPR_SERVER_EX *info)
{
	struct report *report = report_new();
	DWORD *number = NULL, *flags = NULL;
	bool has = config_of(&info->ConfigParams, kinds[i].protocol, &number,
			     &flags);
	bool ras = has && (*flags & MPR_ENABLE_RAS_ON_DEVICE) != 0;
	bool routing = has && (*flags & MPR_ENABLE_ROUTING_ON_DEVICE) != 0;

	report_string(report, "kind", NULL, kinds[i].word);
	report_number(report, "ports", NULL, usage->total[i], NULL);
	report_number(report, "in_use", NULL, usage->in_use[i], NULL);
	if (has) {
		report_number(report, "configured", NULL, *number, NULL);
		report_bool(report, "ras", NULL, ras);
		report_bool(report, "routing", NULL, routing);
	}
	table_row(table);
	table_text(table, kinds[i].word);
	table_unsigned(table, usage->total[i]);
	table_unsigned(table, usage->in_use[i]);
	table_text(table, !has ? "" : ras ? "yes" : "no");
	table_text(table, !has ? "" : routing ? "yes" : "no");
	table_json(table, report);
	report_free(report);
}

static uint32_t get_server(struct rrasctl *ctl, MPR_SERVER_EX *info)
{
	*info = (MPR_SERVER_EX){
		.Header = {MPRAPI_MPR_SERVER_OBJECT_REVISION_3,
			   MPRAPI_OBJECT_TYPE_MPR_SERVER_OBJECT, sizeof(*info)},
	};
	return MprAdminServerGetInfoEx(ctl->server, info);
}

static int server_ports(struct rrasctl *ctl)
{
	static const char *const heads[] = {"KIND", "PORTS",   "IN USE",
					    "RAS",  "ROUTING", NULL};
	struct usage usage = {0};
	struct table *table = NULL;
	MPR_SERVER_EX info;
	uint32_t code = get_server(ctl, &info);
	size_t i;

	if (code == ERROR_SUCCESS) {
		code = each_port(ctl, INVALID_HANDLE_VALUE, count_port, &usage);
	}
	if (code != ERROR_SUCCESS) {
		return code_error(ctl, code, NULL);
	}
	table = table_new(heads);
	for (i = 0; i < KINDS; i++) {
		show_kind(table, i, &usage, &info);
	}
	table_print(table, ctl->out, ctl->json);
	table_free(table);
	rras_server_ex_free(&info);
	return RRASCTL_OK;
}

int command_server_ports(struct rrasctl *ctl, int argc, const char **argv)
{
	struct rrasctl_args args = {0};
	int exit_code;

	if (!args_parse(ctl, &args, argc, argv, &exit_code)) {
		return exit_code;
	}
	if (server_open(ctl, &exit_code)) {
		exit_code = server_ports(ctl);
	}
	args_free(&args);
	return exit_code;
}

/* What is to be set; -1 for what was not given. */
struct change {
	const struct kind *kind;
	DWORD number;
	int ras, routing;
};

static void apply_flag(DWORD *flags, DWORD bit, int set)
{
	if (set != -1) {
		*flags = set ? *flags | bit : *flags & ~bit;
	}
}

static uint32_t set_tunnel(struct rrasctl *ctl, const struct change *change)
{
	MPR_SERVER_SET_CONFIG_EX set = {
		.Header = {MPRAPI_MPR_SERVER_SET_CONFIG_OBJECT_REVISION_3,
			   MPRAPI_OBJECT_TYPE_MPR_SERVER_SET_CONFIG_OBJECT,
			   sizeof(set)},
		.setConfigForProtocols = change->kind->protocol,
	};
	DWORD *number = NULL, *flags = NULL;
	MPR_SERVER_EX info;
	uint32_t code = get_server(ctl, &info);

	if (code != ERROR_SUCCESS) {
		return code;
	}
	if (config_of(&info.ConfigParams, change->kind->protocol, &number,
		      &flags)) {
		*number = change->number;
		apply_flag(flags, MPR_ENABLE_RAS_ON_DEVICE, change->ras);
		apply_flag(flags, MPR_ENABLE_ROUTING_ON_DEVICE,
			   change->routing);
	}
	set.ConfigParams = info.ConfigParams;
	code = MprAdminServerSetInfoEx(ctl->server, &set);
	rras_server_ex_free(&info);
	return code;
}

/* 3010 and 3011 are success: it is set, but not in force yet. */
static int report_change(struct rrasctl *ctl, const struct change *change,
			 uint32_t code)
{
	bool later = code == ERROR_SUCCESS_REBOOT_REQUIRED ||
		     code == ERROR_SUCCESS_RESTART_REQUIRED;
	struct report *report = NULL;
	char *text = NULL;

	if (code != ERROR_SUCCESS && !later) {
		return code_error(ctl, code, change->kind->word);
	}
	if (ctl->json) {
		report = report_new();
		report_string(report, "kind", NULL, change->kind->word);
		report_number(report, "ports", NULL, change->number, NULL);
		report_code(report, "result", NULL, code);
		report_print(report, ctl->out, true);
		report_free(report);
	} else if (later) {
		text = code_text(code);
		fprintf(ctl->out, "%s\n", text != NULL ? text : "");
		free(text);
	}
	return RRASCTL_OK;
}

static const struct kind *find_kind(const char *word)
{
	size_t i;

	for (i = 0; i < SERIAL; i++) {
		if (strcmp(kinds[i].word, word) == 0) {
			return &kinds[i];
		}
	}
	return NULL;
}

static bool parse_switch(struct rrasctl *ctl, const char *what,
			 const char *word, int *value, int *exit_code)
{
	*value = -1;
	if (word == NULL) {
		return true;
	}
	if (strcmp(word, "yes") == 0 || strcmp(word, "no") == 0) {
		*value = word[0] == 'y';
		return true;
	}
	*exit_code = usage_error(ctl, "--%s takes yes or no", what);
	return false;
}

static bool parse_change(struct rrasctl *ctl, const struct rrasctl_args *args,
			 struct change *change, int *exit_code)
{
	char *end = NULL;
	long number;

	change->kind = find_kind(args->values[0]);
	if (change->kind == NULL) {
		*exit_code = usage_error(
			ctl, "a kind is pppoe, pptp, l2tp, sstp or ikev2");
		return false;
	}
	errno = 0;
	number = strtol(args->values[1], &end, 10);
	if (errno != 0 || end == args->values[1] || *end != '\0' ||
	    number < 0 || number > 0xFFFF) {
		*exit_code = usage_error(ctl, "%s is no number of ports",
					 args->values[1]);
		return false;
	}
	change->number = (DWORD)number;
	if (change->kind->protocol == 0 &&
	    (change->ras != -1 || change->routing != -1)) {
		*exit_code = usage_error(ctl, "%s has no such switches",
					 change->kind->word);
		return false;
	}
	return true;
}

int command_server_set_ports(struct rrasctl *ctl, int argc, const char **argv)
{
	char *ras = NULL, *routing = NULL;
	const struct poptOption options[] = {
		{"ras", '\0', POPT_ARG_STRING, &ras, 0,
		 "whether they take calls of clients", "yes|no"},
		{"routing", '\0', POPT_ARG_STRING, &routing, 0,
		 "whether they are for demand-dial interfaces", "yes|no"},
		POPT_TABLEEND,
	};
	struct rrasctl_args args = {.options = options, .least = 2, .most = 2};
	struct change change = {0};
	uint32_t code;
	int exit_code;

	if (args_parse(ctl, &args, argc, argv, &exit_code)) {
		if (parse_switch(ctl, "ras", ras, &change.ras, &exit_code) &&
		    parse_switch(ctl, "routing", routing, &change.routing,
				 &exit_code) &&
		    parse_change(ctl, &args, &change, &exit_code) &&
		    server_open(ctl, &exit_code)) {
			code = change.kind->protocol != 0
				       ? set_tunnel(ctl, &change)
				       : rras_device_set_endpoints(
						 ctl->server,
						 change.kind->device,
						 change.number);
			exit_code = report_change(ctl, &change, code);
		}
		args_free(&args);
	}
	free(ras);
	free(routing);
	return exit_code;
}
