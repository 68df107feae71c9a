/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Dial-in with plugins that are played, real ports, and a list of connections
 * that only remembers what it was told.
 */
#ifndef TESTS_UNIT_DIAL_IN_FIXTURE_H
#define TESTS_UNIT_DIAL_IN_FIXTURE_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdbool.h>
#include <cmocka.h>
#include <util/data_blob.h>
#include "compat/rras_errors.h"
#include "loop.h"
#include "server/connections/connections.h"
#include "server/connections/dial_in.h"
#include "server/dialer/plugin/plugin_proto.h"
#include "server/ports/ports.h"

#define GONE_IFINDEX 0x7ffffff0 /* no machine has so many */
#define HANDLE	     17

/** @brief The list of connections: one is enough. */
struct connections {
	size_t added, updated, removed;
	size_t failures; /* how often adding is to fail yet */
	struct client_link link;
	char user[256], domain[256], remote[64], local[64], ifname[16];
	char reason[256];
	uint32_t known; /* the handle that it was to have again, or 0 */
	struct connection shown;
};

struct fixture {
	struct tevent_context *ev;
	struct connections connections;
	struct dial_in_config config;
	struct dial_in *dial_in;
	struct ports *ports;
	char run_dir[64];
	char path[108];
	size_t lines; /* of the log */
	char log[512];
};

int dial_in_setup(void **state);
int dial_in_teardown(void **state);

/** @brief Make another one, after a change of the configuration. */
void dial_in_restart(struct fixture *f);

/** @brief Let what is there be worked off. */
void run_a_while(struct fixture *f, unsigned ms);

/** @name A plugin's part */
/**@{*/
int plugin_connect(const struct fixture *f);
/** @brief Send a message with a body of @body bytes. */
void plugin_say(int fd, struct rras_plugin_message *message, size_t body);
void plugin_say_event(int fd, enum rras_plugin_type type);
void plugin_say_hello(int fd, uint32_t version);
void plugin_say_link(int fd, uint64_t id, enum rras_plugin_kind kind);
void plugin_say_peer(int fd, const char *name);
void plugin_say_up(int fd, uint32_t ifindex);
/** @brief All of a link of alice's that is up. */
void plugin_say_state(int fd, uint64_t id, uint32_t ifindex);
/** @brief Connect and say it; the link is up. */
int plugin_link_up(struct fixture *f, uint64_t id);
/** @brief Wait until rrasd's end is closed. */
void assert_closed(struct fixture *f, int fd);
/**@}*/

/** @brief A process that serves such a link until a signal ends it. */
pid_t serve(struct fixture *f, uint64_t id, uint32_t ifindex, bool obeys);
/** @brief It has ended, by that signal. */
void assert_ended_by(pid_t pid, int signal_number);

#endif
