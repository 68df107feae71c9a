/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A pppd of an earlier rrasd that no link can take over: it is ended.
 */
#ifndef SERVER_DIALER_ORPHAN_H
#define SERVER_DIALER_ORPHAN_H

#include <sys/types.h>

struct dialer;
struct link_record;

/**
 * @brief End it: SIGTERM, and SIGKILL for its whole group after the hang-up
 *        deadline.
 *
 * Nobody waits.  Without memory it is killed at once.
 *
 * @param[in] record  its files, or NULL; becomes the orphan's
 * @param[in] pidfd   of it; becomes the orphan's
 */
void orphan_end(struct dialer *dialer, struct link_record *record, pid_t pid,
		int pidfd);

#endif
