/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The inside of the plugin, shared by its files.
 */
#ifndef SERVER_DIALER_PLUGIN_H
#define SERVER_DIALER_PLUGIN_H

#include <stddef.h>
#include <time.h>
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

/** @brief The time of a clock, in nanoseconds. */
uint64_t plugin_now(clockid_t clock);

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

/** @brief The peer's verdict on what we have proven by EAP; its words. */
void plugin_report_eap(bool ok, const char *text);

/** @brief By EAP, the peer has not proven to us who it is; what was wrong. */
void plugin_report_unproven(const char *text);

/** @brief The peer would have us use an EAP method that is not allowed. */
void plugin_report_refused(void);

/** @name EAP (eap.c) */
/**@{*/
/** @brief The methods that we may use: bit N is the method N. */
void eap_set_methods(unsigned mask);

/**
 * @brief A packet of EAP came; pppd sees what this leaves.
 *
 * @param[in,out] code  in the packet
 * @param[in,out] data  in the packet, @length bytes
 */
void eap_received(unsigned char *code, unsigned char *data, size_t length);

/** @brief A packet of EAP goes; @data may be changed. */
void eap_sent(int code, unsigned char *data, size_t length);
/**@}*/

/** @name MPPE "if possible" (mppe_optional.c) */
/**@{*/
void mppe_optional_enable(void);
void mppe_optional_phase(int phase);
/** @brief CCP is open: what is encrypted now stays so. */
void mppe_optional_opened(void);
/** @brief A packet of CCP came, which pppd has not seen. */
void mppe_optional_received(int code, const unsigned char *data, size_t length);
/** @brief A packet of a network protocol came, which pppd has not seen. */
void mppe_optional_network(void);
/** @brief The peer does not speak CCP. */
void mppe_optional_rejected(void);
/**@}*/

/** @name What IPCP asks for (names.c) */
/**@{*/
/**
 * @brief Have the peer tell its name servers.
 *
 * @param[in] text  "peer", or one or two addresses with a comma between that
 *                  it is asked to agree to
 * @return false when it is none of these
 */
bool names_ask(const char *text);
/**@}*/

/** @brief IPv4's default route through the interface, before all others. */
bool route_add_default(const char *ifname);

/** @brief A packet came from the peer (snoop_recv_hook); it may be changed. */
void plugin_received(unsigned char *bytes, int size);

/** @brief A packet goes to the peer (snoop_send_hook). */
void plugin_sent(unsigned char *bytes, int size);

#endif
