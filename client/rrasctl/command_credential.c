/* SPDX-License-Identifier: GPL-3.0-or-later */
/* "credential set" and "credential show". */
#include <stdlib.h>
#include <string.h>
#include "compat/rras_errors.h"
#include "client/rrasctl/auth.h"
#include "client/rrasctl/report.h"
#include "client/rrasctl/rrasctl.h"

struct credential_options {
	char *domain;
	char *password_file;
	int keep_password;
	int clear;
	char *password; /* burnt */
};

static void credential_free(struct credential_options *options)
{
	free(options->domain);
	free(options->password_file);
	burn_string(&options->password);
}

static bool get_password(struct rrasctl *ctl, const char *interface_name,
			 struct credential_options *options, int *exit_code)
{
	const char *why = NULL;
	char prompt[400];

	if (options->keep_password) {
		return true;
	}
	if (options->password_file != NULL) {
		options->password = password_read(options->password_file, &why);
		if (options->password == NULL) {
			*exit_code = usage_error(ctl, "%s: %s",
						 options->password_file, why);
			return false;
		}
		return true;
	}
	snprintf(prompt, sizeof(prompt),
		 "Password to dial %s with: ", interface_name);
	options->password = password_ask(prompt);
	if (options->password == NULL) {
		*exit_code =
			usage_error(ctl, "no password was given; without a "
					 "terminal use --password-file or "
					 "--keep-password");
		return false;
	}
	return true;
}

/* The server would say no more than "a parameter is not valid". */
static bool fits(struct rrasctl *ctl, const char *what, const char *text,
		 size_t most, int *exit_code)
{
	WCHAR wide[UNLEN + PWLEN + 1];
	uint32_t code = text != NULL ? rras_utf8_to_utf16(text, wide, most + 1)
				     : (uint32_t)ERROR_SUCCESS;

	explicit_bzero(wide, sizeof(wide));
	if (code == ERROR_INVALID_NAME) {
		*exit_code =
			usage_error(ctl, "the %s is not valid UTF-8", what);
	} else if (code != ERROR_SUCCESS) {
		*exit_code = usage_error(ctl, "a %s has %zu characters at most",
					 what, most);
	}
	return code == ERROR_SUCCESS;
}

static int credential_set(struct rrasctl *ctl, const char *interface_name,
			  const char *user, struct credential_options *options)
{
	uint32_t code;
	int exit_code;

	if (options->clear &&
	    (user != NULL || options->domain != NULL ||
	     options->password_file != NULL || options->keep_password)) {
		return usage_error(ctl, "--clear goes with nothing else");
	}
	if (options->keep_password && options->password_file != NULL) {
		return usage_error(ctl, "--keep-password or --password-file, "
					"not both");
	}
	if (options->keep_password && user == NULL && options->domain == NULL) {
		return usage_error(ctl, "nothing to set; see --help");
	}
	/* The server's password first: it may come from the same terminal. */
	if (!server_open(ctl, &exit_code)) {
		return exit_code;
	}
	if (!options->clear &&
	    !get_password(ctl, interface_name, options, &exit_code)) {
		return exit_code;
	}
	if (!fits(ctl, "user", user, UNLEN, &exit_code) ||
	    !fits(ctl, "domain", options->domain, DNLEN, &exit_code) ||
	    !fits(ctl, "password", options->password, PWLEN, &exit_code)) {
		return exit_code;
	}
	code = rras_interface_set_credentials(ctl->server, interface_name, user,
					      options->domain,
					      options->password);
	return code != ERROR_SUCCESS ? code_error(ctl, code, interface_name)
				     : RRASCTL_OK;
}

int command_credential_set(struct rrasctl *ctl, int argc, const char **argv)
{
	struct credential_options own = {0};
	const struct poptOption options[] = {
		{"domain", 'W', POPT_ARG_STRING, &own.domain, 0,
		 "domain of the user; as it is without it", "DOMAIN"},
		{"password-file", '\0', POPT_ARG_STRING, &own.password_file, 0,
		 "file whose first line is the password, - for standard input",
		 "FILE"},
		{"keep-password", '\0', POPT_ARG_NONE, &own.keep_password, 0,
		 "leave the password as it is", NULL},
		{"clear", '\0', POPT_ARG_NONE, &own.clear, 0,
		 "forget user, domain and password", NULL},
		POPT_TABLEEND,
	};
	struct rrasctl_args args = {.options = options, .least = 1, .most = 2};
	int exit_code;

	if (args_parse(ctl, &args, argc, argv, &exit_code)) {
		exit_code = credential_set(ctl, args.values[0], args.values[1],
					   &own);
		args_free(&args);
	}
	credential_free(&own);
	return exit_code;
}

static int credential_show(struct rrasctl *ctl, const char *interface_name,
			   int show_password)
{
	struct rras_credentials *credentials = NULL;
	struct report *report = NULL;
	uint32_t code = rras_interface_get_credentials(
		ctl->server, interface_name, &credentials);

	if (code == ERROR_CANNOT_FIND_PHONEBOOK_ENTRY) {
		return code_error_as(ctl, RRASCTL_REFUSED, code, interface_name,
				     "no credentials have been set");
	}
	if (code != ERROR_SUCCESS) {
		return code_error(ctl, code, interface_name);
	}
	report = report_new();
	report_string(report, "interface", "Interface", interface_name);
	report_optional(report, "user", "User", credentials->user);
	report_optional(report, "domain", "Domain", credentials->domain);
	if (show_password) {
		report_optional(report, "password", "Password",
				credentials->password);
	}
	report_print(report, ctl->out, ctl->json);
	report_free(report);
	MprAdminBufferFree(credentials);
	return RRASCTL_OK;
}

int command_credential_show(struct rrasctl *ctl, int argc, const char **argv)
{
	int show_password = 0, exit_code;
	const struct poptOption options[] = {
		{"show-password", '\0', POPT_ARG_NONE, &show_password, 0,
		 "what the server returns for it: a mask, as a rule", NULL},
		POPT_TABLEEND,
	};
	struct rrasctl_args args = {.options = options, .least = 1, .most = 1};

	if (!args_parse(ctl, &args, argc, argv, &exit_code)) {
		return exit_code;
	}
	if (server_open(ctl, &exit_code)) {
		exit_code = credential_show(ctl, args.values[0], show_password);
	}
	args_free(&args);
	return exit_code;
}
