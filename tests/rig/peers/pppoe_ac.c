/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A PPPoE access concentrator in kernel mode, for the rig.
 *
 *   pppoe-ac -i INTERFACE -c CONTROL -p READY_PLUGIN SERVICE...
 *   SERVICE: NAME=OPTIONS_FILE[,no-address] | NAME=error | NAME=silent |
 *            NAME=mute
 *
 * Debian's pppoe-server has no kernel mode and loses its clients' first LCP
 * packet. This one sends PADS when its pppd listens, can be absent, and can
 * refuse.
 *
 * Control commands (control.h):
 *   absent, present     answer nothing; answer again
 *   refuse, accept      answer requests with an error; no more
 */
#include <arpa/inet.h>
#include <err.h>
#include <errno.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include "control.h"
#include "pppoe_frame.h"
#include "pppoe_session.h"

#define AC_NAME	     "rig-ac"
#define MAX_SERVICES 32
#define FIRST_NET    20
#define MUTE_ID	     1 /* below those of sessions with a pppd */

/* What an epoll event belongs to; session ids are below. */
enum source {
	SOURCE_WIRE = 0x10000,
	SOURCE_CHILDREN,
	SOURCE_CONTROL,
};

struct concentrator {
	const char *interface;
	const char *plugin;
	int wire;     /* raw socket */
	int children; /* signalfd */
	int events;   /* epoll */
	struct control control;
	uint8_t mac[PPPOE_MAC_LEN];
	bool absent;
	bool refuse;
	size_t num_services;
	struct pppoe_service services[MAX_SERVICES];
};

static void watch(struct concentrator *ac, int fd, uint32_t source)
{
	struct epoll_event event = {
		.events = EPOLLIN,
		.data.u32 = source,
	};

	if (epoll_ctl(ac->events, EPOLL_CTL_ADD, fd, &event) == -1) {
		err(1, "epoll");
	}
}

static void transmit(struct concentrator *ac, struct pppoe_frame *frame)
{
	pppoe_finish(frame);
	if (send(ac->wire, frame->data, frame->len, 0) == -1) {
		warn("send");
	}
}

static void send_pads(struct concentrator *ac,
		      const struct pppoe_session *session)
{
	struct pppoe_frame frame;

	pppoe_begin(&frame, ac->mac, session->client, PPPOE_PADS, session->id);
	pppoe_add_string(&frame, PPPOE_SERVICE_NAME, session->service->name);
	pppoe_add_host_uniq(&frame, &session->host_uniq);
	transmit(ac, &frame);
}

/* As if there were a session; nothing is behind it. */
static void send_mute_pads(struct concentrator *ac,
			   const struct pppoe_request *request,
			   const struct pppoe_service *service)
{
	struct pppoe_session session = {
		.id = MUTE_ID,
		.service = service,
		.host_uniq = request->host_uniq,
	};

	memcpy(session.client, request->client, PPPOE_MAC_LEN);
	send_pads(ac, &session);
}

static void send_pads_error(struct concentrator *ac,
			    const struct pppoe_request *request,
			    enum pppoe_tag tag, const char *text)
{
	struct pppoe_frame frame;

	pppoe_begin(&frame, ac->mac, request->client, PPPOE_PADS, 0);
	pppoe_add_string(&frame, PPPOE_SERVICE_NAME, request->service);
	pppoe_add_string(&frame, tag, text);
	pppoe_add_host_uniq(&frame, &request->host_uniq);
	transmit(ac, &frame);
}

static void send_padt(struct concentrator *ac,
		      const struct pppoe_session *session)
{
	struct pppoe_frame frame;

	pppoe_begin(&frame, ac->mac, session->client, PPPOE_PADT, session->id);
	transmit(ac, &frame);
}

static const struct pppoe_service *find_service(struct concentrator *ac,
						const char *name)
{
	size_t i;

	for (i = 0; i < ac->num_services; i++) {
		if (name[0] == '\0' ||
		    strcmp(ac->services[i].name, name) == 0) {
			return &ac->services[i];
		}
	}
	return NULL;
}

static void take_padi(struct concentrator *ac,
		      const struct pppoe_request *request)
{
	struct pppoe_frame frame;
	size_t i;

	if (find_service(ac, request->service) == NULL) {
		return;
	}
	pppoe_begin(&frame, ac->mac, request->client, PPPOE_PADO, 0);
	pppoe_add_string(&frame, PPPOE_AC_NAME, AC_NAME);
	/* RFC 2516, 5.2: the name that was asked for, then any others. */
	pppoe_add_string(&frame, PPPOE_SERVICE_NAME, request->service);
	for (i = 0; request->service[0] == '\0' && i < ac->num_services; i++) {
		pppoe_add_string(&frame, PPPOE_SERVICE_NAME,
				 ac->services[i].name);
	}
	pppoe_add_string(&frame, PPPOE_AC_COOKIE, "rig-cookie");
	pppoe_add_host_uniq(&frame, &request->host_uniq);
	transmit(ac, &frame);
}

static void take_padr(struct concentrator *ac,
		      const struct pppoe_request *request)
{
	const struct pppoe_service *service;
	struct pppoe_session *session;

	session = pppoe_session_by_request(request);
	if (session != NULL) {
		if (session->ready) {
			send_pads(ac, session);
		}
		return;
	}
	service = find_service(ac, request->service);
	if (service == NULL) {
		send_pads_error(ac, request, PPPOE_SERVICE_NAME_ERROR,
				"no such service");
		return;
	}
	if (service->silent) {
		return;
	}
	if (service->mute) {
		send_mute_pads(ac, request, service);
		return;
	}
	if (ac->refuse || service->options == NULL) {
		send_pads_error(ac, request, PPPOE_AC_SYSTEM_ERROR,
				"no resources");
		return;
	}
	session = pppoe_session_start(request, service, ac->interface,
				      ac->plugin);
	if (session == NULL) {
		send_pads_error(ac, request, PPPOE_AC_SYSTEM_ERROR, "full");
		return;
	}
	watch(ac, session->ready_fd, session->id);
}

static void take_frame(struct concentrator *ac)
{
	struct pppoe_session *session;
	struct pppoe_request request;
	uint8_t data[1600];
	ssize_t len;

	len = recv(ac->wire, data, sizeof(data), 0);
	if (len < 0 || ac->absent ||
	    !pppoe_parse(data, (size_t)len, ac->mac, &request)) {
		return;
	}
	switch (request.code) {
	case PPPOE_PADI:
		take_padi(ac, &request);
		break;
	case PPPOE_PADR:
		if (request.to_us) {
			take_padr(ac, &request);
		}
		break;
	case PPPOE_PADT:
		session = pppoe_session_by_id(request.session);
		if (session != NULL) {
			kill(session->pid, SIGHUP);
		}
		break;
	default:
		break;
	}
}

static void take_children(struct concentrator *ac)
{
	struct signalfd_siginfo info;
	struct pppoe_session *session;
	pid_t pid;

	if (read(ac->children, &info, sizeof(info)) == -1) {
		warn("signalfd");
	}
	while ((pid = waitpid(-1, NULL, WNOHANG)) > 0) {
		session = pppoe_session_by_pid(pid);
		if (session == NULL) {
			continue;
		}
		if (!ac->absent) {
			send_padt(ac, session);
		}
		pppoe_session_free(session);
	}
}

static void take_ready(struct concentrator *ac, uint16_t id)
{
	struct pppoe_session *session = pppoe_session_by_id(id);

	if (session != NULL && session->ready_fd != -1 &&
	    pppoe_session_take_ready(session) && !ac->absent) {
		send_pads(ac, session);
	}
}

static void take_command(struct concentrator *ac)
{
	const char *command;

	while ((command = control_next(&ac->control)) != NULL) {
		if (strcmp(command, "absent") == 0) {
			ac->absent = true;
		} else if (strcmp(command, "present") == 0) {
			ac->absent = false;
		} else if (strcmp(command, "refuse") == 0) {
			ac->refuse = true;
		} else if (strcmp(command, "accept") == 0) {
			ac->refuse = false;
		} else {
			control_reply(&ac->control, "error: unknown command");
			continue;
		}
		control_reply(&ac->control, "ok");
	}
}

static void open_wire(struct concentrator *ac)
{
	struct sockaddr_ll address = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(PPPOE_ETHERTYPE),
	};
	struct ifreq request = {.ifr_ifindex = 0};

	ac->wire = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC,
			  htons(PPPOE_ETHERTYPE));
	if (ac->wire == -1) {
		err(1, "packet socket");
	}
	strncpy(request.ifr_name, ac->interface, IFNAMSIZ - 1);
	if (ioctl(ac->wire, SIOCGIFINDEX, &request) == -1) {
		err(1, "%s", ac->interface);
	}
	address.sll_ifindex = request.ifr_ifindex;
	if (ioctl(ac->wire, SIOCGIFHWADDR, &request) == -1) {
		err(1, "%s", ac->interface);
	}
	memcpy(ac->mac, request.ifr_hwaddr.sa_data, PPPOE_MAC_LEN);
	if (bind(ac->wire, (struct sockaddr *)&address, sizeof(address)) ==
	    -1) {
		err(1, "bind");
	}
}

static void open_children(struct concentrator *ac)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_BLOCK, &set, NULL);
	ac->children = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

static void add_service(struct concentrator *ac, char *argument)
{
	struct pppoe_service *service = &ac->services[ac->num_services];
	char *value = strchr(argument, '=');

	if (value == NULL || ac->num_services == MAX_SERVICES) {
		errx(2, "bad service: %s", argument);
	}
	*value++ = '\0';
	*service = (struct pppoe_service){
		.name = argument,
		.net = FIRST_NET + (unsigned)ac->num_services++,
		.silent = strcmp(value, "silent") == 0,
		.mute = strcmp(value, "mute") == 0,
	};
	if (strcmp(value, "error") != 0 && !service->silent && !service->mute) {
		service->options = strtok(value, ",");
		service->no_address = strtok(NULL, ",") != NULL;
	}
}

static void run(struct concentrator *ac)
{
	struct epoll_event events[64];
	int num, i;

	for (;;) {
		num = epoll_wait(ac->events, events, 64, -1);
		for (i = 0; i < num; i++) {
			switch (events[i].data.u32) {
			case SOURCE_WIRE:
				take_frame(ac);
				break;
			case SOURCE_CHILDREN:
				take_children(ac);
				break;
			case SOURCE_CONTROL:
				take_command(ac);
				break;
			default:
				take_ready(ac, (uint16_t)events[i].data.u32);
			}
		}
	}
}

int main(int argc, char *argv[])
{
	static struct concentrator ac;
	const char *control = NULL;
	int option;

	while ((option = getopt(argc, argv, "i:c:p:")) != -1) {
		switch (option) {
		case 'i':
			ac.interface = optarg;
			break;
		case 'c':
			control = optarg;
			break;
		case 'p':
			ac.plugin = optarg;
			break;
		default:
			exit(2);
		}
	}
	if (ac.interface == NULL || control == NULL || ac.plugin == NULL) {
		errx(2, "-i, -c and -p are needed");
	}
	for (; optind < argc; optind++) {
		add_service(&ac, argv[optind]);
	}
	ac.events = epoll_create1(EPOLL_CLOEXEC);
	open_wire(&ac);
	open_children(&ac);
	watch(&ac, ac.wire, SOURCE_WIRE);
	watch(&ac, ac.children, SOURCE_CHILDREN);
	/* Last: its FIFOs tell the rig that we are ready. */
	control_open(&ac.control, control);
	watch(&ac, ac.control.fd, SOURCE_CONTROL);
	run(&ac);
}
