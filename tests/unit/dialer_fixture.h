/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A dialer on the memory backend with one link, and what can happen to it;
 * for the tests of the state machine.
 */
#ifndef TESTS_UNIT_DIALER_FIXTURE_H
#define TESTS_UNIT_DIALER_FIXTURE_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>
#include <arpa/inet.h>
#include <cmocka.h>
#include "server/dialer/backend_memory.h"
#include "server/ports/ports.h"

#define assert_code(error, code) \
	assert_int_equal(W_ERROR_V(error), (uint32_t)(code))

struct fixture {
	struct tevent_context *ev;
	struct dialer_memory *memory;
	struct ports *ports;
	struct dialer *dialer;
	struct dialer_link *link;
	const struct dialer_status *status;
	unsigned changes;
};

/** @brief The ports of the configuration, NULL-terminated. */
extern const char *const ports[];

/** @brief Settings of a cable: no number, no choice of the port. */
extern const struct dialer_settings direct;

/** @brief cmocka set-up: *state is a struct fixture. */
int setup(void **state);
/** @brief No attempt may be left. */
int teardown(void **state);
/** @brief Connect; it must be PENDING. */
void dial(struct fixture *f);
/** @brief Let an event happen to the last attempt. */
void happen(struct fixture *f, struct dialer_event event);
/** @brief The backend announces a phase. */
void phase(struct fixture *f, enum dialer_phase which);
/** @brief An event without members. */
void simple(struct fixture *f, enum dialer_event_type type);
/** @brief IPv4 comes up. */
void ip_up(struct fixture *f);
/** @brief IPv6 comes up. */
void ip6_up(struct fixture *f);
/** @brief A Terminate-Request is seen. */
void terminate(struct fixture *f, enum dialer_protocol protocol, bool from_peer,
	       const char *text);
/** @brief The child is gone. */
void gone(struct fixture *f, bool signalled, int status);
/** @brief Bring the link up. */
void connected(struct fixture *f);
/** @brief Run the loop until @link is in @state. */
void run_until(struct fixture *f, struct dialer_link *link,
	       enum dialer_state state);
/** @brief The link is down, for this reason, and clean. */
void assert_end(struct fixture *f, enum rras_error error, bool failed);

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

#endif
