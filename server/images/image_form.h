/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The forms of MPRI_INTERFACE_0 to _3: four levels, pointers of 4 or 8 bytes.
 * They share most members, so one structure that has them all stands for
 * whichever it is.
 */
#ifndef SERVER_IMAGES_IMAGE_FORM_H
#define SERVER_IMAGES_IMAGE_FORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <talloc.h>
#include <core/werror.h>
#include <util/data_blob.h>
#include "ndr_images.h"

#define IMAGE_LEVELS 4

/** @brief The members of all levels, with offsets of 8 bytes. */
struct image_wide {
	struct MPRI_INTERFACE_3_64 members;
	uint64_t lpwsDialoutHoursRestriction;
};

/** @brief One form, that is a level and a width of pointers. */
struct image_form {
	size_t size;	    /**< of the structure, in bytes */
	size_t padded_size; /**< where the compiler aligns IN6_ADDR to 8 */
	ndr_pull_flags_fn_t pull;
	ndr_push_flags_fn_t push;
	void (*widen)(struct image_wide *wide, const void *image);
	void (*narrow)(void *image, const struct image_wide *wide);
};

/** @brief A level's forms: [0] with pointers of 4 bytes, [1] of 8. */
extern const struct image_form image_forms[IMAGE_LEVELS][2];

/**
 * @brief Read an image's structure as if it were in this form.
 *
 * @retval ERROR_INVALID_PARAMETER  there are too few bytes
 */
WERROR image_form_pull(const struct image_form *form, const DATA_BLOB *bytes,
		       struct image_wide *wide);

/** @brief Make the structure's bytes, padded to @padded_size. */
WERROR image_form_push(TALLOC_CTX *mem_ctx, const struct image_form *form,
		       const struct image_wide *wide, DATA_BLOB *bytes);

#endif
