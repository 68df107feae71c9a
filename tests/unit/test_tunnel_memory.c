/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A tunnel by L2TP and one by PPTP, whose every allocation is refused once: it
 * comes up or fails at once for want of memory, is never waited for in vain,
 * and nothing of it stays.
 */
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <netinet/in.h>
#include <cmocka.h>
#include "alloc_fail.h"
#include "l2tp.h"
#include "l2tp_lns.h"
#include "pptp_server.h"
#include "pptp_socket.h"

#define TOO_LONG 300 /* seconds: for all rounds of one server */

/* -- the kernel, which this machine may not have -- */

static int some_socket(void)
{
	return socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
}

int pptp_socket_open(const struct in_addr *local, uint16_t *call_id)
{
	*call_id = 77;
	return some_socket();
}

bool pptp_socket_connect(int fd, const struct in_addr *remote, uint16_t call_id)
{
	return true;
}

static int l2tp_kernel(const struct l2tp_udp *udp, const struct l2tp_ids *ids,
		       struct l2tp_sockets *sockets)
{
	sockets->tunnel = some_socket();
	sockets->session = some_socket();
	return 0;
}

static const struct l2tp_knobs knobs = {
	.first_wait = 20,
	.longest_wait = 100,
	.tries = 10,
	.kernel = l2tp_kernel,
	.protect = ipsec_protect,
};

static struct tevent_req *connect_l2tp(TALLOC_CTX *mem_ctx,
				       struct tevent_context *ev,
				       const struct tunnel_config *config)
{
	return l2tp_connect_send(mem_ctx, ev, config, &knobs);
}

/* -- servers: processes of their own, with all the memory they want -- */

typedef void (*serve_fn)(struct tevent_context *ev,
			 struct sockaddr_storage *address);

/* Without a timer nothing is sent again, so each message is lost once. */
static void serve_l2tp(struct tevent_context *ev,
		       struct sockaddr_storage *address)
{
	static const struct lns_faults faults = {.lose = true};

	*address = lns_create(ev, ev, &faults)->address;
}

static void serve_pptp(struct tevent_context *ev,
		       struct sockaddr_storage *address)
{
	struct sockaddr_in in = {
		.sin_family = AF_INET,
		.sin_addr = {.s_addr = htonl(INADDR_LOOPBACK)}};

	in.sin_port = htons(pptp_server_new(ev, ev)->port);
	memcpy(address, &in, sizeof(in));
}

static pid_t start_server(serve_fn serve, struct sockaddr_storage *address)
{
	struct tevent_context *ev;
	int fds[2];
	pid_t pid;

	assert_int_equal(pipe(fds), 0);
	pid = fork();
	assert_int_not_equal(pid, -1);
	if (pid == 0) {
		alarm(TOO_LONG);
		ev = tevent_context_init(NULL);
		memset(address, 0, sizeof(*address));
		serve(ev, address);
		if (write(fds[1], address, sizeof(*address)) ==
		    sizeof(*address)) {
			tevent_loop_wait(ev);
		}
		_exit(1);
	}
	assert_int_equal(read(fds[0], address, sizeof(*address)),
			 sizeof(*address));
	close(fds[0]);
	close(fds[1]);
	return pid;
}

/* -- the client -- */

struct story {
	const struct tunnel_protocol *protocol;
	struct tevent_req *(*connect_send)(TALLOC_CTX *mem_ctx,
					   struct tevent_context *ev,
					   const struct tunnel_config *config);
	struct tunnel_config config;
	struct tevent_context *ev;
	size_t came_up;
};

/* NULL is an answer, too. */
static bool finish(struct story *story, struct tevent_req *req)
{
	return req != NULL && tevent_req_poll(req, story->ev);
}

static void close_tunnel(struct story *story, struct tunnel *tunnel)
{
	struct tevent_req *req =
		story->protocol->close_send(story->ev, story->ev, tunnel);

	if (finish(story, req)) {
		story->protocol->close_recv(req);
	}
	talloc_free(req);
	talloc_free(tunnel);
}

/* A run that cannot begin is the end of it; one that can is broken off. */
static void run_tunnel(struct story *story, struct tunnel *tunnel)
{
	struct tevent_req *req =
		story->protocol->run_send(story->ev, story->ev, tunnel);
	struct tunnel_end end = {.text = ""};

	if (req != NULL && !tevent_req_is_in_progress(req)) {
		assert_true(tevent_req_poll(req, story->ev));
		story->protocol->run_recv(req, &end);
		assert_int_equal(end.result, DIALER_CONNECT_LOCAL);
	}
	talloc_free(req);
}

static void tell(struct story *story)
{
	struct tevent_req *req =
		story->connect_send(story->ev, story->ev, &story->config);
	struct tunnel *tunnel = NULL;
	struct tunnel_ready ready = {.fd = -1};
	struct tunnel_end end = {.text = ""};

	if (!finish(story, req)) {
		talloc_free(req);
		return;
	}
	if (story->protocol->connect_recv(req, story->ev, &tunnel, &ready,
					  &end)) {
		story->came_up++;
		close(ready.fd);
		run_tunnel(story, tunnel);
		close_tunnel(story, tunnel);
	} else if (end.result != DIALER_CONNECT_LOCAL &&
		   end.result != DIALER_CONNECT_LOST) {
		fail_msg("%d %s", end.result, end.text);
	}
	talloc_free(req);
}

static int open_descriptors(void)
{
	int fd, count = 0;

	for (fd = 0; fd < 256; fd++) {
		count += fcntl(fd, F_GETFD) != -1;
	}
	return count;
}

static void tell_without_memory(struct story *story, serve_fn serve)
{
	size_t before = alloc_fail_count();
	int descriptors = open_descriptors();
	bool refused;

	story->config.timeout = 20;
	story->config.hello_interval = 20;
	story->config.local_name = "client";
	story->config.server = "127.0.0.1";
	story->config.address_size = sizeof(struct sockaddr_in);
	do {
		pid_t pid = start_server(serve, &story->config.address);

		story->ev = tevent_context_init(NULL);
		assert_non_null(story->ev);
		alloc_fail_arm();
		tell(story);
		refused = alloc_fail_disarm();
		talloc_free(story->ev);
		kill(pid, SIGKILL);
		waitpid(pid, NULL, 0);
		assert_int_equal(open_descriptors(), descriptors);
	} while (refused);
	assert_true(alloc_fail_count() > before);
	assert_true(story->came_up > 0);
}

static void test_l2tp(void **state)
{
	struct story story = {.protocol = tunnel_l2tp(),
			      .connect_send = connect_l2tp};

	tell_without_memory(&story, serve_l2tp);
}

static void test_pptp(void **state)
{
	struct story story = {.protocol = tunnel_pptp(),
			      .connect_send = tunnel_pptp()->connect_send};

	tell_without_memory(&story, serve_pptp);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_l2tp),
		cmocka_unit_test(test_pptp),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
