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
#include <core/werror.h>

struct router_device;

/**
 * @brief One entry; all strings UTF-8, never NULL, children of the entry.
 *
 * On Linux szDeviceName is one of
 * - "WAN Miniport (PPPOE)", as on Windows: any of the router's PPPoE NICs;
 * - our extension: the name of a kernel network interface ("eth1"), with
 *   szDeviceType "PPPoE": PPPoE over just this one;
 * - our extension: the name or path of a tty ("ttyS0", "/dev/ttyUSB0"), with
 *   szDeviceType "Modem" or "SERIAL" (null modem, no dialing);
 * - anything else with szDeviceType "Modem" or "SERIAL", such as a modem's
 *   name in a phonebook that came from Windows: the tty that szPort names
 *   (COM1 is ttyS0), or else any serial device that the configuration allows.
 */
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
	const char *szPort;  /**< read-only; "COM3", "ttyUSB0", "VPN2-0", "" */
	uint32_t ConnectBPS; /**< serial speed, 0 default */
	bool HwFlowControl;
	uint32_t RedialAttempts;     /**< 0 to 99 */
	uint32_t RedialSeconds;	     /**< between attempts, 1 to 600 */
	bool TryNextAlternateOnFail; /**< true: alternates are dialed */
	bool RedialOnLinkFailure;    /**< dial again when the link is lost */
	/** Our extension: the name of the network device that stands in for
	 * the link and has it dialed for packets that are routed to it; "" for
	 * none. */
	const char *DemandDevice;
	/** Our extension: the networks behind it, "192.0.2.0/24 2001:db8::/32",
	 * separated by blanks. */
	const char *DemandRoutes;
	/** The devices of further links, see entry_device.h; NULL-terminated,
	 * or NULL: none are spoken of, and those of the phonebook stay. */
	struct router_device **SubEntries;
};

/**
 * @brief Alternate numbers, and bytes of CustomAuthData, that an entry may
 *        have.  The specification sets no limit, but each number becomes five
 *        lines of the phonebook: a request of 4 MB would keep the router busy
 *        for hours, and again at every start.
 */
#define ROUTER_MAX_ALTERNATES 256
#define ROUTER_MAX_AUTH_DATA  65536

/** @brief UTF-16 units of DemandRoutes: some 50 networks. */
#define ROUTER_MAX_DEMAND_ROUTES 1000

/**
 * @brief The device types whose names the specification has no constant for
 *        (2.2.2.2.100).
 */
#define DEVICE_TYPE_PPPOE "PPPoE"

/** @brief An entry with empty strings and zeros; NULL without memory. */
struct router_entry *router_entry_new(TALLOC_CTX *mem_ctx);

/** @brief A deep copy; NULL without memory. */
struct router_entry *router_entry_copy(TALLOC_CTX *mem_ctx,
				       const struct router_entry *entry);

/** @brief Whether all strings of an entry are ASCII. */
bool router_entry_is_ascii(const struct router_entry *entry);

/** @brief What it takes to dial an entry. */
enum router_entry_kind {
	ROUTER_ENTRY_PPPOE,  /**< PPP over Ethernet */
	ROUTER_ENTRY_MODEM,  /**< a tty with a modem that dials a number */
	ROUTER_ENTRY_DIRECT, /**< a tty with a null modem */
	ROUTER_ENTRY_VPN,    /**< a tunnel, or several: dwVpnStrategy */
	ROUTER_ENTRY_OTHER,  /**< ISDN, X.25, ...: Linux has no such device */
};

/** @brief The kind of an entry, see router_device_type(). */
enum router_entry_kind router_entry_kind(const struct router_entry *entry);

/**
 * @brief The device type that belongs to a device.
 *
 * "This is a read-only field that is computed based on the value of
 * szDeviceName" (2.2.1.2.83).  Only the names of Windows's WAN miniports say
 * what they are; elsewhere @given, which may be "", decides.  A tty without
 * one is taken for a modem.
 * @return static, or @given
 */
const char *router_device_type(const char *szDeviceName, const char *given);

/**
 * @brief dwType of a device type: "calculated based on the value of the
 *        szDeviceType member" (2.2.1.2.84).
 *
 * The table of values has no broadband connection; PPPoE is MPRET_Phone.
 */
uint32_t router_entry_type(const char *szDeviceType);

/**
 * @brief Whether every string fits its field and a line of the phonebook.
 *
 * @retval WERR_OK or ERROR_INVALID_PARAMETER
 */
WERROR router_entry_check(const struct router_entry *entry);

#endif
