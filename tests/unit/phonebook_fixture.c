/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests of the phonebook share. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include <talloc.h>
#include <ndr.h>
#include "gen_ndr/rras_types.h"
#include "phonebook_fixture.h"

int phonebook_setup(void **state)
{
	*state = talloc_new(NULL);
	return *state == NULL ? -1 : 0;
}

int phonebook_teardown(void **state)
{
	talloc_free(*state);
	return 0;
}

struct phonebook *fixture_parse(TALLOC_CTX *mem_ctx, const char *text)
{
	struct phonebook *pbk = NULL;
	const char *why = NULL;

	assert_werr(phonebook_parse(mem_ctx, text, strlen(text), &pbk, &why),
		    0);
	assert_null(why);
	return pbk;
}

const char *fixture_format(TALLOC_CTX *mem_ctx, const struct phonebook *pbk)
{
	char *text = talloc_strdup(mem_ctx, "");
	struct iovec *pieces = NULL;
	size_t num_pieces = 0;
	size_t i;

	assert_werr(phonebook_pieces(mem_ctx, pbk, &pieces, &num_pieces), 0);
	for (i = 0; i < num_pieces; i++) {
		text = talloc_strndup_append_buffer(text, pieces[i].iov_base,
						    pieces[i].iov_len);
	}
	talloc_free(pieces);
	return text;
}

struct router_entry *fixture_get(TALLOC_CTX *mem_ctx,
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

char *fixture_example(TALLOC_CTX *mem_ctx)
{
	FILE *f = fopen(TESTS_DIR "/vectors/example-4.10.pbk", "r");
	char *text = talloc_zero_size(mem_ctx, 16384);

	assert_non_null(f);
	assert_non_null(text);
	assert_true(fread(text, 1, 16383, f) > 0);
	fclose(f);
	return text;
}

struct router_entry *fixture_pppoe(TALLOC_CTX *mem_ctx)
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
