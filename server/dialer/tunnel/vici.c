/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A client of strongSwan's vici; see vici.h.
 *
 * "Every packet is prefixed by a 32-bit length"; then a byte for its type, for
 * some types a name, and a message.
 */
#include "vici.h"
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <arpa/inet.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <util/tevent_unix.h>

/* Of the daemon's; a list of its connections comes in many small ones. */
#define MAX_PACKET (512 * 1024)

enum packet_type {
	CMD_REQUEST = 0,
	CMD_RESPONSE = 1,
	CMD_UNKNOWN = 2,
	EVENT_REGISTER = 3,
	EVENT_CONFIRM = 5,
	EVENT_UNKNOWN = 6,
	EVENT = 7,
};

struct vici {
	int fd;
	struct tevent_fd *fde;
	void (*lost)(void *private_data);
	void *private_data;
	uint8_t *bytes; /**< of packets that are not complete */
	size_t size;
	struct tevent_req *req; /**< the call under way */
};

struct vici_call_state {
	struct tevent_context *ev;
	struct vici *vici; /**< NULL when it has gone */
	const char *command;
	struct vici_writer message; /**< while the event is registered */
	const char *event;
	vici_event_fn fn;
	void *private_data;
	char text[256];
};

static void on_readable(struct tevent_context *ev, struct tevent_fd *fde,
			uint16_t flags, void *private_data);

static int vici_destructor(struct vici *vici)
{
	struct vici_call_state *state;

	if (vici->req != NULL) {
		state = tevent_req_data(vici->req, struct vici_call_state);
		state->vici = NULL;
	}
	TALLOC_FREE(vici->fde);
	if (vici->fd != -1) {
		close(vici->fd);
	}
	return 0;
}

static int open_socket(const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd, error;

	if (strlen(path) >= sizeof(address.sun_path)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	memcpy(address.sun_path, path, strlen(path));
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd != -1 && connect(fd, (const struct sockaddr *)&address,
				sizeof(address)) == -1) {
		error = errno;
		close(fd);
		errno = error;
		return -1;
	}
	return fd;
}

struct vici *vici_connect(TALLOC_CTX *mem_ctx, struct tevent_context *ev,
			  const char *path, void (*lost)(void *private_data),
			  void *private_data)
{
	struct vici *vici = talloc_zero(mem_ctx, struct vici);

	if (vici == NULL) {
		errno = ENOMEM;
		return NULL;
	}
	vici->lost = lost;
	vici->private_data = private_data;
	vici->fd = open_socket(path);
	if (vici->fd == -1) {
		talloc_free(vici);
		return NULL;
	}
	talloc_set_destructor(vici, vici_destructor);
	vici->fde = tevent_add_fd(ev, vici, vici->fd, TEVENT_FD_READ,
				  on_readable, vici);
	if (vici->fde == NULL) {
		talloc_free(vici);
		errno = ENOMEM;
		return NULL;
	}
	return vici;
}

/* -- sending: our packets are far smaller than what a socket takes -- */

static bool send_packet(struct vici *vici, enum packet_type type,
			const char *name, const struct vici_writer *message)
{
	uint8_t head[4 + 1 + 1 + 64];
	size_t length = strlen(name),
	       size = message != NULL ? message->size : 0;
	uint32_t prefix = htonl((uint32_t)(2 + length + size));
	struct iovec parts[] = {
		{.iov_base = head, .iov_len = 6 + length},
		{.iov_base = message != NULL ? (void *)(uintptr_t)message->bytes
					     : NULL,
		 .iov_len = size},
	};
	struct msghdr packet = {.msg_iov = parts, .msg_iovlen = 2};

	if (length > 64 || (message != NULL && message->overflow)) {
		return false;
	}
	memcpy(head, &prefix, sizeof(prefix));
	head[4] = (uint8_t)type;
	head[5] = (uint8_t)length;
	memcpy(head + 6, name, length);
	return sendmsg(vici->fd, &packet, MSG_NOSIGNAL) ==
	       (ssize_t)(6 + length + size);
}

/* -- what comes -- */

static void end_call(struct vici *vici, int error)
{
	struct tevent_req *req = vici->req;

	if (req == NULL) {
		return;
	}
	vici->req = NULL;
	if (error != 0) {
		tevent_req_error(req, (uint64_t)error);
	} else {
		tevent_req_done(req);
	}
}

/* "success: yes or no, errmsg: error string on failure"; what lists has
 * neither. */
static int read_response(struct vici_call_state *state, const uint8_t *bytes,
			 size_t size)
{
	char success[8];

	if (!vici_find(bytes, size, "success", success, sizeof(success)) ||
	    strcmp(success, "yes") == 0) {
		return 0;
	}
	vici_find(bytes, size, "errmsg", state->text, sizeof(state->text));
	return EREMOTEIO;
}

static void on_event(struct vici_call_state *state, const uint8_t *bytes,
		     size_t size)
{
	size_t name = size > 0 ? (size_t)bytes[0] + 1 : 1;

	if (state->fn != NULL && name <= size) {
		state->fn(bytes + name, size - name, state->private_data);
	}
}

static void send_command(struct vici *vici, struct vici_call_state *state)
{
	if (!send_packet(vici, CMD_REQUEST, state->command, &state->message)) {
		end_call(vici, ECONNRESET);
	}
	explicit_bzero(&state->message, sizeof(state->message));
}

static void on_packet(struct vici *vici, const uint8_t *bytes, size_t size)
{
	struct vici_call_state *state;

	if (vici->req == NULL || size == 0) {
		return; /* it has been given up */
	}
	state = tevent_req_data(vici->req, struct vici_call_state);
	switch (bytes[0]) {
	case CMD_RESPONSE:
		if (state->event == NULL && state->fn != NULL) {
			state->fn(bytes + 1, size - 1, state->private_data);
		}
		end_call(vici, read_response(state, bytes + 1, size - 1));
		break;
	case EVENT:
		on_event(state, bytes + 1, size - 1);
		break;
	case EVENT_CONFIRM:
		send_command(vici, state);
		break;
	case CMD_UNKNOWN:
	case EVENT_UNKNOWN:
		end_call(vici, ENOSYS);
		break;
	default:
		end_call(vici, EPROTO);
	}
}

static void on_lost(struct vici *vici)
{
	TALLOC_FREE(vici->fde);
	end_call(vici, ECONNRESET);
	if (vici->lost != NULL) {
		vici->lost(vici->private_data);
	}
}

/* @return the size of the first packet with its prefix; 0: not known yet */
static size_t packet_size(const struct vici *vici)
{
	uint32_t prefix;

	if (vici->size < sizeof(prefix)) {
		return 0;
	}
	memcpy(&prefix, vici->bytes, sizeof(prefix));
	return sizeof(prefix) + ntohl(prefix);
}

/* The answer to a call may free all of it: its packet goes first. */
static void take_packets(struct vici *vici)
{
	size_t size = packet_size(vici);
	uint8_t *packet;

	while (size != 0 && vici->size >= size) {
		packet = talloc_memdup(vici, vici->bytes + 4, size - 4);
		vici->size -= size;
		memmove(vici->bytes, vici->bytes + size, vici->size);
		if (packet == NULL) {
			end_call(vici, ENOMEM);
		} else {
			on_packet(vici, packet, size - 4);
		}
		talloc_free(packet);
		size = packet_size(vici);
	}
}

/* @return false when the connection is of no use any more */
static bool read_more(struct vici *vici)
{
	uint8_t bytes[8192];
	ssize_t size = recv(vici->fd, bytes, sizeof(bytes), MSG_DONTWAIT);
	uint8_t *more;

	if (size == -1) {
		return errno == EAGAIN || errno == EINTR;
	}
	if (size == 0 || vici->size + (size_t)size > MAX_PACKET) {
		return false;
	}
	more = talloc_realloc_size(vici, vici->bytes,
				   vici->size + (size_t)size);
	if (more == NULL) {
		return false;
	}
	memcpy(more + vici->size, bytes, (size_t)size);
	vici->bytes = more;
	vici->size += (size_t)size;
	return true;
}

static void on_readable(struct tevent_context *ev, struct tevent_fd *fde,
			uint16_t flags, void *private_data)
{
	struct vici *vici = talloc_get_type_abort(private_data, struct vici);

	if (!read_more(vici)) {
		on_lost(vici);
		return;
	}
	take_packets(vici);
}

/* -- calls -- */

static void vici_call_cleanup(struct tevent_req *req,
			      enum tevent_req_state req_state)
{
	struct vici_call_state *state =
		tevent_req_data(req, struct vici_call_state);

	explicit_bzero(&state->message, sizeof(state->message));
	if (state->vici != NULL && state->vici->req == req) {
		state->vici->req = NULL;
	}
}

struct tevent_req *vici_call_send(TALLOC_CTX *mem_ctx,
				  struct tevent_context *ev, struct vici *vici,
				  const char *command,
				  const struct vici_writer *message,
				  const char *event, vici_event_fn fn,
				  void *private_data)
{
	struct vici_call_state *state;
	struct tevent_req *req;

	req = tevent_req_create(mem_ctx, &state, struct vici_call_state);
	if (req == NULL) {
		return NULL;
	}
	state->vici = vici;
	state->command = command;
	state->message = *message;
	state->event = event;
	state->fn = fn;
	state->private_data = private_data;
	tevent_req_set_cleanup_fn(req, vici_call_cleanup);
	/* an answer frees this from inside of the reading */
	tevent_req_defer_callback(req, ev);
	if (vici->req != NULL || vici->fde == NULL) {
		tevent_req_error(req, vici->req != NULL ? EBUSY : ECONNRESET);
		return tevent_req_post(req, ev);
	}
	vici->req = req;
	if (event == NULL) {
		send_command(vici, state);
	} else if (!send_packet(vici, EVENT_REGISTER, event, NULL)) {
		end_call(vici, ECONNRESET);
	}
	return req;
}

int vici_call_recv(struct tevent_req *req, char *text, size_t size)
{
	struct vici_call_state *state =
		tevent_req_data(req, struct vici_call_state);
	size_t length = strnlen(state->text, size - 1);
	int error = tevent_req_simple_recv_unix(req);

	memcpy(text, state->text, length);
	text[length] = '\0';
	tevent_req_received(req);
	return error;
}

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Whether what has been read holds the answer, and forget it. */
static bool has_answer(struct vici *vici)
{
	size_t size;
	bool found = false;

	while (!found && (size = packet_size(vici)) != 0 &&
	       vici->size >= size) {
		found = size > 4 && (vici->bytes[4] == CMD_RESPONSE ||
				     vici->bytes[4] == CMD_UNKNOWN);
		vici->size -= size;
		memmove(vici->bytes, vici->bytes + size, vici->size);
	}
	return found;
}

bool vici_call_now(struct vici *vici, const char *command,
		   const struct vici_writer *message, int milliseconds)
{
	struct pollfd pollfd = {.fd = vici->fd, .events = POLLIN};
	int64_t end = now_ms() + milliseconds, left;

	if (vici->fde == NULL ||
	    !send_packet(vici, CMD_REQUEST, command, message)) {
		return false;
	}
	while (!has_answer(vici)) {
		left = end - now_ms();
		if (left <= 0 || poll(&pollfd, 1, (int)left) == 0 ||
		    !read_more(vici)) {
			return false;
		}
	}
	return true;
}
