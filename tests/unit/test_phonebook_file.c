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
	{"[a\r\n", "line 1: the entry's name does not end in \"]\""},
	{"[a] b\r\n", "line 1: the entry's name does not end in \"]\""},
	{"[]\r\n", "line 1: the entry has no name"},
	{"[a\r\nB=1\r\n[]\r\n",
	 "line 1: the entry's name does not end in \"]\""},
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

/* A damaged line spoils its own entry, and stays where it is. */
static void test_damaged_entries(void **state)
{
	static const struct {
		const char *lines;
		const char *why;
	} damaged[] = {
		{"B=1\r\nnonsense\r\n",
		 "entry [bad]: line 4: the line is not a key with a value"},
		{"=1\r\nnonsense\r\n",
		 "entry [bad]: line 3: the line is not a key with a value"},
		{"B=\x01\r\n",
		 "entry [bad]: line 3: the line has a control character"},
		{"B=\r\r\n",
		 "entry [bad]: line 3: the line has a control character"},
	};
	struct router_entry *entry = fixture_pppoe(*state);
	struct phonebook *pbk = NULL;
	const char *why = NULL;
	char *text = NULL;
	size_t i;

	for (i = 0; i < sizeof(damaged) / sizeof(damaged[0]); i++) {
		text = talloc_asprintf(*state, "junk\r\n[bad]\r\n%s[c]\r\n",
				       damaged[i].lines);
		pbk = fixture_parse(*state, text);
		assert_werr(
			phonebook_get_entry(*state, pbk, "bad", &entry, &why),
			ERROR_CORRUPT_PHONEBOOK);
		assert_string_equal(why, damaged[i].why);
		assert_werr(phonebook_set_entry(pbk, "bad", entry),
			    ERROR_CORRUPT_PHONEBOOK);
		assert_string_equal(fixture_format(*state, pbk), text);
		phonebook_remove_entry(pbk, "bad");
		assert_string_equal(fixture_format(*state, pbk),
				    "junk\r\n[c]\r\n");
	}
}

/* What has lost its name belongs to nobody, least to the entry above it. */
static void test_damaged_names(void **state)
{
	static const char text[] = "[a]\r\nB=1\r\n[b\r\nC=1\r\n[]\r\nD=1\r\n"
				   "[d\x01]\r\nE=1\r\n[e]\r\nF=1\r\n";
	struct phonebook *pbk = fixture_parse(*state, text);

	assert_string_equal(fixture_format(*state, pbk), text);
	assert_true(phonebook_has_entry(pbk, "A"));
	assert_false(phonebook_has_entry(pbk, "b"));
	assert_false(phonebook_has_entry(pbk, ""));
	assert_true(phonebook_has_entry(pbk, "e"));
	phonebook_remove_entry(pbk, "a");
	assert_string_equal(fixture_format(*state, pbk), text + 10);
	assert_werr(phonebook_set_entry(pbk, "b", fixture_pppoe(*state)), 0);
	assert_true(phonebook_has_entry(pbk, "b"));
	assert_memory_equal(fixture_format(*state, pbk), text + 10,
			    strlen(text + 10));
}

/* Notepad's "Unicode", and what is no text: not to be written back as text. */
static void test_nul(void **state)
{
	static const char utf16[] = "\xFF\xFE[\0a\0]\0\r\0\n";
	static const char late[] = "[a]\r\nB=1\r\n[b]\r\nC=\0\r\n";
	struct phonebook *pbk = NULL;
	const char *why = NULL;

	assert_werr(phonebook_parse(*state, utf16, sizeof(utf16), &pbk, &why),
		    ERROR_CORRUPT_PHONEBOOK);
	assert_non_null(why);
	assert_werr(phonebook_parse(*state, late, sizeof(late) - 1, &pbk, &why),
		    ERROR_CORRUPT_PHONEBOOK);
	assert_string_equal(why, "line 4: the line has a control character");
	assert_null(pbk);
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
	struct router_entry *entry = NULL;
	struct phonebook *pbk = NULL;
	const char *why = NULL;
	size_t i;

	memset(text, 'x', size);
	memcpy(text, "[a]\n", 4);
	assert_werr(phonebook_parse(*state, text, size, &pbk, &why), 0);
	assert_werr(phonebook_get_entry(*state, pbk, "a", &entry, &why),
		    ERROR_CORRUPT_PHONEBOOK);
	assert_string_equal(why, "entry [a]: line 2: the line is too long");
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
		phonebook_test(test_damaged_entries),
		phonebook_test(test_damaged_names),
		phonebook_test(test_nul),
		phonebook_test(test_long_names),
		phonebook_test(test_huge_and_random_files),
		phonebook_test(test_damaged_example),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
