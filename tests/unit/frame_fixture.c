/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A frame stream and its peer; see frame_fixture.h. */
#include "frame_fixture.h"
#include <string.h>
#include <sys/socket.h>

static void on_frame(struct frame_stream *stream, struct rras_frame *frame,
		     void *private_data)
{
	struct fixture *f = private_data;

	if (frame->type == RRAS_FRAME_PONG) {
		f->pongs++;
		return;
	}
	assert_true(f->count < MAX_FRAMES);
	f->frames[f->count] = talloc_steal(f, frame);
	f->fds[f->count] = f->take_fds ? frame_stream_take_fd(stream) : -1;
	f->count++;
	if (f->free_in_handler) {
		TALLOC_FREE(f->stream);
	}
}

static void on_closed(struct frame_stream *stream, enum frame_stream_end end,
		      void *private_data)
{
	struct fixture *f = private_data;

	f->closed++;
	f->end = end;
}

const struct frame_stream_handlers handlers = {
	.frame = on_frame,
	.closed = on_closed,
};

int setup(void **state)
{
	struct fixture *f = talloc_zero(NULL, struct fixture);
	int pair[2];

	assert_non_null(f);
	f->ev = tevent_context_init(f);
	assert_non_null(f->ev);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	f->peer = pair[1];
	f->stream = frame_stream_create(f, f->ev, pair[0], &handlers, f);
	assert_non_null(f->stream);
	*state = f;
	return 0;
}

int teardown(void **state)
{
	struct fixture *f = *state;

	TALLOC_FREE(f->stream);
	fd_close(&f->peer);
	talloc_free(f);
	return 0;
}

/* Run what is ready now, without waiting. */
static void nothing(struct tevent_context *ev, struct tevent_timer *te,
		    struct timeval now, void *private_data)
{
	*(bool *)private_data = true;
}

void run_ready(struct fixture *f)
{
	int round;

	for (round = 0; round < 4; round++) {
		bool done = false;

		tevent_add_timer(f->ev, f, tevent_timeval_current_ofs(0, 2000),
				 nothing, &done);
		while (!done) {
			assert_int_equal(tevent_loop_once(f->ev), 0);
		}
	}
}

struct rras_frame call_frame(uint32_t id, DATA_BLOB stub)
{
	static struct rras_sid sids[] = {
		{.sid_rev_num = 1,
		 .num_auths = 2,
		 .id_auth = {0, 0, 0, 0, 0, 5},
		 .sub_auths = {32, 544}},
		{.sid_rev_num = 1,
		 .num_auths = 1,
		 .id_auth = {0, 0, 0, 0, 0, 5},
		 .sub_auths = {18}},
	};
	struct rras_frame frame = {.type = RRAS_FRAME_CALL};

	frame.body.call = (struct rras_frame_call){
		.id = id,
		.interface_id = {.time_low = 0x8f09f000},
		.opnum = 21,
		.caller = {.transport = RRAS_TRANSPORT_NP,
			   .auth_type = 9,
			   .auth_level = 6,
			   .uid = UINT64_C(0x100000001),
			   .account = "grüße",
			   .domain = "DOM",
			   .address = "192.0.2.1",
			   .num_sids = 2,
			   .sids = sids},
		.stub = stub,
	};
	return frame;
}

/* A frame with its length, as it stands on the wire. */
DATA_BLOB wire(TALLOC_CTX *mem_ctx, const struct rras_frame *frame)
{
	DATA_BLOB blob, out;

	assert_int_equal(frame_encode(mem_ctx, frame, &blob), 0);
	out = data_blob_talloc(mem_ctx, NULL, blob.length + 4);
	out.data[0] = (uint8_t)(blob.length & 0xff);
	out.data[1] = (uint8_t)(blob.length >> 8 & 0xff);
	out.data[2] = (uint8_t)(blob.length >> 16 & 0xff);
	out.data[3] = (uint8_t)(blob.length >> 24);
	memcpy(out.data + 4, blob.data, blob.length);
	data_blob_free(&blob);
	return out;
}

void peer_send(struct fixture *f, const void *bytes, size_t length)
{
	assert_int_equal(send(f->peer, bytes, length, MSG_NOSIGNAL), length);
}

void peer_send_frame(struct fixture *f, const struct rras_frame *frame, int fd)
{
	DATA_BLOB bytes = wire(f, frame);
	struct iovec iov = {.iov_base = bytes.data, .iov_len = bytes.length};

	assert_int_equal(fd_send(f->peer, &iov, 1, fd), bytes.length);
	data_blob_free(&bytes);
}
