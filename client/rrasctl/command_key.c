/* SPDX-License-Identifier: GPL-3.0-or-later */
/* "credential set-key", "show-key", "remove-key", and the same of EAP. */
#include <stdlib.h>
#include <string.h>
#include "compat/rras_errors.h"
#include "client/rrasctl/auth.h"
#include "client/rrasctl/ikev2.h"
#include "client/rrasctl/object.h"

#define KEY_LEVEL 1
#define KEY_MAX	  256 /* bytes: "dwSize MUST be less than 257" */

/* Out of a file or from the terminal; never out of the arguments. */
static char *get_secret(struct rrasctl *ctl, const char *file,
			const char *prompt, int *exit_code)
{
	const char *why = "no key was given; without a terminal use a file";
	char *secret = NULL;

	if (file != NULL) {
		secret = password_read(file, &why);
	} else {
		secret = password_ask(prompt);
	}
	if (secret == NULL) {
		*exit_code =
			usage_error(ctl, "%s%s%s", file != NULL ? file : "",
				    file != NULL ? ": " : "", why);
	}
	return secret;
}

static uint32_t write_key(struct rrasctl *ctl, HANDLE interface,
			  const char *key)
{
	MPR_CREDENTIALSEX_1 info = {
		.dwSize = (DWORD)strlen(key),
		.lpbCredentialsInfo = (LPBYTE)(uintptr_t)key,
	};

	return MprAdminInterfaceSetCredentialsEx(ctl->server, interface,
						 KEY_LEVEL, (LPBYTE)&info);
}

static int set_key(struct rrasctl *ctl, const char *name, HANDLE interface,
		   const char *file)
{
	char prompt[400];
	char *key = NULL;
	uint32_t code;
	int exit_code = RRASCTL_OK;

	snprintf(prompt, sizeof(prompt), "Pre-shared key of %s: ", name);
	key = get_secret(ctl, file, prompt, &exit_code);
	if (key == NULL) {
		return exit_code;
	}
	if (key[0] == '\0' || strlen(key) > KEY_MAX) {
		exit_code =
			usage_error(ctl, "a key has 1 to %d bytes", KEY_MAX);
	} else {
		code = write_key(ctl, interface, key);
		exit_code = code != ERROR_SUCCESS ? code_error(ctl, code, name)
						  : RRASCTL_OK;
	}
	burn_string(&key);
	return exit_code;
}

int command_credential_set_key(struct rrasctl *ctl, int argc, const char **argv)
{
	char *file = NULL;
	const struct poptOption options[] = {
		{"key-file", '\0', POPT_ARG_STRING, &file, 0,
		 "file whose first line is the key, - for standard input",
		 "FILE"},
		POPT_TABLEEND,
	};
	struct rrasctl_args args = {.options = options, .least = 1, .most = 1};
	HANDLE interface = NULL;
	int exit_code;

	if (args_parse(ctl, &args, argc, argv, &exit_code)) {
		if (server_open(ctl, &exit_code) &&
		    interface_open(ctl, args.values[0], &interface,
				   &exit_code)) {
			exit_code =
				set_key(ctl, args.values[0], interface, file);
		}
		args_free(&args);
	}
	free(file);
	return exit_code;
}

static uint32_t remove_key(struct rrasctl *ctl, HANDLE interface)
{
	return write_key(ctl, interface, "");
}

/* That there is one; what it is, the server does not tell as a rule. */
static uint32_t show_key(struct rrasctl *ctl, HANDLE interface)
{
	struct report *report = NULL;
	MPR_CREDENTIALSEX_1 *info = NULL;
	uint32_t code = MprAdminInterfaceGetCredentialsEx(
		ctl->server, interface, KEY_LEVEL, (LPBYTE *)&info);

	if (code != ERROR_SUCCESS) {
		return code;
	}
	report = report_new();
	report_bool(report, "key", "Pre-shared key", info->dwSize > 0);
	report_print(report, ctl->out, ctl->json);
	report_free(report);
	if (info->dwSize > 0) {
		explicit_bzero(info->lpbCredentialsInfo, info->dwSize);
	}
	MprAdminBufferFree(info);
	return ERROR_SUCCESS;
}

int command_credential_show_key(struct rrasctl *ctl, int argc,
				const char **argv)
{
	return run_object(ctl, argc, argv, interface_open, show_key);
}

int command_credential_remove_key(struct rrasctl *ctl, int argc,
				  const char **argv)
{
	return run_object(ctl, argc, argv, interface_open, remove_key);
}

struct eap_options {
	char *identity, *hash, *pin_file;
	int ask_pin;
};

static bool apply_hash(struct rrasctl *ctl, const char *text,
		       struct rras_eap *eap, int *exit_code)
{
	size_t count = sizeof(eap->hash);

	if (text == NULL) {
		return true;
	}
	if (!hex_parse(text, eap->hash, &count)) {
		*exit_code = usage_error(ctl,
					 "a hash has 1 to %zu bytes in "
					 "hexadecimal digits",
					 sizeof(eap->hash));
		return false;
	}
	eap->hash_size = (uint32_t)count;
	return true;
}

/* Read, change, write: the mask of a PIN leaves the PIN as it is. */
static int set_eap(struct rrasctl *ctl, const char *name, HANDLE interface,
		   const struct eap_options *options)
{
	struct rras_eap eap = {.identity = "", .pin = ""}, *got = NULL;
	int exit_code = RRASCTL_OK;
	char *pin = NULL;
	uint32_t code = rras_interface_get_eap(ctl->server, interface, &got);

	if (code != ERROR_SUCCESS) {
		return code_error(ctl, code, name);
	}
	eap = got->present ? *got : eap;
	if (options->pin_file != NULL || options->ask_pin) {
		pin = get_secret(ctl, options->pin_file, "PIN: ", &exit_code);
	}
	eap.identity =
		options->identity != NULL ? options->identity : eap.identity;
	eap.pin = pin != NULL ? pin : eap.pin;
	if (exit_code == RRASCTL_OK &&
	    apply_hash(ctl, options->hash, &eap, &exit_code)) {
		code = rras_interface_set_eap(ctl->server, interface, &eap);
		exit_code = code != ERROR_SUCCESS ? code_error(ctl, code, name)
						  : RRASCTL_OK;
	}
	burn_string(&pin);
	MprAdminBufferFree(got);
	return exit_code;
}

static int run_set_eap(struct rrasctl *ctl, const char *name,
		       const struct eap_options *options)
{
	HANDLE interface = NULL;
	struct rras_eap scratch;
	int exit_code;

	if (options->identity == NULL && options->hash == NULL &&
	    options->pin_file == NULL && !options->ask_pin) {
		return usage_error(ctl, "nothing to set; see --help");
	}
	if (apply_hash(ctl, options->hash, &scratch, &exit_code) &&
	    server_open(ctl, &exit_code) &&
	    interface_open(ctl, name, &interface, &exit_code)) {
		exit_code = set_eap(ctl, name, interface, options);
	}
	return exit_code;
}

int command_credential_set_eap(struct rrasctl *ctl, int argc, const char **argv)
{
	struct eap_options own = {0};
	const struct poptOption options[] = {
		{"identity", '\0', POPT_ARG_STRING, &own.identity, 0,
		 "who to be; \"\" for the certificate's own name", "NAME"},
		{"certificate-hash", '\0', POPT_ARG_STRING, &own.hash, 0,
		 "of the user's certificate, SHA-1", "HEX"},
		{"pin-file", '\0', POPT_ARG_STRING, &own.pin_file, 0,
		 "file whose first line is the smart card's PIN, - for "
		 "standard input",
		 "FILE"},
		{"ask-pin", '\0', POPT_ARG_NONE, &own.ask_pin, 0,
		 "ask for the PIN", NULL},
		POPT_TABLEEND,
	};
	struct rrasctl_args args = {.options = options, .least = 1, .most = 1};
	int exit_code;

	if (args_parse(ctl, &args, argc, argv, &exit_code)) {
		exit_code = run_set_eap(ctl, args.values[0], &own);
		args_free(&args);
	}
	free(own.identity);
	free(own.hash);
	free(own.pin_file);
	return exit_code;
}

static uint32_t show_eap(struct rrasctl *ctl, HANDLE interface)
{
	struct report *report = NULL;
	struct rras_eap *eap = NULL;
	char hex[2 * sizeof(eap->hash) + 8];
	uint32_t code = rras_interface_get_eap(ctl->server, interface, &eap);

	if (code != ERROR_SUCCESS) {
		return code;
	}
	report = report_new();
	hex_text(hex, sizeof(hex), eap->hash, eap->hash_size);
	report_bool(report, "eap", "EAP information", eap->present);
	report_optional(report, "identity", "Identity", eap->identity);
	report_optional(report, "certificate_hash", "Certificate", hex);
	report_bool(report, "pin", eap->present ? "PIN" : NULL,
		    eap->pin[0] != '\0');
	report_print(report, ctl->out, ctl->json);
	report_free(report);
	MprAdminBufferFree(eap);
	return ERROR_SUCCESS;
}

static uint32_t remove_eap(struct rrasctl *ctl, HANDLE interface)
{
	MPR_CREDENTIALSEX_0 none = {0};

	return MprAdminInterfaceSetCredentialsEx(ctl->server, interface, 0,
						 (LPBYTE)&none);
}

int command_credential_show_eap(struct rrasctl *ctl, int argc,
				const char **argv)
{
	return run_object(ctl, argc, argv, interface_open, show_eap);
}

int command_credential_remove_eap(struct rrasctl *ctl, int argc,
				  const char **argv)
{
	return run_object(ctl, argc, argv, interface_open, remove_eap);
}
