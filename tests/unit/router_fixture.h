/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A router on a temporary state directory, with links that tests play.
 */
#ifndef TESTS_UNIT_ROUTER_FIXTURE_H
#define TESTS_UNIT_ROUTER_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "compat/rras_errors.h"
#include "gen_ndr/rras_types.h"
#include "server/dialer/backend_memory.h"
#include "server/ports/ports.h"
#include "server/router/persist.h"
#include "server/router/router.h"

#define assert_werror(werr, code) \
	assert_int_equal(W_ERROR_V(werr), (uint32_t)(code))

/* The handles of what every router has. */
#define LOOPBACK 1
#define INTERNAL 2

struct fixture {
	TALLOC_CTX *mem;
	struct tevent_context *ev;
	char dir[64]; /**< the state directory */
	struct router_config config;
	struct dialer_config dialer_config;
	struct dialer_memory *memory;
	struct ports *ports;
	struct dialer *dialer;
	struct persist *persist;
	struct router *router;
	const char *why;
};

/** @brief For cmocka's setup and teardown. */
int fixture_setup(void **state);
int fixture_teardown(void **state);

/** @brief Start the router again, as after a stop of the daemon. */
WERROR fixture_reopen(struct fixture *f);
void fixture_close(struct fixture *f);

/** @brief Let the loop run until nothing is being changed. */
void fixture_settle(struct fixture *f);

/** @brief An entry for a null modem, which can be dialed. */
struct router_entry *fixture_entry(struct fixture *f);

/** @brief To create a FULL_ROUTER that is enabled, with fixture_entry(). */
struct router_change fixture_change(struct fixture *f, const char *name);

/** @name The router's operations, waited for. */
/**@{*/
WERROR do_create(struct fixture *f, const struct router_change *change,
		 uint32_t *dwInterface);
/** @brief A FULL_ROUTER with fixture_entry(); fails the test when it fails. */
uint32_t make_interface(struct fixture *f, const char *name);
WERROR do_set(struct fixture *f, uint32_t dwInterface,
	      const struct router_change *change);
WERROR do_delete(struct fixture *f, uint32_t dwInterface);
WERROR do_reload(struct fixture *f, uint32_t dwInterface);
WERROR do_credentials(struct fixture *f, const char *name, const char *user,
		      const char *domain, const char *password);
WERROR do_wait(struct fixture *f, uint32_t dwInterface);
WERROR do_disconnect(struct fixture *f, uint32_t dwInterface);
/**@}*/

/** @name The phonebook's file. */
/**@{*/
char *read_phonebook(struct fixture *f);
void write_phonebook(struct fixture *f, const char *text);
/**@}*/

/** @brief Fail unless state, reasons and last error are these. */
#define assert_state(f, dwInterface, state, reasons, error) \
	assert_state_(f, dwInterface, state, reasons, error, __FILE__, __LINE__)
void assert_state_(struct fixture *f, uint32_t dwInterface, uint32_t state,
		   uint32_t reasons, uint32_t error, const char *file,
		   int line);

#endif
