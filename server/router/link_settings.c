/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From an entry ([MS-RRASM] 2.2.1.2.83) to the dialer's settings.
 *
 * Authentication.  MPRIO_RequirePAP, _CHAP, _MsCHAP2 and _EAP name the
 * protocols that "MUST be supported for authentication": those that we agree
 * to.  With none of them (nor SPAP, nor MS-CHAP of version 1, which no
 * Windows since 2008 speaks and we do not either) CHAP and MS-CHAPv2 are
 * meant, as 3.1.4.13 has it for a new interface.  Then what forbids is taken
 * off:
 *
 *   RequireEncryptedPw    "prevents the PPP from using the PAP"
 *   RequireMsEncryptedPw  "prevents [...] PAP plaintext authentication
 *                         protocol, MD5-CHAP, or SPAP"
 *   encryption required   PAP and CHAP: they give MPPE no keys, so that the
 *                         password would be shown to the peer only to break
 *                         the link off afterwards
 *
 * What is said of CHAP holds for EAP's MD5.  dwCustomAuthKey is "the [...]
 * method type to be used" (2.2.2.2.56) of EAP; of those of Windows pppd knows
 * MD5, TLS and MS-CHAPv2.  With 0, or the -1 of a phonebook that has not been
 * asked, any of these.
 *
 * When nothing is left the interface is not dialed at all.
 *
 * Encryption.  dwEncryptionType decides; RequireDataEncryption ("data
 * encryption MUST be negotiated successfully or the connection is dropped.
 * This flag is ignored unless MPRIO_RequireMsEncryptedPw is also set") makes
 * none or optional encryption a required one.
 *
 * Without effect here: UseLogonCredentials (nobody is logged on to a router),
 * SecureLocalFiles (no file system is bound to a link), the name servers of
 * WINS (nothing here would ask them).
 */
#include "link.h"
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include "alternates.h"
#include "compat/rras_errors.h"
#include "gen_ndr/rras_types.h"
#include "vpn_strategy.h"

#define ANY_PROTOCOL                                                \
	(MPRIO_RequirePAP | MPRIO_RequireSPAP | MPRIO_RequireCHAP | \
	 MPRIO_RequireMsCHAP | MPRIO_RequireMsCHAP2 | MPRIO_RequireEAP)

static WERROR set_encryption(const struct router_entry *entry,
			     struct dialer_settings *settings)
{
	const uint32_t flags =
		MPRIO_RequireDataEncryption | MPRIO_RequireMsEncryptedPw;
	bool required = (entry->dwfOptions & flags) == flags;

	switch (entry->dwEncryptionType) {
	case MPR_ET_None:
		settings->encryption = required ? DIALER_ENCRYPTION_REQUIRE
						: DIALER_ENCRYPTION_NONE;
		return WERR_OK;
	case MPR_ET_Optional:
		settings->encryption = required ? DIALER_ENCRYPTION_REQUIRE
						: DIALER_ENCRYPTION_OPTIONAL;
		return WERR_OK;
	case MPR_ET_Require:
		settings->encryption = DIALER_ENCRYPTION_REQUIRE;
		return WERR_OK;
	case MPR_ET_RequireMax:
		settings->encryption = DIALER_ENCRYPTION_REQUIRE_MAX;
		return WERR_OK;
	default:
		return W_ERROR(ERROR_INVALID_PARAMETER);
	}
}

static uint32_t eap_methods(const struct router_entry *entry)
{
	const uint32_t all = 1u << DIALER_EAP_MD5 | 1u << DIALER_EAP_TLS |
			     1u << DIALER_EAP_MSCHAPV2;

	switch (entry->dwCustomAuthKey) {
	case 0:
	case UINT32_MAX:
		return all;
	default:
		return entry->dwCustomAuthKey < 32
			       ? all & 1u << entry->dwCustomAuthKey
			       : 0;
	}
}

static void set_eap(const struct router_entry *entry, uint32_t allowed,
		    bool without_md5, struct dialer_settings *settings)
{
	settings->eap_methods =
		(allowed & MPRIO_RequireEAP) != 0 ? eap_methods(entry) : 0;
	if (without_md5) {
		settings->eap_methods &= ~(1u << DIALER_EAP_MD5);
	}
	settings->allow_eap = settings->eap_methods != 0;
}

static WERROR set_authentication(const struct router_entry *entry,
				 struct dialer_settings *settings)
{
	uint32_t allowed = entry->dwfOptions & ANY_PROTOCOL;
	bool strong = (entry->dwfOptions & MPRIO_RequireMsEncryptedPw) ||
		      settings->encryption == DIALER_ENCRYPTION_REQUIRE ||
		      settings->encryption == DIALER_ENCRYPTION_REQUIRE_MAX;

	if (allowed == 0) {
		allowed = MPRIO_RequireCHAP | MPRIO_RequireMsCHAP2;
	}
	if (entry->dwfOptions & MPRIO_RequireEncryptedPw) {
		allowed &= ~(uint32_t)MPRIO_RequirePAP;
	}
	if (strong) {
		allowed &= ~(uint32_t)(MPRIO_RequirePAP | MPRIO_RequireCHAP);
	}
	settings->allow_pap = (allowed & MPRIO_RequirePAP) != 0;
	settings->allow_chap = (allowed & MPRIO_RequireCHAP) != 0;
	settings->allow_mschapv2 = (allowed & MPRIO_RequireMsCHAP2) != 0;
	set_eap(entry, allowed, strong, settings);
	return settings->allow_pap || settings->allow_chap ||
			       settings->allow_mschapv2 || settings->allow_eap
		       ? WERR_OK
		       : W_ERROR(ERROR_NO_AUTH_PROTOCOL_AVAILABLE);
}

/* The ways to the server of a VPN entry, in the order of its strategy. */
static WERROR set_tunnels(TALLOC_CTX *mem_ctx, const struct router_entry *entry,
			  struct dialer_settings *settings)
{
	enum dialer_kind kinds[VPN_STRATEGY_KINDS];
	size_t i, count = vpn_strategy(entry, kinds);
	struct dialer_target *targets;

	if (count == 0) {
		return W_ERROR(ERROR_INTERFACE_HAS_NO_DEVICES);
	}
	targets = talloc_array(mem_ctx, struct dialer_target, (unsigned)count);
	if (targets == NULL) {
		return W_ERROR(ERROR_NOT_ENOUGH_MEMORY);
	}
	for (i = 0; i < count; i++) {
		targets[i] = (struct dialer_target){
			.kind = kinds[i],
			.device = "",
			.number = settings->number,
		};
	}
	settings->kind = kinds[0];
	settings->device = "";
	settings->targets = targets;
	settings->num_targets = count;
	return WERR_OK;
}

static WERROR set_kind(TALLOC_CTX *mem_ctx, const struct router_entry *entry,
		       struct dialer_settings *settings)
{
	switch (router_entry_kind(entry)) {
	case ROUTER_ENTRY_PPPOE:
		settings->kind = DIALER_KIND_PPPOE;
		return WERR_OK;
	case ROUTER_ENTRY_MODEM:
		settings->kind = DIALER_KIND_MODEM;
		return WERR_OK;
	case ROUTER_ENTRY_DIRECT:
		settings->kind = DIALER_KIND_DIRECT;
		return WERR_OK;
	case ROUTER_ENTRY_VPN:
		return set_tunnels(mem_ctx, entry, settings);
	case ROUTER_ENTRY_OTHER:
		break;
	}
	return W_ERROR(ERROR_INTERFACE_HAS_NO_DEVICES);
}

static bool starts_with(const char *text, const char *prefix)
{
	return strncasecmp(text, prefix, strlen(prefix)) == 0;
}

/* "COM3" is Windows's name of the third serial port, /dev/ttyS2. */
static const char *tty_of_com(TALLOC_CTX *mem_ctx, const char *name)
{
	char *end = NULL;
	unsigned long number;

	if (!starts_with(name, "COM") || !isdigit((unsigned char)name[3])) {
		return NULL;
	}
	number = strtoul(name + 3, &end, 10);
	if (*end != '\0' || number < 1 || number > 256) {
		return NULL;
	}
	return talloc_asprintf(mem_ctx, "/dev/ttyS%lu", number - 1);
}

static const char *tty_of_name(TALLOC_CTX *mem_ctx, const char *name)
{
	if (starts_with(name, "COM") && isdigit((unsigned char)name[3])) {
		return tty_of_com(mem_ctx, name);
	}
	if (name[0] == '/') {
		return name;
	}
	if (starts_with(name, "tty")) {
		return talloc_asprintf(mem_ctx, "/dev/%s", name);
	}
	return "";
}

/* A name that is no tty's is the description of a modem or a cable, such as
 * "Communications cable between two computers": a tty does not know its own,
 * but a phonebook of Windows has the port in another key.  Without it any tty
 * will do. */
static const char *serial_device(TALLOC_CTX *mem_ctx,
				 const struct router_entry *entry)
{
	const char *tty = tty_of_name(mem_ctx, entry->szDeviceName);

	return tty != NULL && tty[0] == '\0'
		       ? tty_of_name(mem_ctx, entry->szPort)
		       : tty;
}

/* "WAN Miniport (PPPOE)" stands for all network cards. */
static const char *ethernet_device(const char *name)
{
	return starts_with(name, "WAN Miniport") ? "" : name;
}

static WERROR set_device(TALLOC_CTX *mem_ctx, const struct router_entry *entry,
			 struct dialer_settings *settings)
{
	const char *name = entry->szDeviceName;

	if (dialer_kind_is_tunnel(settings->kind)) {
		return WERR_OK;
	}
	settings->device = settings->kind == DIALER_KIND_PPPOE
				   ? ethernet_device(name)
				   : serial_device(mem_ctx, entry);
	return settings->device != NULL
		       ? WERR_OK
		       : W_ERROR(ERROR_INTERFACE_HAS_NO_DEVICES);
}

/* "The RRAS server uses the ipaddrDns, ipaddrDnsAlt [...] members"; those of
 * IPv6 have no flag and count when they are set. */
static void set_names(const struct router_entry *entry,
		      struct dialer_settings *settings)
{
	settings->dns6[0] = entry->ipv6addrDns;
	settings->dns6[1] = entry->ipv6addrDnsAlt;
	if ((entry->dwfOptions & MPRIO_SpecificNameServers) != 0) {
		settings->specific_dns = true;
		settings->dns[0] = entry->ipaddrDns;
		settings->dns[1] = entry->ipaddrDnsAlt;
	}
}

static void set_options(const struct router_entry *entry,
			struct dialer_settings *settings)
{
	uint32_t options = entry->dwfOptions;

	settings->ip_header_compression =
		(options & MPRIO_IpHeaderCompression) != 0;
	settings->software_compression = (options & MPRIO_SwCompression) != 0;
	settings->default_gateway = (options & MPRIO_RemoteDefaultGateway) != 0;
	settings->specific_ip = (options & MPRIO_SpecificIpAddr) != 0;
	settings->ipaddr = entry->ipaddr;
	settings->lcp_extensions = (options & MPRIO_DisableLcpExtensions) == 0;
	set_names(entry, settings);
	settings->ipv4 = (entry->dwfNetProtocols & MPRNP_Ip) != 0;
	settings->ipv6 = (entry->dwfNetProtocols & MPRNP_Ipv6) != 0;
	settings->speed = entry->ConnectBPS;
	settings->hw_flow_control = entry->HwFlowControl;
	/* There is no user whose preference could be the global value: no
	 * time-out then, as for MPRIDS_Disabled. */
	if (entry->dwIdleDisconnectSeconds != MPRIDS_Disabled) {
		settings->idle_seconds = entry->dwIdleDisconnectSeconds;
	}
}

/* A hash of another size than SHA-1's is none that a certificate has here.
 * "pwszDiffUser: [...] the EAP identity to send" (2.2.1.2.128). */
static void set_eap_credentials(const struct router_eap *eap,
				struct dialer_settings *settings)
{
	const bool tls_only = settings->eap_methods == 1u << DIALER_EAP_TLS &&
			      !settings->allow_pap && !settings->allow_chap &&
			      !settings->allow_mschapv2;

	if (eap == NULL || eap->cbHash != sizeof(settings->eap_tls.hash)) {
		return;
	}
	memcpy(settings->eap_tls.hash, eap->pbHash,
	       sizeof(settings->eap_tls.hash));
	settings->eap_tls.pin = eap->pin;
	if (tls_only && eap->identity[0] != '\0') {
		settings->user = eap->identity;
		settings->domain = "";
	}
}

WERROR link_settings(TALLOC_CTX *mem_ctx, const struct router_entry *entry,
		     const struct credentials *credentials,
		     const struct router_eap *eap,
		     struct dialer_settings *settings)
{
	bool known = credentials != NULL;
	WERROR werr;

	*settings = (struct dialer_settings){
		.number = entry->szLocalPhoneNumber,
		.user = known ? credentials->user : "",
		.domain = known ? credentials->domain : "",
		.password = known ? credentials->password : "",
	};
	werr = set_kind(mem_ctx, entry, settings);
	if (W_ERROR_IS_OK(werr)) {
		werr = set_device(mem_ctx, entry, settings);
	}
	if (W_ERROR_IS_OK(werr)) {
		werr = alternates_add_targets(mem_ctx, entry, settings);
	}
	if (W_ERROR_IS_OK(werr)) {
		werr = set_encryption(entry, settings);
	}
	if (W_ERROR_IS_OK(werr)) {
		werr = set_authentication(entry, settings);
	}
	set_options(entry, settings);
	set_eap_credentials(eap, settings);
	if (W_ERROR_IS_OK(werr) && !settings->ipv4 && !settings->ipv6) {
		werr = W_ERROR(ERROR_PPP_NO_PROTOCOLS_CONFIGURED);
	}
	return werr;
}
