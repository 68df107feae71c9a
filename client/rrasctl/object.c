/* SPDX-License-Identifier: GPL-3.0-or-later */
/* See object.h. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include "compat/rras_errors.h"
#include "client/rrasctl/object.h"

#define PIECE 0x40000 /* bytes of an answer: a server may have very many */

char *wide_text(const WCHAR *wide, size_t max)
{
	char *text = rras_utf16_to_utf8(wide, max);

	return text != NULL ? text : strdup("");
}

uint32_t each_port(struct rrasctl *ctl, HANDLE connection,
		   void (*each)(const RAS_PORT_0 *port, void *private_data),
		   void *private_data)
{
	DWORD resume = 0, read = 0, total, i;
	RAS_PORT_0 *array = NULL;
	uint32_t code;

	do {
		array = NULL;
		code = MprAdminPortEnum(ctl->server, 0, connection,
					(LPBYTE *)&array, PIECE, &read, &total,
					&resume);
		for (i = 0; array != NULL && i < read; i++) {
			each(&array[i], private_data);
		}
		free(array);
	} while (code == ERROR_MORE_DATA && array != NULL && read > 0);
	return code;
}

uint32_t each_interface(struct rrasctl *ctl,
			void (*each)(const MPR_INTERFACE_0 *info,
				     void *private_data),
			void *private_data)
{
	DWORD resume = 0, read = 0, total, i;
	MPR_INTERFACE_0 *array = NULL;
	uint32_t code;

	do {
		array = NULL;
		code = MprAdminInterfaceEnum(ctl->server, 0, (LPBYTE *)&array,
					     PIECE, &read, &total, &resume);
		for (i = 0; array != NULL && i < read; i++) {
			each(&array[i], private_data);
		}
		MprAdminBufferFree(array);
	} while (code == ERROR_MORE_DATA && array != NULL && read > 0);
	return code;
}

uint32_t each_connection(struct rrasctl *ctl,
			 void (*each)(const RAS_CONNECTION_EX *connection,
				      void *private_data),
			 void *private_data)
{
	MPRAPI_OBJECT_HEADER header = {
		.revision = MPRAPI_RAS_CONNECTION_OBJECT_REVISION_1,
		.type = MPRAPI_OBJECT_TYPE_RAS_CONNECTION_OBJECT,
		.size = sizeof(RAS_CONNECTION_EX),
	};
	DWORD resume = 0, read = 0, total, i;
	RAS_CONNECTION_EX *array = NULL;
	uint32_t code;

	do {
		array = NULL;
		code = MprAdminConnectionEnumEx(ctl->server, &header, PIECE,
						&read, &total, &array, &resume);
		for (i = 0; array != NULL && i < read; i++) {
			each(&array[i], private_data);
		}
		free(array);
	} while (code == ERROR_MORE_DATA && array != NULL && read > 0);
	return code;
}

static bool parse_handle(const char *text, HANDLE *handle)
{
	char *end = NULL;
	unsigned long value;

	if (text[0] < '0' || text[0] > '9') {
		return false;
	}
	errno = 0;
	value = strtoul(text, &end, 0);
	if (errno != 0 || *end != '\0' || value > UINT32_MAX) {
		return false;
	}
	*handle = (HANDLE)(uintptr_t)value;
	return true;
}

/* What is looked for, and what was found. */
struct search {
	const char *text;
	HANDLE interface; /* that is called so, or NULL */
	HANDLE found;
	unsigned count;
};

static bool is_called(const WCHAR *wide, size_t max, const char *text)
{
	char *name = wide_text(wide, max);
	bool same = name != NULL && strcasecmp(name, text) == 0;

	free(name);
	return same;
}
#define IS_CALLED(array, text) \
	is_called((array), sizeof(array) / sizeof((array)[0]), (text))

static void match_port(const RAS_PORT_0 *port, void *private_data)
{
	struct search *search = private_data;

	if (IS_CALLED(port->wszPortName, search->text)) {
		search->found = port->hPort;
		search->count++;
	}
}

static void match_connection(const RAS_CONNECTION_EX *connection,
			     void *private_data)
{
	struct search *search = private_data;

	if ((search->interface != NULL &&
	     connection->hInterface == search->interface) ||
	    IS_CALLED(connection->wszInterfaceName, search->text) ||
	    IS_CALLED(connection->wszUserName, search->text)) {
		search->found = connection->hConnection;
		search->count++;
	}
}

/* One and no more: several of a name are told apart by their handles. */
static bool found_one(struct rrasctl *ctl, const struct search *search,
		      uint32_t code, uint32_t none, int *exit_code)
{
	if (code == ERROR_SUCCESS && search->count > 1) {
		*exit_code = usage_error(ctl,
					 "%u are called %s; take a handle, "
					 "see \"list\"",
					 search->count, search->text);
		return false;
	}
	if (code == ERROR_SUCCESS && search->count == 0) {
		code = none;
	}
	if (code != ERROR_SUCCESS) {
		*exit_code = code_error(ctl, code, search->text);
		return false;
	}
	return true;
}

bool port_open(struct rrasctl *ctl, const char *text, HANDLE *port,
	       int *exit_code)
{
	struct search search = {.text = text};
	uint32_t code;

	if (parse_handle(text, port)) {
		return true;
	}
	code = each_port(ctl, INVALID_HANDLE_VALUE, match_port, &search);
	*port = search.found;
	return found_one(ctl, &search, code, ERROR_PORT_NOT_FOUND, exit_code);
}

/* The server's way to compare names: case is no matter beyond ASCII either. */
static HANDLE interface_called(struct rrasctl *ctl, const char *name)
{
	WCHAR wide[MAX_INTERFACE_NAME_LEN + 1];
	HANDLE interface = NULL;

	if (rras_utf8_to_utf16(name, wide, MAX_INTERFACE_NAME_LEN + 1) != 0 ||
	    MprAdminInterfaceGetHandle(ctl->server, wide, &interface, FALSE) !=
		    ERROR_SUCCESS) {
		return NULL;
	}
	return interface;
}

bool connection_open(struct rrasctl *ctl, const char *text, HANDLE *connection,
		     int *exit_code)
{
	struct search search = {.text = text};
	uint32_t code;

	if (parse_handle(text, connection)) {
		return true;
	}
	search.interface = interface_called(ctl, text);
	code = each_connection(ctl, match_connection, &search);
	*connection = search.found;
	return found_one(ctl, &search, code, ERROR_INTERFACE_NOT_CONNECTED,
			 exit_code);
}

int run_object(struct rrasctl *ctl, int argc, const char **argv,
	       bool (*open)(struct rrasctl *ctl, const char *text,
			    HANDLE *object, int *exit_code),
	       uint32_t (*run)(struct rrasctl *ctl, HANDLE object))
{
	struct rrasctl_args args = {.least = 1, .most = 1};
	HANDLE object = NULL;
	uint32_t code;
	int exit_code;

	if (!args_parse(ctl, &args, argc, argv, &exit_code)) {
		return exit_code;
	}
	if (server_open(ctl, &exit_code) &&
	    open(ctl, args.values[0], &object, &exit_code)) {
		code = run(ctl, object);
		exit_code = code != ERROR_SUCCESS
				    ? code_error(ctl, code, args.values[0])
				    : RRASCTL_OK;
	}
	args_free(&args);
	return exit_code;
}
