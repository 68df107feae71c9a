/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * MPPE "if possible": pppd requires it only as long as the peer may speak it.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>
#include "server/dialer/plugin/plugin.h"
#include <cmocka.h>

/* -- pppd's -- */

ccp_options ccp_wantoptions[1], ccp_gotoptions[1], ccp_allowoptions[1];

static bool kernel_has_mppe;

int ccp_test(int unit, unsigned char *option, int length, int for_transmit)
{
	assert_int_equal(option[0], CI_MPPE);
	return kernel_has_mppe ? 1 : 0;
}

int mppe_keys_set;

bool mppe_keys_isset(void);
bool mppe_keys_isset(void)
{
	return mppe_keys_set != 0;
}

static unsigned networks;

void continue_networks(int unit)
{
	networks++;
}

static struct {
	void (*fn)(void *);
	int seconds;
} timers[4];

static void start(void (*fn)(void *), int seconds)
{
	size_t i = 0;

	while (timers[i].fn != NULL) {
		i++;
		assert_true(i < 4);
	}
	timers[i].fn = fn;
	timers[i].seconds = seconds;
}

static void stop(void (*fn)(void *))
{
	size_t i;

	for (i = 0; i < 4; i++) {
		if (timers[i].fn == fn) {
			timers[i].fn = NULL;
		}
	}
}

#ifdef COMPAT_PPPD_2_5
void ppp_timeout(ppp_timer_cb fn, void *arg, int seconds, int microseconds)
#else
void timeout(void (*fn)(void *), void *arg, int seconds, int microseconds)
#endif
{
	start(fn, seconds);
}

#ifdef COMPAT_PPPD_2_5
void ppp_untimeout(void (*fn)(void *), void *arg)
#else
void untimeout(void (*fn)(void *), void *arg)
#endif
{
	stop(fn);
}

/* All that is due within @seconds. */
static void pass(int seconds)
{
	void (*fn)(void *);
	size_t i;

	for (i = 0; i < 4; i++) {
		fn = timers[i].fn;
		if (fn != NULL && timers[i].seconds <= seconds) {
			timers[i].fn = NULL;
			fn(NULL);
		}
	}
}

/* -- */

#define BOTH   "\x12\x06\x01\x00\x00\x60"
#define STRONG "\x12\x06\x01\x00\x00\x40"

static int setup(void **state)
{
	mppe_optional_phase(PHASE_DEAD);
	memset(timers, 0, sizeof(timers));
	memset(ccp_wantoptions, 0, sizeof(ccp_wantoptions));
	memset(ccp_gotoptions, 0, sizeof(ccp_gotoptions));
	memset(ccp_allowoptions, 0, sizeof(ccp_allowoptions));
	networks = 0;
	kernel_has_mppe = true;
	mppe_keys_set = 1;
	return 0;
}

/* The phase in which CCP opens; then pppd takes what is wanted for its own. */
static void begin(void)
{
	mppe_optional_phase(PHASE_NETWORK);
	ccp_gotoptions[0].mppe = ccp_allowoptions[0].mppe =
		ccp_wantoptions[0].mppe;
}

static void assert_required(void)
{
	assert_int_equal(ccp_gotoptions[0].mppe, MPPE_OPT_40 | MPPE_OPT_128);
	pass(0);
	assert_int_equal(networks, 0);
}

static void assert_given_up(void)
{
	assert_int_equal(ccp_wantoptions[0].mppe, 0);
	assert_int_equal(ccp_gotoptions[0].mppe, 0);
	assert_int_equal(ccp_allowoptions[0].mppe, 0);
	assert_int_equal(networks, 0); /* not from inside of pppd's reading */
	pass(60);
	assert_int_equal(networks, 1);
}

static void received(int code, const char *options, size_t size)
{
	mppe_optional_received(code, (const unsigned char *)options, size);
}

/* Without the option nothing is done; it is set once and for all. */
static void test_not_wanted(void **state)
{
	begin();
	assert_int_equal(ccp_wantoptions[0].mppe, 0);
	received(4, BOTH, 6);
	pass(60);
	assert_int_equal(networks, 0);
	mppe_optional_enable();
}

static void test_not_possible(void **state)
{
	mppe_keys_set = 0;
	begin();
	assert_int_equal(ccp_wantoptions[0].mppe, 0);
	mppe_keys_set = 1;
	kernel_has_mppe = false;
	begin();
	assert_int_equal(ccp_wantoptions[0].mppe, 0);
	pass(60);
	assert_int_equal(networks, 0); /* pppd has not waited */
}

static void test_agreed(void **state)
{
	begin();
	received(1, STRONG, 6);
	received(3, STRONG, 6); /* one of the two, as it must be */
	received(2, STRONG, 6);
	assert_required();
	mppe_optional_opened();
	received(5, "", 0); /* pppd ends the link now */
	received(4, STRONG, 6);
	assert_int_not_equal(ccp_gotoptions[0].mppe, 0);
	pass(60);
	assert_int_equal(networks, 0);
}

static void test_refused(void **state)
{
	static const struct {
		int code;
		const char *options;
		size_t size;
	} refusals[] = {
		{4, BOTH, 6},			    /* rejected */
		{4, "\x1a\x04\x78\x00" BOTH, 10},   /* among others */
		{1, "", 0},			    /* asks for nothing */
		{1, "\x1a\x04\x78\x00", 4},	    /* for Deflate */
		{1, "\x12\x06\x00\x00\x00\x40", 6}, /* stateful */
		{1, "\x12\x00", 2},		    /* a lie */
		{3, "\x12\x06\x01\x00\x00\x80", 6}, /* 56 bit */
		{3, "\x12\x06\x01\x00\x00\x00", 6}, /* none */
		{3, "\x12\x06\x00\x00\x00\x40", 6}, /* stateful */
		{5, "", 0},			    /* ended */
	};
	size_t i;

	for (i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
		setup(state);
		begin();
		received(refusals[i].code, refusals[i].options,
			 refusals[i].size);
		assert_given_up();
		received(refusals[i].code, refusals[i].options,
			 refusals[i].size);
		pass(60);
		assert_int_equal(networks, 1); /* once */
	}
	setup(state);
	begin();
	mppe_optional_rejected();
	assert_given_up();
}

static void test_not_refused(void **state)
{
	begin();
	received(4, "\x1a\x04\x78\x00", 4); /* of Deflate */
	received(3, "\x1a\x04\x78\x00", 4);
	received(6, "", 0);
	received(1, "\x12\x06\x01\x00\x00\xe1", 6); /* pppd asks for less */
	assert_required();
}

/* The peer does not wait for CCP: no more do we; and CCP goes on. */
static void test_network(void **state)
{
	begin();
	mppe_optional_network();
	mppe_optional_network();
	assert_int_equal(networks, 1);
	assert_int_equal(ccp_gotoptions[0].mppe, MPPE_OPT_40 | MPPE_OPT_128);
	received(4, BOTH, 6);
	assert_int_equal(ccp_gotoptions[0].mppe, 0);
	pass(60);
	assert_int_equal(networks, 1);
	setup(state);
	begin();
	mppe_optional_opened();
	mppe_optional_network();
	assert_int_equal(networks, 0);
}

static void test_silence(void **state)
{
	begin();
	pass(3);
	assert_required();
	pass(60); /* the patience */
	pass(60); /* and then at once */
	assert_int_equal(ccp_gotoptions[0].mppe, 0);
	assert_int_equal(networks, 1);
	/* a link that has ended meanwhile goes on with nothing */
	setup(state);
	begin();
	mppe_optional_phase(PHASE_TERMINATE);
	pass(60);
	assert_int_equal(networks, 0);
}

#define TEST(name) cmocka_unit_test_setup(name, setup)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_not_wanted),	TEST(test_not_possible),
		TEST(test_agreed),	TEST(test_refused),
		TEST(test_not_refused), TEST(test_network),
		TEST(test_silence),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
