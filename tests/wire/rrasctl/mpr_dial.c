/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A program as somebody else would write it with libmprapi: it dials in each
 * of the three ways of MprAdminInterfaceConnect() and prints what it got.
 *
 *	mpr_dial event|wait|start INTERFACE [SERVER USER < PASSWORD]
 */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>
#include <mprapi.h>
#include <mprapi_ext.h>
#include <rras_errors.h>

#define WAIT_MS 60000

static DWORD dial_with_event(MPR_SERVER_HANDLE server, HANDLE interface)
{
	int fd = eventfd(0, EFD_CLOEXEC);
	struct pollfd event = {.fd = fd, .events = POLLIN};
	DWORD code = MprAdminInterfaceConnect(server, interface,
					      (HANDLE)(intptr_t)fd, TRUE);

	if (code == PENDING) {
		printf("event: %s\n",
		       poll(&event, 1, WAIT_MS) == 1 ? "signalled" : "silent");
	}
	close(fd);
	return code;
}

static DWORD dial(const char *how, MPR_SERVER_HANDLE server, HANDLE interface)
{
	if (strcmp(how, "event") == 0) {
		return dial_with_event(server, interface);
	}
	return MprAdminInterfaceConnect(server, interface, NULL,
					strcmp(how, "wait") == 0);
}

static void print_state(MPR_SERVER_HANDLE server, HANDLE interface)
{
	MPR_INTERFACE_0 *info = NULL;

	if (MprAdminInterfaceGetInfo(server, interface, 0, (LPBYTE *)&info) ==
	    NO_ERROR) {
		printf("state: %d error: %u\n", (int)info->dwConnectionState,
		       (unsigned)info->dwLastError);
		MprAdminBufferFree(info);
	}
}

static DWORD open_server(char **argv, MPR_SERVER_HANDLE *server)
{
	struct rras_connect_options options = {0};
	char password[300] = "";

	if (argv[3] != NULL) {
		options.server = argv[3];
		options.user = argv[4];
		if (fgets(password, sizeof(password), stdin) != NULL) {
			password[strcspn(password, "\n")] = '\0';
		}
		options.password = password;
		return rras_server_connect(&options, server);
	}
	return MprAdminServerConnect(NULL, server);
}

int main(int argc, char **argv)
{
	WCHAR name[MAX_INTERFACE_NAME_LEN + 1];
	MPR_SERVER_HANDLE server = NULL;
	HANDLE interface = NULL;
	DWORD code;

	if (argc != 3 && argc != 5) {
		fputs("mpr_dial event|wait|start INTERFACE [SERVER USER]\n",
		      stderr);
		return 2;
	}
	code = rras_utf8_to_utf16(argv[2], name, MAX_INTERFACE_NAME_LEN + 1);
	if (code == NO_ERROR) {
		code = open_server(argv, &server);
	}
	if (code == NO_ERROR) {
		code = MprAdminInterfaceGetHandle(server, name, &interface,
						  FALSE);
	}
	if (code == NO_ERROR) {
		code = dial(argv[1], server, interface);
		print_state(server, interface);
	}
	printf("code: %u\n", (unsigned)code);
	MprAdminServerDisconnect(server);
	return code == NO_ERROR || code == PENDING ? 0 : 1;
}
