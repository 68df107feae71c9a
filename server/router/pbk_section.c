/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One phonebook entry as lines with keys. */
#include <string.h>
#include <strings.h>
#include <talloc.h>
#include "pbk_keys.h"
#include "pbk_section.h"

struct pbk_line {
	char *text;	   /* without its end */
	const char *key;   /* trimmed; "" for an empty line or a comment */
	const char *value; /* inside text */
};

struct pbk_section {
	struct pbk_line **lines;
	size_t count;
};

/* Keys that make up a phone number's subsection, 2.2.2.2.108. */
static const char *const phone_keys[] = {
	"AreaCode",	   "CountryCode", "CountryID",
	"UseDialingRules", "Comment",	  "FriendlyName",
};

bool pbk_key_equal(const char *a, const char *b)
{
	if (strcasecmp(a, b) != 0) {
		return false;
	}
	if (strcasecmp(a, "Device") == 0) {
		return (strcmp(a, "DEVICE") == 0) == (strcmp(b, "DEVICE") == 0);
	}
	return true;
}

static struct pbk_line *line_new(TALLOC_CTX *mem_ctx, const char *text,
				 size_t length)
{
	struct pbk_line *line = talloc_zero(mem_ctx, struct pbk_line);
	const char *equals = NULL;
	size_t key_length = 0;

	if (line == NULL) {
		return NULL;
	}
	line->text = talloc_strndup(line, text, length);
	if (line->text == NULL) {
		talloc_free(line);
		return NULL;
	}
	equals = line->text[0] == ';' ? NULL : strchr(line->text, '=');
	line->value = equals == NULL ? "" : equals + 1;
	if (equals != NULL) {
		key_length = (size_t)(equals - line->text);
	}
	while (key_length > 0 && (line->text[key_length - 1] == ' ' ||
				  line->text[key_length - 1] == '\t')) {
		key_length--;
	}
	line->key = talloc_strndup(line, line->text, key_length);
	if (line->key == NULL) {
		talloc_free(line);
		return NULL;
	}
	return line;
}

static bool insert_line(struct pbk_section *section, size_t at,
			const char *text, size_t length)
{
	unsigned int room = (unsigned int)talloc_array_length(section->lines);
	struct pbk_line *line = NULL;

	if (section->count == room) {
		struct pbk_line **lines =
			talloc_realloc(section, section->lines,
				       struct pbk_line *, 2 * room + 128);

		if (lines == NULL) {
			return false;
		}
		section->lines = lines;
	}
	line = line_new(section, text, length);
	if (line == NULL) {
		return false;
	}
	memmove(&section->lines[at + 1], &section->lines[at],
		(section->count - at) * sizeof(section->lines[0]));
	section->lines[at] = line;
	section->count++;
	return true;
}

struct pbk_section *pbk_section_parse(TALLOC_CTX *mem_ctx, const char *text)
{
	struct pbk_section *section = talloc_zero(mem_ctx, struct pbk_section);
	const char *end = NULL;

	if (section == NULL) {
		return NULL;
	}
	for (; (end = strstr(text, "\r\n")) != NULL; text = end + 2) {
		if (!insert_line(section, section->count, text,
				 (size_t)(end - text))) {
			talloc_free(section);
			return NULL;
		}
	}
	return section;
}

char *pbk_section_format(TALLOC_CTX *mem_ctx, const struct pbk_section *section)
{
	size_t size = 1;
	size_t i;
	char *text = NULL;
	char *to = NULL;

	for (i = 0; i < section->count; i++) {
		size += strlen(section->lines[i]->text) + strlen("\r\n");
	}
	text = talloc_size(mem_ctx, size);
	if (text == NULL) {
		return NULL;
	}
	to = text;
	*to = '\0';
	for (i = 0; i < section->count; i++) {
		to = stpcpy(to, section->lines[i]->text);
		to = stpcpy(to, "\r\n");
	}
	return text;
}

static bool has_key(const struct pbk_section *section, size_t line,
		    const char *key)
{
	return pbk_key_equal(section->lines[line]->key, key);
}

/* The first line in [from, end) with one of two keys, or @end. */
static size_t seek(const struct pbk_section *section, size_t from, size_t end,
		   const char *key, const char *other)
{
	for (; from < end; from++) {
		if (has_key(section, from, key) ||
		    (other != NULL && has_key(section, from, other))) {
			break;
		}
	}
	return from;
}

struct pbk_range pbk_section_all(const struct pbk_section *section)
{
	return (struct pbk_range){.end = section->count};
}

struct pbk_range pbk_section_keys(const struct pbk_section *section)
{
	return (struct pbk_range){
		.end = seek(section, 0, section->count, "MEDIA", NULL),
	};
}

struct pbk_range pbk_section_media(const struct pbk_section *section)
{
	size_t first = seek(section, 0, section->count, "MEDIA", NULL);

	if (first == section->count) {
		return (struct pbk_range){first, first};
	}
	return (struct pbk_range){
		.first = first,
		.end = seek(section, first + 1, section->count, "DEVICE",
			    "MEDIA"),
	};
}

struct pbk_range pbk_section_device(const struct pbk_section *section,
				    size_t index)
{
	struct pbk_range device = pbk_section_media(section);

	do {
		device.first = device.end;
		if (device.first == section->count ||
		    !has_key(section, device.first, "DEVICE")) {
			return (struct pbk_range){device.first, device.first};
		}
		device.end = seek(section, device.first + 1, section->count,
				  "DEVICE", "MEDIA");
	} while (index-- > 0);
	return device;
}

static bool is_empty_line(const struct pbk_line *line)
{
	return line->text[strspn(line->text, " \t")] == '\0';
}

struct pbk_range pbk_section_link(const struct pbk_section *section,
				  size_t index)
{
	size_t end = section->count;
	size_t first;

	while (end > 0 && is_empty_line(section->lines[end - 1])) {
		end--;
	}
	first = seek(section, 0, end, "MEDIA", NULL);
	for (; first < end && index > 0; index--) {
		first = seek(section, first + 1, end, "MEDIA", NULL);
	}
	if (first == end) {
		return (struct pbk_range){end, end};
	}
	return (struct pbk_range){
		.first = first,
		.end = seek(section, first + 1, end, "MEDIA", NULL),
	};
}

struct pbk_section *pbk_section_cut(TALLOC_CTX *mem_ctx,
				    const struct pbk_section *section,
				    struct pbk_range range)
{
	struct pbk_section *cut = talloc_zero(mem_ctx, struct pbk_section);
	size_t i;

	for (i = range.first; cut != NULL && i < range.end; i++) {
		const char *text = section->lines[i]->text;

		if (!insert_line(cut, cut->count, text, strlen(text))) {
			TALLOC_FREE(cut);
		}
	}
	return cut;
}

bool pbk_section_splice(struct pbk_section *section, struct pbk_range range,
			struct pbk_section *other)
{
	size_t behind = section->count - range.end, i;
	size_t count = range.first + other->count + behind;
	struct pbk_line **lines = talloc_array(section, struct pbk_line *,
					       (unsigned int)count + 1);

	if (lines == NULL) {
		return false;
	}
	for (i = range.first; i < range.end; i++) {
		talloc_free(section->lines[i]);
	}
	for (i = 0; i < range.first; i++) {
		lines[i] = section->lines[i];
	}
	for (i = 0; i < other->count; i++) {
		lines[range.first + i] = talloc_steal(section, other->lines[i]);
	}
	for (i = 0; i < behind; i++) {
		lines[count - behind + i] = section->lines[range.end + i];
	}
	talloc_free(section->lines);
	section->lines = lines;
	section->count = count;
	other->count = 0;
	return true;
}

static bool is_phone_key(const char *key)
{
	size_t i;

	for (i = 0; i < sizeof(phone_keys) / sizeof(phone_keys[0]); i++) {
		if (pbk_key_equal(key, phone_keys[i])) {
			return true;
		}
	}
	return false;
}

struct pbk_range pbk_section_phone(const struct pbk_section *section,
				   struct pbk_range device, size_t index)
{
	struct pbk_range phone = {device.first, device.first};

	do {
		phone.first = seek(section, phone.end, device.end,
				   "PhoneNumber", NULL);
		if (phone.first == device.end) {
			return (struct pbk_range){device.end, device.end};
		}
		phone.end = phone.first + 1;
		while (phone.end < device.end &&
		       is_phone_key(section->lines[phone.end]->key)) {
			phone.end++;
		}
	} while (index-- > 0);
	return phone;
}

size_t pbk_section_media_count(const struct pbk_section *section)
{
	size_t count = 0;
	size_t i;

	for (i = 0; i < section->count; i++) {
		count += has_key(section, i, "MEDIA") ? 1 : 0;
	}
	return count;
}

const char *pbk_section_get(const struct pbk_section *section,
			    struct pbk_range range, const char *key,
			    size_t index, size_t *line)
{
	size_t i;

	for (i = range.first; i < range.end; i++) {
		if (has_key(section, i, key) && index-- == 0) {
			if (line != NULL) {
				*line = i;
			}
			return section->lines[i]->value;
		}
	}
	return NULL;
}

bool pbk_section_insert(struct pbk_section *section, struct pbk_range *range,
			size_t at, const char *key, const char *value)
{
	char *text = talloc_asprintf(section, "%s=%s", key, value);
	bool ok = text != NULL && insert_line(section, at, text, strlen(text));

	talloc_free(text);
	if (ok) {
		range->end++;
	}
	return ok;
}

size_t pbk_section_place(const struct pbk_section *section,
			 struct pbk_range range, const char *key)
{
	size_t place = pbk_key_place(key);
	size_t at = range.first;
	size_t i;

	if (place == pbk_keys_count) {
		return range.end;
	}
	for (i = range.first; i < range.end; i++) {
		if (pbk_key_place(section->lines[i]->key) <= place) {
			at = i + 1;
		}
	}
	return at;
}

bool pbk_section_set(struct pbk_section *section, struct pbk_range *range,
		     const char *key, const char *value)
{
	struct pbk_line *line = NULL;
	struct pbk_line *fresh = NULL;
	char *text = NULL;
	size_t at;

	if (pbk_section_get(section, *range, key, 0, &at) == NULL) {
		return pbk_section_insert(
			section, range, pbk_section_place(section, *range, key),
			key, value);
	}
	line = section->lines[at];
	if (strcmp(line->value, value) == 0) {
		return true;
	}
	text = talloc_asprintf(section, "%.*s%s",
			       (int)(line->value - line->text), line->text,
			       value);
	if (text != NULL) {
		fresh = line_new(section, text, strlen(text));
	}
	talloc_free(text);
	if (fresh == NULL) {
		return false;
	}
	section->lines[at] = fresh;
	talloc_free(line);
	return true;
}

void pbk_section_remove(struct pbk_section *section, struct pbk_range *range,
			size_t first, size_t end)
{
	size_t i;

	for (i = first; i < end; i++) {
		talloc_free(section->lines[i]);
	}
	memmove(&section->lines[first], &section->lines[end],
		(section->count - end) * sizeof(section->lines[0]));
	section->count -= end - first;
	range->end -= end - first;
}
