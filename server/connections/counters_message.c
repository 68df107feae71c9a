/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The questions for counters, and what the kernel answers.
 */
#include <stddef.h>
#include <string.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <netlink/attr.h>
#include "counters_message.h"

static struct nl_msg *question(int type, int ifindex, void *body, size_t size)
{
	struct nl_msg *msg =
		nlmsg_alloc_simple(type, ifindex == 0 ? NLM_F_DUMP : 0);

	if (msg != NULL && nlmsg_append(msg, body, size, NLMSG_ALIGNTO) != 0) {
		nlmsg_free(msg);
		return NULL;
	}
	return msg;
}

struct nl_msg *counters_question(enum counters_source source, int ifindex)
{
	struct if_stats_msg stats = {
		.ifindex = (uint32_t)ifindex,
		.filter_mask = IFLA_STATS_FILTER_BIT(IFLA_STATS_LINK_64),
	};
	struct ifinfomsg link = {.ifi_index = ifindex};

	if (source == COUNTERS_STATS) {
		return question(RTM_GETSTATS, ifindex, &stats, sizeof(stats));
	}
	return question(RTM_GETLINK, ifindex, &link, sizeof(link));
}

/* An older kernel's structure is shorter, a newer one's longer. */
static bool read_counters(const struct nlattr *attr,
			  struct link_counters *values)
{
	const size_t needed =
		offsetof(struct rtnl_link_stats64, tx_aborted_errors);
	struct rtnl_link_stats64 stats = {0};
	size_t size = attr != NULL ? (size_t)nla_len(attr) : 0;

	if (size < needed) {
		return false;
	}
	memcpy(&stats, nla_data(attr),
	       size < sizeof(stats) ? size : sizeof(stats));
	*values = (struct link_counters){
		.rx_bytes = stats.rx_bytes,
		.tx_bytes = stats.tx_bytes,
		.rx_frames = stats.rx_packets,
		.tx_frames = stats.tx_packets,
		.rx_errors = stats.rx_errors,
		.rx_crc_errors = stats.rx_crc_errors,
		.rx_frame_errors = stats.rx_frame_errors,
		.rx_overruns = stats.rx_over_errors + stats.rx_fifo_errors,
	};
	return true;
}

bool counters_answer(struct nlmsghdr *header, int *ifindex,
		     struct link_counters *values)
{
	const struct if_stats_msg *stats;
	const struct ifinfomsg *link;
	const struct nlattr *attr;

	switch (header->nlmsg_type) {
	case RTM_NEWSTATS:
		if (!nlmsg_valid_hdr(header, sizeof(*stats))) {
			return false;
		}
		stats = nlmsg_data(header);
		*ifindex = (int)stats->ifindex;
		attr = nlmsg_find_attr(header, sizeof(*stats),
				       IFLA_STATS_LINK_64);
		break;
	case RTM_NEWLINK:
		if (!nlmsg_valid_hdr(header, sizeof(*link))) {
			return false;
		}
		link = nlmsg_data(header);
		*ifindex = link->ifi_index;
		attr = nlmsg_find_attr(header, sizeof(*link), IFLA_STATS64);
		break;
	default:
		return false;
	}
	return *ifindex > 0 && read_counters(attr, values);
}
