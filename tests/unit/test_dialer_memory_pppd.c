/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The pppd backend, whose every allocation is refused once from the beginning
 * of a link to its end: no process, no descriptor and no memory stays, and the
 * next attempt comes up.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>
#include "server/dialer/backend.h"
#include "server/ports/ports.h"
#include "alloc_fail.h"

static const char *const ttys[] = {"/dev/null", NULL};
static const struct ports_config ports_config = {.serial_devices = ttys};
static char directory[] = "/tmp/test_dialer_memory_XXXXXX";

static const struct dialer_config config = {
	.dial_timeout = 20,
	.authenticate_timeout = 20,
	.network_timeout = 20,
	.hangup_timeout = 1,
	.pppd_path = FAKE_PPPD,
	.pppd_plugin_dir = directory,
	.run_dir = directory,
	.ppp_device = "/dev/null",
	.connect_helper = "/bin/false",
};

static const struct dialer_settings settings = {
	.kind = DIALER_KIND_MODEM,
	.device = "",
	.number = "1",
	.user = "up",
	.domain = "",
	.password = "sesame",
	.ipv4 = true,
};

struct fixture {
	struct tevent_context *ev;
	struct ports *ports;
	struct dialer *dialer;
	struct dialer_link *link;
};

static struct fixture *fixture_create(void)
{
	struct fixture *f = talloc_zero(NULL, struct fixture);

	f->ev = tevent_context_init(f);
	f->ports = ports_create(f, f->ev, &ports_config);
	f->dialer = dialer_create(f, f->ev, &config, f->ports,
				  dialer_backend_pppd());
	f->link = dialer_link_create(f, f->dialer, "link", NULL, NULL);
	assert_non_null(f->link);
	return f;
}

static void fixture_destroy(struct fixture *f)
{
	siginfo_t info;

	TALLOC_FREE(f->link);
	while (waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) == 0) {
		tevent_loop_once(f->ev); /* what was freed is reaped there */
	}
	assert_int_equal(errno, ECHILD);
	talloc_free(f);
}

static int count_fds(void)
{
	int fd, count = 0;

	for (fd = 0; fd < 256; fd++) {
		count += fcntl(fd, F_GETFD) != -1;
	}
	return count;
}

static void assert_no_memory(WERROR error)
{
	if (W_ERROR_V(error) != ERROR_NOT_ENOUGH_MEMORY &&
	    W_ERROR_V(error) != ERROR_NO_SYSTEM_RESOURCES) {
		alloc_fail_print();
		fail_msg("the error is %u", W_ERROR_V(error));
	}
}

/* Up and down, or not at all for want of memory. */
static void attempt(struct fixture *f)
{
	const struct dialer_status *status = dialer_link_status(f->link);
	WERROR error = dialer_link_connect(f->link, &settings);

	if (W_ERROR_V(error) != PENDING) {
		assert_no_memory(error);
		assert_int_equal(status->state, DIALER_DISCONNECTED);
		return;
	}
	while (status->state == DIALER_CONNECTING) {
		assert_int_equal(tevent_loop_once(f->ev), 0);
	}
	if (status->state != DIALER_CONNECTED) {
		while (status->state != DIALER_DISCONNECTED) {
			assert_int_equal(tevent_loop_once(f->ev), 0);
		}
		assert_no_memory(status->last_error);
		return;
	}
	/* the request may find no memory, but then nothing has begun */
	while (status->state == DIALER_CONNECTED) {
		talloc_free(dialer_link_disconnect_send(f, f->ev, f->link));
	}
	while (status->state != DIALER_DISCONNECTED) {
		assert_int_equal(tevent_loop_once(f->ev), 0);
	}
}

static void test_every_allocation(void **state)
{
	int fds = count_fds();
	struct fixture *f;
	bool refused;

	do {
		f = fixture_create();
		alloc_fail_arm();
		attempt(f);
		refused = alloc_fail_disarm();
		attempt(f); /* all is as before */
		assert_true(dialer_link_status(f->link)->was_up);
		fixture_destroy(f);
		assert_int_equal(count_fds(), fds);
	} while (refused);
	assert_true(alloc_fail_count() > 20);
}

static int make_plugin(void **state)
{
	char path[64];
	int fd;

	assert_non_null(mkdtemp(directory));
	snprintf(path, sizeof(path), "%s/rras_pppd.so", directory);
	fd = open(path, O_CREAT | O_WRONLY, 0600);
	return close(fd);
}

static int remove_plugin(void **state)
{
	char command[64];

	snprintf(command, sizeof(command), "rm -r %s", directory);
	return system(command);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_allocation),
	};

	return cmocka_run_group_tests(tests, make_plugin, remove_plugin);
}
