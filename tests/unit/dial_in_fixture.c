/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>
#include <ndr.h>
#include "dial_in_fixture.h"
#include "ndr_link_record.h"

static struct fixture *logging;

/* -- the list of connections -- */

static void remember(char *to, size_t size, const char *from)
{
	snprintf(to, size, "%s", from);
}

static void remember_link(struct connections *connections,
			  const struct client_link *link)
{
	struct connections *c = connections;

	c->link = *link;
	remember(c->user, sizeof(c->user), link->user);
	remember(c->domain, sizeof(c->domain), link->domain);
	remember(c->remote, sizeof(c->remote), link->remote_endpoint);
	remember(c->local, sizeof(c->local), link->local_endpoint);
	remember(c->ifname, sizeof(c->ifname), link->ifname);
}

WERROR connections_add_client(struct connections *connections,
			      const struct client_link *link,
			      uint32_t *dwConnection)
{
	if (connections->failures > 0) {
		connections->failures--;
		return W_ERROR(ERROR_RETRY);
	}
	remember_link(connections, link);
	connections->known =
		link->known != NULL ? link->known->dwConnection : 0;
	connections->added++;
	*dwConnection = HANDLE;
	return WERR_OK;
}

const struct connection *connections_get(const struct connections *connections,
					 uint32_t dwConnection)
{
	struct connections *c = (struct connections *)(uintptr_t)connections;

	if (dwConnection != HANDLE || c->added == c->removed) {
		return NULL;
	}
	c->shown.dwConnection = HANDLE;
	c->shown.dwPort = c->link.dwPort;
	return &c->shown;
}

WERROR connections_update_client(struct connections *connections,
				 uint32_t dwConnection,
				 const struct client_link *link)
{
	assert_int_equal(dwConnection, HANDLE);
	assert_int_equal(connections->added, connections->removed + 1);
	remember_link(connections, link);
	connections->updated++;
	return WERR_OK;
}

void connections_remove_client(struct connections *connections,
			       uint32_t dwConnection, const char *reason)
{
	assert_int_equal(dwConnection, HANDLE);
	remember(connections->reason, sizeof(connections->reason), reason);
	connections->removed++;
}

/* -- the world -- */

static void log_line(int priority, const char *line)
{
	logging->lines++;
	remember(logging->log, sizeof(logging->log), line);
}

void dial_in_restart(struct fixture *f)
{
	const char *why = NULL;

	TALLOC_FREE(f->dial_in);
	assert_true(W_ERROR_IS_OK(
		dial_in_create(f, f->ev, &f->config, &f->dial_in, &why)));
}

int dial_in_setup(void **state)
{
	struct fixture *f = talloc_zero(NULL, struct fixture);
	static const char *const serial[] = {"/dev/null", NULL};
	const struct ports_config ports = {
		.count = {[PORT_KIND_PPPOE] = 2, [PORT_KIND_L2TP] = 2},
		.serial_devices = serial,
	};

	logging = f;
	strcpy(f->run_dir, "/tmp/test_dial_in_XXXXXX");
	assert_non_null(mkdtemp(f->run_dir));
	snprintf(f->path, sizeof(f->path), "%s/" RRAS_DIAL_IN_SOCKET,
		 f->run_dir);
	f->ev = tevent_context_init(f);
	f->ports = ports_create(f, f->ev, &ports);
	f->config = (struct dial_in_config){
		.run_dir = f->run_dir,
		.allowed_uid = getuid(),
		.max_peers = 8,
		.hello_timeout = 60,
		.hangup_timeout = 1,
		.connections = &f->connections,
		.ports = f->ports,
		.log = log_line,
	};
	dial_in_restart(f);
	*state = f;
	return 0;
}

int dial_in_teardown(void **state)
{
	struct fixture *f = *state;

	TALLOC_FREE(f->dial_in);
	assert_int_equal(access(f->path, F_OK), -1);
	assert_int_equal(rmdir(f->run_dir), 0);
	talloc_free(f);
	return 0;
}

static void stop(struct tevent_context *ev, struct tevent_timer *te,
		 struct timeval now, void *private_data)
{
	*(bool *)private_data = true;
}

void run_a_while(struct fixture *f, unsigned ms)
{
	bool over = false;
	struct tevent_timer *te = tevent_add_timer(
		f->ev, f,
		tevent_timeval_current_ofs(ms / 1000, ms % 1000 * 1000), stop,
		&over);

	assert_non_null(te);
	while (!over) {
		assert_int_equal(tevent_loop_once(f->ev), 0);
	}
}

/* -- a plugin's part -- */

int plugin_connect(const struct fixture *f)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);

	strcpy(address.sun_path, f->path);
	assert_int_equal(
		connect(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	return fd;
}

void plugin_say(int fd, struct rras_plugin_message *message, size_t body)
{
	assert_int_equal(
		send(fd, message, RRAS_PLUGIN_HEADER + body, MSG_NOSIGNAL),
		RRAS_PLUGIN_HEADER + body);
}

void plugin_say_event(int fd, enum rras_plugin_type type)
{
	struct rras_plugin_message message = {.type = type};

	plugin_say(fd, &message, 0);
}

void plugin_say_hello(int fd, uint32_t version)
{
	struct rras_plugin_message message = {.type = RRAS_PLUGIN_HELLO};

	message.hello.version = version;
	plugin_say(fd, &message, sizeof(message.hello));
}

void plugin_say_link(int fd, uint64_t id, enum rras_plugin_kind kind)
{
	struct rras_plugin_message message = {.type = RRAS_PLUGIN_LINK};

	message.link.id = id;
	message.link.kind = kind;
	message.link.up_realtime = UINT64_C(1234567890000000005);
	message.link.up_boottime = UINT64_C(1000000000);
	strcpy(message.link.device,
	       kind == RRAS_PLUGIN_KIND_SERIAL ? "/dev/null" : "nonexistent0");
	strcpy(message.link.parameter, "127.0.0.1");
	plugin_say(fd, &message, sizeof(message.link));
}

void plugin_say_peer(int fd, const char *name)
{
	struct rras_plugin_message message = {.type = RRAS_PLUGIN_PEER};

	strcpy(message.peer.name, name);
	plugin_say(fd, &message, sizeof(message.peer));
}

static void plugin_say_lcp(int fd)
{
	struct rras_plugin_message message = {.type = RRAS_PLUGIN_LCP};

	message.lcp.local.mru = message.lcp.remote.mru = 1492;
	message.lcp.local.auth_protocol = PPP_AUTH_CHAP;
	message.lcp.local.auth_algorithm = PPP_CHAP_MD5;
	strcpy(message.lcp.endpoint, "02:00:00:00:AB:CD");
	plugin_say(fd, &message, sizeof(message.lcp));
}

void plugin_say_up(int fd, uint32_t ifindex)
{
	struct rras_plugin_message message = {.type = RRAS_PLUGIN_IP_UP};

	strcpy(message.ip.ifname, "ppp7");
	message.ip.ifindex = ifindex;
	message.ip.local = 0x0100000a;
	message.ip.remote = 0x0200000a;
	plugin_say(fd, &message, sizeof(message.ip));
}

void plugin_say_state(int fd, uint64_t id, uint32_t ifindex)
{
	plugin_say_hello(fd, RRAS_PLUGIN_VERSION);
	plugin_say_link(fd, id, RRAS_PLUGIN_KIND_PPPOE);
	plugin_say_lcp(fd);
	plugin_say_peer(fd, "alice");
	plugin_say_up(fd, ifindex);
	plugin_say_event(fd, RRAS_PLUGIN_STATE_END);
}

int plugin_link_up(struct fixture *f, uint64_t id)
{
	int fd = plugin_connect(f);

	plugin_say_state(fd, id, GONE_IFINDEX);
	loop_until(f->ev, &f->connections.added, f->connections.removed + 1);
	return fd;
}

void assert_closed(struct fixture *f, int fd)
{
	struct pollfd pollfd = {.fd = fd, .events = POLLIN};
	char byte;

	while (poll(&pollfd, 1, 0) == 0) {
		assert_int_equal(tevent_loop_once(f->ev), 0);
	}
	assert_true(recv(fd, &byte, 1, 0) <= 0);
	close(fd);
}

pid_t serve(struct fixture *f, uint64_t id, uint32_t ifindex, bool obeys)
{
	size_t added = f->connections.added;
	pid_t pid = fork();
	int fd;

	if (pid == 0) {
		signal(SIGTERM, obeys ? SIG_DFL : SIG_IGN);
		fd = plugin_connect(f);
		plugin_say_state(fd, id, ifindex);
		for (;;) {
			pause();
		}
	}
	loop_until(f->ev, &f->connections.added, added + 1);
	return pid;
}

void assert_ended_by(pid_t pid, int signal_number)
{
	int status;

	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), signal_number);
}
