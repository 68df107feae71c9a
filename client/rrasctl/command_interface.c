/* SPDX-License-Identifier: GPL-3.0-or-later */
/* "interface show", "delete", "disconnect" and "reload". */
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include "compat/rras_errors.h"
#include "client/rrasctl/connect_all.h"
#include "client/rrasctl/human.h"
#include "client/rrasctl/link.h"
#include "client/rrasctl/report.h"
#include "client/rrasctl/rrasctl.h"
#include "client/rrasctl/settings.h"

static void report_address(struct report *report, const char *key,
			   const char *label, struct in_addr address)
{
	char text[INET_ADDRSTRLEN] = "";

	if (address.s_addr != 0) {
		inet_ntop(AF_INET, &address, text, sizeof(text));
	}
	report_optional(report, key, label, text);
}

/* What is tried or in use, and what the service does by itself. */
static void report_target(struct report *report,
			  const struct rras_link_status *link)
{
	char text[HUMAN_SIZE];

	report_optional(report, "kind_in_use", "Kind in use", link->kind);
	report_optional(report, "number_in_use", "Number in use", link->number);
	report_number(report, "targets_tried",
		      link->targets > 1 ? "Targets tried" : NULL, link->targets,
		      NULL);
	report_bool(report, "adopted", link->adopted ? "Adopted" : NULL,
		    link->adopted);
	report_optional(report, "next_dial", NULL,
			link->next_dial != 0
				? iso_time(text, link->next_dial * 1000000)
				: "");
	if (link->next_dial != 0) {
		report_line(report, "Dialed next at",
			    human_time(text, link->next_dial * 1000000));
	}
}

void link_report(struct report *report, const struct rras_link_status *link)
{
	bool up = link->state == ROUTER_IF_STATE_CONNECTED;

	report_optional(report, "phase", "Phase", link->phase);
	report_number(report, "elapsed_ms", NULL, link->elapsed_ms, NULL);
	report_target(report, link);
	report_optional(report, "device_in_use", "Device in use", link->device);
	report_optional(report, "ifname", "Kernel interface", link->ifname);
	report_address(report, "local_address", "Local address", link->local);
	report_address(report, "remote_address", "Remote address",
		       link->remote);
	report_address(report, "dns1", "DNS from the peer", link->dns[0]);
	report_address(report, "dns2", "Second one", link->dns[1]);
	report_optional(report, "local_ifid", "Local IPv6 id",
			link->local_ifid);
	report_optional(report, "remote_ifid", "Remote IPv6 id",
			link->remote_ifid);
	report_optional(report, "auth_protocol", "Authenticated by",
			link->auth_protocol);
	report_number(report, "mru", up ? "MRU" : NULL, link->mru, NULL);
	report_number(report, "mtu", up ? "MTU" : NULL, link->mtu, NULL);
	report_number(report, "mppe_bits", up ? "MPPE" : NULL, link->mppe_bits,
		      "bit");
	report_optional(report, "reason", "Why it ended", link->reason);
	report_optional(report, "peer_message", "The peer says",
			link->peer_message);
}

static void report_state(struct report *report, const MPR_INTERFACE_0 *info)
{
	char *name = rras_utf16_to_utf8(info->wszInterfaceName,
					MAX_INTERFACE_NAME_LEN);

	report_optional(report, "name", "Name", name);
	free(name);
	report_number(report, "handle", "Handle",
		      (uint32_t)(uintptr_t)info->hInterface, NULL);
	report_word(report, "type", "Type", names_interface_type,
		    info->dwIfType);
	report_bool(report, "enabled", "Enabled", info->fEnabled != 0);
	report_word(report, "state", "State", names_state,
		    info->dwConnectionState);
	report_bits(report, "unreachability_reasons", "Unreachable by",
		    names_reason, info->fUnReachabilityReasons);
	report_code(report, "last_error", "Last error", info->dwLastError);
}

/* What only some have: settings, and a link that the local rrasd knows. */
static void report_link(struct rrasctl *ctl, struct report *report,
			HANDLE interface)
{
	struct rras_link_status *link = NULL;
	MPR_INTERFACE_3 *info = NULL;

	if (MprAdminInterfaceGetInfo(ctl->server, interface, 3,
				     (LPBYTE *)&info) == ERROR_SUCCESS) {
		settings_report(report, info);
		MprAdminBufferFree(info);
	}
	if (rras_server_is_local(ctl->server) &&
	    rras_link_get_status(ctl->server, interface, &link) ==
		    ERROR_SUCCESS) {
		link_report(report, link);
		MprAdminBufferFree(link);
	}
}

static uint32_t interface_show(struct rrasctl *ctl, HANDLE interface)
{
	MPR_INTERFACE_0 *info = NULL;
	struct report *report = NULL;
	uint32_t code = MprAdminInterfaceGetInfo(ctl->server, interface, 0,
						 (LPBYTE *)&info);

	if (code != ERROR_SUCCESS) {
		return code;
	}
	report = report_new();
	report_state(report, info);
	if (info->dwIfType == ROUTER_IF_TYPE_FULL_ROUTER) {
		report_link(ctl, report, interface);
	}
	report_print(report, ctl->out, ctl->json);
	report_free(report);
	MprAdminBufferFree(info);
	return ERROR_SUCCESS;
}

static uint32_t interface_delete(struct rrasctl *ctl, HANDLE interface)
{
	return MprAdminInterfaceDelete(ctl->server, interface);
}

static uint32_t interface_reload(struct rrasctl *ctl, HANDLE interface)
{
	return MprAdminInterfaceUpdatePhonebookInfo(ctl->server, interface);
}

/* A command that takes one name, and does one thing with what it names. */
static int run_named(struct rrasctl *ctl, int argc, const char **argv,
		     uint32_t (*run)(struct rrasctl *ctl, HANDLE interface))
{
	struct rrasctl_args args = {.least = 1, .most = 1};
	HANDLE interface = NULL;
	uint32_t code;
	int exit_code;

	if (!args_parse(ctl, &args, argc, argv, &exit_code)) {
		return exit_code;
	}
	if (server_open(ctl, &exit_code) &&
	    interface_open(ctl, args.values[0], &interface, &exit_code)) {
		code = run(ctl, interface);
		exit_code = code != ERROR_SUCCESS
				    ? code_error(ctl, code, args.values[0])
				    : RRASCTL_OK;
	}
	args_free(&args);
	return exit_code;
}

int command_interface_show(struct rrasctl *ctl, int argc, const char **argv)
{
	return run_named(ctl, argc, argv, interface_show);
}

int command_interface_delete(struct rrasctl *ctl, int argc, const char **argv)
{
	return run_named(ctl, argc, argv, interface_delete);
}

static int disconnect_one(struct rrasctl *ctl, const char *name)
{
	HANDLE interface = NULL;
	uint32_t code;
	int exit_code;

	if (!interface_open(ctl, name, &interface, &exit_code)) {
		return exit_code;
	}
	code = MprAdminInterfaceDisconnect(ctl->server, interface);
	return code != ERROR_SUCCESS ? code_error(ctl, code, name) : RRASCTL_OK;
}

int command_interface_disconnect(struct rrasctl *ctl, int argc,
				 const char **argv)
{
	int all = 0, exit_code;
	const struct poptOption options[] = {
		{"all", 'a', POPT_ARG_NONE, &all, 0,
		 "all demand-dial interfaces that are connected or connecting",
		 NULL},
		POPT_TABLEEND,
	};
	struct rrasctl_args args = {.options = options, .most = 1};

	if (!args_parse(ctl, &args, argc, argv, &exit_code)) {
		return exit_code;
	}
	if ((all != 0) == (args.values[0] != NULL)) {
		exit_code = usage_error(
			ctl, all ? "--all goes with no name"
				 : "a name or --all is missing; see --help");
	} else if (server_open(ctl, &exit_code)) {
		exit_code = all ? disconnect_all(ctl)
				: disconnect_one(ctl, args.values[0]);
	}
	args_free(&args);
	return exit_code;
}

int command_interface_reload(struct rrasctl *ctl, int argc, const char **argv)
{
	return run_named(ctl, argc, argv, interface_reload);
}
