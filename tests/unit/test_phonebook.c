/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The phonebook: what is read, what is written, and what is left alone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include <talloc.h>
#include <arpa/inet.h>
#include "gen_ndr/rras_types.h"
#include "phonebook_fixture.h"

/* One line: "-old +new" for each that differs, in the order of the file. */
static char *differences(TALLOC_CTX *mem_ctx, const char *before,
			 const char *after)
{
	char *result = talloc_strdup(mem_ctx, "");

	while (*before != '\0' || *after != '\0') {
		size_t nb = strcspn(before, "\r");
		size_t na = strcspn(after, "\r");
		size_t key = strcspn(before, "=\r");

		if (nb == na && strncmp(before, after, nb) == 0) {
			before += nb + (before[nb] ? 2 : 0);
			after += na + (after[na] ? 2 : 0);
		} else if (*before != '\0' && *after != '\0' &&
			   strncmp(before, after, key + 1) == 0) {
			result = talloc_asprintf_append(result, "-%.*s +%.*s ",
							(int)nb, before,
							(int)na, after);
			before += nb + 2;
			after += na + 2;
		} else if (strlen(before) > strlen(after)) {
			result = talloc_asprintf_append(result, "-%.*s ",
							(int)nb, before);
			before += nb + 2;
		} else {
			result = talloc_asprintf_append(result, "+%.*s ",
							(int)na, after);
			after += na + 2;
		}
	}
	return result;
}

static void test_example_stays_as_it_is(void **state)
{
	char *text = fixture_example(*state);
	struct phonebook *pbk = fixture_parse(*state, text);

	assert_string_equal(fixture_format(*state, pbk), text);
	assert_true(phonebook_has_entry(pbk, "dd1"));
	assert_true(phonebook_has_entry(pbk, "DD1"));
	assert_false(phonebook_has_entry(pbk, "dd2"));
}

static void test_example_is_understood(void **state)
{
	struct phonebook *pbk = fixture_parse(*state, fixture_example(*state));
	struct router_entry *entry = fixture_get(*state, pbk, "dd1");

	assert_int_equal(
		entry->dwfOptions,
		MPRIO_RequireCHAP | MPRIO_RequireMsCHAP2 |
			MPRIO_IpHeaderCompression | MPRIO_RemoteDefaultGateway |
			MPRIO_SwCompression | MPRIO_SharedPhoneNumbers);
	assert_int_equal(entry->dwEncryptionType, MPR_ET_Optional);
	assert_int_equal(entry->dwfNetProtocols, MPRNP_Ip | MPRNP_Ipv6);
	assert_string_equal(entry->szDeviceType, "Modem");
	assert_string_equal(entry->szDeviceName,
			    "Compaq 56K USB External Fax Modem");
	assert_string_equal(entry->szLocalPhoneNumber, "2006034");
	assert_non_null(entry->szAlternates);
	assert_string_equal(entry->szAlternates[0], "2006035");
	assert_null(entry->szAlternates[1]);
	assert_int_equal(entry->dwIdleDisconnectSeconds, 300);
	assert_int_equal(entry->dwDialMode, MPRDM_DialAll);
	assert_int_equal(entry->dwDialExtraPercent, 75);
	assert_int_equal(entry->dwHangUpExtraPercent, 10);
	assert_int_equal(entry->dwSubEntries, 1);
	assert_int_equal(entry->dwType, MPRET_Phone);
	assert_int_equal(entry->ConnectBPS, 115200);
	assert_true(entry->HwFlowControl);
	assert_int_equal(router_entry_kind(entry), ROUTER_ENTRY_MODEM);
	/* ECFE1B36 44EB B744 A756...: a version 4 GUID in memory order */
	assert_int_equal(entry->guidId.time_low, 0x361bfeec);
	assert_int_equal(entry->guidId.time_mid, 0xeb44);
	assert_int_equal(entry->guidId.time_hi_and_version, 0x44b7);
	assert_int_equal(entry->guidId.clock_seq[0], 0xa7);
}

static void test_set_without_change(void **state)
{
	char *text = fixture_example(*state);
	struct phonebook *pbk = fixture_parse(*state, text);
	struct router_entry *entry = fixture_get(*state, pbk, "dd1");

	assert_werr(phonebook_set_entry(pbk, "dd1", entry), 0);
	assert_string_equal(fixture_format(*state, pbk), text);
}

/* One member changed: only its key's line may change. */

static void edit_idle(struct router_entry *entry)
{
	entry->dwIdleDisconnectSeconds = MPRIDS_Disabled;
}

static void edit_protocols(struct router_entry *entry)
{
	entry->dwfNetProtocols = MPRNP_Ip;
}

static void edit_authentication(struct router_entry *entry)
{
	entry->dwfOptions |= MPRIO_RequirePAP | MPRIO_RequireEAP;
	entry->dwfOptions &= ~(uint32_t)MPRIO_RequireCHAP;
}

static void edit_encryption(struct router_entry *entry)
{
	entry->dwEncryptionType = MPR_ET_RequireMax;
}

static void edit_lcp(struct router_entry *entry)
{
	entry->dwfOptions |= MPRIO_DisableLcpExtensions;
}

static void edit_address(struct router_entry *entry)
{
	entry->dwfOptions |= MPRIO_SpecificIpAddr;
	inet_pton(AF_INET, "192.0.2.7", &entry->ipaddr);
}

static void edit_dns6(struct router_entry *entry)
{
	inet_pton(AF_INET6, "2001:db8::53", &entry->ipv6addrDnsAlt);
}

static void edit_number(struct router_entry *entry)
{
	entry->szLocalPhoneNumber = "0,5550123";
}

static void edit_no_alternates(struct router_entry *entry)
{
	entry->szAlternates = NULL;
}

static void edit_name(struct router_entry *entry)
{
	entry->szDeviceName = "ttyUSB0";
}

static void edit_speed(struct router_entry *entry)
{
	entry->ConnectBPS = 9600;
	entry->HwFlowControl = false;
}

static void edit_auth_data(struct router_entry *entry)
{
	static uint8_t bytes[] = {0, 1, 0xFE};

	entry->CustomAuthData = data_blob_const(bytes, sizeof(bytes));
	entry->dwCustomAuthKey = 13;
}

static void edit_secure_files(struct router_entry *entry)
{
	entry->dwfOptions |= MPRIO_SecureLocalFiles;
}

static void edit_psk(struct router_entry *entry)
{
	entry->dwfOptions |= MPRIO_IpSecPreSharedKey |
			     MPRIO_UsePreSharedKeyForIkev2Responder |
			     MPRIO_UsePreSharedKeyForIkev2Initiator;
}

static const struct {
	void (*edit)(struct router_entry *entry);
	const char *differences;
} edits[] = {
	{edit_idle, "-IdleDisconnectSeconds=300 "
		    "+IdleDisconnectSeconds=4294967295 "},
	{edit_protocols, "-ExcludedProtocols=0 +ExcludedProtocols=8 "},
	{edit_authentication, "-AuthRestrictions=544 +AuthRestrictions=648 "},
	{edit_encryption, "-DataEncryption=8 +DataEncryption=512 "},
	{edit_lcp, "-LcpExtensions=1 +LcpExtensions=0 "},
	{edit_address, "-IpAddress=0.0.0.0 +IpAddress=192.0.2.7 "
		       "-IpAssign=1 +IpAssign=2 "},
	{edit_dns6, "-Ipv6NameAssign=1 +Ipv6NameAssign=2 "
		    "-Ipv6Dns2Address=:: +Ipv6Dns2Address=2001:db8::53 "},
	{edit_number, "-PhoneNumber=2006034 +PhoneNumber=0,5550123 "},
	{edit_no_alternates,
	 "-PhoneNumber=2006035 -AreaCode= -CountryCode=91 -CountryID=91 "
	 "-UseDialingRules=0 -Comment= -FriendlyName= "},
	{edit_name,
	 "-PreferredPort=COM3 +PreferredPort=ttyUSB0 "
	 "-PreferredDevice= Compaq 56K USB External Fax Modem  "
	 "+PreferredDevice=ttyUSB0 -Port=COM3 +Port=ttyUSB0 "
	 "-Device=Compaq 56K USB External Fax Modem +Device=ttyUSB0 "},
	{edit_speed, "-ConnectBPS=115200 +ConnectBPS=9600 "
		     "-HwFlowControl=1 +HwFlowControl=0 "},
	{edit_auth_data, "-CustomAuthKey=0 +CustomAuthKey=13 "
			 "+CustomAuthData=0001FE "},
	{edit_secure_files, "+SecureLocalFiles=1 "},
	{edit_psk, "-AuthRestrictions=544 +AuthRestrictions=4640 "
		   "-IpSecFlags=0 +IpSecFlags=3 "},
};

static void test_set_changes_only_its_line(void **state)
{
	char *text = fixture_example(*state);
	size_t i;

	for (i = 0; i < sizeof(edits) / sizeof(edits[0]); i++) {
		struct phonebook *pbk = fixture_parse(*state, text);
		struct router_entry *entry = fixture_get(*state, pbk, "dd1");
		const char *after = NULL;

		edits[i].edit(entry);
		assert_werr(phonebook_set_entry(pbk, "dd1", entry), 0);
		after = fixture_format(*state, pbk);
		assert_string_equal(differences(*state, text, after),
				    edits[i].differences);
		assert_int_equal(
			router_entry_kind(fixture_get(*state, pbk, "dd1")),
			ROUTER_ENTRY_MODEM);
	}
}

static void test_added_alternate(void **state)
{
	const char *alternates[] = {"2006035", "2006036", NULL};
	char *text = fixture_example(*state);
	struct phonebook *pbk = fixture_parse(*state, text);
	struct router_entry *entry = fixture_get(*state, pbk, "dd1");

	entry->szAlternates = alternates;
	assert_werr(phonebook_set_entry(pbk, "dd1", entry), 0);
	assert_string_equal(
		differences(*state, text, fixture_format(*state, pbk)),
		"+PhoneNumber=2006036 +AreaCode= +CountryCode=0 +CountryID=0 "
		"+UseDialingRules=0 +Comment= +FriendlyName= ");
	entry = fixture_get(*state, pbk, "dd1");
	assert_string_equal(entry->szAlternates[1], "2006036");
}

/* A file with everything that we did not write and do not understand. */
static const char odd[] = "\xEF\xBB\xBF; our routers\r\n"
			  "\r\n"
			  "[\xC3\x84rger ] with a bracket]]\r\n"
			  "encoding=1\r\n"
			  "FutureKey=a=b\r\n"
			  "FutureKey=twice\r\n"
			  "  \r\n"
			  "AUTHRESTRICTIONS = 1544 \r\n"
			  "; a comment\r\n"
			  "MEDIA=rastapi\r\n"
			  "Port=PPPoE6-0\r\n"
			  "Device=WAN Miniport (PPPOE)\r\n"
			  "\r\n"
			  "DEVICE=PPPoE\r\n"
			  "PhoneNumber=isp service\r\n"
			  "FutureDeviceKey=\r\n"
			  "MEDIA=rastapi\r\n"
			  "DEVICE=vpn\r\n"
			  "PhoneNumber=other link\r\n"
			  "[broken]\r\n"
			  "IpAddress=300.1.2.3\r\n"
			  "MEDIA=serial\r\n"
			  "[no media]\r\n"
			  "Type=1\r\n";

static void test_odd_file(void **state)
{
	struct phonebook *pbk = fixture_parse(*state, odd);
	const char *name = "\xC3\xA4RGER ] WITH A BRACKET]";
	struct router_entry *entry = fixture_get(*state, pbk, name);

	assert_string_equal(fixture_format(*state, pbk), odd);
	assert_int_equal(router_entry_kind(entry), ROUTER_ENTRY_PPPOE);
	assert_int_equal(entry->dwSubEntries, 2);
	assert_string_equal(entry->szLocalPhoneNumber, "isp service");
	assert_null(entry->szAlternates);
	/* 1544 = PAP (8) and MSCHAPv2 (512) and the kept bit 1024 */
	assert_int_equal(entry->dwfOptions &
				 (MPRIO_RequirePAP | MPRIO_RequireMsCHAP2 |
				  MPRIO_RequireCHAP),
			 MPRIO_RequirePAP | MPRIO_RequireMsCHAP2);
	entry->dwfOptions |= MPRIO_RequireCHAP;
	assert_werr(phonebook_set_entry(pbk, name, entry), 0);
	assert_string_equal(
		differences(*state, odd, fixture_format(*state, pbk)),
		"-AUTHRESTRICTIONS = 1544  +AUTHRESTRICTIONS =1576 ");
}

static void test_entry_errors(void **state)
{
	struct phonebook *pbk = fixture_parse(*state, odd);
	struct router_entry *entry = NULL;
	const char *why = NULL;

	assert_werr(phonebook_get_entry(*state, pbk, "none", &entry, &why),
		    ERROR_CANNOT_FIND_PHONEBOOK_ENTRY);
	assert_werr(phonebook_get_entry(*state, pbk, "broken", &entry, &why),
		    ERROR_CORRUPT_PHONEBOOK);
	assert_string_equal(why,
			    "entry [broken]: IpAddress has no valid value");
	assert_werr(phonebook_get_entry(*state, pbk, "no media", &entry, &why),
		    ERROR_CORRUPT_PHONEBOOK);
	assert_string_equal(why, "entry [no media]: MEDIA has no valid value");
	assert_null(entry);
}

/* What cannot be read is mended by what is set. */
static void test_set_mends(void **state)
{
	struct phonebook *pbk = fixture_parse(*state, odd);
	struct router_entry *entry =
		fixture_get(*state, pbk, "\xC3\x84rger ] with a bracket]");

	assert_werr(phonebook_set_entry(pbk, "broken", entry), 0);
	assert_werr(phonebook_set_entry(pbk, "no media", entry), 0);
	entry = fixture_get(*state, pbk, "broken");
	assert_int_equal(router_entry_kind(entry), ROUTER_ENTRY_PPPOE);
	assert_int_equal(entry->ipaddr.s_addr, 0);
	entry = fixture_get(*state, pbk, "no media");
	assert_string_equal(entry->szLocalPhoneNumber, "isp service");
}

static void test_same_name_twice(void **state)
{
	const char text[] = "[a]\r\nMEDIA=rastapi\r\nPort=p\r\nDEVICE=PPPoE\r\n"
			    "[b]\r\n[A]\r\nMEDIA=serial\r\nDEVICE=modem\r\n";
	struct phonebook *pbk = fixture_parse(*state, text);

	assert_int_equal(router_entry_kind(fixture_get(*state, pbk, "A")),
			 ROUTER_ENTRY_PPPOE);
	assert_string_equal(fixture_format(*state, pbk), text);
	phonebook_remove_entry(pbk, "none");
	phonebook_remove_entry(pbk, "a");
	assert_string_equal(fixture_format(*state, pbk), "[b]\r\n");
	assert_false(phonebook_has_entry(pbk, "A"));
	phonebook_remove_entry(pbk, "b");
	assert_string_equal(fixture_format(*state, pbk), "");
}

/* "All the keys MUST appear in the same order [...] as they appear here" */
static void test_new_entry(void **state)
{
	struct phonebook *pbk = fixture_parse(*state, "[x]\r\n");
	struct router_entry *entry = fixture_pppoe(*state);
	const char *text = NULL;
	const char *order[] = {
		"[x]\r\n[isp 1]\r\nEncoding=1\r\nPBVersion=1\r\nType=5\r\n",
		"\r\nGuid=",
		"\r\nExcludedProtocols=8\r\nLcpExtensions=1\r\n",
		"\r\nAuthRestrictions=512\r\n",
		"\r\nIpAssign=1\r\n",
		"\r\nNETCOMPONENTS=\r\nms_msclient=0\r\nms_server=0\r\n"
		"MEDIA=rastapi\r\nPort=PPPoE6-0\r\n"
		"Device=WAN Miniport (PPPOE)\r\nDEVICE=PPPoE\r\n"
		"PhoneNumber=isp\r\nAreaCode=\r\n",
	};
	size_t i;

	assert_werr(phonebook_set_entry(pbk, "isp 1", entry), 0);
	text = fixture_format(*state, pbk);
	for (i = 0; i < sizeof(order) / sizeof(order[0]); i++) {
		const char *found = strstr(text, order[i]);

		assert_non_null(found);
		text = found + strlen(order[i]) - strlen("\r\n");
	}
	assert_int_equal(router_entry_kind(fixture_get(*state, pbk, "ISP 1")),
			 ROUTER_ENTRY_PPPOE);
}

static void test_change_of_device(void **state)
{
	struct phonebook *pbk = fixture_parse(*state, fixture_example(*state));
	struct router_entry *entry = fixture_pppoe(*state);
	const char *text = NULL;

	assert_werr(phonebook_set_entry(pbk, "dd1", entry), 0);
	text = fixture_format(*state, pbk);
	/* the switch is gone: other media have exactly one DEVICE */
	assert_null(strstr(text, "DEVICE=switch"));
	assert_non_null(strstr(text, "\r\nMEDIA=rastapi\r\nPort=PPPoE6-0\r\n"));
	entry = fixture_get(*state, pbk, "dd1");
	assert_int_equal(router_entry_kind(entry), ROUTER_ENTRY_PPPOE);
	assert_string_equal(entry->szLocalPhoneNumber, "isp");
	assert_null(entry->szAlternates);
}

/* A client's text must not be able to write lines of its own. */
static void test_no_injection(void **state)
{
	const char *bad[] = {"a\r\n[evil]", "a\nb", "tab\t", "\xC3", "\x7F"};
	struct phonebook *pbk = fixture_parse(*state, "");
	const char *alternates[] = {"", NULL};
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct router_entry *entry = fixture_pppoe(*state);

		assert_werr(phonebook_set_entry(pbk, bad[i], entry),
			    ERROR_INVALID_PARAMETER);
		entry->szLocalPhoneNumber = bad[i];
		assert_werr(phonebook_set_entry(pbk, "a", entry),
			    ERROR_INVALID_PARAMETER);
		entry = fixture_pppoe(*state);
		entry->szX25UserData = bad[i];
		assert_werr(phonebook_set_entry(pbk, "a", entry),
			    ERROR_INVALID_PARAMETER);
		entry = fixture_pppoe(*state);
		alternates[0] = bad[i];
		entry->szAlternates = alternates;
		assert_werr(phonebook_set_entry(pbk, "a", entry),
			    ERROR_INVALID_PARAMETER);
	}
	assert_werr(phonebook_set_entry(pbk, "", fixture_pppoe(*state)),
		    ERROR_INVALID_PARAMETER);
	assert_string_equal(fixture_format(*state, pbk), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		phonebook_test(test_example_stays_as_it_is),
		phonebook_test(test_example_is_understood),
		phonebook_test(test_set_without_change),
		phonebook_test(test_set_changes_only_its_line),
		phonebook_test(test_added_alternate),
		phonebook_test(test_odd_file),
		phonebook_test(test_entry_errors),
		phonebook_test(test_set_mends),
		phonebook_test(test_same_name_twice),
		phonebook_test(test_new_entry),
		phonebook_test(test_change_of_device),
		phonebook_test(test_no_injection),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
