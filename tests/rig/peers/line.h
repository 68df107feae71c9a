/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The far side of a serial line: a pty whose slave is the router's device,
 * and the pppd that answers on it.
 *
 * A pty has no carrier signal. The line drops when the master is closed: the
 * router's pppd then sees a hang-up, and a new pty takes the device's name.
 */
#ifndef RIG_LINE_H
#define RIG_LINE_H

#include <stdbool.h>
#include <sys/types.h>

struct line {
	const char *device;    /**< symbolic link to the slave */
	const char *name;      /**< of the link in pppd's pid file */
	const char *plugin;    /**< path of ready_pppd.so */
	const char *addresses; /**< LOCAL:REMOTE, pppd's; or NULL */
	int master;	       /**< -1: unplugged */
	int watch;	       /**< inotify on the slave: poll this for input */
	bool in_use;	       /**< somebody has the slave open */
	pid_t pppd;	       /**< 0: nobody answers */
	int ready_fd;	       /**< readable when pppd listens; -1 otherwise */
};

enum line_event {
	LINE_NOTHING,
	LINE_OPENED, /**< the router opened the device */
	LINE_CLOSED, /**< it closed it, and may have opened it again since */
};

/** @brief Make the pty and the device. Exits on failure. */
void line_open(struct line *line);

/** @brief What has happened at the router's end. Call when `watch` is ready. */
enum line_event line_event(struct line *line);

/** @brief Start pppd on our end with an option file. */
void line_answer(struct line *line, const char *options);

/** @brief Take pppd's report from ready_fd: true when it listens. */
bool line_take_ready(struct line *line);

/** @brief End pppd, and drop what is under way on the line. */
void line_release(struct line *line);

/** @brief Collect pppd if it has ended; true when it has. */
bool line_reap(struct line *line);

/** @brief pppd is gone, and has not said a word; if there was one. */
void line_kill(struct line *line);

/** @brief Hang up: the router sees the loss of the line. */
void line_drop(struct line *line);

/** @brief The same, and there is no device until line_open(). */
void line_unplug(struct line *line);

#endif
