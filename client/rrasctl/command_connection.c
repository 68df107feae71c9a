/* SPDX-License-Identifier: GPL-3.0-or-later */
/* "connection list", "show", "clear-stats" and "disconnect". */
#include <stdlib.h>
#include <string.h>
#include "compat/rras_errors.h"
#include "client/rrasctl/human.h"
#include "client/rrasctl/object.h"
#include "client/rrasctl/table.h"

static void report_wide(struct report *report, const char *key,
			const char *label, const WCHAR *wide, size_t max)
{
	char *text = wide_text(wide, max);

	report_optional(report, key, label, text);
	free(text);
}
#define REPORT_WIDE(report, key, label, array)         \
	report_wide((report), (key), (label), (array), \
		    sizeof(array) / sizeof((array)[0]))

static void report_guid(struct report *report, const GUID *guid)
{
	char text[40];

	snprintf(text, sizeof(text),
		 "%08x-%04x-%04x-%02x%02x-%02x%02x%02x%02x%02x%02x",
		 (unsigned)guid->Data1, guid->Data2, guid->Data3,
		 guid->Data4[0], guid->Data4[1], guid->Data4[2], guid->Data4[3],
		 guid->Data4[4], guid->Data4[5], guid->Data4[6],
		 guid->Data4[7]);
	report_string(report, "guid", "GUID", text);
}

static void report_identifier(struct report *report, const char *key,
			      const char *label, const BYTE id[8])
{
	static const BYTE none[8];
	char text[24] = "";

	if (memcmp(id, none, 8) != 0) {
		snprintf(text, sizeof(text),
			 "%02x%02x:%02x%02x:%02x%02x:%02x%02x", id[0], id[1],
			 id[2], id[3], id[4], id[5], id[6], id[7]);
	}
	report_optional(report, key, label, text);
}

static const char *auth_word(DWORD protocol, DWORD data)
{
	if (protocol == PPP_LCP_CHAP) {
		return name_of(names_chap, data);
	}
	return protocol != 0 ? name_of(names_lcp_auth, protocol) : "";
}

static void report_ppp(struct report *report, const PPP_PROJECTION_INFO *ppp)
{
	REPORT_WIDE(report, "local_address", "Local address", ppp->wszAddress);
	REPORT_WIDE(report, "remote_address", "Remote address",
		    ppp->wszRemoteAddress);
	report_code(report, "ipv4_error", "IPv4 failed",
		    ppp->dwIPv4NegotiationError);
	report_identifier(report, "local_ifid", "Local IPv6 id",
			  ppp->bInterfaceIdentifier);
	report_identifier(report, "remote_ifid", "Remote IPv6 id",
			  ppp->bRemoteInterfaceIdentifier);
	report_code(report, "ipv6_error", "IPv6 failed",
		    ppp->dwIPv6NegotiationError);
	report_optional(report, "auth", "Authenticated by",
			auth_word(ppp->dwAuthenticationProtocol,
				  ppp->dwAuthenticationData));
	report_optional(report, "remote_auth", "Peer authenticated by",
			auth_word(ppp->dwRemoteAuthenticationProtocol,
				  ppp->dwRemoteAuthenticationData));
	report_bits(report, "lcp_options", "LCP options", names_lcp_option,
		    ppp->dwLcpOptions);
	report_optional(report, "compression", "Compression",
			ppp->dwCompressionAlgorithm != 0
				? name_of(names_compression,
					  ppp->dwCompressionAlgorithm)
				: "");
	report_bits(report, "ccp_options", "CCP options", names_ccp_option,
		    ppp->dwCcpOptions);
}

static void report_peer(struct report *report, const RAS_CONNECTION_EX *c)
{
	bool client = c->dwInterfaceType == ROUTER_IF_TYPE_CLIENT;

	REPORT_WIDE(report, "name", "Name", c->wszInterfaceName);
	report_handle(report, "handle", "Handle", c->hConnection);
	report_word(report, "type", "Type", names_interface_type,
		    c->dwInterfaceType);
	report_handle(report, "interface", "Interface",
		      client ? NULL : c->hInterface);
	REPORT_WIDE(report, "user", "User", c->wszUserName);
	REPORT_WIDE(report, "domain", "Domain", c->wszLogonDomain);
	REPORT_WIDE(report, "remote_computer", "Remote computer",
		    c->wszRemoteComputer);
	REPORT_WIDE(report, "remote_endpoint", "Remote end point",
		    c->wszRemoteEndpointAddress);
	REPORT_WIDE(report, "local_endpoint", "Local end point",
		    c->wszLocalEndpointAddress);
}

static void report_connection(struct report *report, const RAS_CONNECTION_EX *c)
{
	char text[HUMAN_SIZE];

	report_peer(report, c);
	report_number(report, "duration", NULL, c->dwConnectDuration, NULL);
	report_line(report, "Connected for",
		    human_duration(text, c->dwConnectDuration));
	report_guid(report, &c->guid);
	report_bytes(report, "bytes_sent", "Sent", c->dwBytesXmited);
	report_bytes(report, "bytes_received", "Received", c->dwBytesRcved);
	report_number(report, "frames_sent", "Frames sent", c->dwFramesXmited,
		      NULL);
	report_number(report, "frames_received", "Frames received",
		      c->dwFramesRcved, NULL);
	if (c->ProjectionInfo.projectionInfoType ==
	    MPRAPI_PPP_PROJECTION_INFO_TYPE) {
		report_ppp(report, &c->ProjectionInfo.PppProjectionInfo);
	}
}

static void list_connection(const RAS_CONNECTION_EX *c, void *private_data)
{
	struct table *table = private_data;
	struct report *report = report_new();
	char *name = WIDE_TEXT(c->wszInterfaceName);
	char *user = WIDE_TEXT(c->wszUserName);
	/* IKEv2's begins with the same members. */
	char *remote =
		WIDE_TEXT(c->ProjectionInfo.PppProjectionInfo.wszRemoteAddress);
	char text[HUMAN_SIZE];

	report_connection(report, c);
	table_row(table);
	table_text(table, name);
	table_unsigned(table, (uint32_t)(uintptr_t)c->hConnection);
	table_text(table, name_of(names_interface_type, c->dwInterfaceType));
	table_text(table, user);
	table_text(table, remote);
	table_number(table, human_duration(text, c->dwConnectDuration));
	table_number(table, human_bytes(text, c->dwBytesXmited));
	table_number(table, human_bytes(text, c->dwBytesRcved));
	table_json(table, report);
	report_free(report);
	free(name);
	free(user);
	free(remote);
}

static int connection_list(struct rrasctl *ctl)
{
	static const char *const heads[] = {"NAME", "HANDLE",	"TYPE",
					    "USER", "REMOTE",	"CONNECTED",
					    "SENT", "RECEIVED", NULL};
	struct table *table = table_new(heads);
	uint32_t code = each_connection(ctl, list_connection, table);

	if (code == ERROR_SUCCESS) {
		table_print(table, ctl->out, ctl->json);
	}
	table_free(table);
	return code != ERROR_SUCCESS ? code_error(ctl, code, NULL) : RRASCTL_OK;
}

int command_connection_list(struct rrasctl *ctl, int argc, const char **argv)
{
	struct rrasctl_args args = {0};
	int exit_code;

	if (!args_parse(ctl, &args, argc, argv, &exit_code)) {
		return exit_code;
	}
	if (server_open(ctl, &exit_code)) {
		exit_code = connection_list(ctl);
	}
	args_free(&args);
	return exit_code;
}

static uint32_t get_connection(struct rrasctl *ctl, HANDLE connection,
			       RAS_CONNECTION_EX *info)
{
	*info = (RAS_CONNECTION_EX){
		.Header = {MPRAPI_RAS_CONNECTION_OBJECT_REVISION_1,
			   MPRAPI_OBJECT_TYPE_RAS_CONNECTION_OBJECT,
			   sizeof(*info)},
	};
	return MprAdminConnectionGetInfoEx(ctl->server, connection, info);
}

static uint32_t connection_show(struct rrasctl *ctl, HANDLE connection)
{
	struct report *report = NULL;
	RAS_CONNECTION_EX info;
	uint32_t code = get_connection(ctl, connection, &info);

	if (code != ERROR_SUCCESS) {
		return code;
	}
	report = report_new();
	report_connection(report, &info);
	report_print(report, ctl->out, ctl->json);
	report_free(report);
	return ERROR_SUCCESS;
}

static uint32_t connection_clear_stats(struct rrasctl *ctl, HANDLE connection)
{
	return MprAdminConnectionClearStats(ctl->server, connection);
}

struct hang_up {
	struct rrasctl *ctl;
	unsigned ports;
	uint32_t code;
};

static void hang_up_port(const RAS_PORT_0 *port, void *private_data)
{
	struct hang_up *hang_up = private_data;
	uint32_t code =
		MprAdminPortDisconnect(hang_up->ctl->server, port->hPort);

	hang_up->ports++;
	hang_up->code = code != ERROR_SUCCESS ? code : hang_up->code;
}

/*
 * The protocol hangs up ports and interfaces.  A connection is hung up on all
 * its ports; one without a port, by its interface.
 */
static uint32_t connection_disconnect(struct rrasctl *ctl, HANDLE connection)
{
	struct hang_up hang_up = {.ctl = ctl};
	RAS_CONNECTION_EX info;
	uint32_t code = get_connection(ctl, connection, &info);

	if (code == ERROR_SUCCESS) {
		code = each_port(ctl, connection, hang_up_port, &hang_up);
	}
	if (code != ERROR_SUCCESS || hang_up.ports > 0) {
		return code != ERROR_SUCCESS ? code : hang_up.code;
	}
	if (info.dwInterfaceType == ROUTER_IF_TYPE_CLIENT) {
		return ERROR_PORT_NOT_FOUND;
	}
	return MprAdminInterfaceDisconnect(ctl->server, info.hInterface);
}

int command_connection_show(struct rrasctl *ctl, int argc, const char **argv)
{
	return run_object(ctl, argc, argv, connection_open, connection_show);
}

int command_connection_clear_stats(struct rrasctl *ctl, int argc,
				   const char **argv)
{
	return run_object(ctl, argc, argv, connection_open,
			  connection_clear_stats);
}

int command_connection_disconnect(struct rrasctl *ctl, int argc,
				  const char **argv)
{
	return run_object(ctl, argc, argv, connection_open,
			  connection_disconnect);
}
