/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The pppd backend under the dialer, with a program in pppd's place.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <sys/wait.h>
#include <cmocka.h>
#include "server/dialer/backend.h"
#include "server/dialer/plugin/plugin_proto.h"
#include "server/ports/ports.h"

#define assert_code(error, code) \
	assert_int_equal(W_ERROR_V(error), (uint32_t)(code))

static const char *const ttys[] = {"/dev/null", NULL};
static const struct ports_config ports_config = {.serial_devices = ttys};
static char plugin_dir[] = "/tmp/test_dialer_pppd_XXXXXX";

static struct dialer_config config;
static struct dialer_settings settings;

struct fixture {
	struct tevent_context *ev;
	struct ports *ports;
	struct dialer *dialer;
	struct dialer_link *link;
	const struct dialer_status *status;
};

static int setup(void **state)
{
	struct fixture *f = talloc_zero(NULL, struct fixture);

	config = (struct dialer_config){
		.dial_timeout = 20,
		.authenticate_timeout = 20,
		.network_timeout = 20,
		.hangup_timeout = 1,
		.pppd_path = FAKE_PPPD,
		.pppd_plugin_dir = plugin_dir,
		.ppp_device = "/dev/null",
		.connect_helper = "/bin/false",
	};
	settings = (struct dialer_settings){
		.kind = DIALER_KIND_MODEM,
		.device = "",
		.number = "1",
		.domain = "",
		.password = "sesame",
		.ipv4 = true,
	};
	f->ev = tevent_context_init(f);
	f->ports = ports_create(f, f->ev, &ports_config);
	f->dialer = dialer_create(f, f->ev, &config, f->ports,
				  dialer_backend_pppd());
	f->link = dialer_link_create(f, f->dialer, "link", NULL, NULL);
	f->status = dialer_link_status(f->link);
	*state = f;
	return 0;
}

static int count_fds(void)
{
	int fd, count = 0;

	for (fd = 0; fd < 256; fd++) {
		count += fcntl(fd, F_GETFD) != -1;
	}
	return count;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	siginfo_t info;

	TALLOC_FREE(f->link);
	while (waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) == 0) {
		tevent_loop_once(f->ev); /* what was freed is reaped there */
	}
	assert_int_equal(errno, ECHILD);
	talloc_free(f);
	return 0;
}

static void dial(struct fixture *f, const char *part)
{
	settings.user = part;
	assert_code(dialer_link_connect(f->link, &settings), PENDING);
	/* What it has to say may come before it is known to have started. */
	while (f->status->pid == 0) {
		assert_int_not_equal(f->status->state, DIALER_DISCONNECTED);
		tevent_loop_once(f->ev);
	}
}

static void run_until(struct fixture *f, enum dialer_state state)
{
	while (f->status->state != state) {
		tevent_loop_once(f->ev);
	}
}

static void assert_end(struct fixture *f, const char *part,
		       enum rras_error error, const char *words)
{
	int fds = count_fds();

	dial(f, part);
	run_until(f, DIALER_DISCONNECTED);
	assert_code(f->status->last_error, error);
	if (strstr(f->status->reason, words) == NULL) {
		fail_msg("\"%s\" lacks \"%s\"", f->status->reason, words);
	}
	assert_int_equal(count_fds(), fds);
}

static void test_up_and_down(void **state)
{
	struct fixture *f = *state;
	struct tevent_req *req;
	int round, fds = count_fds();

	for (round = 0; round < 3; round++) {
		dial(f, "up");
		req = dialer_link_wait_send(f, f->ev, f->link);
		assert_true(tevent_req_poll(req, f->ev));
		assert_code(dialer_link_wait_recv(req), NO_ERROR);
		talloc_free(req);
		assert_int_equal(f->status->state, DIALER_CONNECTED);
		assert_string_equal(f->status->ifname, "ppp77");
		assert_int_equal(f->status->ppp.local.s_addr, 1);
		req = dialer_link_disconnect_send(f, f->ev, f->link);
		assert_true(tevent_req_poll(req, f->ev));
		assert_code(dialer_link_disconnect_recv(req), NO_ERROR);
		talloc_free(req);
		assert_code(f->status->last_error, NO_ERROR);
		assert_int_equal(f->status->rx_bytes, 12345);
	}
	/* epoll's descriptor comes with the first watched one */
	assert_in_range(count_fds(), fds, fds + 1);
}

static void test_ends(void **state)
{
	struct fixture *f = *state;

	dial(f, "up"); /* makes epoll's descriptor */
	TALLOC_FREE(f->link);
	f->link = dialer_link_create(f, f->dialer, "link", NULL, NULL);
	f->status = dialer_link_status(f->link);
	tevent_loop_once(f->ev);

	settings.password = "wrong";
	assert_end(f, "up", ERROR_AUTHENTICATION_FAILURE, "refused");
	assert_end(f, "burst", ERROR_NO_CONNECTION, "dropped");
	assert_int_equal(f->status->rx_bytes, 12345); /* read to the end */
	assert_end(f, "garbage", ERROR_RASMAN_CANNOT_INITIALIZE,
		   ": A message of no possible size");
	assert_end(f, "version", ERROR_RASMAN_CANNOT_INITIALIZE,
		   ": The pppd plugin is of another version");
	assert_end(f, "busy", ERROR_LINE_BUSY, ": xxxxx");
	assert_end(f, "bad report", ERROR_PORT_OR_DEVICE, "unknown report");
	assert_end(f, "short report", ERROR_PORT_OR_DEVICE, "unknown report");
	assert_end(f, "options", ERROR_RASMAN_CANNOT_INITIALIZE,
		   ": In file y:; unrecognized option 'z'");
	assert_end(f, "introduced", ERROR_PORT_NOT_AVAILABLE, "");
	assert_end(f, "nobody", ERROR_RASMAN_CANNOT_INITIALIZE, "failed");
}

static void test_what_does_not_obey_is_killed(void **state)
{
	struct fixture *f = *state;
	struct tevent_req *req;
	int pid;

	dial(f, "stubborn");
	while (f->status->phase != DIALER_PHASE_LCP) {
		tevent_loop_once(f->ev);
	}
	pid = f->status->pid;
	req = dialer_link_disconnect_send(f, f->ev, f->link);
	assert_true(tevent_req_poll(req, f->ev));
	assert_code(dialer_link_disconnect_recv(req), NO_ERROR);
	assert_int_equal(kill(pid, 0), -1);
	assert_code(f->status->last_error, ERROR_INTERFACE_DISCONNECTED);
}

static void test_interface_outlives_child(void **state)
{
	struct fixture *f = *state;
	struct tevent_req *req;

	dial(f, "survived");
	run_until(f, DIALER_CONNECTED);
	req = dialer_link_disconnect_send(f, f->ev, f->link);
	assert_true(tevent_req_poll(req, f->ev));
	assert_code(dialer_link_disconnect_recv(req), ERROR_TIMEOUT);
	talloc_free(req);

	/* without anybody asking it has a deadline too */
	dial(f, "survived");
	run_until(f, DIALER_CONNECTED);
	kill(f->status->pid, SIGKILL);
	run_until(f, DIALER_DISCONNECTING);
	run_until(f, DIALER_DISCONNECTED);
	assert_code(f->status->last_error, ERROR_NO_CONNECTION);
}

static void test_freed_in_the_middle(void **state)
{
	struct fixture *f = *state;
	int pid;

	dial(f, "stubborn");
	pid = f->status->pid;
	TALLOC_FREE(f->link);
	while (kill(pid, 0) == 0) {
		tevent_loop_once(f->ev);
	}
}

static void test_password_too_long(void **state)
{
	struct fixture *f = *state;
	char password[RRAS_PLUGIN_SECRET_SIZE + 1];

	memset(password, 'x', RRAS_PLUGIN_SECRET_SIZE);
	password[RRAS_PLUGIN_SECRET_SIZE] = '\0';
	settings.password = password;
	settings.user = "up";
	assert_code(dialer_link_connect(f->link, &settings),
		    ERROR_INVALID_PARAMETER);
	assert_int_equal(f->status->state, DIALER_DISCONNECTED);
}

static void assert_missing(struct fixture *f, const char *what)
{
	const char *why;

	settings.user = "up";
	assert_code(dialer_link_connect(f->link, &settings),
		    ERROR_DDM_NOT_RUNNING);
	assert_code(dialer_probe(f->dialer, f, &why), ERROR_DDM_NOT_RUNNING);
	if (strstr(why, what) == NULL) {
		fail_msg("\"%s\" lacks \"%s\"", why, what);
	}
}

static void test_probe(void **state)
{
	struct fixture *f = *state;
	const char *why;

	assert_code(dialer_probe(f->dialer, f, &why), NO_ERROR);
	assert_string_equal(why, "");
	config.pppd_path = "/nonexistent/pppd";
	assert_missing(f, "/nonexistent/pppd");
	config.pppd_path = FAKE_PPPD;
	config.pppd_plugin_dir = "/nonexistent/plugins";
	assert_missing(f, "/nonexistent/plugins");
	config.pppd_plugin_dir = plugin_dir;
	config.ppp_device = "/nonexistent/ppp";
	assert_missing(f, "/nonexistent/ppp");
	/* an administrator has mended it */
	config.ppp_device = "/dev/null";
	dial(f, "up");
	run_until(f, DIALER_CONNECTED);
}

static int make_plugin(void **state)
{
	char path[64];
	int fd;

	assert_non_null(mkdtemp(plugin_dir));
	snprintf(path, sizeof(path), "%s/rras_pppd.so", plugin_dir);
	fd = open(path, O_CREAT | O_WRONLY, 0600);
	return close(fd);
}

static int remove_plugin(void **state)
{
	char path[64];

	snprintf(path, sizeof(path), "%s/rras_pppd.so", plugin_dir);
	unlink(path);
	return rmdir(plugin_dir);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_up_and_down),
		TEST(test_ends),
		TEST(test_what_does_not_obey_is_killed),
		TEST(test_interface_outlives_child),
		TEST(test_freed_in_the_middle),
		TEST(test_password_too_long),
		TEST(test_probe),
	};

	return cmocka_run_group_tests(tests, make_plugin, remove_plugin);
}
