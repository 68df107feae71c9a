/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The plugin's messages, decoded into events of a backend.
 */
#ifndef SERVER_DIALER_PPPD_EVENT_H
#define SERVER_DIALER_PPPD_EVENT_H

#include <net/if.h>
#include "backend.h"
#include "text.h"
#include "plugin/plugin_proto.h"

/** @brief What a datagram turned out to be. */
enum pppd_message_kind {
	PPPD_MESSAGE_BAD,	     /**< not a message, or one of another
				      * version: .text says what is wrong */
	PPPD_MESSAGE_EVENT,	     /**< .event */
	PPPD_MESSAGE_SECRET_REQUEST, /**< .auth */
	PPPD_MESSAGE_KEY_REQUEST,    /**< for the key of IPsec */
	PPPD_MESSAGE_DIALED,	     /**< .dialed: what link it is */
	PPPD_MESSAGE_STATE_END,	     /**< all that was has been told */
	PPPD_MESSAGE_NOTHING,	     /**< of no interest to the dialer */
};

/** @brief A decoded message; owns the strings that .event points at. */
struct pppd_message {
	struct dialer_event event;
	enum rras_plugin_auth auth;
	struct {
		uint64_t id;
		/** When it came up, in nanoseconds; 0 when it is not yet. */
		uint64_t up_realtime, up_boottime;
	} dialed;
	uint32_t ifindex; /**< of the kernel's interface, 0 for not told */
	char text[DIALER_TEXT_SIZE];
	char remote[RRAS_PLUGIN_ENDPOINT]; /**< of .event.tunnel */
};

/**
 * @brief Decode one datagram.
 *
 * The sender is a pppd that we have started, but what it sends contains the
 * peer's words and its memory may be damaged by the peer's packets: nothing
 * is believed but what fits.
 */
enum pppd_message_kind pppd_message_decode(const void *bytes, size_t size,
					   struct pppd_message *message);

#endif
