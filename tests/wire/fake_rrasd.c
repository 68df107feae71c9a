/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A stand-in for rrasd in tests of rpcd_rras: fake_rrasd SOCKET
 *
 * Writes a JSON line to stdout for everything that arrives.  Answers by
 * opnum, whatever the interface:
 *   11  GetHandle: the handle 0x1234
 *   14  SetInfo: ERROR_SUCCESS
 *   21  Connect: never, the call is held
 *   22  Disconnect: a reply that is too short
 *   23  the fault 0x12345678
 *   all others: the fault nca_op_rng_error
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <jansson.h>
#include <dcerpc.h>
#include "server/ipc/frame_stream.h"

static void event_write(json_t *event)
{
	json_dumpf(event, stdout, JSON_COMPACT);
	putchar('\n');
	fflush(stdout);
	json_decref(event);
}

static json_t *sid_text(const struct rras_sid *sid)
{
	char text[256];
	int length = snprintf(text, sizeof(text), "S-%u-%u", sid->sid_rev_num,
			      sid->id_auth[5]);
	int i;

	for (i = 0; i < sid->num_auths; i++) {
		length += snprintf(text + length, sizeof(text) - (size_t)length,
				   "-%u", sid->sub_auths[i]);
	}
	return json_string(text);
}

static json_t *sids_text(const struct rras_caller *caller)
{
	json_t *list = json_array();
	uint32_t i;

	for (i = 0; i < caller->num_sids; i++) {
		json_array_append_new(list, sid_text(&caller->sids[i]));
	}
	return list;
}

static void call_log(const struct rras_frame_call *call)
{
	const struct rras_caller *caller = &call->caller;

	event_write(json_pack(
		"{s:s, s:I, s:I, s:i, s:I, s:i, s:i, s:i, s:I, s:s, s:s, s:s, "
		"s:o}",
		"event", "call", "id", (json_int_t)call->id, "interface",
		(json_int_t)call->interface_id.time_low, "opnum",
		(int)call->opnum, "length", (json_int_t)call->stub.length,
		"transport", (int)caller->transport, "auth_type",
		(int)caller->auth_type, "auth_level", (int)caller->auth_level,
		"uid", (json_int_t)caller->uid, "account", caller->account,
		"domain", caller->domain, "address", caller->address, "sids",
		sids_text(caller)));
}

static void reply(struct frame_stream *stream, uint32_t id, uint32_t fault,
		  const char *stub, size_t length)
{
	struct rras_frame frame = {.type = RRAS_FRAME_REPLY};

	frame.body.reply.id = id;
	frame.body.reply.fault = fault;
	frame.body.reply.stub = data_blob_const(stub, length);
	(void)frame_stream_write(stream, &frame, -1);
}

static void call_answer(struct frame_stream *stream,
			const struct rras_frame_call *call)
{
	switch (call->opnum) {
	case 11:
		reply(stream, call->id, 0, "\x34\x12\0\0\0\0\0\0", 8);
		break;
	case 14:
		reply(stream, call->id, 0, "\0\0\0\0", 4);
		break;
	case 21:
		break;
	case 22:
		reply(stream, call->id, 0, "\0\0", 2);
		break;
	case 23:
		reply(stream, call->id, 0x12345678, NULL, 0);
		break;
	default:
		reply(stream, call->id, DCERPC_NCA_S_OP_RNG_ERROR, NULL, 0);
		break;
	}
}

static void on_frame(struct frame_stream *stream, struct rras_frame *frame,
		     void *private_data)
{
	switch (frame->type) {
	case RRAS_FRAME_CALL:
		call_log(&frame->body.call);
		call_answer(stream, &frame->body.call);
		break;
	case RRAS_FRAME_CANCEL:
		event_write(json_pack("{s:s, s:I}", "event", "cancel", "id",
				      (json_int_t)frame->body.cancel.id));
		break;
	default:
		event_write(json_pack("{s:s}", "event", "unexpected"));
		break;
	}
}

static void on_closed(struct frame_stream *stream, enum frame_stream_end end,
		      void *private_data)
{
	event_write(json_pack("{s:s, s:s}", "event", "closed", "why",
			      frame_stream_end_text(end)));
	talloc_free(stream);
}

static const struct frame_stream_handlers handlers = {
	.frame = on_frame,
	.closed = on_closed,
};

static void on_connect(struct tevent_context *ev, struct tevent_fd *fde,
		       uint16_t flags, void *private_data)
{
	const int *listening = private_data;
	int fd = accept(*listening, NULL, NULL);

	if (fd == -1) {
		return;
	}
	event_write(json_pack("{s:s}", "event", "accepted"));
	(void)frame_stream_create(ev, ev, fd, &handlers, NULL);
}

static int listen_on(const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
	unlink(path);
	if (fd == -1 ||
	    bind(fd, (struct sockaddr *)&address, sizeof(address)) == -1 ||
	    listen(fd, 5) == -1) {
		return -1;
	}
	return fd;
}

int main(int argc, char **argv)
{
	struct tevent_context *ev = tevent_context_init(NULL);
	int listening;

	if (argc != 2 || ev == NULL) {
		fprintf(stderr, "usage: fake_rrasd SOCKET\n");
		return 2;
	}
	listening = listen_on(argv[1]);
	if (listening == -1) {
		fprintf(stderr, "%s: %s\n", argv[1], strerror(errno));
		return 1;
	}
	tevent_add_fd(ev, ev, listening, TEVENT_FD_READ, on_connect,
		      &listening);
	event_write(json_pack("{s:s}", "event", "listening"));
	tevent_loop_wait(ev);
	return 1;
}
