/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The memory images of extended credentials: MPR_CREDENTIALSEX_1 ([MS-RRASM]
 * 2.2.1.2.87) and the EAPTLS_USER_PROPERTIES (2.2.1.2.128) inside it.
 *
 * MPR_CREDENTIALSEX_1.  The data stand where dwOffset says.  Ours begin at
 * bData, which suits those too who do not look at dwOffset.
 *
 * EAPTLS_USER_PROPERTIES.  pwszDiffUser and pwszPin are pointers of the one
 * who made them, which mean nothing here: the identity is the string at
 * awszString, the PIN is the one behind it.  dwPinOffset, whose unit and start
 * the page leaves open, is not looked at.  Answers have pointers of 4 bytes,
 * which are offsets from the start of the structure; both widths are accepted,
 * that of 4 bytes being tried first.
 */
#ifndef SERVER_IMAGES_IMAGE_CREDENTIALS_H
#define SERVER_IMAGES_IMAGE_CREDENTIALS_H

#include <talloc.h>
#include <core/werror.h>
#include <util/data_blob.h>
#include "server/router/credentials_ex.h"

/**
 * @brief Find the data of an MPR_CREDENTIALSEX_1.
 *
 * @param[out] data  inside @bytes; of length 0 when dwSize is 0
 * @retval ERROR_INVALID_PARAMETER  there are too few bytes, or dwOffset or
 *                                  dwSize lies
 */
WERROR image_credentials_pull(const DATA_BLOB *bytes, DATA_BLOB *data);

/**
 * @brief Make an MPR_CREDENTIALSEX_1.
 *
 * @param[out] bytes  child of @mem_ctx; burnt when it is freed
 */
WERROR image_credentials_push(TALLOC_CTX *mem_ctx, DATA_BLOB data,
			      DATA_BLOB *bytes);

/**
 * @brief Read EAPTLS_USER_PROPERTIES.
 *
 * @param[out] eap  its strings are children of @mem_ctx; the pin, never NULL,
 *                  is burnt when it is freed
 * @retval ERROR_INVALID_PARAMETER  the structure is not as its page has it, a
 *                                  string is too long, has no terminator or is
 *                                  no UTF-16
 */
WERROR image_eap_pull(TALLOC_CTX *mem_ctx, const DATA_BLOB *bytes,
		      struct router_eap *eap);

/**
 * @brief Make EAPTLS_USER_PROPERTIES.
 *
 * @param[out] bytes  child of @mem_ctx; burnt when it is freed
 * @retval ERROR_INVALID_DATA  a string is longer than it may be
 */
WERROR image_eap_push(TALLOC_CTX *mem_ctx, const struct router_eap *eap,
		      DATA_BLOB *bytes);

#endif
