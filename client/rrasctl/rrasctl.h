/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rrasctl: what its commands share.  A command parses its options, opens the
 * connection, asks, and prints; it returns the exit code of the program.
 */
#ifndef CLIENT_RRASCTL_H
#define CLIENT_RRASCTL_H

#include <popt.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include "client/libmprapi/mprapi_ext.h"

/** @brief Exit codes; scripts rely on them (rrasctl.1). */
enum rrasctl_exit {
	RRASCTL_OK = 0,
	RRASCTL_USAGE = 1,   /**< wrong usage, or a failure on this side */
	RRASCTL_REFUSED = 2, /**< the server said no */
	RRASCTL_NOT_CONNECTED = 3, /**< the attempt to connect failed */
	RRASCTL_UNREACHABLE = 4,   /**< no server, or no router service there */
	RRASCTL_DENIED = 5,	   /**< wrong password, or no administrator */
	RRASCTL_TIMEOUT = 6,
	RRASCTL_INTERRUPTED = 130, /**< Ctrl-C */
};

/** @brief One run of the program. */
struct rrasctl {
	FILE *out;
	FILE *err;
	const char *action; /**< "interface show", for messages */
	MPR_SERVER_HANDLE server;
	/* Options of all commands; strings belong to this structure. */
	int json;
	int no_pass;
	int use_kerberos;
	int call_timeout;
	char *server_name;
	char *user;
	char *auth_file;
	char *kerberos;
	char *smb_conf;
	char *socket;
	char *password; /**< burnt at the end */
	char *domain;	/**< from an authentication file */
};

/** @brief One command: "rrasctl OBJECT VERB"; "rrasctl OBJECT" when the verb
 * is "". */
struct rrasctl_command {
	const char *object;
	const char *verb;
	const char *arguments; /**< for the usage line */
	const char *help;
	int (*run)(struct rrasctl *ctl, int argc, const char **argv);
};

/**
 * @brief Run rrasctl.
 *
 * @param[in,out] argv  a password in it is overwritten
 * @return the exit code
 */
int rrasctl_run(struct rrasctl *ctl, int argc, char **argv);

/** @brief All commands, ended by one without an object. */
const struct rrasctl_command *rrasctl_commands(void);

/** @name The commands */
/**@{*/
int command_server_info(struct rrasctl *ctl, int argc, const char **argv);
int command_service_status(struct rrasctl *ctl, int argc, const char **argv);
int command_service_pause(struct rrasctl *ctl, int argc, const char **argv);
int command_service_continue(struct rrasctl *ctl, int argc, const char **argv);
int command_interface_list(struct rrasctl *ctl, int argc, const char **argv);
int command_interface_show(struct rrasctl *ctl, int argc, const char **argv);
int command_interface_create(struct rrasctl *ctl, int argc, const char **argv);
int command_interface_set(struct rrasctl *ctl, int argc, const char **argv);
int command_interface_delete(struct rrasctl *ctl, int argc, const char **argv);
int command_interface_connect(struct rrasctl *ctl, int argc, const char **argv);
int command_interface_disconnect(struct rrasctl *ctl, int argc,
				 const char **argv);
int command_interface_reload(struct rrasctl *ctl, int argc, const char **argv);
int command_link_history(struct rrasctl *ctl, int argc, const char **argv);
int command_credential_set(struct rrasctl *ctl, int argc, const char **argv);
int command_credential_show(struct rrasctl *ctl, int argc, const char **argv);
int command_server_ports(struct rrasctl *ctl, int argc, const char **argv);
int command_server_set_ports(struct rrasctl *ctl, int argc, const char **argv);
int command_server_config(struct rrasctl *ctl, int argc, const char **argv);
int command_device_list(struct rrasctl *ctl, int argc, const char **argv);
int command_device_show(struct rrasctl *ctl, int argc, const char **argv);
int command_device_set(struct rrasctl *ctl, int argc, const char **argv);
int command_port_list(struct rrasctl *ctl, int argc, const char **argv);
int command_port_show(struct rrasctl *ctl, int argc, const char **argv);
int command_port_clear_stats(struct rrasctl *ctl, int argc, const char **argv);
int command_port_reset(struct rrasctl *ctl, int argc, const char **argv);
int command_port_disconnect(struct rrasctl *ctl, int argc, const char **argv);
int command_connection_list(struct rrasctl *ctl, int argc, const char **argv);
int command_connection_show(struct rrasctl *ctl, int argc, const char **argv);
int command_connection_clear_stats(struct rrasctl *ctl, int argc,
				   const char **argv);
int command_connection_disconnect(struct rrasctl *ctl, int argc,
				  const char **argv);
int command_credential_show_key(struct rrasctl *ctl, int argc,
				const char **argv);
int command_credential_set_key(struct rrasctl *ctl, int argc,
			       const char **argv);
int command_credential_remove_key(struct rrasctl *ctl, int argc,
				  const char **argv);
int command_credential_show_eap(struct rrasctl *ctl, int argc,
				const char **argv);
int command_credential_set_eap(struct rrasctl *ctl, int argc,
			       const char **argv);
int command_credential_remove_eap(struct rrasctl *ctl, int argc,
				  const char **argv);
int command_interface_show_ikev2(struct rrasctl *ctl, int argc,
				 const char **argv);
int command_interface_set_ikev2(struct rrasctl *ctl, int argc,
				const char **argv);
int command_interface_remove_ikev2(struct rrasctl *ctl, int argc,
				   const char **argv);
int command_monitor(struct rrasctl *ctl, int argc, const char **argv);
/**@}*/

/** @brief What arguments a command wants, and what it got. */
struct rrasctl_args {
	const struct poptOption *options; /**< its own; NULL for none */
	int least, most;		  /**< arguments that are no options */
	const char *values[4];		  /**< valid until args_free() */
	poptContext context;
};

/**
 * @brief Parse a command's options and arguments.
 *
 * @return true; else a message has been printed, or the help that was asked
 *         for: return *exit_code
 */
bool args_parse(struct rrasctl *ctl, struct rrasctl_args *args, int argc,
		const char **argv, int *exit_code);
void args_free(struct rrasctl_args *args);

/** @brief Print a message that ends nothing. */
void notice(struct rrasctl *ctl, const char *text);

/** @brief Print a message about wrong usage; RRASCTL_USAGE. */
int usage_error(struct rrasctl *ctl, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/**
 * @brief Print a message about a Win32 code that ended a command.
 *
 * @param[in] subject  what it is about, or NULL
 * @return the exit code that belongs to @code
 */
int code_error(struct rrasctl *ctl, uint32_t code, const char *subject);

/** @brief The same with one more sentence and another exit code. */
int code_error_as(struct rrasctl *ctl, int exit_code, uint32_t code,
		  const char *subject, const char *detail);

/** @brief The exit code that belongs to a Win32 code. */
int exit_code_of(uint32_t code);

/** @brief "text (691, ERROR_AUTHENTICATION_FAILURE)"; for free(). */
char *code_text(uint32_t code);

/** @brief Connect as the options say, asking for a password if need be. */
bool server_open(struct rrasctl *ctl, int *exit_code);

/** @brief server_open(), but the local server only. */
bool server_open_local(struct rrasctl *ctl, int *exit_code);

/**
 * @brief Connect to the local server anew: it has been restarted.
 *
 * @return a Win32 code; nothing is printed
 */
uint32_t server_reopen_local(struct rrasctl *ctl);

/** @brief Find an interface by its name in UTF-8. */
bool interface_open(struct rrasctl *ctl, const char *name, HANDLE *interface,
		    int *exit_code);

#endif
