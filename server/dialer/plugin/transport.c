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

#define SECRET_WAIT_MS	     20000 /* also for the next rrasd to come */
#define RETRY_MS	     200   /* from one look for it to the next, then */
#define CHECK_SECONDS	     2 /* from one look at the connection to the next */
#define LOST_SECONDS	     1 /* the same, when there is none */
#define REFUSED_MAX	     64 /* the same, when rrasd wants none of us */
#define SEND_TIMEOUT_SECONDS 5

static int socket_fd = -1;

/* Of a connection that we make ourselves. */
static const char *connect_path; /* NULL: we do not */
static bool may_wait;		 /* for rrasd: the link is one of its own */
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
 * A full queue makes pppd wait for the rrasd that has dialed its link, as it
 * should; SO_SNDTIMEO bounds it.  A link of others waits for nobody (its
 * socket does not block).  What cannot be sent is told with the next
 * connection.  Without rrasd the link goes on.
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

void plugin_copy_name(char *to, size_t size, const char *from)
{
	size_t length = strnlen(from, size - 1);

	memcpy(to, from, length);
	to[length] = '\0';
}

uint64_t plugin_now(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
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
	connected_by = getpid();
	may_wait = true;
	say_hello();
}

static void tell_state(void)
{
	const struct rras_plugin_message end = {.type = RRAS_PLUGIN_STATE_END};

	if (say_hello() && snapshot_tell(send_now)) {
		send_now(&end, 0);
	}
}

/* To be connected is not waited for, by no link. */
static void set_patience(void)
{
	const struct timeval timeout = {.tv_sec = SEND_TIMEOUT_SECONDS};

	if (may_wait) {
		fcntl(socket_fd, F_SETFL, 0);
		setsockopt(socket_fd, SOL_SOCKET, SO_SNDTIMEO, &timeout,
			   sizeof(timeout));
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
	set_patience();
	connected_by = getpid();
	is_young = true;
	tell_state();
}

/* rrasd has gone, or does not want us. */
static bool is_lost(void)
{
	struct pollfd pollfd = {.fd = socket_fd, .events = POLLRDHUP};

	return socket_fd == -1 || poll(&pollfd, 1, 0) != 0;
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
	compat_timeout(check_connection, NULL,
		       socket_fd == -1 && may_wait ? LOST_SECONDS
						   : check_seconds);
}

void transport_stay_connected(const char *path)
{
	connect_path = path;
	check_seconds = CHECK_SECONDS;
	is_young = false;
	compat_timeout(check_connection, NULL, check_seconds);
}

void transport_connect(const char *path)
{
	transport_stay_connected(path);
	try_to_connect();
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

/*
 * News of a link of rrasd's own does not wait for the next look: the link may
 * be at its end, and pppd be gone by then.
 */
void plugin_send(struct rras_plugin_message *message, size_t body)
{
	snapshot_keep(message, body);
	if (socket_fd != -1) {
		send_now(message, body);
	}
	if (socket_fd == -1 && may_wait && connect_path != NULL) {
		try_to_connect();
	}
}

void plugin_send_event(enum rras_plugin_type type)
{
	struct rras_plugin_message message = {.type = type};

	plugin_send(&message, 0);
}

/* -- the password -- */

static int64_t now_ms(void)
{
	return (int64_t)(plugin_now(CLOCK_MONOTONIC) / 1000000);
}

/* False when rrasd is gone, or time is over. */
static bool wait_for_answer(int64_t end)
{
	struct pollfd pollfd = {.fd = socket_fd, .events = POLLIN};
	int64_t left;
	int result;

	while ((left = end - now_ms()) > 0) {
		result = poll(&pollfd, 1, (int)left);
		if (result != -1 || errno != EINTR) {
			return result == 1 && (pollfd.revents & POLLIN) != 0;
		}
	}
	return false;
}

/* One question to the rrasd that is there; false when it has not answered. */
static bool ask_once(const struct rras_plugin_message *question, size_t body,
		     struct rras_plugin_message *answer, size_t *size,
		     int64_t end)
{
	ssize_t result;

	if (!send_now(question, body) || !wait_for_answer(end)) {
		return false;
	}
	result = recv(socket_fd, answer, sizeof(*answer), 0);
	*size = result > 0 ? (size_t)result : 0;
	return result > 0;
}

/*
 * pppd can do nothing else meanwhile, so that it waits for the rrasd after the
 * one that has died no longer than the peer waits for an answer.
 */
static bool ask(const struct rras_plugin_message *question, size_t body,
		struct rras_plugin_message *answer, size_t *size)
{
	int64_t end = now_ms() + SECRET_WAIT_MS;

	do {
		if (connect_path != NULL && is_lost()) {
			transport_close();
			try_to_connect();
		}
		if (socket_fd != -1 &&
		    ask_once(question, body, answer, size, end)) {
			return true;
		}
		if (connect_path != NULL) {
			poll(NULL, 0, RETRY_MS);
		}
	} while (connect_path != NULL && now_ms() < end);
	return false;
}

bool transport_ask_secret(enum rras_plugin_auth auth, char *secret)
{
	const struct rras_plugin_message question = {
		.type = RRAS_PLUGIN_SECRET_REQUEST,
		.secret_request = {.auth = auth},
	};
	struct rras_plugin_message answer;
	bool ok = false;
	size_t size;

	if (ask(&question, sizeof(question.secret_request), &answer, &size) &&
	    size == RRAS_PLUGIN_HEADER + sizeof(answer.secret) &&
	    answer.type == RRAS_PLUGIN_SECRET && answer.secret.known) {
		plugin_copy_name(secret, MAXSECRETLEN, answer.secret.secret);
		ok = true;
	}
	explicit_bzero(&answer, sizeof(answer));
	return ok;
}

bool transport_ask_key(struct rras_plugin_key *key)
{
	const struct rras_plugin_message question = {
		.type = RRAS_PLUGIN_KEY_REQUEST};
	struct rras_plugin_message answer;
	bool ok = false;
	size_t size;

	if (ask(&question, 0, &answer, &size) &&
	    size == RRAS_PLUGIN_HEADER + sizeof(answer.key) &&
	    answer.type == RRAS_PLUGIN_KEY &&
	    answer.key.size <= sizeof(answer.key.key)) {
		*key = answer.key;
		ok = true;
	}
	explicit_bzero(&answer, sizeof(answer));
	return ok;
}
