/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of the daemon's socket and of its peers, hostile ones too. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include <cmocka.h>
#include <ndr.h>
#include <gen_ndr/dcerpc.h>

#include "ndr_dimsvc.h"
#include "server/ipc/frame_codec.h"
#include "server/rrasd/dispatch.h"
#include "server/rrasd/log.h"
#include "server/rrasd/peer.h"
#include "server/rrasd/run_dir.h"
#include "rrasd_fake.h"

#define DIMSVC (&ndr_table_dimsvc.syntax_id.uuid)

struct fixture {
	struct fake *fake;
	struct listener_config config;
	char dir[64];
	const char *why;
	int fd; /* our end of a peer's socket */
	struct peer *peer;
};

static int setup(void **state)
{
	struct fixture *f = talloc_zero(NULL, struct fixture);
	int fds[2];

	f->fake = fake_create();
	strcpy(f->dir, "/tmp/test_rrasd_peer.XXXXXX");
	assert_non_null(mkdtemp(f->dir));
	f->config = (struct listener_config){
		.run_dir = f->dir,
		.allowed_uid = getuid(),
		.max_calls = 4,
	};
	assert_int_equal(
		socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), 0);
	f->fd = fds[0];
	f->peer = peer_create(f->fake, f->fake->ev, &f->config,
			      f->fake->rrasd.dispatch, fds[1]);
	assert_non_null(f->peer);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;
	char *command = talloc_asprintf(f, "rm -rf %s", f->dir);

	if (f->fd != -1) {
		close(f->fd);
	}
	fake_destroy(f->fake);
	assert_int_equal(system(command), 0);
	talloc_free(f);
	return 0;
}

static void ring(struct tevent_context *ev, struct tevent_timer *te,
		 struct timeval now, void *private_data)
{
	*(bool *)private_data = true;
}

/* Let the daemon do what it can do now, without waiting for anything. */
static void turn(struct fixture *f)
{
	int round;

	for (round = 0; round < 4; round++) {
		bool rung = false;

		tevent_add_timer(f->fake->ev, f,
				 tevent_timeval_current_ofs(0, 1000), ring,
				 &rung);
		while (!rung) {
			assert_int_equal(tevent_loop_once(f->fake->ev), 0);
		}
	}
}

static void send_bytes(struct fixture *f, const void *bytes, size_t length)
{
	assert_int_equal(send(f->fd, bytes, length, MSG_NOSIGNAL),
			 (ssize_t)length);
}

static void send_frame(struct fixture *f, const struct rras_frame *frame)
{
	DATA_BLOB blob;
	uint8_t prefix[4];

	assert_int_equal(frame_encode(f, frame, &blob), 0);
	prefix[0] = (uint8_t)blob.length;
	prefix[1] = (uint8_t)(blob.length >> 8);
	prefix[2] = (uint8_t)(blob.length >> 16);
	prefix[3] = (uint8_t)(blob.length >> 24);
	send_bytes(f, prefix, sizeof(prefix));
	send_bytes(f, blob.data, blob.length);
	data_blob_free(&blob);
}

static void send_call(struct fixture *f, uint32_t id, uint32_t opnum)
{
	uint32_t argument = 7;
	struct rras_frame *frame =
		fake_call(f, FAKE_ADMIN, DIMSVC, opnum,
			  (DATA_BLOB){(uint8_t *)&argument, sizeof(argument)});

	frame->body.call.id = id;
	send_frame(f, frame);
	talloc_free(frame);
}

static void send_cancel(struct fixture *f, uint32_t id)
{
	struct rras_frame frame = {
		.type = RRAS_FRAME_CANCEL,
		.body.cancel = {.id = id},
	};

	send_frame(f, &frame);
}

/* Read one reply; the daemon must have sent it, or send it soon. */
static struct rras_frame *receive(struct fixture *f)
{
	struct rras_frame *frame = NULL;
	uint8_t bytes[4096];
	size_t have = 0, want = 4;

	while (have < want) {
		ssize_t n =
			recv(f->fd, bytes + have, want - have, MSG_DONTWAIT);

		if (n == -1 && errno == EAGAIN) {
			turn(f);
			continue;
		}
		assert_true(n > 0);
		have += (size_t)n;
		if (have == 4) {
			want = 4 + (bytes[0] | (size_t)bytes[1] << 8);
			assert_true(want <= sizeof(bytes));
		}
	}
	assert_int_equal(frame_decode(f, bytes + 4, want - 4, &frame), 0);
	assert_int_equal(frame->type, RRAS_FRAME_REPLY);
	return frame;
}

static void assert_closed(struct fixture *f)
{
	char byte;
	ssize_t n;

	turn(f);
	n = recv(f->fd, &byte, 1, MSG_DONTWAIT);
	assert_true(n == 0 || (n == -1 && errno == ECONNRESET));
}

static void assert_silent(struct fixture *f)
{
	char byte;

	turn(f);
	assert_int_equal(recv(f->fd, &byte, 1, MSG_DONTWAIT), -1);
	assert_int_equal(errno, EAGAIN);
}

static void test_call(void **state)
{
	struct fixture *f = *state;
	struct rras_frame *reply;

	send_call(f, 0xfedcba98, 0);
	reply = receive(f);
	assert_int_equal(reply->body.reply.id, 0xfedcba98);
	assert_int_equal(reply->body.reply.fault, 0);
	assert_int_equal(reply->body.reply.stub.length, 12);
}

/* A call that waits holds up no other one. */
static void test_out_of_order(void **state)
{
	struct fixture *f = *state;

	send_call(f, 1, 3);
	send_call(f, 2, 0);
	assert_int_equal(receive(f)->body.reply.id, 2);
	assert_silent(f);
	fake_finish(f->fake);
	assert_int_equal(receive(f)->body.reply.id, 1);
}

static void test_cancel(void **state)
{
	struct fixture *f = *state;

	send_call(f, 1, 15);
	turn(f);
	assert_non_null(f->fake->waiting);
	send_cancel(f, 2);
	turn(f);
	assert_non_null(f->fake->waiting);
	send_cancel(f, 1);
	assert_silent(f);
	assert_null(f->fake->waiting);
	/* The peer is well: an unknown id is no error. */
	send_call(f, 3, 0);
	assert_int_equal(receive(f)->body.reply.id, 3);
}

static void test_gone(void **state)
{
	struct fixture *f = *state;

	send_call(f, 1, 15);
	turn(f);
	close(f->fd);
	f->fd = -1;
	turn(f);
	assert_null(f->fake->waiting);
	assert_int_equal(dispatch_num_calls(f->fake->rrasd.dispatch), 0);
}

/* What changes something is carried through when its peer has gone. */
static void test_gone_during_change(void **state)
{
	struct fixture *f = *state;

	send_call(f, 1, 3);
	turn(f);
	close(f->fd);
	f->fd = -1;
	turn(f);
	assert_non_null(f->fake->waiting);
	fake_finish(f->fake);
	assert_int_equal(f->fake->finished, 1);
	assert_int_equal(dispatch_num_calls(f->fake->rrasd.dispatch), 0);
}

static void test_too_many_calls(void **state)
{
	struct fixture *f = *state;
	struct rras_frame *reply;
	uint32_t id;

	for (id = 1; id <= 5; id++) {
		send_call(f, id, 15);
	}
	reply = receive(f);
	assert_int_equal(reply->body.reply.id, 5);
	assert_int_equal(reply->body.reply.fault, DCERPC_NCA_S_SERVER_TOO_BUSY);
	send_cancel(f, 1);
	send_call(f, 6, 0);
	reply = receive(f);
	assert_int_equal(reply->body.reply.id, 6);
	assert_int_equal(reply->body.reply.fault, 0);
}

static void test_garbage(void **state)
{
	struct fixture *f = *state;

	send_bytes(f, "\x20\0\0\0GET / HTTP/1.0 and much more of it", 36);
	assert_closed(f);
}

static void test_frame_too_long(void **state)
{
	struct fixture *f = *state;

	send_bytes(f, "\xff\xff\xff\xff", 4);
	assert_closed(f);
}

/* A reply, where nothing has been asked. */
static void test_reply(void **state)
{
	struct rras_frame frame = {.type = RRAS_FRAME_REPLY};
	struct fixture *f = *state;

	send_frame(f, &frame);
	assert_closed(f);
}

static struct peer *other_peer(struct fixture *f, int *fd)
{
	struct peer *peer;
	int fds[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	peer = peer_create(f->fake, f->fake->ev, &f->config,
			   f->fake->rrasd.dispatch, fds[1]);
	assert_non_null(peer);
	*fd = fds[0];
	return peer;
}

/* Random bytes in random pieces: each such peer ends, this one goes on. */
static void test_random_bytes(void **state)
{
	struct fixture *f = *state;
	unsigned round;

	srandom(20261122);
	for (round = 0; round < 200; round++) {
		uint8_t bytes[512];
		size_t i, length = 5 + (size_t)random() % 500;
		int fd;

		other_peer(f, &fd);
		for (i = 0; i < length; i++) {
			bytes[i] = (uint8_t)random();
		}
		/* Often a length that is right, so that NDR sees the rest. */
		if (round % 2 == 0) {
			bytes[0] = (uint8_t)(length - 4);
			bytes[1] = (uint8_t)((length - 4) >> 8);
			bytes[2] = bytes[3] = 0;
		}
		assert_int_equal(send(fd, bytes, length, MSG_NOSIGNAL),
				 (ssize_t)length);
		close(fd);
		if (round % 10 == 0) {
			turn(f);
		}
	}
	turn(f);
	send_call(f, 1, 0);
	assert_int_equal(receive(f)->body.reply.id, 1);
}

/* Each bit of a good call turned: an answer or the end, never a crash. */
static void test_flipped_bits(void **state)
{
	struct fixture *f = *state;
	uint32_t argument = 7;
	struct rras_frame *frame =
		fake_call(f, FAKE_ADMIN, DIMSVC, 0,
			  (DATA_BLOB){(uint8_t *)&argument, sizeof(argument)});
	DATA_BLOB blob;
	size_t bit;

	assert_int_equal(frame_encode(f, frame, &blob), 0);
	for (bit = 0; bit < blob.length * 8; bit++) {
		uint8_t prefix[4] = {(uint8_t)blob.length,
				     (uint8_t)(blob.length >> 8), 0, 0};
		int fd;

		other_peer(f, &fd);
		blob.data[bit / 8] ^= (uint8_t)(1u << bit % 8);
		assert_int_equal(send(fd, prefix, 4, MSG_NOSIGNAL), 4);
		assert_int_equal(send(fd, blob.data, blob.length, MSG_NOSIGNAL),
				 (ssize_t)blob.length);
		blob.data[bit / 8] ^= (uint8_t)(1u << bit % 8);
		close(fd);
		if (bit % 64 == 0) {
			turn(f);
		}
	}
	turn(f);
	send_call(f, 1, 0);
	assert_int_equal(receive(f)->body.reply.id, 1);
}

/* 4 MiB of arguments, as much as Samba lets through, that are no arguments. */
static void test_four_megabytes(void **state)
{
	struct fixture *f = *state;
	size_t length = 4 * 1024 * 1024, sent = 0;
	DATA_BLOB junk = data_blob_talloc(f, NULL, length);
	struct rras_frame *frame;
	uint8_t *bytes;
	DATA_BLOB blob;

	memset(junk.data, 0xa5, junk.length);
	frame = fake_call(f, FAKE_ADMIN, DIMSVC, 13, junk);
	assert_int_equal(frame_encode(f, frame, &blob), 0);
	bytes = talloc_size(f, blob.length + 4);
	bytes[0] = (uint8_t)blob.length;
	bytes[1] = (uint8_t)(blob.length >> 8);
	bytes[2] = (uint8_t)(blob.length >> 16);
	bytes[3] = (uint8_t)(blob.length >> 24);
	memcpy(bytes + 4, blob.data, blob.length);
	while (sent < blob.length + 4) {
		ssize_t n = send(f->fd, bytes + sent, blob.length + 4 - sent,
				 MSG_DONTWAIT | MSG_NOSIGNAL);

		if (n == -1) {
			assert_int_equal(errno, EAGAIN);
			turn(f);
			continue;
		}
		sent += (size_t)n;
	}
	assert_int_equal(receive(f)->body.reply.fault, DCERPC_FAULT_NDR);
	send_call(f, 2, 0);
	assert_int_equal(receive(f)->body.reply.fault, 0);
}

static void test_wrong_uid(void **state)
{
	struct fixture *f = *state;
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
	struct fixture *f = *state;
	struct listener *listener = listener_create(
		f, f->fake->ev, &f->config, f->fake->rrasd.dispatch, &f->why);
	char *path = talloc_asprintf(f, "%s/%s", f->dir, RRASD_SOCKET_NAME);
	struct stat st;

	assert_non_null(listener);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	close(f->fd);
	f->fd = connect_to(f->dir);
	send_call(f, 1, 0);
	assert_int_equal(receive(f)->body.reply.id, 1);
	talloc_free(listener);
	assert_closed(f);
	assert_int_equal(stat(path, &st), -1);
}

/* What a killed daemon has left behind is replaced; what is no socket, not. */
static void test_stale_socket(void **state)
{
	struct fixture *f = *state;
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
	struct fixture *f = *state;

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
	struct fixture *f = *state;
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

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_call),
		TEST(test_out_of_order),
		TEST(test_cancel),
		TEST(test_gone),
		TEST(test_gone_during_change),
		TEST(test_too_many_calls),
		TEST(test_garbage),
		TEST(test_frame_too_long),
		TEST(test_reply),
		TEST(test_random_bytes),
		TEST(test_flipped_bits),
		TEST(test_four_megabytes),
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
