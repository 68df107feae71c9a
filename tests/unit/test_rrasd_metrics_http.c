/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the metrics are read over HTTP, and by whom not for long. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include <cmocka.h>

#include "server/rrasd/metrics_endpoint.h"
#include "exposition_parse.h"
#include "rrasd_link.h"

static struct metrics_endpoint *
serve_as(struct fixture *f, const struct metrics_endpoint_config *config)
{
	const char *why = NULL;
	struct metrics_endpoint *endpoint = metrics_endpoint_create(
		f->world, f->world->ev, config, f->world->rrasd->metrics, &why);

	if (endpoint == NULL) {
		fail_msg("%s", why);
	}
	return endpoint;
}

static struct metrics_endpoint *serve(struct fixture *f, uint16_t port)
{
	const struct metrics_endpoint_config config = {
		.port = port,
		.run_dir = f->world->dir,
	};

	return serve_as(f, &config);
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
	assert_in_range(
		exposition_value(body, "rras_links{state=\"disconnected\"}"), 1,
		1);
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

static int connect_port(uint16_t port)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_port = htons(port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	assert_int_equal(
		connect(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	assert_int_equal(fcntl(fd, F_SETFL, O_NONBLOCK), 0);
	return fd;
}

static void test_port(void **state)
{
	struct fixture *f = *state;
	struct metrics_endpoint_config config = {.port = free_port()};
	struct metrics_endpoint *endpoint = serve(f, config.port);
	const char *why = NULL;
	char *answer;

	answer = ask(f, connect_port(config.port), GET("/metrics"));
	assert_memory_equal(answer, "HTTP/1.1 200 OK\r\n", 17);
	/* It is taken now. */
	assert_null(metrics_endpoint_create(f->world, f->world->ev, &config,
					    f->world->rrasd->metrics, &why));
	assert_non_null(strstr(why, "cannot listen on 127.0.0.1:"));
	talloc_free(endpoint);
}

/* Somebody who has all the connections that may be, and says little. */
struct hog {
	int fds[METRICS_CONNECTIONS_MAX];
};

static void trickle(struct tevent_context *ev, struct tevent_timer *te,
		    struct timeval now, void *private_data)
{
	struct hog *hog = private_data;
	size_t i;

	for (i = 0; i < METRICS_CONNECTIONS_MAX; i++) {
		(void)!send(hog->fds[i], "G", 1, MSG_NOSIGNAL);
	}
	tevent_add_timer(ev, hog, tevent_timeval_current_ofs(0, 50000), trickle,
			 hog);
}

/* He is only a delay: another one is answered when his are closed. */
static void assert_delay(struct fixture *f,
			 const struct metrics_endpoint_config *config,
			 bool trickles)
{
	struct metrics_endpoint *endpoint = serve_as(f, config);
	struct hog *hog = talloc(f->world, struct hog);
	char *answer;
	size_t i;

	for (i = 0; i < METRICS_CONNECTIONS_MAX; i++) {
		hog->fds[i] = connect_port(config->port);
		world_turn(f->world);
	}
	if (trickles) {
		trickle(f->world->ev, NULL, tevent_timeval_zero(), hog);
	}
	answer = ask(f, connect_port(config->port), GET("/metrics"));
	assert_memory_equal(answer, "HTTP/1.1 200 OK\r\n", 17);
	for (i = 0; i < METRICS_CONNECTIONS_MAX; i++) {
		assert_string_equal(read_all(f, hog->fds[i]), "");
		hog->fds[i] = -1;
	}
	talloc_free(hog);
	answer = ask(f, connect_port(config->port), GET("/metrics"));
	assert_memory_equal(answer, "HTTP/1.1 200 OK\r\n", 17);
	talloc_free(endpoint);
}

static void test_idle_hog(void **state)
{
	const struct metrics_endpoint_config config = {
		.port = free_port(),
		.idle_seconds = 1,
		.most_seconds = 1000,
	};

	assert_delay(*state, &config, false);
}

static void test_busy_hog(void **state)
{
	const struct metrics_endpoint_config config = {
		.port = free_port(),
		.idle_seconds = 1000,
		.most_seconds = 1,
	};

	assert_delay(*state, &config, true);
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
		TEST(test_http),
		TEST(test_other_requests),
		TEST(test_many_connections),
		TEST(test_long_request),
		TEST(test_port),
		TEST(test_idle_hog),
		TEST(test_busy_hog),
		TEST(test_no_endpoint),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
