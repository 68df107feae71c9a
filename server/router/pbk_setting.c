/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of the keys that have one value. */
#include "gen_ndr/rras_types.h"
#include "pbk_setting.h"

/*
 * AuthRestrictions, 2.2.2.2.58.  The table counts its bits from 1: example
 * 4.10 has 544, "CHAP and MSCHAPv2", which are bits 6 and 10 of the table.
 * Bit 11, MS-CHAP for Windows 95, has no flag and is kept as it is.
 */
static const struct pbk_bit authentication_bits[] = {
	{1u << 3, MPRIO_RequirePAP},
	{1u << 4, MPRIO_RequireSPAP},
	{1u << 5, MPRIO_RequireCHAP},
	{1u << 6, MPRIO_RequireMsCHAP},
	{1u << 7, MPRIO_RequireEAP},
	{1u << 9, MPRIO_RequireMsCHAP2},
	{1u << 11, MPRIO_RequireMachineCertificates},
	{1u << 12, MPRIO_UsePreSharedKeyForIkev2Initiator},
	{0, 0},
};

/* IpSecFlags, 2.2.2.2.76: values 1 and 2, used as bits to keep both flags. */
static const struct pbk_bit ipsec_bits[] = {
	{1u << 0, MPRIO_IpSecPreSharedKey},
	{1u << 1, MPRIO_UsePreSharedKeyForIkev2Responder},
	{0, 0},
};

/*
 * ExcludedProtocols, 2.2.2.2.12, with bits counted from 0 ("0 (LSB)").  IPX
 * "is available only on Windows 2000 Server" <210>: never negotiated here.
 */
static const struct pbk_bit protocol_bits[] = {
	{1u << 2, MPRNP_Ip},
	{1u << 3, MPRNP_Ipv6},
	{0, 0},
};

#define AT(member) offsetof(struct router_entry, member)

const struct pbk_setting pbk_settings[] = {
	{"Guid", PBK_KEYS, "", &pbk_form_guid, AT(guidId), 0, NULL},
	{"VpnStrategy", PBK_KEYS, "0", &pbk_form_number, AT(dwVpnStrategy), 0,
	 NULL},
	{"ExcludedProtocols", PBK_KEYS, "0", &pbk_form_excluded,
	 AT(dwfNetProtocols), 0, protocol_bits},
	{"LcpExtensions", PBK_KEYS, "1", &pbk_form_inverse, AT(dwfOptions),
	 MPRIO_DisableLcpExtensions, NULL},
	{"DataEncryption", PBK_KEYS, "8", &pbk_form_encryption,
	 AT(dwEncryptionType), 0, NULL},
	{"SwCompression", PBK_KEYS, "1", &pbk_form_flag, AT(dwfOptions),
	 MPRIO_SwCompression, NULL},
	{"DialMode", PBK_KEYS, "1", &pbk_form_number, AT(dwDialMode), 0, NULL},
	{"DialPercent", PBK_KEYS, "75", &pbk_form_number,
	 AT(dwDialExtraPercent), 0, NULL},
	{"DialSeconds", PBK_KEYS, "120", &pbk_form_number,
	 AT(dwDialExtraSampleSeconds), 0, NULL},
	{"HangupPercent", PBK_KEYS, "10", &pbk_form_number,
	 AT(dwHangUpExtraPercent), 0, NULL},
	{"HangupSeconds", PBK_KEYS, "120", &pbk_form_number,
	 AT(dwHangUpExtraSampleSeconds), 0, NULL},
	{"IdleDisconnectSeconds", PBK_KEYS, "0", &pbk_form_number,
	 AT(dwIdleDisconnectSeconds), 0, NULL},
	{"RedialAttempts", PBK_KEYS, "0", &pbk_form_number, AT(RedialAttempts),
	 0, NULL},
	{"RedialSeconds", PBK_KEYS, "60", &pbk_form_number, AT(RedialSeconds),
	 0, NULL},
	{"RedialOnLinkFailure", PBK_KEYS, "0", &pbk_form_boolean,
	 AT(RedialOnLinkFailure), 0, NULL},
	{"SharedPhoneNumbers", PBK_KEYS, "1", &pbk_form_flag, AT(dwfOptions),
	 MPRIO_SharedPhoneNumbers, NULL},
	{"CustomAuthKey", PBK_KEYS, "0", &pbk_form_number, AT(dwCustomAuthKey),
	 0, NULL},
	{"AuthRestrictions", PBK_KEYS, "544", &pbk_form_bits, AT(dwfOptions), 0,
	 authentication_bits},
	{"IpHeaderCompression", PBK_KEYS, "1", &pbk_form_flag, AT(dwfOptions),
	 MPRIO_IpHeaderCompression, NULL},
	{"IpAddress", PBK_KEYS, "0.0.0.0", &pbk_form_ipv4, AT(ipaddr), 0, NULL},
	{"IpDnsAddress", PBK_KEYS, "0.0.0.0", &pbk_form_ipv4, AT(ipaddrDns), 0,
	 NULL},
	{"IpDns2Address", PBK_KEYS, "0.0.0.0", &pbk_form_ipv4, AT(ipaddrDnsAlt),
	 0, NULL},
	{"IpWinsAddress", PBK_KEYS, "0.0.0.0", &pbk_form_ipv4, AT(ipaddrWins),
	 0, NULL},
	{"IpWins2Address", PBK_KEYS, "0.0.0.0", &pbk_form_ipv4,
	 AT(ipaddrWinsAlt), 0, NULL},
	{"IpAssign", PBK_KEYS, "1", &pbk_form_assign, AT(dwfOptions),
	 MPRIO_SpecificIpAddr, NULL},
	{"IpNameAssign", PBK_KEYS, "1", &pbk_form_assign, AT(dwfOptions),
	 MPRIO_SpecificNameServers, NULL},
	{"IpSecFlags", PBK_KEYS, "0", &pbk_form_bits, AT(dwfOptions), 0,
	 ipsec_bits},
	{"Ipv6DnsAddress", PBK_KEYS, "::", &pbk_form_ipv6, AT(ipv6addrDns), 0,
	 NULL},
	{"Ipv6Dns2Address", PBK_KEYS, "::", &pbk_form_ipv6, AT(ipv6addrDnsAlt),
	 0, NULL},
	{"Ipv6NameAssign", PBK_KEYS, "1", &pbk_form_assign6, AT(ipv6addrDns), 0,
	 NULL},
	/*
	 * "Optional and if present MUST be ignored by RRAS", or in no list at
	 * all: they decide nothing here either, but keep the flags that a
	 * client sets until it reads them.
	 */
	{"Autologon", PBK_KEYS, "0", &pbk_form_flag, AT(dwfOptions),
	 MPRIO_UseLogonCredentials, NULL},
	{"IpPrioritizeRemote", PBK_KEYS, "0", &pbk_form_flag, AT(dwfOptions),
	 MPRIO_RemoteDefaultGateway, NULL},
	{"SecureLocalFiles", PBK_KEYS, "0", &pbk_form_flag, AT(dwfOptions),
	 MPRIO_SecureLocalFiles, NULL},
	/* Ours: a console that does not know them writes them back as they are,
	 * or leaves them out. */
	{"DemandDevice", PBK_KEYS, "", &pbk_form_text, AT(DemandDevice),
	 MPR_MaxDeviceName, NULL},
	{"DemandRoutes", PBK_KEYS, "", &pbk_form_text, AT(DemandRoutes),
	 ROUTER_MAX_DEMAND_ROUTES, NULL},
	{"Device", PBK_MEDIA, "", &pbk_form_text, AT(szDeviceName),
	 MPR_MaxDeviceName, NULL},
	{"ConnectBPS", PBK_MEDIA, "0", &pbk_form_number, AT(ConnectBPS), 0,
	 NULL},
	{"PromoteAlternates", PBK_DEVICE, "0", &pbk_form_flag, AT(dwfOptions),
	 MPRIO_PromoteAlternates, NULL},
	{"TryNextAlternateOnFail", PBK_DEVICE, "1", &pbk_form_boolean,
	 AT(TryNextAlternateOnFail), 0, NULL},
	{"HwFlowControl", PBK_DEVICE, "1", &pbk_form_boolean, AT(HwFlowControl),
	 0, NULL},
	{"X25Pad", PBK_X25, "", &pbk_form_text, AT(szX25PadType),
	 MPR_MaxPadType, NULL},
	{"X25Address", PBK_X25, "", &pbk_form_text, AT(szX25Address),
	 MPR_MaxX25Address, NULL},
	{"Facilities", PBK_X25, "", &pbk_form_text, AT(szX25Facilities),
	 MPR_MaxFacilities, NULL},
	{"UserData", PBK_X25, "", &pbk_form_text, AT(szX25UserData),
	 MPR_MaxUserData, NULL},
	{"Type", PBK_KEYS, "1", &pbk_form_type, AT(szDeviceType), 0, NULL},
};

const size_t pbk_settings_count =
	sizeof(pbk_settings) / sizeof(pbk_settings[0]);
