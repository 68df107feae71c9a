/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From an entry to the dialer's settings: what each option allows, and that
 * nothing is ever weaker than what is demanded.
 */
#include "link_settings_fixture.h"

#define PAP    MPRIO_RequirePAP
#define SPAP   MPRIO_RequireSPAP
#define CHAP   MPRIO_RequireCHAP
#define MS1    MPRIO_RequireMsCHAP
#define MS2    MPRIO_RequireMsCHAP2
#define EAP    MPRIO_RequireEAP
#define ENC_PW MPRIO_RequireEncryptedPw
#define MS_PW  MPRIO_RequireMsEncryptedPw
#define DATA   MPRIO_RequireDataEncryption

enum { NONE = 0, P = 1, C = 2, M = 4, E = 8 };

struct row {
	uint32_t dwfOptions;
	uint32_t dwEncryptionType;
	uint32_t error;
	int allowed; /* P, C, M, E */
	enum dialer_encryption encryption;
};

#define OK	ERROR_SUCCESS
#define NO_AUTH ERROR_NO_AUTH_PROTOCOL_AVAILABLE
#define NOT	DIALER_ENCRYPTION_NONE
#define OPT	DIALER_ENCRYPTION_OPTIONAL
#define REQ	DIALER_ENCRYPTION_REQUIRE
#define MAX	DIALER_ENCRYPTION_REQUIRE_MAX

static const struct row rows[] = {
	/* none named: CHAP and MS-CHAPv2 */
	{0, MPR_ET_None, OK, C | M, NOT},
	{ENC_PW, MPR_ET_None, OK, C | M, NOT},
	{MS_PW, MPR_ET_None, OK, M, NOT},
	/* one named */
	{PAP, MPR_ET_None, OK, P, NOT},
	{CHAP, MPR_ET_None, OK, C, NOT},
	{MS2, MPR_ET_None, OK, M, NOT},
	{EAP, MPR_ET_None, OK, E, NOT},
	{SPAP, MPR_ET_None, NO_AUTH, NONE, NOT},
	{MS1, MPR_ET_None, NO_AUTH, NONE, NOT},
	{SPAP | MS1, MPR_ET_None, NO_AUTH, NONE, NOT},
	/* several */
	{PAP | CHAP | MS2 | EAP, MPR_ET_None, OK, P | C | M | E, NOT},
	{PAP | SPAP | MS1, MPR_ET_None, OK, P, NOT},
	/* forbidden */
	{PAP | ENC_PW, MPR_ET_None, NO_AUTH, NONE, NOT},
	{PAP | MS_PW, MPR_ET_None, NO_AUTH, NONE, NOT},
	{PAP | CHAP | ENC_PW, MPR_ET_None, OK, C, NOT},
	{CHAP | MS_PW, MPR_ET_None, NO_AUTH, NONE, NOT},
	{PAP | CHAP | MS2 | MS_PW, MPR_ET_None, OK, M, NOT},
	{PAP | EAP | MS_PW, MPR_ET_None, OK, E, NOT},
	/* encryption: by protocols that give keys only */
	{0, MPR_ET_Optional, OK, C | M, OPT},
	{PAP, MPR_ET_Optional, OK, P, OPT},
	{0, MPR_ET_Require, OK, M, REQ},
	{PAP | CHAP | MS2, MPR_ET_Require, OK, M, REQ},
	{PAP | CHAP | MS2, MPR_ET_RequireMax, OK, M, MAX},
	{PAP, MPR_ET_Require, NO_AUTH, NONE, REQ},
	{CHAP, MPR_ET_RequireMax, NO_AUTH, NONE, MAX},
	{EAP, MPR_ET_Require, OK, E, REQ},
	/* the flag counts with RequireMsEncryptedPw only */
	{MS2 | DATA, MPR_ET_None, OK, M, NOT},
	{MS2 | DATA, MPR_ET_Optional, OK, M, OPT},
	{MS2 | DATA | MS_PW, MPR_ET_None, OK, M, REQ},
	{MS2 | DATA | MS_PW, MPR_ET_Optional, OK, M, REQ},
	{MS2 | DATA | MS_PW, MPR_ET_RequireMax, OK, M, MAX},
	/* what Create makes of a client that names none (3.1.4.13) */
	{ENC_PW | DATA | CHAP | MS2, MPR_ET_Require, OK, M, REQ},
	{MS2, 4, ERROR_INVALID_PARAMETER, NONE, NOT},
};

static void test_security(void **state)
{
	struct router_entry *entry = new_entry(NULL);
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct row *row = &rows[i];
		struct dialer_settings s;
		WERROR werr;
		int allowed;

		entry->dwfOptions = row->dwfOptions;
		entry->dwEncryptionType = row->dwEncryptionType;
		werr = link_settings(entry, entry, NULL, NULL, &s);
		allowed = (s.allow_pap ? P : 0) | (s.allow_chap ? C : 0) |
			  (s.allow_mschapv2 ? M : 0) | (s.allow_eap ? E : 0);
		if (W_ERROR_V(werr) != row->error || allowed != row->allowed ||
		    s.encryption != row->encryption) {
			print_error("row %zu: error %u, allowed %d, "
				    "encryption %d\n",
				    i, (unsigned)W_ERROR_V(werr), allowed,
				    (int)s.encryption);
			fail();
		}
	}
	talloc_free(entry);
}

/* Whatever the options: no PAP where it is forbidden, no protocol without
 * keys where data must be encrypted. */
static void test_never_weaker(void **state)
{
	static const uint32_t bits[] = {PAP, SPAP,   CHAP,  MS1, MS2,
					EAP, ENC_PW, MS_PW, DATA};
	struct router_entry *entry = new_entry(NULL);
	uint32_t mask, type;
	size_t i;

	for (mask = 0; mask < 1 << 9; mask++) {
		entry->dwfOptions = 0;
		for (i = 0; i < 9; i++) {
			entry->dwfOptions |= (mask >> i & 1) ? bits[i] : 0;
		}
		for (type = MPR_ET_None; type <= MPR_ET_Optional; type++) {
			uint32_t options = entry->dwfOptions;
			struct dialer_settings s;

			entry->dwEncryptionType = type;
			if (!W_ERROR_IS_OK(link_settings(entry, entry, NULL,
							 NULL, &s))) {
				continue;
			}
			assert_true(s.allow_pap || s.allow_chap ||
				    s.allow_mschapv2 || s.allow_eap);
			if (options & (ENC_PW | MS_PW)) {
				assert_false(s.allow_pap);
			}
			if (options & MS_PW) {
				assert_false(s.allow_chap);
			}
			if (type == MPR_ET_Require ||
			    type == MPR_ET_RequireMax ||
			    ((options & DATA) && (options & MS_PW))) {
				assert_true(s.encryption == REQ ||
					    s.encryption == MAX);
				assert_false(s.allow_pap || s.allow_chap);
			}
		}
	}
	talloc_free(entry);
}

static void test_options(void **state)
{
	struct router_entry *entry = new_entry(NULL);
	struct dialer_settings s;

	assert_werror(link_settings(entry, entry, NULL, NULL, &s), OK);
	assert_false(s.ip_header_compression || s.software_compression ||
		     s.default_gateway || s.specific_ip || s.ipv6);
	assert_true(s.ipv4);
	assert_int_equal(s.idle_seconds, 0);

	entry->dwfOptions = MPRIO_IpHeaderCompression | MPRIO_SwCompression |
			    MPRIO_RemoteDefaultGateway | MPRIO_SpecificIpAddr;
	entry->ipaddr.s_addr = 0x01020304;
	entry->dwfNetProtocols = MPRNP_Ipv6 | MPRNP_Ipx;
	entry->dwIdleDisconnectSeconds = 300;
	entry->ConnectBPS = 115200;
	entry->HwFlowControl = true;
	entry->szLocalPhoneNumber = "service";
	assert_werror(link_settings(entry, entry, NULL, NULL, &s), OK);
	assert_false(s.ipv4);
	assert_true(s.ip_header_compression && s.software_compression &&
		    s.default_gateway && s.specific_ip && s.ipv6);
	assert_int_equal(s.ipaddr.s_addr, 0x01020304);
	assert_int_equal(s.idle_seconds, 300);
	assert_int_equal(s.speed, 115200);
	assert_true(s.hw_flow_control);
	assert_string_equal(s.number, "service");

	entry->dwIdleDisconnectSeconds = MPRIDS_Disabled;
	assert_werror(link_settings(entry, entry, NULL, NULL, &s), OK);
	assert_int_equal(s.idle_seconds, 0);
	entry->dwfNetProtocols = MPRNP_Ipx;
	assert_werror(link_settings(entry, entry, NULL, NULL, &s),
		      ERROR_PPP_NO_PROTOCOLS_CONFIGURED);
	talloc_free(entry);
}

static void test_credentials(void **state)
{
	struct router_entry *entry = new_entry(NULL);
	const struct credentials c = {
		.user = "u", .domain = "d", .password = "p"};
	struct dialer_settings s;

	assert_werror(link_settings(entry, entry, NULL, NULL, &s), OK);
	assert_string_equal(s.user, "");
	assert_string_equal(s.password, "");
	assert_werror(link_settings(entry, entry, &c, NULL, &s), OK);
	assert_string_equal(s.user, "u");
	assert_string_equal(s.domain, "d");
	assert_string_equal(s.password, "p");
	talloc_free(entry);
}

/* -- EAP, name servers, LCP -- */

#define METHOD(type) (1u << (type))

static const struct {
	uint32_t dwfOptions, dwEncryptionType, dwCustomAuthKey;
	uint32_t methods;
} eap_rows[] = {
	{EAP, MPR_ET_None, 0, METHOD(4) | METHOD(13) | METHOD(26)},
	{EAP, MPR_ET_None, UINT32_MAX, METHOD(4) | METHOD(13) | METHOD(26)},
	{EAP, MPR_ET_None, 4, METHOD(4)},
	{EAP, MPR_ET_None, 13, METHOD(13)},
	{EAP, MPR_ET_None, 26, METHOD(26)},
	{EAP, MPR_ET_None, 25, 0}, /* PEAP: not pppd's */
	{EAP, MPR_ET_None, 4000, 0},
	{EAP | ENC_PW, MPR_ET_None, 4, METHOD(4)},
	/* MD5 is no scheme of Microsoft's, and gives no keys */
	{EAP | MS_PW, MPR_ET_None, 4, 0},
	{EAP | MS_PW, MPR_ET_None, 0, METHOD(13) | METHOD(26)},
	{EAP, MPR_ET_Require, 4, 0},
	{EAP, MPR_ET_RequireMax, 0, METHOD(13) | METHOD(26)},
	{EAP, MPR_ET_Optional, 4, METHOD(4)},
};

static void test_eap_methods(void **state)
{
	struct router_entry *entry = new_entry(NULL);
	struct dialer_settings s;
	size_t i;

	for (i = 0; i < sizeof(eap_rows) / sizeof(eap_rows[0]); i++) {
		entry->dwfOptions = eap_rows[i].dwfOptions;
		entry->dwEncryptionType = eap_rows[i].dwEncryptionType;
		entry->dwCustomAuthKey = eap_rows[i].dwCustomAuthKey;
		assert_werror(link_settings(entry, entry, NULL, NULL, &s),
			      eap_rows[i].methods != 0 ? OK : NO_AUTH);
		assert_int_equal(s.eap_methods, eap_rows[i].methods);
		assert_int_equal(s.allow_eap, eap_rows[i].methods != 0);
	}
	/* another protocol that is allowed remains */
	entry->dwfOptions = EAP | CHAP;
	entry->dwEncryptionType = MPR_ET_None;
	entry->dwCustomAuthKey = 25;
	assert_werror(link_settings(entry, entry, NULL, NULL, &s), OK);
	assert_false(s.allow_eap);
	assert_true(s.allow_chap);
	talloc_free(entry);
}

static void test_certificate(void **state)
{
	struct router_entry *entry = new_entry(NULL);
	const struct credentials c = {
		.user = "alice", .domain = "CORP", .password = "x"};
	struct router_eap eap = {.cbHash = 20,
				 .pbHash = {1, 2, 3},
				 .identity = "tess",
				 .pin = "1234"};
	struct dialer_settings s;

	entry->dwfOptions = EAP;
	entry->dwCustomAuthKey = 13;
	assert_werror(link_settings(entry, entry, &c, &eap, &s), OK);
	assert_int_equal(s.eap_tls.hash[2], 3);
	assert_string_equal(s.eap_tls.pin, "1234");
	assert_string_equal(s.user, "tess");
	assert_string_equal(s.domain, "");
	/* the identity is EAP-TLS's alone */
	entry->dwfOptions = EAP | CHAP;
	assert_werror(link_settings(entry, entry, &c, &eap, &s), OK);
	assert_string_equal(s.user, "alice");
	/* a hash that no SHA-1 is */
	eap.cbHash = 16;
	assert_werror(link_settings(entry, entry, &c, &eap, &s), OK);
	assert_int_equal(s.eap_tls.hash[2], 0);
	talloc_free(entry);
}

static void test_names_and_lcp(void **state)
{
	struct router_entry *entry = new_entry(NULL);
	struct dialer_settings s;

	entry->dwfOptions = CHAP;
	entry->ipaddrDns.s_addr = 1;
	entry->ipaddrDnsAlt.s_addr = 2;
	entry->ipv6addrDns.s6_addr[15] = 3;
	assert_werror(link_settings(entry, entry, NULL, NULL, &s), OK);
	assert_false(s.specific_dns);
	assert_int_equal(s.dns[0].s_addr, 0);
	assert_int_equal(s.dns6[0].s6_addr[15], 3);
	assert_true(s.lcp_extensions);
	entry->dwfOptions =
		CHAP | MPRIO_SpecificNameServers | MPRIO_DisableLcpExtensions;
	assert_werror(link_settings(entry, entry, NULL, NULL, &s), OK);
	assert_true(s.specific_dns);
	assert_int_equal(s.dns[0].s_addr, 1);
	assert_int_equal(s.dns[1].s_addr, 2);
	assert_false(s.lcp_extensions);
	talloc_free(entry);
}

/* A key is used whatever the flag; the flag without a key is not dialed. */
static void test_ipsec(void **state)
{
	static const struct dialer_target targets[] = {
		{.kind = DIALER_KIND_PPTP}, {.kind = DIALER_KIND_L2TP}};
	static const struct router_key key = {.size = 3, .bytes = "psk"};
	struct router_entry *entry = new_entry(NULL);
	struct dialer_settings s = {.kind = DIALER_KIND_L2TP};

	entry->dwfOptions = 0;
	assert_werror(link_security(entry, NULL, &s), OK);
	assert_int_equal(s.ipsec_key.length, 0);
	assert_werror(link_security(entry, &key, &s), OK);
	assert_int_equal(s.ipsec_key.length, 3);
	assert_memory_equal(s.ipsec_key.data, "psk", 3);
	entry->dwfOptions = MPRIO_IpSecPreSharedKey;
	assert_werror(link_security(entry, &key, &s), OK);
	assert_werror(link_security(entry, NULL, &s), ERROR_OAKLEY_NO_POLICY);
	/* one of several ways is as good as the only one */
	s = (struct dialer_settings){.kind = DIALER_KIND_PPTP};
	assert_werror(link_security(entry, NULL, &s), OK);
	s.targets = targets;
	s.num_targets = 2;
	assert_werror(link_security(entry, NULL, &s), ERROR_OAKLEY_NO_POLICY);
	assert_werror(link_security(entry, &key, &s), OK);
	assert_int_equal(s.ipsec_key.length, 3);
	talloc_free(entry);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_security),
		cmocka_unit_test(test_never_weaker),
		cmocka_unit_test(test_options),
		cmocka_unit_test(test_credentials),
		cmocka_unit_test(test_eap_methods),
		cmocka_unit_test(test_certificate),
		cmocka_unit_test(test_names_and_lcp),
		cmocka_unit_test(test_ipsec),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
