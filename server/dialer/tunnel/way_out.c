/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The device by which a peer is reached; see way_out.h.
 */
#include "way_out.h"
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

struct question {
	struct nlmsghdr header;
	struct rtmsg route;
	struct rtattr destination;
	uint8_t address[16];
};

union answer {
	struct nlmsghdr header;
	uint8_t bytes[2048];
};

static void ask_for(struct question *question,
		    const struct sockaddr_storage *peer)
{
	const bool v6 = peer->ss_family == AF_INET6;
	const size_t size = v6 ? 16 : 4;
	const void *address =
		v6 ? (const void *)&((const struct sockaddr_in6 *)peer)
				->sin6_addr
		   : (const void *)&((const struct sockaddr_in *)peer)
				->sin_addr;

	memset(question, 0, sizeof(*question));
	question->header.nlmsg_type = RTM_GETROUTE;
	question->header.nlmsg_flags = NLM_F_REQUEST;
	question->header.nlmsg_len =
		(uint32_t)(offsetof(struct question, address) + size);
	question->route.rtm_family = (unsigned char)peer->ss_family;
	question->route.rtm_dst_len = (unsigned char)(8 * size);
	question->destination.rta_type = RTA_DST;
	question->destination.rta_len = (unsigned short)RTA_LENGTH(size);
	memcpy(question->address, address, size);
}

/* The index of the device in the kernel's answer, 0 for none. */
static unsigned device_of(const union answer *answer, size_t size)
{
	size_t at = NLMSG_SPACE(sizeof(struct rtmsg));
	struct rtattr attribute;
	unsigned index = 0;

	if (size < at || answer->header.nlmsg_type != RTM_NEWROUTE) {
		return 0;
	}
	while (size - at >= sizeof(attribute)) {
		memcpy(&attribute, answer->bytes + at, sizeof(attribute));
		if (attribute.rta_len < sizeof(attribute) ||
		    attribute.rta_len > size - at) {
			break;
		}
		if (attribute.rta_type == RTA_OIF &&
		    attribute.rta_len == RTA_LENGTH(sizeof(index))) {
			memcpy(&index, answer->bytes + at + RTA_LENGTH(0),
			       sizeof(index));
		}
		at += RTA_ALIGN(attribute.rta_len);
		if (at > size) {
			break;
		}
	}
	return index;
}

static unsigned find_device(const struct sockaddr_storage *peer)
{
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
	struct question question;
	union answer answer;
	unsigned index = 0;
	ssize_t size;

	if (fd == -1) {
		return 0;
	}
	ask_for(&question, peer);
	if (send(fd, &question, question.header.nlmsg_len, 0) != -1) {
		size = recv(fd, &answer, sizeof(answer), 0);
		index = size > 0 ? device_of(&answer, (size_t)size) : 0;
	}
	close(fd);
	return index;
}

void way_out_bind(int fd, const struct sockaddr_storage *peer)
{
	char name[IF_NAMESIZE];
	unsigned index = 0;

	if (peer->ss_family == AF_INET || peer->ss_family == AF_INET6) {
		index = find_device(peer);
	}
	if (index != 0 && if_indextoname(index, name) != NULL) {
		(void)setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, name,
				 (socklen_t)strlen(name));
	}
}
