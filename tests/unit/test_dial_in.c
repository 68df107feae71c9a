/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What plugins of served links tell, and what is made of it. */
#include "dial_in_fixture.h"
#include <string.h>
#include <unistd.h>

static void test_connection(void **state)
{
	struct fixture *f = *state;
	const struct connections *c = &f->connections;
	int fd = plugin_link_up(f, 1);

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
	int fd = plugin_link_up(f, 1);

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
	int fd = plugin_link_up(f, 1);

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
	fd = plugin_link_up(f, 1);
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
	int fd = plugin_link_up(f, 1);

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
	int fd = plugin_link_up(f, 7);

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
	int fd = plugin_link_up(f, 7);

	dial_in_restart(f);
	close(fd);
	fd = plugin_connect(f);
	plugin_say_state(fd, 7, GONE_IFINDEX);
	loop_until(f->ev, &f->connections.added, 2);
	assert_int_equal(f->connections.link.started.tv_sec, 1234567890);
	close(fd);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, dial_in_setup, dial_in_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_connection),	 TEST(test_ipv6_follows),
		TEST(test_compression),	 TEST(test_domain),
		TEST(test_tunnel_ends),	 TEST(test_serial),
		TEST(test_no_free_port), TEST(test_authenticating),
		TEST(test_half_told),	 TEST(test_retry),
		TEST(test_reason),	 TEST(test_interface_stays),
		TEST(test_hiccup),	 TEST(test_new_daemon),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
