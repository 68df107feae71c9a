/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The way of a link up, refusals to start, and requests in every state.
 */
#include "dialer_fixture.h"

/* -- the way up -- */

static void test_new_link(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(f->status->state, DIALER_DISCONNECTED);
	assert_int_equal(f->status->phase, DIALER_PHASE_NONE);
	assert_code(f->status->last_error, NO_ERROR);
	assert_string_equal(f->status->reason, "");
	assert_int_equal(f->changes, 0);
}

static void assert_addresses(const struct ppp_projection *ppp)
{
	assert_true(ppp->ip_up);
	assert_int_equal(ppp->local.s_addr, htonl(0x0a000002));
	assert_int_equal(ppp->remote.s_addr, htonl(0x0a000001));
	assert_int_equal(ppp->dns[0].s_addr, htonl(0xc0000235));
	assert_true(ppp->vj_local);
	assert_false(ppp->vj_remote);
	assert_true(ppp->ip6_up);
	assert_int_equal(ppp->local_ifid[0], 2);
	assert_int_equal(ppp->remote_ifid[0], 1);
}

static void test_way_up(void **state)
{
	static const enum dialer_phase way[] = {DIALER_PHASE_LCP,
						DIALER_PHASE_AUTHENTICATE,
						DIALER_PHASE_NETWORK};
	struct fixture *f = *state;
	const struct dialer_memory_attempt *seen;
	size_t i;

	dial(f);
	seen = dialer_memory_attempt(f->memory->last);
	assert_string_equal(seen->name, "link");
	assert_string_equal(seen->device, "/dev/null");
	assert_string_equal(seen->settings->password, "secret");
	assert_int_equal(f->status->state, DIALER_CONNECTING);
	assert_int_equal(f->status->phase, DIALER_PHASE_DIAL);
	assert_int_equal(f->status->pid, 4711);
	assert_string_equal(f->status->device, "/dev/null");
	for (i = 0; i < 3; i++) {
		phase(f, way[i]);
		assert_int_equal(f->status->phase, way[i]);
		assert_int_equal(f->status->state, DIALER_CONNECTING);
	}
	phase(f, DIALER_PHASE_UP); /* not the backend's to tell */
	assert_int_equal(f->status->state, DIALER_CONNECTING);
	ip6_up(f); /* IPv4 is wanted and decides */
	assert_int_equal(f->status->state, DIALER_CONNECTING);
	ip_up(f);
	assert_int_equal(f->status->state, DIALER_CONNECTED);
	assert_int_equal(f->status->phase, DIALER_PHASE_UP);
	assert_string_equal(f->status->ifname, "ppp7");
	assert_int_equal(f->status->ifindex, 70);
	assert_addresses(&f->status->ppp);
	assert_int_equal(f->changes, 0); /* told from the loop only */
	tevent_loop_once(f->ev);
	assert_int_equal(f->changes, 1);
}

static void test_ipv6_only(void **state)
{
	struct fixture *f = *state;
	struct dialer_settings settings = direct;

	settings.ipv4 = false;
	assert_code(dialer_link_connect(f->link, &settings), PENDING);
	ip6_up(f);
	assert_int_equal(f->status->state, DIALER_CONNECTED);
	simple(f, DIALER_EVENT_IP6_DOWN);
	assert_int_equal(f->status->state, DIALER_DISCONNECTING);
}

static void test_peer_without_ipv4(void **state)
{
	struct fixture *f = *state;

	dial(f);
	ip6_up(f);
	happen(f, (struct dialer_event){.type = DIALER_EVENT_PROTOCOL_REJECT,
					.protocol = DIALER_PROTOCOL_IPCP});
	assert_int_equal(f->status->state, DIALER_CONNECTED);
}

static void reject(struct fixture *f, enum dialer_protocol protocol)
{
	happen(f, (struct dialer_event){.type = DIALER_EVENT_PROTOCOL_REJECT,
					.protocol = protocol});
}

static void test_peer_without_any_protocol(void **state)
{
	struct fixture *f = *state;
	struct dialer_settings settings = direct;

	dial(f);
	reject(f, DIALER_PROTOCOL_CCP);
	reject(f, DIALER_PROTOCOL_IPCP);
	assert_int_equal(f->status->state, DIALER_CONNECTING);
	reject(f, DIALER_PROTOCOL_IPV6CP);
	run_until(f, f->link, DIALER_DISCONNECTED);
	assert_end(f, ERROR_PPP_CP_REJECTED, true);
	settings.ipv6 = false;
	assert_code(dialer_link_connect(f->link, &settings), PENDING);
	reject(f, DIALER_PROTOCOL_IPCP);
	run_until(f, f->link, DIALER_DISCONNECTED);
	assert_end(f, ERROR_PPP_CP_REJECTED, true);
}

/* A child takes its time to start. */
static void test_child_comes_later(void **state)
{
	struct fixture *f = *state;

	f->memory->pid = 0;
	f->memory->obeys = false;
	dial(f);
	assert_int_equal(f->status->phase, DIALER_PHASE_DIAL);
	assert_int_equal(f->status->pid, 0);
	dialer_link_hang_up(f->link, DIALER_HANGUP_ADMIN);
	f->memory->pid = 42;
	simple(f, DIALER_EVENT_STARTED); /* it is there all the same */
	assert_int_equal(f->status->pid, 42);
	assert_int_equal(f->status->state, DIALER_DISCONNECTING);
	gone(f, true, 15);
	assert_end(f, ERROR_INTERFACE_DISCONNECTED, false);
}

static void not_started(struct fixture *f)
{
	happen(f, (struct dialer_event){.type = DIALER_EVENT_NOT_STARTED,
					.error = WERR_NO_SYSTEM_RESOURCES});
}

static void test_no_child_comes(void **state)
{
	struct fixture *f = *state;

	dial(f);
	not_started(f);
	assert_end(f, ERROR_NO_SYSTEM_RESOURCES, true);
	assert_string_equal(f->status->reason,
			    "The attempt could not be started");

	dial(f);
	f->memory->obeys = false;
	dialer_link_hang_up(f->link, DIALER_HANGUP_ADMIN);
	not_started(f);
	assert_end(f, ERROR_INTERFACE_DISCONNECTED, false);
}

/* -- refusals to start -- */

static void test_connect_again(void **state)
{
	struct fixture *f = *state;

	dial(f);
	assert_code(dialer_link_connect(f->link, &direct),
		    ERROR_ALREADY_CONNECTING);
	ip_up(f);
	assert_code(dialer_link_connect(f->link, &direct), NO_ERROR);
	f->memory->obeys = false;
	talloc_free(dialer_link_disconnect_send(f, f->ev, f->link));
	assert_int_equal(f->status->state, DIALER_DISCONNECTING);
	assert_code(dialer_link_connect(f->link, &direct),
		    ERROR_ALREADY_CONNECTING);
	assert_int_equal(f->memory->starts, 1); /* never a second one */
	gone(f, false, 5);
	dial(f);
	assert_int_equal(f->memory->starts, 2);
}

static void assert_refused(struct fixture *f,
			   const struct dialer_settings *settings,
			   enum rras_error error)
{
	assert_code(dialer_link_connect(f->link, settings), error);
	assert_int_equal(f->status->state, DIALER_DISCONNECTED);
	assert_int_equal(f->memory->starts, 0);
}

static void test_refusals(void **state)
{
	struct fixture *f = *state;
	struct dialer_settings settings = direct;
	const char *why;

	settings.ipv4 = settings.ipv6 = false;
	assert_refused(f, &settings, ERROR_PPP_NO_PROTOCOLS_CONFIGURED);
	settings = direct;
	settings.kind = DIALER_KIND_MODEM;
	settings.number = "1\rATH0";
	assert_refused(f, &settings, ERROR_BAD_PHONE_NUMBER);
	settings = direct;
	settings.device = "/dev/ttyNone";
	assert_refused(f, &settings, ERROR_INTERFACE_HAS_NO_DEVICES);
	f->memory->start_result = WERR_INVALID_PARAMETER;
	assert_refused(f, &direct, ERROR_INVALID_PARAMETER);
	f->memory->start_result = WERR_OK;
	f->memory->probe_result = W_ERROR(ERROR_DDM_NOT_RUNNING);
	assert_refused(f, &direct, ERROR_DDM_NOT_RUNNING);
	assert_code(dialer_probe(f->dialer, f, &why), ERROR_DDM_NOT_RUNNING);
	assert_string_equal(why, "the test says so");
	f->memory->probe_result = WERR_OK;
	assert_code(dialer_probe(f->dialer, f, &why), NO_ERROR);
	dial(f); /* a refusal leaves nothing behind */
}

static uint32_t ports_in_use(struct fixture *f, enum port_kind kind)
{
	uint32_t total, in_use;

	ports_usage(f->ports, kind, &total, &in_use);
	return in_use;
}

static const struct port *port_of(struct fixture *f)
{
	const struct port *port = ports_get(f->ports, f->status->dwPort);

	assert_non_null(port);
	assert_true(port->claimed);
	return port;
}

static void test_condition_of_port(void **state)
{
	struct fixture *f = *state;
	uint32_t dwPort;

	assert_int_equal(f->status->dwPort, 0);
	dial(f);
	dwPort = f->status->dwPort;
	assert_string_equal(port_of(f)->tty, f->status->device);
	assert_int_equal(port_of(f)->dwPortCondition, RAS_PORT_INITIALIZING);
	phase(f, DIALER_PHASE_LCP);
	assert_int_equal(port_of(f)->dwPortCondition, RAS_PORT_INITIALIZING);
	phase(f, DIALER_PHASE_AUTHENTICATE);
	assert_int_equal(port_of(f)->dwPortCondition, RAS_PORT_AUTHENTICATING);
	assert_int_equal(port_of(f)->dwTotalNumberOfCalls, 0);
	phase(f, DIALER_PHASE_NETWORK);
	assert_int_equal(port_of(f)->dwPortCondition, RAS_PORT_AUTHENTICATED);
	ip_up(f);
	assert_int_equal(port_of(f)->dwPortCondition, RAS_PORT_AUTHENTICATED);
	assert_int_equal(port_of(f)->dwTotalNumberOfCalls, 1);
	assert_int_equal(port_of(f)->dwLineSpeed, 0);
	phase(f, DIALER_PHASE_HANGUP);
	assert_int_equal(port_of(f)->dwPortCondition, RAS_PORT_AUTHENTICATED);
	gone(f, false, 5);
	assert_int_equal(f->status->dwPort, 0);
	assert_false(ports_get(f->ports, dwPort)->claimed);
	assert_int_equal(ports_get(f->ports, dwPort)->dwPortCondition,
			 RAS_PORT_DISCONNECTED);
	assert_int_equal(ports_get(f->ports, dwPort)->dwTotalNumberOfCalls, 1);
}

/* No tty tells its own here: the one of the entry counts. */
static void test_speed_of_port(void **state)
{
	struct dialer_settings settings = direct;
	struct fixture *f = *state;

	settings.speed = 57600;
	assert_code(dialer_link_connect(f->link, &settings), PENDING);
	assert_int_equal(port_of(f)->dwLineSpeed, 0);
	ip_up(f);
	assert_int_equal(port_of(f)->dwLineSpeed, 57600);
}

/* A session needs a port and a network device; without the second, the first
 * is free again. */
static void test_port_without_nic(void **state)
{
	struct dialer_settings pppoe = direct;
	struct fixture *f = *state;

	pppoe.kind = DIALER_KIND_PPPOE;
	pppoe.device = "no-such-nic";
	assert_code(dialer_link_connect(f->link, &pppoe),
		    ERROR_INTERFACE_HAS_NO_DEVICES);
	assert_int_equal(ports_in_use(f, PORT_KIND_PPPOE), 0);
	assert_code(ports_set_count(f->ports, PORT_KIND_PPPOE, 0), NO_ERROR);
	pppoe.device = "";
	assert_code(dialer_link_connect(f->link, &pppoe),
		    ERROR_INTERFACE_HAS_NO_DEVICES);
	assert_int_equal(f->status->dwPort, 0);
}

static void test_one_link_a_tty(void **state)
{
	struct fixture *f = *state;
	struct dialer_link *links[5];
	size_t i;

	for (i = 0; i < 5; i++) {
		links[i] = dialer_link_create(f, f->dialer, "l", NULL, NULL);
		assert_code(dialer_link_connect(links[i], &direct), PENDING);
		assert_string_equal(dialer_link_status(links[i])->device,
				    ports[i]);
	}
	assert_code(dialer_link_connect(f->link, &direct),
		    ERROR_INTERFACE_HAS_NO_DEVICES);
	assert_int_equal(ports_in_use(f, PORT_KIND_SERIAL), 5);
	gone(f, false, 16);    /* the last one */
	talloc_free(links[0]); /* in the middle of an attempt */
	assert_int_equal(ports_in_use(f, PORT_KIND_SERIAL), 3);
	dial(f);
	assert_string_equal(f->status->device, "/dev/null");
}

/* -- requests in every state -- */

/* The requests in the order of their answers. */
static struct tevent_req *answered[200];

static void count(struct tevent_req *req)
{
	unsigned *counter = tevent_req_callback_data_void(req);

	answered[(*counter)++] = req;
}

static void test_wait_when_nothing_runs(void **state)
{
	struct fixture *f = *state;
	struct tevent_req *req;

	req = dialer_link_wait_send(f, f->ev, f->link);
	assert_true(tevent_req_poll(req, f->ev));
	assert_code(dialer_link_wait_recv(req), ERROR_INTERFACE_DISCONNECTED);
	req = dialer_link_disconnect_send(f, f->ev, f->link);
	assert_true(tevent_req_poll(req, f->ev));
	assert_code(dialer_link_disconnect_recv(req), NO_ERROR);
	dial(f);
	gone(f, false, 6);
	req = dialer_link_wait_send(f, f->ev, f->link);
	assert_true(tevent_req_poll(req, f->ev));
	assert_code(dialer_link_wait_recv(req), ERROR_PORT_NOT_AVAILABLE);
}

static void test_many_wait_for_success(void **state)
{
	struct fixture *f = *state;
	struct tevent_req *reqs[200];
	unsigned done = 0;
	size_t i;

	dial(f);
	for (i = 0; i < 200; i++) {
		reqs[i] = dialer_link_wait_send(f, f->ev, f->link);
		tevent_req_set_callback(reqs[i], count, &done);
	}
	TALLOC_FREE(reqs[7]); /* stops the waiting, not the attempt */
	ip_up(f);
	assert_int_equal(done, 0); /* answered from the loop only */
	while (done < 199) {
		tevent_loop_once(f->ev);
	}
	for (i = 0; i < 200; i++) {
		if (i != 7) {
			assert_ptr_equal(answered[i < 7 ? i : i - 1], reqs[i]);
			assert_code(dialer_link_wait_recv(reqs[i]), NO_ERROR);
		}
	}
	reqs[0] = dialer_link_wait_send(f, f->ev, f->link);
	assert_true(tevent_req_poll(reqs[0], f->ev));
	assert_code(dialer_link_wait_recv(reqs[0]), NO_ERROR);
}

static void test_disconnect_while_connecting(void **state)
{
	struct fixture *f = *state;
	struct tevent_req *wait, *first, *second;

	dial(f);
	wait = dialer_link_wait_send(f, f->ev, f->link);
	first = dialer_link_disconnect_send(f, f->ev, f->link);
	second = dialer_link_disconnect_send(f, f->ev, f->link);
	assert_int_equal(f->status->state, DIALER_DISCONNECTING);
	assert_int_equal(dialer_memory_attempt(f->memory->last)->hangups, 1);
	ip_up(f); /* too late */
	assert_int_equal(f->status->state, DIALER_DISCONNECTING);
	assert_true(tevent_req_poll(first, f->ev));
	assert_code(dialer_link_disconnect_recv(first), NO_ERROR);
	assert_true(tevent_req_poll(second, f->ev));
	assert_code(dialer_link_disconnect_recv(second), NO_ERROR);
	assert_true(tevent_req_poll(wait, f->ev));
	assert_code(dialer_link_wait_recv(wait), ERROR_INTERFACE_DISCONNECTED);
	assert_end(f, ERROR_INTERFACE_DISCONNECTED, false);
}

static void test_disconnect_while_connected(void **state)
{
	struct fixture *f = *state;
	struct tevent_req *req;

	connected(f);
	req = dialer_link_disconnect_send(f, f->ev, f->link);
	assert_int_equal(f->status->state, DIALER_DISCONNECTING);
	assert_true(tevent_req_poll(req, f->ev));
	assert_code(dialer_link_disconnect_recv(req), NO_ERROR);
	assert_end(f, NO_ERROR, false);
}

/* A hang-up helps an end along that has begun; its cause stays. */
static void test_disconnect_while_going_down(void **state)
{
	struct fixture *f = *state;
	struct tevent_req *req;

	connected(f);
	simple(f, DIALER_EVENT_HANGUP);
	assert_int_equal(f->status->state, DIALER_DISCONNECTING);
	req = dialer_link_disconnect_send(f, f->ev, f->link);
	assert_int_equal(dialer_memory_attempt(f->memory->last)->hangups, 1);
	assert_true(tevent_req_poll(req, f->ev));
	assert_code(dialer_link_disconnect_recv(req), NO_ERROR);
	assert_end(f, ERROR_NO_CONNECTION, true);
}

static void test_freeing_a_link(void **state)
{
	struct fixture *f = *state;
	struct tevent_req *wait, *disconnect;

	f->memory->obeys = false;
	dial(f);
	wait = dialer_link_wait_send(f, f->ev, f->link);
	disconnect = dialer_link_disconnect_send(f, f->ev, f->link);
	TALLOC_FREE(f->link);
	assert_int_equal(f->memory->attempts, 0);
	assert_true(tevent_req_poll(wait, f->ev));
	assert_code(dialer_link_wait_recv(wait), ERROR_OPERATION_ABORTED);
	assert_true(tevent_req_poll(disconnect, f->ev));
	assert_code(dialer_link_disconnect_recv(disconnect),
		    ERROR_OPERATION_ABORTED);
}

static void test_freeing_the_dialer(void **state)
{
	struct fixture *f = *state;

	connected(f);
	TALLOC_FREE(f->dialer);
	assert_int_equal(f->memory->attempts, 0);
}

static void free_link(struct dialer_link *link, void *private_data)
{
	struct fixture *f = private_data;

	f->changes++;
	talloc_free(link);
}

static void test_owner_frees_the_link_when_told(void **state)
{
	struct fixture *f = *state;
	struct dialer_link *link;

	link = dialer_link_create(f, f->dialer, "short", free_link, f);
	assert_code(dialer_link_connect(link, &direct), PENDING);
	while (f->changes == 0) {
		tevent_loop_once(f->ev);
	}
	assert_int_equal(f->memory->attempts, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_new_link),
		TEST(test_way_up),
		TEST(test_ipv6_only),
		TEST(test_peer_without_ipv4),
		TEST(test_peer_without_any_protocol),
		TEST(test_child_comes_later),
		TEST(test_no_child_comes),
		TEST(test_connect_again),
		TEST(test_refusals),
		TEST(test_one_link_a_tty),
		TEST(test_condition_of_port),
		TEST(test_speed_of_port),
		TEST(test_port_without_nic),
		TEST(test_wait_when_nothing_runs),
		TEST(test_many_wait_for_success),
		TEST(test_disconnect_while_connecting),
		TEST(test_disconnect_while_connected),
		TEST(test_disconnect_while_going_down),
		TEST(test_freeing_a_link),
		TEST(test_freeing_the_dialer),
		TEST(test_owner_frees_the_link_when_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
