/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What both ends of a PPP link have agreed upon, as pppd's plugin reports it.
 * "local" is what this end asked for and got, "remote" what the peer did.
 */
#ifndef SERVER_DIALER_PROJECTION_H
#define SERVER_DIALER_PROJECTION_H

#include <stdbool.h>
#include <stdint.h>
#include <netinet/in.h>

/** @brief What a receiver takes when its MRU was not negotiated. */
#define PPP_DEFAULT_MRU 1500

/** @brief Authentication protocols, by their numbers in LCP. */
enum ppp_auth_protocol {
	PPP_AUTH_NONE = 0,
	PPP_AUTH_PAP = 0xc023,
	PPP_AUTH_CHAP = 0xc223,
	PPP_AUTH_EAP = 0xc227,
};

/** @brief Algorithms of PPP_AUTH_CHAP (RFC 1994, 2433, 2759). */
enum ppp_chap_algorithm {
	PPP_CHAP_MD5 = 0x05,
	PPP_CHAP_MS = 0x80,
	PPP_CHAP_MSV2 = 0x81,
};

/** @brief LCP, one end. */
struct ppp_lcp_options {
	uint32_t mru;  /**< what this end receives; not less than 1500 when
			* it was not negotiated */
	uint32_t accm; /**< async control character map, of serial lines;
			* all ones, its default, when not negotiated */
	uint32_t mrru; /**< 0: no multilink */
	bool protocol_compression;
	bool address_compression;
	bool magic_number;
	bool short_sequence; /**< multilink's short headers */
	/** How *this end must be authenticated by the other*: for local, what
	 * we asked of the peer; for remote, what the peer asked of us. */
	uint32_t auth_protocol;	 /**< enum ppp_auth_protocol */
	uint32_t auth_algorithm; /**< enum ppp_chap_algorithm, else 0 */
	uint32_t eap_type;	 /**< RFC 3748, 0 unknown or none; known
				  * when EAP has succeeded */
};

/** @brief CCP, one end. */
struct ppp_ccp_options {
	uint32_t algorithm; /**< CCP option number: 18 MPPC/MPPE, 26 Deflate,
			     * 21 BSD compress; 0 none */
	uint32_t mppe_bits; /**< 0, 40, 56 or 128 */
	bool mppe_stateless;
	bool mppc; /**< compresses too */
};

struct dialer_event;

/** @brief All of it; zero where nothing was negotiated. */
struct ppp_projection {
	bool lcp_up;
	struct ppp_lcp_options lcp_local, lcp_remote;

	bool ip_up;
	struct in_addr local, remote, dns[2]; /**< network byte order */
	bool vj_local, vj_remote;	      /**< VJ header compression */

	bool ip6_up;
	uint8_t local_ifid[8], remote_ifid[8];

	bool ccp_up;
	struct ppp_ccp_options ccp_local, ccp_remote;
};

/** @brief "PAP", "CHAP-MD5", "MS-CHAP", "MS-CHAPv2", "EAP"; "" for none. */
const char *ppp_auth_name(const struct ppp_lcp_options *options);

/**
 * @brief Take in what an event tells of LCP, CCP, IPv4 or IPv6.
 *
 * What is no longer up becomes zero.  Other events change nothing.
 */
void ppp_projection_take(struct ppp_projection *ppp,
			 const struct dialer_event *event);

#endif
