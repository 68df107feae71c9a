/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The messages of strongSwan's vici: named values, sections and lists
 * (README of its vici plugin, "Message format").  Pure functions.
 */
#ifndef SERVER_DIALER_VICI_MESSAGE_H
#define SERVER_DIALER_VICI_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** @brief Our longest message: a key of 256 bytes, or a connection. */
#define VICI_MAX_MESSAGE 4096

/** @brief A message that is being written; burn it when a secret is in it. */
struct vici_writer {
	uint8_t bytes[VICI_MAX_MESSAGE];
	size_t size;
	bool overflow; /**< it did not fit: not to be sent */
};

void vici_begin(struct vici_writer *writer);
/** @brief Everything until vici_section_end() is in it. */
void vici_section(struct vici_writer *writer, const char *name);
void vici_section_end(struct vici_writer *writer);
void vici_value(struct vici_writer *writer, const char *key, const char *value);
void vici_bytes(struct vici_writer *writer, const char *key,
		const uint8_t *value, size_t size);
/** @param[in] items  NULL-terminated */
void vici_list(struct vici_writer *writer, const char *key,
	       const char *const *items);

enum vici_element {
	VICI_END, /**< of the message */
	VICI_SECTION_START = 1,
	VICI_SECTION_END = 2,
	VICI_KEY_VALUE = 3,
	VICI_LIST_START = 4,
	VICI_LIST_ITEM = 5,
	VICI_LIST_END = 6,
	VICI_MALFORMED,
};

/** @brief A place in a message. */
struct vici_reader {
	const uint8_t *bytes;
	size_t left;
	/** @name Of the element that was read last */
	/**@{*/
	char name[256];
	const uint8_t *value;
	size_t size;
	/**@}*/
};

/** @brief Read the next element. */
enum vici_element vici_next(struct vici_reader *reader);

/**
 * @brief The value of a key that is not in a section, or in any section.
 *
 * @param[out] text  "" when there is none, cut to fit
 * @return whether there is one
 */
bool vici_find(const uint8_t *bytes, size_t size, const char *key, char *text,
	       size_t text_size);

#endif
