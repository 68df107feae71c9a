/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests of pppd's command line share; see pppd_args_fixture.h. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include "pppd_args_fixture.h"

struct dialer_config config;
struct dialer_settings settings;
char **argv;

int args_set_up(void **state)
{
	config = (struct dialer_config){
		.lcp_echo_interval = 10,
		.lcp_echo_failure = 3,
		.modem_connect_timeout = 45,
		.modem_init = "AT&F",
		.pppd_path = "/usr/sbin/pppd",
		.connect_helper = "/usr/libexec/openrras/rras-connect",
	};
	settings = (struct dialer_settings){
		.kind = DIALER_KIND_PPPOE,
		.device = "",
		.number = "",
		.user = "alice",
		.domain = "",
		.password = "s3cret-word",
		.ipv4 = true,
	};
	argv = NULL;
	return 0;
}

int args_tear_down(void **state)
{
	TALLOC_FREE(argv);
	return 0;
}

void make_args(const char *device)
{
	TALLOC_FREE(argv);
	assert_true(W_ERROR_IS_OK(pppd_args(NULL, &config, "/p/rras_pppd.so",
					    device, &settings, 0, &argv)));
}

/* The place of a word, -1 for nowhere. */
int find_word(const char *word)
{
	int i;

	for (i = 0; argv[i] != NULL; i++) {
		if (strcmp(argv[i], word) == 0) {
			return i;
		}
	}
	return -1;
}

void assert_has(const char *word)
{
	if (find_word(word) == -1) {
		fail_msg("no %s", word);
	}
}

void assert_lacks(const char *word)
{
	if (find_word(word) != -1) {
		fail_msg("there is a %s", word);
	}
}

void assert_value(const char *option, const char *value)
{
	assert_has(option);
	assert_string_equal(argv[find_word(option) + 1], value);
}
