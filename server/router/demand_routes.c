/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Routes over rtnetlink.
 *
 * The list of routes comes asynchronously: a router may have many, although
 * the kernel is asked for those of one device only.  A single addition is
 * carried out by the kernel within the call.
 */
#include "demand_routes.h"
#include <errno.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/socket.h>
#include <netlink/msg.h>
#include <netlink/netlink.h>
#include <netlink/route/route.h>

#ifndef NETLINK_GET_STRICT_CHK
#define NETLINK_GET_STRICT_CHK 12 /* Linux 4.20 */
#endif

struct demand_routes {
	struct nl_sock *adder;	/* waits for the kernel's answer */
	struct nl_sock *lister; /* does not */
	struct tevent_fd *fde;
	int from, to;
	demand_routes_fn fn;
	void *private_data;
};

static int routes_destructor(struct demand_routes *routes)
{
	TALLOC_FREE(routes->fde);
	nl_socket_free(routes->adder);
	nl_socket_free(routes->lister);
	return 0;
}

static int add_route(struct demand_routes *routes, struct rtnl_route *route,
		     int ifindex)
{
	struct rtnl_nexthop *nexthop = rtnl_route_nh_alloc();

	if (nexthop == NULL) {
		return -NLE_NOMEM;
	}
	rtnl_route_nh_set_ifindex(nexthop, ifindex);
	rtnl_route_add_nexthop(route, nexthop);
	rtnl_route_set_table(route, RT_TABLE_MAIN);
	rtnl_route_set_type(route, RTN_UNICAST);
	rtnl_route_set_protocol(route, RTPROT_STATIC);
	rtnl_route_set_scope(route, rtnl_route_get_family(route) == AF_INET
					    ? RT_SCOPE_LINK
					    : RT_SCOPE_UNIVERSE);
	/* Neither EXCL nor APPEND: in front of those like it (IPv4). */
	return rtnl_route_add(routes->adder, route, NLM_F_CREATE);
}

/* -- configured ones -- */

static int add_network(struct demand_routes *routes, int ifindex,
		       const char *network)
{
	struct rtnl_route *route;
	struct nl_addr *address;
	int error = nl_addr_parse(network, AF_UNSPEC, &address);

	if (error < 0) {
		return error;
	}
	route = rtnl_route_alloc();
	error = -NLE_NOMEM;
	if (route != NULL) {
		rtnl_route_set_family(route,
				      (uint8_t)nl_addr_get_family(address));
		error = rtnl_route_set_dst(route, address);
	}
	if (error == 0) {
		error = add_route(routes, route, ifindex);
	}
	rtnl_route_put(route);
	nl_addr_put(address);
	return error;
}

bool demand_routes_add(struct demand_routes *routes, TALLOC_CTX *mem_ctx,
		       int ifindex, const char *networks, const char **why)
{
	char *list = talloc_strdup(mem_ctx, networks), *next = NULL, *network;
	int error = list != NULL ? 0 : -NLE_NOMEM;

	network = list != NULL ? strtok_r(list, " \t", &next) : NULL;
	while (network != NULL && error == 0) {
		error = add_network(routes, ifindex, network);
		if (error != 0) {
			*why = talloc_asprintf(mem_ctx, "route to %s: %s",
					       network, nl_geterror(error));
		}
		network = strtok_r(NULL, " \t", &next);
	}
	talloc_free(list);
	return error == 0;
}

/* -- copies -- */

/*
 * In front of the stand-in's own.  One that is there already may be behind it:
 * of an earlier daemon, whose stand-in has gone with it while the link stayed.
 * The kernel moves none, so it is made anew; the stand-in's is there meanwhile.
 */
static void add_in_front(struct demand_routes *routes, struct rtnl_route *route)
{
	if (add_route(routes, route, routes->to) == -NLE_EXIST &&
	    rtnl_route_delete(routes->adder, route, 0) == 0) {
		rtnl_route_add(routes->adder, route, NLM_F_CREATE);
	}
}

static bool is_copied(const struct demand_routes *routes,
		      struct rtnl_route *route)
{
	struct rtnl_nexthop *nexthop = rtnl_route_nexthop_n(route, 0);

	return nexthop != NULL && rtnl_route_get_nnexthops(route) == 1 &&
	       rtnl_route_nh_get_ifindex(nexthop) == routes->from &&
	       rtnl_route_get_table(route) == RT_TABLE_MAIN &&
	       rtnl_route_get_type(route) == RTN_UNICAST &&
	       rtnl_route_get_protocol(route) != RTPROT_KERNEL;
}

static void copy_route(struct demand_routes *routes, struct rtnl_route *from)
{
	uint32_t priority = rtnl_route_get_priority(from);
	struct rtnl_route *to = rtnl_route_alloc();

	if (to == NULL) {
		return;
	}
	rtnl_route_set_family(to, rtnl_route_get_family(from));
	rtnl_route_set_dst(to, rtnl_route_get_dst(from));
	/* Routes of IPv6 have no order among those of one metric. */
	if (rtnl_route_get_family(from) == AF_INET6 && priority > 1) {
		priority--;
	}
	rtnl_route_set_priority(to, priority);
	add_in_front(routes, to);
	rtnl_route_put(to);
}

static int on_route(struct nl_msg *msg, void *private_data)
{
	struct demand_routes *routes = private_data;
	struct rtnl_route *route = NULL;

	if (rtnl_route_parse(nlmsg_hdr(msg), &route) == 0) {
		if (is_copied(routes, route)) {
			copy_route(routes, route);
		}
		rtnl_route_put(route);
	}
	return NL_OK;
}

static void done(struct demand_routes *routes)
{
	routes->to = 0;
	routes->fn(routes->private_data);
}

static int on_done(struct nl_msg *msg, void *private_data)
{
	done(private_data);
	return NL_STOP;
}

static int on_error(struct sockaddr_nl *from, struct nlmsgerr *error,
		    void *private_data)
{
	done(private_data);
	return NL_STOP;
}

static void readable(struct tevent_context *ev, struct tevent_fd *fde,
		     uint16_t flags, void *private_data)
{
	struct demand_routes *routes = private_data;

	nl_recvmsgs_default(routes->lister);
}

bool demand_routes_copy(struct demand_routes *routes, int from, int to)
{
	struct rtmsg header = {.rtm_family = AF_UNSPEC};
	struct nl_msg *msg =
		nlmsg_alloc_simple(RTM_GETROUTE, NLM_F_REQUEST | NLM_F_DUMP);
	bool ok;

	routes->from = from;
	routes->to = to;
	ok = msg != NULL &&
	     nlmsg_append(msg, &header, sizeof(header), NLMSG_ALIGNTO) == 0 &&
	     nla_put_u32(msg, RTA_OIF, (uint32_t)from) == 0 &&
	     nl_send_auto(routes->lister, msg) >= 0;
	nlmsg_free(msg);
	return ok;
}

/* -- the connection -- */

static bool open_sockets(struct demand_routes *routes)
{
	int on = 1;

	if (nl_connect(routes->adder, NETLINK_ROUTE) != 0 ||
	    nl_connect(routes->lister, NETLINK_ROUTE) != 0 ||
	    nl_socket_set_nonblocking(routes->lister) != 0) {
		return false;
	}
	nl_socket_disable_seq_check(routes->lister);
	/* An older kernel lists all: is_copied() looks at each in any case. */
	setsockopt(nl_socket_get_fd(routes->lister), SOL_NETLINK,
		   NETLINK_GET_STRICT_CHK, &on, sizeof(on));
	return nl_socket_modify_cb(routes->lister, NL_CB_VALID, NL_CB_CUSTOM,
				   on_route, routes) == 0 &&
	       nl_socket_modify_cb(routes->lister, NL_CB_FINISH, NL_CB_CUSTOM,
				   on_done, routes) == 0 &&
	       nl_socket_modify_err_cb(routes->lister, NL_CB_CUSTOM, on_error,
				       routes) == 0;
}

struct demand_routes *demand_routes_create(TALLOC_CTX *mem_ctx,
					   struct tevent_context *ev,
					   demand_routes_fn fn,
					   void *private_data)
{
	struct demand_routes *routes =
		talloc_zero(mem_ctx, struct demand_routes);

	if (routes == NULL) {
		return NULL;
	}
	routes->fn = fn;
	routes->private_data = private_data;
	routes->adder = nl_socket_alloc();
	routes->lister = nl_socket_alloc();
	talloc_set_destructor(routes, routes_destructor);
	if (routes->adder != NULL && routes->lister != NULL &&
	    open_sockets(routes)) {
		routes->fde = tevent_add_fd(ev, routes,
					    nl_socket_get_fd(routes->lister),
					    TEVENT_FD_READ, readable, routes);
	}
	if (routes->fde == NULL) {
		TALLOC_FREE(routes);
	}
	return routes;
}
