/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The kernel's counters.  The kernel is real; what it never does is done by
 * functions in the place of libnl's (the linker's --wrap): they lose its
 * answers, or make other answers of them.
 */
#ifndef TESTS_UNIT_COUNTERS_KERNEL_H
#define TESTS_UNIT_COUNTERS_KERNEL_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "compat/rras_errors.h"
#include "server/connections/counters.h"

#define assert_code(error, code) \
	assert_int_equal(W_ERROR_V(error), (uint32_t)(code))

enum fault {
	NO_FAULT,
	LOSE,	    /* ENOBUFS */
	SILENT,	    /* nothing comes */
	STRANGER,   /* it comes from another process */
	LATE,	    /* it answers another question */
	REFUSE,	    /* an error instead */
	REFUSE_END, /* an error at the end of the dump */
	INTERRUPT,  /* the list has changed */
	BARE,	    /* without the counters */
	DROP_MINE,  /* interrupted, and an interface is not in it */
};

struct kernel {
	enum fault fault;
	unsigned times; /* datagrams that it befalls */
	int error;	/* of a refusal */
	int ifindex;	/* of DROP_MINE */
	unsigned sends, recvs;
	unsigned type; /* of the last question */
	bool dump;
};

/** @brief What it has seen, and what it is to do. */
extern struct kernel kernel;

/** @brief No question can be sent. */
extern bool no_send;

/** @brief The program is in a network namespace of its own. */
extern bool have_namespace;

struct fixture {
	struct tevent_context *ev;
	struct counters *counters;
	int lo;
};

/** @brief From now on, for so many datagrams. */
void misbehave(enum fault fault, unsigned times);
void refuse_with(int error, unsigned times);

/** @brief cmocka set-up of the group: a network namespace, if we may. */
int group_setup(void **state);
/** @brief cmocka set-up: *state is a struct fixture. */
int setup(void **state);
int teardown(void **state);

/** @brief Begin to read an interface's counters, 0: all. */
struct tevent_req *ask(struct fixture *f, int ifindex);
/** @brief Wait for the end of it. */
WERROR result_of(struct fixture *f, struct tevent_req *req);
WERROR read_now(struct fixture *f, int ifindex);
/** @brief Read them; it must succeed. */
struct link_counters values_of(struct fixture *f, int ifindex);

/** @brief Datagrams through lo, which counts each one twice: out and in. */
void send_through_lo(unsigned count);
/** @brief Eight of them were sent between two readings. */
void assert_traffic(const struct link_counters *now,
		    const struct link_counters *then);

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

#endif
