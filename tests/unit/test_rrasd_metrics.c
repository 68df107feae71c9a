/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a daemon counts, and how it is read over HTTP. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include <cmocka.h>

#include "server/rrasd/metrics.h"
#include "server/rrasd/metrics_endpoint.h"
#include "exposition_parse.h"
#include "rrasd_link.h"

static char *text_of(struct fixture *f)
{
	char *text = metrics_text(f->world, f->world->rrasd->metrics);

	assert_non_null(text);
	exposition_check(text);
	return text;
}

static void assert_value(const char *text, const char *sample, double value)
{
	double found = exposition_value(text, sample);

	if (found < value || found > value) {
		fail_msg("%s is %g, not %g\n%s", sample, found, value, text);
	}
}

static uint32_t connect_interface(struct fixture *f, uint32_t hInterface)
{
	struct RRouterInterfaceConnect r = {.in = {.hInterface = hInterface}};

	world_dimsvc(f->world, NDR_RROUTERINTERFACECONNECT, &r);
	return W_ERROR_V(r.out.result);
}

static void test_at_rest(void **state)
{
	struct fixture *f = *state;
	char *text = text_of(f);

	assert_value(text, "rras_links{state=\"disconnected\"}", 1);
	assert_value(text, "rras_links{state=\"connected\"}", 0);
	assert_value(text, "rras_links_adopted", 0);
	assert_value(text, "rras_dial_queue_length", 0);
	assert_value(text, "rras_paused", 0);
	assert_value(text, "rras_ports_in_use{kind=\"serial\"}", 0);
	assert_value(text, "rras_connections{side=\"dialed\"}", 0);
	assert_value(text, "rras_connect_duration_seconds_count", 0);
	assert_true(exposition_value(text, "rras_start_time_seconds") > 1e9);
	assert_non_null(strstr(text, "rras_build_info{version=\""));
	/* Who and where is nobody's business here. */
	assert_null(strstr(text, "dd1"));
	assert_null(strstr(text, "/dev/null"));
}

static void test_attempts(void **state)
{
	struct fixture *f = *state;
	struct rrascontrol_LinkHistory h = {
		.in = {.dwInterface = f->hInterface},
	};
	const struct rras_error_info *info;
	char *text, sample[128];

	assert_int_equal(connect_interface(f, f->hInterface), PENDING);
	text = text_of(f);
	assert_value(text, "rras_links{state=\"connecting\"}", 1);
	assert_value(text, "rras_ports_in_use{kind=\"serial\"}", 1);
	world_link_fail(f->world);
	assert_int_equal(connect_interface(f, f->hInterface), PENDING);
	world_link_up(f->world);
	text = text_of(f);
	assert_value(text, "rras_links{state=\"connected\"}", 1);
	assert_value(text, "rras_connections{side=\"dialed\"}", 1);
	world_control(f->world, NDR_RRASCONTROL_LINKHISTORY, &h);
	info = rras_error_by_number(W_ERROR_V((*h.out.attempts)->last_error));
	snprintf(sample, sizeof(sample),
		 "rras_attempts_total{kind=\"direct\",result=\"%u\","
		 "name=\"%s\"}",
		 (unsigned)info->number, info->name);
	assert_value(text, sample, 1);
	assert_value(text,
		     "rras_attempts_total{kind=\"direct\",result=\"0\","
		     "name=\"ERROR_SUCCESS\"}",
		     1);
	assert_value(text, "rras_connect_duration_seconds_count", 1);
	assert_value(text, "rras_phase_duration_seconds_count{phase=\"dial\"}",
		     2);
	/* One has been through its hang-up, none through a queue. */
	assert_value(text,
		     "rras_phase_duration_seconds_count{phase=\"queued\"}", 0);
	assert_null(strstr(text, "rras_link_ends_total{"));
}

static void test_end_of_a_link(void **state)
{
	struct fixture *f = *state;
	struct RRouterInterfaceDisconnect r = {
		.in = {.hInterface = f->hInterface},
	};
	char *text;

	link_up(f);
	world_dimsvc(f->world, NDR_RROUTERINTERFACEDISCONNECT, &r);
	assert_result(r, NO_ERROR);
	text = text_of(f);
	assert_value(text,
		     "rras_link_ends_total{kind=\"direct\",result=\"0\","
		     "name=\"ERROR_SUCCESS\"}",
		     1);
	/* It was up: its attempt has been counted when it came up. */
	assert_value(text,
		     "rras_attempts_total{kind=\"direct\",result=\"0\","
		     "name=\"ERROR_SUCCESS\"}",
		     1);
	assert_value(text,
		     "rras_phase_duration_seconds_count{phase=\"hangup\"}", 1);
	assert_value(text,
		     "rras_calls_total{interface=\"dimsvc\","
		     "operation=\"RRouterInterfaceDisconnect\",result=\"0\","
		     "name=\"ERROR_SUCCESS\"}",
		     1);
}

static void test_calls(void **state)
{
	struct fixture *f = *state;
	struct RRouterInterfaceConnect r = {
		.in = {.hInterface = f->hInterface, .fBlocking = 1},
	};
	struct world_call *call;
	char *text;

	assert_int_equal(connect_interface(f, 4711), ERROR_INVALID_HANDLE);
	call = world_begin(f->world, &ndr_table_dimsvc,
			   NDR_RROUTERINTERFACECONNECT, &r, -1);
	world_turn(f->world);
	text = text_of(f);
	assert_value(text, "rras_calls_under_way", 1);
	assert_value(text,
		     "rras_calls_total{interface=\"dimsvc\","
		     "operation=\"RRouterInterfaceConnect\",result=\"6\","
		     "name=\"ERROR_INVALID_HANDLE\"}",
		     1);
	talloc_free(call->req); /* its caller goes away */
	call->req = NULL;
	text = text_of(f);
	assert_value(text, "rras_calls_under_way", 0);
	assert_value(text,
		     "rras_calls_total{interface=\"dimsvc\","
		     "operation=\"RRouterInterfaceConnect\","
		     "result=\"cancelled\",name=\"\"}",
		     1);
	assert_value(text,
		     "rras_call_duration_seconds_count{interface=\"dimsvc\","
		     "operation=\"RRouterInterfaceConnect\"}",
		     2);
}

/* -- over HTTP -- */

static struct metrics_endpoint *serve(struct fixture *f, uint16_t port)
{
	const struct metrics_endpoint_config config = {
		.port = port,
		.run_dir = f->world->dir,
	};
	const char *why = NULL;
	struct metrics_endpoint *endpoint =
		metrics_endpoint_create(f->world, f->world->ev, &config,
					f->world->rrasd->metrics, &why);

	if (endpoint == NULL) {
		fail_msg("%s", why);
	}
	return endpoint;
}

static struct sockaddr_un unix_address(const struct fixture *f)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};

	snprintf(address.sun_path, sizeof(address.sun_path), "%s/%s",
		 f->world->dir, METRICS_SOCKET_NAME);
	return address;
}

static int connect_unix(const struct fixture *f)
{
	struct sockaddr_un address = unix_address(f);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	assert_int_equal(
		connect(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	assert_int_equal(fcntl(fd, F_SETFL, O_NONBLOCK), 0);
	return fd;
}

/* All that comes until the other side closes; the daemon works meanwhile. */
static char *read_all(struct fixture *f, int fd)
{
	char *text = talloc_strdup(f->world, ""), part[4096];
	ssize_t length;

	for (;;) {
		length = read(fd, part, sizeof(part) - 1);
		if (length == -1 && errno == EAGAIN) {
			tevent_loop_once(f->world->ev);
			continue;
		}
		if (length <= 0) {
			break;
		}
		part[length] = '\0';
		text = talloc_strdup_append(text, part);
	}
	close(fd);
	return text;
}

static char *ask(struct fixture *f, int fd, const char *request)
{
	assert_int_equal(write(fd, request, strlen(request)),
			 (ssize_t)strlen(request));
	return read_all(f, fd);
}

#define GET(path) \
	"GET " path " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"

static void test_http(void **state)
{
	struct fixture *f = *state;
	struct metrics_endpoint *endpoint = serve(f, 0);
	struct sockaddr_un address = unix_address(f);
	struct stat st;
	char *answer, *body;

	assert_int_equal(stat(address.sun_path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	answer = ask(f, connect_unix(f), GET("/metrics"));
	assert_memory_equal(answer, "HTTP/1.1 200 OK\r\n", 17);
	assert_non_null(strstr(answer, "Content-Type: text/plain; "
				       "version=0.0.4; charset=utf-8\r\n"));
	body = strstr(answer, "\r\n\r\n") + 4;
	assert_true(exposition_check(body) > 50);
	assert_value(body, "rras_links{state=\"disconnected\"}", 1);
	talloc_free(endpoint);
	assert_int_equal(stat(address.sun_path, &st), -1);
}

static void test_other_requests(void **state)
{
	static const struct {
		const char *request, *status, *header;
	} cases[] = {
		{GET("/"), "HTTP/1.1 404", ""},
		{GET("/metrics/"), "HTTP/1.1 404", ""},
		{GET("/metrics?x=1"), "HTTP/1.1 200", ""},
		{"POST /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
		 "Content-Length: 2\r\n\r\nab",
		 "HTTP/1.1 405", "\r\nAllow: GET\r\n"},
		{"PUT /etc/passwd HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
		 "Content-Length: 0\r\n\r\n",
		 "HTTP/1.1 404", ""},
		{"rubbish\r\n\r\n", "HTTP/1.", ""},
	};
	struct fixture *f = *state;
	struct metrics_endpoint *endpoint = serve(f, 0);
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char *answer = ask(f, connect_unix(f), cases[i].request);

		if (i + 1 < sizeof(cases) / sizeof(cases[0])) {
			assert_memory_equal(answer, cases[i].status, 12);
			assert_non_null(strstr(answer, cases[i].header));
		}
	}
	talloc_free(endpoint);
}

/* More than may be: they are closed, and the daemon goes on. */
static void test_many_connections(void **state)
{
	struct fixture *f = *state;
	struct metrics_endpoint *endpoint = serve(f, 0);
	int fds[3 * METRICS_CONNECTIONS_MAX], refused = 0;
	char *answer, byte;
	size_t i;

	for (i = 0; i < sizeof(fds) / sizeof(fds[0]); i++) {
		fds[i] = connect_unix(f);
		world_turn(f->world);
	}
	world_turn(f->world);
	for (i = 0; i < sizeof(fds) / sizeof(fds[0]); i++) {
		refused += read(fds[i], &byte, 1) == 0 ? 1 : 0;
		if (i > 0) {
			close(fds[i]);
		}
	}
	assert_int_equal(refused, 2 * METRICS_CONNECTIONS_MAX);
	world_turn(f->world);
	answer = ask(f, fds[0], GET("/metrics"));
	assert_memory_equal(answer, "HTTP/1.1 200 OK\r\n", 17);
	answer = ask(f, connect_unix(f), GET("/metrics"));
	assert_memory_equal(answer, "HTTP/1.1 200 OK\r\n", 17);
	talloc_free(endpoint);
}

/* A request longer than anybody's. */
static void test_long_request(void **state)
{
	struct fixture *f = *state;
	struct metrics_endpoint *endpoint = serve(f, 0);
	char *request = talloc_array(f->world, char, 100001), *answer;
	int fd = connect_unix(f);

	memset(request, 'a', 100000);
	memcpy(request, "GET /", 5);
	request[100000] = '\0';
	(void)!send(fd, request, 100000, MSG_NOSIGNAL);
	answer = read_all(f, fd);
	assert_true(answer[0] == '\0' ||
		    strncmp(answer, "HTTP/1.1 4", 10) == 0);
	talloc_free(endpoint);
}

/* A free port of this machine, as far as one can know. */
static uint16_t free_port(void)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	socklen_t length = sizeof(address);
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	assert_int_equal(bind(fd, (struct sockaddr *)&address, length), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &length),
			 0);
	close(fd);
	return ntohs(address.sin_port);
}

static void test_port(void **state)
{
	struct fixture *f = *state;
	struct metrics_endpoint_config config = {.port = free_port()};
	struct metrics_endpoint *endpoint = serve(f, config.port);
	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_port = htons(config.port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	const char *why = NULL;
	char *answer;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	assert_int_equal(
		connect(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	assert_int_equal(fcntl(fd, F_SETFL, O_NONBLOCK), 0);
	answer = ask(f, fd, GET("/metrics"));
	assert_memory_equal(answer, "HTTP/1.1 200 OK\r\n", 17);
	/* It is taken now. */
	assert_null(metrics_endpoint_create(f->world, f->world->ev, &config,
					    f->world->rrasd->metrics, &why));
	assert_non_null(strstr(why, "cannot listen on 127.0.0.1:"));
	talloc_free(endpoint);
}

/* A daemon whose port is taken serves all the same. */
static void test_no_endpoint(void **state)
{
	struct fixture *f = *state;
	struct metrics_endpoint_config config = {
		.run_dir = "/nonexistent/directory",
	};
	const char *why = NULL;

	assert_null(metrics_endpoint_create(f->world, f->world->ev, &config,
					    f->world->rrasd->metrics, &why));
	assert_non_null(strstr(why, "/nonexistent/directory"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_at_rest),
		TEST(test_attempts),
		TEST(test_end_of_a_link),
		TEST(test_calls),
		TEST(test_http),
		TEST(test_other_requests),
		TEST(test_many_connections),
		TEST(test_long_request),
		TEST(test_port),
		TEST(test_no_endpoint),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
