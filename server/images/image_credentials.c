/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The memory images of extended credentials. */
#include <endian.h>
#include <string.h>
#include <talloc.h>
#include <ndr.h>
#include "ndr_images.h"
#include "image_credentials.h"
#include "image_string.h"

/* Of MPR_CREDENTIALSEX_1: where bData is, and its size with the padding. */
enum { DATA = 8, CREDENTIALS_SIZE = 12 };

/* Of EAPTLS_USER_PROPERTIES: where awszString is. */
enum { STRINGS = 58, STRINGS_64 = 70 };

/* UTF-16 units that a string may have, as router_eap_check() has it. */
enum { MAX_UNITS = 256 };

/* Bytes of which the last may stand for padding. */
enum { ALIGNMENT = 8 };

static int burn(uint8_t *bytes)
{
	explicit_bzero(bytes, talloc_get_size(bytes));
	return 0;
}

static int burn_text(char *text)
{
	explicit_bzero(text, talloc_get_size(text));
	return 0;
}

WERROR image_credentials_pull(const DATA_BLOB *bytes, DATA_BLOB *data)
{
	struct MPR_CREDENTIALSEX_1 image;
	uint8_t head[CREDENTIALS_SIZE] = {0};
	DATA_BLOB blob = data_blob_const(head, sizeof(head));

	*data = data_blob_null;
	if (bytes->length < DATA) {
		return WERR_INVALID_PARAMETER;
	}
	memcpy(head, bytes->data, DATA);
	if (ndr_pull_struct_blob(
		    &blob, NULL, &image,
		    (ndr_pull_flags_fn_t)ndr_pull_MPR_CREDENTIALSEX_1) !=
	    NDR_ERR_SUCCESS) {
		return WERR_INVALID_PARAMETER;
	}
	if (image.dwSize == 0) {
		return WERR_OK;
	}
	if (image.dwOffset < DATA || image.dwOffset > bytes->length ||
	    image.dwSize > bytes->length - image.dwOffset) {
		return WERR_INVALID_PARAMETER;
	}
	*data = data_blob_const(bytes->data + image.dwOffset, image.dwSize);
	return WERR_OK;
}

WERROR image_credentials_push(TALLOC_CTX *mem_ctx, DATA_BLOB data,
			      DATA_BLOB *bytes)
{
	struct MPR_CREDENTIALSEX_1 image = {
		.dwSize = (uint32_t)data.length,
		.dwOffset = DATA,
	};
	size_t size = DATA + data.length;
	DATA_BLOB head;
	uint8_t *made;

	if (size < CREDENTIALS_SIZE) {
		size = CREDENTIALS_SIZE;
	}
	made = talloc_zero_size(mem_ctx, size);
	if (made == NULL ||
	    ndr_push_struct_blob(
		    &head, made, &image,
		    (ndr_push_flags_fn_t)ndr_push_MPR_CREDENTIALSEX_1) !=
		    NDR_ERR_SUCCESS) {
		talloc_free(made);
		return WERR_NOT_ENOUGH_MEMORY;
	}
	memcpy(made, head.data, DATA);
	talloc_free(head.data);
	if (data.length > 0) {
		memcpy(made + DATA, data.data, data.length);
	}
	talloc_set_destructor(made, burn);
	*bytes = data_blob_const(made, size);
	return WERR_OK;
}

/* -- EAPTLS_USER_PROPERTIES -- */

struct eap_form {
	size_t size;	/* of the structure */
	size_t strings; /* where they begin */
	ndr_pull_flags_fn_t pull;
};

static const struct eap_form forms[] = {
	{60, STRINGS, (ndr_pull_flags_fn_t)ndr_pull_EAPTLS_USER_PROPERTIES},
	{72, STRINGS_64,
	 (ndr_pull_flags_fn_t)ndr_pull_EAPTLS_USER_PROPERTIES_64},
};

union any_eap {
	struct EAPTLS_USER_PROPERTIES plain;
	struct EAPTLS_USER_PROPERTIES_64 wide;
};

/* What the page says with MUST; the members up to the hash are where they are
 * in both forms, and the last ones follow the pointers. */
#define HEAD_IS_VALID(image, length)                                        \
	((image).reserved == 0 && (image).dwVersion == 1 &&                 \
	 (image).dwSize == (length) && (image).fFlags == 0 &&               \
	 (image).Hash.cbHash <= ROUTER_MAX_HASH && (image).usLength == 0 && \
	 (image).usMaximumLength == 0 && (image).ucSeed == 0)

static bool pull_head(const struct eap_form *form, const DATA_BLOB *bytes,
		      struct router_eap *eap)
{
	DATA_BLOB head = data_blob_const(bytes->data, form->size);
	const struct EAPTLS_HASH *hash;
	union any_eap image;
	bool valid;

	if (bytes->length < form->size ||
	    ndr_pull_struct_blob(&head, NULL, &image, form->pull) !=
		    NDR_ERR_SUCCESS) {
		return false;
	}
	if (form->strings == STRINGS) {
		valid = HEAD_IS_VALID(image.plain, bytes->length);
		hash = &image.plain.Hash;
	} else {
		valid = HEAD_IS_VALID(image.wide, bytes->length);
		hash = &image.wide.Hash;
	}
	if (valid) {
		eap->cbHash = hash->cbHash;
		memcpy(eap->pbHash, hash->pbHash, hash->cbHash);
	}
	return valid;
}

/* A string and its terminator; an image may end where one would begin. */
static WERROR pull_text(TALLOC_CTX *mem_ctx, const DATA_BLOB *bytes, size_t *at,
			char **text)
{
	uint16_t units[MAX_UNITS + 1] = {0};
	const char *pulled = NULL;
	size_t count = 0;
	WERROR werr;

	while (*at + 2 <= bytes->length) {
		memcpy(&units[count], bytes->data + *at, 2);
		units[count] = le16toh(units[count]);
		*at += 2;
		if (units[count++] == 0 || count == MAX_UNITS + 1) {
			break;
		}
	}
	werr = count == 0 ? image_string_pull(mem_ctx, units, 1, &pulled)
			  : image_string_pull(mem_ctx, units, count, &pulled);
	explicit_bzero(units, sizeof(units));
	*text = (char *)(uintptr_t)pulled;
	return werr;
}

/* What is left over is padding. */
static bool ends_here(const DATA_BLOB *bytes, size_t at)
{
	if (bytes->length - at >= ALIGNMENT) {
		return false;
	}
	for (; at < bytes->length; at++) {
		if (bytes->data[at] != 0) {
			return false;
		}
	}
	return true;
}

static WERROR pull_form(TALLOC_CTX *mem_ctx, const struct eap_form *form,
			const DATA_BLOB *bytes, struct router_eap *eap)
{
	size_t at = form->strings;
	char *identity, *pin;
	WERROR werr;

	if (!pull_head(form, bytes, eap)) {
		return WERR_INVALID_PARAMETER;
	}
	werr = pull_text(mem_ctx, bytes, &at, &identity);
	if (!W_ERROR_IS_OK(werr)) {
		return werr;
	}
	werr = pull_text(mem_ctx, bytes, &at, &pin);
	if (!W_ERROR_IS_OK(werr)) {
		return werr;
	}
	talloc_set_destructor(pin, burn_text);
	eap->identity = identity;
	eap->pin = pin;
	return ends_here(bytes, at) ? WERR_OK : WERR_INVALID_PARAMETER;
}

WERROR image_eap_pull(TALLOC_CTX *mem_ctx, const DATA_BLOB *bytes,
		      struct router_eap *eap)
{
	WERROR werr = WERR_INVALID_PARAMETER;
	size_t i;

	for (i = 0; i < 2; i++) {
		TALLOC_CTX *frame = talloc_new(mem_ctx);

		if (frame == NULL) {
			return WERR_NOT_ENOUGH_MEMORY;
		}
		*eap = (struct router_eap){.cbHash = 0};
		werr = pull_form(frame, &forms[i], bytes, eap);
		if (!W_ERROR_EQUAL(werr, WERR_INVALID_PARAMETER)) {
			return werr;
		}
		talloc_free(frame);
	}
	*eap = (struct router_eap){.cbHash = 0};
	return werr;
}

/* Append a string with its terminator; @at is where it goes. */
static WERROR push_text(uint8_t *bytes, size_t *at, const char *text)
{
	uint16_t units[MAX_UNITS + 1];
	WERROR werr = image_string_push(text, units, MAX_UNITS + 1);
	size_t i = 0;

	while (W_ERROR_IS_OK(werr)) {
		uint16_t unit = htole16(units[i]);

		memcpy(bytes + *at, &unit, 2);
		*at += 2;
		if (units[i++] == 0) {
			break;
		}
	}
	explicit_bzero(units, sizeof(units));
	return werr;
}

WERROR image_eap_push(TALLOC_CTX *mem_ctx, const struct router_eap *eap,
		      DATA_BLOB *bytes)
{
	struct EAPTLS_USER_PROPERTIES image = {
		.dwVersion = 1,
		.Hash = {.cbHash = eap->cbHash},
		.pwszDiffUser = STRINGS,
	};
	size_t at = STRINGS;
	DATA_BLOB head;
	WERROR werr;
	uint8_t *made = talloc_zero_size(
		mem_ctx, STRINGS + 2 * sizeof(uint16_t) * (MAX_UNITS + 1));

	if (made == NULL) {
		return WERR_NOT_ENOUGH_MEMORY;
	}
	talloc_set_destructor(made, burn);
	werr = push_text(made, &at, eap->identity);
	if (!W_ERROR_IS_OK(werr)) {
		talloc_free(made);
		return werr;
	}
	/* "This SHOULD be set to sizeof(pwszDiffUser)" */
	image.dwPinOffset = (uint32_t)at - STRINGS;
	image.pwszPin = (uint32_t)at;
	werr = push_text(made, &at, eap->pin);
	if (!W_ERROR_IS_OK(werr)) {
		talloc_free(made);
		return werr;
	}
	image.dwSize = (uint32_t)at;
	memcpy(image.Hash.pbHash, eap->pbHash, eap->cbHash);
	if (ndr_push_struct_blob(
		    &head, made, &image,
		    (ndr_push_flags_fn_t)ndr_push_EAPTLS_USER_PROPERTIES) !=
	    NDR_ERR_SUCCESS) {
		talloc_free(made);
		return WERR_NOT_ENOUGH_MEMORY;
	}
	memcpy(made, head.data, STRINGS);
	talloc_free(head.data);
	*bytes = data_blob_const(made, at);
	return WERR_OK;
}
