/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The kernel's links, followed over rtnetlink; see kernel_links.h.
 *
 * The list of all links and the news come over one non-blocking socket.  When
 * the kernel had to drop news (ENOBUFS), the list is asked for again, and
 * what is not in it is gone.
 */
#include "kernel_links.h"
#include <errno.h>
#include <limits.h>
#include <linux/rtnetlink.h>
#include <net/if_arp.h>
#include <poll.h>
#include <string.h>
#include <strings.h>
#include <netlink/netlink.h>
#include <netlink/msg.h>
#include <netlink/route/link.h>
#include <netlink/route/rtnl.h>
#include "compat/rras_errors.h"

/* The first list, in milliseconds; the kernel answers at once. */
#define FIRST_LIST_TIMEOUT 5000
/* News that may wait for us; a burst of containers is some thousand. */
#define RECEIVE_BUFFER (1024 * 1024)

struct known_link {
	struct known_link *next;
	struct kernel_link link;
	unsigned list; /**< the last list that it was in, or news since */
};

struct kernel_links {
	struct nl_sock *sock;
	struct tevent_fd *fde;
	kernel_link_fn fn;
	void *private_data;
	struct known_link *known;
	unsigned list;	  /**< the number of the list that came last */
	bool list_wanted; /**< one has to be asked for */
	bool list_comes;  /**< one is on its way */
	bool list_began;  /**< a part of it has come */
};

static struct known_link **find(struct kernel_links *links, int ifindex)
{
	struct known_link **p = &links->known;

	while (*p != NULL && (*p)->link.ifindex != ifindex) {
		p = &(*p)->next;
	}
	return p;
}

static void forget(struct kernel_links *links, struct known_link **p)
{
	struct known_link *known = *p;

	*p = known->next;
	links->fn(&known->link, true, links->private_data);
	TALLOC_FREE(known);
}

/*
 * What counts as a LAN interface: Ethernet and its kin (Wi-Fi, InfiniBand)
 * that carries addresses of its own.  That includes bridges, bonds, VLANs,
 * macvlans and the virtual cards of containers and machines.
 *
 * Not: the ports of a bridge, a bond or a team (traffic belongs to the
 * master; but a member of a VRF carries its own), VRF devices themselves, PPP
 * devices (they are links of demand-dial interfaces), and tunnels, which on
 * Windows are not DEDICATED either.
 */
static bool is_lan(struct rtnl_link *nl)
{
	unsigned arptype = rtnl_link_get_arptype(nl);
	const char *kind = rtnl_link_get_type(nl);
	const char *port_of = rtnl_link_get_slave_type(nl);

	if (arptype != ARPHRD_ETHER && arptype != ARPHRD_INFINIBAND) {
		return false;
	}
	if (kind != NULL && strcmp(kind, "vrf") == 0) {
		return false;
	}
	return rtnl_link_get_master(nl) == 0 ||
	       (port_of != NULL && strcmp(port_of, "vrf") == 0);
}

static bool convert(struct rtnl_link *nl, struct kernel_link *link)
{
	const char *name = rtnl_link_get_name(nl);
	unsigned flags = rtnl_link_get_flags(nl);

	if (name == NULL || strlen(name) >= sizeof(link->name)) {
		return false;
	}
	*link = (struct kernel_link){
		.ifindex = rtnl_link_get_ifindex(nl),
		.is_loopback = (flags & IFF_LOOPBACK) != 0,
		.is_lan = is_lan(nl),
		.up = (flags & IFF_UP) != 0,
		.running = (flags & IFF_RUNNING) != 0,
	};
	memcpy(link->name, name, strlen(name));
	return link->ifindex > 0;
}

static void link_is_there(struct kernel_links *links,
			  const struct kernel_link *link)
{
	struct known_link **p = find(links, link->ifindex);

	if (*p == NULL) {
		*p = talloc_zero(links, struct known_link);
	} else if (memcmp(&(*p)->link, link, sizeof(*link)) == 0) {
		(*p)->list = links->list;
		return;
	}
	if (*p == NULL) {
		/* Without memory now, it is in the next list. */
		links->list_wanted = true;
		return;
	}
	(*p)->link = *link;
	(*p)->list = links->list;
	links->fn(link, false, links->private_data);
}

static void on_object(struct nl_object *object, void *arg)
{
	struct kernel_links *links = arg;
	struct kernel_link link;
	struct known_link **p;

	if (!convert((struct rtnl_link *)object, &link)) {
		return;
	}
	if (nl_object_get_msgtype(object) == RTM_NEWLINK) {
		link_is_there(links, &link);
		return;
	}
	p = find(links, link.ifindex);
	if (*p != NULL) {
		forget(links, p);
	}
}

/* A bridge tells of its ports (AF_BRIDGE), and of a port that leaves as if
 * the link itself were deleted: only AF_UNSPEC speaks of links. */
static int on_message(struct nl_msg *msg, void *arg)
{
	const struct nlmsghdr *header = nlmsg_hdr(msg);
	struct kernel_links *links = arg;
	const struct ifinfomsg *info;

	if (header->nlmsg_type != RTM_NEWLINK &&
	    header->nlmsg_type != RTM_DELLINK) {
		return NL_OK;
	}
	if (!nlmsg_valid_hdr(header, sizeof(*info))) {
		return NL_SKIP;
	}
	/* News from before its first part may be of links that are gone. */
	if ((header->nlmsg_flags & NLM_F_MULTI) && !links->list_began) {
		links->list_began = true;
		links->list++;
	}
	info = nlmsg_data(header);
	if (info->ifi_family == AF_UNSPEC) {
		nl_msg_parse(msg, on_object, links);
	}
	return NL_OK;
}

/* The list is complete: what was not in it is gone. */
static int on_finish(struct nl_msg *msg, void *arg)
{
	struct kernel_links *links = arg;
	struct known_link **p = &links->known;

	links->list_comes = false;
	while (*p != NULL) {
		if ((*p)->list == links->list) {
			p = &(*p)->next;
		} else {
			forget(links, p);
		}
	}
	return NL_STOP;
}

static int on_error(struct sockaddr_nl *peer, struct nlmsgerr *error, void *arg)
{
	struct kernel_links *links = arg;

	links->list_comes = false;
	links->list_wanted = true;
	return NL_SKIP;
}

/* The list changed while the kernel was writing it. */
static int on_interrupted(struct nl_msg *msg, void *arg)
{
	struct kernel_links *links = arg;

	links->list_wanted = true;
	return NL_OK;
}

static void ask_for_list(struct kernel_links *links)
{
	if (!links->list_wanted || links->list_comes) {
		return;
	}
	links->list_began = false;
	if (nl_rtgen_request(links->sock, RTM_GETLINK, AF_UNSPEC, NLM_F_DUMP) >=
	    0) {
		links->list_wanted = false;
		links->list_comes = true;
	}
}

/* All that is there to be read. */
static void receive(struct kernel_links *links)
{
	int ret;

	do {
		ret = nl_recvmsgs_default(links->sock);
	} while (ret >= 0);
	if (ret != -NLE_AGAIN) {
		/* ENOBUFS: some news are lost, and maybe the list's end. */
		links->list_comes = false;
		links->list_wanted = true;
	}
	ask_for_list(links);
}

static void on_readable(struct tevent_context *ev, struct tevent_fd *fde,
			uint16_t flags, void *private_data)
{
	receive(private_data);
}

static int destroy_kernel_links(struct kernel_links *links)
{
	TALLOC_FREE(links->fde);
	nl_socket_free(links->sock);
	return 0;
}

static int open_socket(struct kernel_links *links)
{
	struct nl_sock *sock = nl_socket_alloc();
	int ret;

	if (sock == NULL) {
		return -NLE_NOMEM;
	}
	links->sock = sock;
	nl_socket_disable_seq_check(sock);
	nl_socket_disable_auto_ack(sock);
	nl_socket_modify_cb(sock, NL_CB_VALID, NL_CB_CUSTOM, on_message, links);
	nl_socket_modify_cb(sock, NL_CB_FINISH, NL_CB_CUSTOM, on_finish, links);
	nl_socket_modify_cb(sock, NL_CB_DUMP_INTR, NL_CB_CUSTOM, on_interrupted,
			    links);
	nl_socket_modify_err_cb(sock, NL_CB_CUSTOM, on_error, links);
	ret = nl_connect(sock, NETLINK_ROUTE);
	if (ret == 0) {
		ret = nl_socket_set_nonblocking(sock);
	}
	if (ret == 0) {
		ret = nl_socket_add_memberships(sock, RTNLGRP_LINK, 0);
	}
	if (ret == 0) {
		/* The limit of the system may be lower: then it is that. */
		(void)nl_socket_set_buffer_size(sock, RECEIVE_BUFFER, 0);
	}
	return ret;
}

static bool wait_for_first_list(struct kernel_links *links)
{
	struct timeval end =
		tevent_timeval_current_ofs(FIRST_LIST_TIMEOUT / 1000, 0);
	struct pollfd pfd = {
		.fd = nl_socket_get_fd(links->sock),
		.events = POLLIN,
	};

	links->list_wanted = true;
	ask_for_list(links);
	while (links->list_comes || links->list_wanted) {
		struct timeval now = tevent_timeval_current();

		if (tevent_timeval_compare(&now, &end) >= 0) {
			return false;
		}
		(void)poll(&pfd, 1, 100);
		receive(links);
	}
	return true;
}

WERROR kernel_links_create(TALLOC_CTX *mem_ctx, struct tevent_context *ev,
			   kernel_link_fn fn, void *private_data,
			   struct kernel_links **_links, const char **why)
{
	struct kernel_links *links = talloc_zero(mem_ctx, struct kernel_links);
	WERROR werr = W_ERROR(ERROR_NOT_ENOUGH_MEMORY);
	int ret;

	if (links == NULL) {
		return werr;
	}
	talloc_set_destructor(links, destroy_kernel_links);
	links->fn = fn;
	links->private_data = private_data;
	ret = open_socket(links);
	if (ret != 0) {
		*why = talloc_asprintf(mem_ctx,
				       "the kernel's links cannot be "
				       "followed: %s",
				       nl_geterror(ret));
		werr = W_ERROR(ERROR_NO_SYSTEM_RESOURCES);
		goto fail;
	}
	if (!wait_for_first_list(links)) {
		*why = talloc_strdup(mem_ctx,
				     "the kernel does not list its links");
		werr = W_ERROR(ERROR_TIMEOUT);
		goto fail;
	}
	links->fde = tevent_add_fd(ev, links, nl_socket_get_fd(links->sock),
				   TEVENT_FD_READ, on_readable, links);
	if (links->fde == NULL) {
		goto fail;
	}
	*_links = links;
	return WERR_OK;
fail:
	TALLOC_FREE(links);
	return werr;
}

void kernel_links_repeat(struct kernel_links *links)
{
	const struct known_link *known = links->known;

	for (; known != NULL; known = known->next) {
		links->fn(&known->link, false, links->private_data);
	}
}

const struct kernel_link *kernel_links_get(struct kernel_links *links,
					   int ifindex)
{
	const struct known_link *known = *find(links, ifindex);

	return known != NULL ? &known->link : NULL;
}

const struct kernel_link *kernel_links_find(struct kernel_links *links,
					    const char *name)
{
	const struct known_link *known = links->known;

	while (known != NULL && strcasecmp(known->link.name, name) != 0) {
		known = known->next;
	}
	return known != NULL ? &known->link : NULL;
}
