/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pty between pppd and SSTP; see sstp_pty.h. */
#include "sstp_pty.h"

#include <errno.h>
#include <fcntl.h>
#include <pty.h>
#include <stdbool.h>
#include <termios.h>
#include <unistd.h>
#include "byte_queue.h"
#include "hdlc.h"
#include "sstp_message.h"

#define READ_SIZE  4096
#define QUEUE_SIZE ((size_t)131072)

struct sstp_pty {
	struct tevent_context *ev;
	int master;
	struct tevent_fd *fde; /* NULL before the start and after the end */
	const struct sstp_pty_ops *ops;
	void *private_data;
	bool paused;
	bool heard; /* of pppd */
	struct byte_queue out;
	struct hdlc_decoder decoder;
};

static int sstp_pty_destructor(struct sstp_pty *pty)
{
	TALLOC_FREE(pty->fde);
	close(pty->master);
	return 0;
}

static bool open_pair(int *master, int *slave)
{
	struct termios raw = {.c_iflag = 0};

	cfmakeraw(&raw);
	raw.c_cflag |= CREAD | CLOCAL;
	cfsetspeed(&raw, B115200); /* a zero would hang up */
	if (openpty(master, slave, NULL, &raw, NULL) != 0) {
		return false;
	}
	(void)fcntl(*slave, F_SETFD, FD_CLOEXEC);
	(void)fcntl(*master, F_SETFD, FD_CLOEXEC);
	(void)fcntl(*master, F_SETFL, O_RDWR | O_NONBLOCK);
	return true;
}

struct sstp_pty *sstp_pty_open(TALLOC_CTX *mem_ctx, struct tevent_context *ev,
			       const struct sstp_pty_ops *ops,
			       void *private_data, int *slave)
{
	struct sstp_pty *pty = talloc_zero(mem_ctx, struct sstp_pty);

	if (pty == NULL) {
		return NULL;
	}
	pty->ev = ev;
	pty->ops = ops;
	pty->private_data = private_data;
	if (!byte_queue_init(pty, &pty->out, QUEUE_SIZE) ||
	    !open_pair(&pty->master, slave)) {
		talloc_free(pty);
		return NULL;
	}
	talloc_set_destructor(pty, sstp_pty_destructor);
	return pty;
}

static void update_flags(struct sstp_pty *pty)
{
	uint16_t flags = 0;

	if (pty->fde == NULL) {
		return;
	}
	if (!pty->paused) {
		flags |= TEVENT_FD_READ;
	}
	if (pty->out.used > 0 && pty->heard) {
		flags |= TEVENT_FD_WRITE;
	}
	tevent_fd_set_flags(pty->fde, flags);
}

static void decoded(const uint8_t *frame, size_t size, void *private_data)
{
	struct sstp_pty *pty = private_data;

	if (size <= SSTP_MAX_PAYLOAD) {
		pty->ops->frame(frame, size, pty->private_data);
	}
}

/*
 * EIO: pppd has closed the slave.  It is about to end, which the plugin's
 * socket tells; the server shall still hear of it.
 */
static bool is_open(ssize_t ret)
{
	return ret > 0 || (ret == -1 && (errno == EAGAIN || errno == EINTR));
}

static void read_some(struct sstp_pty *pty)
{
	uint8_t bytes[READ_SIZE];
	ssize_t ret = read(pty->master, bytes, sizeof(bytes));

	if (!is_open(ret)) {
		TALLOC_FREE(pty->fde);
		return;
	}
	if (ret > 0) {
		pty->heard = true;
		hdlc_decode(&pty->decoder, bytes, (size_t)ret, decoded, pty);
		update_flags(pty);
	}
}

static void write_some(struct sstp_pty *pty)
{
	ssize_t ret =
		write(pty->master, byte_queue_front(&pty->out), pty->out.used);

	if (!is_open(ret)) {
		TALLOC_FREE(pty->fde);
		return;
	}
	if (ret > 0) {
		byte_queue_drop(&pty->out, (size_t)ret);
		update_flags(pty);
		pty->ops->sent(pty->private_data);
	}
}

static void pty_ready(struct tevent_context *ev, struct tevent_fd *fde,
		      uint16_t flags, void *private_data)
{
	struct sstp_pty *pty =
		talloc_get_type_abort(private_data, struct sstp_pty);

	if ((flags & TEVENT_FD_WRITE) != 0) {
		write_some(pty);
	}
	if ((flags & TEVENT_FD_READ) != 0 && pty->fde != NULL && !pty->paused) {
		read_some(pty);
	}
}

bool sstp_pty_start(struct sstp_pty *pty)
{
	pty->fde = tevent_add_fd(pty->ev, pty, pty->master, TEVENT_FD_READ,
				 pty_ready, pty);
	return pty->fde != NULL;
}

void sstp_pty_pause(struct sstp_pty *pty, bool pause)
{
	if (pty->paused != pause) {
		pty->paused = pause;
		update_flags(pty);
	}
}

void sstp_pty_write(struct sstp_pty *pty, const uint8_t *frame, size_t size)
{
	size_t most = HDLC_MAX_ENCODED(size);

	if (most > byte_queue_room(&pty->out)) {
		return;
	}
	byte_queue_add(&pty->out,
		       hdlc_encode(frame, size, HDLC_ACCM_ALL,
				   byte_queue_space(&pty->out, most)));
	update_flags(pty);
}

size_t sstp_pty_room(const struct sstp_pty *pty)
{
	return byte_queue_room(&pty->out);
}
