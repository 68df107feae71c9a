/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which command is it?  See rrasctl.h. */
#include "config.h"
#include <stdlib.h>
#include <string.h>
#include "client/rrasctl/auth.h"
#include "client/rrasctl/options.h"
#include "client/rrasctl/rrasctl.h"

static const struct rrasctl_command commands[] = {
	{"server", "info", "", "what the router is and how busy it is",
	 command_server_info},
	{"service", "status", "", "what the local rrasd does",
	 command_service_status},
	{"service", "pause", "", "let the local rrasd dial no more links",
	 command_service_pause},
	{"service", "continue", "", "let it dial again",
	 command_service_continue},
	{"interface", "list", "", "all interfaces", command_interface_list},
	{"interface", "show", "NAME", "settings and state of one",
	 command_interface_show},
	{"interface", "create", "NAME", "a new demand-dial interface",
	 command_interface_create},
	{"interface", "set", "NAME", "change settings", command_interface_set},
	{"interface", "delete", "NAME", "delete it", command_interface_delete},
	{"interface", "connect", "NAME", "dial, and follow the attempt",
	 command_interface_connect},
	{"interface", "disconnect", "NAME", "hang up",
	 command_interface_disconnect},
	{"interface", "reload", "NAME", "read its phonebook entry again",
	 command_interface_reload},
	{"credential", "set", "INTERFACE [USER]",
	 "user and password that an interface dials with",
	 command_credential_set},
	{"credential", "show", "INTERFACE", "who an interface dials as",
	 command_credential_show},
	{0},
};

const struct rrasctl_command *rrasctl_commands(void)
{
	return commands;
}

static const struct rrasctl_command *find_command(const char *object,
						  const char *verb)
{
	const struct rrasctl_command *command = commands;

	while (command->object != NULL) {
		if (strcmp(command->object, object) == 0 &&
		    strcmp(command->verb, verb) == 0) {
			return command;
		}
		command++;
	}
	return NULL;
}

static void print_commands(FILE *out)
{
	const struct rrasctl_command *command = NULL;
	char left[64];

	fputs("\nCommands:\n", out);
	for (command = commands; command->object != NULL; command++) {
		snprintf(left, sizeof(left), "%s %s %s", command->object,
			 command->verb, command->arguments);
		fprintf(out, "  %-34s %s\n", left, command->help);
	}
	fputs("\nrrasctl OBJECT VERB --help lists a command's own options; "
	      "rrasctl(1) has\nexamples and the exit codes.\n",
	      out);
}

/* Its first word becomes the program's name, as popt shows that in its help. */
static int run_command(struct rrasctl *ctl,
		       const struct rrasctl_command *command, int count,
		       const char **words)
{
	const char **argv = calloc((size_t)count + 1, sizeof(*argv));
	int exit_code;

	if (argv == NULL) {
		return usage_error(ctl, "there is not enough memory");
	}
	memcpy(argv, words, (size_t)count * sizeof(*argv));
	argv[0] = "rrasctl";
	exit_code = command->run(ctl, count, argv);
	free(argv);
	return exit_code;
}

static int dispatch(struct rrasctl *ctl, const char **words)
{
	const struct rrasctl_command *command = NULL;
	char action[64];
	int count = 0, exit_code;

	while (words != NULL && words[count] != NULL) {
		count++;
	}
	if (count < 2) {
		return usage_error(ctl, "a command is missing; see --help");
	}
	command = find_command(words[0], words[1]);
	if (command == NULL) {
		return usage_error(ctl,
				   "there is no command \"%s %s\"; "
				   "see --help",
				   words[0], words[1]);
	}
	snprintf(action, sizeof(action), "%s %s", command->object,
		 command->verb);
	ctl->action = action;
	exit_code = run_command(ctl, command, count - 1, words + 1);
	ctl->action = NULL;
	return exit_code;
}

static int run_parsed(struct rrasctl *ctl, poptContext context)
{
	int rc = poptGetNextOpt(context);

	if (rc == OPTION_HELP) {
		poptPrintHelp(context, ctl->out, 0);
		print_commands(ctl->out);
		return RRASCTL_OK;
	}
	if (rc == OPTION_VERSION) {
		fprintf(ctl->out, "rrasctl %s\n", RRAS_VERSION);
		return RRASCTL_OK;
	}
	if (rc < -1) {
		return usage_error(ctl, "%s: %s", poptBadOption(context, 0),
				   poptStrerror(rc));
	}
	return dispatch(ctl, poptGetArgs(context));
}

int rrasctl_run(struct rrasctl *ctl, int argc, char **argv)
{
	struct poptOption options[RRASCTL_NUM_OPTIONS];
	poptContext context = NULL;
	int exit_code;

	auth_take_passwords(ctl, argc, argv);
	options_fill(ctl, options);
	/* Up to the first word: what follows the command is the command's. */
	context = poptGetContext("rrasctl", argc, (const char **)argv, options,
				 POPT_CONTEXT_POSIXMEHARDER);
	poptSetOtherOptionHelp(context,
			       "[OPTION...] OBJECT VERB [ARGUMENT...]");
	exit_code = run_parsed(ctl, context);
	poptFreeContext(context);
	MprAdminServerDisconnect(ctl->server);
	ctl->server = NULL;
	options_free(ctl);
	return exit_code;
}
