/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Strings of memory images in CHAR arrays, "null-terminated ASCII".  The names
 * of devices and ports are ASCII; of an entry's name the rest becomes '?', as
 * Windows does it with what its code page has not.
 */
#ifndef SERVER_IMAGES_IMAGE_ANSI_H
#define SERVER_IMAGES_IMAGE_ANSI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** @brief Write UTF-8 text into an array, cut to fit; the rest gets zeros. */
void image_ansi_push(const char *text, uint8_t *array, size_t size);

/** @brief Whether there is a terminator in the array. */
bool image_ansi_is_text(const uint8_t *array, size_t size);

#endif
