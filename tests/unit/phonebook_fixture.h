/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests of the phonebook share; failures fail the test. */
#ifndef TESTS_UNIT_PHONEBOOK_FIXTURE_H
#define TESTS_UNIT_PHONEBOOK_FIXTURE_H

#include <talloc.h>
#include "compat/rras_errors.h"
#include "server/router/phonebook.h"

#define assert_werr(werr, code) assert_int_equal(W_ERROR_V(werr), (code))

/** @name A test's state is its talloc context. */
/**@{*/
int phonebook_setup(void **state);
int phonebook_teardown(void **state);
/**@}*/

/** @brief A test with that state. */
#define phonebook_test(function)                                   \
	cmocka_unit_test_setup_teardown(function, phonebook_setup, \
					phonebook_teardown)

struct phonebook *fixture_parse(TALLOC_CTX *mem_ctx, const char *text);
const char *fixture_format(TALLOC_CTX *mem_ctx, const struct phonebook *pbk);
struct router_entry *fixture_get(TALLOC_CTX *mem_ctx,
				 const struct phonebook *pbk, const char *name);
/** @brief The text of example 4.10. */
char *fixture_example(TALLOC_CTX *mem_ctx);
/** @brief An entry for "WAN Miniport (PPPOE)". */
struct router_entry *fixture_pppoe(TALLOC_CTX *mem_ctx);

#endif
