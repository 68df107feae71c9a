/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why there is no tunnel: errno in the dialer's terms, and the text. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <errno.h>
#include <string.h>
#include <cmocka.h>
#include "tunnel.h"

static void test_errno(void **state)
{
	static const struct {
		int error;
		enum dialer_connect_result network, kernel;
	} cases[] = {
		{ECONNREFUSED, DIALER_CONNECT_CLOSED, DIALER_CONNECT_CLOSED},
		{ECONNRESET, DIALER_CONNECT_REFUSED, DIALER_CONNECT_REFUSED},
		{EPIPE, DIALER_CONNECT_REFUSED, DIALER_CONNECT_REFUSED},
		{ETIMEDOUT, DIALER_CONNECT_SILENT, DIALER_CONNECT_SILENT},
		{ENETUNREACH, DIALER_CONNECT_UNREACHABLE,
		 DIALER_CONNECT_UNREACHABLE},
		{EHOSTUNREACH, DIALER_CONNECT_UNREACHABLE,
		 DIALER_CONNECT_UNREACHABLE},
		{ENETDOWN, DIALER_CONNECT_UNREACHABLE,
		 DIALER_CONNECT_UNREACHABLE},
		{EHOSTDOWN, DIALER_CONNECT_UNREACHABLE,
		 DIALER_CONNECT_UNREACHABLE},
		{EADDRNOTAVAIL, DIALER_CONNECT_UNREACHABLE,
		 DIALER_CONNECT_UNREACHABLE},
		/* a packet filter; or a right that we do not have */
		{EACCES, DIALER_CONNECT_UNREACHABLE, DIALER_CONNECT_LOCAL},
		{EPERM, DIALER_CONNECT_UNREACHABLE, DIALER_CONNECT_LOCAL},
		/* no IPv6; or no module */
		{EAFNOSUPPORT, DIALER_CONNECT_UNREACHABLE,
		 DIALER_CONNECT_NO_KERNEL},
		{EPROTONOSUPPORT, DIALER_CONNECT_LOCAL,
		 DIALER_CONNECT_NO_KERNEL},
		{ESOCKTNOSUPPORT, DIALER_CONNECT_LOCAL,
		 DIALER_CONNECT_NO_KERNEL},
		{EMFILE, DIALER_CONNECT_LOCAL, DIALER_CONNECT_LOCAL},
		{ENOMEM, DIALER_CONNECT_LOCAL, DIALER_CONNECT_LOCAL},
		{0, DIALER_CONNECT_LOCAL, DIALER_CONNECT_LOCAL},
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int error = cases[i].error;

		assert_int_equal(tunnel_result_of_errno(TUNNEL_NETWORK, error),
				 cases[i].network);
		assert_int_equal(tunnel_result_of_errno(TUNNEL_KERNEL, error),
				 cases[i].kernel);
	}
}

/* The peer's words can neither move a cursor nor be too long. */
static void test_text(void **state)
{
	struct tunnel_end end;
	char words[2 * sizeof(end.text)];

	tunnel_end_set(&end, DIALER_CONNECT_REFUSED, "%s %u", "\x1b[2Jno\xff\n",
		       7u);
	assert_int_equal(end.result, DIALER_CONNECT_REFUSED);
	assert_string_equal(end.text, "?[2Jno?? 7");
	memset(words, 'w', sizeof(words));
	words[sizeof(words) - 1] = '\0';
	tunnel_end_set(&end, DIALER_CONNECT_ENDED, "%s", words);
	assert_int_equal(strlen(end.text), sizeof(end.text) - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_errno),
		cmocka_unit_test(test_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
