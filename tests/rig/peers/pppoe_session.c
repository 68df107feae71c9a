/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sessions of the access concentrator: a pppd each. */
#include "pppoe_session.h"
#include <err.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#define PPPD	     "/usr/sbin/pppd"
#define FIRST_ID     0x0101
#define MAX_SESSIONS 8192

static struct pppoe_session sessions[MAX_SESSIONS];

struct pppoe_session *pppoe_session_by_id(uint16_t id)
{
	struct pppoe_session *session = &sessions[id % MAX_SESSIONS];

	return id != 0 && session->id == id ? session : NULL;
}

struct pppoe_session *pppoe_session_by_pid(pid_t pid)
{
	size_t i;

	for (i = 0; i < MAX_SESSIONS; i++) {
		if (sessions[i].id != 0 && sessions[i].pid == pid) {
			return &sessions[i];
		}
	}
	return NULL;
}

static bool same_client(const struct pppoe_session *session,
			const struct pppoe_request *request)
{
	const struct pppoe_host_uniq *uniq = &request->host_uniq;

	return session->id != 0 && uniq->present &&
	       session->host_uniq.len == uniq->len &&
	       memcmp(session->host_uniq.data, uniq->data, uniq->len) == 0 &&
	       memcmp(session->client, request->client, PPPOE_MAC_LEN) == 0;
}

struct pppoe_session *
pppoe_session_by_request(const struct pppoe_request *request)
{
	size_t i;

	for (i = 0; i < MAX_SESSIONS; i++) {
		if (same_client(&sessions[i], request)) {
			return &sessions[i];
		}
	}
	return NULL;
}

/* Ids go round through all 65535 before one is used again. */
static uint16_t free_id(void)
{
	static uint16_t next = FIRST_ID;
	unsigned tries;

	for (tries = 0; tries < MAX_SESSIONS; tries++) {
		uint16_t id = next++;

		if (id >= FIRST_ID && id != 0xffff &&
		    sessions[id % MAX_SESSIONS].id == 0) {
			return id;
		}
	}
	return 0;
}

/* Our address and the client's, as pppd's option. */
static void write_addresses(const struct pppoe_session *session, char *text,
			    size_t size)
{
	unsigned net = session->service->net;
	int len;

	len = snprintf(text, size, "10.%u.0.1:", net);
	if (!session->service->no_address) {
		snprintf(text + len, size - (size_t)len, "10.%u.%u.%u", net,
			 (unsigned)session->id >> 8, session->id & 0xffu);
	}
}

/* The child: a kernel-mode PPPoE session served by pppd. Never returns. */
static void exec_pppd(const struct pppoe_session *session,
		      const char *interface, const char *plugin, int ready_fd)
{
	const uint8_t *mac = session->client;
	char id[64], nic[32], addresses[64], fd[16], linkname[32];
	sigset_t none;
	int null;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	setsid();
	null = open("/dev/null", O_RDWR);
	dup2(null, STDIN_FILENO);
	dup2(null, STDOUT_FILENO);
	dup2(null, STDERR_FILENO);
	fcntl(ready_fd, F_SETFD, 0);

	snprintf(id, sizeof(id), "%u:%02x:%02x:%02x:%02x:%02x:%02x",
		 session->id, mac[0], mac[1], mac[2], mac[3], mac[4], mac[5]);
	snprintf(nic, sizeof(nic), "nic-%s", interface);
	write_addresses(session, addresses, sizeof(addresses));
	snprintf(fd, sizeof(fd), "%d", ready_fd);
	snprintf(linkname, sizeof(linkname), "pppoe-%u", session->id);
	/* Our addresses first: a service's file may set others. */
	execl(PPPD, "pppd", "nodetach", "plugin", "rp-pppoe.so", "pppoe-sess",
	      id, nic, "plugin", plugin, "ready-fd", fd, "linkname", linkname,
	      addresses, "silent", "mtu", "1492", "mru", "1492", "file",
	      session->service->options, NULL);
	_exit(127);
}

struct pppoe_session *pppoe_session_start(const struct pppoe_request *request,
					  const struct pppoe_service *service,
					  const char *interface,
					  const char *plugin)
{
	struct pppoe_session *session;
	uint16_t id = free_id();
	int ready[2];

	if (id == 0 || pipe2(ready, O_CLOEXEC | O_NONBLOCK) == -1) {
		return NULL;
	}
	session = &sessions[id % MAX_SESSIONS];
	*session = (struct pppoe_session){
		.id = id,
		.ready_fd = ready[0],
		.service = service,
		.host_uniq = request->host_uniq,
	};
	memcpy(session->client, request->client, PPPOE_MAC_LEN);
	session->pid = fork();
	if (session->pid == 0) {
		exec_pppd(session, interface, plugin, ready[1]);
	}
	close(ready[1]);
	if (session->pid == -1) {
		warn("fork");
		pppoe_session_free(session);
		return NULL;
	}
	return session;
}

bool pppoe_session_take_ready(struct pppoe_session *session)
{
	char byte;

	session->ready = read(session->ready_fd, &byte, 1) == 1;
	close(session->ready_fd);
	session->ready_fd = -1;
	return session->ready;
}

void pppoe_session_free(struct pppoe_session *session)
{
	if (session->ready_fd != -1) {
		close(session->ready_fd);
	}
	*session = (struct pppoe_session){.ready_fd = -1};
}
