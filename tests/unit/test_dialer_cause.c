/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From facts to the error that Windows shows: every row of the table is
 * reached, and combinations that were measured give the true cause.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include "server/dialer/cause.h"

/* -- each row on its own -- */

static void state_fact(struct dialer_facts *facts,
		       const struct dialer_cause *row)
{
	int value = row->value == CAUSE_ANY ? 0 : row->value;
	const char *text = row->text != NULL ? row->text : "";

	switch (row->fact) {
	case CAUSE_HANGUP_ASKED:
		facts->hangup_asked = (enum dialer_hangup)value;
		break;
	case CAUSE_NOT_STARTED:
		facts->not_started = W_ERROR(ERROR_DDM_NOT_RUNNING);
		break;
	case CAUSE_NO_MEMORY:
		facts->no_memory = true;
		break;
	case CAUSE_DIED_AWAY:
		facts->died_away = true;
		break;
	case CAUSE_NOT_ADOPTED:
		facts->not_adopted = true;
		break;
	case CAUSE_END_UNKNOWN:
		facts->gone = true;
		facts->end_unknown = true;
		break;
	case CAUSE_AUTH_CODE:
		facts->auth_failed = true;
		snprintf(facts->auth_message, sizeof(facts->auth_message),
			 "E=%d R=0 V=3", value);
		break;
	case CAUSE_AUTH_FAILED:
		facts->auth_failed = true;
		break;
	case CAUSE_CONNECT:
		facts->connect_reported = true;
		facts->connect = (enum dialer_connect_result)value;
		break;
	case CAUSE_TUNNEL:
		facts->tunnel_closed = true;
		facts->connect = row->value == CAUSE_ANY
					 ? DIALER_CONNECT_ENDED
					 : (enum dialer_connect_result)value;
		break;
	case CAUSE_ALL_TUNNELS:
		facts->all_tunnels_failed = true;
		facts->tried = "PPTP: no; L2TP: neither";
		break;
	case CAUSE_WE_TERMINATED:
	case CAUSE_PEER_TERMINATED:
	case CAUSE_MPPE_DIFFERS:
		facts->mppe_demanded = row->fact == CAUSE_MPPE_DIFFERS;
		facts->lcp.side = row->fact == CAUSE_WE_TERMINATED
					  ? DIALER_SIDE_US
					  : DIALER_SIDE_PEER;
		dialer_copy_text(facts->lcp.text, sizeof(facts->lcp.text),
				 text);
		break;
	case CAUSE_IPCP_WE_TERMINATED:
	case CAUSE_IPCP_PEER_TERMINATED:
		facts->ipcp.side = row->fact == CAUSE_IPCP_WE_TERMINATED
					   ? DIALER_SIDE_US
					   : DIALER_SIDE_PEER;
		dialer_copy_text(facts->ipcp.text, sizeof(facts->ipcp.text),
				 text);
		break;
	case CAUSE_AUTH_REFUSED:
		facts->auth_refused = true;
		break;
	case CAUSE_UNPROVEN:
		facts->unproven = true;
		dialer_copy_text(facts->unproven_text,
				 sizeof(facts->unproven_text), text);
		break;
	case CAUSE_LCP_TIMEOUT:
		facts->heard = true;
		facts->lcp_timeout = true;
		break;
	case CAUSE_LCP_SILENCE:
		facts->lcp_timeout = true;
		facts->kind = row->value == CAUSE_ANY ? DIALER_KIND_DIRECT
						      : (enum dialer_kind)value;
		break;
	case CAUSE_IPCP_REJECTED:
		facts->ipcp_rejected = true;
		break;
	case CAUSE_ECHO_TIMEOUT:
		facts->echo_timeout = true;
		break;
	case CAUSE_HANGUP:
		facts->hangup = true;
		break;
	case CAUSE_DEADLINE:
		facts->heard = true;
		facts->deadline = row->value == CAUSE_ANY
					  ? DIALER_PHASE_LCP
					  : (enum dialer_phase)value;
		break;
	case CAUSE_NO_LINK:
		facts->gone = true;
		facts->phase = DIALER_PHASE_DIAL;
		facts->status = 8;
		facts->kind = row->value == CAUSE_ANY ? DIALER_KIND_DIRECT
						      : (enum dialer_kind)value;
		dialer_copy_text(facts->last_words, sizeof(facts->last_words),
				 text);
		break;
	case CAUSE_BROKEN:
		facts->broken = true;
		break;
	case CAUSE_SIGNAL:
		facts->gone = true;
		facts->signalled = true;
		facts->status = 9;
		break;
	case CAUSE_EXIT:
		facts->gone = true;
		facts->status = value;
		break;
	case CAUSE_NOTHING:
		break;
	}
}

/* A row that another one hides would never be the cause of anything. */
static void test_every_row_is_reached(void **state)
{
	const struct dialer_cause *table;
	size_t i, count;

	table = dialer_cause_table(&count);
	assert_true(count > 40);
	for (i = 0; i < count; i++) {
		struct dialer_facts facts = {
			.kind = DIALER_KIND_MODEM,
			.was_up = table[i].when == CAUSE_AFTER_UP,
		};

		state_fact(&facts, &table[i]);
		if (dialer_cause_find(&facts) != &table[i]) {
			fail_msg("row %zu (%s) is hidden by \"%s\"", i,
				 table[i].words,
				 dialer_cause_find(&facts)->words);
		}
		assert_non_null(table[i].why);
		assert_true(table[i].words[0] != '\0');
	}
}

/* -- what was measured -- */

static void expect(const struct dialer_facts *facts, enum rras_error error)
{
	const struct dialer_cause *cause = dialer_cause_find(facts);

	if (cause->error != error) {
		fail_msg("%d (%s) instead of %d", cause->error, cause->words,
			 error);
	}
}

static void peer_says(struct dialer_facts *facts, bool peer, const char *text)
{
	facts->lcp.side = peer ? DIALER_SIDE_PEER : DIALER_SIDE_US;
	dialer_copy_text(facts->lcp.text, sizeof(facts->lcp.text), text);
}

/* A bad password: 19, or 16 or 5 when the peer's end wins the race. */
static void test_bad_password_whatever_the_status(void **state)
{
	static const int statuses[] = {19, 16, 5};
	size_t i;

	for (i = 0; i < 3; i++) {
		struct dialer_facts facts = {
			.kind = DIALER_KIND_PPPOE,
			.phase = DIALER_PHASE_AUTHENTICATE,
			.heard = true,
			.auth_failed = true,
			.auth_message = "E=691 R=1 C=00 V=0",
			.hangup = statuses[i] == 16,
			.gone = true,
			.status = statuses[i],
		};
		expect(&facts, ERROR_AUTHENTICATION_FAILURE);
		peer_says(&facts, true, "Authentication failed");
		expect(&facts, ERROR_AUTHENTICATION_FAILURE);
	}
}

static void test_hostile_codes_do_not_become_results(void **state)
{
	static const char *const messages[] = {
		"E=0 R=0",	"E=600 R=1", "E=652 R=0",
		"E=-1",		"E=",	     "E=99999999999999999999",
		"E=4294967295", "",	     "Login incorrect",
		"CODE=691"};
	size_t i;

	for (i = 0; i < sizeof(messages) / sizeof(messages[0]); i++) {
		struct dialer_facts facts = {.auth_failed = true};

		dialer_copy_text(facts.auth_message, sizeof(facts.auth_message),
				 messages[i]);
		expect(&facts, ERROR_AUTHENTICATION_FAILURE);
	}
}

/* A dead peer gives 16, never 15; with MPPE the text misleads. */
static void test_dead_peer(void **state)
{
	struct dialer_facts facts = {
		.was_up = true,
		.phase = DIALER_PHASE_UP,
		.echo_timeout = true,
		.hangup = true,
		.gone = true,
		.status = 16,
	};

	peer_says(&facts, false, "MPPE disabled");
	expect(&facts, ERROR_LINK_FAILURE);
	peer_says(&facts, false, "Peer not responding");
	expect(&facts, ERROR_LINK_FAILURE);
}

static void test_peer_hangs_up(void **state)
{
	struct dialer_facts facts = {
		.phase = DIALER_PHASE_AUTHENTICATE,
		.gone = true,
		.status = 16,
	};

	peer_says(&facts, true, "User request");
	expect(&facts, ERROR_PPP_LCP_TERMINATED);
	facts.was_up = true;
	expect(&facts, ERROR_REMOTE_DISCONNECTION);
	peer_says(&facts, false, "User request");
	expect(&facts, ERROR_USER_DISCONNECTION);
}

static void test_encryption(void **state)
{
	struct dialer_facts facts = {.gone = true, .status = 10};

	peer_says(&facts, false, "MPPE required but peer negotiation failed");
	expect(&facts, ERROR_NO_REMOTE_ENCRYPTION);
	peer_says(&facts, true, "MPPE required but peer refused");
	expect(&facts, ERROR_NO_LOCAL_ENCRYPTION);
}

/* We refused CHAP, then agreed on PAP: the refusal is not the cause. */
static void test_refused_protocol_only_when_nothing_was_agreed(void **state)
{
	struct dialer_facts facts = {
		.phase = DIALER_PHASE_AUTHENTICATE,
		.heard = true,
		.auth_refused = true,
	};

	peer_says(&facts, true, "peer refused to authenticate");
	expect(&facts, ERROR_PEER_REFUSED_AUTH);
	facts.auth_agreed = true;
	expect(&facts, ERROR_PPP_LCP_TERMINATED);
}

static void test_exit_status_is_the_last_resort(void **state)
{
	struct dialer_facts facts = {
		.kind = DIALER_KIND_MODEM,
		.phase = DIALER_PHASE_DIAL,
		.connect_reported = true,
		.connect = DIALER_CONNECT_BUSY,
		.gone = true,
		.status = 8,
	};

	expect(&facts, ERROR_LINE_BUSY);
	facts.connect_reported = false;
	expect(&facts, ERROR_PORT_OR_DEVICE);
	facts.kind = DIALER_KIND_PPPOE;
	expect(&facts, ERROR_NO_ANSWER);
	facts.phase = DIALER_PHASE_NETWORK;
	expect(&facts, ERROR_PORT_DISCONNECTED);
}

static void test_administrator_first(void **state)
{
	struct dialer_facts facts = {
		.hangup_asked = true,
		.auth_failed = true,
		.gone = true,
		.status = 19,
	};

	expect(&facts, ERROR_INTERFACE_DISCONNECTED);
	assert_false(dialer_cause_find(&facts)->failure);
	facts.was_up = true;
	facts.auth_failed = false;
	expect(&facts, NO_ERROR);
	assert_false(dialer_cause_find(&facts)->failure);
}

/* -- words -- */

static void test_words(void **state)
{
	struct dialer_facts facts = {
		.auth_failed = true,
		.auth_message = "Login incorrect",
	};
	char *words =
		dialer_cause_words(NULL, dialer_cause_find(&facts), &facts);

	assert_string_equal(words, "The peer refused the user name or the "
				   "password: Login incorrect");
	talloc_free(words);
	facts.auth_message[0] = '\0';
	words = dialer_cause_words(NULL, dialer_cause_find(&facts), &facts);
	assert_string_equal(words,
			    "The peer refused the user name or the password");
	talloc_free(words);
}

static void test_text_from_outside(void **state)
{
	static const struct {
		const char *from, *to;
	} cases[] = {
		{"plain", "plain"},
		{"", ""},
		{"a\nb\x1b[31m\x7f", "a?b?[31m?"},
		{"Gr\xc3\xbc\xc3\x9f"
		 "e",
		 "Gr\xc3\xbc\xc3\x9f"
		 "e"},
		{"\xe2\x82\xac\xf0\x9f\x98\x80",
		 "\xe2\x82\xac\xf0\x9f\x98\x80"},
		{"latin \xfc", "latin ?"},
		{"cut \xe2\x82", "cut ??"},
		{"\xc0\xafoverlong", "??overlong"},
		{"\xed\xa0\x80surrogate", "???surrogate"},
		{"\xc2\x9b"
		 "C1",
		 "??C1"},
		{"\xf5\x80\x80\x80", "????"},
	};
	char text[64], small[5];
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		dialer_copy_text(text, sizeof(text), cases[i].from);
		assert_string_equal(text, cases[i].to);
	}
	dialer_copy_text(small, sizeof(small), "abc\xc3\xbc");
	assert_string_equal(small, "abc"); /* no half character */
	dialer_copy_text(small, sizeof(small), "abcdefgh");
	assert_string_equal(small, "abcd");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_row_is_reached),
		cmocka_unit_test(test_bad_password_whatever_the_status),
		cmocka_unit_test(test_hostile_codes_do_not_become_results),
		cmocka_unit_test(test_dead_peer),
		cmocka_unit_test(test_peer_hangs_up),
		cmocka_unit_test(test_encryption),
		cmocka_unit_test(
			test_refused_protocol_only_when_nothing_was_agreed),
		cmocka_unit_test(test_exit_status_is_the_last_resort),
		cmocka_unit_test(test_administrator_first),
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_text_from_outside),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
