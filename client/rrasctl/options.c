/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Options and arguments; see options.h and rrasctl.h. */
#include "config.h"
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include "client/rrasctl/auth.h"
#include "client/rrasctl/options.h"

void options_fill(struct rrasctl *ctl,
		  struct poptOption options[RRASCTL_NUM_OPTIONS])
{
	const struct poptOption table[RRASCTL_NUM_OPTIONS] = {
		{"server", 'S', POPT_ARG_STRING, &ctl->server_name, 0,
		 "the router to manage; this machine without it", "HOST"},
		{"user", 'U', POPT_ARG_STRING, &ctl->user, 0,
		 "who to connect as, to a remote router", "[DOMAIN\\]USER"},
		{"authentication-file", 'A', POPT_ARG_STRING, &ctl->auth_file,
		 0, "file with username, password and domain", "FILE"},
		{"no-pass", 'N', POPT_ARG_NONE, &ctl->no_pass, 0,
		 "do not ask for a password", NULL},
		{"use-kerberos", '\0', POPT_ARG_STRING, &ctl->kerberos, 0,
		 "desired, required or off", "WHEN"},
		{NULL, 'k', POPT_ARG_NONE, &ctl->use_kerberos, 0,
		 "the same as --use-kerberos=required", NULL},
		{"configfile", 's', POPT_ARG_STRING, &ctl->smb_conf, 0,
		 "another smb.conf", "FILE"},
		{"socket", '\0', POPT_ARG_STRING, &ctl->socket, 0,
		 "the local rrasd's socket", "PATH"},
		{"call-timeout", '\0', POPT_ARG_INT, &ctl->call_timeout, 0,
		 "how long to wait for an answer (60)", "SECONDS"},
		{"json", 'j', POPT_ARG_NONE, &ctl->json, 0,
		 "print JSON, messages too", NULL},
		{"version", 'V', POPT_ARG_NONE, NULL, OPTION_VERSION,
		 "print the version", NULL},
		{"help", '?', POPT_ARG_NONE, NULL, OPTION_HELP,
		 "print this help", NULL},
		POPT_TABLEEND,
	};

	memcpy(options, table, sizeof(table));
}

void options_find_json(struct rrasctl *ctl, const char **words)
{
	for (; words != NULL && *words != NULL; words++) {
		if (strcmp(*words, "--") == 0) {
			return;
		}
		if (strcmp(*words, "--json") == 0 ||
		    strcmp(*words, "-j") == 0) {
			ctl->json = 1;
		}
	}
}

void options_free(struct rrasctl *ctl)
{
	char **strings[] = {
		&ctl->server_name, &ctl->user,	   &ctl->auth_file,
		&ctl->kerberos,	   &ctl->smb_conf, &ctl->socket,
		&ctl->domain,
	};
	size_t i;

	for (i = 0; i < sizeof(strings) / sizeof(strings[0]); i++) {
		free(*strings[i]);
		*strings[i] = NULL;
	}
	burn_string(&ctl->password);
}

static bool take_arguments(struct rrasctl *ctl, struct rrasctl_args *args,
			   int *exit_code)
{
	const char **words = poptGetArgs(args->context);
	int count = 0;

	while (words != NULL && words[count] != NULL && count < args->most) {
		args->values[count] = words[count];
		count++;
	}
	if (count < args->least) {
		*exit_code = usage_error(ctl, "an argument is missing; "
					      "see --help");
		return false;
	}
	if (words != NULL && words[count] != NULL) {
		*exit_code = usage_error(ctl, "one argument too many: %s",
					 words[count]);
		return false;
	}
	return true;
}

static const char *argument_names(const struct rrasctl *ctl)
{
	const struct rrasctl_command *command = rrasctl_commands();
	char action[64];

	for (; command->object != NULL; command++) {
		snprintf(action, sizeof(action), "%s%s%s", command->object,
			 command->verb[0] != '\0' ? " " : "", command->verb);
		if (strcmp(ctl->action, action) == 0) {
			return command->arguments;
		}
	}
	return "";
}

static void print_help(struct rrasctl *ctl, poptContext context)
{
	char usage[128];

	snprintf(usage, sizeof(usage), "%s [OPTION...] %s", ctl->action,
		 argument_names(ctl));
	poptSetOtherOptionHelp(context, usage);
	poptPrintHelp(context, ctl->out, 0);
}

bool args_parse(struct rrasctl *ctl, struct rrasctl_args *args, int argc,
		const char **argv, int *exit_code)
{
	static const struct poptOption none[] = {POPT_TABLEEND};
	struct poptOption common[RRASCTL_NUM_OPTIONS];
	struct poptOption *own =
		(struct poptOption *)(args->options != NULL ? args->options
							    : none);
	const struct poptOption tables[] = {
		{NULL, '\0', POPT_ARG_INCLUDE_TABLE, own, 0, "Options:", NULL},
		{NULL, '\0', POPT_ARG_INCLUDE_TABLE, common, 0,
		 "Options of all commands:", NULL},
		POPT_TABLEEND,
	};
	int rc;

	options_fill(ctl, common);
	args->context = poptGetContext("rrasctl", argc, argv, tables, 0);
	rc = poptGetNextOpt(args->context);
	*exit_code = RRASCTL_OK;
	if (rc == OPTION_HELP) {
		print_help(ctl, args->context);
	} else if (rc == OPTION_VERSION) {
		fprintf(ctl->out, "rrasctl %s\n", RRAS_VERSION);
	} else if (rc < -1) {
		options_find_json(ctl, argv);
		*exit_code = usage_error(ctl, "%s: %s",
					 poptBadOption(args->context, 0),
					 poptStrerror(rc));
	} else if (take_arguments(ctl, args, exit_code)) {
		return true;
	}
	args_free(args);
	return false;
}

void args_free(struct rrasctl_args *args)
{
	args->context = poptFreeContext(args->context);
}
