/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The settings of one demand-dial interface: what a phonebook entry holds,
 * what MPRI_INTERFACE_2 and _3 carry and what a dial needs, free of any
 * file's or wire's format.  Members carry the names of [MS-RRASM] 2.2.1.2.83.
 */
#ifndef SERVER_ROUTER_ENTRY_H
#define SERVER_ROUTER_ENTRY_H

#include <stdbool.h>
#include <stdint.h>
#include <netinet/in.h>
#include <talloc.h>
#include <util/data_blob.h>
#include <gen_ndr/misc.h>

/** @brief One entry; all strings UTF-8, never NULL, children of the entry. */
struct router_entry {
	uint32_t dwfOptions;		/**< MPRIO_* */
	const char *szLocalPhoneNumber; /**< at most 128 UTF-16 units */
	const char **szAlternates;	/**< NULL-terminated, or NULL */
	struct in_addr ipaddr;
	struct in_addr ipaddrDns;
	struct in_addr ipaddrDnsAlt;
	struct in_addr ipaddrWins;
	struct in_addr ipaddrWinsAlt;
	uint32_t dwfNetProtocols; /**< MPRNP_* */
	const char *szDeviceType; /**< "PPPoE", "Modem", ... */
	const char *szDeviceName;
	const char *szX25PadType;
	const char *szX25Address;
	const char *szX25Facilities;
	const char *szX25UserData;
	uint32_t dwSubEntries;
	uint32_t dwDialMode; /**< MPRDM_* */
	uint32_t dwDialExtraPercent;
	uint32_t dwDialExtraSampleSeconds;
	uint32_t dwHangUpExtraPercent;
	uint32_t dwHangUpExtraSampleSeconds;
	uint32_t dwIdleDisconnectSeconds; /**< MPRIDS_* or seconds */
	uint32_t dwType;		  /**< MPRET_* */
	uint32_t dwEncryptionType;	  /**< MPR_ET_* */
	uint32_t dwCustomAuthKey;
	DATA_BLOB CustomAuthData;
	struct GUID guidId;
	uint32_t dwVpnStrategy; /**< MPR_VS_* */
	struct in6_addr ipv6addrDns;
	struct in6_addr ipv6addrDnsAlt;
	/* Not on the wire, only in the phonebook: */
	uint32_t ConnectBPS; /**< serial speed, 0 default */
	bool HwFlowControl;
};

#endif
