/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * libFuzzer target: any bytes as router.pbk.
 *
 * What parses must format to something that parses to the same, and an entry
 * that can be read can be set back, which is stable.
 */
#include <stdint.h>
#include <stdlib.h>
#include <talloc.h>
#include "server/router/phonebook.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
	if (!condition) {
		abort();
	}
}

static DATA_BLOB format(TALLOC_CTX *frame, const struct phonebook *pbk)
{
	struct iovec *pieces = NULL;
	DATA_BLOB text = data_blob_talloc(frame, "", 1);
	size_t num_pieces = 0;
	size_t i;

	require(W_ERROR_IS_OK(
		phonebook_pieces(frame, pbk, &pieces, &num_pieces)));
	text.length = 0;
	for (i = 0; i < num_pieces; i++) {
		require(pieces[i].iov_len == 0 ||
			data_blob_append(frame, &text, pieces[i].iov_base,
					 pieces[i].iov_len));
	}
	return text;
}

/* Set what was read; @return false when nothing could be read. */
static bool set_back(TALLOC_CTX *frame, struct phonebook *pbk, DATA_BLOB *text)
{
	struct router_entry *entry = NULL;
	const char *why = NULL;
	WERROR werr = phonebook_get_entry(frame, pbk, "a", &entry, &why);

	if (!W_ERROR_IS_OK(werr)) {
		require(why != NULL);
		return false;
	}
	require(W_ERROR_IS_OK(phonebook_set_entry(pbk, "a", entry)));
	*text = format(frame, pbk);
	return true;
}

/* The first time may mend an entry without DEVICE, which "MUST be present". */
static void check_entry(TALLOC_CTX *frame, struct phonebook *pbk)
{
	DATA_BLOB first = {.data = NULL};
	DATA_BLOB second = {.data = NULL};

	if (set_back(frame, pbk, &first)) {
		require(set_back(frame, pbk, &second));
		require(data_blob_cmp(&first, &second) == 0);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	TALLOC_CTX *frame = talloc_new(NULL);
	struct phonebook *pbk = NULL;
	struct phonebook *second = NULL;
	const char *why = NULL;
	DATA_BLOB text = {.data = NULL};
	DATA_BLOB again = {.data = NULL};

	if (!W_ERROR_IS_OK(phonebook_parse(frame, (const char *)data, size,
					   &pbk, &why))) {
		require(why != NULL);
		talloc_free(frame);
		return 0;
	}
	text = format(frame, pbk);
	require(W_ERROR_IS_OK(phonebook_parse(frame, (const char *)text.data,
					      text.length, &second, &why)));
	again = format(frame, second);
	require(data_blob_cmp(&again, &text) == 0);
	check_entry(frame, pbk);
	phonebook_remove_entry(pbk, "a");
	require(!phonebook_has_entry(pbk, "A"));
	talloc_free(frame);
	return 0;
}
