/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The router administration API of Windows, mprapi.h, for programs on Linux:
 * same names, types and codes, so that a program for the Windows API compiles
 * after the change of its include lines.
 *
 * What differs from Windows:
 *  - WCHAR is a UTF-16 unit of 16 bits, as there, and therefore not wchar_t;
 *    write u"text" for a literal.  mprapi_ext.h converts from and to UTF-8.
 *  - The result codes (ERROR_..., RPC_S_..., PENDING) are in rras_errors.h.
 *  - For the local server hEvent is an eventfd, cast to HANDLE.
 *
 * Include this one: mprapi_ras.h (ports, connections, devices),
 * mprapi_projection.h (RAS_CONNECTION_EX) and mprapi_tunnel.h (tunnels) come
 * with it, and no other header of ours is needed.  A file of this project that
 * includes the pidl-made rras_types.h too must include that one first: the
 * constants and enumerations below are then the ones from there.
 */
#ifndef COMPAT_MPRAPI_H
#define COMPAT_MPRAPI_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** @name Basic types of Windows */
/**@{*/
typedef uint8_t BYTE;
typedef uint8_t UCHAR;
typedef uint16_t USHORT;
typedef int32_t BOOL;
typedef uint32_t DWORD;
typedef uint32_t ULONG;
typedef uint64_t ULONG64;
typedef uint64_t ULONGLONG;
typedef uint16_t WCHAR;
typedef void VOID;
typedef void *HANDLE;
typedef void *LPVOID;
typedef BYTE *LPBYTE;
typedef DWORD *LPDWORD;
typedef WCHAR *PWCHAR;
typedef WCHAR *LPWSTR;

typedef struct _GUID {
	uint32_t Data1;
	uint16_t Data2;
	uint16_t Data3;
	uint8_t Data4[8];
} GUID;

typedef struct _FILETIME {
	DWORD dwLowDateTime;
	DWORD dwHighDateTime;
} FILETIME;

typedef struct _IN6_ADDR {
	union {
		uint8_t Byte[16];
		uint16_t Word[8];
	} u; /**< network byte order */
} IN6_ADDR;

#ifndef FALSE
#define FALSE 0
#endif
#ifndef TRUE
#define TRUE 1
#endif

#define INVALID_HANDLE_VALUE ((HANDLE)(intptr_t)-1)
/**@}*/

/** @name Lengths without the terminator, in UTF-16 units (lmcons.h, ras.h) */
/**@{*/
#define UNLEN		   256
#define PWLEN		   256
#define DNLEN		   15
#define RAS_MaxPhoneNumber 128
/**@}*/

#ifdef _HEADER_rras_types

typedef enum ROUTER_INTERFACE_TYPE ROUTER_INTERFACE_TYPE;
typedef enum ROUTER_CONNECTION_STATE ROUTER_CONNECTION_STATE;

#else

typedef enum _ROUTER_INTERFACE_TYPE {
	ROUTER_IF_TYPE_CLIENT,
	ROUTER_IF_TYPE_HOME_ROUTER,
	ROUTER_IF_TYPE_FULL_ROUTER,
	ROUTER_IF_TYPE_DEDICATED,
	ROUTER_IF_TYPE_INTERNAL,
	ROUTER_IF_TYPE_LOOPBACK,
	ROUTER_IF_TYPE_TUNNEL1,
	ROUTER_IF_TYPE_DIALOUT,
	ROUTER_IF_TYPE_MAX
} ROUTER_INTERFACE_TYPE;

typedef enum _ROUTER_CONNECTION_STATE {
	ROUTER_IF_STATE_UNREACHABLE,
	ROUTER_IF_STATE_DISCONNECTED,
	ROUTER_IF_STATE_CONNECTING,
	ROUTER_IF_STATE_CONNECTED
} ROUTER_CONNECTION_STATE;

#define MAX_INTERFACE_NAME_LEN			256
#define MPR_MaxDeviceType			16
#define MPR_MaxDeviceName			128
#define MPR_MaxPadType				32
#define MPR_MaxX25Address			200
#define MPR_MaxFacilities			200
#define MPR_MaxUserData				200

/* fUnReachabilityReasons */
#define MPR_INTERFACE_OUT_OF_RESOURCES		0x00000001
#define MPR_INTERFACE_ADMIN_DISABLED		0x00000002
#define MPR_INTERFACE_CONNECTION_FAILURE	0x00000004
#define MPR_INTERFACE_SERVICE_PAUSED		0x00000008
#define MPR_INTERFACE_DIALOUT_HOURS_RESTRICTION 0x00000010
#define MPR_INTERFACE_NO_MEDIA_SENSE		0x00000020
#define MPR_INTERFACE_NO_DEVICE			0x00000040

/* dwfOptions */
#define MPRIO_SpecificIpAddr			0x00000002
#define MPRIO_SpecificNameServers		0x00000004
#define MPRIO_IpHeaderCompression		0x00000008
#define MPRIO_RemoteDefaultGateway		0x00000010
#define MPRIO_DisableLcpExtensions		0x00000020
#define MPRIO_SwCompression			0x00000200
#define MPRIO_RequireEncryptedPw		0x00000400
#define MPRIO_RequireMsEncryptedPw		0x00000800
#define MPRIO_RequireDataEncryption		0x00001000
#define MPRIO_NetworkLogon			0x00002000
#define MPRIO_UseLogonCredentials		0x00004000
#define MPRIO_PromoteAlternates			0x00008000
#define MPRIO_SecureLocalFiles			0x00010000
#define MPRIO_RequireEAP			0x00020000
#define MPRIO_RequirePAP			0x00040000
#define MPRIO_RequireSPAP			0x00080000
#define MPRIO_SharedPhoneNumbers		0x00800000
#define MPRIO_RequireMachineCertificates	0x01000000
#define MPRIO_UsePreSharedKeyForIkev2Initiator	0x02000000
#define MPRIO_UsePreSharedKeyForIkev2Responder	0x04000000
#define MPRIO_RequireCHAP			0x08000000
#define MPRIO_RequireMsCHAP			0x10000000
#define MPRIO_RequireMsCHAP2			0x20000000
#define MPRIO_IpSecPreSharedKey			0x80000000

/* dwfNetProtocols */
#define MPRNP_Ipx				0x00000002
#define MPRNP_Ip				0x00000004
#define MPRNP_Ipv6				0x00000008

/* szDeviceType */
#define MPRDT_Modem				u"modem"
#define MPRDT_Isdn				u"isdn"
#define MPRDT_X25				u"x25"
#define MPRDT_Vpn				u"vpn"
#define MPRDT_Pad				u"pad"
#define MPRDT_Generic				u"GENERIC"
#define MPRDT_Serial				u"SERIAL"
#define MPRDT_FrameRelay			u"FRAMERELAY"
#define MPRDT_Atm				u"ATM"
#define MPRDT_Sonet				u"SONET"
#define MPRDT_SW56				u"SW56"
#define MPRDT_Irda				u"IRDA"
#define MPRDT_Parallel				u"PARALLEL"

/* dwDialMode */
#define MPRDM_DialAll				1
#define MPRDM_DialAsNeeded			2

/* dwIdleDisconnectSeconds */
#define MPRIDS_Disabled				0xffffffff
#define MPRIDS_UseGlobalValue			0

/* dwType */
#define MPRET_Phone				1
#define MPRET_Vpn				2
#define MPRET_Direct				3

/* dwEncryptionType */
#define MPR_ET_None				0
#define MPR_ET_Require				1
#define MPR_ET_RequireMax			2
#define MPR_ET_Optional				3

/* dwVpnStrategy */
#define MPR_VS_Default				0
#define MPR_VS_PptpOnly				1
#define MPR_VS_PptpFirst			2
#define MPR_VS_L2tpOnly				3
#define MPR_VS_L2tpFirst			4
#define MPR_VS_Ikev2Only			7
#define MPR_VS_Ikev2First			8

#endif /* _HEADER_rras_types */

/* dwPptpPortFlags, dwL2tpPortFlags, dwSstpPortFlags */
#ifndef MPR_ENABLE_RAS_ON_DEVICE
#define MPR_ENABLE_RAS_ON_DEVICE     0x00000001
#define MPR_ENABLE_ROUTING_ON_DEVICE 0x00000002
#endif

/** @brief A connection to a router; see MprAdminServerConnect(). */
typedef HANDLE MPR_SERVER_HANDLE;

typedef struct _MPR_SERVER_0 {
	BOOL fLanOnlyMode;
	DWORD dwUpTime; /**< seconds */
	DWORD dwTotalPorts;
	DWORD dwPortsInUse;
} MPR_SERVER_0, *PMPR_SERVER_0;

typedef struct _MPR_SERVER_1 {
	DWORD dwNumPptpPorts;
	DWORD dwPptpPortFlags;
	DWORD dwNumL2tpPorts;
	DWORD dwL2tpPortFlags;
} MPR_SERVER_1, *PMPR_SERVER_1;

typedef struct _MPR_SERVER_2 {
	DWORD dwNumPptpPorts;
	DWORD dwPptpPortFlags;
	DWORD dwNumL2tpPorts;
	DWORD dwL2tpPortFlags;
	DWORD dwNumSstpPorts;
	DWORD dwSstpPortFlags;
} MPR_SERVER_2, *PMPR_SERVER_2;

typedef struct _MPR_INTERFACE_0 {
	WCHAR wszInterfaceName[MAX_INTERFACE_NAME_LEN + 1];
	HANDLE hInterface;
	BOOL fEnabled;
	ROUTER_INTERFACE_TYPE dwIfType;
	ROUTER_CONNECTION_STATE dwConnectionState;
	DWORD fUnReachabilityReasons; /**< MPR_INTERFACE_* */
	DWORD dwLastError;
} MPR_INTERFACE_0, *PMPR_INTERFACE_0;

typedef struct _MPR_INTERFACE_1 {
	WCHAR wszInterfaceName[MAX_INTERFACE_NAME_LEN + 1];
	HANDLE hInterface;
	BOOL fEnabled;
	ROUTER_INTERFACE_TYPE dwIfType;
	ROUTER_CONNECTION_STATE dwConnectionState;
	DWORD fUnReachabilityReasons;
	DWORD dwLastError;
	/** strings one after the other, an empty one ends; NULL: none */
	LPWSTR lpwsDialoutHoursRestriction;
} MPR_INTERFACE_1, *PMPR_INTERFACE_1;

typedef struct _MPR_INTERFACE_2 {
	WCHAR wszInterfaceName[MAX_INTERFACE_NAME_LEN + 1];
	HANDLE hInterface;
	BOOL fEnabled;
	ROUTER_INTERFACE_TYPE dwIfType;
	ROUTER_CONNECTION_STATE dwConnectionState;
	DWORD fUnReachabilityReasons;
	DWORD dwLastError;
	DWORD dwfOptions; /**< MPRIO_* */
	WCHAR szLocalPhoneNumber[RAS_MaxPhoneNumber + 1];
	PWCHAR szAlternates; /**< strings, an empty one ends; NULL: none */
	DWORD ipaddr;	     /**< in memory: a, b, c, d of a.b.c.d */
	DWORD ipaddrDns;
	DWORD ipaddrDnsAlt;
	DWORD ipaddrWins;
	DWORD ipaddrWinsAlt;
	DWORD dwfNetProtocols; /**< MPRNP_* */
	WCHAR szDeviceType[MPR_MaxDeviceType + 1];
	WCHAR szDeviceName[MPR_MaxDeviceName + 1];
	WCHAR szX25PadType[MPR_MaxPadType + 1];
	WCHAR szX25Address[MPR_MaxX25Address + 1];
	WCHAR szX25Facilities[MPR_MaxFacilities + 1];
	WCHAR szX25UserData[MPR_MaxUserData + 1];
	DWORD dwChannels;
	DWORD dwSubEntries;
	DWORD dwDialMode;
	DWORD dwDialExtraPercent;
	DWORD dwDialExtraSampleSeconds;
	DWORD dwHangUpExtraPercent;
	DWORD dwHangUpExtraSampleSeconds;
	DWORD dwIdleDisconnectSeconds; /**< MPRIDS_* or seconds */
	DWORD dwType;		       /**< MPRET_* */
	DWORD dwEncryptionType;	       /**< MPR_ET_* */
	DWORD dwCustomAuthKey;
	DWORD dwCustomAuthDataSize;
	LPBYTE lpbCustomAuthData;
	GUID guidId;
	DWORD dwVpnStrategy; /**< MPR_VS_* */
} MPR_INTERFACE_2, *PMPR_INTERFACE_2;

/** @brief MPR_INTERFACE_2 and, at its end, the IPv6 settings. */
typedef struct _MPR_INTERFACE_3 {
	WCHAR wszInterfaceName[MAX_INTERFACE_NAME_LEN + 1];
	HANDLE hInterface;
	BOOL fEnabled;
	ROUTER_INTERFACE_TYPE dwIfType;
	ROUTER_CONNECTION_STATE dwConnectionState;
	DWORD fUnReachabilityReasons;
	DWORD dwLastError;
	DWORD dwfOptions;
	WCHAR szLocalPhoneNumber[RAS_MaxPhoneNumber + 1];
	PWCHAR szAlternates;
	DWORD ipaddr;
	DWORD ipaddrDns;
	DWORD ipaddrDnsAlt;
	DWORD ipaddrWins;
	DWORD ipaddrWinsAlt;
	DWORD dwfNetProtocols;
	WCHAR szDeviceType[MPR_MaxDeviceType + 1];
	WCHAR szDeviceName[MPR_MaxDeviceName + 1];
	WCHAR szX25PadType[MPR_MaxPadType + 1];
	WCHAR szX25Address[MPR_MaxX25Address + 1];
	WCHAR szX25Facilities[MPR_MaxFacilities + 1];
	WCHAR szX25UserData[MPR_MaxUserData + 1];
	DWORD dwChannels;
	DWORD dwSubEntries;
	DWORD dwDialMode;
	DWORD dwDialExtraPercent;
	DWORD dwDialExtraSampleSeconds;
	DWORD dwHangUpExtraPercent;
	DWORD dwHangUpExtraSampleSeconds;
	DWORD dwIdleDisconnectSeconds;
	DWORD dwType;
	DWORD dwEncryptionType;
	DWORD dwCustomAuthKey;
	DWORD dwCustomAuthDataSize;
	LPBYTE lpbCustomAuthData;
	GUID guidId;
	DWORD dwVpnStrategy;
	ULONG AddressCount; /**< not used */
	IN6_ADDR ipv6addrDns;
	IN6_ADDR ipv6addrDnsAlt;
	IN6_ADDR *ipv6addr; /**< not used */
} MPR_INTERFACE_3, *PMPR_INTERFACE_3;

/**
 * @brief Connect to a router.
 *
 * @param[in]  lpwsServerName  a host's name or address, with or without two
 *                             leading backslashes; NULL or an empty string
 *                             for the rrasd of this machine
 * @param[out] phMprServer     freed with MprAdminServerDisconnect()
 *
 * The local server answers root only.  To a remote one this function speaks
 * with the Kerberos ticket of the caller; rras_server_connect() in
 * mprapi_ext.h takes a user and a password.
 *
 * Errors: ERROR_ACCESS_DENIED; RPC_S_INVALID_BINDING when phMprServer is NULL;
 * RPC_S_UNKNOWN_IF when the computer has no router service;
 * ERROR_LOGON_FAILURE; ERROR_BAD_NETPATH or RPC_S_SERVER_UNAVAILABLE when
 * nobody answers.
 */
DWORD MprAdminServerConnect(LPWSTR lpwsServerName,
			    MPR_SERVER_HANDLE *phMprServer);

/** @brief End a connection; NULL is ignored. */
VOID MprAdminServerDisconnect(MPR_SERVER_HANDLE hMprServer);

/**
 * @brief Whether the router service runs and this caller may use it.
 *
 * A server is asked for MPR_SERVER_0; only a complete answer counts as TRUE.
 */
BOOL MprAdminIsServiceRunning(LPWSTR lpwsServerName);

/** @brief Free what one of these functions returned. */
DWORD MprAdminBufferFree(LPVOID pBuffer);

/**
 * @brief The text of an error code.
 *
 * @param[out] lplpwsErrorString  freed with MprAdminBufferFree(), where
 *                                Windows has LocalFree()
 * @retval ERROR_MR_MID_NOT_FOUND  the code is not known
 */
DWORD MprAdminGetErrorString(DWORD dwError, LPWSTR *lplpwsErrorString);

/**
 * @brief Ask for MPR_SERVER_0, _1 or _2 (@dwLevel 0, 1, 2).
 *
 * @param[out] lplpbBuffer  freed with MprAdminBufferFree()
 */
DWORD MprAdminServerGetInfo(MPR_SERVER_HANDLE hMprServer, DWORD dwLevel,
			    LPBYTE *lplpbBuffer);

/**
 * @brief Set the ports of MPR_SERVER_1 or _2 (@dwLevel 1, 2).
 *
 * @retval ERROR_SUCCESS_REBOOT_REQUIRED, ERROR_SUCCESS_RESTART_REQUIRED
 *         it is set, and in force after a restart
 */
DWORD MprAdminServerSetInfo(MPR_SERVER_HANDLE hMprServer, DWORD dwLevel,
			    LPBYTE lpbBuffer);

/** @brief Create an interface from MPR_INTERFACE_0 to _3 (@dwLevel). */
DWORD MprAdminInterfaceCreate(MPR_SERVER_HANDLE hMprServer, DWORD dwLevel,
			      LPBYTE lpbBuffer, HANDLE *phInterface);

/** @brief Find an interface by its name; ERROR_NO_SUCH_INTERFACE. */
DWORD MprAdminInterfaceGetHandle(MPR_SERVER_HANDLE hMprServer,
				 LPWSTR lpwsInterfaceName, HANDLE *phInterface,
				 BOOL fIncludeClientInterfaces);

/**
 * @brief Ask for MPR_INTERFACE_0 to _3 of an interface.
 *
 * @param[out] lplpbBuffer  one block, what its members point to included;
 *                          freed with MprAdminBufferFree()
 */
DWORD MprAdminInterfaceGetInfo(MPR_SERVER_HANDLE hMprServer, HANDLE hInterface,
			       DWORD dwLevel, LPBYTE *lplpbBuffer);

/** @brief Set MPR_INTERFACE_0 to _3 of an interface. */
DWORD MprAdminInterfaceSetInfo(MPR_SERVER_HANDLE hMprServer, HANDLE hInterface,
			       DWORD dwLevel, LPBYTE lpbBuffer);

/** @brief Delete an interface. */
DWORD MprAdminInterfaceDelete(MPR_SERVER_HANDLE hMprServer, HANDLE hInterface);

/**
 * @brief Enumerate the interfaces as an array of MPR_INTERFACE_0.
 *
 * @param[in]     dwLevel           0
 * @param[out]    lplpbBuffer       freed with MprAdminBufferFree()
 * @param[in]     dwPrefMaxLen      bytes; (DWORD)-1 for everything.  Counted
 *                                  in the form that goes over the wire
 * @param[out]    lpdwEntriesRead   how many the array has
 * @param[out]    lpdwTotalEntries  how many there were to read
 * @param[in,out] lpdwResumeHandle  0 at first; may be NULL
 * @retval ERROR_MORE_DATA  the array is valid, and there is more
 */
DWORD MprAdminInterfaceEnum(MPR_SERVER_HANDLE hMprServer, DWORD dwLevel,
			    LPBYTE *lplpbBuffer, DWORD dwPrefMaxLen,
			    LPDWORD lpdwEntriesRead, LPDWORD lpdwTotalEntries,
			    LPDWORD lpdwResumeHandle);

/**
 * @brief Dial a demand-dial interface.
 *
 * @param[in] hEvent        local server only: an eventfd, cast to HANDLE, that
 *                          becomes readable when the attempt is over; the
 *                          caller keeps it.  NULL for none.  A remote server
 *                          refuses it with ERROR_INVALID_PARAMETER
 * @param[in] fSynchronous  without hEvent: wait for the end of the attempt
 * @retval PENDING   the attempt has been started
 * @retval NO_ERROR  the interface is connected
 */
DWORD MprAdminInterfaceConnect(MPR_SERVER_HANDLE hMprServer, HANDLE hInterface,
			       HANDLE hEvent, BOOL fSynchronous);

/** @brief Hang up a demand-dial interface. */
DWORD MprAdminInterfaceDisconnect(MPR_SERVER_HANDLE hMprServer,
				  HANDLE hInterface);

/** @brief Make the router read the interface's phonebook entry again. */
DWORD MprAdminInterfaceUpdatePhonebookInfo(MPR_SERVER_HANDLE hMprServer,
					   HANDLE hInterface);

/**
 * @brief Set what an interface dials with.
 *
 * A NULL for user, domain or password leaves that one as it is; NULL for all
 * three removes the credentials.  Note the order of the last two.
 */
DWORD MprAdminInterfaceSetCredentials(LPWSTR lpwsServer,
				      LPWSTR lpwsInterfaceName,
				      LPWSTR lpwsUserName,
				      LPWSTR lpwsDomainName,
				      LPWSTR lpwsPassword);

/**
 * @brief Read what an interface dials with.
 *
 * @param[out] lpwsUserName    UNLEN + 1 units, or NULL
 * @param[out] lpwsPassword    PWLEN + 1 units, or NULL; OpenRRAS returns a
 *                             mask unless it is told otherwise.  Setting the
 *                             mask leaves the password as it is
 * @param[out] lpwsDomainName  DNLEN + 1 units, or NULL
 */
DWORD MprAdminInterfaceGetCredentials(LPWSTR lpwsServer,
				      LPWSTR lpwsInterfaceName,
				      LPWSTR lpwsUserName, LPWSTR lpwsPassword,
				      LPWSTR lpwsDomainName);

#ifdef __cplusplus
}
#endif

#include "mprapi_ras.h"
#include "mprapi_projection.h"
#include "mprapi_tunnel.h"

#endif
