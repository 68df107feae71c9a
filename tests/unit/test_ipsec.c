/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * IPsec of a tunnel: what the IKE daemon is told and told again at the end,
 * and what its answers mean.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <arpa/inet.h>
#include <cmocka.h>
#include "fake_charon.h"
#include "ipsec.h"
#include "ipsec_request.h"
#include "l2tp_kernel.h"
#include "loop.h"

static uint8_t key[] = "se\0cret";

struct fixture {
	struct tevent_context *ev;
	struct charon *charon;
	struct ipsec_config config;
	struct tevent_req *req;
	struct ipsec *ipsec;
	struct tunnel_end end;
	size_t up, failed, lost;
};

/* -- the daemon -- */

static void on_lost(void *private_data)
{
	struct fixture *f = private_data;

	f->lost++;
}

static void on_done(struct tevent_req *req)
{
	struct fixture *f = tevent_req_callback_data(req, struct fixture);

	if (ipsec_up_recv(req, f, &f->ipsec, &f->end)) {
		f->up++;
	} else {
		f->failed++;
	}
	talloc_free(req);
	f->req = NULL;
}

static int setup(void **state)
{
	struct fixture *f = talloc_zero(NULL, struct fixture);
	struct sockaddr_in local = {.sin_family = AF_INET,
				    .sin_port = htons(40000)};
	struct sockaddr_in remote = {.sin_family = AF_INET,
				     .sin_port = htons(1701)};

	inet_pton(AF_INET, "192.0.2.7", &local.sin_addr);
	inet_pton(AF_INET, "198.51.100.1", &remote.sin_addr);
	f->ev = tevent_context_init(f);
	f->config = (struct ipsec_config){
		.socket = "/nonexistent/vici",
		.number = 4711,
		.key = {.data = key, .length = sizeof(key) - 1},
		.timeout = 7,
	};
	memcpy(&f->config.local, &local, sizeof(local));
	memcpy(&f->config.remote, &remote, sizeof(remote));
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	talloc_free(f->ipsec);
	talloc_free(f);
	return 0;
}

static void begin(struct fixture *f, const struct charon_script *script)
{
	TALLOC_FREE(f->charon);
	if (script != NULL) {
		f->charon = charon_start(f, script);
		f->config.socket = charon_path(f->charon);
	}
	f->req = ipsec_up_send(f, f->ev, &f->config, on_lost, f);
	assert_non_null(f->req);
	tevent_req_set_callback(f->req, on_done, f);
}

static void assert_fails(struct fixture *f, const struct charon_script *script,
			 enum dialer_connect_result result, const char *text)
{
	begin(f, script);
	loop_until(f->ev, &f->failed, 1);
	f->failed = 0;
	assert_int_equal(f->end.result, result);
	assert_string_equal(f->end.text, text);
	assert_null(f->ipsec);
}

#define assert_heard(f, text) \
	assert_true(charon_has_heard((f)->charon, text, sizeof(text) - 1))

/* What must be gone from the daemon whatever the end was. */
static void assert_forgotten(struct fixture *f)
{
	charon_stop(f->charon);
	assert_heard(f, "terminate ike=openrras-l2tp-4711 force=yes");
	assert_heard(f, "unload-conn name=openrras-l2tp-4711\n");
	assert_heard(f, "unload-shared id=openrras-l2tp-4711\n");
	assert_false(charon_has_heard(f->charon, "MALFORMED", 9));
}

static void test_up(void **state)
{
	static const struct charon_script script = {.command = NULL};
	struct fixture *f = *state;

	begin(f, &script);
	loop_until(f->ev, &f->up, 1);
	TALLOC_FREE(f->ipsec);
	assert_int_equal(f->lost, 0);
	assert_forgotten(f);
	assert_heard(f, "load-shared id=openrras-l2tp-4711 type=IKE "
			"data=se\0cret owners:192.0.2.7 "
			"owners:198.51.100.1\n");
	assert_heard(f, "load-conn openrras-l2tp-4711{ version=1 "
			"local_addrs:192.0.2.7 remote_addrs:198.51.100.1 ");
	assert_heard(f, " local-psk{ auth=psk } remote-psk{ auth=psk "
			"id=%any }");
	assert_heard(f, " children{ l2tp{ mode=transport ");
	assert_heard(f, " local_ts:dynamic[udp/40000] "
			"remote_ts:dynamic[udp/1701] reqid=1073746535 ");
	assert_heard(f, "initiate ike=openrras-l2tp-4711 child=l2tp "
			"timeout=7000 ");
}

static void test_no_daemon(void **state)
{
	assert_fails(*state, NULL, DIALER_CONNECT_LOCAL,
		     "no IKE daemon (strongSwan) runs: /nonexistent/vici");
}

static void test_socket_too_long(void **state)
{
	struct fixture *f = *state;
	char path[200];

	memset(path, 'p', sizeof(path) - 1);
	path[sizeof(path) - 1] = '\0';
	f->config.socket = path;
	begin(f, NULL);
	loop_until(f->ev, &f->failed, 1);
	assert_int_equal(f->end.result, DIALER_CONNECT_LOCAL);
}

struct refusal {
	struct charon_script script;
	enum dialer_connect_result result;
	const char *text;
};

static const struct refusal refusals[] = {
	{{.command = "load-shared", .answer = CHARON_NO, .error = "no room"},
	 DIALER_CONNECT_LOCAL,
	 "the IKE daemon refuses: no room"},
	{{.command = "load-conn", .answer = CHARON_NO},
	 DIALER_CONNECT_LOCAL,
	 "the IKE daemon refuses: load-conn"},
	{{.command = "load-conn", .answer = CHARON_UNKNOWN},
	 DIALER_CONNECT_LOCAL,
	 "the IKE daemon does not answer: Function not implemented"},
	{{.command = "get-conns", .answer = CHARON_CLOSE},
	 DIALER_CONNECT_LOCAL,
	 "the IKE daemon does not answer: Connection reset by peer"},
	{{.command = "load-shared", .answer = CHARON_CLOSE},
	 DIALER_CONNECT_LOCAL,
	 "the IKE daemon does not answer: Connection reset by peer"},
	{{.command = "initiate", .answer = CHARON_CLOSE},
	 DIALER_CONNECT_LOCAL,
	 "the IKE daemon does not answer: Connection reset by peer"},
	{{.command = "initiate", .answer = CHARON_GARBAGE},
	 DIALER_CONNECT_LOCAL,
	 "the IKE daemon does not answer: Protocol error"},
	/* it has given up: somebody has said no */
	{{.command = "initiate",
	  .answer = CHARON_NO,
	  .error = "establishing CHILD_SA 'l2tp' failed"},
	 DIALER_CONNECT_IPSEC,
	 "establishing CHILD_SA 'l2tp' failed"},
	{{.command = "initiate",
	  .answer = CHARON_NO,
	  .error = "not established after 7000ms",
	  .responder_spi = "0000000000000000"},
	 DIALER_CONNECT_SILENT,
	 "no answer to IKE"},
	{{.command = "initiate",
	  .answer = CHARON_NO,
	  .error = "not established after 7000ms",
	  .responder_spi = "0000000000000001"},
	 DIALER_CONNECT_IPSEC,
	 "IKE does not come to an end; is the pre-shared key the server's?"},
};

static void test_refused(void **state)
{
	struct fixture *f = *state;
	size_t i;

	for (i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
		assert_fails(f, &refusals[i].script, refusals[i].result,
			     refusals[i].text);
		assert_forgotten(f);
	}
}

/* -- what others have left -- */

static void test_names(void **state)
{
	static const char *const others[] = {
		"",
		"home",
		"openrras-l2tp-",
		"openrras-l2tp-0",
		"openrras-l2tp-007",
		"openrras-l2tp-+7",
		"openrras-l2tp- 7",
		"openrras-l2tp-7a",
		"openrras-l2tp--1",
		"openrras-l2tp-65536",
		"openrras-l2tp-18446744073709551623",
	};
	char name[IPSEC_NAME_SIZE];
	uint16_t number;
	size_t i;

	for (i = 1; i <= UINT16_MAX; i++) {
		ipsec_name((uint16_t)i, name);
		assert_true(ipsec_number(name, &number));
		assert_int_equal(number, i);
	}
	for (i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		assert_false(ipsec_number(others[i], &number));
	}
}

static bool has_heard_of(struct fixture *f, const char *command,
			 const char *name)
{
	char text[80];
	int length = snprintf(text, sizeof(text), "%s=%s", command, name);

	return charon_has_heard(f->charon, text, (size_t)length);
}

/* Whether all of this name was taken back, or nothing was. */
static bool is_swept(struct fixture *f, const char *name)
{
	bool ended = has_heard_of(f, "terminate ike", name);

	assert_int_equal(has_heard_of(f, "unload-conn name", name), ended);
	assert_int_equal(has_heard_of(f, "unload-shared id", name), ended);
	return ended;
}

/*
 * Of two tunnels that were killed one has left all, the other one only its
 * key; the third lives.
 */
static void test_swept(void **state)
{
	static char names[3][IPSEC_NAME_SIZE];
	static const char *const connections[] = {"home", names[0], names[2],
						  "openrras-l2tp-x", NULL};
	static const char *const keys[] = {names[0], names[1], names[2], NULL};
	static const struct charon_script script = {.connections = connections,
						    .keys = keys};
	struct fixture *f = *state;
	int held[3], i;

	for (i = 0; i < 3; i++) {
		uint16_t number = l2tp_reserve_tunnel(&held[i]);

		assert_int_not_equal(number, 0);
		ipsec_name(number, names[i]);
	}
	close(held[0]);
	close(held[1]);
	begin(f, &script);
	loop_until(f->ev, &f->up, 1);
	assert_int_equal(charon_commands(f->charon), 2 + 2 * 3 + 3);
	TALLOC_FREE(f->ipsec);
	charon_stop(f->charon);
	assert_true(is_swept(f, names[0]));
	assert_true(is_swept(f, names[1]));
	assert_false(is_swept(f, names[2]));
	assert_false(is_swept(f, "home"));
	assert_false(is_swept(f, "openrras-l2tp-x"));
	/* and they are free again for tunnels */
	for (i = 0; i < 2; i++) {
		uint16_t number;

		assert_true(ipsec_number(names[i], &number));
		held[i] = l2tp_reserve_number(number);
		assert_int_not_equal(held[i], -1);
		assert_int_equal(l2tp_reserve_number(number), -1);
	}
	for (i = 0; i < 3; i++) {
		close(held[i]);
	}
}

/* More than there is time for: the rest is the next one's. */
static void test_swept_in_part(void **state)
{
	static char names[20][IPSEC_NAME_SIZE];
	static const char *connections[21];
	static const struct charon_script script = {.connections = connections};
	struct fixture *f = *state;
	int held[20], i, swept = 0;

	for (i = 0; i < 20; i++) {
		ipsec_name(l2tp_reserve_tunnel(&held[i]), names[i]);
		connections[i] = names[i];
	}
	for (i = 0; i < 20; i++) {
		close(held[i]);
	}
	begin(f, &script);
	loop_until(f->ev, &f->up, 1);
	TALLOC_FREE(f->ipsec);
	charon_stop(f->charon);
	for (i = 0; i < 20; i++) {
		swept += is_swept(f, names[i]);
	}
	assert_int_equal(swept, 16);
}

/* A daemon that has no word for it is dialed with all the same. */
static void test_not_swept(void **state)
{
	static const struct charon_script scripts[] = {
		{.command = "get-conns", .answer = CHARON_UNKNOWN},
		{.command = "get-conns", .answer = CHARON_GARBAGE},
		{.command = "get-shared", .answer = CHARON_NO, .error = "no"},
	};
	struct fixture *f = *state;
	size_t i;

	for (i = 0; i < sizeof(scripts) / sizeof(scripts[0]); i++) {
		begin(f, &scripts[i]);
		loop_until(f->ev, &f->up, i + 1);
		TALLOC_FREE(f->ipsec);
		assert_forgotten(f);
	}
}

/* The daemon cannot tell of associations: its first word counts. */
static void test_list_refused(void **state)
{
	static const struct charon_script script = {
		.command = "initiate", .answer = CHARON_NO, .error = "failed"};
	struct fixture *f = *state;

	assert_fails(f, &script, DIALER_CONNECT_IPSEC, "failed");
}

static void on_tick(struct tevent_context *ev, struct tevent_timer *te,
		    struct timeval now, void *private_data)
{
}

/* Given up in the middle: the daemon must not go on, nor keep the key. */
static void test_given_up(void **state)
{
	static const struct charon_script script = {.command = "initiate",
						    .answer = CHARON_SILENT};
	struct fixture *f = *state;

	begin(f, &script);
	while (charon_commands(f->charon) < 2 + 3) {
		tevent_add_timer(f->ev, f->req,
				 tevent_timeval_current_ofs(0, 5000), on_tick,
				 NULL);
		assert_int_equal(tevent_loop_once(f->ev), 0);
	}
	TALLOC_FREE(f->req);
	assert_forgotten(f);
	assert_int_equal(f->up + f->failed + f->lost, 0);
}

static void test_daemon_dies(void **state)
{
	static const struct charon_script script = {.command = NULL};
	struct fixture *f = *state;

	begin(f, &script);
	loop_until(f->ev, &f->up, 1);
	charon_stop(f->charon);
	loop_until(f->ev, &f->lost, 1);
	TALLOC_FREE(f->ipsec);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names), TEST(test_up),
		TEST(test_no_daemon),	      TEST(test_socket_too_long),
		TEST(test_refused),	      TEST(test_swept),
		TEST(test_swept_in_part),     TEST(test_not_swept),
		TEST(test_list_refused),      TEST(test_given_up),
		TEST(test_daemon_dies),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
