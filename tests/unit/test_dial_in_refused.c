/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who may connect to the socket of dial-in, and what nobody may say to it. */
#include "dial_in_fixture.h"
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

static void refused(struct fixture *f, int fd)
{
	size_t lines = f->lines;

	assert_closed(f, fd);
	assert_int_equal(f->lines, lines + 1);
	assert_non_null(strstr(f->log, "refused"));
	assert_int_equal(f->connections.added, 0);
}

static bool refuse_process;

struct tevent_fd *
__real__tevent_add_fd(struct tevent_context *ev, TALLOC_CTX *mem_ctx, int fd,
		      uint16_t flags, tevent_fd_handler_t handler,
		      void *private_data, const char *handler_name,
		      const char *location);
struct tevent_fd *
__wrap__tevent_add_fd(struct tevent_context *ev, TALLOC_CTX *mem_ctx, int fd,
		      uint16_t flags, tevent_fd_handler_t handler,
		      void *private_data, const char *handler_name,
		      const char *location);

struct tevent_fd *
__wrap__tevent_add_fd(struct tevent_context *ev, TALLOC_CTX *mem_ctx, int fd,
		      uint16_t flags, tevent_fd_handler_t handler,
		      void *private_data, const char *handler_name,
		      const char *location)
{
	if (refuse_process && strcmp(handler_name, "process_gone") == 0) {
		return NULL;
	}
	return __real__tevent_add_fd(ev, mem_ctx, fd, flags, handler,
				     private_data, handler_name, location);
}

static void test_other_version(void **state)
{
	struct fixture *f = *state;
	int fd = plugin_connect(f);

	plugin_say_hello(fd, RRAS_PLUGIN_VERSION + 1);
	refused(f, fd);
	assert_non_null(strstr(f->log, "version"));
}

static void test_no_hello(void **state)
{
	struct fixture *f = *state;
	int fd = plugin_connect(f);

	plugin_say_link(fd, 1, RRAS_PLUGIN_KIND_PPPOE);
	refused(f, fd);
}

/* The n-th message after hello that makes no sense. */
static void nonsense(int fd, unsigned n)
{
	struct rras_plugin_message message = {.type = RRAS_PLUGIN_LINK};
	char large[sizeof(message) + 1] = {RRAS_PLUGIN_PHASE};

	message.link.id = 1;
	switch (n) {
	case 0:
		plugin_say(fd, &message, sizeof(message.link) - 1);
		break;
	case 1:
		message.link.id = 0;
		plugin_say(fd, &message, sizeof(message.link));
		break;
	case 2:
		message.link.kind = RRAS_PLUGIN_KIND_COUNT;
		plugin_say(fd, &message, sizeof(message.link));
		break;
	case 3:
		memset(message.link.device, 'x', sizeof(message.link.device));
		plugin_say(fd, &message, sizeof(message.link));
		break;
	case 4:
		memset(message.link.parameter, 'x',
		       sizeof(message.link.parameter));
		plugin_say(fd, &message, sizeof(message.link));
		break;
	case 5:
		plugin_say(fd, &message, sizeof(message.link));
		message.link.id = 2;
		plugin_say(fd, &message, sizeof(message.link));
		break;
	case 6:
		plugin_say_event(fd, RRAS_PLUGIN_STATE_END);
		break;
	case 7:
		message.type = RRAS_PLUGIN_SECRET_REQUEST;
		plugin_say(fd, &message, sizeof(message.secret_request));
		break;
	case 8:
		message.type = 4711;
		plugin_say(fd, &message, 0);
		break;
	case 9:
		assert_int_equal(send(fd, &message, 3, 0), 3);
		break;
	case 10:
		assert_int_equal(send(fd, large, sizeof(large), 0),
				 sizeof(large));
		break;
	case 11:
		message.link.up_realtime = UINT64_C(1) << 63;
		plugin_say(fd, &message, sizeof(message.link));
		break;
	case 12:
		message.link.up_boottime = UINT64_MAX;
		plugin_say(fd, &message, sizeof(message.link));
		break;
	default:
		fail();
	}
}

static void test_nonsense(void **state)
{
	struct fixture *f = *state;
	unsigned n;

	for (n = 0; n <= 12; n++) {
		int fd = plugin_connect(f);

		plugin_say_hello(fd, RRAS_PLUGIN_VERSION);
		nonsense(fd, n);
		refused(f, fd);
	}
}

/* A plugin that goes mad does not end its link, which goes on. */
static void test_nonsense_later(void **state)
{
	struct fixture *f = *state;
	int fd = plugin_link_up(f, 1);

	nonsense(fd, 8);
	assert_closed(f, fd);
	run_a_while(f, 50);
	assert_int_equal(f->connections.removed, 0);
}

static void test_silent(void **state)
{
	struct fixture *f = *state;
	int fd;

	f->config.hello_timeout = 0;
	dial_in_restart(f);
	fd = plugin_connect(f);
	refused(f, fd);
}

static void test_too_many(void **state)
{
	struct fixture *f = *state;
	int first, second;

	f->config.max_peers = 1;
	dial_in_restart(f);
	first = plugin_link_up(f, 1);
	second = plugin_connect(f);
	assert_closed(f, second);
	close(first);
	run_a_while(f, 50);
	second = plugin_connect(f);
	plugin_say_state(second, 1, GONE_IFINDEX);
	loop_until(f->ev, &f->connections.updated, 1);
	close(second);
}

static void test_other_user(void **state)
{
	struct fixture *f = *state;

	f->config.allowed_uid = getuid() + 1;
	dial_in_restart(f);
	refused(f, plugin_connect(f));
}

/* -- the socket -- */

static void test_mode(void **state)
{
	struct fixture *f = *state;
	struct stat st;

	assert_int_equal(stat(f->path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
}

static void test_no_socket(void **state)
{
	struct fixture *f = *state;
	struct dial_in *dial_in = NULL;
	struct dial_in_config config = f->config;
	const char *why = NULL;
	char run_dir[200];
	int fd;

	memset(run_dir, 'x', sizeof(run_dir) - 1);
	run_dir[sizeof(run_dir) - 1] = '\0';
	config.run_dir = run_dir;
	assert_int_equal(
		W_ERROR_V(dial_in_create(f, f->ev, &config, &dial_in, &why)),
		ERROR_ACCESS_DENIED);
	assert_non_null(strstr(why, "too long"));

	TALLOC_FREE(f->dial_in);
	fd = open(f->path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
	close(fd);
	assert_int_equal(
		W_ERROR_V(dial_in_create(f, f->ev, &f->config, &dial_in, &why)),
		ERROR_ACCESS_DENIED);
	assert_non_null(strstr(why, "is not a socket"));
	unlink(f->path);
}

/* No memory to watch the process of a plugin that comes back. */
static void test_no_memory_to_attach(void **state)
{
	struct fixture *f = *state;
	int first = plugin_link_up(f, 1), second, third;

	refuse_process = true;
	second = plugin_connect(f);
	plugin_say_state(second, 1, GONE_IFINDEX);
	loop_until(f->ev, &f->connections.removed, 1);
	refuse_process = false;
	assert_closed(f, first);
	assert_closed(f, second);
	third = plugin_link_up(f, 1);
	assert_int_equal(f->connections.added, 2);
	close(third);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, dial_in_setup, dial_in_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_other_version), TEST(test_no_hello),
		TEST(test_nonsense),	  TEST(test_nonsense_later),
		TEST(test_silent),	  TEST(test_too_many),
		TEST(test_other_user),	  TEST(test_mode),
		TEST(test_no_socket),	  TEST(test_no_memory_to_attach),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
