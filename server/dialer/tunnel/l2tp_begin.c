/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What an L2TP tunnel needs before its first message: a socket, numbers, and
 * IPsec if there is a key.  With a key nothing is sent in the clear: the socket
 * is protected before there is anything to send, and stays so.
 */
#include <errno.h>
#include <string.h>
#include "l2tp.h"

/* Of the whole time, for the answer to a question to the IKE daemon about why
 * it has failed. */
#define RESERVE_SECONDS 2

static void l2tp_begin_secured(struct tevent_req *subreq);

static void on_daemon_lost(void *private_data)
{
	struct tunnel *tunnel =
		talloc_get_type_abort(private_data, struct tunnel);

	/* before that the request says so */
	if (tunnel->ipsec != NULL && tunnel->state != L2TP_OVER) {
		l2tp_dialog_fail(tunnel, DIALER_CONNECT_LOST,
				 "the IKE daemon has gone, and IPsec with it");
	}
}

static void secure(struct tunnel *tunnel)
{
	const struct tunnel_config *config = tunnel->config;
	struct tevent_req *subreq;
	int error;

	tunnel->security = (struct ipsec_config){
		.socket = config->vici_socket != NULL &&
					  config->vici_socket[0] != '\0'
				  ? config->vici_socket
				  : IPSEC_DEFAULT_SOCKET,
		.number = tunnel->ids.tunnel,
		.local = tunnel->udp.local,
		.remote = tunnel->udp.peer,
		.key = config->ipsec_key,
		.timeout = config->timeout > RESERVE_SECONDS
				   ? config->timeout - RESERVE_SECONDS
				   : 1,
	};
	error = tunnel->knobs->protect(tunnel->udp.fd,
				       tunnel->udp.local.ss_family,
				       tunnel->ids.tunnel);
	if (error != 0) {
		l2tp_dialog_fail(tunnel, DIALER_CONNECT_NO_KERNEL,
				 "the kernel has no IPsec: %s",
				 strerror(error));
		return;
	}
	subreq = ipsec_up_send(tunnel, tunnel->ev, &tunnel->security,
			       on_daemon_lost, tunnel);
	if (subreq == NULL) {
		l2tp_dialog_fail(tunnel, DIALER_CONNECT_LOCAL, "out of memory");
		return;
	}
	tunnel->securing = subreq;
	tevent_req_set_callback(subreq, l2tp_begin_secured, tunnel);
}

static void l2tp_begin_secured(struct tevent_req *subreq)
{
	struct tunnel *tunnel = tevent_req_callback_data(subreq, struct tunnel);
	struct tunnel_end end = {.text = ""};
	bool ok = ipsec_up_recv(subreq, tunnel, &tunnel->ipsec, &end);

	TALLOC_FREE(tunnel->securing);
	if (tunnel->state == L2TP_OVER) {
		TALLOC_FREE(tunnel->ipsec); /* the deadline was faster */
	} else if (!ok) {
		l2tp_dialog_fail(tunnel, end.result, "%s", end.text);
	} else {
		l2tp_dialog_start(tunnel);
	}
}

static bool take_numbers(struct tunnel *tunnel)
{
	tunnel->ids.tunnel = l2tp_reserve_tunnel(&tunnel->reservation);
	tunnel->ids.session = l2tp_random_id();
	if (tunnel->ids.tunnel == 0 || tunnel->ids.session == 0) {
		l2tp_dialog_fail(tunnel, DIALER_CONNECT_LOCAL,
				 "no number for a tunnel: %s", strerror(errno));
		return false;
	}
	return true;
}

void l2tp_begin(struct tunnel *tunnel)
{
	int error = l2tp_udp_open(&tunnel->udp, &tunnel->config->address,
				  tunnel->config->address_size);

	if (error != 0) {
		l2tp_dialog_fail(tunnel,
				 tunnel_result_of_errno(TUNNEL_NETWORK, error),
				 "no way to the server: %s", strerror(error));
		return;
	}
	if (!take_numbers(tunnel)) {
		return;
	}
	if (tunnel->config->ipsec_key.length > 0) {
		secure(tunnel);
	} else {
		l2tp_dialog_start(tunnel);
	}
}
