/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A peer of the daemon, and its bare socket. */
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

#include "ndr_dimsvc.h"
#include "server/ipc/frame_codec.h"
#include "server/rrasd/dispatch.h"
#include "server/rrasd/peer.h"
#include "rrasd_fake.h"
#include "rrasd_peer.h"

int peer_setup(void **state)
{
	struct peer_fixture *f = talloc_zero(NULL, struct peer_fixture);
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

int peer_teardown(void **state)
{
	struct peer_fixture *f = *state;
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
void peer_turn(struct peer_fixture *f)
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

void peer_send_bytes(struct peer_fixture *f, const void *bytes, size_t length)
{
	assert_int_equal(send(f->fd, bytes, length, MSG_NOSIGNAL),
			 (ssize_t)length);
}

void peer_send_frame(struct peer_fixture *f, const struct rras_frame *frame)
{
	DATA_BLOB blob;
	uint8_t prefix[4];

	assert_int_equal(frame_encode(f, frame, &blob), 0);
	prefix[0] = (uint8_t)blob.length;
	prefix[1] = (uint8_t)(blob.length >> 8);
	prefix[2] = (uint8_t)(blob.length >> 16);
	prefix[3] = (uint8_t)(blob.length >> 24);
	peer_send_bytes(f, prefix, sizeof(prefix));
	peer_send_bytes(f, blob.data, blob.length);
	data_blob_free(&blob);
}

void peer_send_call(struct peer_fixture *f, uint32_t id, uint32_t opnum)
{
	uint32_t argument = 7;
	struct rras_frame *frame =
		fake_call(f, FAKE_ADMIN, DIMSVC, opnum,
			  (DATA_BLOB){(uint8_t *)&argument, sizeof(argument)});

	frame->body.call.id = id;
	peer_send_frame(f, frame);
	talloc_free(frame);
}

void peer_send_cancel(struct peer_fixture *f, uint32_t id)
{
	struct rras_frame frame = {
		.type = RRAS_FRAME_CANCEL,
		.body.cancel = {.id = id},
	};

	peer_send_frame(f, &frame);
}

/* Read one reply; the daemon must have sent it, or send it soon. */
struct rras_frame *peer_receive(struct peer_fixture *f)
{
	struct rras_frame *frame = NULL;
	uint8_t bytes[4096];
	size_t have = 0, want = 4;

	while (have < want) {
		ssize_t n =
			recv(f->fd, bytes + have, want - have, MSG_DONTWAIT);

		if (n == -1 && errno == EAGAIN) {
			peer_turn(f);
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
	if (frame->type == RRAS_FRAME_PONG) { /* a slow machine */
		talloc_free(frame);
		return peer_receive(f);
	}
	assert_int_equal(frame->type, RRAS_FRAME_REPLY);
	return frame;
}

void peer_assert_closed(struct peer_fixture *f)
{
	char byte;
	ssize_t n;

	peer_turn(f);
	n = recv(f->fd, &byte, 1, MSG_DONTWAIT);
	assert_true(n == 0 || (n == -1 && errno == ECONNRESET));
}

void peer_assert_silent(struct peer_fixture *f)
{
	char byte;

	peer_turn(f);
	assert_int_equal(recv(f->fd, &byte, 1, MSG_DONTWAIT), -1);
	assert_int_equal(errno, EAGAIN);
}
