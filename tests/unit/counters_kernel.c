/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counters on a real kernel that can misbehave; see counters_kernel.h. */
#include "counters_kernel.h"

#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <arpa/inet.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sys/socket.h>
#include "server/connections/counters_message.h"

struct kernel kernel;

int __real_nl_recv(struct nl_sock *sock, struct sockaddr_nl *peer,
		   unsigned char **bytes, struct ucred **creds);
int __wrap_nl_recv(struct nl_sock *sock, struct sockaddr_nl *peer,
		   unsigned char **bytes, struct ucred **creds);
int __real_nl_send_auto(struct nl_sock *sock, struct nl_msg *msg);
int __wrap_nl_send_auto(struct nl_sock *sock, struct nl_msg *msg);

bool no_send;

int __wrap_nl_send_auto(struct nl_sock *sock, struct nl_msg *msg)
{
	if (no_send) {
		return -NLE_NOMEM;
	}
	kernel.sends++;
	kernel.type = nlmsg_hdr(msg)->nlmsg_type;
	kernel.dump = (nlmsg_hdr(msg)->nlmsg_flags & NLM_F_DUMP) == NLM_F_DUMP;
	return __real_nl_send_auto(sock, msg);
}

static int refuse(unsigned char *bytes)
{
	struct nlmsghdr *header = (struct nlmsghdr *)(void *)bytes;
	struct nlmsgerr *error = nlmsg_data(header);

	header->nlmsg_type = NLMSG_ERROR;
	header->nlmsg_flags = 0;
	header->nlmsg_len = NLMSG_HDRLEN + sizeof(*error);
	memset(error, 0, sizeof(*error));
	error->error = -kernel.error;
	return (int)header->nlmsg_len;
}

static void spoil(struct nlmsghdr *header)
{
	struct if_stats_msg *stats = nlmsg_data(header);

	switch (kernel.fault) {
	case LATE:
		header->nlmsg_seq--;
		break;
	case INTERRUPT:
		header->nlmsg_flags |= NLM_F_DUMP_INTR;
		break;
	case DROP_MINE:
		header->nlmsg_flags |= NLM_F_DUMP_INTR;
		if (header->nlmsg_type == RTM_NEWSTATS &&
		    (int)stats->ifindex == kernel.ifindex) {
			header->nlmsg_type = NLMSG_NOOP;
		}
		break;
	case BARE:
		if (header->nlmsg_type == RTM_NEWSTATS) {
			stats->ifindex = 0;
		}
		break;
	case REFUSE_END:
		if (header->nlmsg_type == NLMSG_DONE) {
			*(int *)nlmsg_data(header) = -kernel.error;
		}
		break;
	default:
		break;
	}
}

int __wrap_nl_recv(struct nl_sock *sock, struct sockaddr_nl *peer,
		   unsigned char **bytes, struct ucred **creds)
{
	int size = __real_nl_recv(sock, peer, bytes, creds), left = size;
	struct nlmsghdr *header;

	if (size <= 0) {
		return size;
	}
	kernel.recvs++;
	if (kernel.fault == NO_FAULT || kernel.times == 0 ||
	    (kernel.fault == DROP_MINE && !kernel.dump)) {
		return size;
	}
	kernel.times--;
	for (header = (struct nlmsghdr *)(void *)*bytes; nlmsg_ok(header, left);
	     header = nlmsg_next(header, &left)) {
		spoil(header);
	}
	switch (kernel.fault) {
	case LOSE:
		free(*bytes);
		return -NLE_NOMEM;
	case SILENT:
		free(*bytes);
		return -NLE_AGAIN;
	case STRANGER:
		peer->nl_pid = 4711;
		return size;
	case REFUSE:
		return refuse(*bytes);
	default:
		return size;
	}
}

void misbehave(enum fault fault, unsigned times)
{
	kernel.fault = fault;
	kernel.times = times;
}

void refuse_with(int error, unsigned times)
{
	misbehave(REFUSE, times);
	kernel.error = error;
}

/* -- fixture -- */

bool have_namespace;

int group_setup(void **state)
{
	have_namespace =
		geteuid() == 0 && unshare(CLONE_NEWNET) == 0 &&
		system("ip link set lo up") == 0 &&
		system("ip link add probe type veth 2>/dev/null") == 0 &&
		system("ip link del probe") == 0;
	if (!have_namespace) {
		print_message("some need root, a network namespace and veth\n");
	}
	return 0;
}

int setup(void **state)
{
	struct fixture *f = talloc_zero(NULL, struct fixture);

	memset(&kernel, 0, sizeof(kernel));
	no_send = false;
	f->ev = tevent_context_init(f);
	f->counters = counters_create(f, f->ev);
	assert_non_null(f->counters);
	f->lo = (int)if_nametoindex("lo");
	assert_true(f->lo > 0);
	*state = f;
	return 0;
}

int teardown(void **state)
{
	talloc_free(*state);
	return 0;
}

struct tevent_req *ask(struct fixture *f, int ifindex)
{
	struct tevent_req *req =
		counters_read_send(f, f->ev, f->counters, ifindex);

	assert_non_null(req);
	return req;
}

WERROR result_of(struct fixture *f, struct tevent_req *req)
{
	WERROR werr;

	assert_true(tevent_req_poll(req, f->ev));
	werr = counters_read_recv(req);
	talloc_free(req);
	return werr;
}

WERROR read_now(struct fixture *f, int ifindex)
{
	return result_of(f, ask(f, ifindex));
}

struct link_counters values_of(struct fixture *f, int ifindex)
{
	struct link_counters values;

	assert_code(read_now(f, ifindex), ERROR_SUCCESS);
	assert_true(counters_get(f->counters, ifindex, &values));
	return values;
}

/* Through lo, which counts each frame twice: out and in. */
void send_through_lo(unsigned count)
{
	const struct sockaddr_in to = {
		.sin_family = AF_INET,
		.sin_port = htons(9),
		.sin_addr = {htonl(INADDR_LOOPBACK)},
	};
	int fd = socket(AF_INET, SOCK_DGRAM, 0);
	char bytes[1000] = {0};

	assert_true(fd != -1);
	while (count-- > 0) {
		/* ECONNREFUSED is of the one before */
		(void)!sendto(fd, bytes, sizeof(bytes), 0,
			      (const struct sockaddr *)&to, sizeof(to));
	}
	close(fd);
}

void assert_traffic(const struct link_counters *now,
		    const struct link_counters *then)
{
	struct link_counters diff = link_counters_since(now, then);

	assert_true(diff.rx_bytes >= 8 * 1028 && diff.rx_bytes < 100000000);
	assert_true(diff.tx_bytes >= 8 * 1028 && diff.tx_bytes < 100000000);
	assert_true(diff.rx_frames >= 8 && diff.rx_frames < 1000000);
	assert_true(diff.tx_frames >= 8 && diff.tx_frames < 1000000);
	assert_true(now->rx_errors == then->rx_errors);
}
