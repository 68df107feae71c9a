/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sessions of the access concentrator: a pppd each. */
#ifndef RIG_PPPOE_SESSION_H
#define RIG_PPPOE_SESSION_H

#include <stdbool.h>
#include <sys/types.h>
#include "pppoe_frame.h"

/** A service that clients may ask for. */
struct pppoe_service {
	const char *name;
	/** pppd's options; NULL: every request is answered with an error */
	const char *options;
	/** never answer a request, so that the client waits */
	bool silent;
	/** grant a session, in which nobody speaks PPP */
	bool mute;
	/** give the client no address */
	bool no_address;
	/** second byte of the addresses: 10.NET.0.1 is our end */
	unsigned net;
};

struct pppoe_session {
	uint16_t id; /**< 0: this place is free */
	pid_t pid;
	int ready_fd; /**< see ready_pppd.c; -1 when it has reported */
	bool ready;
	const struct pppoe_service *service;
	uint8_t client[PPPOE_MAC_LEN];
	struct pppoe_host_uniq host_uniq;
};

/**
 * @brief Start a session for a request.
 *
 * The session's id is one that was not used for long: a late PADT for its
 * predecessor must not end it.
 *
 * @param[in] interface  the Ethernet interface that the client is on.
 * @param[in] plugin     path of ready_pppd.so.
 * @return NULL when there is no free id or no process.
 */
struct pppoe_session *pppoe_session_start(const struct pppoe_request *request,
					  const struct pppoe_service *service,
					  const char *interface,
					  const char *plugin);

/** @brief The session with this id, or NULL. */
struct pppoe_session *pppoe_session_by_id(uint16_t id);

/** @brief The session with this pppd, or NULL. */
struct pppoe_session *pppoe_session_by_pid(pid_t pid);

/** @brief The session that a repeated request belongs to, or NULL. */
struct pppoe_session *
pppoe_session_by_request(const struct pppoe_request *request);

/** @brief pppd has reported on ready_fd: true when it listens. */
bool pppoe_session_take_ready(struct pppoe_session *session);

/** @brief Forget a session whose pppd has been collected. */
void pppoe_session_free(struct pppoe_session *session);

#endif
