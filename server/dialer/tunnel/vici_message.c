/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The messages of strongSwan's vici; see vici_message.h.
 */
#include "vici_message.h"
#include <string.h>
#include "server/dialer/big_endian.h"

/* -- writing -- */

static void add(struct vici_writer *writer, const void *bytes, size_t size)
{
	if (size > sizeof(writer->bytes) - writer->size) {
		writer->overflow = true;
		return;
	}
	memcpy(writer->bytes + writer->size, bytes, size);
	writer->size += size;
}

static void add_byte(struct vici_writer *writer, uint8_t byte)
{
	add(writer, &byte, sizeof(byte));
}

static void add_name(struct vici_writer *writer, const char *name)
{
	size_t length = strlen(name);

	if (length > UINT8_MAX) {
		writer->overflow = true;
		return;
	}
	add_byte(writer, (uint8_t)length);
	add(writer, name, length);
}

static void add_value(struct vici_writer *writer, const void *value,
		      size_t size)
{
	if (size > UINT16_MAX) {
		writer->overflow = true;
		return;
	}
	add_byte(writer, (uint8_t)(size >> 8));
	add_byte(writer, (uint8_t)size);
	add(writer, value, size);
}

void vici_begin(struct vici_writer *writer)
{
	writer->size = 0;
	writer->overflow = false;
}

void vici_section(struct vici_writer *writer, const char *name)
{
	add_byte(writer, VICI_SECTION_START);
	add_name(writer, name);
}

void vici_section_end(struct vici_writer *writer)
{
	add_byte(writer, VICI_SECTION_END);
}

void vici_value(struct vici_writer *writer, const char *key, const char *value)
{
	vici_bytes(writer, key, (const uint8_t *)value, strlen(value));
}

void vici_bytes(struct vici_writer *writer, const char *key,
		const uint8_t *value, size_t size)
{
	add_byte(writer, VICI_KEY_VALUE);
	add_name(writer, key);
	add_value(writer, value, size);
}

void vici_list(struct vici_writer *writer, const char *key,
	       const char *const *items)
{
	add_byte(writer, VICI_LIST_START);
	add_name(writer, key);
	for (; *items != NULL; items++) {
		add_byte(writer, VICI_LIST_ITEM);
		add_value(writer, *items, strlen(*items));
	}
	add_byte(writer, VICI_LIST_END);
}

/* -- reading -- */

static bool take(struct vici_reader *reader, size_t size, const uint8_t **bytes)
{
	if (size > reader->left) {
		return false;
	}
	*bytes = reader->bytes;
	reader->bytes += size;
	reader->left -= size;
	return true;
}

static bool take_name(struct vici_reader *reader)
{
	const uint8_t *length, *name;

	if (!take(reader, 1, &length) || !take(reader, *length, &name)) {
		return false;
	}
	memcpy(reader->name, name, *length);
	reader->name[*length] = '\0';
	return true;
}

static bool take_value(struct vici_reader *reader)
{
	const uint8_t *length;

	if (!take(reader, 2, &length)) {
		return false;
	}
	reader->size = get16(length);
	return take(reader, reader->size, &reader->value);
}

enum vici_element vici_next(struct vici_reader *reader)
{
	const uint8_t *type;
	bool ok;

	if (!take(reader, 1, &type)) {
		return VICI_END;
	}
	switch (*type) {
	case VICI_SECTION_START:
	case VICI_LIST_START:
		ok = take_name(reader);
		break;
	case VICI_KEY_VALUE:
		ok = take_name(reader) && take_value(reader);
		break;
	case VICI_LIST_ITEM:
		ok = take_value(reader);
		break;
	case VICI_SECTION_END:
	case VICI_LIST_END:
		ok = true;
		break;
	default:
		ok = false;
	}
	return ok ? (enum vici_element) * type : VICI_MALFORMED;
}

bool vici_find(const uint8_t *bytes, size_t size, const char *key, char *text,
	       size_t text_size)
{
	struct vici_reader reader = {.bytes = bytes, .left = size};
	enum vici_element element;
	size_t length;

	text[0] = '\0';
	do {
		element = vici_next(&reader);
		if (element == VICI_KEY_VALUE &&
		    strcmp(reader.name, key) == 0) {
			length = reader.size < text_size ? reader.size
							 : text_size - 1;
			memcpy(text, reader.value, length);
			text[length] = '\0';
			return true;
		}
	} while (element != VICI_END && element != VICI_MALFORMED);
	return false;
}
