/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the tests of L2TP share: a client of a server on the loopback
 * (l2tp_lns.h), and a fake of what the kernel would do.
 */
#ifndef TESTS_UNIT_L2TP_FIXTURE_H
#define TESTS_UNIT_L2TP_FIXTURE_H

#include "l2tp_lns.h"

struct fixture {
	struct tevent_context *ev;
	struct lns_faults faults;
	struct lns *lns;
	struct tunnel_config config;
	struct tevent_req *req;
	struct tunnel *tunnel;
	struct tunnel_ready ready;
	struct tunnel_end end;
	size_t connected, failed, ended, closed;
};

/** @name The kernel: what it was asked for, and the errno that it answers */
/**@{*/
extern struct l2tp_ids kernel_ids;
extern int kernel_error;
extern int protect_error;
extern size_t protected_sockets;
/**@}*/

/** @name The client; what it does is counted in the fixture */
/**@{*/
int l2tp_set_up(void **state);
int l2tp_tear_down(void **state);
void connect_now(struct fixture *f);
void run_now(struct fixture *f);
void close_now(struct fixture *f);
/**@}*/

/** @brief Connect, and wait until the tunnel is there. */
void connect_up(struct fixture *f);

/** @brief A tunnel from its first message to its last, both sides agreeing. */
void up_and_down(struct fixture *f);

void assert_fails(struct fixture *f, enum dialer_connect_result result,
		  const char *text);

#define L2TP_TEST(function) \
	cmocka_unit_test_setup_teardown(function, l2tp_set_up, l2tp_tear_down)

#endif
