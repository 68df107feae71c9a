/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How isp-ctl talks to a peer: one line down a FIFO, one line back.
 *
 * PATH.ctl takes commands, PATH.reply gives the answers. The answer comes
 * when the command has taken effect, so that a test need not wait.
 */
#ifndef RIG_PEER_CONTROL_H
#define RIG_PEER_CONTROL_H

#include <stddef.h>

#define CONTROL_LINE 128

struct control {
	int fd; /**< poll this for input */
	int reply_fd;
	size_t have;
	char line[CONTROL_LINE];
};

/** @brief Make the two FIFOs. Exits with a message on failure. */
void control_open(struct control *control, const char *path);

/** @brief The next complete command, or NULL. Valid until the next call. */
const char *control_next(struct control *control);

/** @brief Answer the command: "ok", or "error: ..." */
void control_reply(struct control *control, const char *answer);

#endif
