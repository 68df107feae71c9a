/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What makes a process a daemon: its limits, and its way to the background. */
#ifndef SERVER_RRASD_DAEMON_H
#define SERVER_RRASD_DAEMON_H

/**
 * @brief Take from this process what could give secrets away.
 *
 * No core dumps, no tracing by others, files private by default; a peer's
 * closed socket is an error, not a signal.
 */
void daemon_protect(void);

/**
 * @brief Have descriptors for as many links as there are ports.
 *
 * A link needs three, and a shell gives its programs 1024.  What cannot be had
 * is logged: the links beyond it are refused one by one.
 */
void daemon_take_descriptors(void);

/**
 * @brief Come before those whose links take the CPU, other sessions (autogroup)
 *        included when this process leads its own; children and threads have
 *        the usual priority.
 *
 * Clients give up an rrasd that is silent for RRAS_CLIENT_TIMEOUT
 * (rras_client.h), and with 32 pppds that start on one CPU its turn came later
 * than that.  For after daemon_fork().
 */
void daemon_take_priority(void);

/**
 * @brief Go to the background.
 *
 * Returns in the child.  The parent waits until the child says that it is
 * ready, or ends, and exits with 0 or 1: so a start that fails is seen by who
 * has started it.
 *
 * @return descriptor for daemon_ready(); -1 on failure, with errno
 */
int daemon_fork(void);

/**
 * @brief Serving begins: tell the parent, and let go of the terminal.
 *
 * @param[in] fd  from daemon_fork()
 */
void daemon_ready(int fd);

#endif
