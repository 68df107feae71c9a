/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The plugin's end of the socket to rrasd.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>
#include "snapshot.h"
#include "transport.h"

#define SECRET_WAIT_MS 10000
#define CHECK_SECONDS  2  /* from one look at the connection to the next */
#define REFUSED_MAX    64 /* the same, when rrasd wants none of us */

static int socket_fd = -1;

/* Of a connection that we make ourselves. */
static const char *connect_path; /* NULL: we do not */
static pid_t connected_by;	 /* pppd may fork to go on */
static int check_seconds = CHECK_SECONDS;
static bool is_young; /* it has not stood the first look yet */

void transport_close(void)
{
	if (socket_fd != -1) {
		close(socket_fd);
		socket_fd = -1;
	}
}

/*
 * A full queue makes pppd wait for the rrasd that has started it, as it
 * should; SO_SNDTIMEO, which rrasd sets, bounds it.  A link of others waits
 * for nobody (its socket does not block): what does not fit now is told with
 * the next connection.  Without rrasd the link goes on.
 */
static bool send_now(const struct rras_plugin_message *message, size_t body)
{
	if (send(socket_fd, message, RRAS_PLUGIN_HEADER + body, MSG_NOSIGNAL) !=
	    -1) {
		return true;
	}
	if (connect_path != NULL) {
		transport_close();
	}
	return false;
}

void plugin_send(struct rras_plugin_message *message, size_t body)
{
	snapshot_keep(message, body);
	if (socket_fd != -1) {
		send_now(message, body);
	}
}

void plugin_send_event(enum rras_plugin_type type)
{
	struct rras_plugin_message message = {.type = type};

	plugin_send(&message, 0);
}

void plugin_copy_name(char *to, size_t size, const char *from)
{
	size_t length = strnlen(from, size - 1);

	memcpy(to, from, length);
	to[length] = '\0';
}

/* -- the connection -- */

static bool say_hello(void)
{
	struct rras_plugin_message message = {.type = RRAS_PLUGIN_HELLO};

	message.hello.version = RRAS_PLUGIN_VERSION;
	return send_now(&message, sizeof(message.hello));
}

void transport_inherit(int fd)
{
	fcntl(fd, F_SETFD, FD_CLOEXEC);
	socket_fd = fd;
	say_hello();
}

static void tell_state(void)
{
	const struct rras_plugin_message end = {.type = RRAS_PLUGIN_STATE_END};

	if (say_hello() && snapshot_tell(send_now)) {
		send_now(&end, 0);
	}
}

static void try_to_connect(void)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};

	plugin_copy_name(address.sun_path, sizeof(address.sun_path),
			 connect_path);
	socket_fd = socket(AF_UNIX,
			   SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (socket_fd == -1) {
		return;
	}
	if (connect(socket_fd, (struct sockaddr *)&address, sizeof(address)) ==
	    -1) {
		transport_close();
		return;
	}
	connected_by = getpid();
	is_young = true;
	tell_state();
}

/* rrasd has gone, or does not want us.  It never writes to us. */
static bool is_lost(void)
{
	char byte;

	return socket_fd == -1 ||
	       (recv(socket_fd, &byte, sizeof(byte), MSG_DONTWAIT) == -1
			? errno != EAGAIN && errno != EINTR
			: true);
}

/*
 * An rrasd that ends the connection at once (it is of another version, or has
 * too many of us) is not asked every two seconds.
 */
static void set_pace(bool lost)
{
	if (lost && is_young) {
		check_seconds *= 2;
		if (check_seconds > REFUSED_MAX) {
			check_seconds = REFUSED_MAX;
		}
	} else {
		check_seconds = CHECK_SECONDS;
	}
	is_young = false;
}

/*
 * A pppd that goes to the background is another process than the one that
 * has connected, and rrasd watches that one.
 */
static void check_connection(void *unused)
{
	bool lost = is_lost();

	set_pace(lost);
	if (lost || connected_by != getpid()) {
		transport_close();
		try_to_connect();
	}
	compat_timeout(check_connection, NULL, check_seconds);
}

void transport_connect(const char *path)
{
	connect_path = path;
	check_seconds = CHECK_SECONDS;
	is_young = false;
	try_to_connect();
	compat_timeout(check_connection, NULL, check_seconds);
}

void transport_disconnect(void)
{
	if (connect_path != NULL) {
		compat_untimeout(check_connection, NULL);
		transport_close();
		connect_path = NULL;
	}
	snapshot_clear();
}

/* -- the password -- */

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static bool wait_for_answer(void)
{
	int64_t end = now_ms() + SECRET_WAIT_MS, left;
	struct pollfd pollfd = {.fd = socket_fd, .events = POLLIN};
	int result;

	while ((left = end - now_ms()) > 0) {
		result = poll(&pollfd, 1, (int)left);
		if (result != -1 || errno != EINTR) {
			return result == 1;
		}
	}
	return false;
}

bool transport_ask_secret(enum rras_plugin_auth auth, char *secret)
{
	struct rras_plugin_message message = {
		.type = RRAS_PLUGIN_SECRET_REQUEST,
		.secret_request = {.auth = auth},
	};
	bool ok = false;
	ssize_t size;

	plugin_send(&message, sizeof(message.secret_request));
	if (!wait_for_answer()) {
		return false;
	}
	size = recv(socket_fd, &message, sizeof(message), 0);
	if (size == RRAS_PLUGIN_HEADER + (ssize_t)sizeof(message.secret) &&
	    message.type == RRAS_PLUGIN_SECRET && message.secret.known) {
		plugin_copy_name(secret, MAXSECRETLEN, message.secret.secret);
		ok = true;
	}
	explicit_bzero(&message, sizeof(message));
	return ok;
}

bool transport_ask_key(struct rras_plugin_key *key)
{
	struct rras_plugin_message message = {.type = RRAS_PLUGIN_KEY_REQUEST};
	bool ok = false;
	ssize_t size;

	plugin_send(&message, 0);
	if (!wait_for_answer()) {
		return false;
	}
	size = recv(socket_fd, &message, sizeof(message), 0);
	if (size == RRAS_PLUGIN_HEADER + (ssize_t)sizeof(message.key) &&
	    message.type == RRAS_PLUGIN_KEY &&
	    message.key.size <= sizeof(message.key.key)) {
		*key = message.key;
		ok = true;
	}
	explicit_bzero(&message, sizeof(message));
	return ok;
}
