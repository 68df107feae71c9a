/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The phonebook as a file: what is a phonebook, and what is none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <talloc.h>
#include "phonebook_fixture.h"

static void test_line_ends(void **state)
{
	struct phonebook *pbk =
		fixture_parse(*state, "[a]\nB=1\r\n\nC=\n[d]\nE=5");

	assert_string_equal(fixture_format(*state, pbk),
			    "[a]\r\nB=1\r\n\r\nC=\r\n[d]\r\nE=5\r\n");
	assert_string_equal(fixture_format(*state, fixture_parse(*state, "")),
			    "");
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
	char *text = fixture_example(*state);
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
			assert_non_null(fixture_format(frame, pbk));
		}
		text[i] = kept;
		talloc_free(frame);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		phonebook_test(test_line_ends),
		phonebook_test(test_corrupt_files),
		phonebook_test(test_long_names),
		phonebook_test(test_huge_and_random_files),
		phonebook_test(test_damaged_example),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
