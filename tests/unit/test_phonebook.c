/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The phonebook: what is read, what is written, and what is left alone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <arpa/inet.h>
#include <cmocka.h>
#include <talloc.h>
#include <ndr.h>
#include "compat/rras_errors.h"
#include "gen_ndr/rras_types.h"
#include "server/router/pbk_entry.h"
#include "server/router/phonebook.h"

#define assert_werr(werr, code) assert_int_equal(W_ERROR_V(werr), (code))

static int setup(void **state)
{
	*state = talloc_new(NULL);
	return *state == NULL ? -1 : 0;
}

static int teardown(void **state)
{
	talloc_free(*state);
	return 0;
}

static struct phonebook *parse(TALLOC_CTX *mem_ctx, const char *text)
{
	struct phonebook *pbk = NULL;
	const char *why = NULL;

	assert_werr(phonebook_parse(mem_ctx, text, strlen(text), &pbk, &why),
		    0);
	assert_null(why);
	return pbk;
}

static const char *format(TALLOC_CTX *mem_ctx, const struct phonebook *pbk)
{
	DATA_BLOB text = {.data = NULL};

	assert_werr(phonebook_format(mem_ctx, pbk, &text), 0);
	return talloc_strndup(mem_ctx, (const char *)text.data, text.length);
}

static struct router_entry *get(TALLOC_CTX *mem_ctx,
				const struct phonebook *pbk, const char *name)
{
	struct router_entry *entry = NULL;
	const char *why = NULL;
	WERROR werr = phonebook_get_entry(mem_ctx, pbk, name, &entry, &why);

	if (why != NULL) {
		print_error("%s\n", why);
	}
	assert_werr(werr, 0);
	return entry;
}

static char *read_example(TALLOC_CTX *mem_ctx)
{
	FILE *f = fopen(TESTS_DIR "/vectors/example-4.10.pbk", "r");
	char *text = talloc_zero_size(mem_ctx, 16384);

	assert_non_null(f);
	assert_non_null(text);
	assert_true(fread(text, 1, 16383, f) > 0);
	fclose(f);
	return text;
}

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
	char *text = read_example(*state);
	struct phonebook *pbk = parse(*state, text);

	assert_string_equal(format(*state, pbk), text);
	assert_true(phonebook_has_entry(pbk, "dd1"));
	assert_true(phonebook_has_entry(pbk, "DD1"));
	assert_false(phonebook_has_entry(pbk, "dd2"));
}

static void test_example_is_understood(void **state)
{
	struct phonebook *pbk = parse(*state, read_example(*state));
	struct router_entry *entry = get(*state, pbk, "dd1");

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
	char *text = read_example(*state);
	struct phonebook *pbk = parse(*state, text);
	struct router_entry *entry = get(*state, pbk, "dd1");

	assert_werr(phonebook_set_entry(pbk, "dd1", entry), 0);
	assert_string_equal(format(*state, pbk), text);
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
	char *text = read_example(*state);
	size_t i;

	for (i = 0; i < sizeof(edits) / sizeof(edits[0]); i++) {
		struct phonebook *pbk = parse(*state, text);
		struct router_entry *entry = get(*state, pbk, "dd1");
		const char *after = NULL;

		edits[i].edit(entry);
		assert_werr(phonebook_set_entry(pbk, "dd1", entry), 0);
		after = format(*state, pbk);
		assert_string_equal(differences(*state, text, after),
				    edits[i].differences);
		assert_int_equal(router_entry_kind(get(*state, pbk, "dd1")),
				 ROUTER_ENTRY_MODEM);
	}
}

static void test_added_alternate(void **state)
{
	const char *alternates[] = {"2006035", "2006036", NULL};
	char *text = read_example(*state);
	struct phonebook *pbk = parse(*state, text);
	struct router_entry *entry = get(*state, pbk, "dd1");

	entry->szAlternates = alternates;
	assert_werr(phonebook_set_entry(pbk, "dd1", entry), 0);
	assert_string_equal(
		differences(*state, text, format(*state, pbk)),
		"+PhoneNumber=2006036 +AreaCode= +CountryCode=0 +CountryID=0 "
		"+UseDialingRules=0 +Comment= +FriendlyName= ");
	entry = get(*state, pbk, "dd1");
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
			  "Port=PPPoE5-0\r\n"
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
	struct phonebook *pbk = parse(*state, odd);
	const char *name = "\xC3\xA4RGER ] WITH A BRACKET]";
	struct router_entry *entry = get(*state, pbk, name);

	assert_string_equal(format(*state, pbk), odd);
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
		differences(*state, odd, format(*state, pbk)),
		"-AUTHRESTRICTIONS = 1544  +AUTHRESTRICTIONS =1576 ");
}

static void test_encoding(void **state)
{
	const char text[] = "[a]\r\nEncoding=0\r\nMEDIA=rastapi\r\n"
			    "Device=x\r\nDEVICE=PPPoE\r\n"
			    "PhoneNumber=\xE4\r\n";
	struct phonebook *pbk = parse(*state, text);
	struct router_entry *entry = NULL;
	const char *why = NULL;

	/* an unknown code page's a with diaeresis */
	assert_werr(phonebook_get_entry(*state, pbk, "a", &entry, &why),
		    ERROR_CORRUPT_PHONEBOOK);
	assert_string_equal(why, "entry [a]: PhoneNumber has no valid value");
	entry = router_entry_new(*state);
	entry->HwFlowControl = true;
	entry->szDeviceType = "PPPoE";
	entry->szLocalPhoneNumber = "isp";
	assert_werr(phonebook_set_entry(pbk, "a", entry), 0);
	assert_non_null(strstr(format(*state, pbk), "\r\nEncoding=0\r\n"));
	entry->szLocalPhoneNumber = "\xC3\xA4";
	assert_werr(phonebook_set_entry(pbk, "a", entry), 0);
	assert_non_null(strstr(format(*state, pbk), "\r\nEncoding=1\r\n"));
	assert_string_equal(get(*state, pbk, "a")->szLocalPhoneNumber,
			    "\xC3\xA4");
}

static void test_line_ends(void **state)
{
	struct phonebook *pbk = parse(*state, "[a]\nB=1\r\n\nC=\n[d]\nE=5");

	assert_string_equal(format(*state, pbk),
			    "[a]\r\nB=1\r\n\r\nC=\r\n[d]\r\nE=5\r\n");
	assert_string_equal(format(*state, parse(*state, "")), "");
}

static void test_entry_errors(void **state)
{
	struct phonebook *pbk = parse(*state, odd);
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
	struct phonebook *pbk = parse(*state, odd);
	struct router_entry *entry =
		get(*state, pbk, "\xC3\x84rger ] with a bracket]");

	assert_werr(phonebook_set_entry(pbk, "broken", entry), 0);
	assert_werr(phonebook_set_entry(pbk, "no media", entry), 0);
	entry = get(*state, pbk, "broken");
	assert_int_equal(router_entry_kind(entry), ROUTER_ENTRY_PPPOE);
	assert_int_equal(entry->ipaddr.s_addr, 0);
	entry = get(*state, pbk, "no media");
	assert_string_equal(entry->szLocalPhoneNumber, "isp service");
}

static void test_same_name_twice(void **state)
{
	const char text[] = "[a]\r\nMEDIA=rastapi\r\nPort=p\r\nDEVICE=PPPoE\r\n"
			    "[b]\r\n[A]\r\nMEDIA=serial\r\nDEVICE=modem\r\n";
	struct phonebook *pbk = parse(*state, text);

	assert_int_equal(router_entry_kind(get(*state, pbk, "A")),
			 ROUTER_ENTRY_PPPOE);
	assert_string_equal(format(*state, pbk), text);
	phonebook_remove_entry(pbk, "none");
	phonebook_remove_entry(pbk, "a");
	assert_string_equal(format(*state, pbk), "[b]\r\n");
	assert_false(phonebook_has_entry(pbk, "A"));
	phonebook_remove_entry(pbk, "b");
	assert_string_equal(format(*state, pbk), "");
}

static struct router_entry *pppoe(TALLOC_CTX *mem_ctx)
{
	struct router_entry *entry = router_entry_new(mem_ctx);

	entry->szDeviceName = "WAN Miniport (PPPOE)";
	entry->szDeviceType = "PPPoE";
	entry->szLocalPhoneNumber = "isp";
	entry->dwfNetProtocols = MPRNP_Ip;
	entry->dwfOptions = MPRIO_RequireMsCHAP2;
	entry->guidId = GUID_random();
	entry->HwFlowControl = true;
	return entry;
}

/* "All the keys MUST appear in the same order [...] as they appear here" */
static void test_new_entry(void **state)
{
	struct phonebook *pbk = parse(*state, "[x]\r\n");
	struct router_entry *entry = pppoe(*state);
	const char *text = NULL;
	const char *order[] = {
		"[x]\r\n[isp 1]\r\nEncoding=1\r\nPBVersion=1\r\nType=5\r\n",
		"\r\nGuid=",
		"\r\nExcludedProtocols=8\r\nLcpExtensions=1\r\n",
		"\r\nAuthRestrictions=512\r\n",
		"\r\nIpAssign=1\r\n",
		"\r\nNETCOMPONENTS=\r\nms_msclient=0\r\nms_server=0\r\n"
		"MEDIA=rastapi\r\nPort=PPPoE5-0\r\n"
		"Device=WAN Miniport (PPPOE)\r\nDEVICE=PPPoE\r\n"
		"PhoneNumber=isp\r\nAreaCode=\r\n",
	};
	size_t i;

	assert_werr(phonebook_set_entry(pbk, "isp 1", entry), 0);
	text = format(*state, pbk);
	for (i = 0; i < sizeof(order) / sizeof(order[0]); i++) {
		const char *found = strstr(text, order[i]);

		assert_non_null(found);
		text = found + strlen(order[i]) - strlen("\r\n");
	}
	assert_int_equal(router_entry_kind(get(*state, pbk, "ISP 1")),
			 ROUTER_ENTRY_PPPOE);
}

static void test_change_of_device(void **state)
{
	struct phonebook *pbk = parse(*state, read_example(*state));
	struct router_entry *entry = pppoe(*state);
	const char *text = NULL;

	assert_werr(phonebook_set_entry(pbk, "dd1", entry), 0);
	text = format(*state, pbk);
	/* the switch is gone: other media have exactly one DEVICE */
	assert_null(strstr(text, "DEVICE=switch"));
	assert_non_null(strstr(text, "\r\nMEDIA=rastapi\r\nPort=PPPoE5-0\r\n"));
	entry = get(*state, pbk, "dd1");
	assert_int_equal(router_entry_kind(entry), ROUTER_ENTRY_PPPOE);
	assert_string_equal(entry->szLocalPhoneNumber, "isp");
	assert_null(entry->szAlternates);
}

/* A client's text must not be able to write lines of its own. */
static void test_no_injection(void **state)
{
	const char *bad[] = {"a\r\n[evil]", "a\nb", "tab\t", "\xC3", "\x7F"};
	struct phonebook *pbk = parse(*state, "");
	const char *alternates[] = {"", NULL};
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct router_entry *entry = pppoe(*state);

		assert_werr(phonebook_set_entry(pbk, bad[i], entry),
			    ERROR_INVALID_PARAMETER);
		entry->szLocalPhoneNumber = bad[i];
		assert_werr(phonebook_set_entry(pbk, "a", entry),
			    ERROR_INVALID_PARAMETER);
		entry = pppoe(*state);
		entry->szX25UserData = bad[i];
		assert_werr(phonebook_set_entry(pbk, "a", entry),
			    ERROR_INVALID_PARAMETER);
		entry = pppoe(*state);
		alternates[0] = bad[i];
		entry->szAlternates = alternates;
		assert_werr(phonebook_set_entry(pbk, "a", entry),
			    ERROR_INVALID_PARAMETER);
	}
	assert_werr(phonebook_set_entry(pbk, "", pppoe(*state)),
		    ERROR_INVALID_PARAMETER);
	assert_string_equal(format(*state, pbk), "");
}

static const struct {
	const char *text;
	const char *why;
} corrupt[] = {
	{"Encoding=1\r\n", "line 1: there is no entry's name above it"},
	{"\r\n; c\r\nnonsense", "line 3: there is no entry's name above it"},
	{"[a]\r\nB=1\r\nnonsense\r\n", "line 3: the line is not a key with a "
				       "value"},
	{"[a]\r\n=1\r\n", "line 2: the line is not a key with a value"},
	{"[a\r\n", "line 1: the entry's name does not end in \"]\""},
	{"[a] b\r\n", "line 1: the entry's name does not end in \"]\""},
	{"[]\r\n", "line 1: the entry has no name"},
	{"[a]\r\nB=\x01\r\n", "line 2: the line has a control character"},
	{"[a]\r\nB=\r\r\n", "line 2: the line has a control character"},
	{"[a\x7F]\r\n", "line 1: the line has a control character"},
};

static void test_corrupt_files(void **state)
{
	struct phonebook *pbk = NULL;
	const char *why = NULL;
	size_t i;

	for (i = 0; i < sizeof(corrupt) / sizeof(corrupt[0]); i++) {
		assert_werr(phonebook_parse(*state, corrupt[i].text,
					    strlen(corrupt[i].text), &pbk,
					    &why),
			    ERROR_CORRUPT_PHONEBOOK);
		assert_string_equal(why, corrupt[i].why);
		assert_null(pbk);
	}
	assert_werr(phonebook_parse(*state, "[a]\r\nB=\0\r\n", 9, &pbk, &why),
		    ERROR_CORRUPT_PHONEBOOK);
	assert_string_equal(why, "line 2: the line has a control character");
}

static void test_long_names(void **state)
{
	char text[2048];
	struct phonebook *pbk = NULL;
	const char *why = NULL;

	memset(text, 'n', sizeof(text));
	text[0] = '[';
	text[1537] = ']';
	assert_werr(phonebook_parse(*state, text, 1538, &pbk, &why), 0);
	text[1537] = 'n';
	text[1538] = ']';
	assert_werr(phonebook_parse(*state, text, 1539, &pbk, &why),
		    ERROR_CORRUPT_PHONEBOOK);
	assert_string_equal(why, "line 1: the entry's name is too long");
}

static void test_huge_and_random_files(void **state)
{
	size_t size = 10 * 1024 * 1024;
	char *text = talloc_size(*state, size);
	struct phonebook *pbk = NULL;
	const char *why = NULL;
	size_t i;

	memset(text, 'x', size);
	memcpy(text, "[a]\n", 4);
	assert_werr(phonebook_parse(*state, text, size, &pbk, &why),
		    ERROR_CORRUPT_PHONEBOOK);
	assert_string_equal(why, "line 2: the line is too long");
	srandom(625);
	for (i = 0; i < size; i++) {
		text[i] = (char)random();
	}
	for (i = 0; i < 2000; i++) {
		size_t at = (size_t)random() % (size - 512);

		pbk = NULL;
		if (!W_ERROR_IS_OK(phonebook_parse(*state, text + at, 512, &pbk,
						   &why))) {
			assert_null(pbk);
			assert_non_null(why);
		}
	}
}

/* Every single-byte damage of a good file: an error, or a file that formats
 * and whose entry reads or says why not. */
static void test_damaged_example(void **state)
{
	char *text = read_example(*state);
	size_t length = strlen(text);
	size_t i;

	for (i = 0; i < length; i++) {
		TALLOC_CTX *frame = talloc_new(*state);
		struct phonebook *pbk = NULL;
		struct router_entry *entry = NULL;
		const char *why = NULL;
		char kept = text[i];

		text[i] = (char)("\0=]\r\n\xFFz["[i % 8]);
		if (W_ERROR_IS_OK(
			    phonebook_parse(frame, text, length, &pbk, &why)) &&
		    W_ERROR_IS_OK(phonebook_get_entry(frame, pbk, "dd1", &entry,
						      &why))) {
			assert_werr(phonebook_set_entry(pbk, "dd1", entry), 0);
			assert_non_null(format(frame, pbk));
		}
		text[i] = kept;
		talloc_free(frame);
	}
}

/* Round trips of random settings. */

static const char *random_text(TALLOC_CTX *mem_ctx, size_t units, bool empty)
{
	static const char *const units1[] = {
		"a", "Z", "0", " ",	   "=",
		"]", "[", ";", "\xC3\xA9", "\xE2\x82\xAC"};
	size_t length = (size_t)random() % (units + 1);
	char *text = talloc_strdup(mem_ctx, empty ? "" : "x");
	size_t i;

	for (i = empty ? 0 : 1; i < length; i++) {
		text = talloc_strdup_append(text, units1[random() % 10]);
	}
	return text;
}

static uint32_t random_number(void)
{
	switch (random() % 4) {
	case 0:
		return 0;
	case 1:
		return UINT32_MAX;
	default:
		return (uint32_t)random() << 8 ^ (uint32_t)random();
	}
}

static void random_device(struct router_entry *entry)
{
	static const char *const device_types[] = {
		"Modem",   "Isdn",     "x25",	"Vpn",	      "Pad",
		"GENERIC", "SERIAL",   "PPPoE", "FRAMERELAY", "ATM",
		"IRDA",	   "PARALLEL", "SONET", "SW56",	      "unheard of",
	};

	entry->szDeviceType = device_types[random() % 15];
	entry->szDeviceName = random_text(entry, MPR_MaxDeviceName, true);
	entry->dwType = router_entry_type(entry->szDeviceType);
	if (strcmp(entry->szDeviceType, "Modem") == 0 ||
	    strcmp(entry->szDeviceType, "Pad") == 0 ||
	    strcmp(entry->szDeviceType, "x25") == 0) {
		entry->szX25PadType = random_text(entry, MPR_MaxPadType, true);
		entry->szX25Address =
			random_text(entry, MPR_MaxX25Address, true);
		entry->szX25Facilities =
			random_text(entry, MPR_MaxFacilities, true);
		entry->szX25UserData =
			random_text(entry, MPR_MaxUserData, true);
	}
}

static void random_bytes(struct router_entry *entry, DATA_BLOB *blob)
{
	size_t i;

	*blob = data_blob_talloc_zero(entry, (size_t)random() % 400);
	for (i = 0; i < blob->length; i++) {
		blob->data[i] = (uint8_t)random();
	}
}

static struct router_entry *random_entry(TALLOC_CTX *mem_ctx)
{
	struct router_entry *entry = router_entry_new(mem_ctx);
	size_t alternates = (size_t)random() % 4;
	size_t i;

	random_device(entry);
	random_bytes(entry, &entry->CustomAuthData);
	entry->dwfOptions = random_number() & pbk_entry_options();
	entry->szLocalPhoneNumber =
		random_text(entry, MPR_MaxPhoneNumber, true);
	if (alternates > 0) {
		entry->szAlternates = talloc_zero_array(entry, const char *, 4);
	}
	for (i = 0; i < alternates; i++) {
		entry->szAlternates[i] =
			random_text(entry, MPR_MaxPhoneNumber, false);
	}
	entry->ipaddr.s_addr = random_number();
	entry->ipaddrDns.s_addr = random_number();
	entry->ipaddrDnsAlt.s_addr = random_number();
	entry->ipaddrWins.s_addr = random_number();
	entry->ipaddrWinsAlt.s_addr = random_number();
	entry->dwfNetProtocols = random_number() & (MPRNP_Ip | MPRNP_Ipv6);
	entry->dwSubEntries = 1;
	entry->dwDialMode = random_number();
	entry->dwDialExtraPercent = random_number();
	entry->dwDialExtraSampleSeconds = random_number();
	entry->dwHangUpExtraPercent = random_number();
	entry->dwHangUpExtraSampleSeconds = random_number();
	entry->dwIdleDisconnectSeconds = random_number();
	entry->dwEncryptionType = (uint32_t)random() % 4;
	entry->dwCustomAuthKey = random_number();
	entry->guidId = (struct GUID){.time_low = random_number(),
				      .node = {1, 2, 3, 4, 5, 255}};
	entry->dwVpnStrategy = random_number();
	for (i = 0; i < 16; i++) {
		entry->ipv6addrDns.s6_addr[i] = (uint8_t)random();
		entry->ipv6addrDnsAlt.s6_addr[i] = (uint8_t)(i % 3 ? 0 : 8);
	}
	entry->ConnectBPS = random_number();
	entry->HwFlowControl = random() % 2 == 0;
	return entry;
}

#define SAME_NUMBER(member) assert_int_equal(a->member, b->member)
#define SAME_TEXT(member)   assert_string_equal(a->member, b->member)
#define SAME_BYTES(member) \
	assert_memory_equal(&a->member, &b->member, sizeof(a->member))

static void assert_same_strings(const struct router_entry *a,
				const struct router_entry *b)
{
	size_t i;

	SAME_TEXT(szLocalPhoneNumber);
	SAME_TEXT(szDeviceType);
	SAME_TEXT(szDeviceName);
	SAME_TEXT(szX25PadType);
	SAME_TEXT(szX25Address);
	SAME_TEXT(szX25Facilities);
	SAME_TEXT(szX25UserData);
	assert_int_equal(a->szAlternates == NULL, b->szAlternates == NULL);
	for (i = 0; a->szAlternates != NULL && a->szAlternates[i] != NULL;
	     i++) {
		assert_non_null(b->szAlternates[i]);
		SAME_TEXT(szAlternates[i]);
	}
	assert_true(b->szAlternates == NULL || b->szAlternates[i] == NULL);
}

static void assert_same(const struct router_entry *a,
			const struct router_entry *b)
{
	assert_same_strings(a, b);
	SAME_NUMBER(dwfOptions);
	SAME_BYTES(ipaddr);
	SAME_BYTES(ipaddrDns);
	SAME_BYTES(ipaddrDnsAlt);
	SAME_BYTES(ipaddrWins);
	SAME_BYTES(ipaddrWinsAlt);
	SAME_NUMBER(dwfNetProtocols);
	SAME_NUMBER(dwSubEntries);
	SAME_NUMBER(dwDialMode);
	SAME_NUMBER(dwDialExtraPercent);
	SAME_NUMBER(dwDialExtraSampleSeconds);
	SAME_NUMBER(dwHangUpExtraPercent);
	SAME_NUMBER(dwHangUpExtraSampleSeconds);
	SAME_NUMBER(dwIdleDisconnectSeconds);
	SAME_NUMBER(dwType);
	SAME_NUMBER(dwEncryptionType);
	SAME_NUMBER(dwCustomAuthKey);
	assert_int_equal(data_blob_cmp(&a->CustomAuthData, &b->CustomAuthData),
			 0);
	SAME_BYTES(guidId);
	SAME_NUMBER(dwVpnStrategy);
	SAME_BYTES(ipv6addrDns);
	SAME_BYTES(ipv6addrDnsAlt);
	SAME_NUMBER(ConnectBPS);
	SAME_NUMBER(HwFlowControl);
}

/* New entries, and changes from any settings to any others. */
static void test_round_trips(void **state)
{
	struct phonebook *pbk = parse(*state, "");
	int i;

	srandom(2);
	for (i = 0; i < 400; i++) {
		TALLOC_CTX *frame = talloc_new(*state);
		struct router_entry *entry = random_entry(frame);
		const char *name = i % 3 == 0 ? "new" : "changed";

		phonebook_remove_entry(pbk, "new");
		assert_werr(phonebook_set_entry(pbk, name, entry), 0);
		pbk = parse(*state, format(frame, pbk));
		assert_same(entry, get(frame, pbk, name));
		talloc_free(frame);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_example_stays_as_it_is,
						setup, teardown),
		cmocka_unit_test_setup_teardown(test_example_is_understood,
						setup, teardown),
		cmocka_unit_test_setup_teardown(test_set_without_change, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_set_changes_only_its_line,
						setup, teardown),
		cmocka_unit_test_setup_teardown(test_added_alternate, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_odd_file, setup, teardown),
		cmocka_unit_test_setup_teardown(test_encoding, setup, teardown),
		cmocka_unit_test_setup_teardown(test_line_ends, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_entry_errors, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_set_mends, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_same_name_twice, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_new_entry, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_change_of_device, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_no_injection, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_corrupt_files, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_long_names, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_huge_and_random_files,
						setup, teardown),
		cmocka_unit_test_setup_teardown(test_damaged_example, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_round_trips, setup,
						teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
