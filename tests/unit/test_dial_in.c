/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What plugins of served links tell, and what is made of it. */
#include "dial_in_fixture.h"
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

/* A link that is up; its plugin's socket. */
static int link_up(struct fixture *f, uint64_t id)
{
	int fd = plugin_connect(f);

	plugin_say_state(fd, id, GONE_IFINDEX);
	loop_until(f->ev, &f->connections.added, f->connections.removed + 1);
	return fd;
}

static void test_connection(void **state)
{
	struct fixture *f = *state;
	const struct connections *c = &f->connections;
	int fd = link_up(f, 1);

	assert_string_equal(c->user, "alice");
	assert_string_equal(c->domain, "");
	assert_string_equal(c->remote, "02:00:00:00:ab:cd");
	assert_string_equal(c->local, ""); /* there is no such device */
	assert_string_equal(c->ifname, "ppp7");
	assert_int_equal(c->link.ifindex, GONE_IFINDEX);
	assert_int_equal(c->link.started.tv_sec, 1234567890);
	assert_int_equal(c->link.started.tv_nsec, 5);
	assert_int_equal(c->link.started_boottime.tv_sec, 1);
	assert_true(c->link.ppp.ip_up);
	assert_false(c->link.ppp.ip6_up);
	assert_int_equal(c->link.ppp.remote.s_addr, 0x0200000a);
	assert_true(c->link.ppp.lcp_up);
	assert_int_equal(c->link.ppp.lcp_local.auth_algorithm, PPP_CHAP_MD5);
	assert_string_equal(ports_get(f->ports, c->link.dwPort)->wszPortName,
			    "PPPoE6-0");
	assert_int_equal(ports_get(f->ports, c->link.dwPort)->dwPortCondition,
			 RAS_PORT_AUTHENTICATED);
	close(fd);
}

static void test_ipv6_follows(void **state)
{
	struct fixture *f = *state;
	struct rras_plugin_message message = {.type = RRAS_PLUGIN_IP6_UP};
	int fd = link_up(f, 1);

	strcpy(message.ip6.ifname, "ppp7");
	message.ip6.ifindex = GONE_IFINDEX;
	message.ip6.remote[7] = 9;
	plugin_say(fd, &message, sizeof(message.ip6));
	loop_until(f->ev, &f->connections.updated, 1);
	assert_true(f->connections.link.ppp.ip_up);
	assert_true(f->connections.link.ppp.ip6_up);
	assert_int_equal(f->connections.link.ppp.remote_ifid[7], 9);
	/* One of the two is enough. */
	plugin_say_event(fd, RRAS_PLUGIN_IP_DOWN);
	loop_until(f->ev, &f->connections.updated, 2);
	assert_false(f->connections.link.ppp.ip_up);
	assert_int_equal(f->connections.removed, 0);
	plugin_say_event(fd, RRAS_PLUGIN_IP6_DOWN);
	loop_until(f->ev, &f->connections.removed, 1);
	assert_string_equal(f->connections.reason, "the link is down");
	close(fd);
}

static void test_compression(void **state)
{
	struct fixture *f = *state;
	struct rras_plugin_message message = {.type = RRAS_PLUGIN_CCP};
	int fd = link_up(f, 1);

	message.ccp.up = 1;
	message.ccp.local.method = 18;
	message.ccp.local.mppe_bits = 128;
	plugin_say(fd, &message, sizeof(message.ccp));
	loop_until(f->ev, &f->connections.updated, 1);
	assert_true(f->connections.link.ppp.ccp_up);
	assert_int_equal(f->connections.link.ppp.ccp_local.mppe_bits, 128);
	close(fd);
}

static void test_domain(void **state)
{
	struct fixture *f = *state;
	int fd = plugin_connect(f);

	plugin_say_hello(fd, RRAS_PLUGIN_VERSION);
	plugin_say_link(fd, 1, RRAS_PLUGIN_KIND_L2TP);
	plugin_say_peer(fd, "CORP\\b\x01ob");
	plugin_say_up(fd, GONE_IFINDEX);
	plugin_say_event(fd, RRAS_PLUGIN_STATE_END);
	loop_until(f->ev, &f->connections.added, 1);
	assert_string_equal(f->connections.domain, "CORP");
	assert_string_equal(f->connections.user, "b?ob");
	close(fd);
}

/* The address of the server's end is the one that answers the client's. */
static void test_tunnel_ends(void **state)
{
	struct fixture *f = *state;
	int fd = plugin_connect(f);

	plugin_say_hello(fd, RRAS_PLUGIN_VERSION);
	plugin_say_link(fd, 1, RRAS_PLUGIN_KIND_L2TP);
	plugin_say_up(fd, GONE_IFINDEX);
	plugin_say_event(fd, RRAS_PLUGIN_STATE_END);
	loop_until(f->ev, &f->connections.added, 1);
	assert_string_equal(f->connections.remote, "127.0.0.1");
	assert_string_equal(f->connections.local, "127.0.0.1");
	assert_string_equal(f->connections.user, "");
	close(fd);
}

static void test_serial(void **state)
{
	struct fixture *f = *state;
	int fd = plugin_connect(f);

	plugin_say_hello(fd, RRAS_PLUGIN_VERSION);
	plugin_say_link(fd, 1, RRAS_PLUGIN_KIND_SERIAL);
	plugin_say_up(fd, GONE_IFINDEX);
	plugin_say_event(fd, RRAS_PLUGIN_STATE_END);
	loop_until(f->ev, &f->connections.added, 1);
	assert_string_equal(f->connections.local, "/dev/null");
	assert_string_equal(f->connections.remote, "");
	assert_string_equal(
		ports_get(f->ports, f->connections.link.dwPort)->tty,
		"/dev/null");
	close(fd);
}

/* Its server has accepted it: it is there, port or no port. */
static void test_no_free_port(void **state)
{
	struct fixture *f = *state;
	int fd;

	assert_true(
		W_ERROR_IS_OK(ports_set_count(f->ports, PORT_KIND_PPPOE, 0)));
	fd = link_up(f, 1);
	assert_int_equal(f->connections.link.dwPort, 0);
	close(fd);
}

static void test_authenticating(void **state)
{
	struct fixture *f = *state;
	int fd = plugin_connect(f);
	const struct port *port;

	plugin_say_hello(fd, RRAS_PLUGIN_VERSION);
	plugin_say_link(fd, 1, RRAS_PLUGIN_KIND_PPPOE);
	plugin_say_event(fd, RRAS_PLUGIN_STATE_END);
	run_a_while(f, 50);
	assert_int_equal(f->connections.added, 0);
	port = ports_next(f->ports, 0);
	while (!port->claimed) {
		port = ports_next(f->ports, port->dwPort);
		assert_non_null(port);
	}
	assert_int_equal(port->dwPortCondition, RAS_PORT_AUTHENTICATING);
	plugin_say_up(fd, GONE_IFINDEX);
	loop_until(f->ev, &f->connections.added, 1);
	close(fd);
}

/* Nothing is a connection before all is known of it. */
static void test_half_told(void **state)
{
	struct fixture *f = *state;
	int fd = plugin_connect(f);

	plugin_say_hello(fd, RRAS_PLUGIN_VERSION);
	plugin_say_link(fd, 1, RRAS_PLUGIN_KIND_PPPOE);
	plugin_say_up(fd, GONE_IFINDEX);
	run_a_while(f, 50);
	assert_int_equal(f->connections.added, 0);
	plugin_say_event(fd, RRAS_PLUGIN_STATE_END);
	loop_until(f->ev, &f->connections.added, 1);
	close(fd);
}

/* The disk was full when its handle was to be recorded. */
static void test_retry(void **state)
{
	struct fixture *f = *state;
	int fd = plugin_connect(f);

	f->connections.failures = 1;
	plugin_say_state(fd, 1, GONE_IFINDEX);
	run_a_while(f, 50);
	assert_int_equal(f->connections.added, 0);
	loop_until(f->ev, &f->connections.added, 1);
	close(fd);
}

static void test_reason(void **state)
{
	struct fixture *f = *state;
	struct rras_plugin_message message = {.type = RRAS_PLUGIN_TERMINATE};
	int fd = link_up(f, 1);

	message.terminate.protocol = 0xc021;
	message.terminate.from_peer = 1;
	strcpy(message.terminate.text, "User request");
	plugin_say(fd, &message, sizeof(message.terminate));
	plugin_say_event(fd, RRAS_PLUGIN_IP_DOWN);
	loop_until(f->ev, &f->connections.removed, 1);
	assert_string_equal(f->connections.reason, "User request");
	close(fd);
}

/* The interface of a link that is down is waited for, but not for ever. */
static void test_interface_stays(void **state)
{
	struct fixture *f = *state;
	int fd = plugin_connect(f);

	plugin_say_state(fd, 1, 1); /* lo */
	loop_until(f->ev, &f->connections.added, 1);
	plugin_say_event(fd, RRAS_PLUGIN_IP_DOWN);
	run_a_while(f, 100);
	assert_int_equal(f->connections.removed, 0);
	/* It was only negotiated anew. */
	plugin_say_up(fd, 1);
	loop_until(f->ev, &f->connections.updated, 1);
	plugin_say_event(fd, RRAS_PLUGIN_IP_DOWN);
	loop_until(f->ev, &f->connections.removed, 1);
	assert_int_equal(f->connections.added, 1);
	close(fd);
}

/* The plugin's connection is lost, not the link. */
static void test_hiccup(void **state)
{
	struct fixture *f = *state;
	int fd = link_up(f, 7);

	close(fd);
	run_a_while(f, 50);
	assert_int_equal(f->connections.removed, 0);
	fd = plugin_connect(f);
	plugin_say_state(fd, 7, GONE_IFINDEX);
	loop_until(f->ev, &f->connections.updated, 1);
	assert_int_equal(f->connections.added, 1);
	/* Again, before the end of the one before was seen. */
	close(fd);
	fd = plugin_connect(f);
	plugin_say_state(fd, 7, GONE_IFINDEX);
	loop_until(f->ev, &f->connections.updated, 2);
	assert_int_equal(f->connections.added, 1);
	/* It went down while nobody was told. */
	close(fd);
	fd = plugin_connect(f);
	plugin_say_hello(fd, RRAS_PLUGIN_VERSION);
	plugin_say_link(fd, 7, RRAS_PLUGIN_KIND_PPPOE);
	plugin_say_event(fd, RRAS_PLUGIN_STATE_END);
	loop_until(f->ev, &f->connections.removed, 1);
	close(fd);
}

static void test_new_daemon(void **state)
{
	struct fixture *f = *state;
	int fd = link_up(f, 7);

	dial_in_restart(f);
	close(fd);
	fd = plugin_connect(f);
	plugin_say_state(fd, 7, GONE_IFINDEX);
	loop_until(f->ev, &f->connections.added, 2);
	assert_int_equal(f->connections.link.started.tv_sec, 1234567890);
	close(fd);
}

/* -- refusals -- */

static void refused(struct fixture *f, int fd)
{
	size_t lines = f->lines;

	assert_closed(f, fd);
	assert_int_equal(f->lines, lines + 1);
	assert_non_null(strstr(f->log, "refused"));
	assert_int_equal(f->connections.added, 0);
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
	int fd = link_up(f, 1);

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
	first = link_up(f, 1);
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

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, dial_in_setup, dial_in_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_connection),	  TEST(test_ipv6_follows),
		TEST(test_compression),	  TEST(test_domain),
		TEST(test_tunnel_ends),	  TEST(test_serial),
		TEST(test_no_free_port),  TEST(test_authenticating),
		TEST(test_half_told),	  TEST(test_retry),
		TEST(test_reason),	  TEST(test_interface_stays),
		TEST(test_hiccup),	  TEST(test_new_daemon),
		TEST(test_other_version), TEST(test_no_hello),
		TEST(test_nonsense),	  TEST(test_nonsense_later),
		TEST(test_silent),	  TEST(test_too_many),
		TEST(test_other_user),	  TEST(test_mode),
		TEST(test_no_socket),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
