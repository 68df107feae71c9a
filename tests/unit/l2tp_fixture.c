/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests of L2TP share; see l2tp_fixture.h. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <fcntl.h>
#include <unistd.h>
#include <cmocka.h>
#include "l2tp_fixture.h"
#include "loop.h"

/* -- the kernel -- */

struct l2tp_ids kernel_ids;
int kernel_error;

static int fake_kernel(const struct l2tp_udp *udp, const struct l2tp_ids *ids,
		       struct l2tp_sockets *sockets)
{
	kernel_ids = *ids;
	if (kernel_error != 0) {
		return kernel_error;
	}
	assert_true(udp->connected);
	sockets->tunnel = open("/dev/null", O_RDWR | O_CLOEXEC);
	sockets->session = open("/dev/null", O_RDWR | O_CLOEXEC);
	return 0;
}

int protect_error;
size_t protected_sockets;

static int fake_protect(int fd, sa_family_t family, uint16_t number)
{
	assert_int_equal(family, AF_INET);
	assert_int_not_equal(number, 0);
	protected_sockets++;
	return protect_error;
}

static const struct l2tp_knobs knobs = {
	.first_wait = 20,
	.longest_wait = 100,
	.tries = 3,
	.kernel = fake_kernel,
	.protect = fake_protect,
};

/* -- the client -- */

static void on_connect_done(struct tevent_req *req)
{
	struct fixture *f = tevent_req_callback_data(req, struct fixture);

	if (tunnel_l2tp()->connect_recv(req, f, &f->tunnel, &f->ready,
					&f->end)) {
		f->connected++;
	} else {
		f->failed++;
	}
	talloc_free(req);
	f->req = NULL;
}

static void on_run_done(struct tevent_req *req)
{
	struct fixture *f = tevent_req_callback_data(req, struct fixture);

	tunnel_l2tp()->run_recv(req, &f->end);
	talloc_free(req);
	f->req = NULL;
	f->ended++;
}

static void on_close_done(struct tevent_req *req)
{
	struct fixture *f = tevent_req_callback_data(req, struct fixture);

	tunnel_l2tp()->close_recv(req);
	talloc_free(req);
	f->closed++;
}

int l2tp_set_up(void **state)
{
	struct fixture *f = talloc_zero(NULL, struct fixture);

	f->ev = tevent_context_init(f);
	f->lns = lns_create(f, f->ev, &f->faults);
	f->config = (struct tunnel_config){
		.server = "localhost",
		.local_name = "client",
		.timeout = 20,
		.hello_interval = 0,
		.address = f->lns->address,
		.address_size = sizeof(struct sockaddr_in),
	};
	f->ready.fd = -1;
	kernel_error = protect_error = 0;
	protected_sockets = 0;
	*state = f;
	return 0;
}

int l2tp_tear_down(void **state)
{
	struct fixture *f = *state;

	if (f->ready.fd != -1) {
		close(f->ready.fd);
	}
	talloc_free(f->tunnel);
	talloc_free(f);
	return 0;
}

void connect_now(struct fixture *f)
{
	f->req = l2tp_connect_send(f, f->ev, &f->config, &knobs);
	assert_non_null(f->req);
	tevent_req_set_callback(f->req, on_connect_done, f);
}

void run_now(struct fixture *f)
{
	f->req = tunnel_l2tp()->run_send(f, f->ev, f->tunnel);
	assert_non_null(f->req);
	tevent_req_set_callback(f->req, on_run_done, f);
}

void close_now(struct fixture *f)
{
	struct tevent_req *req = tunnel_l2tp()->close_send(f, f->ev, f->tunnel);

	assert_non_null(req);
	tevent_req_set_callback(req, on_close_done, f);
}

void connect_up(struct fixture *f)
{
	connect_now(f);
	loop_until(f->ev, &f->connected, 1);
	assert_int_not_equal(f->ready.fd, -1);
}

void assert_fails(struct fixture *f, enum dialer_connect_result result,
		  const char *text)
{
	connect_now(f);
	loop_until(f->ev, &f->failed, 1);
	assert_int_equal(f->end.result, result);
	assert_string_equal(f->end.text, text);
	assert_null(f->tunnel);
}

void up_and_down(struct fixture *f)
{
	connect_up(f);
	close_now(f);
	loop_until(f->ev, &f->closed, 1);
	assert_int_equal(f->lns->heard[L2TP_CDN], 1);
	assert_int_equal(f->lns->heard[L2TP_STOPCCN], 1);
	assert_int_equal(f->lns->heard_result, L2TP_STOP_CLEAR);
	assert_int_equal(f->lns->count, 6);
}
