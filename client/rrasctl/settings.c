/* SPDX-License-Identifier: GPL-3.0-or-later */
/* See settings.h. */
#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "compat/rras_errors.h"
#include "client/rrasctl/settings.h"

#define AUTH_FLAGS                                                  \
	(MPRIO_RequirePAP | MPRIO_RequireSPAP | MPRIO_RequireCHAP | \
	 MPRIO_RequireMsCHAP | MPRIO_RequireMsCHAP2 | MPRIO_RequireEAP)

void settings_options(struct settings *s,
		      struct poptOption options[SETTINGS_NUM_OPTIONS])
{
	const struct poptOption table[SETTINGS_NUM_OPTIONS] = {
		{"type", 't', POPT_ARG_STRING, &s->type, 0,
		 "pppoe (default), modem, direct, pptp, l2tp, sstp or vpn",
		 "TYPE"},
		{"device", 'd', POPT_ARG_STRING, &s->device, 0,
		 "network device or serial port", "DEVICE"},
		{"number", 'n', POPT_ARG_STRING, &s->number, 0,
		 "phone number to dial; of a VPN the server", "NUMBER"},
		{"service", '\0', POPT_ARG_STRING, &s->number, 0,
		 "PPPoE service, or AC-NAME\\SERVICE", "NAME"},
		{"auth", 'a', POPT_ARG_STRING, &s->auth, 0,
		 "what we agree to: pap,chap,mschapv2,eap", "LIST"},
		{"encryption", 'e', POPT_ARG_STRING, &s->encryption, 0,
		 "none, optional, require or require-max", "WHEN"},
		{"ipv4", '\0', POPT_ARG_STRING, &s->ipv4, 0, "yes or no",
		 "Y/N"},
		{"ipv6", '\0', POPT_ARG_STRING, &s->ipv6, 0, "yes or no",
		 "Y/N"},
		{"ip-address", '\0', POPT_ARG_STRING, &s->ip_address, 0,
		 "our IPv4 address, or auto", "ADDRESS"},
		{"dns", '\0', POPT_ARG_STRING, &s->dns, 0,
		 "DNS servers, ADDRESS[,ADDRESS], or auto", "LIST"},
		{"idle", '\0', POPT_ARG_STRING, &s->idle, 0,
		 "hang up when idle: seconds, never or default", "SECONDS"},
		{"default-gateway", '\0', POPT_ARG_STRING, &s->default_gateway,
		 0, "default route through the link: yes or no", "Y/N"},
		{"header-compression", '\0', POPT_ARG_STRING,
		 &s->header_compression, 0, "yes or no", "Y/N"},
		{"software-compression", '\0', POPT_ARG_STRING,
		 &s->software_compression, 0, "yes or no", "Y/N"},
		{"lcp-extensions", '\0', POPT_ARG_STRING, &s->lcp_extensions, 0,
		 "yes or no", "Y/N"},
		{"enable", '\0', POPT_ARG_NONE, &s->enable, 0,
		 "let it be dialed", NULL},
		{"disable", '\0', POPT_ARG_NONE, &s->disable, 0,
		 "do not let it be dialed", NULL},
		POPT_TABLEEND,
	};

	memcpy(options, table, sizeof(table));
}

static char **entry_options(struct settings *s, size_t i)
{
	char **const all[] = {
		&s->type,
		&s->device,
		&s->number,
		&s->auth,
		&s->encryption,
		&s->ipv4,
		&s->ipv6,
		&s->ip_address,
		&s->dns,
		&s->idle,
		&s->default_gateway,
		&s->header_compression,
		&s->software_compression,
		&s->lcp_extensions,
	};

	return i < sizeof(all) / sizeof(all[0]) ? all[i] : NULL;
}

void settings_free(struct settings *settings)
{
	char **option = NULL;
	size_t i;

	for (i = 0; (option = entry_options(settings, i)) != NULL; i++) {
		free(*option);
	}
	*settings = (struct settings){0};
}

bool settings_has_entry(const struct settings *settings)
{
	struct settings copy = *settings;
	char **option = NULL;
	size_t i;

	for (i = 0; (option = entry_options(&copy, i)) != NULL; i++) {
		if (*option != NULL) {
			return true;
		}
	}
	return false;
}

/*
 * 2.2.1.2.83: MPRIO_SwCompression "SHOULD be set by default".  Encryption is
 * not required: few providers of PPPoE have MPPE.  No PAP: it must be asked
 * for, as it shows the password to the peer.
 */
void settings_default(MPR_INTERFACE_3 *info)
{
	*info = (MPR_INTERFACE_3){
		.fEnabled = TRUE,
		.dwIfType = ROUTER_IF_TYPE_FULL_ROUTER,
		.dwfOptions = MPRIO_SwCompression | MPRIO_IpHeaderCompression |
			      MPRIO_RequireEncryptedPw | MPRIO_RequireCHAP |
			      MPRIO_RequireMsCHAP2,
		.dwfNetProtocols = MPRNP_Ip,
		.dwIdleDisconnectSeconds = MPRIDS_Disabled,
		.dwEncryptionType = MPR_ET_Optional,
	};
}

/* How a setting is applied: false after a message. */
struct applier {
	struct rrasctl *ctl;
	MPR_INTERFACE_3 *info;
};

static bool wrong(const struct applier *a, const char *option,
		  const char *value, const char *want)
{
	usage_error(a->ctl, "--%s takes %s, not \"%s\"", option, want, value);
	return false;
}

static bool apply_flag(const struct applier *a, const char *option,
		       const char *value, DWORD *flags, DWORD flag)
{
	if (value == NULL) {
		return true;
	}
	if (strcmp(value, "yes") == 0) {
		*flags |= flag;
	} else if (strcmp(value, "no") == 0) {
		*flags &= ~flag;
	} else {
		return wrong(a, option, value, "yes or no");
	}
	return true;
}

static bool apply_text(const struct applier *a, const char *option,
		       const char *value, WCHAR *field, size_t size)
{
	uint32_t code;

	if (value == NULL) {
		return true;
	}
	code = rras_utf8_to_utf16(value, field, size);
	if (code == ERROR_SUCCESS) {
		return true;
	}
	usage_error(a->ctl, "--%s: \"%s\" %s", option, value,
		    code == ERROR_BUFFER_OVERFLOW ? "is too long"
						  : "is not valid UTF-8");
	return false;
}

static bool apply_type(const struct applier *a, const char *type)
{
	static const struct {
		const char *type;
		const char *device_type;
		const char *device;
		DWORD dwType;
		DWORD dwVpnStrategy;
	} types[] = {
		/* [MS-RRASM] 2.2.2.2.100 has PPPoE; mprapi.h no word for it */
		{"pppoe", "PPPoE", "WAN Miniport (PPPOE)", MPRET_Phone, 0},
		{"modem", "Modem", "", MPRET_Phone, 0},
		{"direct", "SERIAL", "", MPRET_Direct, 0},
		{"pptp", "vpn", "WAN Miniport (PPTP)", MPRET_Vpn,
		 MPR_VS_PptpOnly},
		{"l2tp", "vpn", "WAN Miniport (L2TP)", MPRET_Vpn,
		 MPR_VS_L2tpOnly},
		/* no strategy of the router's is SSTP's: the device says it */
		{"sstp", "vpn", "WAN Miniport (SSTP)", MPRET_Vpn,
		 MPR_VS_Default},
		{"vpn", "vpn", "WAN Miniport (PPTP)", MPRET_Vpn,
		 MPR_VS_Default},
	};
	size_t i;

	for (i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		if (strcmp(types[i].type, type) != 0) {
			continue;
		}
		a->info->dwType = types[i].dwType;
		a->info->dwVpnStrategy = types[i].dwVpnStrategy;
		return apply_text(a, "type", types[i].device_type,
				  a->info->szDeviceType,
				  MPR_MaxDeviceType + 1) &&
		       apply_text(a, "type", types[i].device,
				  a->info->szDeviceName, MPR_MaxDeviceName + 1);
	}
	return wrong(a, "type", type,
		     "pppoe, modem, direct, pptp, l2tp, sstp or vpn");
}

/*
 * GetInfo shows the three flags of password protection as follows from the
 * protocols ([MS-RRASM] 3.1.4.14): the same here.
 */
static bool apply_auth(const struct applier *a, const char *list)
{
	DWORD *options = &a->info->dwfOptions;
	uint32_t flags = 0;
	char *bad = NULL;

	if (list == NULL) {
		return true;
	}
	/* The names have more than that: a console may have set it. */
	if (!name_parse_list(names_auth, list, &flags, &bad) ||
	    (flags & (MPRIO_RequireSPAP | MPRIO_RequireMsCHAP)) != 0) {
		wrong(a, "auth", bad != NULL ? bad : list,
		      "a list of pap, chap, mschapv2, eap");
		free(bad);
		return false;
	}
	*options &= ~(DWORD)(AUTH_FLAGS | MPRIO_RequireEncryptedPw |
			     MPRIO_RequireMsEncryptedPw);
	*options |= flags;
	if ((flags & (MPRIO_RequirePAP | MPRIO_RequireEAP)) == 0) {
		*options |= MPRIO_RequireEncryptedPw;
	}
	if ((flags &
	     (MPRIO_RequireCHAP | MPRIO_RequirePAP | MPRIO_RequireEAP)) == 0) {
		*options |= MPRIO_RequireMsEncryptedPw;
	}
	return true;
}

static bool apply_encryption(const struct applier *a, const char *when)
{
	uint32_t type;

	if (when == NULL) {
		return true;
	}
	if (!name_parse(names_encryption, when, &type)) {
		return wrong(a, "encryption", when,
			     "none, optional, require or require-max");
	}
	a->info->dwEncryptionType = type;
	a->info->dwfOptions &= ~(DWORD)MPRIO_RequireDataEncryption;
	if (type == MPR_ET_Require || type == MPR_ET_RequireMax) {
		a->info->dwfOptions |= MPRIO_RequireDataEncryption;
	}
	return true;
}

static bool apply_ip_address(const struct applier *a, const char *value)
{
	if (value == NULL) {
		return true;
	}
	a->info->dwfOptions &= ~(DWORD)MPRIO_SpecificIpAddr;
	a->info->ipaddr = 0;
	if (strcmp(value, "auto") == 0) {
		return true;
	}
	if (inet_pton(AF_INET, value, &a->info->ipaddr) != 1) {
		return wrong(a, "ip-address", value, "an IPv4 address or auto");
	}
	a->info->dwfOptions |= MPRIO_SpecificIpAddr;
	return true;
}

static bool apply_dns(const struct applier *a, const char *value)
{
	const char *comma = NULL;
	char first[INET_ADDRSTRLEN] = "";
	size_t length;

	if (value == NULL) {
		return true;
	}
	a->info->dwfOptions &= ~(DWORD)MPRIO_SpecificNameServers;
	a->info->ipaddrDns = 0;
	a->info->ipaddrDnsAlt = 0;
	if (strcmp(value, "auto") == 0) {
		return true;
	}
	comma = strchrnul(value, ',');
	length = (size_t)(comma - value);
	if (length < sizeof(first)) {
		memcpy(first, value, length);
	}
	if (inet_pton(AF_INET, first, &a->info->ipaddrDns) != 1 ||
	    (*comma == ',' &&
	     inet_pton(AF_INET, comma + 1, &a->info->ipaddrDnsAlt) != 1)) {
		return wrong(a, "dns", value,
			     "one or two IPv4 addresses or auto");
	}
	a->info->dwfOptions |= MPRIO_SpecificNameServers;
	return true;
}

static bool apply_idle(const struct applier *a, const char *value)
{
	unsigned long seconds;
	char *end = NULL;

	if (value == NULL) {
		return true;
	}
	if (strcmp(value, "never") == 0) {
		a->info->dwIdleDisconnectSeconds = MPRIDS_Disabled;
		return true;
	}
	if (strcmp(value, "default") == 0) {
		a->info->dwIdleDisconnectSeconds = MPRIDS_UseGlobalValue;
		return true;
	}
	errno = 0;
	seconds = strtoul(value, &end, 10);
	if (errno != 0 || value[0] < '0' || value[0] > '9' || *end != '\0' ||
	    seconds == 0 || seconds >= MPRIDS_Disabled) {
		return wrong(a, "idle", value, "seconds, never or default");
	}
	a->info->dwIdleDisconnectSeconds = (DWORD)seconds;
	return true;
}

static bool apply_flags(const struct applier *a, const struct settings *s)
{
	DWORD *options = &a->info->dwfOptions;
	DWORD *protocols = &a->info->dwfNetProtocols;
	DWORD extensions = 0;

	if (!apply_flag(a, "ipv4", s->ipv4, protocols, MPRNP_Ip) ||
	    !apply_flag(a, "ipv6", s->ipv6, protocols, MPRNP_Ipv6) ||
	    !apply_flag(a, "default-gateway", s->default_gateway, options,
			MPRIO_RemoteDefaultGateway) ||
	    !apply_flag(a, "header-compression", s->header_compression, options,
			MPRIO_IpHeaderCompression) ||
	    !apply_flag(a, "software-compression", s->software_compression,
			options, MPRIO_SwCompression)) {
		return false;
	}
	if (s->lcp_extensions == NULL) {
		return true;
	}
	if (!apply_flag(a, "lcp-extensions", s->lcp_extensions, &extensions,
			1)) {
		return false;
	}
	/* The flag says the opposite. */
	*options &= ~(DWORD)MPRIO_DisableLcpExtensions;
	*options |= extensions != 0 ? 0 : MPRIO_DisableLcpExtensions;
	return true;
}

bool settings_apply(struct rrasctl *ctl, const struct settings *s,
		    MPR_INTERFACE_3 *info, int *exit_code)
{
	const struct applier a = {ctl, info};

	*exit_code = RRASCTL_USAGE;
	if (s->enable && s->disable) {
		usage_error(ctl, "--enable or --disable, not both");
		return false;
	}
	if (s->enable || s->disable) {
		info->fEnabled = s->enable ? TRUE : FALSE;
	}
	if ((s->type != NULL && !apply_type(&a, s->type)) ||
	    !apply_text(&a, "device", s->device, info->szDeviceName,
			MPR_MaxDeviceName + 1) ||
	    !apply_text(&a, "number", s->number, info->szLocalPhoneNumber,
			RAS_MaxPhoneNumber + 1) ||
	    !apply_auth(&a, s->auth) || !apply_encryption(&a, s->encryption) ||
	    !apply_ip_address(&a, s->ip_address) || !apply_dns(&a, s->dns) ||
	    !apply_idle(&a, s->idle) || !apply_flags(&a, s)) {
		return false;
	}
	if ((info->dwfNetProtocols & (MPRNP_Ip | MPRNP_Ipv6)) == 0) {
		usage_error(ctl, "without IPv4 and IPv6 nothing can go over "
				 "the link");
		return false;
	}
	*exit_code = RRASCTL_OK;
	return true;
}

static void report_wide(struct report *report, const char *key,
			const char *label, const WCHAR *wide, size_t max)
{
	char *text = rras_utf16_to_utf8(wide, max);

	report_optional(report, key, label, text);
	free(text);
}

static void report_address(struct report *report, const char *key,
			   const char *label, DWORD address, bool valid)
{
	char text[INET_ADDRSTRLEN] = "";

	if (valid && address != 0) {
		inet_ntop(AF_INET, &address, text, sizeof(text));
	}
	report_optional(report, key, label, text);
}

static void report_idle(struct report *report, DWORD seconds)
{
	if (seconds == MPRIDS_Disabled) {
		report_string(report, "idle", "Hang up when idle", "never");
	} else if (seconds == MPRIDS_UseGlobalValue) {
		report_string(report, "idle", "Hang up when idle", "default");
	} else {
		report_number(report, "idle", "Hang up when idle", seconds,
			      "s");
	}
}

void settings_report(struct report *report, const MPR_INTERFACE_3 *info)
{
	DWORD options = info->dwfOptions;
	bool dns = (options & MPRIO_SpecificNameServers) != 0;

	report_wide(report, "device_type", "Device type", info->szDeviceType,
		    MPR_MaxDeviceType);
	report_wide(report, "device", "Device", info->szDeviceName,
		    MPR_MaxDeviceName);
	report_wide(report, "number", "Number or service",
		    info->szLocalPhoneNumber, RAS_MaxPhoneNumber);
	report_bits(report, "auth", "Authentication", names_auth, options);
	report_word(report, "encryption", "Encryption", names_encryption,
		    info->dwEncryptionType);
	report_bits(report, "protocols", "Protocols", names_protocol,
		    info->dwfNetProtocols);
	report_address(report, "ip_address", "Own address", info->ipaddr,
		       (options & MPRIO_SpecificIpAddr) != 0);
	report_address(report, "dns", "DNS server", info->ipaddrDns, dns);
	report_address(report, "dns_alternate", "Second DNS server",
		       info->ipaddrDnsAlt, dns);
	report_idle(report, info->dwIdleDisconnectSeconds);
	report_bool(report, "default_gateway", "Default gateway",
		    (options & MPRIO_RemoteDefaultGateway) != 0);
	report_bool(report, "header_compression", "Header compression",
		    (options & MPRIO_IpHeaderCompression) != 0);
	report_bool(report, "software_compression", "Software compression",
		    (options & MPRIO_SwCompression) != 0);
	report_bool(report, "lcp_extensions", "LCP extensions",
		    (options & MPRIO_DisableLcpExtensions) == 0);
}
