/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What bash offers after "rrasctl ... <Tab>". */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * The words are given to the function as bash does it, the last one to be
 * completed.  rrasctl itself is replaced: it has two interfaces, and says on
 * which machine when it was asked about one.
 */
static const char script[] =
	"source '" TESTS_DIR "/../client/rrasctl/rrasctl.bash'\n"
	"rrasctl() { if [[ $* == *--json* ]]; then "
	"echo '[{\"name\":\"PPPoE6-0\",\"device\":\"x\"},"
	"{\"name\":\"Branch office\"}]'; return; fi; "
	"printf 'Branch office\\nHome\\n'; "
	"[[ $* != *-S* ]] || echo Remote; }\n"
	"COMP_WORDS=(\"$@\"); COMP_CWORD=$(($# - 1)); _rrasctl\n"
	"(IFS='|'; printf '%s' \"${COMPREPLY[*]}\")\n";

static const struct {
	const char *words; /* quoted for the shell */
	const char *offered;
} cases[] = {
	{"''", "server|service|interface|link|credential|port|device|"
	       "connection|monitor"},
	{"inter", "interface"},
	{"link ''", "history"},
	{"interface connect --al", "--all"},
	{"interface connect --all --par", "--parallel"},
	{"interface connect --all --parallel ''", ""},
	{"interface disconnect --al", "--all"},
	{"link history H", "Home"},
	{"server ''", "info|ports|set-ports|config"},
	{"server set-ports p", "pppoe|pptp"},
	{"server set-ports pptp 4 --ras ''", "yes|no"},
	{"port ''", "list|show|clear-stats|reset|disconnect"},
	{"port show ''", "Branch\\ office|PPPoE6-0"},
	{"port show P", "PPPoE6-0"},
	{"port list ''", ""},
	{"port list -c B", "Branch\\ office"},
	{"connection disconnect B", "Branch\\ office"},
	{"connection list ''", ""},
	{"interface connect -c H", "Home"},
	{"device show H", "Home"},
	{"device set Home --device-type M", "Modem"},
	{"monitor ''", ""},
	{"monitor -a --cou", "--count"},
	{"interface set-ikev2 H", "Home"},
	{"interface set-ikev2 Home --encryption aes2", "aes256"},
	{"interface set-ikev2 Home --dh ecp", "ecp256|ecp384"},
	{"credential set-k", "set-key"},
	{"credential set-key H", "Home"},
	{"credential set-eap Home --a", "--authentication-file|--ask-pin"},
	{"interface c", "create|connect"},
	{"-j interface d", "delete|disconnect"},
	{"interface show ''", "Branch\\ office|Home"},
	{"interface show B", "Branch\\ office"},
	{"interface show Home ''", ""},
	{"interface show 'Branch\\ '", "Branch\\ office"},
	{"interface create ''", ""},
	{"credential set H", "Home"},
	{"--socket = /x interface show ''", "Branch\\ office|Home"},
	/* No names of a router that would want a password. */
	{"-S h interface show ''", ""},
	{"-S h -A f interface show ''", "Branch\\ office|Home|Remote"},
	{"-k -S h interface show R", "Remote"},
	{"interface create --type ''", "pppoe|modem|direct|pptp|l2tp|sstp|vpn"},
	{"interface create --type =", "pppoe|modem|direct|pptp|l2tp|sstp|vpn"},
	{"interface create --type = mo", "modem"},
	{"interface set --device = eth0 H", "Home"},
	{"interface set -n 0441 H", "Home"},
	{"interface set Home -n ''", ""},
	{"interface set Home -e op", "optional"},
	{"interface create x -t m", "modem"},
	{"interface connect Home -t ''", ""},
	{"interface connect -n H", "Home"},
	{"interface set Home --enc", "--encryption"},
	{"interface connect Home --enc", ""},
	{"interface connect Home --can", "--cancel"},
	{"credential set Home --k", "--keep-password"},
	{"--use-kerberos = r", "required"},
};

static void test_completion(void **state)
{
	char line[1024], offered[512];
	size_t i, length;
	FILE *bash = NULL;

	if (system("bash -c : >/dev/null 2>&1") != 0) {
		skip();
	}
	assert_int_equal(setenv("SCRIPT", script, 1), 0);
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		snprintf(line, sizeof(line),
			 "bash -c \"$SCRIPT\" bash rrasctl %s", cases[i].words);
		bash = popen(line, "r");
		assert_non_null(bash);
		length = fread(offered, 1, sizeof(offered) - 1, bash);
		offered[length] = '\0';
		pclose(bash);
		if (strcmp(offered, cases[i].offered) != 0) {
			print_error("rrasctl %s\n", cases[i].words);
		}
		assert_string_equal(offered, cases[i].offered);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_completion),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
