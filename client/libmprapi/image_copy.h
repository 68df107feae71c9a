/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What reading and writing an image have in common: its form in between, and
 * the members that the structures share.
 */
#ifndef CLIENT_IMAGE_COPY_H
#define CLIENT_IMAGE_COPY_H

#include <stddef.h>
#include <string.h>
#include <util/data_blob.h>
#include "server/images/image_form.h"
#include "compat/mprapi.h"

/*
 * The members that MPR_INTERFACE_3 and struct image_wide share, by name, for
 * both directions: they differ in the handle, the pointers and the GUID only.
 */
#define COPY_STRING(to, from)                                             \
	do {                                                              \
		_Static_assert(sizeof(to) == sizeof(from), "same array"); \
		memcpy((to), (from), sizeof(to));                         \
		(to)[sizeof(to) / sizeof((to)[0]) - 1] = 0;               \
	} while (0)

#define COPY_COMMON(to, from)                                                  \
	do {                                                                   \
		COPY_STRING((to)->wszInterfaceName, (from)->wszInterfaceName); \
		(to)->dwIfType = (from)->dwIfType;                             \
		(to)->dwConnectionState = (from)->dwConnectionState;           \
		(to)->fUnReachabilityReasons = (from)->fUnReachabilityReasons; \
		(to)->dwLastError = (from)->dwLastError;                       \
	} while (0)

#define COPY_ENTRY(to, from)                                                 \
	do {                                                                 \
		(to)->dwfOptions = (from)->dwfOptions;                       \
		COPY_STRING((to)->szLocalPhoneNumber,                        \
			    (from)->szLocalPhoneNumber);                     \
		(to)->ipaddr = (from)->ipaddr;                               \
		(to)->ipaddrDns = (from)->ipaddrDns;                         \
		(to)->ipaddrDnsAlt = (from)->ipaddrDnsAlt;                   \
		(to)->ipaddrWins = (from)->ipaddrWins;                       \
		(to)->ipaddrWinsAlt = (from)->ipaddrWinsAlt;                 \
		(to)->dwfNetProtocols = (from)->dwfNetProtocols;             \
		COPY_STRING((to)->szDeviceType, (from)->szDeviceType);       \
		COPY_STRING((to)->szDeviceName, (from)->szDeviceName);       \
		COPY_STRING((to)->szX25PadType, (from)->szX25PadType);       \
		COPY_STRING((to)->szX25Address, (from)->szX25Address);       \
		COPY_STRING((to)->szX25Facilities, (from)->szX25Facilities); \
		COPY_STRING((to)->szX25UserData, (from)->szX25UserData);     \
		(to)->dwChannels = (from)->dwChannels;                       \
		(to)->dwSubEntries = (from)->dwSubEntries;                   \
		(to)->dwDialMode = (from)->dwDialMode;                       \
		(to)->dwDialExtraPercent = (from)->dwDialExtraPercent;       \
		(to)->dwDialExtraSampleSeconds =                             \
			(from)->dwDialExtraSampleSeconds;                    \
		(to)->dwHangUpExtraPercent = (from)->dwHangUpExtraPercent;   \
		(to)->dwHangUpExtraSampleSeconds =                           \
			(from)->dwHangUpExtraSampleSeconds;                  \
		(to)->dwIdleDisconnectSeconds =                              \
			(from)->dwIdleDisconnectSeconds;                     \
		(to)->dwType = (from)->dwType;                               \
		(to)->dwEncryptionType = (from)->dwEncryptionType;           \
		(to)->dwCustomAuthKey = (from)->dwCustomAuthKey;             \
		(to)->dwVpnStrategy = (from)->dwVpnStrategy;                 \
	} while (0)

#define COPY_IPV6(to, from)                                                 \
	do {                                                                \
		(to)->AddressCount = (from)->AddressCount;                  \
		memcpy(&(to)->ipv6addrDns, &(from)->ipv6addrDns, 16);       \
		memcpy(&(to)->ipv6addrDnsAlt, &(from)->ipv6addrDnsAlt, 16); \
	} while (0)

#define COPY_MEMBERS(to, from)         \
	do {                           \
		COPY_COMMON(to, from); \
		COPY_ENTRY(to, from);  \
		COPY_IPV6(to, from);   \
	} while (0)

/*
 * An image with everything of any level, and what its offsets lead to.  The
 * blobs point into the container, or to what the caller has.
 */
struct image {
	struct image_wide wide;
	DATA_BLOB hours;
	DATA_BLOB auth_data;
	DATA_BLOB alternates;
};

/** @brief Room for @length bytes, so that what follows is aligned. */
static inline size_t image_room(size_t length)
{
	return (length + 7) & ~(size_t)7;
}

/**
 * @brief How much of MPR_INTERFACE_3 a level has, in bytes.
 *
 * Each level begins like the one above it, but for the dial-out hours, which
 * only level 1 has, at its end.
 */
static inline size_t info_members(uint32_t level)
{
	_Static_assert(offsetof(MPR_INTERFACE_0, dwLastError) ==
				       offsetof(MPR_INTERFACE_3, dwLastError) &&
			       offsetof(MPR_INTERFACE_1, dwLastError) ==
				       offsetof(MPR_INTERFACE_3, dwLastError) &&
			       offsetof(MPR_INTERFACE_2, dwVpnStrategy) ==
				       offsetof(MPR_INTERFACE_3, dwVpnStrategy),
		       "one begins like the other");
	return level < 2    ? offsetof(MPR_INTERFACE_3, dwfOptions)
	       : level == 2 ? offsetof(MPR_INTERFACE_3, AddressCount)
			    : sizeof(MPR_INTERFACE_3);
}

#endif
