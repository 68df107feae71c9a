/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A small L2TP server on the loopback; see l2tp_lns.h. */
#include "l2tp_lns.h"
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <unistd.h>
#include <arpa/inet.h>
#include <netinet/in.h>
#include <cmocka.h>

static void transmit_from(const struct lns *lns, int fd, const uint8_t *bytes,
			  size_t size)
{
	(void)!sendto(fd, bytes, size, 0, (const struct sockaddr *)&lns->peer,
		      lns->size);
}

void lns_throw(struct lns *lns, const uint8_t *bytes, size_t size)
{
	transmit_from(lns, lns->fd, bytes, size);
}

/* What is no message of this dialog must not disturb it. */
static void transmit_noise(struct lns *lns, const uint8_t *bytes)
{
	static const uint8_t data[] = {0x00, 0x02, 0, 7, 0, 9, 0xff, 0x03};
	struct l2tp_writer early;

	lns_throw(lns, data, sizeof(data));
	l2tp_write(&early, L2TP_STOPCCN, lns->peer_tunnel, 0);
	l2tp_set_sequence(early.bytes,
			  (uint16_t)((bytes[8] << 8 | bytes[9]) + 3), 0);
	lns_throw(lns, early.bytes, early.size);
	l2tp_write(&early, L2TP_STOPCCN, (uint16_t)(lns->peer_tunnel + 1), 0);
	lns_throw(lns, early.bytes, early.size);
}

/* @return whether this is the first time, of a message that can be lost */
static bool lose(const struct lns *lns, uint32_t *lost, const uint8_t *bytes,
		 size_t size)
{
	uint32_t bit = 1u << (bytes[9] & 31);

	if (!lns->faults->lose || size == L2TP_HEADER_SIZE ||
	    (*lost & bit) != 0) {
		return false;
	}
	*lost |= bit;
	return true;
}

static void transmit(const uint8_t *bytes, size_t size, void *private_data)
{
	struct lns *lns = private_data;
	int fd = lns->faults->other_port || lns->faults->other_host
			 ? lns->other_fd
			 : lns->fd;

	if (lose(lns, &lns->lost_out, bytes, size)) {
		return;
	}
	if (lns->faults->reorder) {
		transmit_noise(lns, bytes);
	}
	transmit_from(lns, fd, bytes, size);
	if (lns->faults->twice) {
		transmit_from(lns, fd, bytes, size);
	}
}

static void lost(void *private_data)
{
	fail_msg("the client does not acknowledge");
}

static void send_writer(struct lns *lns, const struct l2tp_writer *writer)
{
	assert_true(l2tp_reliable_send(lns->reliable, writer));
}

void lns_say_raw(struct lns *lns, const uint8_t *body, size_t size)
{
	struct l2tp_writer writer;

	l2tp_write(&writer, L2TP_ZLB, lns->peer_tunnel, 0);
	memcpy(writer.bytes + writer.size, body, size);
	writer.size += size;
	writer.bytes[3] = (uint8_t)writer.size;
	send_writer(lns, &writer);
}

void lns_say(struct lns *lns, enum l2tp_type type)
{
	const struct lns_faults *faults = lns->faults;
	struct l2tp_writer writer;

	l2tp_write(&writer, type, lns->peer_tunnel,
		   type == L2TP_CDN || type == L2TP_ICRP ? lns->peer_session
							 : 0);
	switch (type) {
	case L2TP_SCCRP:
		l2tp_write_us(&writer, "fake-lns", LNS_TUNNEL, 4);
		break;
	case L2TP_ICRP:
		l2tp_write_session(&writer, LNS_SESSION);
		break;
	case L2TP_STOPCCN:
	case L2TP_CDN:
		l2tp_write_result(
			&writer, faults->result, faults->error,
			faults->error_text != NULL ? faults->error_text : "");
		break;
	default:
		break;
	}
	send_writer(lns, &writer);
}

/* -- what the client says -- */

static void answer(struct lns *lns, enum l2tp_type type)
{
	const struct lns_faults *faults = lns->faults;

	if (type == faults->stop_at) {
		lns_say(lns, L2TP_STOPCCN);
	} else if (type == faults->hang_up_at) {
		lns_say(lns, L2TP_CDN);
	} else if (type == faults->raw_at) {
		lns_say_raw(lns, faults->raw, faults->raw_size);
	} else if (type == L2TP_SCCRQ) {
		lns_say(lns, L2TP_SCCRP);
	} else if (type == L2TP_ICRQ) {
		lns_say(lns, L2TP_ICRP);
	}
	l2tp_reliable_acknowledge(lns->reliable);
}

static void take(struct lns *lns, const struct l2tp_message *message)
{
	lns->heard[message->type]++;
	lns->count++;
	if (message->tunnel != 0 && message->type == L2TP_SCCRQ) {
		lns->peer_tunnel = message->tunnel;
		l2tp_reliable_set_peer(lns->reliable, message->tunnel,
				       message->window);
	}
	if (message->type == L2TP_ICRQ) {
		lns->peer_session = message->session;
	}
	if (message->result != 0) {
		lns->heard_result = message->result;
		lns->heard_error = message->error;
	}
	/* what the client assigns, it keeps to */
	if (message->type != L2TP_SCCRQ) {
		assert_int_equal(message->header.tunnel, LNS_TUNNEL);
	}
	if (message->type == L2TP_ICCN) {
		assert_int_equal(message->header.session, LNS_SESSION);
	}
	answer(lns, message->type);
}

static ssize_t receive(struct lns *lns, int fd, uint8_t *bytes)
{
	lns->size = sizeof(lns->peer);
	return recvfrom(fd, bytes, L2TP_MAX_MESSAGE, MSG_DONTWAIT,
			(struct sockaddr *)&lns->peer, &lns->size);
}

static void on_readable(struct tevent_context *ev, struct tevent_fd *fde,
			uint16_t flags, void *private_data)
{
	struct lns *lns = private_data;
	struct l2tp_message message;
	uint8_t bytes[L2TP_MAX_MESSAGE];
	ssize_t size = receive(lns, lns->fd, bytes);
	uint16_t bad;

	if (size == -1) {
		size = receive(lns, lns->other_fd, bytes);
	}
	if (size == -1 || lose(lns, &lns->lost_in, bytes, (size_t)size)) {
		return;
	}
	assert_int_equal(l2tp_message_read(bytes, (size_t)size, &message, &bad),
			 L2TP_GOOD);
	if (message.type != L2TP_ZLB &&
	    message.type == lns->faults->silent_at) {
		return;
	}
	if (l2tp_reliable_receive(lns->reliable, &message.header,
				  message.type) == L2TP_ARRIVAL_NEW) {
		take(lns, &message);
	}
}

/* -- life -- */

void lns_die(struct lns *lns)
{
	if (lns->fd != -1) {
		close(lns->fd);
		close(lns->other_fd);
		lns->fd = lns->other_fd = -1;
	}
	TALLOC_FREE(lns->reliable);
}

static int lns_destructor(struct lns *lns)
{
	lns_die(lns);
	return 0;
}

static int open_port(in_addr_t host, struct sockaddr_storage *address)
{
	struct sockaddr_in any = {
		.sin_family = AF_INET,
		.sin_addr.s_addr = htonl(host),
	};
	socklen_t size = sizeof(*address);
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	assert_int_not_equal(fd, -1);
	assert_int_equal(bind(fd, (struct sockaddr *)&any, sizeof(any)), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)address, &size), 0);
	return fd;
}

struct lns *lns_create(TALLOC_CTX *mem_ctx, struct tevent_context *ev,
		       const struct lns_faults *faults)
{
	struct lns *lns = talloc_zero(mem_ctx, struct lns);
	struct sockaddr_storage other;
	const struct l2tp_reliable_config config = {
		.first_wait = 20,
		.longest_wait = 100,
		.transmit = transmit,
		.lost = lost,
		.private_data = lns,
	};

	lns->ev = ev;
	lns->faults = faults;
	lns->fd = open_port(INADDR_LOOPBACK, &lns->address);
	lns->other_fd = open_port(
		INADDR_LOOPBACK + (faults->other_host ? 1 : 0), &other);
	talloc_set_destructor(lns, lns_destructor);
	lns->reliable = l2tp_reliable_create(lns, ev, &config);
	tevent_add_fd(ev, lns->reliable, lns->fd, TEVENT_FD_READ, on_readable,
		      lns);
	tevent_add_fd(ev, lns->reliable, lns->other_fd, TEVENT_FD_READ,
		      on_readable, lns);
	return lns;
}
