/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The plugin's way to rrasd, outside of pppd: the test is pppd's timers, and
 * rrasd.
 */
#ifndef TESTS_UNIT_TRANSPORT_FIXTURE_H
#define TESTS_UNIT_TRANSPORT_FIXTURE_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include "server/dialer/plugin/snapshot.h"
#include "server/dialer/plugin/transport.h"
#include <cmocka.h>

/** @brief Where rrasd listens. */
extern char transport_path[64];

/** @name The timer that the plugin has set; NULL: none */
/**@{*/
extern void (*timer_fn)(void *);
extern int timer_seconds;
/** @brief Its time has come. */
void tick(void);
/**@}*/

/** @name rrasd */
/**@{*/
int rrasd_listen(void);
void rrasd_end(int listener);
/** @brief The message that has come next; it must be there. */
struct rras_plugin_message next(int fd);
void assert_next(int fd, enum rras_plugin_type type);
void assert_no_more(int fd);
/**@}*/

/** @brief Have the plugin tell something; @body bytes of zeros. */
void send_type(enum rras_plugin_type type, size_t body);

/** @brief For a group of tests: the directory of the socket. */
int transport_set_up(void **state);
int transport_tear_down(void **state);

#endif
