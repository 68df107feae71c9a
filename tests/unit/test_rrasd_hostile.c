/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of peers that send what is no call. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <cmocka.h>
#include <util/data_blob.h>
#include <gen_ndr/dcerpc.h>

#include "server/ipc/frame_codec.h"
#include "server/rrasd/log.h"
#include "server/rrasd/peer.h"
#include "rrasd_peer.h"

static void test_garbage(void **state)
{
	struct peer_fixture *f = *state;

	peer_send_bytes(f, "\x20\0\0\0GET / HTTP/1.0 and much more of it", 36);
	peer_assert_closed(f);
}

static void test_frame_too_long(void **state)
{
	struct peer_fixture *f = *state;

	peer_send_bytes(f, "\xff\xff\xff\xff", 4);
	peer_assert_closed(f);
}

/* A reply, where nothing has been asked. */
static void test_reply(void **state)
{
	struct rras_frame frame = {.type = RRAS_FRAME_REPLY};
	struct peer_fixture *f = *state;

	peer_send_frame(f, &frame);
	peer_assert_closed(f);
}

static struct peer *other_peer(struct peer_fixture *f, int *fd)
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
	struct peer_fixture *f = *state;
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
			peer_turn(f);
		}
	}
	peer_turn(f);
	peer_send_call(f, 1, 0);
	assert_int_equal(peer_receive(f)->body.reply.id, 1);
}

/* Each bit of a good call turned: an answer or the end, never a crash. */
static void test_flipped_bits(void **state)
{
	struct peer_fixture *f = *state;
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
			peer_turn(f);
		}
	}
	peer_turn(f);
	peer_send_call(f, 1, 0);
	assert_int_equal(peer_receive(f)->body.reply.id, 1);
}

/* 4 MiB of arguments, as much as Samba lets through, that are no arguments. */
static void test_four_megabytes(void **state)
{
	struct peer_fixture *f = *state;
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
			peer_turn(f);
			continue;
		}
		sent += (size_t)n;
	}
	assert_int_equal(peer_receive(f)->body.reply.fault, DCERPC_FAULT_NDR);
	peer_send_call(f, 2, 0);
	assert_int_equal(peer_receive(f)->body.reply.fault, 0);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, peer_setup, peer_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_garbage),	 TEST(test_frame_too_long),
		TEST(test_reply),	 TEST(test_random_bytes),
		TEST(test_flipped_bits), TEST(test_four_megabytes),
	};

	/* Hostile peers are worth a warning each; not here. */
	log_setup(LOG_TO_STDERR, LOG_LEVEL_ERROR);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
