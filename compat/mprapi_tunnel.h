/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The part of mprapi.h about the configuration of tunnels; included by
 * mprapi.h.
 *
 * Windows has these structures in several versions and chooses with WINVER.
 * Here is the last version that [MS-RRASM] knows, which has all members of
 * the earlier ones; the revision in a Header says which of them goes over the
 * wire.  Members that a revision does not have are zero in answers.
 *
 * What the members of an answer point to are blocks of their own, each freed
 * with MprAdminBufferFree(); rras_server_ex_free() and rras_custom_info_free()
 * of mprapi_ext.h free all of a structure's.
 */
#ifndef COMPAT_MPRAPI_TUNNEL_H
#define COMPAT_MPRAPI_TUNNEL_H

#include "mprapi_projection.h"

#ifdef __cplusplus
extern "C" {
#endif

/* pidl makes the same of dimsvc_config.idl. */
#ifndef MPRAPI_MPR_SERVER_OBJECT_REVISION_1
#define MPRAPI_MPR_IF_CUSTOM_CONFIG_OBJECT_REVISION_1  0x01
#define MPRAPI_MPR_IF_CUSTOM_CONFIG_OBJECT_REVISION_2  0x02
#define MPRAPI_MPR_SERVER_OBJECT_REVISION_1	       0x01
#define MPRAPI_MPR_SERVER_OBJECT_REVISION_2	       0x02
#define MPRAPI_MPR_SERVER_OBJECT_REVISION_3	       0x03
#define MPRAPI_MPR_SERVER_SET_CONFIG_OBJECT_REVISION_1 0x01
#define MPRAPI_MPR_SERVER_SET_CONFIG_OBJECT_REVISION_2 0x02
#define MPRAPI_MPR_SERVER_SET_CONFIG_OBJECT_REVISION_3 0x03
#endif

/* setConfigForProtocols; the server may have them as enumerators of its own */
#ifndef MPRAPI_SET_CONFIG_PROTOCOL_FOR_PPTP
#define MPRAPI_SET_CONFIG_PROTOCOL_FOR_PPTP  0x00000001
#define MPRAPI_SET_CONFIG_PROTOCOL_FOR_L2TP  0x00000002
#define MPRAPI_SET_CONFIG_PROTOCOL_FOR_SSTP  0x00000004
#define MPRAPI_SET_CONFIG_PROTOCOL_FOR_IKEV2 0x00000008
#endif

/* dwTunnelConfigParamFlags and dwFlags */
#ifndef MPRAPI_IKEV2_SET_TUNNEL_CONFIG_PARAMS
#define MPRAPI_IKEV2_SET_TUNNEL_CONFIG_PARAMS 0x00000001
#endif
#ifndef MPRAPI_L2TP_SET_TUNNEL_CONFIG_PARAMS
#define MPRAPI_L2TP_SET_TUNNEL_CONFIG_PARAMS 0x00000001
#endif
#ifndef MPRAPI_IF_CUSTOM_CONFIG_FOR_IKEV2
#define MPRAPI_IF_CUSTOM_CONFIG_FOR_IKEV2 0x00000001
#endif

typedef struct _CERT_BLOB {
	DWORD cbData;
	BYTE *pbData;
} CERT_NAME_BLOB, CRYPT_HASH_BLOB;

/** @brief An extended key usage. */
typedef struct _MPR_CERT_EKU {
	DWORD dwSize; /**< UTF-16 units of @pwszEKU */
	BOOL IsEKUOID;
	WCHAR *pwszEKU;
} MPR_CERT_EKU, *PMPR_CERT_EKU;

typedef struct _ROUTER_CUSTOM_IKEv2_POLICY0 {
	DWORD dwIntegrityMethod;
	DWORD dwEncryptionMethod;
	DWORD dwCipherTransformConstant;
	DWORD dwAuthTransformConstant;
	DWORD dwPfsGroup;
	DWORD dwDhGroup;
} ROUTER_CUSTOM_IKEv2_POLICY0, *PROUTER_CUSTOM_IKEv2_POLICY0,
	ROUTER_CUSTOM_L2TP_POLICY0, *PROUTER_CUSTOM_L2TP_POLICY0;

typedef struct _IKEV2_TUNNEL_CONFIG_PARAMS3 {
	DWORD dwIdleTimeout;
	DWORD dwNetworkBlackoutTime;
	DWORD dwSaLifeTime;
	DWORD dwSaDataSizeForRenegotiation;
	DWORD dwConfigOptions;
	DWORD dwTotalCertificates;
	CERT_NAME_BLOB *certificateNames; /**< their bytes are in its block */
	CERT_NAME_BLOB machineCertificateName; /**< from revision 2 on */
	DWORD dwEncryptionType;
	ROUTER_CUSTOM_IKEv2_POLICY0 *customPolicy;
	DWORD dwTotalEkus; /**< from revision 3 on */
	MPR_CERT_EKU *certificateEKUs;
	CRYPT_HASH_BLOB machineCertificateHash;
} IKEV2_TUNNEL_CONFIG_PARAMS3, *PIKEV2_TUNNEL_CONFIG_PARAMS3,
	IKEV2_TUNNEL_CONFIG_PARAMS;

typedef struct _IKEV2_CONFIG_PARAMS {
	DWORD dwNumPorts;
	DWORD dwPortFlags; /**< MPR_ENABLE_* */
	DWORD dwTunnelConfigParamFlags;
	IKEV2_TUNNEL_CONFIG_PARAMS TunnelConfigParams;
} IKEV2_CONFIG_PARAMS, *PIKEV2_CONFIG_PARAMS;

typedef struct _PPTP_CONFIG_PARAMS {
	DWORD dwNumPorts;
	DWORD dwPortFlags;
} PPTP_CONFIG_PARAMS, *PPPTP_CONFIG_PARAMS;

typedef struct _L2TP_TUNNEL_CONFIG_PARAMS2 {
	DWORD dwIdleTimeout;
	DWORD dwEncryptionType;
	DWORD dwSaLifeTime;
	DWORD dwSaDataSizeForRenegotiation;
	ROUTER_CUSTOM_L2TP_POLICY0 *customPolicy;
} L2TP_TUNNEL_CONFIG_PARAMS;

typedef struct _L2TP_CONFIG_PARAMS1 {
	DWORD dwNumPorts;
	DWORD dwPortFlags;
	DWORD dwTunnelConfigParamFlags; /**< from revision 3 on */
	L2TP_TUNNEL_CONFIG_PARAMS TunnelConfigParams;
} L2TP_CONFIG_PARAMS1, *PL2TP_CONFIG_PARAMS1, L2TP_CONFIG_PARAMS;

typedef struct _SSTP_CERT_INFO {
	BOOL isDefault;
	CRYPT_HASH_BLOB certBlob;
} SSTP_CERT_INFO, *PSSTP_CERT_INFO;

typedef struct _SSTP_CONFIG_PARAMS {
	DWORD dwNumPorts;
	DWORD dwPortFlags;
	BOOL isUseHttps;
	DWORD certAlgorithm;
	SSTP_CERT_INFO sstpCertDetails;
} SSTP_CONFIG_PARAMS, *PSSTP_CONFIG_PARAMS;

typedef struct _MPRAPI_TUNNEL_CONFIG_PARAMS0 {
	IKEV2_CONFIG_PARAMS IkeConfigParams;
	PPTP_CONFIG_PARAMS PptpConfigParams;
	L2TP_CONFIG_PARAMS L2tpConfigParams;
	SSTP_CONFIG_PARAMS SstpConfigParams;
} MPRAPI_TUNNEL_CONFIG_PARAMS0, *PMPRAPI_TUNNEL_CONFIG_PARAMS0;

typedef struct _MPR_SERVER_EX0 {
	MPRAPI_OBJECT_HEADER Header;
	DWORD fLanOnlyMode;
	DWORD dwUpTime; /**< seconds */
	DWORD dwTotalPorts;
	DWORD dwPortsInUse;
	DWORD Reserved;
	MPRAPI_TUNNEL_CONFIG_PARAMS0 ConfigParams;
} MPR_SERVER_EX0, *PMPR_SERVER_EX0, MPR_SERVER_EX;

typedef struct _MPR_SERVER_SET_CONFIG_EX0 {
	MPRAPI_OBJECT_HEADER Header;
	DWORD setConfigForProtocols; /**< MPRAPI_SET_CONFIG_PROTOCOL_FOR_* */
	MPRAPI_TUNNEL_CONFIG_PARAMS0 ConfigParams;
} MPR_SERVER_SET_CONFIG_EX0, *PMPR_SERVER_SET_CONFIG_EX0,
	MPR_SERVER_SET_CONFIG_EX;

typedef struct _ROUTER_IKEv2_IF_CUSTOM_CONFIG0 {
	DWORD dwSaLifeTime; /**< seconds */
	DWORD dwSaDataSize; /**< KiB */
	CERT_NAME_BLOB certificateName;
	ROUTER_CUSTOM_IKEv2_POLICY0 *customPolicy;
} ROUTER_IKEv2_IF_CUSTOM_CONFIG0, *PROUTER_IKEv2_IF_CUSTOM_CONFIG0;

/** @brief The same with one more member at its end. */
typedef struct _ROUTER_IKEv2_IF_CUSTOM_CONFIG1 {
	DWORD dwSaLifeTime;
	DWORD dwSaDataSize;
	CERT_NAME_BLOB certificateName;
	ROUTER_CUSTOM_IKEv2_POLICY0 *customPolicy;
	CRYPT_HASH_BLOB certificateHash;
} ROUTER_IKEv2_IF_CUSTOM_CONFIG1, *PROUTER_IKEv2_IF_CUSTOM_CONFIG1;

/** @brief Revision 1. */
typedef struct _MPR_IF_CUSTOMINFOEX0 {
	MPRAPI_OBJECT_HEADER Header;
	DWORD dwFlags; /**< MPRAPI_IF_CUSTOM_CONFIG_FOR_IKEV2, or 0 for none */
	ROUTER_IKEv2_IF_CUSTOM_CONFIG0 customIkev2Config;
} MPR_IF_CUSTOMINFOEX0, *PMPR_IF_CUSTOMINFOEX0;

/** @brief Revision 2; it begins like revision 1. */
typedef struct _MPR_IF_CUSTOMINFOEX1 {
	MPRAPI_OBJECT_HEADER Header;
	DWORD dwFlags;
	ROUTER_IKEv2_IF_CUSTOM_CONFIG1 customIkev2Config;
} MPR_IF_CUSTOMINFOEX1, *PMPR_IF_CUSTOMINFOEX1, MPR_IF_CUSTOMINFOEX,
	*PMPR_IF_CUSTOMINFOEX;

/**
 * @brief What the server is and how its tunnels are configured.
 *
 * @param[in,out] pServerInfo  the caller's; its Header says which revision
 * @retval ERROR_REVISION_MISMATCH  not 1, 2 or 3, or not the type MPR_SERVER
 */
DWORD MprAdminServerGetInfoEx(MPR_SERVER_HANDLE hMprServer,
			      MPR_SERVER_EX *pServerInfo);

/**
 * @brief Set ports and configuration of tunnels.
 *
 * @retval ERROR_SUCCESS_REBOOT_REQUIRED, ERROR_SUCCESS_RESTART_REQUIRED
 *         it is set, and in force after a restart
 */
DWORD MprAdminServerSetInfoEx(MPR_SERVER_HANDLE hMprServer,
			      MPR_SERVER_SET_CONFIG_EX *pServerInfo);

/**
 * @brief The IKEv2 configuration of an interface.
 *
 * @param[in,out] pCustomInfo  the caller's, of the revision in its Header: an
 *                             MPR_IF_CUSTOMINFOEX0 or _1
 */
DWORD MprAdminInterfaceGetCustomInfoEx(MPR_SERVER_HANDLE hMprServer,
				       HANDLE hInterface,
				       PMPR_IF_CUSTOMINFOEX pCustomInfo);

/** @brief Set it; dwFlags 0 removes it. */
DWORD MprAdminInterfaceSetCustomInfoEx(MPR_SERVER_HANDLE hMprServer,
				       HANDLE hInterface,
				       PMPR_IF_CUSTOMINFOEX pCustomInfo);

#ifdef __cplusplus
}
#endif

#endif
