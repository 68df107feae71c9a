/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pppd's channel for links through tunnels.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#include "channel.h"
#include "plugin.h"
#include "transport.h"
#include "server/dialer/connect_result.h"
#include "server/dialer/tunnel/tunnel_proto.h"

#define HEADER offsetof(struct rras_tunnel_message, start)

/* What rras-tunnel takes beyond its own deadline is its failure. */
#define GRACE_SECONDS 5

char *channel_helper, *channel_server, *channel_name, *channel_ca_file,
	*channel_vici;
int channel_timeout = 30, channel_hello = 10;
bool channel_wants_key; /* pppd's bool: one byte */

static const char *channel_kind;
static pid_t helper_pid;    /* 0 when there is none (any more) */
static int helper_fd = -1;  /* our end of its socket */
static int channel_fd = -1; /* what PPP is spoken on */
static bool is_tty;
static bool key_told; /* of the present authentication */

/* -- what is told to rrasd -- */

static void report_end(bool was_up, uint32_t result, const char *text)
{
	struct rras_plugin_message message = {.type = RRAS_PLUGIN_TUNNEL_ENDED};

	message.tunnel_ended.was_up = was_up;
	message.tunnel_ended.result = result;
	plugin_copy_name(message.tunnel_ended.text,
			 sizeof(message.tunnel_ended.text), text);
	plugin_send(&message, sizeof(message.tunnel_ended));
}

static void report_up(const struct rras_tunnel_ready *ready)
{
	struct rras_plugin_message message = {.type = RRAS_PLUGIN_TUNNEL_UP};

	plugin_copy_name(message.tunnel_up.local,
			 sizeof(message.tunnel_up.local), ready->local);
	plugin_copy_name(message.tunnel_up.remote,
			 sizeof(message.tunnel_up.remote), ready->remote);
	plugin_send(&message, sizeof(message.tunnel_up));
}

/* -- the socket to rras-tunnel -- */

static void close_fd(int *fd)
{
	if (*fd != -1) {
		close(*fd);
		*fd = -1;
	}
}

static bool tell_helper(const struct rras_tunnel_message *message, size_t body)
{
	return helper_fd != -1 && send(helper_fd, message, HEADER + body,
				       MSG_NOSIGNAL | MSG_DONTWAIT) != -1;
}

static int fd_of(struct msghdr *header)
{
	struct cmsghdr *rights = CMSG_FIRSTHDR(header);
	int fd = -1;

	if (rights != NULL && rights->cmsg_level == SOL_SOCKET &&
	    rights->cmsg_type == SCM_RIGHTS &&
	    rights->cmsg_len == CMSG_LEN(sizeof(fd))) {
		memcpy(&fd, CMSG_DATA(rights), sizeof(fd));
	}
	return fd;
}

/* One message; false when there is none or it is none of ours. */
static bool hear_helper(struct rras_tunnel_message *message, int *fd)
{
	struct iovec iov = {.iov_base = message, .iov_len = sizeof(*message)};
	union {
		struct cmsghdr header;
		char space[CMSG_SPACE(sizeof(int))];
	} control;
	struct msghdr header = {.msg_iov = &iov,
				.msg_iovlen = 1,
				.msg_control = &control,
				.msg_controllen = sizeof(control)};
	ssize_t size =
		recvmsg(helper_fd, &header, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);

	*fd = size > 0 ? fd_of(&header) : -1;
	if (size == (ssize_t)(HEADER + sizeof(message->ready)) &&
	    message->type == RRAS_TUNNEL_READY && *fd != -1) {
		message->ready.local[sizeof(message->ready.local) - 1] = '\0';
		message->ready.remote[sizeof(message->ready.remote) - 1] = '\0';
		return true;
	}
	close_fd(fd);
	if (size == (ssize_t)(HEADER + sizeof(message->ended)) &&
	    (message->type == RRAS_TUNNEL_FAILED ||
	     message->type == RRAS_TUNNEL_CLOSED)) {
		message->ended.text[RRAS_TUNNEL_TEXT - 1] = '\0';
		return true;
	}
	return false;
}

/* -- its end -- */

/* As pppd does it when its line hangs up. */
static void end_link(void *unused)
{
	if (channel_fd == -1) {
		return;
	}
	hungup = 1;
	compat_set_status(EXIT_HANGUP);
	lcp_lowerdown(0);
	link_terminated(0);
}

/* pppd has reaped it. Before the tunnel was up, connecting sees it too. */
static void helper_gone(void *unused)
{
	struct rras_tunnel_message message;
	int fd;

	helper_pid = 0;
	if (channel_fd == -1) {
		return; /* we have ended it */
	}
	if (helper_fd != -1 && hear_helper(&message, &fd) &&
	    message.type == RRAS_TUNNEL_CLOSED) {
		report_end(true, message.ended.result, message.ended.text);
	} else {
		report_end(true, DIALER_CONNECT_LOCAL,
			   "rras-tunnel was killed");
	}
	compat_defer(end_link);
}

/* A pty hangs up when rras-tunnel ends, and pppd may see that first. */
static void hear_last_words(void)
{
	struct rras_tunnel_message message;
	int fd;

	if (channel_fd != -1 && helper_fd != -1 && hear_helper(&message, &fd) &&
	    message.type == RRAS_TUNNEL_CLOSED) {
		report_end(true, message.ended.result, message.ended.text);
	}
}

static void close_tunnel(void)
{
	const struct rras_tunnel_message message = {.type = RRAS_TUNNEL_CLOSE};

	hear_last_words();
	close_fd(&channel_fd);
	if (helper_pid != 0) {
		tell_helper(&message, 0);
	}
	close_fd(&helper_fd);
}

/* -- its start -- */

static bool tell_start(void)
{
	struct rras_tunnel_message message = {.type = RRAS_TUNNEL_START};
	struct rras_plugin_key key = {.size = 0};
	bool ok = true;

	message.start.version = RRAS_TUNNEL_VERSION;
	if (channel_wants_key) {
		ok = transport_ask_key(&key) && key.size > 0 &&
		     key.size <= sizeof(message.start.ipsec_key);
	}
	if (ok) {
		message.start.ipsec_key_size = key.size;
		memcpy(message.start.ipsec_key, key.key, key.size);
		ok = tell_helper(&message, sizeof(message.start));
	}
	explicit_bzero(&key, sizeof(key));
	explicit_bzero(&message, sizeof(message));
	return ok;
}

static _Noreturn void run_helper(int fd)
{
	char number[3][48], *name, *server, *kind, *ca, *vici;
	char *argv[10] = {channel_helper};
	int count = 1;

	snprintf(number[0], sizeof(number[0]), "--fd=%d", fd);
	snprintf(number[1], sizeof(number[1]), "--timeout=%d", channel_timeout);
	snprintf(number[2], sizeof(number[2]), "--hello=%d", channel_hello);
	if (asprintf(&kind, "--kind=%s", channel_kind) == -1 ||
	    asprintf(&server, "--server=%s", channel_server) == -1 ||
	    asprintf(&name, "--name=%s",
		     channel_name != NULL ? channel_name : "") == -1 ||
	    asprintf(&ca, "--ca-file=%s",
		     channel_ca_file != NULL ? channel_ca_file : "") == -1 ||
	    asprintf(&vici, "--vici=%s",
		     channel_vici != NULL ? channel_vici : "") == -1) {
		_exit(127);
	}
	argv[count++] = number[0];
	argv[count++] = number[1];
	argv[count++] = number[2];
	argv[count++] = kind;
	argv[count++] = server;
	argv[count++] = name;
	argv[count++] = ca;
	argv[count++] = vici;
	argv[count] = NULL;
	fcntl(fd, F_SETFD, 0);
	execv(channel_helper, argv);
	_exit(127);
}

static bool start_helper(void)
{
	static char program[] = "rras-tunnel";
	int fds[2], null;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds) != 0) {
		return false;
	}
	null = open("/dev/null", O_RDWR | O_CLOEXEC);
	helper_pid = compat_fork(null, null, STDERR_FILENO);
	if (helper_pid == 0) {
		run_helper(fds[1]);
	}
	close_fd(&null);
	close(fds[1]);
	helper_fd = fds[0];
	if (helper_pid == -1) {
		helper_pid = 0;
		close_fd(&helper_fd);
		return false;
	}
	record_child(helper_pid, program, helper_gone, NULL, 0);
	return tell_start();
}

/* -- waiting for it -- */

static void add_seconds(struct timespec *time, int seconds)
{
	clock_gettime(CLOCK_MONOTONIC, time);
	time->tv_sec += seconds;
}

static bool time_left(const struct timespec *end, struct timespec *left)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	left->tv_sec = end->tv_sec - now.tv_sec;
	left->tv_nsec = end->tv_nsec - now.tv_nsec;
	if (left->tv_nsec < 0) {
		left->tv_nsec += 1000000000;
		left->tv_sec--;
	}
	return left->tv_sec >= 0;
}

/*
 * pppd's handlers only note its signals: they are let in while we wait, and
 * only then, so that none is missed between a look and the waiting.
 */
static bool wait_for_helper(void)
{
	struct pollfd pollfd = {.fd = helper_fd, .events = POLLIN};
	struct timespec end, left;
	sigset_t ends, before;
	int result = 0;

	add_seconds(&end, channel_timeout + GRACE_SECONDS);
	sigemptyset(&ends);
	sigaddset(&ends, SIGTERM);
	sigaddset(&ends, SIGINT);
	sigprocmask(SIG_BLOCK, &ends, &before);
	while (result != 1 && !compat_is_asked_to_end() &&
	       time_left(&end, &left)) {
		result = ppoll(&pollfd, 1, &left, &before);
		if (result == -1 && errno != EINTR) {
			break;
		}
	}
	sigprocmask(SIG_SETMASK, &before, NULL);
	return result == 1;
}

/* What has come of it; true when there is a descriptor. */
static bool take_answer(void)
{
	struct rras_tunnel_message message;
	int fd;

	if (!hear_helper(&message, &fd)) {
		report_end(false, DIALER_CONNECT_LOCAL,
			   "rras-tunnel could not be run, or was killed");
		return false;
	}
	if (message.type != RRAS_TUNNEL_READY) {
		report_end(false, message.ended.result, message.ended.text);
		return false;
	}
	channel_fd = fd;
	is_tty = message.ready.is_tty != 0;
	report_up(&message.ready);
	return true;
}

/* -- pppd's functions -- */

static int channel_connect(void)
{
	key_told = false;
	if (!start_helper()) {
		report_end(false, DIALER_CONNECT_LOCAL,
			   "rras-tunnel could not be started");
	} else if (wait_for_helper()) {
		if (take_answer()) {
			return channel_fd;
		}
	} else if (!compat_is_asked_to_end()) {
		report_end(false, DIALER_CONNECT_SILENT, "");
	}
	compat_set_status(EXIT_CONNECT_FAILED);
	close_tunnel();
	return -1;
}

static int channel_establish(int fd)
{
	return is_tty ? tty_establish_ppp(fd) : compat_establish_ppp(fd);
}

static void channel_disestablish(int fd)
{
	if (is_tty) {
		tty_disestablish_ppp(fd);
	} else {
		compat_disestablish_ppp(fd);
	}
}

static void channel_send_config(int mtu, uint32_t accm, int pcomp, int accomp)
{
	if (is_tty) {
		tty_send_config(mtu, accm, pcomp, accomp);
	}
}

static void channel_recv_config(int mru, uint32_t accm, int pcomp, int accomp)
{
	if (is_tty) {
		tty_recv_config(mru, accm, pcomp, accomp);
	}
}

/* A packet is a packet: there are no characters to escape, and in the
 * kernel's sockets no headers that could be compressed. */
static void channel_check_options(void)
{
	lcp_options *const ends[] = {&lcp_wantoptions[0], &lcp_allowoptions[0]};
	size_t i;

	if (strcmp(channel_kind, "sstp") == 0) {
		lcp_wantoptions[0].asyncmap = 0;
		return;
	}
	for (i = 0; i < 2; i++) {
		ends[i]->neg_asyncmap = 0;
		ends[i]->neg_pcompression = 0;
		ends[i]->neg_accompression = 0;
	}
}

void channel_forked(void)
{
	close_fd(&channel_fd);
	close_fd(&helper_fd);
}

void channel_use(const char *kind)
{
	static compat_option none[] = {{.name = NULL}};
	static struct channel channel = {
		.options = none,
		.check_options = channel_check_options,
		.connect = channel_connect,
		.disconnect = close_tunnel,
		.establish_ppp = channel_establish,
		.disestablish_ppp = channel_disestablish,
		.send_config = channel_send_config,
		.recv_config = channel_recv_config,
		.cleanup = close_tunnel,
		.close = channel_forked,
	};

	channel_kind = kind;
	the_channel = &channel;
}

/* The keys of the authentication, which is over: SSTP binds it to its TLS. */
void channel_phase(int phase)
{
	struct rras_tunnel_message message = {.type = RRAS_TUNNEL_KEYS};
	struct rras_tunnel_keys *keys = &message.keys;

	if (phase != PHASE_NETWORK || channel_fd == -1 || key_told) {
		return;
	}
	key_told = true;
	if (compat_mppe_keys(keys->send_key, keys->receive_key,
			     sizeof(keys->send_key))) {
		keys->size = sizeof(keys->send_key);
	}
	tell_helper(&message, sizeof(message.keys));
	explicit_bzero(&message, sizeof(message));
}
