/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * "The default route for the IP packets is through the dial-up adapter when
 * the connection is active" (MPRIO_RemoteDefaultGateway, [MS-RRASM]
 * 2.2.1.2.84), and the one that was there before is when it is not.
 *
 * pppd's own "defaultroute" does nothing when the machine has a default route,
 * and "replacedefaultroute" loses that one when pppd is killed.  So the route
 * is put before all others of its metric, as "ip route prepend" does: the
 * kernel uses the first, and takes ours away with the interface.
 */
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include "plugin.h"

struct request {
	struct nlmsghdr header;
	struct rtmsg route;
	struct rtattr oif_header;
	uint32_t oif;
};

struct answer {
	struct nlmsghdr header;
	struct nlmsgerr error;
};

static bool is_done(int fd, const struct request *request)
{
	struct answer answer = {.error.error = -1};

	return send(fd, request, sizeof(*request), 0) ==
		       (ssize_t)sizeof(*request) &&
	       recv(fd, &answer, sizeof(answer), 0) > 0 &&
	       answer.header.nlmsg_type == NLMSG_ERROR &&
	       answer.error.error == 0;
}

bool route_add_default(const char *ifname)
{
	const struct request request = {
		.header = {.nlmsg_len = sizeof(request),
			   .nlmsg_type = RTM_NEWROUTE,
			   .nlmsg_flags =
				   NLM_F_REQUEST | NLM_F_CREATE | NLM_F_ACK},
		.route = {.rtm_family = AF_INET,
			  .rtm_table = RT_TABLE_MAIN,
			  .rtm_protocol = RTPROT_BOOT,
			  .rtm_scope = RT_SCOPE_LINK,
			  .rtm_type = RTN_UNICAST},
		.oif_header = {.rta_len = RTA_LENGTH(sizeof(uint32_t)),
			       .rta_type = RTA_OIF},
		.oif = if_nametoindex(ifname),
	};
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
	bool done = fd != -1 && request.oif != 0 && is_done(fd, &request);

	if (fd != -1) {
		close(fd);
	}
	return done;
}
