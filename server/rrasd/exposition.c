/* SPDX-License-Identifier: GPL-3.0-or-later */
/* See exposition.h. */
#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "exposition.h"

#define FIRST_SIZE 16384

struct exposition {
	const char *family;
	char *bytes;
	size_t length, size;
	bool failed; /* out of memory: the text is incomplete */
};

struct exposition *exposition_create(TALLOC_CTX *mem_ctx)
{
	return talloc_zero(mem_ctx, struct exposition);
}

static bool make_room(struct exposition *text, size_t more)
{
	size_t size = text->size != 0 ? text->size : FIRST_SIZE;
	char *bytes;

	while (size <= text->length + more) {
		size *= 2;
	}
	if (size == text->size || text->failed) {
		return !text->failed;
	}
	bytes = talloc_realloc_size(text, text->bytes, size);
	text->failed = bytes == NULL;
	if (bytes != NULL) {
		text->bytes = bytes;
		text->size = size;
	}
	return !text->failed;
}

static void put(struct exposition *text, const char *part)
{
	size_t length = strlen(part);

	if (make_room(text, length)) {
		memcpy(text->bytes + text->length, part, length + 1);
		text->length += length;
	}
}

/* "Label values can be any sequence of UTF-8 characters, but the backslash,
 * double-quote, and line feed have to be escaped"; of a help text the first
 * and the last. */
static void put_escaped(struct exposition *text, const char *value, bool quotes)
{
	char plain[2] = "";

	for (; *value != '\0'; value++) {
		if (*value == '\\') {
			put(text, "\\\\");
		} else if (*value == '\n') {
			put(text, "\\n");
		} else if (*value == '"' && quotes) {
			put(text, "\\\"");
		} else {
			plain[0] = *value;
			put(text, plain);
		}
	}
}

static void put_number(struct exposition *text, uint64_t number)
{
	char digits[24];

	snprintf(digits, sizeof(digits), "%" PRIu64, number);
	put(text, digits);
}

/* Without floating point, and so without a locale's point. */
static const char *seconds_text(char digits[32], uint64_t usec)
{
	size_t length =
		(size_t)snprintf(digits, 32, "%" PRIu64 ".%06u", usec / 1000000,
				 (unsigned)(usec % 1000000));

	while (digits[length - 1] == '0') {
		length--;
	}
	if (digits[length - 1] == '.') {
		length--;
	}
	digits[length] = '\0';
	return digits;
}

void exposition_family(struct exposition *text, const char *name,
		       const char *type, const char *help)
{
	text->family = name;
	put(text, "# HELP ");
	put(text, name);
	put(text, " ");
	put_escaped(text, help, false);
	put(text, "\n# TYPE ");
	put(text, name);
	put(text, " ");
	put(text, type);
	put(text, "\n");
}

static void put_label(struct exposition *text, const char *before,
		      const char *name, const char *value)
{
	put(text, before);
	put(text, name);
	put(text, "=\"");
	put_escaped(text, value, true);
	put(text, "\"");
}

/* Up to the value; @le is the bound of a bucket, or NULL. */
static void begin_sample(struct exposition *text, const char *suffix,
			 const struct exposition_label *labels,
			 size_t num_labels, const char *le)
{
	const char *before = "{";
	size_t i;

	put(text, text->family);
	put(text, suffix);
	for (i = 0; i < num_labels; i++) {
		put_label(text, before, labels[i].name, labels[i].value);
		before = ",";
	}
	if (le != NULL) {
		put_label(text, before, "le", le);
		before = ",";
	}
	put(text, before[0] == ',' ? "} " : " ");
}

static void put_sample(struct exposition *text, const char *suffix,
		       const struct exposition_label *labels, size_t num_labels,
		       const char *le, uint64_t value)
{
	begin_sample(text, suffix, labels, num_labels, le);
	put_number(text, value);
	put(text, "\n");
}

void exposition_sample(struct exposition *text,
		       const struct exposition_label *labels, size_t num_labels,
		       uint64_t value)
{
	put_sample(text, "", labels, num_labels, NULL, value);
}

/* The format's buckets are cumulative, ours are not. */
void exposition_histogram(struct exposition *text,
			  const struct exposition_label *labels,
			  size_t num_labels, const struct histogram *histogram)
{
	char digits[32];
	uint64_t below = 0;
	size_t i;

	for (i = 0; i < HISTOGRAM_BOUNDS; i++) {
		below += histogram->counts[i];
		put_sample(text, "_bucket", labels, num_labels,
			   seconds_text(digits, histogram->bounds->usec[i]),
			   below);
	}
	below += histogram->counts[HISTOGRAM_BOUNDS];
	put_sample(text, "_bucket", labels, num_labels, "+Inf", below);
	begin_sample(text, "_sum", labels, num_labels, NULL);
	put(text, seconds_text(digits, histogram->sum));
	put(text, "\n");
	put_sample(text, "_count", labels, num_labels, NULL, below);
}

char *exposition_text(TALLOC_CTX *mem_ctx, struct exposition *text)
{
	if (text->bytes == NULL) {
		put(text, "");
	}
	return text->failed ? NULL : talloc_move(mem_ctx, &text->bytes);
}
