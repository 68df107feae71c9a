/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The inside of the plugin, shared by its files.
 */
#ifndef SERVER_DIALER_PLUGIN_H
#define SERVER_DIALER_PLUGIN_H

#include <stddef.h>
#include "pppd_compat.h"
#include "plugin_proto.h"

/** @brief What has been seen of the link so far. */
struct plugin_seen {
	int farthest;	    /**< phase of pppd */
	int configures;	    /**< LCP Configure-Requests sent */
	int echoes;	    /**< Echo-Requests since the last reply */
	bool heard;	    /**< the peer has sent LCP */
	bool terminated;    /**< an LCP Terminate-Request was seen */
	bool end_reported;  /**< the end has been explained */
	uint8_t eap_theirs; /**< EAP method by which we prove ourselves */
	uint8_t eap_ours;   /**< by which the peer proves itself to us */
};

extern struct plugin_seen plugin_seen;

/** @brief lcp-echo-failure, 0 for none; pppd keeps its own to itself. */
extern int plugin_echo_failure;

/** @brief Send a message with a body of @body bytes to rrasd. */
void plugin_send(struct rras_plugin_message *message, size_t body);

/** @brief Send a message without a body. */
void plugin_send_event(enum rras_plugin_type type);

/** @brief Copy a name into @size bytes, with a NUL, cut when too long. */
void plugin_copy_name(char *to, size_t size, const char *from);

/** @brief The protocol by which the peer has us authenticate ourselves. */
enum rras_plugin_auth plugin_auth_of(const lcp_options *peer);

/** @name Tell rrasd what was agreed upon, when it is. */
/**@{*/
void plugin_report_lcp(void);
void plugin_report_ccp(void); /**< only what is new */
void plugin_ccp_moves(void);  /**< the same, when pppd has seen to it */
void plugin_report_ip(void);
void plugin_report_ip6(void);
void plugin_report_peer(void); /**< who the peer has proven to be */
/**@}*/

/** @brief A packet came from the peer (snoop_recv_hook). */
void plugin_received(unsigned char *bytes, int size);

/** @brief A packet goes to the peer (snoop_send_hook). */
void plugin_sent(unsigned char *bytes, int size);

#endif
