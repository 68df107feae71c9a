/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The memory images MPRI_INTERFACE_0 to _3 ([MS-RRASM] 2.2.1.2.81 to .84)
 * <-> the router's model.
 *
 * Pointers.  szAlternates, lpbCustomAuthData and, by analogy,
 * lpwsDialoutHoursRestriction are offsets from the start of the structure; the
 * texts do not say whether such a member has 4 or 8 bytes.  Answers are in
 * the form with 4; both are accepted: an image is in the form in which its
 * offsets and its size agree, the one with 4 bytes being tried first.
 *
 * Level 1.  The text calls lpwsDialoutHoursRestriction a pointer, which means
 * nothing in another process, and has no rule for where its text stands.  We
 * append it to the structure as levels 2 and 3 do.  An image of exactly the
 * structure's size brings no text: there 0 means that dial-out is not
 * restricted, and any other value, a pointer of the caller, means nothing.
 *
 * Level 3.  The text gives 2508 bytes with 4-byte pointers; a compiler that
 * aligns IN6_ADDR to 8 makes it 2512.  We accept both, and answer with four
 * zero bytes behind the structure, which suits both.
 */
#ifndef SERVER_IMAGES_IMAGE_INTERFACE_H
#define SERVER_IMAGES_IMAGE_INTERFACE_H

#include <talloc.h>
#include <core/werror.h>
#include <util/data_blob.h>
#include "server/router/router.h"

/**
 * @brief Make the image of an interface.
 *
 * At levels 2 and 3 dwfOptions is as 3.1.4.14 wants it in GetInfo.
 *
 * @param[in]  level  0 to 3
 * @param[out] bytes  child of @mem_ctx
 * @retval ERROR_NOT_SUPPORTED  there is no such level
 * @retval ERROR_INVALID_LEVEL  level 2 or 3, and the interface has no
 *                              settings, for it is not demand-dial
 * @retval ERROR_INVALID_DATA   a string of the model does not fit its member
 */
WERROR image_interface_push(TALLOC_CTX *mem_ctx, uint32_t level,
			    const struct router_interface *interface,
			    DATA_BLOB *bytes);

/**
 * @brief Read the image that a client sends to Create or SetInfo.
 *
 * Members that a client can set are in @change; defaults are not applied, see
 * router/entry_defaults.h.
 *
 * @param[in]  level   0 to 3
 * @param[out] change  its members are children of @mem_ctx
 * @retval ERROR_NOT_SUPPORTED      there is no such level
 * @retval ERROR_INVALID_PARAMETER  the image has another size, a string has
 *                                  no terminator or is no UTF-16, an offset
 *                                  lies
 */
WERROR image_interface_pull(TALLOC_CTX *mem_ctx, uint32_t level,
			    const DATA_BLOB *bytes,
			    struct router_change *change);

#endif
