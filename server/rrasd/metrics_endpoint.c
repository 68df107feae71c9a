/* SPDX-License-Identifier: GPL-3.0-or-later */
/* See metrics_endpoint.h. */
#include <arpa/inet.h>
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <microhttpd.h>

#include "server/ipc/unix_listener.h"
#include "exposition.h"
#include "log.h"
#include "metrics.h"
#include "metrics_endpoint.h"

/* A request is a line and some headers; what is longer is refused. */
#define CONNECTION_MEMORY 8192

struct metrics_endpoint {
	struct tevent_context *ev;
	const struct metrics *metrics;
	struct MHD_Daemon *http;
	struct unix_listener *listener; /* NULL: libmicrohttpd accepts */
	struct tevent_fd *fde;
	struct tevent_timer *timer;
	uint32_t most_seconds; /* of a connection */
};

/* -- answers -- */

static enum MHD_Result answer(struct MHD_Connection *connection,
			      unsigned status, const char *type,
			      const char *body)
{
	/* Without a body there may be no memory either. */
	struct MHD_Response *response = MHD_create_response_from_buffer(
		strlen(body), (void *)(uintptr_t)body, MHD_RESPMEM_MUST_COPY);
	enum MHD_Result result;

	if (response == NULL) {
		return MHD_NO;
	}
	result = MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE,
					 type);
	if (result == MHD_YES && status == MHD_HTTP_METHOD_NOT_ALLOWED) {
		result = MHD_add_response_header(
			response, MHD_HTTP_HEADER_ALLOW, MHD_HTTP_METHOD_GET);
	}
	if (result == MHD_YES) {
		result = MHD_queue_response(connection, status, response);
	}
	MHD_destroy_response(response);
	return result;
}

static enum MHD_Result answer_metrics(const struct metrics *metrics,
				      struct MHD_Connection *connection)
{
	char *text = metrics_text(NULL, metrics);
	enum MHD_Result result;

	if (text == NULL) {
		return answer(connection, MHD_HTTP_SERVICE_UNAVAILABLE,
			      "text/plain", "out of memory\n");
	}
	result = answer(connection, MHD_HTTP_OK, EXPOSITION_CONTENT_TYPE, text);
	talloc_free(text);
	return result;
}

/* libmicrohttpd calls this for the head of a request, and again for its body
 * and its end; an answer to the head ends a connection that has a body. */
static enum MHD_Result handle(void *private_data,
			      struct MHD_Connection *connection,
			      const char *url, const char *method,
			      const char *version, const char *upload,
			      size_t *upload_size, void **state)
{
	const struct metrics_endpoint *endpoint = private_data;

	if (strcmp(url, "/metrics") != 0) {
		return answer(connection, MHD_HTTP_NOT_FOUND, "text/plain",
			      "there is /metrics only\n");
	}
	if (strcmp(method, MHD_HTTP_METHOD_GET) != 0) {
		return answer(connection, MHD_HTTP_METHOD_NOT_ALLOWED,
			      "text/plain", "GET only\n");
	}
	return answer_metrics(endpoint->metrics, connection);
}

/* -- the end of connections that are not idle -- */

static void most_passed(struct tevent_context *ev, struct tevent_timer *te,
			struct timeval now, void *private_data)
{
	/* libmicrohttpd sees the end of it, and closes. */
	shutdown(*(const int *)private_data, SHUT_RDWR);
}

/* @return what ends with the connection; NULL when out of memory */
static int *limit(struct metrics_endpoint *endpoint, int fd)
{
	int *limited = talloc(endpoint, int);

	if (limited == NULL) {
		return NULL;
	}
	*limited = fd;
	if (tevent_add_timer(
		    endpoint->ev, limited,
		    tevent_timeval_current_ofs(endpoint->most_seconds, 0),
		    most_passed, limited) == NULL) {
		TALLOC_FREE(limited);
	}
	return limited;
}

static void notify(void *private_data, struct MHD_Connection *connection,
		   void **context, enum MHD_ConnectionNotificationCode code)
{
	struct metrics_endpoint *endpoint = private_data;
	const union MHD_ConnectionInfo *info;

	if (code == MHD_CONNECTION_NOTIFY_CLOSED) {
		talloc_free(*context);
		*context = NULL;
		return;
	}
	info = MHD_get_connection_info(connection,
				       MHD_CONNECTION_INFO_CONNECTION_FD);
	*context = limit(endpoint, info->connect_fd);
	if (*context == NULL) {
		shutdown(info->connect_fd, SHUT_RDWR);
	}
}

/* -- the loop -- */

static void run(struct metrics_endpoint *endpoint);

static void timer_ran_out(struct tevent_context *ev, struct tevent_timer *te,
			  struct timeval now, void *private_data)
{
	struct metrics_endpoint *endpoint =
		talloc_get_type_abort(private_data, struct metrics_endpoint);

	endpoint->timer = NULL;
	run(endpoint);
}

static void ready(struct tevent_context *ev, struct tevent_fd *fde,
		  uint16_t flags, void *private_data)
{
	run(talloc_get_type_abort(private_data, struct metrics_endpoint));
}

static bool is_full(const struct metrics_endpoint *endpoint)
{
	const union MHD_DaemonInfo *info = MHD_get_daemon_info(
		endpoint->http, MHD_DAEMON_INFO_CURRENT_CONNECTIONS);

	return info != NULL && info->num_connections >= METRICS_CONNECTIONS_MAX;
}

/*
 * libmicrohttpd does not look at its listening socket while it is full, and
 * looks again at the beginning of a run: the next one, for which nobody calls
 * when the connections that it had have ended in this one.
 */
static void run_now(struct metrics_endpoint *endpoint)
{
	bool was_full;

	do {
		was_full = is_full(endpoint);
		if (MHD_run(endpoint->http) != MHD_YES) {
			log_warning("metrics: libmicrohttpd fails");
			return;
		}
	} while (was_full && !is_full(endpoint));
}

/* What can be done now, and when there will be something without a byte from
 * anybody: connections that have been idle for too long. */
static void run(struct metrics_endpoint *endpoint)
{
	MHD_UNSIGNED_LONG_LONG ms;

	TALLOC_FREE(endpoint->timer);
	run_now(endpoint);
	if (MHD_get_timeout(endpoint->http, &ms) == MHD_YES) {
		endpoint->timer =
			tevent_add_timer(endpoint->ev, endpoint,
					 tevent_timeval_current_ofs(
						 (uint32_t)(ms / 1000),
						 (uint32_t)(ms % 1000) * 1000),
					 timer_ran_out, endpoint);
	}
}

static void accepted(int fd, void *private_data)
{
	struct metrics_endpoint *endpoint =
		talloc_get_type_abort(private_data, struct metrics_endpoint);
	const struct sockaddr address = {.sa_family = AF_UNIX};

	/* It closes what it does not take: one too many. */
	if (fd != -1 && MHD_add_connection(endpoint->http, fd, &address,
					   sizeof(address)) == MHD_YES) {
		run(endpoint);
	}
}

/* -- beginning and end -- */

static int endpoint_destructor(struct metrics_endpoint *endpoint)
{
	TALLOC_FREE(endpoint->listener);
	TALLOC_FREE(endpoint->timer);
	TALLOC_FREE(endpoint->fde);
	if (endpoint->http != NULL) {
		MHD_stop_daemon(endpoint->http);
	}
	return 0;
}

/* Of a socket in the loopback network; -1 with errno. */
static int listen_on_port(uint16_t port)
{
	const struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_port = htons(port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	const int on = 1;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	int error;

	if (fd == -1) {
		return -1;
	}
	if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) == 0 &&
	    bind(fd, (const struct sockaddr *)&address, sizeof(address)) == 0 &&
	    listen(fd, METRICS_CONNECTIONS_MAX) == 0) {
		return fd;
	}
	error = errno;
	close(fd);
	errno = error;
	return -1;
}

static uint32_t or_default(uint32_t seconds, uint32_t by_default)
{
	return seconds != 0 ? seconds : by_default;
}

/* @fd is libmicrohttpd's from here on; -1: it does not listen. */
static bool start_http(struct metrics_endpoint *endpoint, int fd,
		       uint32_t idle_seconds)
{
	const union MHD_DaemonInfo *info = NULL;
	unsigned flags = MHD_USE_EPOLL |
			 (fd == -1 ? MHD_USE_NO_LISTEN_SOCKET : MHD_NO_FLAG);

	endpoint->http = MHD_start_daemon(
		flags, 0, NULL, NULL, handle, endpoint,
		MHD_OPTION_CONNECTION_LIMIT, (unsigned)METRICS_CONNECTIONS_MAX,
		MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)idle_seconds,
		MHD_OPTION_NOTIFY_CONNECTION, notify, endpoint,
		MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_MEMORY,
		fd == -1 ? MHD_OPTION_END : MHD_OPTION_LISTEN_SOCKET, fd,
		MHD_OPTION_END);
	if (endpoint->http == NULL) {
		return false;
	}
	info = MHD_get_daemon_info(endpoint->http, MHD_DAEMON_INFO_EPOLL_FD);
	if (info == NULL) {
		return false;
	}
	endpoint->fde = tevent_add_fd(endpoint->ev, endpoint, info->epoll_fd,
				      TEVENT_FD_READ, ready, endpoint);
	return endpoint->fde != NULL;
}

static bool start(struct metrics_endpoint *endpoint, TALLOC_CTX *mem_ctx,
		  const struct metrics_endpoint_config *config,
		  const char **why)
{
	const struct unix_listener_config socket_config = {
		.dir = config->run_dir,
		.name = METRICS_SOCKET_NAME,
		.type = SOCK_STREAM,
		.fn = accepted,
		.private_data = endpoint,
	};
	int fd = -1;

	if (config->port != 0) {
		fd = listen_on_port(config->port);
		if (fd == -1) {
			*why = talloc_asprintf(
				mem_ctx, "cannot listen on 127.0.0.1:%u: %s",
				config->port, strerror(errno));
			return false;
		}
	}
	endpoint->most_seconds =
		or_default(config->most_seconds, METRICS_MOST_SECONDS);
	if (!start_http(
		    endpoint, fd,
		    or_default(config->idle_seconds, METRICS_IDLE_SECONDS))) {
		*why = "libmicrohttpd does not start";
		if (endpoint->http == NULL && fd != -1) {
			close(fd);
		}
		return false;
	}
	if (config->port == 0) {
		endpoint->listener = unix_listener_create(
			endpoint, endpoint->ev, &socket_config, why);
	}
	return config->port != 0 || endpoint->listener != NULL;
}

struct metrics_endpoint *
metrics_endpoint_create(TALLOC_CTX *mem_ctx, struct tevent_context *ev,
			const struct metrics_endpoint_config *config,
			const struct metrics *metrics, const char **why)
{
	struct metrics_endpoint *endpoint =
		talloc_zero(mem_ctx, struct metrics_endpoint);

	*why = "out of memory";
	if (endpoint == NULL) {
		return NULL;
	}
	endpoint->ev = ev;
	endpoint->metrics = metrics;
	talloc_set_destructor(endpoint, endpoint_destructor);
	if (!start(endpoint, mem_ctx, config, why)) {
		*why = talloc_strdup(mem_ctx, *why);
		TALLOC_FREE(endpoint);
	}
	return endpoint;
}
