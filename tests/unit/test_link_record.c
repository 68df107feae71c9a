/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Records of links: who is alive is the kernel's word, never a file's.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <ndr.h>
#include <cmocka.h>
#include "compat/rras_errors.h"
#include "ndr_link_record.h"
#include "server/dialer/link_record.h"
#include "server/dialer/record_dir.h"

#define assert_code(error, code) \
	assert_int_equal(W_ERROR_V(error), (uint32_t)(code))

struct fixture {
	char run_dir[64];
	struct link_records *records;
	struct link_record_found *found;
	size_t count;
};

static int setup(void **state)
{
	struct fixture *f = talloc_zero(NULL, struct fixture);
	const char *why;

	strcpy(f->run_dir, "/tmp/test_link_record_XXXXXX");
	assert_non_null(mkdtemp(f->run_dir));
	assert_code(link_records_open(f, f->run_dir, &f->records, &why),
		    NO_ERROR);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;
	char command[128];

	snprintf(command, sizeof(command), "rm -rf %s", f->run_dir);
	assert_int_equal(system(command), 0);
	talloc_free(f);
	return 0;
}

static size_t count_files(const struct fixture *f)
{
	struct record_dir *dir;
	const char *why;
	char **names;
	size_t count;

	assert_code(record_dir_open(NULL, f->run_dir, "links", &dir, &why),
		    NO_ERROR);
	assert_code(record_dir_list(dir, dir, &names, &count), NO_ERROR);
	talloc_free(dir);
	return count;
}

static const char *path_of(const struct fixture *f, uint32_t key, uint64_t id,
			   const char *end)
{
	static char path[128];

	snprintf(path, sizeof(path), "%s/links/%u-%016llx%s", f->run_dir, key,
		 (unsigned long long)id, end);
	return path;
}

static void put_file(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

/* A process that locks as pppd_child does, and lives until it is ended. */
static pid_t start_holder(int lock)
{
	struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
	int ready[2];
	char byte;
	pid_t pid;

	assert_int_equal(pipe(ready), 0);
	pid = fork();
	if (pid == 0) {
		if (fcntl(lock, F_SETLK, &whole) == 0 &&
		    write(ready[1], "x", 1) == 1) {
			pause();
		}
		_exit(1);
	}
	assert_int_equal(read(ready[0], &byte, 1), 1);
	close(ready[0]);
	close(ready[1]);
	return pid;
}

static void end_holder(pid_t pid)
{
	kill(pid, SIGKILL);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
}

static struct rras_link_record contents_of(const struct link_record *record)
{
	static uint8_t note[] = {1, 2, 3};

	return (struct rras_link_record){
		.version = RRAS_LINK_RECORD_VERSION,
		.key = 7,
		.id = link_record_id(record),
		.device = "wan0",
		.number = "",
		.user = "alice",
		.domain = "",
		.remote_endpoint = "",
		.local_endpoint = "",
		.ifname = "ppp7",
		.note_size = sizeof(note),
		.note = note,
	};
}

/* One that a daemon has left when it was killed; its process lives on. */
static pid_t leave_link(struct fixture *f, uint64_t *id)
{
	struct rras_link_record contents;
	struct link_record *record;
	pid_t pid;

	assert_code(link_record_create(f, f->records, 7, &record), NO_ERROR);
	*id = link_record_id(record);
	contents = contents_of(record);
	assert_code(link_record_write(record, &contents), NO_ERROR);
	pid = start_holder(link_record_fd(record));
	link_record_fd_passed(record);
	assert_int_equal(link_record_fd(record), -1);
	link_record_leave(record);
	return pid;
}

static void read_all(struct fixture *f, size_t expected)
{
	assert_code(link_records_read(f, f->records, &f->found, &f->count),
		    NO_ERROR);
	assert_int_equal(f->count, expected);
}

static void test_made_and_removed(void **state)
{
	struct fixture *f = *state;
	struct rras_link_record contents;
	struct link_record *record;

	assert_code(link_record_create(f, f->records, 7, &record), NO_ERROR);
	assert_true(link_record_fd(record) != -1);
	contents = contents_of(record);
	assert_code(link_record_write(record, &contents), NO_ERROR);
	assert_code(link_record_write(record, &contents), NO_ERROR);
	assert_int_equal(count_files(f), 2);
	talloc_free(record);
	assert_int_equal(count_files(f), 0);
}

static void test_taken_over(void **state)
{
	struct fixture *f = *state;
	struct link_record *record;
	struct pollfd process = {.events = POLLIN};
	uint64_t id;
	pid_t pid = leave_link(f, &id);

	read_all(f, 1);
	assert_int_equal(f->found[0].key, 7);
	assert_true(f->found[0].id == id);
	assert_int_equal(f->found[0].pid, pid);
	assert_string_equal(f->found[0].record->ifname, "ppp7");
	assert_int_equal(f->found[0].record->note_size, 3);
	assert_code(link_record_take(f, f->records, &f->found[0], &record,
				     &process.fd),
		    NO_ERROR);
	assert_true(link_record_id(record) == id);
	assert_int_equal(poll(&process, 1, 0), 0);
	end_holder(pid);
	assert_int_equal(poll(&process, 1, 1000), 1);
	close(process.fd);
	talloc_free(record);
	assert_int_equal(count_files(f), 0);
}

/* The files of the one that was found stay until somebody has taken them. */
static void remove_dead(struct fixture *f)
{
	struct link_record *record;

	assert_int_equal(count_files(f), 2);
	record = link_record_take_dead(f, f->records, &f->found[0]);
	assert_true(link_record_id(record) == f->found[0].id);
	link_record_leave(record);
	read_all(f, 1);
	talloc_free(link_record_take_dead(f, f->records, &f->found[0]));
	assert_int_equal(count_files(f), 0);
}

static void test_died_meanwhile(void **state)
{
	struct fixture *f = *state;
	uint64_t id;

	end_holder(leave_link(f, &id));
	read_all(f, 1);
	assert_int_equal(f->found[0].pid, 0);
	assert_string_equal(f->found[0].record->user, "alice");
	remove_dead(f);
}

static void test_died_before_it_was_taken(void **state)
{
	struct fixture *f = *state;
	struct link_record *record;
	uint64_t id;
	pid_t pid = leave_link(f, &id);
	int pidfd;

	read_all(f, 1);
	end_holder(pid);
	assert_code(
		link_record_take(f, f->records, &f->found[0], &record, &pidfd),
		ERROR_FILE_NOT_FOUND);
	assert_int_equal(pidfd, -1);
	remove_dead(f);
}

/* A living process whose record is garbage is told of, to be ended. */
static void test_unusable_records(void **state)
{
	struct fixture *f = *state;
	struct rras_link_record contents;
	struct link_record *record;
	uint64_t id;
	pid_t pid;

	pid = leave_link(f, &id);
	put_file(path_of(f, 7, id, ""), "garbage");
	read_all(f, 1);
	assert_int_equal(f->found[0].pid, pid);
	assert_null(f->found[0].record);

	put_file(path_of(f, 7, id, ""), "");
	read_all(f, 1);
	assert_null(f->found[0].record);

	unlink(path_of(f, 7, id, ""));
	read_all(f, 1);
	assert_int_equal(f->found[0].pid, pid);
	assert_null(f->found[0].record);
	end_holder(pid);
	read_all(f, 1);
	assert_int_equal(count_files(f), 0);

	/* that of another link under this one's name */
	assert_code(link_record_create(f, f->records, 8, &record), NO_ERROR);
	contents = contents_of(record);
	assert_code(link_record_write(record, &contents), NO_ERROR);
	pid = start_holder(link_record_fd(record));
	read_all(f, 1);
	assert_int_equal(f->found[0].key, 8);
	assert_null(f->found[0].record);
	end_holder(pid);
	talloc_free(record);
}

static void test_version(void **state)
{
	struct fixture *f = *state;
	uint64_t id;
	pid_t pid = leave_link(f, &id);
	int fd = open(path_of(f, 7, id, ""), O_WRONLY);

	assert_int_equal(pwrite(fd, "\2", 1, 0), 1);
	close(fd);
	read_all(f, 1);
	assert_int_equal(f->found[0].pid, pid);
	assert_null(f->found[0].record);
	end_holder(pid);
}

/* What is no link's; what is not ours is left alone. */
static void test_other_files(void **state)
{
	struct fixture *f = *state;
	char path[128];

	put_file(path_of(f, 7, 1, ""), "no lock");
	put_file(path_of(f, 7, 2, ".new"), "half-writ");
	put_file(path_of(f, 7, 3, ".lock.lock"), "");
	snprintf(path, sizeof(path), "%s/links/notes", f->run_dir);
	put_file(path, "");
	read_all(f, 0);
	assert_int_equal(count_files(f), 2);
	assert_int_equal(access(path, F_OK), 0);
	/* a lock that leads elsewhere */
	unlink(path);
	assert_int_equal(symlink("/etc/passwd", path_of(f, 7, 4, ".lock")), 0);
	read_all(f, 1);
	assert_int_equal(f->found[0].pid, 0);
	assert_null(f->found[0].record);
}

static void test_full(void **state)
{
	struct fixture *f = *state;
	const struct rlimit none = {0, RLIM_INFINITY};
	struct rras_link_record contents;
	struct link_record *record;
	struct rlimit before;
	uint64_t id;

	assert_code(link_record_create(f, f->records, 7, &record), NO_ERROR);
	id = link_record_id(record);
	contents = contents_of(record);
	assert_code(link_record_write(record, &contents), NO_ERROR);
	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &before);
	setrlimit(RLIMIT_FSIZE, &none);
	contents.ifname = "ppp8";
	assert_code(link_record_write(record, &contents), ERROR_WRITE_FAULT);
	setrlimit(RLIMIT_FSIZE, &before);
	signal(SIGXFSZ, SIG_DFL);
	assert_int_equal(count_files(f), 2);
	link_record_leave(record);
	read_all(f, 1);
	assert_true(f->found[0].id == id);
	assert_string_equal(f->found[0].record->ifname, "ppp7");
}

static void test_no_descriptors(void **state)
{
	struct fixture *f = *state;
	struct link_record *record;
	struct rlimit before, few;
	uint64_t id;
	pid_t pid = leave_link(f, &id);
	int pidfd, next;

	read_all(f, 1);
	getrlimit(RLIMIT_NOFILE, &before);
	next = dup(0);
	close(next);
	few = before;
	few.rlim_cur = (rlim_t)next + 1; /* the lock's, none for the pidfd */
	setrlimit(RLIMIT_NOFILE, &few);
	assert_code(
		link_record_take(f, f->records, &f->found[0], &record, &pidfd),
		ERROR_NO_SYSTEM_RESOURCES);
	few.rlim_cur = (rlim_t)next;
	setrlimit(RLIMIT_NOFILE, &few);
	assert_code(
		link_record_take(f, f->records, &f->found[0], &record, &pidfd),
		ERROR_NO_SYSTEM_RESOURCES);
	assert_code(link_record_create(f, f->records, 9, &record),
		    ERROR_WRITE_FAULT);
	assert_code(link_records_read(f, f->records, &f->found, &f->count),
		    ERROR_NOT_ENOUGH_MEMORY);
	setrlimit(RLIMIT_NOFILE, &before);
	assert_int_equal(count_files(f), 2);
	end_holder(pid);
}

static void test_directory(void **state)
{
	struct fixture *f = *state;
	struct link_records *records;
	char path[128];
	const char *why;

	snprintf(path, sizeof(path), "%s/links", f->run_dir);
	assert_int_equal(chmod(path, 0755), 0);
	assert_code(link_records_open(f, f->run_dir, &records, &why),
		    ERROR_ACCESS_DENIED);
	assert_non_null(strstr(why, path));
	assert_int_equal(rmdir(path), 0);
	put_file(path, "");
	assert_code(link_records_open(f, f->run_dir, &records, &why),
		    ERROR_WRITE_FAULT);
	assert_non_null(strstr(why, "Not a directory"));
	assert_code(link_records_open(f, "/nonexistent", &records, &why),
		    ERROR_WRITE_FAULT);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_made_and_removed),
		TEST(test_taken_over),
		TEST(test_died_meanwhile),
		TEST(test_died_before_it_was_taken),
		TEST(test_unusable_records),
		TEST(test_version),
		TEST(test_other_files),
		TEST(test_full),
		TEST(test_no_descriptors),
		TEST(test_directory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
