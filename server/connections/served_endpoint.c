/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The two ends of a served link below PPP, and the line between them.
 */
#include <arpa/inet.h>
#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>
#include "server/dialer/endpoint.h"
#include "server/dialer/speed.h"
#include "server/dialer/text.h"
#include "served_state.h"

#define ANY_PORT "9" /* nothing is sent */

static bool is_tunnel(enum port_kind kind)
{
	return kind == PORT_KIND_L2TP || kind == PORT_KIND_PPTP ||
	       kind == PORT_KIND_SSTP;
}

static bool is_address(const char *text)
{
	unsigned char address[sizeof(struct in6_addr)];

	return inet_pton(AF_INET, text, address) == 1 ||
	       inet_pton(AF_INET6, text, address) == 1;
}

void served_state_remote(const struct served_state *state,
			 char endpoint[SERVED_ENDPOINT_SIZE])
{
	if (state->kind == PORT_KIND_PPPOE) {
		dialer_mac_of_text(state->number, endpoint);
	} else if (is_tunnel(state->kind) && !is_address(state->number) &&
		   is_address(state->parameter)) {
		/* pptpd tells it both ways; xl2tpd, as a server, neither */
		dialer_copy_text(endpoint, SERVED_ENDPOINT_SIZE,
				 state->parameter);
	} else {
		dialer_copy_text(endpoint, SERVED_ENDPOINT_SIZE, state->number);
	}
}

static void address_for(const struct addrinfo *remote,
			char endpoint[SERVED_ENDPOINT_SIZE])
{
	struct sockaddr_storage local;
	socklen_t length = sizeof(local);
	int fd = socket(remote->ai_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd == -1) {
		return;
	}
	if (connect(fd, remote->ai_addr, remote->ai_addrlen) == 0 &&
	    getsockname(fd, (struct sockaddr *)&local, &length) == 0) {
		(void)getnameinfo((struct sockaddr *)&local, length, endpoint,
				  SERVED_ENDPOINT_SIZE, NULL, 0,
				  NI_NUMERICHOST);
	}
	close(fd);
}

/*
 * Nobody tells pppd by which of this machine's addresses a tunnel has come:
 * it is the one by which this machine answers.
 */
static void local_of_tunnel(const struct served_state *state,
			    char endpoint[SERVED_ENDPOINT_SIZE])
{
	const struct addrinfo hints = {.ai_flags =
					       AI_NUMERICHOST | AI_NUMERICSERV,
				       .ai_socktype = SOCK_DGRAM};
	char remote[SERVED_ENDPOINT_SIZE];
	struct addrinfo *address;

	served_state_remote(state, remote);
	if (getaddrinfo(remote, ANY_PORT, &hints, &address) == 0) {
		address_for(address, endpoint);
		freeaddrinfo(address);
	}
}

void served_state_local(const struct served_state *state,
			char endpoint[SERVED_ENDPOINT_SIZE])
{
	endpoint[0] = '\0';
	if (state->kind == PORT_KIND_PPPOE) {
		dialer_mac_of_device(state->device, endpoint);
	} else if (is_tunnel(state->kind)) {
		local_of_tunnel(state, endpoint);
	} else {
		dialer_copy_text(endpoint, SERVED_ENDPOINT_SIZE, state->device);
	}
}

uint64_t served_state_speed(const struct served_state *state)
{
	switch (state->kind) {
	case PORT_KIND_PPPOE:
		return dialer_speed_of_nic(state->device);
	case PORT_KIND_SERIAL:
		return dialer_speed_of_tty(state->device);
	default:
		return 0;
	}
}
