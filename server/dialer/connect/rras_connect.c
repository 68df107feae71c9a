/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rras-connect: pppd's connect script for modems.
 *
 * It has chat talk to the modem on its standard input and output, in two
 * steps (is there a modem that listens; dial), and sends what came of it to
 * rrasd as one struct rras_connect_report.  pppd sees 0 or 1.
 */
#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include "server/dialer/backend.h"
#include "server/dialer/number.h"
#include "connect_proto.h"

#define INIT_TIMEOUT "3" /* seconds; a modem answers AT in a moment */
#define NOT_EXECUTED 127

/* chat(8), "TERMINATION CODES": then one for each ABORT string, in order. */
enum {
	CHAT_OK = 0,
	CHAT_TIMEOUT = 3,
	CHAT_FIRST_ABORT = 4,
};

struct connect_options {
	int report_fd;
	const char *timeout;
	const char *init;
	const char *number;
};

struct outcome {
	enum dialer_connect_result result;
	const char *text;
};

/* What a modem says instead of CONNECT (ITU-T V.250 table 1, and habits). */
static const struct outcome refusals[] = {
	{DIALER_CONNECT_BUSY, "BUSY"},
	{DIALER_CONNECT_NO_CARRIER, "NO CARRIER"},
	{DIALER_CONNECT_NO_DIALTONE, "NO DIALTONE"},
	{DIALER_CONNECT_NO_DIALTONE, "NO DIAL TONE"},
	{DIALER_CONNECT_NO_ANSWER, "NO ANSWER"},
	{DIALER_CONNECT_VOICE, "VOICE"},
	{DIALER_CONNECT_ERROR, "ERROR"},
	{DIALER_CONNECT_ERROR, "DELAYED"},
	{DIALER_CONNECT_ERROR, "BLACKLISTED"},
};

#define NUM_REFUSALS (sizeof(refusals) / sizeof(refusals[0]))

/* chat must not go on with the modem when we are killed (hang-up). */
static _Noreturn void exec_chat(const char *const argv[], pid_t parent)
{
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() == parent) {
		execvp(argv[0], (char *const *)(uintptr_t)argv);
	}
	_exit(NOT_EXECUTED);
}

/* chat's exit status, -1 when it has none. */
static int run_chat(const char *const argv[])
{
	pid_t parent = getpid(), pid = fork();
	int status;

	if (pid == -1) {
		return -1;
	}
	if (pid == 0) {
		exec_chat(argv, parent);
	}
	while (waitpid(pid, &status, 0) == -1) {
		if (errno != EINTR) {
			return -1;
		}
	}
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static struct outcome failed(int status)
{
	return (struct outcome){DIALER_CONNECT_FAILED,
				status == NOT_EXECUTED
					? "chat is not installed"
					: "chat could not use the port"};
}

/* Is there a modem that listens? */
static struct outcome initialise(const struct connect_options *options)
{
	const char *const argv[] = {
		"chat", "-t",	    INIT_TIMEOUT,  "ABORT", "ERROR", "",
		"AT",	"OK-AT-OK", options->init, "OK",    NULL};
	const char *const without_init[] = {
		"chat", "-t", INIT_TIMEOUT, "ABORT", "ERROR",
		"",	"AT", "OK-AT-OK",   "\\c",   NULL};
	int status = run_chat(options->init[0] != '\0' ? argv : without_init);

	switch (status) {
	case CHAT_OK:
		return (struct outcome){DIALER_CONNECT_OK, ""};
	case CHAT_TIMEOUT:
		return (struct outcome){DIALER_CONNECT_NOT_READY, ""};
	case CHAT_FIRST_ABORT:
		return (struct outcome){DIALER_CONNECT_ERROR, "ERROR"};
	default:
		return failed(status);
	}
}

static struct outcome dial(const struct connect_options *options)
{
	const char *argv[2 * NUM_REFUSALS + 8], **arg = argv;
	bool tells_how = strchr("TtPp", options->number[0]) != NULL;
	char command[DIALER_MAX_NUMBER + 8];
	size_t i;
	int status;

	snprintf(command, sizeof(command), "ATD%s%s", tells_how ? "" : "T",
		 options->number);
	*arg++ = "chat";
	*arg++ = "-t";
	*arg++ = options->timeout;
	for (i = 0; i < NUM_REFUSALS; i++) {
		*arg++ = "ABORT";
		*arg++ = refusals[i].text;
	}
	*arg++ = "";
	*arg++ = command;
	*arg++ = "CONNECT";
	*arg++ = "\\c"; /* not even a carriage return to the peer */
	*arg = NULL;
	status = run_chat(argv);
	if (status == CHAT_OK) {
		return (struct outcome){DIALER_CONNECT_OK, "CONNECT"};
	}
	if (status == CHAT_TIMEOUT) {
		return (struct outcome){DIALER_CONNECT_TIMEOUT, ""};
	}
	if (status >= CHAT_FIRST_ABORT &&
	    status < CHAT_FIRST_ABORT + (int)NUM_REFUSALS) {
		return refusals[status - CHAT_FIRST_ABORT];
	}
	return failed(status);
}

/*
 * A pppd that was killed leaves PPP's line discipline on a port that somebody
 * else has open, too, as with a pseudo-terminal: not a byte of chat's would get
 * through.
 */
static void make_it_a_tty(void)
{
	int discipline = N_TTY;

	ioctl(STDIN_FILENO, TIOCSETD, &discipline);
}

static struct outcome connect_modem(const struct connect_options *options)
{
	struct outcome outcome;

	/* rrasd has checked it; but this line goes to a modem as root */
	if (!W_ERROR_IS_OK(dialer_number_check(options->number))) {
		return (struct outcome){DIALER_CONNECT_FAILED,
					"not a number to dial"};
	}
	make_it_a_tty();
	outcome = initialise(options);
	return outcome.result == DIALER_CONNECT_OK ? dial(options) : outcome;
}

static void report(int fd, const struct outcome *outcome)
{
	struct rras_connect_report message = {
		.version = RRAS_CONNECT_VERSION,
		.result = outcome->result,
	};

	snprintf(message.text, sizeof(message.text), "%s", outcome->text);
	(void)send(fd, &message, sizeof(message), MSG_NOSIGNAL);
}

static bool parse_options(int argc, char **argv,
			  struct connect_options *options)
{
	static const struct option known[] = {
		{"report-fd", required_argument, NULL, 'r'},
		{"timeout", required_argument, NULL, 't'},
		{"init", required_argument, NULL, 'i'},
		{"number", required_argument, NULL, 'n'},
		{NULL, 0, NULL, 0}};
	int option;

	*options = (struct connect_options){
		.report_fd = -1, .timeout = "60", .init = "", .number = NULL};
	while ((option = getopt_long(argc, argv, "", known, NULL)) != -1) {
		switch (option) {
		case 'r':
			options->report_fd = atoi(optarg);
			break;
		case 't':
			options->timeout = optarg;
			break;
		case 'i':
			options->init = optarg;
			break;
		case 'n':
			options->number = optarg;
			break;
		default:
			return false;
		}
	}
	return optind == argc && options->number != NULL;
}

int main(int argc, char **argv)
{
	struct connect_options options;
	struct outcome outcome;

	/* Nor must we go on when pppd is killed with 9 and no rrasd is there
	 * to end its group. */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (!parse_options(argc, argv, &options)) {
		fprintf(stderr,
			"usage: rras-connect [--report-fd=FD] [--timeout=SECONDS]"
			" [--init=COMMAND] --number=NUMBER\n"
			"pppd runs it as the connect script of rrasd's modem "
			"links.\n");
		return 2;
	}
	outcome = connect_modem(&options);
	report(options.report_fd, &outcome);
	return outcome.result == DIALER_CONNECT_OK ? 0 : 1;
}
