/* SPDX-License-Identifier: GPL-3.0-or-later */
/* See auth.h. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>
#include "client/rrasctl/auth.h"

#define MAX_LINE 2048 /* bytes; a password has 256 UTF-16 units at most */

void burn_string(char **string)
{
	if (*string != NULL) {
		explicit_bzero(*string, strlen(*string));
	}
	free(*string);
	*string = NULL;
}

static void take_password(struct rrasctl *ctl, char *user)
{
	char *percent = user != NULL ? strchr(user, '%') : NULL;

	if (percent != NULL) {
		burn_string(&ctl->password);
		ctl->password = strdup(percent + 1);
		explicit_bzero(percent, strlen(percent));
	}
}

/* A bundle of short options that ends with U, such as -jU. */
static char *short_user(char *arg, char *next)
{
	static const char flags[] = "jkNV?";
	size_t i = 1;

	if (arg[0] != '-' || arg[1] == '-') {
		return NULL;
	}
	i += strspn(arg + 1, flags);
	if (arg[i] != 'U') {
		return NULL;
	}
	return arg[i + 1] == '='    ? arg + i + 2
	       : arg[i + 1] != '\0' ? arg + i + 1
				    : next;
}

void auth_take_passwords(struct rrasctl *ctl, int argc, char **argv)
{
	int i;

	for (i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
		if (strncmp(argv[i], "--user=", 7) == 0) {
			take_password(ctl, argv[i] + 7);
		} else if (strcmp(argv[i], "--user") == 0) {
			take_password(ctl, argv[i + 1]);
		} else {
			take_password(ctl, short_user(argv[i], argv[i + 1]));
		}
	}
}

static char *trim(char *text)
{
	size_t length;

	text += strspn(text, " \t");
	length = strcspn(text, "\r\n");
	text[length] = '\0';
	return text;
}

static void set_string(char **to, const char *value)
{
	free(*to);
	*to = strdup(value);
}

/* "key = value", as smbclient -A has it; a password may end with blanks. */
static void auth_line(struct rrasctl *ctl, char *line)
{
	char *equals = strchr(line, '=');
	char *key = trim(line), *value = NULL;
	size_t length;

	if (equals == NULL || key[0] == '#') {
		return;
	}
	*equals = '\0';
	value = trim(equals + 1);
	length = strcspn(key, " \t");
	if (strncasecmp(key, "username", length) == 0) {
		if (ctl->user == NULL) { /* -U goes first */
			set_string(&ctl->user, value);
		}
	} else if (strncasecmp(key, "password", length) == 0) {
		if (ctl->password == NULL) {
			set_string(&ctl->password, value);
		}
	} else if (strncasecmp(key, "domain", length) == 0) {
		set_string(&ctl->domain, value);
	}
}

bool auth_read_file(struct rrasctl *ctl, int *exit_code)
{
	char line[MAX_LINE];
	struct stat st;
	FILE *file = fopen(ctl->auth_file, "re");

	*exit_code = RRASCTL_USAGE;
	if (file == NULL) {
		usage_error(ctl, "%s: %s", ctl->auth_file, strerror(errno));
		return false;
	}
	if (fstat(fileno(file), &st) != 0 || (st.st_mode & S_IROTH) != 0) {
		usage_error(ctl,
			    "%s holds a password and everybody can read "
			    "it; chmod 600 it",
			    ctl->auth_file);
		fclose(file);
		return false;
	}
	while (fgets(line, sizeof(line), file) != NULL) {
		auth_line(ctl, line);
	}
	explicit_bzero(line, sizeof(line));
	fclose(file);
	return true;
}

/*
 * A line out of a descriptor, byte by byte: nothing of it stays in a buffer
 * of stdio's, and what follows it stays readable.
 */
static char *read_line(int fd, const char **why)
{
	char line[MAX_LINE];
	size_t length = 0;
	char *result = NULL;
	ssize_t got;

	*why = NULL;
	for (;;) {
		got = read(fd, &line[length], 1);
		if (got < 0) {
			*why = strerror(errno);
			break;
		}
		if (got == 0 || line[length] == '\n') {
			break;
		}
		if (++length == sizeof(line)) {
			*why = "the line is too long for a password";
			break;
		}
	}
	if (*why == NULL && got == 0 && length == 0) {
		*why = "there is no password in it";
	}
	if (*why == NULL) {
		length -= length > 0 && line[length - 1] == '\r' ? 1 : 0;
		result = strndup(line, length);
	}
	explicit_bzero(line, sizeof(line));
	return result;
}

char *password_read(const char *path, const char **why)
{
	char *password = NULL;
	int fd;

	if (strcmp(path, "-") == 0) {
		return read_line(STDIN_FILENO, why);
	}
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd == -1) {
		*why = strerror(errno);
		return NULL;
	}
	password = read_line(fd, why);
	close(fd);
	return password;
}

static volatile sig_atomic_t caught;

static void catch (int signal_number)
{
	caught = signal_number;
}

/*
 * A signal must not leave the terminal without an echo: it ends the reading,
 * and does what it does after the repair.
 */
static char *ask_quietly(int tty, const char *prompt)
{
	static const int signals[] = {SIGINT, SIGQUIT, SIGTERM, SIGHUP};
	const size_t count = sizeof(signals) / sizeof(signals[0]);
	struct sigaction action = {.sa_handler = catch}, before[4];
	const char *why = NULL;
	char *password = NULL;
	struct termios old, quiet;
	size_t i;

	if (tcgetattr(tty, &old) != 0) {
		return NULL;
	}
	caught = 0;
	for (i = 0; i < count; i++) {
		sigaction(signals[i], &action, &before[i]);
	}
	quiet = old;
	quiet.c_lflag &= ~(tcflag_t)ECHO;
	quiet.c_lflag |= ECHONL;
	tcsetattr(tty, TCSAFLUSH, &quiet);
	if (write(tty, prompt, strlen(prompt)) > 0) {
		password = read_line(tty, &why);
	}
	tcsetattr(tty, TCSAFLUSH, &old);
	for (i = 0; i < count; i++) {
		sigaction(signals[i], &before[i], NULL);
	}
	if (caught != 0) {
		burn_string(&password);
		raise(caught);
	}
	return password;
}

char *password_ask(const char *prompt)
{
	int tty = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
	char *password = NULL;

	if (tty == -1) {
		return NULL;
	}
	password = ask_quietly(tty, prompt);
	close(tty);
	return password;
}
