/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Copies between pidl's structures and those of mprapi.h.  Numbers, arrays and
 * structures of these are the same in both; handles and pointers are not.
 */
#ifndef CLIENT_IMAGE_SAME_H
#define CLIENT_IMAGE_SAME_H

#include <string.h>

/** @brief Copy a member that is laid out alike in both. */
#define COPY_SAME(to, from)                                                \
	do {                                                               \
		_Static_assert(sizeof(to) == sizeof(from), "same layout"); \
		memcpy(&(to), &(from), sizeof(to));                        \
	} while (0)

/** @brief Copy a string's array, and terminate it. */
#define COPY_WIDE(to, from)                                               \
	do {                                                              \
		_Static_assert(sizeof(to) == sizeof(from), "same array"); \
		memcpy((to), (from), sizeof(to));                         \
		(to)[sizeof(to) / sizeof((to)[0]) - 1] = 0;               \
	} while (0)

/** @brief What ports and connections count, but for the bytes. */
#define COPY_COUNTS(to, from)                                                \
	do {                                                                 \
		(to)->dwFramesXmited = (from)->dwFramesXmited;               \
		(to)->dwFramesRcved = (from)->dwFramesRcved;                 \
		(to)->dwCrcErr = (from)->dwCrcErr;                           \
		(to)->dwTimeoutErr = (from)->dwTimeoutErr;                   \
		(to)->dwAlignmentErr = (from)->dwAlignmentErr;               \
		(to)->dwHardwareOverrunErr = (from)->dwHardwareOverrunErr;   \
		(to)->dwFramingErr = (from)->dwFramingErr;                   \
		(to)->dwBufferOverrunErr = (from)->dwBufferOverrunErr;       \
		(to)->dwCompressionRatioIn = (from)->dwCompressionRatioIn;   \
		(to)->dwCompressionRatioOut = (from)->dwCompressionRatioOut; \
	} while (0)

#define COPY_BYTES(to, from)                                 \
	do {                                                 \
		(to)->dwBytesXmited = (from)->dwBytesXmited; \
		(to)->dwBytesRcved = (from)->dwBytesRcved;   \
	} while (0)

/** @brief Whose connection it is. */
#define COPY_PEER(to, from)                                                    \
	do {                                                                   \
		(to)->dwConnectDuration = (from)->dwConnectDuration;           \
		(to)->dwInterfaceType =                                        \
			(ROUTER_INTERFACE_TYPE)(from)->dwInterfaceType;        \
		(to)->dwConnectionFlags = (from)->dwConnectionFlags;           \
		COPY_WIDE((to)->wszInterfaceName, (from)->wszInterfaceName);   \
		COPY_WIDE((to)->wszUserName, (from)->wszUserName);             \
		COPY_WIDE((to)->wszLogonDomain, (from)->wszLogonDomain);       \
		COPY_WIDE((to)->wszRemoteComputer, (from)->wszRemoteComputer); \
	} while (0)

#endif
