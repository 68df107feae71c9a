/* SPDX-License-Identifier: GPL-3.0-or-later */
/* "port list", "show", "clear-stats", "reset" and "disconnect". */
#include <stdlib.h>
#include "compat/rras_errors.h"
#include "client/rrasctl/human.h"
#include "client/rrasctl/object.h"
#include "client/rrasctl/table.h"

static void report_port(struct report *report, const RAS_PORT_0 *port)
{
	char *name = WIDE_TEXT(port->wszPortName);
	char *media = WIDE_TEXT(port->wszMediaName);
	char *device = WIDE_TEXT(port->wszDeviceName);
	char *type = WIDE_TEXT(port->wszDeviceType);
	char text[HUMAN_SIZE];

	report_string(report, "name", "Name", name);
	report_number(report, "handle", "Handle",
		      (uint32_t)(uintptr_t)port->hPort, NULL);
	report_string(report, "device", "Device", device);
	report_string(report, "device_type", "Device type", type);
	report_string(report, "media", "Media", media);
	report_word(report, "state", "State", names_port_condition,
		    port->dwPortCondition);
	report_handle(report, "connection", "Connection", port->hConnection);
	report_number(report, "calls", "Calls", port->dwTotalNumberOfCalls,
		      NULL);
	report_number(report, "duration", NULL, port->dwConnectDuration, NULL);
	if (port->hConnection != NULL) {
		report_line(report, "Connected for",
			    human_duration(text, port->dwConnectDuration));
	}
	free(name);
	free(media);
	free(device);
	free(type);
}

static void list_port(const RAS_PORT_0 *port, void *private_data)
{
	struct table *table = private_data;
	struct report *report = report_new();
	char *name = WIDE_TEXT(port->wszPortName);
	char *device = WIDE_TEXT(port->wszDeviceName);
	char text[HUMAN_SIZE];

	report_port(report, port);
	table_row(table);
	table_text(table, name);
	table_unsigned(table, (uint32_t)(uintptr_t)port->hPort);
	table_text(table, device);
	table_text(table, name_of(names_port_condition, port->dwPortCondition));
	table_unsigned(table, port->dwTotalNumberOfCalls);
	if (port->hConnection != NULL) {
		table_unsigned(table, (uint32_t)(uintptr_t)port->hConnection);
		table_number(table,
			     human_duration(text, port->dwConnectDuration));
	} else {
		table_number(table, "-");
		table_number(table, "-");
	}
	table_json(table, report);
	report_free(report);
	free(name);
	free(device);
}

static int port_list(struct rrasctl *ctl, HANDLE connection)
{
	static const char *const heads[] = {"NAME",	 "HANDLE", "DEVICE",
					    "STATE",	 "CALLS",  "CONNECTION",
					    "CONNECTED", NULL};
	struct table *table = table_new(heads);
	uint32_t code = each_port(ctl, connection, list_port, table);

	if (code == ERROR_SUCCESS) {
		table_print(table, ctl->out, ctl->json);
	}
	table_free(table);
	return code != ERROR_SUCCESS ? code_error(ctl, code, NULL) : RRASCTL_OK;
}

int command_port_list(struct rrasctl *ctl, int argc, const char **argv)
{
	char *connection = NULL;
	const struct poptOption options[] = {
		{"connection", 'c', POPT_ARG_STRING, &connection, 0,
		 "the ports of that one only", "CONNECTION"},
		POPT_TABLEEND,
	};
	struct rrasctl_args args = {.options = options};
	HANDLE handle = INVALID_HANDLE_VALUE;
	int exit_code;

	if (args_parse(ctl, &args, argc, argv, &exit_code)) {
		if (server_open(ctl, &exit_code) &&
		    (connection == NULL ||
		     connection_open(ctl, connection, &handle, &exit_code))) {
			exit_code = port_list(ctl, handle);
		}
		args_free(&args);
	}
	free(connection);
	return exit_code;
}

static void report_counts(struct report *report, const RAS_PORT_1 *port)
{
	char text[HUMAN_SIZE];

	report_word(report, "hardware", "Hardware", names_hardware_condition,
		    port->dwHardwareCondition);
	report_number(report, "line_speed", NULL, port->dwLineSpeed, NULL);
	report_line(report, "Line speed", human_speed(text, port->dwLineSpeed));
	report_bytes(report, "bytes_sent", "Sent", port->dwBytesXmited);
	report_bytes(report, "bytes_received", "Received", port->dwBytesRcved);
	report_number(report, "frames_sent", "Frames sent",
		      port->dwFramesXmited, NULL);
	report_number(report, "frames_received", "Frames received",
		      port->dwFramesRcved, NULL);
	report_number(report, "crc_errors", "CRC errors", port->dwCrcErr, NULL);
	report_number(report, "timeout_errors", "Timeouts", port->dwTimeoutErr,
		      NULL);
	report_number(report, "alignment_errors", "Alignment errors",
		      port->dwAlignmentErr, NULL);
	report_number(report, "hardware_overruns", "Hardware overruns",
		      port->dwHardwareOverrunErr, NULL);
	report_number(report, "framing_errors", "Framing errors",
		      port->dwFramingErr, NULL);
	report_number(report, "buffer_overruns", "Buffer overruns",
		      port->dwBufferOverrunErr, NULL);
	report_number(report, "compression_in", "Compression in",
		      port->dwCompressionRatioIn, "%");
	report_number(report, "compression_out", "Compression out",
		      port->dwCompressionRatioOut, "%");
}

static uint32_t port_show(struct rrasctl *ctl, HANDLE port)
{
	struct report *report = NULL;
	RAS_PORT_0 *state = NULL;
	RAS_PORT_1 *counts = NULL;
	uint32_t code =
		MprAdminPortGetInfo(ctl->server, 0, port, (LPBYTE *)&state);

	if (code != ERROR_SUCCESS) {
		return code;
	}
	code = MprAdminPortGetInfo(ctl->server, 1, port, (LPBYTE *)&counts);
	if (code == ERROR_SUCCESS) {
		report = report_new();
		report_port(report, state);
		report_counts(report, counts);
		report_print(report, ctl->out, ctl->json);
		report_free(report);
	}
	free(state);
	free(counts);
	return code;
}

static uint32_t port_clear_stats(struct rrasctl *ctl, HANDLE port)
{
	return MprAdminPortClearStats(ctl->server, port);
}

static uint32_t port_reset(struct rrasctl *ctl, HANDLE port)
{
	return MprAdminPortReset(ctl->server, port);
}

static uint32_t port_disconnect(struct rrasctl *ctl, HANDLE port)
{
	return MprAdminPortDisconnect(ctl->server, port);
}

int command_port_show(struct rrasctl *ctl, int argc, const char **argv)
{
	return run_object(ctl, argc, argv, port_open, port_show);
}

int command_port_clear_stats(struct rrasctl *ctl, int argc, const char **argv)
{
	return run_object(ctl, argc, argv, port_open, port_clear_stats);
}

int command_port_reset(struct rrasctl *ctl, int argc, const char **argv)
{
	return run_object(ctl, argc, argv, port_open, port_reset);
}

int command_port_disconnect(struct rrasctl *ctl, int argc, const char **argv)
{
	return run_object(ctl, argc, argv, port_open, port_disconnect);
}
