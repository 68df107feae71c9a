/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Alternate numbers: which are dialed in which order, and the promotion of the
 * one that succeeds, in memory and in the phonebook.
 */
#include "router_modem.h"
#include <string.h>
#include "server/router/alternates.h"
#include "server/router/vpn_strategy.h"

/* -- the order -- */

static const char *some[] = {"2", "3", NULL};

static struct router_entry *entry_of(TALLOC_CTX *mem_ctx)
{
	struct router_entry *entry = router_entry_new(mem_ctx);

	entry->szLocalPhoneNumber = "1";
	entry->szAlternates = some;
	return entry;
}

static void assert_target(const struct dialer_settings *settings, size_t index,
			  enum dialer_kind kind, const char *number)
{
	assert_true(index < settings->num_targets);
	assert_int_equal(settings->targets[index].kind, kind);
	assert_string_equal(settings->targets[index].number, number);
	assert_string_equal(settings->targets[index].device, "tty");
}

static void test_targets(void **state)
{
	TALLOC_CTX *mem = talloc_new(NULL);
	struct router_entry *entry = entry_of(mem);
	struct dialer_settings settings = {
		.kind = DIALER_KIND_MODEM, .device = "tty", .number = "1"};

	assert_werror(alternates_add_targets(mem, entry, &settings), 0);
	assert_int_equal(settings.num_targets, 3);
	assert_target(&settings, 0, DIALER_KIND_MODEM, "1");
	assert_target(&settings, 1, DIALER_KIND_MODEM, "2");
	assert_target(&settings, 2, DIALER_KIND_MODEM, "3");
	/* the phonebook says no; a cable has no number */
	settings.num_targets = 0;
	entry->TryNextAlternateOnFail = false;
	assert_werror(alternates_add_targets(mem, entry, &settings), 0);
	assert_int_equal(settings.num_targets, 0);
	entry->TryNextAlternateOnFail = true;
	settings.kind = DIALER_KIND_DIRECT;
	assert_werror(alternates_add_targets(mem, entry, &settings), 0);
	assert_int_equal(settings.num_targets, 0);
	settings.kind = DIALER_KIND_PPPOE;
	entry->szAlternates = NULL;
	assert_werror(alternates_add_targets(mem, entry, &settings), 0);
	assert_int_equal(settings.num_targets, 0);
	talloc_free(mem);
}

/* Each server by all tunnels before the next server. */
static void test_tunnels(void **state)
{
	static const struct dialer_target ways[] = {
		{DIALER_KIND_PPTP, "tty", "1"}, {DIALER_KIND_L2TP, "tty", "1"}};
	TALLOC_CTX *mem = talloc_new(NULL);
	struct router_entry *entry = entry_of(mem);
	struct dialer_settings settings = {.kind = DIALER_KIND_PPTP,
					   .device = "tty",
					   .number = "1",
					   .targets = ways,
					   .num_targets = 2};

	entry->TryNextAlternateOnFail = false; /* of phones only */
	assert_werror(alternates_add_targets(mem, entry, &settings), 0);
	assert_int_equal(settings.num_targets, 6);
	assert_target(&settings, 1, DIALER_KIND_L2TP, "1");
	assert_target(&settings, 2, DIALER_KIND_PPTP, "2");
	assert_target(&settings, 3, DIALER_KIND_L2TP, "2");
	assert_target(&settings, 5, DIALER_KIND_L2TP, "3");
	talloc_free(mem);
}

static void test_promote(void **state)
{
	const char *alternates[] = {"2", "3", "4", NULL};
	struct router_entry *entry = entry_of(NULL);

	entry->szAlternates = alternates;
	assert_true(alternates_promote(entry, "3"));
	assert_string_equal(entry->szLocalPhoneNumber, "3");
	assert_string_equal(alternates[0], "1");
	assert_string_equal(alternates[1], "2");
	assert_string_equal(alternates[2], "4");
	assert_false(alternates_promote(entry, "3"));
	assert_false(alternates_promote(entry, "5"));
	/* the primary number is among the alternates, too */
	alternates[1] = "3";
	assert_false(alternates_promote(entry, "3"));
	assert_string_equal(alternates[0], "1");
	talloc_free(entry);
}

/* -- a router -- */

static void test_dialed_in_order(void **state)
{
	struct fixture *f = *state;
	uint32_t handle = make_modem(f, MPRIO_PromoteAlternates);

	assert_werror(router_connect(f->router, handle), PENDING);
	assert_string_equal(modem_dials(f), MODEM_NUMBER);
	modem_is_busy(f);
	assert_state(f, handle, ROUTER_IF_STATE_CONNECTING, 0, 0);
	assert_string_equal(modem_dials(f), MODEM_ALTERNATE);
	modem_is_busy(f);
	assert_string_equal(modem_dials(f), MODEM_OTHER_ALTERNATE);
	modem_comes_up(f, handle);
	await_number(f, handle, MODEM_OTHER_ALTERNATE);
	assert_string_equal(entry_now(f, handle)->szAlternates[0],
			    MODEM_NUMBER);
	assert_string_equal(entry_now(f, handle)->szAlternates[1],
			    MODEM_ALTERNATE);
	/* and after a restart, which reads the phonebook */
	assert_werror(do_disconnect(f, handle), ERROR_SUCCESS);
	fixture_settle(f);
	assert_werror(fixture_reopen(f), 0);
	assert_string_equal(entry_now(f, handle)->szLocalPhoneNumber,
			    MODEM_OTHER_ALTERNATE);
	assert_string_equal(entry_now(f, handle)->szAlternates[1],
			    MODEM_ALTERNATE);
}

/* Without the flag, or when the primary number succeeds, nothing changes. */
static void test_not_promoted(void **state)
{
	struct fixture *f = *state;
	uint32_t handle = make_modem(f, 0);
	char *before = read_phonebook(f);

	assert_werror(router_connect(f->router, handle), PENDING);
	modem_is_busy(f);
	assert_string_equal(modem_dials(f), MODEM_ALTERNATE);
	modem_comes_up(f, handle);
	assert_werror(do_disconnect(f, handle), ERROR_SUCCESS);
	fixture_settle(f);
	assert_string_equal(entry_now(f, handle)->szLocalPhoneNumber,
			    MODEM_NUMBER);
	assert_string_equal(read_phonebook(f), before);
}

static void test_primary_succeeds(void **state)
{
	struct fixture *f = *state;
	uint32_t handle = make_modem(f, MPRIO_PromoteAlternates);
	char *before = read_phonebook(f);

	assert_werror(router_connect(f->router, handle), PENDING);
	modem_comes_up(f, handle);
	assert_werror(do_disconnect(f, handle), ERROR_SUCCESS);
	fixture_settle(f);
	assert_string_equal(read_phonebook(f), before);
}

/* What an administrator makes of it while the link is up stays. */
static void test_promoted_once(void **state)
{
	struct fixture *f = *state;
	uint32_t handle = make_modem(f, MPRIO_PromoteAlternates);
	struct router_change change = {.fEnabled = true};
	const struct router_entry *before =
		router_entry_copy(f->mem, entry_now(f, handle));

	assert_werror(router_connect(f->router, handle), PENDING);
	modem_is_busy(f);
	modem_comes_up(f, handle);
	await_number(f, handle, MODEM_ALTERNATE);
	change.entry = before;
	assert_werror(do_set(f, handle, &change), 0);
	modem_comes_up(f, handle); /* negotiated anew */
	fixture_settle(f);
	assert_string_equal(entry_now(f, handle)->szLocalPhoneNumber,
			    MODEM_NUMBER);
}

/* The flag counts as it is when a number succeeds. */
static void test_flag_is_gone(void **state)
{
	struct fixture *f = *state;
	uint32_t handle = make_modem(f, MPRIO_PromoteAlternates);
	struct router_entry *entry =
		router_entry_copy(f->mem, entry_now(f, handle));
	struct router_change change = {.fEnabled = true, .entry = entry};

	assert_werror(router_connect(f->router, handle), PENDING);
	modem_is_busy(f);
	entry->dwfOptions &= ~(uint32_t)MPRIO_PromoteAlternates;
	assert_werror(do_set(f, handle, &change), 0);
	modem_comes_up(f, handle);
	assert_string_equal(entry_now(f, handle)->szLocalPhoneNumber,
			    MODEM_NUMBER);
}

/* An administrator has taken the number away while it was dialed. */
static void test_number_is_gone(void **state)
{
	struct fixture *f = *state;
	uint32_t handle = make_modem(f, MPRIO_PromoteAlternates);
	struct router_change change = fixture_change(f, "dd1");
	struct router_entry *entry = fixture_entry(f);
	char *before;

	assert_werror(router_connect(f->router, handle), PENDING);
	modem_is_busy(f);
	entry->szDeviceType = MPRDT_Modem;
	entry->szLocalPhoneNumber = "5550009";
	change.entry = entry;
	assert_werror(do_set(f, handle, &change), 0);
	before = read_phonebook(f);
	modem_comes_up(f, handle);
	assert_werror(do_disconnect(f, handle), ERROR_SUCCESS);
	fixture_settle(f);
	assert_string_equal(entry_now(f, handle)->szLocalPhoneNumber,
			    "5550009");
	assert_string_equal(read_phonebook(f), before);
}

/* TryNextAlternateOnFail=0 is nothing that a client can say. */
static void test_phonebook_says_no(void **state)
{
	struct fixture *f = *state;
	uint32_t handle = make_modem(f, 0);
	char *text = read_phonebook(f);
	char *key = strstr(text, "TryNextAlternateOnFail=1");

	assert_non_null(key);
	key[strlen("TryNextAlternateOnFail=")] = '0';
	write_phonebook(f, text);
	assert_werror(do_reload(f, handle), 0);
	assert_werror(router_connect(f->router, handle), PENDING);
	modem_is_busy(f);
	fixture_settle(f);
	assert_int_equal(f->memory->starts, 1);
	assert_state(f, handle, ROUTER_IF_STATE_UNREACHABLE,
		     MPR_INTERFACE_CONNECTION_FAILURE, ERROR_LINE_BUSY);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_targets), cmocka_unit_test(test_tunnels),
		cmocka_unit_test(test_promote), TEST(test_dialed_in_order),
		TEST(test_not_promoted),	TEST(test_primary_succeeds),
		TEST(test_promoted_once),	TEST(test_flag_is_gone),
		TEST(test_number_is_gone),	TEST(test_phonebook_says_no),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
