/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The way to the server, and to an interface on it. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "compat/rras_errors.h"
#include "client/rrasctl/auth.h"
#include "client/rrasctl/rrasctl.h"

static bool parse_kerberos(struct rrasctl *ctl, enum rras_kerberos *kerberos,
			   int *exit_code)
{
	static const struct {
		const char *word;
		enum rras_kerberos value;
	} words[] = {
		{"desired", RRAS_KERBEROS_DESIRED},
		{"required", RRAS_KERBEROS_REQUIRED},
		{"off", RRAS_KERBEROS_OFF},
	};
	size_t i;

	*kerberos = ctl->use_kerberos ? RRAS_KERBEROS_REQUIRED
				      : RRAS_KERBEROS_DESIRED;
	if (ctl->kerberos == NULL) {
		return true;
	}
	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strcmp(words[i].word, ctl->kerberos) == 0) {
			*kerberos = words[i].value;
			return true;
		}
	}
	*exit_code = usage_error(ctl, "--use-kerberos takes desired, required "
				      "or off");
	return false;
}

/* With a user there is a password, if only an empty one. */
static bool complete_credentials(struct rrasctl *ctl,
				 enum rras_kerberos kerberos, int *exit_code)
{
	const char *login = NULL;
	char prompt[300];

	if (ctl->auth_file != NULL && !auth_read_file(ctl, exit_code)) {
		return false;
	}
	if (kerberos == RRAS_KERBEROS_REQUIRED || ctl->password != NULL ||
	    ctl->no_pass) {
		return true;
	}
	if (ctl->user == NULL) {
		login = getlogin();
		ctl->user = login != NULL ? strdup(login) : NULL;
	}
	if (ctl->user == NULL) {
		*exit_code = usage_error(ctl, "say who you are with -U");
		return false;
	}
	snprintf(prompt, sizeof(prompt), "Password for %s on %s: ", ctl->user,
		 ctl->server_name);
	ctl->password = password_ask(prompt);
	if (ctl->password == NULL) {
		*exit_code =
			usage_error(ctl, "no password was given; without a "
					 "terminal use -A or -N");
		return false;
	}
	return true;
}

static int connect_error(struct rrasctl *ctl, uint32_t code, bool local)
{
	const char *why = rras_server_connect_error();
	int exit_code = exit_code_of(code);

	if (local && code == ERROR_ACCESS_DENIED) {
		why = "the local rrasd answers root only";
	} else if (local && code == RPC_S_SERVER_UNAVAILABLE) {
		why = "is rrasd running?";
	}
	if (code == ERROR_FILE_NOT_FOUND || code == ERROR_INVALID_PARAMETER) {
		exit_code = RRASCTL_USAGE;
	} else if (exit_code == RRASCTL_REFUSED) {
		exit_code = RRASCTL_UNREACHABLE;
	}
	return code_error_as(ctl, exit_code, code,
			     local ? "this machine" : ctl->server_name, why);
}

bool server_open(struct rrasctl *ctl, int *exit_code)
{
	struct rras_connect_options options = {0};
	bool local = ctl->server_name == NULL || ctl->server_name[0] == '\0';
	uint32_t code;

	if (ctl->call_timeout < 0) {
		*exit_code = usage_error(ctl, "--call-timeout is negative");
		return false;
	}
	if (!parse_kerberos(ctl, &options.kerberos, exit_code)) {
		return false;
	}
	if (!local && !complete_credentials(ctl, options.kerberos, exit_code)) {
		return false;
	}
	options.server = ctl->server_name;
	options.user = ctl->user;
	options.domain = ctl->domain;
	options.password = ctl->password;
	options.smb_conf = ctl->smb_conf;
	options.socket = ctl->socket;
	options.call_timeout = (uint32_t)ctl->call_timeout;
	code = rras_server_connect(&options, &ctl->server);
	burn_string(&ctl->password);
	if (code != ERROR_SUCCESS) {
		*exit_code = connect_error(ctl, code, local);
		return false;
	}
	return true;
}

bool server_open_local(struct rrasctl *ctl, int *exit_code)
{
	if (ctl->server_name != NULL && ctl->server_name[0] != '\0') {
		*exit_code = usage_error(ctl, "this works on the local machine "
					      "only, without -S");
		return false;
	}
	return server_open(ctl, exit_code);
}

uint32_t server_reopen_local(struct rrasctl *ctl)
{
	const struct rras_connect_options options = {
		.smb_conf = ctl->smb_conf,
		.socket = ctl->socket,
		.call_timeout = (uint32_t)ctl->call_timeout,
	};

	MprAdminServerDisconnect(ctl->server);
	ctl->server = NULL;
	return rras_server_connect(&options, &ctl->server);
}

bool interface_open(struct rrasctl *ctl, const char *name, HANDLE *interface,
		    int *exit_code)
{
	WCHAR wide[MAX_INTERFACE_NAME_LEN + 1];
	uint32_t code =
		rras_utf8_to_utf16(name, wide, MAX_INTERFACE_NAME_LEN + 1);

	if (code == ERROR_INVALID_NAME) {
		*exit_code = usage_error(ctl, "the name is not valid UTF-8");
		return false;
	}
	if (code != ERROR_SUCCESS) {
		*exit_code = usage_error(ctl,
					 "a name has %d characters at "
					 "most",
					 MAX_INTERFACE_NAME_LEN);
		return false;
	}
	code = MprAdminInterfaceGetHandle(ctl->server, wide, interface, TRUE);
	if (code != ERROR_SUCCESS) {
		*exit_code = code_error(ctl, code, name);
		return false;
	}
	return true;
}
