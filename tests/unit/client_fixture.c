/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A client and a small rrasd; see client_fixture.h. */
#include "client_fixture.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

const struct rras_caller caller = {
	.transport = RRAS_TRANSPORT_LOCAL,
	.account = "tester",
};

static void daemon_frame(struct frame_stream *stream, struct rras_frame *frame,
			 void *private_data)
{
	struct fixture *f = private_data;
	struct daemon *d = &f->d;

	if (frame->type == RRAS_FRAME_CANCEL) {
		d->cancelled[d->num_cancelled++] = frame->body.cancel.id;
		return;
	}
	assert_int_equal(frame->type, RRAS_FRAME_CALL);
	d->fds[d->num_calls] = frame_stream_take_fd(stream);
	d->calls[d->num_calls++] = talloc_steal(f, frame);
}

static void daemon_closed(struct frame_stream *stream,
			  enum frame_stream_end end, void *private_data)
{
	struct fixture *f = private_data;

	f->d.num_closed++;
	TALLOC_FREE(f->d.stream);
}

static const struct frame_stream_handlers daemon_handlers = {
	.frame = daemon_frame,
	.closed = daemon_closed,
};

static void daemon_accept(struct tevent_context *ev, struct tevent_fd *fde,
			  uint16_t flags, void *private_data)
{
	struct fixture *f = private_data;
	int fd = accept(f->d.listening, NULL, NULL);

	assert_true(fd != -1);
	f->d.accepted++;
	TALLOC_FREE(f->d.stream);
	f->d.stream = frame_stream_create(f, ev, fd, &daemon_handlers, f);
}

void daemon_listen(struct fixture *f, int backlog)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};

	f->d.listening = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	snprintf(address.sun_path, sizeof(address.sun_path), "%s", f->path);
	assert_int_equal(bind(f->d.listening, (struct sockaddr *)&address,
			      sizeof(address)),
			 0);
	assert_int_equal(listen(f->d.listening, backlog), 0);
}

void daemon_start(struct fixture *f)
{
	daemon_listen(f, 5);
	f->d.fde = tevent_add_fd(f->ev, f, f->d.listening, TEVENT_FD_READ,
				 daemon_accept, f);
}

void daemon_stop(struct fixture *f)
{
	TALLOC_FREE(f->d.fde);
	TALLOC_FREE(f->d.stream);
	fd_close(&f->d.listening);
	unlink(f->path);
}

void daemon_reply(struct fixture *f, size_t call, uint32_t fault,
		  DATA_BLOB stub)
{
	struct rras_frame frame = {.type = RRAS_FRAME_REPLY};

	frame.body.reply.id = f->d.calls[call]->body.call.id;
	frame.body.reply.fault = fault;
	frame.body.reply.stub = stub;
	assert_int_equal(frame_stream_write(f->d.stream, &frame, -1), 0);
}

int setup(void **state)
{
	struct fixture *f = talloc_zero(NULL, struct fixture);

	f->ev = tevent_context_init(f);
	f->d.listening = -1;
	strcpy(f->dir, "/tmp/rras-test.XXXXXX");
	assert_non_null(mkdtemp(f->dir));
	f->path = talloc_asprintf(f, "%s/socket", f->dir);
	f->client = rras_client_create(f, f->ev, f->path);
	assert_non_null(f->client);
	*state = f;
	return 0;
}

int teardown(void **state)
{
	struct fixture *f = *state;

	daemon_stop(f);
	TALLOC_FREE(f->client);
	rmdir(f->dir);
	talloc_free(f);
	return 0;
}

static void call_done(struct tevent_req *req)
{
	struct fixture *f = tevent_req_callback_data(req, struct fixture);
	DATA_BLOB stub;
	uint32_t fault = rras_client_call_recv(req, f, &stub);

	talloc_free(req);
	f->stubs[f->replies] = talloc_strndup(
		f, stub.data ? (char *)stub.data : "", stub.length);
	data_blob_free(&stub);
	f->faults[f->replies++] = fault;
}

struct tevent_req *call(struct fixture *f, uint32_t opnum, int event_fd)
{
	struct rras_client_call request = {
		.interface_id = {.time_low = 0x20610036},
		.opnum = opnum,
		.caller = &caller,
		.stub = data_blob_const("question", 8),
		.event_fd = event_fd,
	};
	struct tevent_req *req =
		rras_client_call_send(f, f->ev, f->client, &request);

	assert_non_null(req);
	tevent_req_set_callback(req, call_done, f);
	return req;
}
