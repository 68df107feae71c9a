/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The part of mprapi.h about ports, connections and devices; included by
 * mprapi.h.
 */
#ifndef COMPAT_MPRAPI_RAS_H
#define COMPAT_MPRAPI_RAS_H

#include "mprapi.h"

#ifdef __cplusplus
extern "C" {
#endif

/** @name Lengths without the terminator, in UTF-16 units */
/**@{*/
#define MAX_PORT_NAME	    16
#define MAX_MEDIA_NAME	    16
#define MAX_DEVICE_NAME	    128
#define MAX_DEVICETYPE_NAME 16
#define NETBIOS_NAME_LEN    16
#define IPADDRESSLEN	    15
#define IPXADDRESSLEN	    22
#define ATADDRESSLEN	    32
#define MAXIPADRESSLEN	    64
/**@}*/

#ifdef _HEADER_rras_types

typedef enum RAS_PORT_CONDITION RAS_PORT_CONDITION;
typedef enum RAS_HARDWARE_CONDITION RAS_HARDWARE_CONDITION;
typedef enum RAS_QUARANTINE_STATE RAS_QUARANTINE_STATE;

#else

typedef enum _RAS_PORT_CONDITION {
	RAS_PORT_NON_OPERATIONAL,
	RAS_PORT_DISCONNECTED,
	RAS_PORT_CALLING_BACK,
	RAS_PORT_LISTENING,
	RAS_PORT_AUTHENTICATING,
	RAS_PORT_AUTHENTICATED,
	RAS_PORT_INITIALIZING
} RAS_PORT_CONDITION;

typedef enum _RAS_HARDWARE_CONDITION {
	RAS_HARDWARE_OPERATIONAL,
	RAS_HARDWARE_FAILURE
} RAS_HARDWARE_CONDITION;

typedef enum _RAS_QUARANTINE_STATE {
	RAS_QUAR_STATE_NORMAL,
	RAS_QUAR_STATE_QUARANTINE,
	RAS_QUAR_STATE_PROBATION,
	RAS_QUAR_STATE_NOT_CAPABLE
} RAS_QUARANTINE_STATE;

#define MPR_MaxPhoneNumber 128

#endif /* _HEADER_rras_types */

/* dwConnectionFlags */
#define RAS_FLAGS_PPP_CONNECTION     0x00000001
#define RAS_FLAGS_MESSENGER_PRESENT  0x00000002
#define RAS_FLAGS_RAS_CONNECTION     0x00000004
#define RAS_FLAGS_QUARANTINE_PRESENT 0x00000008
#define RAS_FLAGS_ARAP_CONNECTION    0x00000010

/* dwAuthenticationProtocol and dwAuthenticationData */
#define PPP_LCP_PAP	  0x0000C023
#define PPP_LCP_SPAP	  0x0000C027
#define PPP_LCP_CHAP	  0x0000C223
#define PPP_LCP_EAP	  0x0000C227
#define PPP_LCP_CHAP_MD5  0x00000005
#define PPP_LCP_CHAP_MS	  0x00000080
#define PPP_LCP_CHAP_MSV2 0x00000081

/* dwOptions of PPP_LCP_INFO */
#define PPP_LCP_MULTILINK_FRAMING 0x00000001
#define PPP_LCP_PFC		  0x00000002
#define PPP_LCP_ACFC		  0x00000004
#define PPP_LCP_SSHF		  0x00000008

/* dwOptions of PPP_IPCP_INFO2: Van Jacobson compression */
#define PPP_IPCP_VJ 0x00000001

/* dwCompressionAlgorithm and dwOptions of PPP_CCP_INFO */
#define RASCCPCA_STAC		   0x00000005
#define RASCCPCA_MPPC		   0x00000006
#define PPP_CCP_COMPRESSION	   0x00000001
#define PPP_CCP_ENCRYPTION40BITOLD 0x00000010
#define PPP_CCP_ENCRYPTION40BIT	   0x00000020
#define PPP_CCP_ENCRYPTION128BIT   0x00000040
#define PPP_CCP_ENCRYPTION56BIT	   0x00000080
#define PPP_CCP_HISTORYLESS	   0x01000000

/** @brief A connection to a RAS server: an MPR_SERVER_HANDLE too. */
typedef HANDLE RAS_SERVER_HANDLE;

typedef struct _PPP_NBFCP_INFO {
	DWORD dwError;
	WCHAR wszWksta[NETBIOS_NAME_LEN + 1];
} PPP_NBFCP_INFO;

typedef struct _PPP_IPCP_INFO {
	DWORD dwError;
	WCHAR wszAddress[IPADDRESSLEN + 1];
	WCHAR wszRemoteAddress[IPADDRESSLEN + 1];
} PPP_IPCP_INFO;

typedef struct _PPP_IPCP_INFO2 {
	DWORD dwError;
	WCHAR wszAddress[IPADDRESSLEN + 1];
	WCHAR wszRemoteAddress[IPADDRESSLEN + 1];
	DWORD dwOptions;
	DWORD dwRemoteOptions;
} PPP_IPCP_INFO2;

/* [MS-RRASM] 2.2.1.2.67 has 16 units for an address of IPX, and so has the
 * wire; what mprapi.h's IPXADDRESSLEN would add has no meaning. */
typedef struct _PPP_IPXCP_INFO {
	DWORD dwError;
	WCHAR wszAddress[IPADDRESSLEN + 1];
} PPP_IPXCP_INFO;

typedef struct _PPP_IPV6_CP_INFO {
	DWORD dwVersion;
	DWORD dwSize;
	DWORD dwError;
	BYTE bInterfaceIdentifier[8];
	BYTE bRemoteInterfaceIdentifier[8];
	DWORD dwOptions;
	DWORD dwRemoteOptions;
	BYTE bPrefix[8];
	DWORD dwPrefixLength;
} PPP_IPV6_CP_INFO;

typedef struct _PPP_ATCP_INFO {
	DWORD dwError;
	WCHAR wszAddress[ATADDRESSLEN + 1];
} PPP_ATCP_INFO;

typedef struct _PPP_CCP_INFO {
	DWORD dwError;
	DWORD dwCompressionAlgorithm; /**< RASCCPCA_* */
	DWORD dwOptions;	      /**< PPP_CCP_* */
	DWORD dwRemoteCompressionAlgorithm;
	DWORD dwRemoteOptions;
} PPP_CCP_INFO;

typedef struct _PPP_LCP_INFO {
	DWORD dwError;
	DWORD dwAuthenticationProtocol; /**< PPP_LCP_PAP ... */
	DWORD dwAuthenticationData;	/**< PPP_LCP_CHAP_* */
	DWORD dwRemoteAuthenticationProtocol;
	DWORD dwRemoteAuthenticationData;
	DWORD dwTerminateReason;
	DWORD dwRemoteTerminateReason;
	DWORD dwOptions;
	DWORD dwRemoteOptions;
	DWORD dwEapTypeId;
	DWORD dwRemoteEapTypeId;
} PPP_LCP_INFO;

typedef struct _PPP_INFO {
	PPP_NBFCP_INFO nbf;
	PPP_IPCP_INFO ip;
	PPP_IPXCP_INFO ipx;
	PPP_ATCP_INFO at;
} PPP_INFO;

typedef struct _PPP_INFO_2 {
	PPP_NBFCP_INFO nbf;
	PPP_IPCP_INFO2 ip;
	PPP_IPXCP_INFO ipx;
	PPP_ATCP_INFO at;
	PPP_CCP_INFO ccp;
	PPP_LCP_INFO lcp;
} PPP_INFO_2;

typedef struct _PPP_INFO_3 {
	PPP_NBFCP_INFO nbf;
	PPP_IPCP_INFO2 ip;
	PPP_IPV6_CP_INFO ipv6;
	PPP_CCP_INFO ccp;
	PPP_LCP_INFO lcp;
} PPP_INFO_3;

typedef struct _RAS_PORT_0 {
	HANDLE hPort;
	HANDLE hConnection;
	RAS_PORT_CONDITION dwPortCondition;
	DWORD dwTotalNumberOfCalls;
	DWORD dwConnectDuration; /**< seconds */
	WCHAR wszPortName[MAX_PORT_NAME + 1];
	WCHAR wszMediaName[MAX_MEDIA_NAME + 1];
	WCHAR wszDeviceName[MAX_DEVICE_NAME + 1];
	WCHAR wszDeviceType[MAX_DEVICETYPE_NAME + 1];
} RAS_PORT_0, *PRAS_PORT_0;

typedef struct _RAS_PORT_1 {
	HANDLE hPort;
	HANDLE hConnection;
	RAS_HARDWARE_CONDITION dwHardwareCondition;
	DWORD dwLineSpeed; /**< bits per second */
	DWORD dwBytesXmited;
	DWORD dwBytesRcved;
	DWORD dwFramesXmited;
	DWORD dwFramesRcved;
	DWORD dwCrcErr;
	DWORD dwTimeoutErr;
	DWORD dwAlignmentErr;
	DWORD dwHardwareOverrunErr;
	DWORD dwFramingErr;
	DWORD dwBufferOverrunErr;
	DWORD dwCompressionRatioIn; /**< percent */
	DWORD dwCompressionRatioOut;
} RAS_PORT_1, *PRAS_PORT_1;

typedef struct _RAS_CONNECTION_0 {
	HANDLE hConnection;
	HANDLE hInterface;
	DWORD dwConnectDuration; /**< seconds */
	ROUTER_INTERFACE_TYPE dwInterfaceType;
	DWORD dwConnectionFlags; /**< RAS_FLAGS_* */
	WCHAR wszInterfaceName[MAX_INTERFACE_NAME_LEN + 1];
	WCHAR wszUserName[UNLEN + 1];
	WCHAR wszLogonDomain[DNLEN + 1];
	WCHAR wszRemoteComputer[NETBIOS_NAME_LEN + 1];
} RAS_CONNECTION_0, *PRAS_CONNECTION_0;

typedef struct _RAS_CONNECTION_1 {
	HANDLE hConnection;
	HANDLE hInterface;
	PPP_INFO PppInfo;
	DWORD dwBytesXmited;
	DWORD dwBytesRcved;
	DWORD dwFramesXmited;
	DWORD dwFramesRcved;
	DWORD dwCrcErr;
	DWORD dwTimeoutErr;
	DWORD dwAlignmentErr;
	DWORD dwHardwareOverrunErr;
	DWORD dwFramingErr;
	DWORD dwBufferOverrunErr;
	DWORD dwCompressionRatioIn;
	DWORD dwCompressionRatioOut;
} RAS_CONNECTION_1, *PRAS_CONNECTION_1;

typedef struct _RAS_CONNECTION_2 {
	HANDLE hConnection;
	WCHAR wszUserName[UNLEN + 1];
	ROUTER_INTERFACE_TYPE dwInterfaceType;
	GUID guid;
	PPP_INFO_2 PppInfo2;
} RAS_CONNECTION_2, *PRAS_CONNECTION_2;

typedef struct _RAS_CONNECTION_3 {
	DWORD dwVersion;
	DWORD dwSize;
	HANDLE hConnection;
	WCHAR wszUserName[UNLEN + 1];
	ROUTER_INTERFACE_TYPE dwInterfaceType;
	GUID guid;
	PPP_INFO_3 PppInfo3;
	RAS_QUARANTINE_STATE rasQuarState;
	FILETIME timer;
} RAS_CONNECTION_3, *PRAS_CONNECTION_3;

/** @brief What MprAdminDeviceEnum() tells of a device. */
typedef struct _MPR_DEVICE_0 {
	WCHAR szDeviceType[MPR_MaxDeviceType + 1];
	WCHAR szDeviceName[MPR_MaxDeviceName + 1];
} MPR_DEVICE_0, *PMPR_DEVICE_0;

typedef struct _MPR_DEVICE_1 {
	WCHAR szDeviceType[MPR_MaxDeviceType + 1];
	WCHAR szDeviceName[MPR_MaxDeviceName + 1];
	WCHAR szLocalPhoneNumber[MPR_MaxPhoneNumber + 1];
	PWCHAR szAlternates; /**< strings, an empty one ends; NULL: none */
} MPR_DEVICE_1, *PMPR_DEVICE_1;

/** @brief EAP information (level 0). */
typedef struct _MPR_CREDENTIALSEX_0 {
	DWORD dwSize;
	LPBYTE lpbCredentialsInfo;
} MPR_CREDENTIALSEX_0, *PMPR_CREDENTIALSEX_0;

/** @brief A pre-shared key (level 1); dwSize 0 removes it. */
typedef struct _MPR_CREDENTIALSEX_1 {
	DWORD dwSize;
	LPBYTE lpbCredentialsInfo;
} MPR_CREDENTIALSEX_1, *PMPR_CREDENTIALSEX_1;

/**
 * @name Ports
 * The arrays and structures are freed with MprAdminBufferFree().
 */
/**@{*/
/**
 * @brief Enumerate ports as an array of RAS_PORT_0.
 *
 * @param[in]     dwLevel           0
 * @param[in]     hRasConnection    whose ports, INVALID_HANDLE_VALUE for all
 * @param[in]     dwPrefMaxLen      bytes on the wire; (DWORD)-1: everything
 * @param[out]    lpdwEntriesRead   how many the array has
 * @param[out]    lpdwTotalEntries  how many there were to read
 * @param[in,out] lpdwResumeHandle  0 at first; may be NULL
 * @retval ERROR_MORE_DATA      the array is valid, and there is more
 * @retval ERROR_NOT_SUPPORTED  another level
 */
DWORD MprAdminPortEnum(RAS_SERVER_HANDLE hRasServer, DWORD dwLevel,
		       HANDLE hRasConnection, LPBYTE *lplpbBuffer,
		       DWORD dwPrefMaxLen, LPDWORD lpdwEntriesRead,
		       LPDWORD lpdwTotalEntries, LPDWORD lpdwResumeHandle);

/** @brief RAS_PORT_0 or _1; ERROR_INVALID_PORT_HANDLE. */
DWORD MprAdminPortGetInfo(RAS_SERVER_HANDLE hRasServer, DWORD dwLevel,
			  HANDLE hPort, LPBYTE *lplpbBuffer);

DWORD MprAdminPortClearStats(RAS_SERVER_HANDLE hRasServer, HANDLE hPort);
DWORD MprAdminPortReset(RAS_SERVER_HANDLE hRasServer, HANDLE hPort);

/** @brief Hang up; returns when the link is gone. */
DWORD MprAdminPortDisconnect(RAS_SERVER_HANDLE hRasServer, HANDLE hPort);
/**@}*/

/** @name Connections */
/**@{*/
/**
 * @brief Enumerate connections as an array of RAS_CONNECTION_0 to _4.
 *
 * As MprAdminPortEnum(), with the connections' levels.
 *
 * @retval ERROR_INVALID_LEVEL  no such level
 */
DWORD MprAdminConnectionEnum(RAS_SERVER_HANDLE hRasServer, DWORD dwLevel,
			     LPBYTE *lplpbBuffer, DWORD dwPrefMaxLen,
			     LPDWORD lpdwEntriesRead, LPDWORD lpdwTotalEntries,
			     LPDWORD lpdwResumeHandle);

/** @brief RAS_CONNECTION_0 to _3; ERROR_INTERFACE_NOT_CONNECTED. */
DWORD MprAdminConnectionGetInfo(RAS_SERVER_HANDLE hRasServer, DWORD dwLevel,
				HANDLE hRasConnection, LPBYTE *lplpbBuffer);

DWORD MprAdminConnectionClearStats(RAS_SERVER_HANDLE hRasServer,
				   HANDLE hRasConnection);

/**
 * @brief Remove the quarantine of a dialed-in client.
 *
 * @param[in] hRasConnection  a connection, or with @fIsIpAddress the IPv4
 *                            address of the client in network byte order
 */
DWORD MprAdminConnectionRemoveQuarantine(HANDLE hRasServer,
					 HANDLE hRasConnection,
					 BOOL fIsIpAddress);

/** @brief Send a text to the user of a connection; PPP has no means for it. */
DWORD MprAdminSendUserMessage(MPR_SERVER_HANDLE hMprServer, HANDLE hConnection,
			      LPWSTR lpwszMessage);

/**
 * @brief Signal an event whenever an interface connects or disconnects.
 *
 * @param[in] hEventNotification  an eventfd, cast to HANDLE, its number not 0;
 *                                the caller keeps it
 * @retval ERROR_NOT_SUPPORTED      hMprServer is not the local server
 * @retval ERROR_INVALID_PARAMETER  no such event
 *
 * The registration ends with the connection to the server.
 */
DWORD MprAdminRegisterConnectionNotification(MPR_SERVER_HANDLE hMprServer,
					     HANDLE hEventNotification);
DWORD MprAdminDeregisterConnectionNotification(MPR_SERVER_HANDLE hMprServer,
					       HANDLE hEventNotification);
/**@}*/

/** @name Devices */
/**@{*/
/** @brief Enumerate the devices as an array of MPR_DEVICE_0 (@dwLevel 0). */
DWORD MprAdminDeviceEnum(MPR_SERVER_HANDLE hMprServer, DWORD dwLevel,
			 LPBYTE *lplpbBuffer, LPDWORD lpdwTotalEntries);

/**
 * @brief MPR_DEVICE_0 or _1 of an interface's device.
 *
 * @param[in]  dwIndex    1 for the first
 * @param[out] lplpBuffer one block, what its members point to included
 */
DWORD MprAdminInterfaceDeviceGetInfo(MPR_SERVER_HANDLE hMprServer,
				     HANDLE hInterface, DWORD dwIndex,
				     DWORD dwLevel, LPBYTE *lplpBuffer);

/** @brief Set an interface's device, or add one. */
DWORD MprAdminInterfaceDeviceSetInfo(MPR_SERVER_HANDLE hMprServer,
				     HANDLE hInterface, DWORD dwIndex,
				     DWORD dwLevel, LPBYTE lpbBuffer);
/**@}*/

/** @name Extended credentials of an interface */
/**@{*/
/** @brief Set MPR_CREDENTIALSEX_0 (EAP) or _1 (a pre-shared key). */
DWORD MprAdminInterfaceSetCredentialsEx(MPR_SERVER_HANDLE hMprServer,
					HANDLE hInterface, DWORD dwLevel,
					LPBYTE lpbBuffer);

/**
 * @brief Read them; one block, freed with MprAdminBufferFree().
 *
 * OpenRRAS returns a mask for a key unless it is told otherwise.
 */
DWORD MprAdminInterfaceGetCredentialsEx(MPR_SERVER_HANDLE hMprServer,
					HANDLE hInterface, DWORD dwLevel,
					LPBYTE *lplpbBuffer);
/**@}*/

#ifdef __cplusplus
}
#endif

#endif
