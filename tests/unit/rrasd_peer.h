/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A peer of the daemon, and its bare socket, for tests of what comes over it.
 */
#ifndef TESTS_UNIT_RRASD_PEER_H
#define TESTS_UNIT_RRASD_PEER_H

#include <stddef.h>
#include <stdint.h>

#include "ndr_dimsvc.h"
#include "server/rrasd/peer.h"
#include "rrasd_fake.h"

#define DIMSVC (&ndr_table_dimsvc.syntax_id.uuid)

struct peer_fixture {
	struct fake *fake;
	struct listener_config config;
	char dir[64];
	const char *why;
	int fd; /* our end of a peer's socket */
	struct peer *peer;
};

int peer_setup(void **state);
int peer_teardown(void **state);

/** @brief Let the daemon do what it can do now, without waiting. */
void peer_turn(struct peer_fixture *f);

void peer_send_bytes(struct peer_fixture *f, const void *bytes, size_t length);
void peer_send_frame(struct peer_fixture *f, const struct rras_frame *frame);

/** @brief A call by an administrator with one argument, 7. */
void peer_send_call(struct peer_fixture *f, uint32_t id, uint32_t opnum);
void peer_send_cancel(struct peer_fixture *f, uint32_t id);

/** @brief Read one reply; the daemon has sent it, or sends it soon. */
struct rras_frame *peer_receive(struct peer_fixture *f);

/** @brief The daemon has closed the socket. */
void peer_assert_closed(struct peer_fixture *f);

/** @brief The daemon has nothing to say. */
void peer_assert_silent(struct peer_fixture *f);

#endif
