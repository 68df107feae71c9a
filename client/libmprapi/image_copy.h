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
#include "ndr_images.h"
#include "compat/mprapi.h"

/* Sizes of the fixed parts ([MS-RRASM] 2.2.1.2.81 to 84). */
enum image_size {
	SIZE_0 = 540,
	SIZE_1 = 544,
	SIZE_1_64 = 552,
	SIZE_2 = 2468,
	SIZE_2_64 = 2488,
	SIZE_3 = 2508,
	SIZE_3_64 = 2528,
};

/*
 * The members that structures share, by name: the two families differ in
 * the types of the handle and of the pointers only.
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

/*
 * An image with everything of any level, and what its offsets lead to.  The
 * blobs point into the container.
 */
struct image {
	struct MPRI_INTERFACE_3 fixed;
	DATA_BLOB hours;
	DATA_BLOB auth_data;
	DATA_BLOB alternates;
};

/** @brief Room for @length bytes, so that what follows is aligned. */
static inline size_t image_room(size_t length)
{
	return (length + 7) & ~(size_t)7;
}

#endif
