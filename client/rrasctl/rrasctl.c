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
	{"server", "ports", "", "how many ports of each kind it has",
	 command_server_ports},
	{"server", "set-ports", "KIND NUMBER", "change that",
	 command_server_set_ports},
	{"server", "config", "", "how its tunnels are configured",
	 command_server_config},
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
	{"interface", "connect", "NAME | --all", "dial, and follow the attempt",
	 command_interface_connect},
	{"interface", "disconnect", "NAME | --all", "hang up",
	 command_interface_disconnect},
	{"interface", "reload", "NAME", "read its phonebook entry again",
	 command_interface_reload},
	{"interface", "show-ikev2", "NAME", "its configuration of IKEv2",
	 command_interface_show_ikev2},
	{"interface", "set-ikev2", "NAME", "change that",
	 command_interface_set_ikev2},
	{"interface", "remove-ikev2", "NAME", "remove it",
	 command_interface_remove_ikev2},
	{"link", "history", "NAME", "its last attempts", command_link_history},
	{"port", "list", "", "all ports", command_port_list},
	{"port", "show", "PORT", "state and statistics of one",
	 command_port_show},
	{"port", "clear-stats", "PORT", "let its statistics begin at 0",
	 command_port_clear_stats},
	{"port", "reset", "PORT", "reset its device", command_port_reset},
	{"port", "disconnect", "PORT", "hang up", command_port_disconnect},
	{"device", "list", "", "what links can be dialed with",
	 command_device_list},
	{"device", "show", "INTERFACE", "the devices of an interface",
	 command_device_show},
	{"device", "set", "INTERFACE INDEX", "change one, or add one",
	 command_device_set},
	{"connection", "list", "", "all links that are up",
	 command_connection_list},
	{"connection", "show", "CONNECTION", "what one has negotiated",
	 command_connection_show},
	{"connection", "clear-stats", "CONNECTION",
	 "let its statistics begin at 0", command_connection_clear_stats},
	{"connection", "disconnect", "CONNECTION", "hang up",
	 command_connection_disconnect},
	{"monitor", "", "", "follow connects and disconnects", command_monitor},
	{"credential", "set", "INTERFACE [USER]",
	 "user and password that an interface dials with",
	 command_credential_set},
	{"credential", "show", "INTERFACE", "who an interface dials as",
	 command_credential_show},
	{"credential", "set-key", "INTERFACE", "a pre-shared key",
	 command_credential_set_key},
	{"credential", "show-key", "INTERFACE", "whether there is one",
	 command_credential_show_key},
	{"credential", "remove-key", "INTERFACE", "forget it",
	 command_credential_remove_key},
	{"credential", "set-eap", "INTERFACE",
	 "identity and certificate of EAP", command_credential_set_eap},
	{"credential", "show-eap", "INTERFACE", "which ones these are",
	 command_credential_show_eap},
	{"credential", "remove-eap", "INTERFACE", "forget them",
	 command_credential_remove_eap},
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
		    (command->verb[0] == '\0' ||
		     (verb != NULL && strcmp(command->verb, verb) == 0))) {
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
		snprintf(left, sizeof(left), "%s%s%s %s", command->object,
			 command->verb[0] != '\0' ? " " : "", command->verb,
			 command->arguments);
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
	int count = 0, first, exit_code;

	while (words != NULL && words[count] != NULL) {
		count++;
	}
	command = count > 0 ? find_command(words[0], words[1]) : NULL;
	if (command == NULL) {
		options_find_json(ctl, words);
	}
	if (command == NULL && count < 2) {
		return usage_error(ctl, "a command is missing; see --help");
	}
	if (command == NULL) {
		return usage_error(ctl,
				   "there is no command \"%s %s\"; "
				   "see --help",
				   words[0], words[1]);
	}
	first = command->verb[0] != '\0' ? 1 : 0;
	snprintf(action, sizeof(action), "%s%s%s", command->object,
		 first == 1 ? " " : "", command->verb);
	ctl->action = action;
	exit_code = run_command(ctl, command, count - first, words + first);
	ctl->action = NULL;
	return exit_code;
}

static int run_parsed(struct rrasctl *ctl, poptContext context,
		      const char **argv)
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
		options_find_json(ctl, argv);
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
	exit_code = run_parsed(ctl, context, (const char **)argv);
	poptFreeContext(context);
	MprAdminServerDisconnect(ctl->server);
	ctl->server = NULL;
	options_free(ctl);
	return exit_code;
}
