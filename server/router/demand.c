/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The stand-in device of a link that is dialed on demand.
 */
#include "demand.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <netinet/ip6.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/queue.h>
#include <sys/socket.h>
#include <unistd.h>
#include "demand_routes.h"

/* What is kept while the link is dialed: the first packets of some dozens of
 * conversations.  Whoever sends more sends it again. */
#define PACKETS_MAX 64
/* The last word of a negotiation is ours: measured, a peer that has not heard
 * it yet throws away what follows it at once. */
#define SETTLE_MS   300
#define PACKET_SIZE 2048 /* a tun device has an MTU of 1500 */

struct packet {
	STAILQ_ENTRY(packet) entry;
	size_t size;
	uint8_t bytes[];
};

struct demand {
	const char *device;
	const char *networks;
	int fd;
	struct tevent_fd *fde;
	int ifindex;
	struct demand_routes *routes;
	struct tevent_context *ev;
	struct tevent_timer *settling; /* until the packets are sent */
	demand_fn fn;
	void *private_data;
	char link[IF_NAMESIZE]; /* that is up; "" for none */
	unsigned kept;
	STAILQ_HEAD(, packet) packets;
};

static int demand_destructor(struct demand *demand)
{
	TALLOC_FREE(demand->fde);
	if (demand->fd != -1) {
		close(demand->fd); /* the device and its routes go with it */
	}
	return 0;
}

/* -- packets -- */

/* What the kernel itself sends on any device (multicast, neighbours) was not
 * routed here by anybody. */
static bool is_worth_dialing(const uint8_t *bytes, size_t size)
{
	const struct ip *ip = (const void *)bytes;
	const struct ip6_hdr *ip6 = (const void *)bytes;

	if (size >= sizeof(*ip) && ip->ip_v == 4) {
		uint32_t to = ntohl(ip->ip_dst.s_addr);

		return !IN_MULTICAST(to) && to != INADDR_BROADCAST;
	}
	return size >= sizeof(*ip6) && ip->ip_v == 6 &&
	       !IN6_IS_ADDR_MULTICAST(&ip6->ip6_dst) &&
	       !IN6_IS_ADDR_LINKLOCAL(&ip6->ip6_dst);
}

static void keep(struct demand *demand, const uint8_t *bytes, size_t size)
{
	struct packet *packet;

	if (demand->kept == PACKETS_MAX) {
		return;
	}
	packet = talloc_size(demand, sizeof(*packet) + size);
	if (packet != NULL) {
		packet->size = size;
		memcpy(packet->bytes, bytes, size);
		STAILQ_INSERT_TAIL(&demand->packets, packet, entry);
		demand->kept++;
	}
}

static void drop_all(struct demand *demand)
{
	struct packet *packet;

	while ((packet = STAILQ_FIRST(&demand->packets)) != NULL) {
		STAILQ_REMOVE_HEAD(&demand->packets, entry);
		talloc_free(packet);
	}
	demand->kept = 0;
}

static int open_raw(int family, const char *device)
{
	int fd = socket(family, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC,
			IPPROTO_RAW);

	if (fd != -1 && setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, device,
				   (socklen_t)strlen(device) + 1) != 0) {
		close(fd);
		fd = -1;
	}
	return fd;
}

/*
 * With its header, over a raw socket: written to the stand-in it would come in
 * on a device that the source's route does not go to, which rp_filter drops.
 */
static void send_packet(const struct packet *packet, int ip4, int ip6)
{
	const struct ip *header = (const void *)packet->bytes;
	const struct ip6_hdr *header6 = (const void *)packet->bytes;
	struct sockaddr_in to = {.sin_family = AF_INET};
	struct sockaddr_in6 to6 = {.sin6_family = AF_INET6};
	ssize_t ignored;

	if (header->ip_v == 4) {
		to.sin_addr = header->ip_dst;
		ignored = sendto(ip4, packet->bytes, packet->size, 0,
				 (const void *)&to, sizeof(to));
	} else {
		to6.sin6_addr = header6->ip6_dst;
		ignored = sendto(ip6, packet->bytes, packet->size, 0,
				 (const void *)&to6, sizeof(to6));
	}
	(void)ignored; /* it is as any packet that is lost */
}

static void send_all(struct demand *demand)
{
	int ip4 = open_raw(AF_INET, demand->link);
	int ip6 = open_raw(AF_INET6, demand->link);
	struct packet *packet;

	STAILQ_FOREACH(packet, &demand->packets, entry)
	{
		send_packet(packet, ip4, ip6);
	}
	if (ip4 != -1) {
		close(ip4);
	}
	if (ip6 != -1) {
		close(ip6);
	}
	drop_all(demand);
}

/* One a turn: nobody's flood keeps the loop from its other work. */
static void readable(struct tevent_context *ev, struct tevent_fd *fde,
		     uint16_t flags, void *private_data)
{
	struct demand *demand = private_data;
	uint8_t bytes[PACKET_SIZE];
	ssize_t size = read(demand->fd, bytes, sizeof(bytes));

	if (size == -1 && errno != EAGAIN && errno != EINTR) {
		/* Somebody has deleted the device: ready for ever, and of no
		 * use; whoever asks demand_is() makes another one. */
		TALLOC_FREE(demand->fde);
		return;
	}
	if (size <= 0 || !is_worth_dialing(bytes, (size_t)size)) {
		return;
	}
	if (demand->fn(demand->private_data)) {
		keep(demand, bytes, (size_t)size);
	}
	/* One that was on its way here when the routes changed. */
	if (demand->link[0] != '\0' && demand->settling == NULL) {
		send_all(demand);
	}
}

/* -- the link -- */

static void peer_is_ready(struct tevent_context *ev, struct tevent_timer *te,
			  struct timeval now, void *private_data)
{
	struct demand *demand = private_data;

	demand->settling = NULL;
	send_all(demand);
}

static void routes_are_copied(void *private_data)
{
	struct demand *demand = private_data;

	if (demand->link[0] == '\0') {
		return;
	}
	TALLOC_FREE(demand->settling);
	demand->settling = tevent_add_timer(
		demand->ev, demand,
		tevent_timeval_current_ofs(0, SETTLE_MS * 1000), peer_is_ready,
		demand);
	if (demand->settling == NULL) {
		send_all(demand);
	}
}

void demand_link_up(struct demand *demand, const char *ifname, int ifindex)
{
	if (strcmp(demand->link, ifname) == 0) {
		return;
	}
	memset(demand->link, 0, sizeof(demand->link));
	strncpy(demand->link, ifname, sizeof(demand->link) - 1);
	if (!demand_routes_copy(demand->routes, demand->ifindex, ifindex)) {
		routes_are_copied(demand);
	}
}

void demand_link_down(struct demand *demand)
{
	demand->link[0] = '\0';
	TALLOC_FREE(demand->settling);
	drop_all(demand);
}

/* -- the device -- */

static bool set_up(const char *device)
{
	struct ifreq request = {.ifr_flags = 0};
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	bool ok;

	if (fd == -1) {
		return false;
	}
	strncpy(request.ifr_name, device, IFNAMSIZ - 1);
	ok = ioctl(fd, SIOCGIFFLAGS, &request) == 0;
	request.ifr_flags = (short)(request.ifr_flags | IFF_UP);
	ok = ok && ioctl(fd, SIOCSIFFLAGS, &request) == 0;
	close(fd);
	return ok;
}

static bool make_device(struct demand *demand)
{
	struct ifreq request = {.ifr_flags = IFF_TUN | IFF_NO_PI};

	if (strlen(demand->device) >= IFNAMSIZ) {
		errno = ENAMETOOLONG;
		return false;
	}
	/* TUNSETIFF would take part in another program's device. */
	if (if_nametoindex(demand->device) != 0) {
		errno = EEXIST;
		return false;
	}
	demand->fd = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
	strncpy(request.ifr_name, demand->device, IFNAMSIZ - 1);
	if (demand->fd == -1 || ioctl(demand->fd, TUNSETIFF, &request) != 0 ||
	    !set_up(demand->device)) {
		return false;
	}
	demand->ifindex = (int)if_nametoindex(demand->device);
	return demand->ifindex != 0;
}

static bool start(struct demand *demand, struct tevent_context *ev,
		  TALLOC_CTX *mem_ctx, const char **why)
{
	demand->routes =
		demand_routes_create(demand, ev, routes_are_copied, demand);
	if (demand->routes == NULL) {
		return false;
	}
	if (!make_device(demand)) {
		*why = talloc_asprintf(mem_ctx, "network device %s: %s",
				       demand->device, strerror(errno));
		return false;
	}
	demand->fde = tevent_add_fd(ev, demand, demand->fd, TEVENT_FD_READ,
				    readable, demand);
	return demand->fde != NULL &&
	       demand_routes_add(demand->routes, mem_ctx, demand->ifindex,
				 demand->networks, why);
}

struct demand *demand_create(TALLOC_CTX *mem_ctx, struct tevent_context *ev,
			     const char *device, const char *routes,
			     demand_fn fn, void *private_data, const char **why)
{
	struct demand *demand = talloc_zero(mem_ctx, struct demand);

	*why = "no netlink, or out of memory";
	if (demand == NULL) {
		return NULL;
	}
	demand->fd = -1;
	demand->ev = ev;
	demand->fn = fn;
	demand->private_data = private_data;
	STAILQ_INIT(&demand->packets);
	talloc_set_destructor(demand, demand_destructor);
	demand->device = talloc_strdup(demand, device);
	demand->networks = talloc_strdup(demand, routes);
	if (demand->device == NULL || demand->networks == NULL ||
	    !start(demand, ev, mem_ctx, why)) {
		TALLOC_FREE(demand);
	}
	if (*why == NULL) {
		*why = "out of memory";
	}
	return demand;
}

bool demand_is(const struct demand *demand, const char *device,
	       const char *routes)
{
	return demand->fde != NULL && strcmp(demand->device, device) == 0 &&
	       strcmp(demand->networks, routes) == 0;
}
