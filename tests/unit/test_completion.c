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
	"rrasctl() { printf 'Branch office\\nHome\\n'; "
	"[[ $* != *-S* ]] || echo Remote; }\n"
	"COMP_WORDS=(\"$@\"); COMP_CWORD=$(($# - 1)); _rrasctl\n"
	"(IFS='|'; printf '%s' \"${COMPREPLY[*]}\")\n";

static const struct {
	const char *words; /* quoted for the shell */
	const char *offered;
} cases[] = {
	{"''", "server|service|interface|credential"},
	{"inter", "interface"},
	{"server ''", "info"},
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
	{"interface create --type ''", "pppoe|modem|direct"},
	{"interface create --type =", "pppoe|modem|direct"},
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
