/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Stands in for pppd with our plugin: the user's name is the part to play.
 */
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <net/if.h>
#include <sys/socket.h>
#include "server/dialer/connect/connect_proto.h"
#include "server/dialer/backend.h"
#include "server/dialer/pppd_args.h"
#include "server/dialer/plugin/plugin_proto.h"

static void say(struct rras_plugin_message *message, size_t body)
{
	send(PPPD_FD_PLUGIN, message, RRAS_PLUGIN_HEADER + body, MSG_NOSIGNAL);
}

static void say_hello(uint32_t version)
{
	struct rras_plugin_message message = {.type = RRAS_PLUGIN_HELLO};

	message.hello.version = version;
	say(&message, sizeof(message.hello));
}

static void say_phase_of(enum rras_plugin_phase phase, uint32_t ifindex)
{
	struct rras_plugin_message message = {.type = RRAS_PLUGIN_PHASE};

	message.phase.phase = phase;
	message.phase.ifindex = ifindex;
	say(&message, sizeof(message.phase));
}

static void say_phase(enum rras_plugin_phase phase)
{
	say_phase_of(phase, 0);
}

static bool secret_is(const char *secret)
{
	struct rras_plugin_message message = {
		.type = RRAS_PLUGIN_SECRET_REQUEST,
		.secret_request = {.auth = RRAS_PLUGIN_AUTH_PAP}};

	say(&message, sizeof(message.secret_request));
	return recv(PPPD_FD_PLUGIN, &message, sizeof(message), 0) ==
		       RRAS_PLUGIN_HEADER + sizeof(message.secret) &&
	       message.type == RRAS_PLUGIN_SECRET && message.secret.known &&
	       strcmp(message.secret.secret, secret) == 0;
}

static void say_up(void)
{
	struct rras_plugin_message message = {.type = RRAS_PLUGIN_IP_UP};

	strcpy(message.ip.ifname, "ppp77");
	message.ip.local = 1;
	say(&message, sizeof(message.ip));
}

static void say_exit(void)
{
	struct rras_plugin_message message = {.type = RRAS_PLUGIN_EXIT};

	message.exit.rx_bytes = 12345;
	say(&message, sizeof(message.exit));
}

/* A link that comes up when the password is right and ends by SIGTERM. */
static int link_up(void)
{
	sigset_t set;
	int number;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigprocmask(SIG_BLOCK, &set, NULL);
	say_hello(RRAS_PLUGIN_VERSION);
	say_phase(RRAS_PLUGIN_PHASE_DIAL);
	say_phase(RRAS_PLUGIN_PHASE_ESTABLISH);
	say_phase(RRAS_PLUGIN_PHASE_AUTHENTICATE);
	if (!secret_is("sesame")) {
		return 19;
	}
	say_phase(RRAS_PLUGIN_PHASE_NETWORK);
	say_up();
	sigwait(&set, &number);
	say_exit();
	return 5;
}

static bool is_answered_with(enum rras_plugin_type type)
{
	struct rras_plugin_message message;

	return recv(PPPD_FD_PLUGIN, &message, sizeof(message), 0) > 0 &&
	       message.type == type;
}

/* Says what link it is to who knows, and gets only what it has asked for. */
static int introduced(void)
{
	struct rras_plugin_message dialed = {.type = RRAS_PLUGIN_DIALED};
	struct rras_plugin_message question = {.type = RRAS_PLUGIN_KEY_REQUEST};

	dialed.dialed.id = 1;
	say_hello(RRAS_PLUGIN_VERSION);
	say(&dialed, sizeof(dialed.dialed));
	say(&question, 0);
	return is_answered_with(RRAS_PLUGIN_KEY) ? 6 : 19;
}

/* More than the queue holds, and gone at once after the last message. */
static int burst(void)
{
	int i;

	say_hello(RRAS_PLUGIN_VERSION);
	for (i = 0; i < 2000; i++) {
		say_phase(RRAS_PLUGIN_PHASE_DIAL);
	}
	say_up();
	say_exit();
	return 16;
}

/* Its interface is one that the machine has without it. */
static int survived(void)
{
	say_hello(RRAS_PLUGIN_VERSION);
	say_phase_of(RRAS_PLUGIN_PHASE_ESTABLISH, if_nametoindex("lo"));
	say_up();
	pause();
	return 0;
}

static int garbage(void)
{
	send(PPPD_FD_PLUGIN, "garbage", 7, MSG_NOSIGNAL);
	pause();
	return 0;
}

static int report(uint32_t result, size_t size)
{
	struct rras_connect_report message = {.version = RRAS_CONNECT_VERSION,
					      .result = result};

	memset(message.text, 'x', sizeof(message.text)); /* no NUL */
	send(PPPD_FD_REPORT, &message, size, MSG_NOSIGNAL);
	return 8;
}

static _Noreturn void stubborn(void)
{
	signal(SIGTERM, SIG_IGN);
	say_hello(RRAS_PLUGIN_VERSION);
	say_phase(RRAS_PLUGIN_PHASE_ESTABLISH);
	for (;;) {
		pause();
	}
}

static int play(const char *part)
{
	if (strcmp(part, "up") == 0) {
		return link_up();
	} else if (strcmp(part, "introduced") == 0) {
		return introduced();
	} else if (strcmp(part, "burst") == 0) {
		return burst();
	} else if (strcmp(part, "survived") == 0) {
		return survived();
	} else if (strcmp(part, "garbage") == 0) {
		return garbage();
	} else if (strcmp(part, "version") == 0) {
		say_hello(RRAS_PLUGIN_VERSION + 1);
		pause();
	} else if (strcmp(part, "busy") == 0) {
		return report(DIALER_CONNECT_BUSY,
			      sizeof(struct rras_connect_report));
	} else if (strcmp(part, "bad report") == 0) {
		return report(4711, sizeof(struct rras_connect_report));
	} else if (strcmp(part, "short report") == 0) {
		return report(DIALER_CONNECT_BUSY, 5);
	} else if (strcmp(part, "stubborn") == 0) {
		stubborn();
	} else if (strcmp(part, "options") == 0) {
		fprintf(stderr, "Plugin x loaded.\nfirst\n\nIn file y:\n"
				"unrecognized option 'z'");
		return 2;
	}
	return 1;
}

int main(int argc, char **argv)
{
	int i;

	for (i = 1; i + 1 < argc; i++) {
		if (strcmp(argv[i], "user") == 0) {
			return play(argv[i + 1]);
		}
	}
	return 1;
}
