/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A socket's own IPsec policy.
 *
 * The policies that the IKE daemon puts into the kernel go with the
 * association, and with the daemon; packets would then leave in the clear.  A
 * socket's policy stands before them, and asks for ESP as long as the socket
 * lives.  The kernel's L2TP sends by the socket too.
 */
#include "ipsec_request.h"
#include <errno.h>
#include <string.h>
#include <linux/xfrm.h>

/* linux/in.h cannot be had beside netinet/in.h */
#ifndef IP_XFRM_POLICY
#define IP_XFRM_POLICY 17
#endif
#ifndef IPV6_XFRM_POLICY
#define IPV6_XFRM_POLICY 35
#endif

struct policy {
	struct xfrm_userpolicy_info info;
	struct xfrm_user_tmpl template;
};

static int set_policy(int fd, sa_family_t family, uint16_t number,
		      uint8_t direction)
{
	struct policy policy = {
		.info =
			{
				.sel = {.family = family},
				.dir = direction,
				.action = XFRM_POLICY_ALLOW,
				.share = XFRM_SHARE_ANY,
				.lft =
					{
						.soft_byte_limit = XFRM_INF,
						.hard_byte_limit = XFRM_INF,
						.soft_packet_limit = XFRM_INF,
						.hard_packet_limit = XFRM_INF,
					},
			},
		.template =
			{
				.id = {.proto = IPPROTO_ESP},
				.family = family,
				.reqid = ipsec_reqid(number),
				.mode = XFRM_MODE_TRANSPORT,
				.share = XFRM_SHARE_ANY,
				.aalgos = UINT32_MAX,
				.ealgos = UINT32_MAX,
				.calgos = UINT32_MAX,
			},
	};
	int result = family == AF_INET6
			     ? setsockopt(fd, IPPROTO_IPV6, IPV6_XFRM_POLICY,
					  &policy, sizeof(policy))
			     : setsockopt(fd, IPPROTO_IP, IP_XFRM_POLICY,
					  &policy, sizeof(policy));

	return result == 0 ? 0 : errno;
}

int ipsec_protect(int fd, sa_family_t family, uint16_t number)
{
	int error = set_policy(fd, family, number, XFRM_POLICY_OUT);

	return error != 0 ? error
			  : set_policy(fd, family, number, XFRM_POLICY_IN);
}
