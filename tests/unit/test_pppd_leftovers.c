/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a killed pppd leaves is put away, and what another one has is not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <sys/stat.h>
#include <cmocka.h>
#include <tdb.h>
#include "server/dialer/pppd_leftovers.h"

static char dir[] = "/tmp/test_pppd_leftovers_XXXXXX";
static const char *const dirs[] = {dir, "/nonexistent", NULL};
static const struct pppd_places places = {dirs, dir};

static const char *path_of(const char *name)
{
	static char path[128];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	return path;
}

static void write_pid(const char *name, int pid)
{
	FILE *file = fopen(path_of(name), "w");

	assert_non_null(file);
	fprintf(file, "%d\nname\n", pid);
	fclose(file);
}

static TDB_DATA data(const char *text)
{
	return (TDB_DATA){(unsigned char *)(uintptr_t)text, strlen(text)};
}

static struct tdb_context *database(int flags)
{
	struct tdb_context *tdb =
		tdb_open(path_of("pppd2.tdb"), 0, 0, O_RDWR | flags, 0600);

	assert_non_null(tdb);
	return tdb;
}

static void put(struct tdb_context *tdb, const char *key, const char *value)
{
	assert_int_equal(tdb_store(tdb, data(key), data(value), TDB_REPLACE),
			 0);
}

/* As pppd 2.4.9 has it; ppp1 was another one's before. */
static void fill(void)
{
	struct tdb_context *tdb = database(O_CREAT);

	put(tdb, "pppd11", "ORIG_UID=0;IFNAME=ppp1;DEVICE=/dev/ttyS1;");
	put(tdb, "IFNAME=ppp1", "pppd11");
	put(tdb, "pppd12", "ORIG_UID=0;IFNAME=ppp2;DEVICE=/dev/ttyS1;");
	put(tdb, "IFNAME=ppp2", "pppd12");
	put(tdb, "DEVICE=/dev/ttyS1", "pppd12");
	tdb_close(tdb);
	write_pid("ppp1.pid", 11);
	write_pid("ppp2.pid", 12);
	write_pid("LCK..ttyS1", 12);
}

static void assert_there(const char *key, int there)
{
	struct tdb_context *tdb = database(0);

	assert_int_equal(tdb_exists(tdb, data(key)), there);
	tdb_close(tdb);
}

static void remove_of(pid_t pid)
{
	pppd_leftovers_remove(&places, &pid, 1);
}

static void test_remove(void **state)
{
	fill();
	remove_of(11);
	assert_int_equal(access(path_of("ppp1.pid"), F_OK), -1);
	assert_int_equal(access(path_of("ppp2.pid"), F_OK), 0);
	assert_int_equal(access(path_of("LCK..ttyS1"), F_OK), 0);
	assert_there("pppd11", 0);
	assert_there("IFNAME=ppp1", 0);
	assert_there("IFNAME=ppp2", 1);
	assert_there("DEVICE=/dev/ttyS1", 1);
	assert_there("pppd12", 1);

	remove_of(12);
	assert_int_equal(access(path_of("ppp2.pid"), F_OK), -1);
	assert_int_equal(access(path_of("LCK..ttyS1"), F_OK), -1);
	assert_there("pppd12", 0);
	assert_there("DEVICE=/dev/ttyS1", 0);
}

/* An interface that was another pppd's since. */
static void test_reused(void **state)
{
	fill();
	write_pid("ppp1.pid", 13);
	remove_of(11);
	assert_int_equal(access(path_of("ppp1.pid"), F_OK), 0);
	assert_int_equal(access(path_of("LCK..ttyS1"), F_OK), 0);
	remove_of(14);
	assert_there("pppd12", 1);
}

/* It was killed while it changed its record: there was none. */
static void test_lost_record(void **state)
{
	struct tdb_context *tdb;

	fill();
	tdb = database(0);
	assert_int_equal(tdb_delete(tdb, data("pppd12")), 0);
	tdb_close(tdb);
	write_pid("ppp-linkname.pid", 12);
	write_pid("pptpd.pid", 12);
	write_pid("LCK..nothing", 0);
	assert_int_equal(symlink("ppp2.pid", path_of("LCK..link")), 0);
	assert_int_equal(mkfifo(path_of("LCK..fifo"), 0600), 0);
	remove_of(12);
	assert_int_equal(access(path_of("ppp2.pid"), F_OK), -1);
	assert_int_equal(access(path_of("ppp-linkname.pid"), F_OK), -1);
	assert_int_equal(access(path_of("LCK..ttyS1"), F_OK), -1);
	assert_there("DEVICE=/dev/ttyS1", 0);
	assert_int_equal(access(path_of("ppp1.pid"), F_OK), 0);
	assert_int_equal(access(path_of("pptpd.pid"), F_OK), 0);
	assert_int_equal(access(path_of("LCK..nothing"), F_OK), 0);
	assert_int_equal(unlink(path_of("LCK..link")), 0);
	assert_int_equal(unlink(path_of("LCK..fifo")), 0);
}

/* One was killed before its record named what it had stored, two when they had
 * deleted their records already. */
static void test_lost_pointers(void **state)
{
	static const pid_t pids[] = {15, 16, 1};
	struct tdb_context *tdb;

	fill();
	tdb = database(0);
	put(tdb, "pppd15", "ORIG_UID=0;");
	put(tdb, "PPPD_PID=15", "pppd15");
	put(tdb, "PPPD_PID=16", "pppd16");
	put(tdb, "IPREMOTE=10.0.0.1", "pppd16");
	put(tdb, "PPPD_PID=1", "pppd1");
	put(tdb, "BUNDLE=of another kind", "pppd15;");
	put(tdb, "EMPTY=", "");
	put(tdb, "LONG=", "pppd15: longer than any number may ever be");
	tdb_close(tdb);
	pppd_leftovers_remove(&places, pids, 3);
	assert_there("pppd15", 0);
	assert_there("PPPD_PID=15", 0);
	assert_there("PPPD_PID=16", 0);
	assert_there("IPREMOTE=10.0.0.1", 0);
	assert_there("PPPD_PID=1", 0);
	assert_there("BUNDLE=of another kind", 1);
	assert_there("EMPTY=", 1);
	assert_there("LONG=", 1);
	assert_there("IFNAME=ppp1", 1);
	assert_there("IFNAME=ppp2", 1);
}

static int make_directory(void **state)
{
	return mkdtemp(dir) != NULL ? 0 : -1;
}

static int remove_directory(void **state)
{
	char command[64];

	snprintf(command, sizeof(command), "rm -r %s", dir);
	return system(command);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_remove),
		cmocka_unit_test(test_reused),
		cmocka_unit_test(test_lost_record),
		cmocka_unit_test(test_lost_pointers),
	};

	return cmocka_run_group_tests(tests, make_directory, remove_directory);
}
