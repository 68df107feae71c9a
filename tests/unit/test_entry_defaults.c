/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each sentence on dwfOptions in [MS-RRASM] 3.1.4.13 to 3.1.4.15. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <arpa/inet.h>
#include <cmocka.h>
#include <talloc.h>
#include <ndr.h>
#include "compat/rras_errors.h"
#include "gen_ndr/rras_types.h"
#include "server/router/entry_defaults.h"

#define assert_werr(werr, code) assert_int_equal(W_ERROR_V(werr), (code))

/* Short names, for the tables. */
#define PAP	MPRIO_RequirePAP
#define SPAP	MPRIO_RequireSPAP
#define CHAP	MPRIO_RequireCHAP
#define MSCHAP2 MPRIO_RequireMsCHAP2
#define EAP	MPRIO_RequireEAP
#define PW	MPRIO_RequireEncryptedPw
#define MSPW	MPRIO_RequireMsEncryptedPw
#define DATA	MPRIO_RequireDataEncryption
#define OTHER	MPRIO_SwCompression

struct row {
	uint32_t options;
	uint32_t encryption;
	uint32_t expected_options;
	uint32_t expected_encryption;
};

static const struct row create_rows[] = {
	/* none of MsCHAP2, CHAP and EAP: the defaults */
	{0, MPR_ET_None, PW | DATA | CHAP | MSCHAP2, MPR_ET_Require},
	{OTHER, MPR_ET_Optional, OTHER | PW | DATA | CHAP | MSCHAP2,
	 MPR_ET_Require},
	{0, MPR_ET_RequireMax, PW | DATA | CHAP | MSCHAP2, MPR_ET_Require},
	/* PAP is not one of the three; the flag that is enabled forbids it */
	{PAP, MPR_ET_None, PW | DATA | CHAP | MSCHAP2, MPR_ET_Require},
	/* one of the three: as the client has it */
	{CHAP, MPR_ET_None, CHAP, MPR_ET_None},
	{MSCHAP2, MPR_ET_Optional, MSCHAP2, MPR_ET_Optional},
	{EAP | PAP, MPR_ET_RequireMax, EAP | PAP, MPR_ET_RequireMax},
	/* what RequireEncryptedPw and RequireMsEncryptedPw forbid */
	{CHAP | PAP | PW, MPR_ET_None, CHAP | PW, MPR_ET_None},
	{CHAP | PAP | SPAP | MSCHAP2 | MSPW, MPR_ET_None, MSCHAP2 | MSPW,
	 MPR_ET_None},
	{CHAP | MSPW, MPR_ET_None, MSCHAP2 | MSPW, MPR_ET_None},
	/* RequireDataEncryption, ignored without RequireMsEncryptedPw */
	{CHAP | DATA, MPR_ET_None, CHAP | DATA, MPR_ET_None},
	{MSCHAP2 | MSPW | DATA, MPR_ET_None, MSCHAP2 | MSPW | DATA,
	 MPR_ET_Require},
	{MSCHAP2 | MSPW | DATA, MPR_ET_Optional, MSCHAP2 | MSPW | DATA,
	 MPR_ET_Require},
	{MSCHAP2 | MSPW | DATA, MPR_ET_RequireMax, MSCHAP2 | MSPW | DATA,
	 MPR_ET_RequireMax},
};

static const struct row set_rows[] = {
	/* none of PAP, CHAP, MsCHAP2 and EAP: all of them but EAP */
	{0, MPR_ET_None, PAP | CHAP | MSCHAP2, MPR_ET_None},
	{OTHER | SPAP, MPR_ET_Require, OTHER | SPAP | PAP | CHAP | MSCHAP2,
	 MPR_ET_Require},
	/* but for what a flag forbids */
	{PW, MPR_ET_None, PW | CHAP | MSCHAP2, MPR_ET_None},
	{MSPW, MPR_ET_None, MSPW | MSCHAP2, MPR_ET_None},
	/* one of them: as the client has it */
	{PAP, MPR_ET_None, PAP, MPR_ET_None},
	{CHAP, MPR_ET_Optional, CHAP, MPR_ET_Optional},
	{MSCHAP2, MPR_ET_None, MSCHAP2, MPR_ET_None},
	{EAP, MPR_ET_Require, EAP, MPR_ET_Require},
	/* a flag that forbids all there is means those that it allows */
	{PAP | PW, MPR_ET_None, PW | CHAP | MSCHAP2, MPR_ET_None},
};

#define ROWS(table) (sizeof(table) / sizeof((table)[0]))

static struct router_entry *entry_with(const struct row *row)
{
	struct router_entry *entry = router_entry_new(NULL);

	entry->dwfOptions = row->options;
	entry->dwEncryptionType = row->encryption;
	entry->szDeviceName = "WAN Miniport (PPPOE)";
	return entry;
}

static void test_create(void **state)
{
	size_t i;

	for (i = 0; i < ROWS(create_rows); i++) {
		struct router_entry *entry = entry_with(&create_rows[i]);

		assert_werr(router_entry_for_create(entry), 0);
		assert_int_equal(entry->dwfOptions,
				 create_rows[i].expected_options);
		assert_int_equal(entry->dwEncryptionType,
				 create_rows[i].expected_encryption);
		talloc_free(entry);
	}
}

static void test_set(void **state)
{
	struct router_entry *old = router_entry_new(NULL);
	size_t i;

	for (i = 0; i < ROWS(set_rows); i++) {
		struct router_entry *entry = entry_with(&set_rows[i]);

		assert_werr(router_entry_for_set(entry, old), 0);
		assert_int_equal(entry->dwfOptions,
				 set_rows[i].expected_options);
		assert_int_equal(entry->dwEncryptionType,
				 set_rows[i].expected_encryption);
		talloc_free(entry);
	}
	talloc_free(old);
}

static const struct {
	uint32_t options;
	uint32_t encryption;
	uint32_t expected;
} get_rows[] = {
	{0, MPR_ET_None, PW | MSPW},
	{PAP, MPR_ET_None, PAP},
	{EAP, MPR_ET_None, EAP},
	{CHAP, MPR_ET_None, CHAP | PW},
	{MSCHAP2, MPR_ET_None, MSCHAP2 | PW | MSPW},
	{CHAP | MSCHAP2, MPR_ET_Optional, CHAP | MSCHAP2 | PW},
	{PAP | OTHER, MPR_ET_Require, PAP | OTHER | DATA},
	{PAP, MPR_ET_RequireMax, PAP | DATA},
};

static void test_get(void **state)
{
	size_t i;

	for (i = 0; i < ROWS(get_rows); i++) {
		struct row row = {get_rows[i].options, get_rows[i].encryption,
				  0, 0};
		struct router_entry *entry = entry_with(&row);

		assert_int_equal(router_entry_options_for_get(entry),
				 get_rows[i].expected);
		assert_int_equal(entry->dwfOptions, get_rows[i].options);
		talloc_free(entry);
	}
}

/* A client that writes back what it read changes nothing. */
static void test_get_then_set(void **state)
{
	static const uint32_t bits[] = {PAP, CHAP, MSCHAP2, EAP, SPAP, OTHER};
	uint32_t set, type;
	size_t i;

	for (set = 1; set < 64; set++) {
		for (type = MPR_ET_None; type <= MPR_ET_Optional; type++) {
			struct row row = {0, type, 0, 0};
			struct router_entry *old = NULL;
			struct router_entry *entry = NULL;
			const uint32_t derived = PW | MSPW | DATA;

			for (i = 0; i < 6; i++) {
				row.options |= set & 1u << i ? bits[i] : 0;
			}
			if ((row.options & (PAP | CHAP | MSCHAP2 | EAP)) == 0) {
				continue; /* SetInfo has a default for it */
			}
			old = entry_with(&row);
			entry = entry_with(&row);
			entry->dwfOptions = router_entry_options_for_get(old);
			assert_werr(router_entry_for_set(entry, old), 0);
			/* SPAP without PAP, CHAP or EAP is forbidden then */
			if ((row.options & (PAP | CHAP | EAP)) == 0) {
				row.options &= ~(uint32_t)SPAP;
			}
			assert_int_equal(entry->dwfOptions & ~derived,
					 row.options);
			assert_int_equal(entry->dwEncryptionType, type);
			talloc_free(entry);
			talloc_free(old);
		}
	}
}

static void test_read_only_in_create(void **state)
{
	struct row row = {CHAP, MPR_ET_None, 0, 0};
	struct router_entry *a = entry_with(&row);
	struct router_entry *b = entry_with(&row);

	a->szDeviceType = "Modem";
	a->dwType = 99;
	a->dwSubEntries = 99;
	a->guidId = (struct GUID){.time_low = 5};
	inet_pton(AF_INET6, "2001:db8::1", &a->ipv6addrDns);
	assert_werr(router_entry_for_create(a), 0);
	assert_werr(router_entry_for_create(b), 0);
	assert_string_equal(a->szDeviceType, "PPPoE");
	assert_int_equal(a->dwType, MPRET_Phone);
	assert_int_equal(a->dwSubEntries, 1);
	assert_int_not_equal(a->guidId.time_low, 5);
	assert_false(GUID_equal(&a->guidId, &b->guidId));
	assert_true(IN6_IS_ADDR_UNSPECIFIED(&a->ipv6addrDns));
	assert_true(a->HwFlowControl);
	talloc_free(a);
	talloc_free(b);
}

static void test_kept_in_set(void **state)
{
	struct row row = {CHAP, MPR_ET_None, 0, 0};
	const char *alternates[] = {"1", NULL};
	const char *others[] = {"2", NULL};
	struct router_entry *old = entry_with(&row);
	struct router_entry *entry = entry_with(&row);

	old->szDeviceName = entry->szDeviceName = "Compaq";
	old->szDeviceType = "Modem";
	old->dwSubEntries = 3;
	old->guidId = (struct GUID){.time_low = 5};
	old->szAlternates = alternates;
	old->ConnectBPS = 9600;
	old->RedialAttempts = 7;
	old->RedialSeconds = 11;
	old->RedialOnLinkFailure = true;
	old->DemandDevice = "to-isp";
	inet_pton(AF_INET6, "2001:db8::1", &old->ipv6addrDns);
	assert_werr(router_entry_for_set(entry, old), 0);
	assert_string_equal(entry->szDeviceType, "Modem");
	assert_int_equal(entry->dwSubEntries, 3);
	assert_int_equal(entry->guidId.time_low, 5);
	assert_int_equal(entry->ConnectBPS, 9600);
	assert_int_equal(entry->RedialAttempts, 7);
	assert_int_equal(entry->RedialSeconds, 11);
	assert_true(entry->RedialOnLinkFailure);
	assert_string_equal(entry->DemandDevice, "to-isp");
	assert_string_equal(entry->szAlternates[0], "1");
	assert_null(entry->szAlternates[1]);
	assert_int_equal(entry->ipv6addrDns.s6_addr[15], 1);
	/* what is sent wins */
	entry->szAlternates = others;
	entry->szDeviceType = "SERIAL";
	assert_werr(router_entry_for_set(entry, old), 0);
	assert_string_equal(entry->szAlternates[0], "2");
	assert_string_equal(entry->szDeviceType, "SERIAL");
	assert_int_equal(entry->dwType, MPRET_Direct);
	talloc_free(entry);
	talloc_free(old);
}

static void test_refused(void **state)
{
	struct row row = {CHAP, MPR_ET_Optional + 1, 0, 0};
	struct router_entry *entry = entry_with(&row);

	assert_werr(router_entry_for_create(entry), ERROR_INVALID_PARAMETER);
	assert_werr(router_entry_for_set(entry, entry),
		    ERROR_INVALID_PARAMETER);
	entry->dwEncryptionType = MPR_ET_None;
	assert_werr(router_entry_for_create(entry), 0);
	entry->szLocalPhoneNumber = "1\r\n[evil]";
	assert_werr(router_entry_for_create(entry), ERROR_INVALID_PARAMETER);
	talloc_free(entry);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_create),
		cmocka_unit_test(test_set),
		cmocka_unit_test(test_get),
		cmocka_unit_test(test_get_then_set),
		cmocka_unit_test(test_read_only_in_create),
		cmocka_unit_test(test_kept_in_set),
		cmocka_unit_test(test_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
