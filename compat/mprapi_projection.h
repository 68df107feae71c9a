/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The part of mprapi.h about what was negotiated on a connection; included by
 * mprapi.h.
 */
#ifndef COMPAT_MPRAPI_PROJECTION_H
#define COMPAT_MPRAPI_PROJECTION_H

#include "mprapi_ras.h"

#ifdef __cplusplus
extern "C" {
#endif

/* pidl makes the same constants of dimsvc_types.idl and ras_connection.idl. */
#ifndef MPRAPI_OBJECT_TYPE_RAS_CONNECTION_OBJECT
typedef enum _MPRAPI_OBJECT_TYPE {
	MPRAPI_OBJECT_TYPE_RAS_CONNECTION_OBJECT = 1,
	MPRAPI_OBJECT_TYPE_MPR_SERVER_OBJECT = 2,
	MPRAPI_OBJECT_TYPE_MPR_SERVER_SET_CONFIG_OBJECT = 3,
	MPRAPI_OBJECT_TYPE_AUTH_VALIDATION_OBJECT = 4,
	MPRAPI_OBJECT_TYPE_UPDATE_CONNECTION_OBJECT = 5,
	MPRAPI_OBJECT_TYPE_IF_CUSTOM_CONFIG_OBJECT = 6
} MPRAPI_OBJECT_TYPE,
	*PMPRAPI_OBJECT_TYPE;
#endif

#ifndef MPRAPI_RAS_CONNECTION_OBJECT_REVISION_1
#define MPRAPI_RAS_CONNECTION_OBJECT_REVISION_1	       0x01
#define MPRAPI_RAS_UPDATE_CONNECTION_OBJECT_REVISION_1 0x01
#endif
#ifndef MPRAPI_PPP_PROJECTION_INFO_TYPE
#define MPRAPI_PPP_PROJECTION_INFO_TYPE	  0x01
#define MPRAPI_IKEV2_PROJECTION_INFO_TYPE 0x02
#endif

/** @brief What structure it is; the first member of each Ex structure. */
typedef struct _MPRAPI_OBJECT_HEADER {
	UCHAR revision;
	UCHAR type; /**< MPRAPI_OBJECT_TYPE_* */
	USHORT size;
} MPRAPI_OBJECT_HEADER, *PMPRAPI_OBJECT_HEADER;

typedef struct _PPP_PROJECTION_INFO {
	DWORD dwIPv4NegotiationError;
	WCHAR wszAddress[IPADDRESSLEN + 1];
	WCHAR wszRemoteAddress[IPADDRESSLEN + 1];
	DWORD dwIPv4Options;
	DWORD dwIPv4RemoteOptions;
	ULONG64 IPv4SubInterfaceIndex;
	DWORD dwIPv6NegotiationError;
	BYTE bInterfaceIdentifier[8];
	BYTE bRemoteInterfaceIdentifier[8];
	BYTE bPrefix[8];
	DWORD dwPrefixLength;
	ULONG64 IPv6SubInterfaceIndex;
	DWORD dwLcpError;
	DWORD dwAuthenticationProtocol; /**< PPP_LCP_PAP ... */
	DWORD dwAuthenticationData;	/**< PPP_LCP_CHAP_* */
	DWORD dwRemoteAuthenticationProtocol;
	DWORD dwRemoteAuthenticationData;
	DWORD dwLcpTerminateReason;
	DWORD dwLcpRemoteTerminateReason;
	DWORD dwLcpOptions; /**< PPP_LCP_PFC ... */
	DWORD dwLcpRemoteOptions;
	DWORD dwEapTypeId;
	DWORD dwRemoteEapTypeId;
	DWORD dwCcpError;
	DWORD dwCompressionAlgorithm; /**< RASCCPCA_* */
	DWORD dwCcpOptions;	      /**< PPP_CCP_* */
	DWORD dwRemoteCompressionAlgorithm;
	DWORD dwCcpRemoteOptions;
} PPP_PROJECTION_INFO, *PPPP_PROJECTION_INFO;

typedef struct _PPP_PROJECTION_INFO2 {
	DWORD dwIPv4NegotiationError;
	WCHAR wszAddress[IPADDRESSLEN + 1];
	WCHAR wszRemoteAddress[IPADDRESSLEN + 1];
	DWORD dwIPv4Options;
	DWORD dwIPv4RemoteOptions;
	ULONG64 IPv4SubInterfaceIndex;
	DWORD dwIPv6NegotiationError;
	BYTE bInterfaceIdentifier[8];
	BYTE bRemoteInterfaceIdentifier[8];
	BYTE bPrefix[8];
	DWORD dwPrefixLength;
	ULONG64 IPv6SubInterfaceIndex;
	DWORD dwLcpError;
	DWORD dwAuthenticationProtocol; /**< PPP_LCP_PAP ... */
	DWORD dwAuthenticationData;	/**< PPP_LCP_CHAP_* */
	DWORD dwRemoteAuthenticationProtocol;
	DWORD dwRemoteAuthenticationData;
	DWORD dwLcpTerminateReason;
	DWORD dwLcpRemoteTerminateReason;
	DWORD dwLcpOptions; /**< PPP_LCP_PFC ... */
	DWORD dwLcpRemoteOptions;
	DWORD dwEapTypeId;
	DWORD dwEmbeddedEAPTypeId;
	DWORD dwRemoteEapTypeId;
	DWORD dwCcpError;
	DWORD dwCompressionAlgorithm; /**< RASCCPCA_* */
	DWORD dwCcpOptions;	      /**< PPP_CCP_* */
	DWORD dwRemoteCompressionAlgorithm;
	DWORD dwCcpRemoteOptions;
} PPP_PROJECTION_INFO2, *PPPP_PROJECTION_INFO2;

typedef struct _IKEV2_PROJECTION_INFO {
	DWORD dwIPv4NegotiationError;
	WCHAR wszAddress[IPADDRESSLEN + 1];
	WCHAR wszRemoteAddress[IPADDRESSLEN + 1];
	ULONG64 IPv4SubInterfaceIndex;
	DWORD dwIPv6NegotiationError;
	BYTE bInterfaceIdentifier[8];
	BYTE bRemoteInterfaceIdentifier[8];
	BYTE bPrefix[8];
	DWORD dwPrefixLength;
	ULONG64 IPv6SubInterfaceIndex;
	DWORD dwOptions;
	DWORD dwAuthenticationProtocol;
	DWORD dwEapTypeId;
	DWORD dwCompressionAlgorithm;
	DWORD dwEncryptionMethod;
} IKEV2_PROJECTION_INFO, *PIKEV2_PROJECTION_INFO;

typedef struct _IKEV2_PROJECTION_INFO2 {
	DWORD dwIPv4NegotiationError;
	WCHAR wszAddress[IPADDRESSLEN + 1];
	WCHAR wszRemoteAddress[IPADDRESSLEN + 1];
	ULONG64 IPv4SubInterfaceIndex;
	DWORD dwIPv6NegotiationError;
	BYTE bInterfaceIdentifier[8];
	BYTE bRemoteInterfaceIdentifier[8];
	BYTE bPrefix[8];
	DWORD dwPrefixLength;
	ULONG64 IPv6SubInterfaceIndex;
	DWORD dwOptions;
	DWORD dwAuthenticationProtocol;
	DWORD dwEapTypeId;
	DWORD dwEmbeddedEAPTypeId;
	DWORD dwCompressionAlgorithm;
	DWORD dwEncryptionMethod;
} IKEV2_PROJECTION_INFO2, *PIKEV2_PROJECTION_INFO2;

typedef struct _PROJECTION_INFO {
	UCHAR projectionInfoType; /**< MPRAPI_*_PROJECTION_INFO_TYPE */
	union {
		PPP_PROJECTION_INFO PppProjectionInfo;
		IKEV2_PROJECTION_INFO Ikev2ProjectionInfo;
	};
} PROJECTION_INFO, *PPROJECTION_INFO;

typedef struct _PROJECTION_INFO2 {
	UCHAR projectionInfoType;
	union {
		PPP_PROJECTION_INFO2 PppProjectionInfo;
		IKEV2_PROJECTION_INFO2 Ikev2ProjectionInfo;
	};
} PROJECTION_INFO2, *PPROJECTION_INFO2;

typedef struct _RAS_CONNECTION_EX {
	MPRAPI_OBJECT_HEADER Header;
	DWORD dwConnectDuration; /**< seconds */
	ROUTER_INTERFACE_TYPE dwInterfaceType;
	DWORD dwConnectionFlags; /**< RAS_FLAGS_* */
	WCHAR wszInterfaceName[MAX_INTERFACE_NAME_LEN + 1];
	WCHAR wszUserName[UNLEN + 1];
	WCHAR wszLogonDomain[DNLEN + 1];
	WCHAR wszRemoteComputer[NETBIOS_NAME_LEN + 1];
	GUID guid;
	RAS_QUARANTINE_STATE rasQuarState;
	FILETIME probationTime;
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
	DWORD dwNumSwitchOvers;
	WCHAR wszRemoteEndpointAddress[MAXIPADRESSLEN + 1];
	WCHAR wszLocalEndpointAddress[MAXIPADRESSLEN + 1];
	PROJECTION_INFO ProjectionInfo;
	HANDLE hConnection;
	HANDLE hInterface;
} RAS_CONNECTION_EX, *PRAS_CONNECTION_EX;

typedef struct _RAS_CONNECTION_4 {
	DWORD dwConnectDuration; /**< seconds */
	ROUTER_INTERFACE_TYPE dwInterfaceType;
	DWORD dwConnectionFlags; /**< RAS_FLAGS_* */
	WCHAR wszInterfaceName[MAX_INTERFACE_NAME_LEN + 1];
	WCHAR wszUserName[UNLEN + 1];
	WCHAR wszLogonDomain[DNLEN + 1];
	WCHAR wszRemoteComputer[NETBIOS_NAME_LEN + 1];
	GUID guid;
	RAS_QUARANTINE_STATE rasQuarState;
	FILETIME probationTime;
	FILETIME connectionStartTime;
	ULONGLONG ullBytesXmited; /**< the wire has 32 bits of each */
	ULONGLONG ullBytesRcved;
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
	DWORD dwNumSwitchOvers;
	WCHAR wszRemoteEndpointAddress[MAXIPADRESSLEN + 1];
	WCHAR wszLocalEndpointAddress[MAXIPADRESSLEN + 1];
	PROJECTION_INFO2 ProjectionInfo;
	HANDLE hConnection;
	HANDLE hInterface;
	DWORD dwDeviceType;
} RAS_CONNECTION_4, *PRAS_CONNECTION_4;

/** @brief New end points of a VPN connection. */
typedef struct _RAS_UPDATE_CONNECTION {
	MPRAPI_OBJECT_HEADER Header;
	DWORD dwIfIndex;
	WCHAR wszLocalEndpointAddress[MAXIPADRESSLEN + 1]; /**< not sent */
	WCHAR wszRemoteEndpointAddress[MAXIPADRESSLEN + 1];
} RAS_UPDATE_CONNECTION, *PRAS_UPDATE_CONNECTION;

/**
 * @brief Enumerate connections as an array of RAS_CONNECTION_EX.
 *
 * @param[in]     pObjectHeader     which revision: 1
 * @param[in]     dwPreferedMaxLen  bytes; (DWORD)-1 for everything.  The
 *                                  answer has one entry more than fits
 * @param[out]    lpdwEntriesRead   how many the array has
 * @param[out]    lpdwTotalEntries  how many there were to read
 * @param[out]    ppRasConn         freed with MprAdminBufferFree()
 * @param[in,out] lpdwResumeHandle  0 at first; may be NULL
 * @retval ERROR_MORE_DATA  the array is valid, and there is more
 */
DWORD MprAdminConnectionEnumEx(RAS_SERVER_HANDLE hRasServer,
			       PMPRAPI_OBJECT_HEADER pObjectHeader,
			       DWORD dwPreferedMaxLen, LPDWORD lpdwEntriesRead,
			       LPDWORD lpdwTotalEntries,
			       PRAS_CONNECTION_EX *ppRasConn,
			       LPDWORD lpdwResumeHandle);

/**
 * @brief RAS_CONNECTION_EX of one connection.
 *
 * @param[in,out] pRasConnection  the caller's; its Header says which revision.
 *                                Nothing in it is to be freed
 */
DWORD MprAdminConnectionGetInfoEx(RAS_SERVER_HANDLE hRasServer,
				  HANDLE hRasConnection,
				  PRAS_CONNECTION_EX pRasConnection);

/** @brief Tell a VPN connection that its end points are others now. */
DWORD MprAdminUpdateConnection(RAS_SERVER_HANDLE hRasServer,
			       HANDLE hRasConnection,
			       PRAS_UPDATE_CONNECTION pRasUpdateConnection);

#ifdef __cplusplus
}
#endif

#endif
