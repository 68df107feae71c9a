/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The name servers of links, handed to a resolvconf and a resolvectl of the
 * test's own: who is told what, in which order, and that nothing is left.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <arpa/inet.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>
#include "server/router/name_servers.h"

static char dir[32];
static struct tevent_context *ev;
static struct name_servers *servers;
static struct name_servers_config config;
static char warning[256];
static unsigned warnings;

static const char *in_dir(const char *name)
{
	static char path[4][64];
	static unsigned next;

	next = (next + 1) % 4;
	snprintf(path[next], sizeof(path[next]), "%s/%s", dir, name);
	return path[next];
}

static void put(const char *name, mode_t mode, const char *text)
{
	FILE *f = fopen(in_dir(name), "w");

	assert_non_null(f);
	fputs(text, f);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(chmod(in_dir(name), mode), 0);
}

static bool exists(const char *name)
{
	return access(in_dir(name), F_OK) == 0;
}

/* What the programs were told: arguments and input, in one line. */
static const char *log_text(void)
{
	static char text[2048];
	FILE *f = fopen(in_dir("log"), "r");
	size_t size = 0;

	if (f != NULL) {
		size = fread(text, 1, sizeof(text) - 1, f);
		fclose(f);
	}
	text[size] = '\0';
	return text;
}

static void program(const char *name, const char *last)
{
	char text[512];

	snprintf(text, sizeof(text),
		 "#!/bin/sh\n"
		 "set -- \"%s\" \"$@\" $(cat)\n"
		 "echo \"$*\" >>%s\n%s\n",
		 name, in_dir("log"), last);
	put(name, 0755, text);
}

static void on_warning(const char *line, void *private_data)
{
	snprintf(warning, sizeof(warning), "%s", line);
	warnings++;
}

static void start(void)
{
	TALLOC_FREE(servers);
	servers = name_servers_create(ev, ev, &config, on_warning, NULL);
	assert_non_null(servers);
}

static int setup(void **state)
{
	strcpy(dir, "/tmp/test_names.XXXXXX");
	assert_non_null(mkdtemp(dir));
	ev = tevent_context_init(NULL);
	config = (struct name_servers_config){
		.program = NAME_SERVERS_RESOLVCONF,
		.notes = talloc_strdup(ev, in_dir("notes")),
		.resolvectl = talloc_strdup(ev, in_dir("resolvectl")),
		.resolvconf = talloc_strdup(ev, in_dir("resolvconf")),
		.resolved = talloc_strdup(ev, in_dir("resolved")),
		.timeout = 20,
		.grace = 3600,
	};
	warnings = 0;
	warning[0] = '\0';
	program("resolvconf", "");
	program("resolvectl", "");
	start();
	return 0;
}

static int teardown(void **state)
{
	char command[64];

	TALLOC_FREE(servers);
	TALLOC_FREE(ev);
	snprintf(command, sizeof(command), "rm -rf %s", dir);
	return system(command);
}

static void stuck(struct tevent_context *unused, struct tevent_timer *te,
		  struct timeval now, void *private_data)
{
	fail_msg("still: %s", log_text());
}

/* Until the log is this. */
static void await(const char *expected)
{
	struct tevent_timer *limit = tevent_add_timer(
		ev, ev, tevent_timeval_current_ofs(30, 0), stuck, NULL);

	while (strcmp(log_text(), expected) != 0) {
		tevent_loop_once(ev);
	}
	talloc_free(limit);
}

/* Until a file is there, or is not. */
static void await_file(const char *name, bool there)
{
	struct tevent_timer *limit = tevent_add_timer(
		ev, ev, tevent_timeval_current_ofs(30, 0), stuck, NULL);

	while (exists(name) != there) {
		tevent_loop_once(ev);
	}
	talloc_free(limit);
}

static struct name_server_list list_of(const char *first, const char *second,
				       const char *v6)
{
	struct name_server_list list = {0};

	inet_pton(AF_INET, first, &list.v4[0]);
	inet_pton(AF_INET, second, &list.v4[1]);
	inet_pton(AF_INET6, v6, &list.v6[0]);
	return list;
}

#define ADDED \
	"resolvconf -a no0.rras nameserver 192.0.2.53 nameserver 192.0.2.54\n"

static void add(const char *ifname)
{
	struct name_server_list list = list_of("192.0.2.53", "192.0.2.54", "");

	name_servers_set(servers, ifname, &list);
}

static void test_resolvconf(void **state)
{
	struct name_server_list other = list_of("192.0.2.9", "", "2001:db8::1");

	add("no0");
	await(ADDED);
	assert_true(exists("notes/no0"));
	add("no0"); /* nothing new */
	name_servers_set(servers, "no0", &other);
	await(ADDED "resolvconf -a no0.rras nameserver 192.0.2.9 "
		    "nameserver 2001:db8::1\n");
	name_servers_set(servers, "no0", NULL);
	await(ADDED "resolvconf -a no0.rras nameserver 192.0.2.9 "
		    "nameserver 2001:db8::1\n"
		    "resolvconf -d no0.rras\n");
	await_file("notes/no0", false);
	name_servers_set(servers, "no0", NULL);
	assert_int_equal(warnings, 0);
}

/* What changes while the program runs is told when it has ended, and only how
 * it is in the end. */
static void test_changes(void **state)
{
	struct name_server_list other = list_of("192.0.2.9", "", "");
	struct name_server_list empty = {0};

	add("no0");
	name_servers_set(servers, "no0", &other);
	name_servers_set(servers, "no0", &empty);
	add("no1");
	await(ADDED "resolvconf -d no0.rras\n"
		    "resolvconf -a no1.rras nameserver 192.0.2.53 "
		    "nameserver 192.0.2.54\n");
	await_file("notes/no0", false);
	assert_true(exists("notes/no1"));
}

static void test_failures(void **state)
{
	program("resolvconf", "exit 3");
	add("no0");
	while (warnings == 0) {
		tevent_loop_once(ev);
	}
	assert_string_equal(warning, "no0: the resolver's program has failed");
	add("no0"); /* not again and again */
	assert_string_equal(log_text(), ADDED);
	name_servers_set(servers, "no0", NULL); /* it may have been told */
	await(ADDED "resolvconf -d no0.rras\n");
	while (warnings == 1) {
		tevent_loop_once(ev);
	}
	unlink(in_dir("resolvconf"));
	add("no2");
	while (warnings == 2) {
		tevent_loop_once(ev);
	}
}

static void test_deadline(void **state)
{
	config.timeout = 1;
	program("resolvconf", "sleep 1000");
	start();
	add("no0");
	while (warnings == 0) {
		tevent_loop_once(ev);
	}
	assert_string_equal(warning, "no0: the resolver's program has failed");
}

/* A rrasd that was killed: one link is still up and shows itself, another one
 * has gone. */
static void test_leftovers(void **state)
{
	mkdir(in_dir("notes"), 0700);
	put("notes/no0", 0600, "");
	put("notes/no7", 0600, "");
	put("notes/.hidden", 0600, "");
	put("notes/a-name-that-is-too-long", 0600, "");
	config.grace = 0;
	start();
	add("no0");
	await("resolvconf -a no0.rras nameserver 192.0.2.53 "
	      "nameserver 192.0.2.54\n"
	      "resolvconf -d no7.rras\n");
	await_file("notes/no7", false);
	assert_true(exists("notes/no0"));
	assert_true(exists("notes/.hidden"));
}

/* Known to have gone before the grace is over; one that has come again under
 * the same name keeps what it has. */
static void test_taken_back(void **state)
{
	mkdir(in_dir("notes"), 0700);
	put("notes/no0", 0600, "");
	put("notes/no7", 0600, "");
	add("no0");
	name_servers_take_back(servers, "no0");
	name_servers_take_back(servers, "no7");
	name_servers_take_back(servers, "no8");
	await(ADDED "resolvconf -d no7.rras\n");
	await_file("notes/no7", false);
	assert_true(exists("notes/no0"));
	assert_false(exists("notes/no8"));
	/* what comes when that is under way */
	put("notes/no9", 0600, "");
	name_servers_take_back(servers, "no9");
	add("no9");
	await(ADDED "resolvconf -d no7.rras\n"
		    "resolvconf -d no9.rras\n"
		    "resolvconf -a no9.rras nameserver 192.0.2.53 "
		    "nameserver 192.0.2.54\n");
	assert_true(exists("notes/no9"));
}

/* At the end of the daemon its interfaces are gone, or go on being used. */
static void test_end(void **state)
{
	add("no0");
	add("lo");
	await(ADDED "resolvconf -a lo.rras nameserver 192.0.2.53 "
		    "nameserver 192.0.2.54\n");
	put("log", 0600, "");
	TALLOC_FREE(servers);
	assert_string_equal(log_text(), "resolvconf -d no0.rras\n");
	assert_false(exists("notes/no0"));
	assert_true(exists("notes/lo"));
}

static void test_resolved(void **state)
{
	struct name_server_list list = list_of("192.0.2.9", "", "2001:db8::1");

	config.program = NAME_SERVERS_AUTO;
	put("resolved", 0600, "");
	start();
	name_servers_set(servers, "lo", &list);
	await("resolvectl dns lo 192.0.2.9 2001:db8::1\n");
	name_servers_set(servers, "no0", &list);
	await("resolvectl dns lo 192.0.2.9 2001:db8::1\n"
	      "resolvectl dns no0 192.0.2.9 2001:db8::1\n");
	name_servers_set(servers, "no0", NULL); /* it has gone, and is known */
	name_servers_set(servers, "lo", NULL);
	await("resolvectl dns lo 192.0.2.9 2001:db8::1\n"
	      "resolvectl dns no0 192.0.2.9 2001:db8::1\n"
	      "resolvectl revert lo\n");
	assert_false(exists("notes"));
}

static void test_choice(void **state)
{
	config.program = NAME_SERVERS_AUTO; /* resolved does not run */
	start();
	add("no0");
	await(ADDED);
	config.program = NAME_SERVERS_NONE;
	start(); /* which ends what was before */
	put("log", 0600, "");
	add("no3");
	config.program = NAME_SERVERS_AUTO;
	unlink(in_dir("resolvconf"));
	start();
	add("no3");
	assert_string_equal(log_text(), "");
	assert_int_equal(warnings, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_resolvconf), TEST(test_changes),
		TEST(test_failures),   TEST(test_deadline),
		TEST(test_leftovers),  TEST(test_taken_back),
		TEST(test_end),	       TEST(test_resolved),
		TEST(test_choice),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
