/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The peer at the far end of a serial device, for the rig.
 *
 *   serial-peer -d DEVICE -c CONTROL -p READY_PLUGIN -n NAME
 *               [-a LOCAL:REMOTE] ANSWER...
 *
 * One ANSWER without a number: a null-modem cable with pppd at its end.
 * Answers of the form NUMBER=ANSWER: a Hayes modem on a telephone line.
 * ANSWER is pppd's option file, or for a modem one of
 *   busy, no-carrier, no-dialtone, no-answer   the modem's result
 *   rings    it rings for ever
 *   quiet    it connects, and nobody speaks PPP
 *   drops=FILE  pppd answers, and the line drops after 2 s
 * A number that is not in the list gives NO CARRIER.
 *
 * Control commands (control.h):
 *   drop           the line is lost now
 *   silent, speak  answer nothing at all, nor go on with a link; answer again
 *   unplug, plug   the device goes away; it comes back
 *   serve FILE     whoever opens a null-modem cable next gets these options
 */
#include <err.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>
#include "control.h"
#include "line.h"
#include "modem.h"

#define RESULT_DELAY_MS 200
#define DROP_DELAY_MS	2000
#define RESPAWN_MS	100

enum state {
	STATE_IDLE,    /* nobody has the device open */
	STATE_COMMAND, /* the modem takes commands */
	STATE_DIALING, /* a result or CONNECT is on its way */
	STATE_ONLINE,  /* pppd, or nobody, is at the other end */
};

struct peer {
	struct line line;
	struct modem modem;
	struct control control;
	int children; /* signalfd */
	enum state state;
	bool is_modem;
	bool silent;
	char **answers;
	/* what happens when the timer runs out */
	long deadline; /* 0: nothing */
	const char *result;
};

static long now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void set_timer(struct peer *peer, long ms)
{
	peer->deadline = ms == 0 ? 0 : now_ms() + ms;
}

static void say(struct peer *peer, const char *text)
{
	char line[64];
	int len;

	len = snprintf(line, sizeof(line), "\r\n%s\r\n", text);
	if (write(peer->line.master, line, (size_t)len) != len) {
		warn("modem");
	}
}

/* The call is over, or there was none: wait for commands. */
static void reset(struct peer *peer)
{
	set_timer(peer, 0);
	peer->result = NULL;
	line_release(&peer->line);
	modem_reset(&peer->modem);
	peer->state = peer->line.in_use ? STATE_COMMAND : STATE_IDLE;
}

/* The call ends by what is done to the line. */
static void lose_line(struct peer *peer, void (*how)(struct line *))
{
	set_timer(peer, 0);
	how(&peer->line);
	modem_reset(&peer->modem);
	peer->state = STATE_IDLE;
}

static void drop(struct peer *peer)
{
	lose_line(peer, line_drop);
}

/* Not a word more, not even that it is the last one. */
static void fall_silent(struct peer *peer)
{
	peer->silent = true;
	line_kill(&peer->line);
	reset(peer);
}

static void speak(struct peer *peer)
{
	peer->silent = false;
	if (!peer->is_modem) {
		set_timer(peer, RESPAWN_MS);
	}
}

static void serve(struct peer *peer, const char *file)
{
	static char name[CONTROL_LINE];

	strcpy(name, file);
	peer->answers[0] = name;
	peer->silent = false;
}

/* What the list says about a number. */
static const char *find_answer(const struct peer *peer, const char *number)
{
	size_t len = strlen(number);
	char **answer;

	for (answer = peer->answers; *answer != NULL; answer++) {
		if (strncmp(*answer, number, len) == 0 &&
		    (*answer)[len] == '=') {
			return *answer + len + 1;
		}
	}
	return "no-carrier";
}

static void dial(struct peer *peer)
{
	static const struct {
		const char *answer, *result;
	} results[] = {
		{"busy", "BUSY"},
		{"no-carrier", "NO CARRIER"},
		{"no-dialtone", "NO DIALTONE"},
		{"no-answer", "NO ANSWER"},
		{"quiet", "CONNECT 115200"},
		{"rings", NULL},
	};
	const char *answer = find_answer(peer, peer->modem.number);
	size_t i;

	peer->state = STATE_DIALING;
	for (i = 0; i < sizeof(results) / sizeof(results[0]); i++) {
		if (strcmp(answer, results[i].answer) == 0) {
			peer->result = results[i].result;
			set_timer(peer, peer->result ? RESULT_DELAY_MS : 0);
			return;
		}
	}
	peer->result = answer;
	line_answer(&peer->line,
		    strncmp(answer, "drops=", 6) == 0 ? answer + 6 : answer);
}

/* pppd listens: the modem may say so. */
static void pppd_ready(struct peer *peer)
{
	if (!line_take_ready(&peer->line) || !peer->is_modem) {
		return;
	}
	say(peer, "CONNECT 115200");
	peer->state = STATE_ONLINE;
	if (strncmp(peer->result, "drops=", 6) == 0) {
		set_timer(peer, DROP_DELAY_MS);
	}
}

static void take_character(struct peer *peer, char c)
{
	if (peer->state == STATE_DIALING) {
		/* As every modem: a key press gives up the call. */
		reset(peer);
		say(peer, "NO CARRIER");
		return;
	}
	if (peer->modem.echo && write(peer->line.master, &c, 1) != 1) {
		warn("echo");
	}
	switch (modem_take(&peer->modem, c)) {
	case MODEM_NOTHING:
		break;
	case MODEM_RESET:
		modem_reset(&peer->modem);
		say(peer, "OK");
		break;
	case MODEM_OK:
	case MODEM_HANG_UP:
		say(peer, "OK");
		break;
	case MODEM_ERROR:
		say(peer, "ERROR");
		break;
	case MODEM_DIAL:
		dial(peer);
		break;
	}
}

static void take_text(struct peer *peer)
{
	char data[256];
	ssize_t len, i;

	len = read(peer->line.master, data, sizeof(data));
	for (i = 0; i < len; i++) {
		if (peer->is_modem && !peer->silent &&
		    peer->state != STATE_ONLINE) {
			take_character(peer, data[i]);
		}
	}
}

static void take_line_event(struct peer *peer)
{
	enum line_event event = line_event(&peer->line);

	if (event == LINE_NOTHING) {
		return;
	}
	if (event == LINE_CLOSED) {
		reset(peer);
	}
	if (!peer->line.in_use) {
		return;
	}
	peer->state = STATE_COMMAND;
	if (!peer->is_modem && !peer->silent) {
		peer->state = STATE_ONLINE;
		line_answer(&peer->line, peer->answers[0]);
	}
}

static void take_children(struct peer *peer)
{
	struct signalfd_siginfo info;

	if (read(peer->children, &info, sizeof(info)) == -1) {
		warn("signalfd");
	}
	if (!line_reap(&peer->line)) {
		return;
	}
	if (peer->is_modem) {
		/* The other side hung up: so does the line. */
		drop(peer);
	} else {
		set_timer(peer, RESPAWN_MS);
	}
}

static void timer_expired(struct peer *peer)
{
	set_timer(peer, 0);
	if (!peer->is_modem) {
		if (peer->line.in_use && !peer->silent &&
		    peer->line.pppd == 0) {
			line_answer(&peer->line, peer->answers[0]);
		}
	} else if (peer->state == STATE_ONLINE) {
		drop(peer);
	} else {
		say(peer, peer->result);
		peer->state = strncmp(peer->result, "CONNECT", 7) == 0
				      ? STATE_ONLINE
				      : STATE_COMMAND;
	}
}

static bool obey(struct peer *peer, const char *command)
{
	bool plugged = peer->line.master != -1;

	if (strcmp(command, "drop") == 0 && plugged) {
		drop(peer);
	} else if (strcmp(command, "unplug") == 0 && plugged) {
		lose_line(peer, line_unplug);
	} else if (strcmp(command, "plug") == 0 && !plugged) {
		line_open(&peer->line);
	} else if (strcmp(command, "silent") == 0) {
		fall_silent(peer);
	} else if (strcmp(command, "speak") == 0) {
		speak(peer);
	} else if (strncmp(command, "serve ", 6) == 0 && !peer->is_modem) {
		serve(peer, command + 6);
	} else {
		return false;
	}
	return true;
}

static void take_command(struct peer *peer)
{
	const char *command;

	while ((command = control_next(&peer->control)) != NULL) {
		control_reply(&peer->control,
			      obey(peer, command) ? "ok" : "error: not now");
	}
}

static void run(struct peer *peer)
{
	for (;;) {
		/* While pppd has the line, and while nobody has, not ours. */
		bool read_line = peer->line.in_use && peer->line.pppd == 0;
		struct pollfd fds[] = {
			{.fd = peer->line.watch, .events = POLLIN},
			{.fd = peer->children, .events = POLLIN},
			{.fd = peer->control.fd, .events = POLLIN},
			{.fd = peer->line.ready_fd, .events = POLLIN},
			{.fd = read_line ? peer->line.master : -1,
			 .events = POLLIN},
		};
		long wait = peer->deadline ? peer->deadline - now_ms() : -1;

		if (peer->deadline != 0 && wait <= 0) {
			timer_expired(peer);
			continue;
		}
		if (poll(fds, sizeof(fds) / sizeof(fds[0]), (int)wait) <= 0) {
			continue;
		}
		/* One at a time: each may change what the others belong to. */
		if (fds[0].revents != 0) {
			take_line_event(peer);
		} else if (fds[3].revents != 0) {
			pppd_ready(peer);
		} else if (fds[1].revents != 0) {
			take_children(peer);
		} else if (fds[2].revents != 0) {
			take_command(peer);
		} else if (fds[4].revents & POLLIN) {
			take_text(peer);
		}
	}
}

static void open_children(struct peer *peer)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_BLOCK, &set, NULL);
	peer->children = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

int main(int argc, char *argv[])
{
	static struct peer peer;
	const char *control = NULL;
	int option;

	while ((option = getopt(argc, argv, "d:c:p:n:a:")) != -1) {
		switch (option) {
		case 'd':
			peer.line.device = optarg;
			break;
		case 'c':
			control = optarg;
			break;
		case 'p':
			peer.line.plugin = optarg;
			break;
		case 'n':
			peer.line.name = optarg;
			break;
		case 'a':
			peer.line.addresses = optarg;
			break;
		default:
			exit(2);
		}
	}
	if (peer.line.device == NULL || control == NULL ||
	    peer.line.plugin == NULL || peer.line.name == NULL ||
	    optind == argc) {
		errx(2, "-d, -c, -p, -n and an answer are needed");
	}
	peer.answers = argv + optind;
	peer.is_modem = strchr(peer.answers[0], '=') != NULL;
	open_children(&peer);
	line_open(&peer.line);
	modem_reset(&peer.modem);
	control_open(&peer.control, control);
	run(&peer);
}
