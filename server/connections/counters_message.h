/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The questions for counters, and what the kernel answers.
 */
#ifndef SERVER_CONNECTIONS_COUNTERS_MESSAGE_H
#define SERVER_CONNECTIONS_COUNTERS_MESSAGE_H

#include <netlink/netlink.h>
#include <netlink/msg.h>
#include "counters.h"

/** @brief The two ways to ask. */
enum counters_source {
	COUNTERS_STATS, /**< RTM_GETSTATS: counters and nothing else */
	COUNTERS_LINKS, /**< RTM_GETLINK: for kernels before Linux 4.7 */
};

/**
 * @brief Make a question.
 *
 * @param[in] ifindex  one interface; 0 for a dump of all
 * @return NULL when out of memory
 */
struct nl_msg *counters_question(enum counters_source source, int ifindex);

/**
 * @brief Read an answer; every length in it is checked.
 *
 * @param[in] header  a message that is complete (nlmsg_ok())
 * @return false when it is none, or tells no counters
 */
bool counters_answer(struct nlmsghdr *header, int *ifindex,
		     struct link_counters *values);

#endif
