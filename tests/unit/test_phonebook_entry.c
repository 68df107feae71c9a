/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values of keys, and settings that come back as they were set. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <talloc.h>
#include <ndr.h>
#include "gen_ndr/rras_types.h"
#include "server/router/pbk_entry.h"
#include "phonebook_fixture.h"

/* MEDIA subsections as others write them, and with keys left out. */
static const struct {
	const char *media;
	const char *type;
	const char *name;
	const char *port;
	enum router_entry_kind kind;
	uint32_t dwType;
} devices[] = {
	{"MEDIA=serial\nPort=COM1\nDevice=cable\nDEVICE=null\n", "SERIAL",
	 "cable", "COM1", ROUTER_ENTRY_DIRECT, MPRET_Direct},
	{"MEDIA=rastapi\nPort=ttyS1\nDEVICE=Serial\n", "SERIAL", "ttyS1",
	 "ttyS1", ROUTER_ENTRY_DIRECT, MPRET_Direct},
	{"MEDIA=Serial\nDevice=x\nDEVICE=switch\nDEVICE=Modem\nDEVICE=pad\n",
	 "Modem", "x", "", ROUTER_ENTRY_MODEM, MPRET_Phone},
	{"MEDIA=Rastapi\nDevice=WAN Miniport (PPPOE)\nDEVICE=PPPoE\n", "PPPoE",
	 "WAN Miniport (PPPOE)", "", ROUTER_ENTRY_PPPOE, MPRET_Phone},
	{"MEDIA=rastapi\nDevice=WAN Miniport (L2TP)\nDEVICE=vpn\n", "Vpn",
	 "WAN Miniport (L2TP)", "", ROUTER_ENTRY_VPN, MPRET_Vpn},
	{"MEDIA=rastapi\nDevice=WAN Miniport (PPPOE)\n", "PPPoE",
	 "WAN Miniport (PPPOE)", "", ROUTER_ENTRY_PPPOE, MPRET_Phone},
	{"MEDIA=serial\nDevice=x\n", "Modem", "x", "", ROUTER_ENTRY_MODEM,
	 MPRET_Phone},
	{"MEDIA=isdn\nDevice=x\n", "Isdn", "x", "", ROUTER_ENTRY_OTHER,
	 MPRET_Phone},
	{"MEDIA=rastapi\nDEVICE=rastap\n", "GENERIC", "", "",
	 ROUTER_ENTRY_OTHER, MPRET_Phone},
};

static void test_devices(void **state)
{
	size_t i;

	for (i = 0; i < sizeof(devices) / sizeof(devices[0]); i++) {
		char *text =
			talloc_asprintf(*state, "[a]\n%s", devices[i].media);
		struct phonebook *pbk = fixture_parse(*state, text);
		struct router_entry *entry = fixture_get(*state, pbk, "a");

		assert_string_equal(entry->szDeviceType, devices[i].type);
		assert_string_equal(entry->szDeviceName, devices[i].name);
		assert_string_equal(entry->szPort, devices[i].port);
		assert_int_equal(router_entry_kind(entry), devices[i].kind);
		assert_int_equal(entry->dwType, devices[i].dwType);
	}
}

/* What a key that is missing stands for. */
static void test_absent_keys(void **state)
{
	struct phonebook *pbk =
		fixture_parse(*state, "[a]\nMEDIA=serial\nDEVICE=modem\n");
	struct router_entry *entry = fixture_get(*state, pbk, "a");

	assert_int_equal(
		entry->dwfOptions,
		MPRIO_RequireCHAP | MPRIO_RequireMsCHAP2 | MPRIO_SwCompression |
			MPRIO_IpHeaderCompression | MPRIO_SharedPhoneNumbers);
	assert_int_equal(entry->dwEncryptionType, MPR_ET_Optional);
	assert_int_equal(entry->dwfNetProtocols, MPRNP_Ip | MPRNP_Ipv6);
	assert_int_equal(entry->dwIdleDisconnectSeconds, MPRIDS_UseGlobalValue);
	assert_true(entry->HwFlowControl);
	assert_int_equal(entry->RedialAttempts, 0);
	assert_int_equal(entry->RedialSeconds, 60);
	assert_false(entry->RedialOnLinkFailure);
	assert_string_equal(entry->DemandDevice, "");
	assert_true(GUID_all_zero(&entry->guidId));
}

static const struct {
	const char *line;
	const char *bad; /* the key that has no valid value, or NULL */
} values[] = {
	{"IdleDisconnectSeconds=4294967296", NULL},
	{"IdleDisconnectSeconds=-1", NULL},
	{"IdleDisconnectSeconds= 60 ", NULL},
	{"IdleDisconnectSeconds=", "IdleDisconnectSeconds"},
	{"IdleDisconnectSeconds=4294967297", "IdleDisconnectSeconds"},
	{"IdleDisconnectSeconds=6 0", "IdleDisconnectSeconds"},
	{"IdleDisconnectSeconds=0x10", "IdleDisconnectSeconds"},
	{"IdleDisconnectSeconds=1-", "IdleDisconnectSeconds"},
	{"IdleDisconnectSeconds=99999999999999999999", "IdleDisconnectSeconds"},
	{"RedialOnLinkFailure=2", "RedialOnLinkFailure"},
	{"RedialAttempts=many", "RedialAttempts"},
	{"Type=vpn", "Type"},
	{"LcpExtensions=2", "LcpExtensions"},
	{"SwCompression=yes", "SwCompression"},
	{"DataEncryption=1", "DataEncryption"},
	{"IpAssign=0", "IpAssign"},
	{"IpNameAssign=3", NULL},
	{"IpNameAssign=4", "IpNameAssign"},
	{"IpDnsAddress=", "IpDnsAddress"},
	{"Ipv6DnsAddress=::ffff::1", "Ipv6DnsAddress"},
	{"Guid=", NULL},
	{"Guid=00", "Guid"},
	{"Guid=ECFE1B3644EBB744A7562E43091795EX", "Guid"},
	{"CustomAuthData=", NULL},
	{"CustomAuthData=0aFF", NULL},
	{"CustomAuthData=0aF", "CustomAuthData"},
	{"CustomAuthData=0a 0b", "CustomAuthData"},
	{"AuthRestrictions=x", "AuthRestrictions"},
	{"FutureKey=\x80\xFF", NULL},
};

static void test_values(void **state)
{
	size_t i;

	for (i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		char *text = talloc_asprintf(
			*state, "[a]\n%s\nMEDIA=serial\nDEVICE=modem\n",
			values[i].line);
		struct phonebook *pbk = fixture_parse(*state, text);
		struct router_entry *entry = NULL;
		const char *why = NULL;
		WERROR werr =
			phonebook_get_entry(*state, pbk, "a", &entry, &why);

		if (values[i].bad == NULL) {
			assert_werr(werr, 0);
			continue;
		}
		assert_werr(werr, ERROR_CORRUPT_PHONEBOOK);
		assert_string_equal(
			why, talloc_asprintf(*state,
					     "entry [a]: %s has no valid value",
					     values[i].bad));
	}
}

static void test_encoding(void **state)
{
	const char text[] = "[a]\r\nEncoding=0\r\nMEDIA=rastapi\r\n"
			    "Device=x\r\nDEVICE=PPPoE\r\n"
			    "PhoneNumber=\xE4\r\n";
	struct phonebook *pbk = fixture_parse(*state, text);
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
	assert_non_null(
		strstr(fixture_format(*state, pbk), "\r\nEncoding=0\r\n"));
	entry->szLocalPhoneNumber = "\xC3\xA4";
	assert_werr(phonebook_set_entry(pbk, "a", entry), 0);
	assert_non_null(
		strstr(fixture_format(*state, pbk), "\r\nEncoding=1\r\n"));
	assert_string_equal(fixture_get(*state, pbk, "a")->szLocalPhoneNumber,
			    "\xC3\xA4");
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
	entry->RedialAttempts = random_number();
	entry->RedialSeconds = random_number();
	entry->RedialOnLinkFailure = random() % 2 == 0;
	entry->DemandDevice = random() % 2 == 0 ? "" : "to-isp";
	entry->DemandRoutes = random() % 2 == 0 ? "" : "192.0.2.0/24 ::/0";
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
	SAME_TEXT(DemandDevice);
	SAME_TEXT(DemandRoutes);
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
	SAME_NUMBER(RedialAttempts);
	SAME_NUMBER(RedialSeconds);
	SAME_NUMBER(RedialOnLinkFailure);
}

/* New entries, and changes from any settings to any others. */
static void test_round_trips(void **state)
{
	struct phonebook *pbk = fixture_parse(*state, "");
	int i;

	srandom(2);
	for (i = 0; i < 400; i++) {
		TALLOC_CTX *frame = talloc_new(*state);
		struct router_entry *entry = random_entry(frame);
		const char *name = i % 3 == 0 ? "new" : "changed";

		phonebook_remove_entry(pbk, "new");
		assert_werr(phonebook_set_entry(pbk, name, entry), 0);
		pbk = fixture_parse(*state, fixture_format(frame, pbk));
		assert_same(entry, fixture_get(frame, pbk, name));
		talloc_free(frame);
	}
}

/* As many numbers as an entry may have can be set and read; one more cannot,
 * and is not read from a file either. */
static void test_limits(void **state)
{
	struct phonebook *pbk = fixture_parse(*state, "");
	struct router_entry *entry = fixture_pppoe(*state);
	struct router_entry *read = NULL;
	const char *why = NULL;
	char *text = NULL;
	char *last = NULL;
	size_t i;

	entry->szAlternates = talloc_zero_array(entry, const char *,
						ROUTER_MAX_ALTERNATES + 2);
	for (i = 0; i < ROUTER_MAX_ALTERNATES; i++) {
		entry->szAlternates[i] = "4711";
	}
	entry->CustomAuthData =
		data_blob_talloc_zero(entry, ROUTER_MAX_AUTH_DATA);
	assert_werr(phonebook_set_entry(pbk, "a", entry), 0);
	read = fixture_get(*state, pbk, "a");
	assert_string_equal(read->szAlternates[i - 1], "4711");
	assert_int_equal(read->CustomAuthData.length, ROUTER_MAX_AUTH_DATA);
	entry->szAlternates[i] = "4711";
	assert_werr(phonebook_set_entry(pbk, "a", entry),
		    ERROR_INVALID_PARAMETER);
	entry->szAlternates[i] = NULL;
	entry->CustomAuthData =
		data_blob_talloc_zero(entry, ROUTER_MAX_AUTH_DATA + 1);
	assert_werr(phonebook_set_entry(pbk, "a", entry),
		    ERROR_INVALID_PARAMETER);

	text = talloc_strdup(*state, fixture_format(*state, pbk));
	last = strstr(text, "PhoneNumber=4711");
	*last = '\0';
	text = talloc_asprintf(*state, "%sPhoneNumber=1\r\n%c%s", text, 'P',
			       last + 1);
	pbk = fixture_parse(*state, text);
	assert_werr(phonebook_get_entry(*state, pbk, "a", &read, &why),
		    ERROR_CORRUPT_PHONEBOOK);
	assert_string_equal(why, "entry [a]: PhoneNumber has no valid value");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		phonebook_test(test_limits),
		phonebook_test(test_devices),
		phonebook_test(test_absent_keys),
		phonebook_test(test_values),
		phonebook_test(test_encoding),
		phonebook_test(test_round_trips),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
