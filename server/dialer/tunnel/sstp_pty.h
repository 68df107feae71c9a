/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The pty between pppd and SSTP: pppd has the slave, where the kernel's PPP
 * reads and writes HDLC frames; here they become PPP frames and back.
 */
#ifndef SERVER_DIALER_TUNNEL_SSTP_PTY_H
#define SERVER_DIALER_TUNNEL_SSTP_PTY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <talloc.h>
#include <tevent.h>

struct sstp_pty;

/** @brief Called from the loop; none may free the pty. */
struct sstp_pty_ops {
	/** A frame of pppd's, at most SSTP_MAX_PAYLOAD long. */
	void (*frame)(const uint8_t *frame, size_t size, void *private_data);
	/** Frames that waited have been written: there is room again. */
	void (*sent)(void *private_data);
};

/**
 * @brief Make a pair.
 *
 * @param[out] slave  close-on-exec, raw; the caller's
 * @return NULL when the machine has none left, or no memory
 */
struct sstp_pty *sstp_pty_open(TALLOC_CTX *mem_ctx, struct tevent_context *ev,
			       const struct sstp_pty_ops *ops,
			       void *private_data, int *slave);

/** @brief Begin to read. @return false when there is no memory */
bool sstp_pty_start(struct sstp_pty *pty);

/** @brief Leave what pppd writes to the kernel, and go on. */
void sstp_pty_pause(struct sstp_pty *pty, bool pause);

/**
 * @brief Give pppd a frame; one for which there is no room is lost.
 *
 * Before pppd has written something it waits: what the kernel is given before
 * pppd has made the tty one of PPP's is thrown away.
 */
void sstp_pty_write(struct sstp_pty *pty, const uint8_t *frame, size_t size);

/** @brief Bytes more that it takes, as HDLC. */
size_t sstp_pty_room(const struct sstp_pty *pty);

#endif
