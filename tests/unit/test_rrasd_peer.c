/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of the daemon's socket, of its peers and of their calls. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include <cmocka.h>
#include <util/data_blob.h>
#include <gen_ndr/dcerpc.h>

#include "server/rrasd/dispatch.h"
#include "server/rrasd/log.h"
#include "server/rrasd/peer.h"
#include "server/rrasd/run_dir.h"
#include "rrasd_peer.h"

static void test_call(void **state)
{
	struct peer_fixture *f = *state;
	struct rras_frame *reply;

	peer_send_call(f, 0xfedcba98, 0);
	reply = peer_receive(f);
	assert_int_equal(reply->body.reply.id, 0xfedcba98);
	assert_int_equal(reply->body.reply.fault, 0);
	assert_int_equal(reply->body.reply.stub.length, 12);
}

/* A call that waits holds up no other one. */
static void test_out_of_order(void **state)
{
	struct peer_fixture *f = *state;

	peer_send_call(f, 1, 3);
	peer_send_call(f, 2, 0);
	assert_int_equal(peer_receive(f)->body.reply.id, 2);
	peer_assert_silent(f);
	fake_finish(f->fake);
	assert_int_equal(peer_receive(f)->body.reply.id, 1);
}

static void test_cancel(void **state)
{
	struct peer_fixture *f = *state;

	peer_send_call(f, 1, 15);
	peer_turn(f);
	assert_non_null(f->fake->waiting);
	peer_send_cancel(f, 2);
	peer_turn(f);
	assert_non_null(f->fake->waiting);
	peer_send_cancel(f, 1);
	peer_assert_silent(f);
	assert_null(f->fake->waiting);
	/* The peer is well: an unknown id is no error. */
	peer_send_call(f, 3, 0);
	assert_int_equal(peer_receive(f)->body.reply.id, 3);
}

static void test_gone(void **state)
{
	struct peer_fixture *f = *state;

	peer_send_call(f, 1, 15);
	peer_turn(f);
	close(f->fd);
	f->fd = -1;
	peer_turn(f);
	assert_null(f->fake->waiting);
	assert_int_equal(dispatch_num_calls(f->fake->rrasd.dispatch), 0);
}

/* What is kept for an asker outlives his call, and ends with his socket. */
static void test_kept_for_a_peer(void **state)
{
	struct peer_fixture *f = *state;

	peer_send_call(f, 1, 0);
	peer_receive(f);
	peer_send_call(f, 2, 0);
	peer_receive(f);
	assert_int_equal(f->fake->kept, 2);
	close(f->fd);
	f->fd = -1;
	peer_turn(f);
	assert_int_equal(f->fake->kept, 0);
}

/* What changes something is carried through when its peer has gone. */
static void test_gone_during_change(void **state)
{
	struct peer_fixture *f = *state;

	peer_send_call(f, 1, 3);
	peer_turn(f);
	close(f->fd);
	f->fd = -1;
	peer_turn(f);
	assert_non_null(f->fake->waiting);
	fake_finish(f->fake);
	assert_int_equal(f->fake->finished, 1);
	assert_int_equal(dispatch_num_calls(f->fake->rrasd.dispatch), 0);
}

static void test_too_many_calls(void **state)
{
	struct peer_fixture *f = *state;
	struct rras_frame *reply;
	uint32_t id;

	for (id = 1; id <= 5; id++) {
		peer_send_call(f, id, 15);
	}
	reply = peer_receive(f);
	assert_int_equal(reply->body.reply.id, 5);
	assert_int_equal(reply->body.reply.fault, DCERPC_NCA_S_SERVER_TOO_BUSY);
	peer_send_cancel(f, 1);
	peer_send_call(f, 6, 0);
	reply = peer_receive(f);
	assert_int_equal(reply->body.reply.id, 6);
	assert_int_equal(reply->body.reply.fault, 0);
}

static void test_wrong_uid(void **state)
{
	struct peer_fixture *f = *state;
	int fds[2];
	char byte;

	f->config.allowed_uid = getuid() + 1;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	assert_null(peer_create(f->fake, f->fake->ev, &f->config,
				f->fake->rrasd.dispatch, fds[1]));
	assert_int_equal(recv(fds[0], &byte, 1, 0), 0);
	close(fds[0]);
}

static int connect_to(const char *dir)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	strcpy(address.sun_path, dir);
	strcat(address.sun_path, "/" RRASD_SOCKET_NAME);
	assert_int_equal(
		connect(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	return fd;
}

static void test_listener(void **state)
{
	struct peer_fixture *f = *state;
	struct listener *listener = listener_create(
		f, f->fake->ev, &f->config, f->fake->rrasd.dispatch, &f->why);
	char *path = talloc_asprintf(f, "%s/%s", f->dir, RRASD_SOCKET_NAME);
	struct stat st;

	assert_non_null(listener);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	close(f->fd);
	f->fd = connect_to(f->dir);
	peer_send_call(f, 1, 0);
	assert_int_equal(peer_receive(f)->body.reply.id, 1);
	talloc_free(listener);
	peer_assert_closed(f);
	assert_int_equal(stat(path, &st), -1);
}

/* What a killed daemon has left behind is replaced; what is no socket, not. */
static void test_stale_socket(void **state)
{
	struct peer_fixture *f = *state;
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	struct listener *listener;

	strcpy(address.sun_path, f->dir);
	strcat(address.sun_path, "/" RRASD_SOCKET_NAME);
	assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof(address)),
			 0);
	close(fd);
	listener = listener_create(f, f->fake->ev, &f->config,
				   f->fake->rrasd.dispatch, &f->why);
	assert_non_null(listener);
	close(connect_to(f->dir));
	talloc_free(listener);

	fd = open(address.sun_path, O_CREAT | O_WRONLY, 0600);
	close(fd);
	assert_null(listener_create(f, f->fake->ev, &f->config,
				    f->fake->rrasd.dispatch, &f->why));
	assert_non_null(strstr(f->why, "is not a socket"));
}

static void test_bad_run_dirs(void **state)
{
	struct peer_fixture *f = *state;

	f->config.run_dir = "/nonexistent/rras";
	assert_null(listener_create(f, f->fake->ev, &f->config,
				    f->fake->rrasd.dispatch, &f->why));
	assert_non_null(strstr(f->why, "/nonexistent/rras"));
	f->config.run_dir =
		"/tmp/a/very/long/path/that/does/not/fit/into/the/108/bytes/"
		"of/a/sockaddr_un/however/hard/one/tries/to/squeeze/it/in";
	assert_null(listener_create(f, f->fake->ev, &f->config,
				    f->fake->rrasd.dispatch, &f->why));
	assert_non_null(strstr(f->why, "too long"));
}

static void test_run_dir(void **state)
{
	struct peer_fixture *f = *state;
	char *dir = talloc_asprintf(f, "%s/run", f->dir);
	struct run_dir *lock = run_dir_lock(f, dir, getuid(), &f->why);
	struct stat st;

	assert_non_null(lock);
	run_dir_set_pid(lock);
	assert_int_equal(stat(dir, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0700);
	/* Single: the message says who it is. */
	assert_null(run_dir_lock(f, dir, getuid(), &f->why));
	assert_non_null(strstr(f->why, "another rrasd"));
	assert_non_null(strstr(f->why, talloc_asprintf(f, "%d", getpid())));
	talloc_free(lock);
	lock = run_dir_lock(f, dir, getuid(), &f->why);
	assert_non_null(lock);
	talloc_free(lock);
	/* Another's, or open to others. */
	assert_null(run_dir_lock(f, dir, getuid() + 1, &f->why));
	assert_int_equal(chmod(dir, 0750), 0);
	assert_null(run_dir_lock(f, dir, getuid(), &f->why));
	assert_non_null(strstr(f->why, "mode 0700"));
	assert_null(run_dir_lock(f, "/nonexistent/rras", getuid(), &f->why));
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, peer_setup, peer_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_call),
		TEST(test_out_of_order),
		TEST(test_cancel),
		TEST(test_gone),
		TEST(test_kept_for_a_peer),
		TEST(test_gone_during_change),
		TEST(test_too_many_calls),
		TEST(test_wrong_uid),
		TEST(test_listener),
		TEST(test_stale_socket),
		TEST(test_bad_run_dirs),
		TEST(test_run_dir),
	};

	/* Hostile peers are worth a warning each; not here. */
	log_setup(LOG_TO_STDERR, LOG_LEVEL_ERROR);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
