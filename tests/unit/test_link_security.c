/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Authentication and encryption, from an entry to pppd's command line, for
 * every kind of link: nothing is ever weaker than what is demanded.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "compat/rras_errors.h"
#include "gen_ndr/rras_types.h"
#include "server/dialer/pppd_args.h"
#include "server/router/link.h"
#include "server/router/vpn_strategy.h"

#define assert_werror(werr, code) \
	assert_int_equal(W_ERROR_V(werr), (uint32_t)(code))

#define PAP    MPRIO_RequirePAP
#define SPAP   MPRIO_RequireSPAP
#define CHAP   MPRIO_RequireCHAP
#define MS1    MPRIO_RequireMsCHAP
#define MS2    MPRIO_RequireMsCHAP2
#define EAP    MPRIO_RequireEAP
#define ENC_PW MPRIO_RequireEncryptedPw
#define MS_PW  MPRIO_RequireMsEncryptedPw
#define DATA   MPRIO_RequireDataEncryption

static struct router_entry *new_entry(TALLOC_CTX *mem_ctx)
{
	struct router_entry *entry = router_entry_new(mem_ctx);

	entry->szDeviceType = "PPPoE";
	entry->szDeviceName = "";
	entry->dwfNetProtocols = MPRNP_Ip;
	entry->dwEncryptionType = MPR_ET_None;
	return entry;
}

static const struct way {
	const char *name, *device_type, *device, *number;
	uint32_t dwVpnStrategy;
} ways[] = {
	{"PPPoE", "PPPoE", "", "", 0},
	{"modem", "Modem", "ttyS0", "5550100", 0},
	{"cable", "SERIAL", "ttyS0", "", 0},
	{"VPN", "vpn", "", "192.0.2.1", MPR_VS_Default},
	{"L2TP", "vpn", "", "192.0.2.1", MPR_VS_L2tpOnly},
	{"SSTP", "vpn", "WAN Miniport (SSTP)", "192.0.2.1", MPR_VS_Default},
	{"SSTP first", "vpn", "", "192.0.2.1", 6},
};

static const uint32_t demands[] = {
	PAP, SPAP,   CHAP,  MS1,  MS2,
	EAP, ENC_PW, MS_PW, DATA, MPRIO_IpSecPreSharedKey,
};

#define NUM_DEMANDS (sizeof(demands) / sizeof(demands[0]))
#define ANY	    (PAP | SPAP | CHAP | MS1 | MS2 | EAP)

static const struct router_key key = {.size = 8, .bytes = "psk-word"};

static const char *value_of(char **argv, const char *option)
{
	for (; *argv != NULL; argv++) {
		if (strcmp(*argv, option) == 0) {
			return argv[1] != NULL ? argv[1] : "";
		}
	}
	return NULL;
}

static bool has(char **argv, const char *word)
{
	return value_of(argv, word) != NULL;
}

/* Whether the protocol may be agreed to, by what the entry names. */
static bool is_named(uint32_t options, uint32_t protocol)
{
	uint32_t named = options & ANY;

	return ((named != 0 ? named : CHAP | MS2) & protocol) != 0;
}

static bool demands_encryption(const struct router_entry *entry)
{
	return entry->dwEncryptionType == MPR_ET_Require ||
	       entry->dwEncryptionType == MPR_ET_RequireMax ||
	       ((entry->dwfOptions & DATA) && (entry->dwfOptions & MS_PW));
}

static bool authentication_holds(const struct router_entry *entry, char **argv)
{
	uint32_t options = entry->dwfOptions;
	bool strong = (options & MS_PW) || demands_encryption(entry);
	bool pap = !has(argv, "refuse-pap"), chap = !has(argv, "refuse-chap");
	const char *methods = value_of(argv, "rras-eap-methods");
	unsigned long eap = methods != NULL ? strtoul(methods, NULL, 10) : 0;

	return has(argv, "refuse-mschap") &&
	       (!pap || (is_named(options, PAP) && !(options & ENC_PW))) &&
	       (!chap || is_named(options, CHAP)) &&
	       (has(argv, "refuse-mschap-v2") || is_named(options, MS2)) &&
	       has(argv, "refuse-eap") == (methods == NULL) &&
	       (methods == NULL || is_named(options, EAP)) &&
	       !(strong && (pap || chap || (eap & 1 << DIALER_EAP_MD5)));
}

static bool encryption_holds(const struct router_entry *entry, bool has_key,
			     const struct dialer_settings *settings,
			     char **argv)
{
	bool ipsec = has(argv, "rras-tunnel-ipsec");
	bool max = entry->dwEncryptionType == MPR_ET_RequireMax;

	if (settings->kind != DIALER_KIND_L2TP) {
		if (ipsec) {
			return false;
		}
	} else if (ipsec != has_key ||
		   (!ipsec && (entry->dwfOptions & MPRIO_IpSecPreSharedKey))) {
		return false;
	}
	if (ipsec || settings->kind == DIALER_KIND_SSTP) {
		return has(argv, "nomppe"); /* IPsec and TLS encrypt */
	}
	if (!demands_encryption(entry)) {
		return true;
	}
	return !has(argv, "nomppe") && !has(argv, "noccp") &&
	       !has(argv, "rras-mppe-optional") &&
	       has(argv, max ? "require-mppe-128" : "require-mppe");
}

static bool tells_no_secret(char **argv)
{
	for (; *argv != NULL; argv++) {
		if (strstr(*argv, "-word") != NULL) {
			return false;
		}
	}
	return true;
}

/* One target, as targets.c takes it; whether it would be dialed. */
static bool check_target(const struct router_entry *entry, bool has_key,
			 const struct dialer_settings *settings)
{
	static const struct dialer_config config = {
		.pppd_path = "/usr/sbin/pppd",
		.connect_helper = "/x/rras-connect",
		.tunnel_helper = "/x/rras-tunnel",
		.certificate_dir = "/nonexistent",
	};
	char **argv = NULL;
	WERROR werr;

	werr = pppd_args(NULL, &config, "/x/rras_pppd.so", "dev0", settings, 0,
			 &argv);
	if (!W_ERROR_IS_OK(werr)) {
		/* EAP-TLS alone, and no certificate */
		assert_werror(werr, ERROR_NO_EAPTLS_CERTIFICATE);
		return false;
	}
	if (!authentication_holds(entry, argv) ||
	    !encryption_holds(entry, has_key, settings, argv) ||
	    !tells_no_secret(argv)) {
		fail_msg("kind %d, options 0x%x, encryption %u, key %d",
			 (int)settings->kind, (unsigned)entry->dwfOptions,
			 (unsigned)entry->dwEncryptionType, has_key);
	}
	talloc_free(argv);
	return true;
}

/* How many targets would be dialed. */
static size_t check_entry(const struct router_entry *entry, bool has_key)
{
	const struct credentials credentials = {
		.user = "u", .domain = "", .password = "pass-word"};
	TALLOC_CTX *frame = talloc_new(NULL);
	struct dialer_settings s;
	size_t i, dialed = 0;

	if (W_ERROR_IS_OK(
		    link_settings(frame, entry, &credentials, NULL, &s)) &&
	    W_ERROR_IS_OK(link_security(entry, has_key ? &key : NULL, &s))) {
		dialed = s.num_targets == 0 && check_target(entry, has_key, &s);
		for (i = 0; i < s.num_targets; i++) {
			s.kind = s.targets[i].kind;
			s.number = s.targets[i].number;
			dialed += check_target(entry, has_key, &s);
		}
	}
	talloc_free(frame);
	return dialed;
}

static void check_way(const struct way *way, struct router_entry *entry)
{
	size_t i, dialed = 0;
	uint32_t mask;

	entry->szDeviceType = way->device_type;
	entry->szDeviceName = way->device;
	entry->szLocalPhoneNumber = way->number;
	entry->dwVpnStrategy = way->dwVpnStrategy;
	for (mask = 0; mask < 1u << NUM_DEMANDS; mask++) {
		entry->dwfOptions = 0;
		for (i = 0; i < NUM_DEMANDS; i++) {
			entry->dwfOptions |= (mask >> i & 1) ? demands[i] : 0;
		}
		dialed += check_entry(entry, false);
		dialed += check_entry(entry, true);
	}
	if (dialed == 0) {
		fail_msg("%s is never dialed", way->name);
	}
}

static void test_command_line_is_never_weaker(void **state)
{
	static const uint32_t keys[] = {0, DIALER_EAP_MD5, DIALER_EAP_TLS};
	struct router_entry *entry = new_entry(NULL);
	uint32_t type;
	size_t i, k;

	for (type = MPR_ET_None; type <= MPR_ET_Optional; type++) {
		entry->dwEncryptionType = type;
		for (k = 0; k < sizeof(keys) / sizeof(keys[0]); k++) {
			entry->dwCustomAuthKey = keys[k];
			for (i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
				check_way(&ways[i], entry);
			}
		}
	}
	talloc_free(entry);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_command_line_is_never_weaker),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
