/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words for the numbers of mprapi.h: what is printed and what options take. */
#ifndef CLIENT_RRASCTL_NAMES_H
#define CLIENT_RRASCTL_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** @brief A number or a bit, and its word. */
struct name {
	uint32_t value;
	const char *word;
};

/** @brief Tables, each ended by one without a word. */
extern const struct name names_interface_type[]; /* ROUTER_IF_TYPE_* */
extern const struct name names_state[];		 /* ROUTER_IF_STATE_* */
extern const struct name names_reason[];	 /* MPR_INTERFACE_*, bits */
extern const struct name names_auth[];		 /* MPRIO_Require*, bits */
extern const struct name names_protocol[];	 /* MPRNP_*, bits */
extern const struct name names_encryption[];	 /* MPR_ET_* */

extern const struct name names_port_condition[];     /* RAS_PORT_* */
extern const struct name names_hardware_condition[]; /* RAS_HARDWARE_* */
extern const struct name names_lcp_auth[];	     /* PPP_LCP_PAP ... */
extern const struct name names_chap[];		     /* PPP_LCP_CHAP_* */
extern const struct name names_lcp_option[];	     /* PPP_LCP_PFC ..., bits */
extern const struct name names_compression[];	     /* RASCCPCA_* */
extern const struct name names_ccp_option[];	     /* PPP_CCP_*, bits */
extern const struct name names_event[];		     /* RRAS_EVENT_* */
/* Members of ROUTER_CUSTOM_IKEv2_POLICY_0, [MS-RRASM] 2.2.1.2.237 */
extern const struct name names_integrity[];
extern const struct name names_cipher[];
extern const struct name names_cipher_transform[];
extern const struct name names_auth_transform[];
extern const struct name names_pfs[];
extern const struct name names_dh[];
/* dwEncryptionType of tunnels, 2.2.1.2.270 */
extern const struct name names_tunnel_encryption[];

/** @brief The word of a value; "unknown" without one. */
const char *name_of(const struct name *table, uint32_t value);

/** @brief The value of a word. */
bool name_parse(const struct name *table, const char *word, uint32_t *value);

/**
 * @brief The values of words with commas between, ored.
 *
 * @param[out] bad  on error the first wrong word, for free()
 */
bool name_parse_list(const struct name *table, const char *words,
		     uint32_t *value, char **bad);

/** @brief All words of a table, "a, b or c"; for free(). */
char *name_choices(const struct name *table);

#endif
