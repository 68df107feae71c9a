/* SPDX-License-Identifier: GPL-3.0-or-later */
/* "server info" and "service ...". */
#include "compat/rras_errors.h"
#include "client/rrasctl/human.h"
#include "client/rrasctl/report.h"
#include "client/rrasctl/rrasctl.h"

static void report_uptime(struct report *report, uint32_t seconds)
{
	char text[HUMAN_SIZE];

	human_duration(text, seconds);
	report_number(report, "uptime", NULL, seconds, NULL);
	report_string(report, "uptime_text", "Up for", text);
}

static void report_ports(struct report *report, const MPR_SERVER_2 *ports)
{
	report_number(report, "pptp_ports", "PPTP ports", ports->dwNumPptpPorts,
		      NULL);
	report_number(report, "l2tp_ports", "L2TP ports", ports->dwNumL2tpPorts,
		      NULL);
	report_number(report, "sstp_ports", "SSTP ports", ports->dwNumSstpPorts,
		      NULL);
}

static int server_info(struct rrasctl *ctl)
{
	struct report *report = NULL;
	MPR_SERVER_0 *info = NULL;
	MPR_SERVER_2 *ports = NULL;
	uint32_t code;

	code = MprAdminServerGetInfo(ctl->server, 0, (LPBYTE *)&info);
	if (code != ERROR_SUCCESS) {
		return code_error(ctl, code, NULL);
	}
	/* Level 2 is not for all servers (Windows Server 2008 and later). */
	(void)MprAdminServerGetInfo(ctl->server, 2, (LPBYTE *)&ports);
	report = report_new();
	report_string(report, "server", "Server",
		      ctl->server_name != NULL ? ctl->server_name : "local");
	report_bool(report, "lan_only", "LAN routing only",
		    info->fLanOnlyMode != 0);
	report_uptime(report, info->dwUpTime);
	report_number(report, "total_ports", "Ports", info->dwTotalPorts, NULL);
	report_number(report, "ports_in_use", "Ports in use",
		      info->dwPortsInUse, NULL);
	if (ports != NULL) {
		report_ports(report, ports);
	}
	report_print(report, ctl->out, ctl->json);
	report_free(report);
	MprAdminBufferFree(ports);
	MprAdminBufferFree(info);
	return RRASCTL_OK;
}

int command_server_info(struct rrasctl *ctl, int argc, const char **argv)
{
	struct rrasctl_args args = {0};
	int exit_code;

	if (!args_parse(ctl, &args, argc, argv, &exit_code)) {
		return exit_code;
	}
	if (server_open(ctl, &exit_code)) {
		exit_code = server_info(ctl);
	}
	args_free(&args);
	return exit_code;
}

static int service_status(struct rrasctl *ctl)
{
	struct report *report = NULL;
	struct rras_service_status *status = NULL;
	uint32_t code = rras_service_get_status(ctl->server, &status);

	if (code != ERROR_SUCCESS) {
		return code_error(ctl, code, NULL);
	}
	report = report_new();
	report_string(report, "state", "State",
		      status->paused ? "paused" : "running");
	report_string(report, "version", "Version", status->version);
	report_string(report, "router_type", "Router type",
		      status->lan_only ? "lan" : "full");
	report_uptime(report, status->uptime);
	report_code(report, "dialing_error", "Dialing impossible",
		    status->dialing);
	report_optional(report, "dialing_text", "Because",
			status->dialing_text);
	report_number(report, "interfaces", "Interfaces",
		      status->num_interfaces, NULL);
	report_number(report, "links", "Demand-dial", status->num_links, NULL);
	report_number(report, "connected", "Connected", status->num_connected,
		      NULL);
	report_number(report, "connecting", "Connecting",
		      status->num_connecting, NULL);
	report_print(report, ctl->out, ctl->json);
	report_free(report);
	MprAdminBufferFree(status);
	return RRASCTL_OK;
}

static int service_pause(struct rrasctl *ctl)
{
	uint32_t code = rras_service_pause(ctl->server);

	return code != ERROR_SUCCESS ? code_error(ctl, code, NULL) : RRASCTL_OK;
}

static int service_continue(struct rrasctl *ctl)
{
	uint32_t code = rras_service_continue(ctl->server);

	return code != ERROR_SUCCESS ? code_error(ctl, code, NULL) : RRASCTL_OK;
}

static int run_local(struct rrasctl *ctl, int argc, const char **argv,
		     int (*run)(struct rrasctl *ctl))
{
	struct rrasctl_args args = {0};
	int exit_code;

	if (!args_parse(ctl, &args, argc, argv, &exit_code)) {
		return exit_code;
	}
	if (server_open_local(ctl, &exit_code)) {
		exit_code = run(ctl);
	}
	args_free(&args);
	return exit_code;
}

int command_service_status(struct rrasctl *ctl, int argc, const char **argv)
{
	return run_local(ctl, argc, argv, service_status);
}

int command_service_pause(struct rrasctl *ctl, int argc, const char **argv)
{
	return run_local(ctl, argc, argv, service_pause);
}

int command_service_continue(struct rrasctl *ctl, int argc, const char **argv)
{
	return run_local(ctl, argc, argv, service_continue);
}
