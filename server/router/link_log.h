/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the administrator's log says of a link: that it came up, why it ended.
 */
#ifndef SERVER_ROUTER_LINK_LOG_H
#define SERVER_ROUTER_LINK_LOG_H

struct router;
struct dialer_status;

/**
 * @brief Log a link's state, once a change of it.
 *
 * @param[in]     name    the interface's, UTF-8
 * @param[in]     status  what the dialer knows now
 * @param[in,out] logged  enum dialer_state of the last call; at first
 *                        DIALER_DISCONNECTED
 */
void link_log_change(const struct router *router, const char *name,
		     const struct dialer_status *status, int *logged);

#endif
