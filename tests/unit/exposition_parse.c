/* SPDX-License-Identifier: GPL-3.0-or-later */
/* See exposition_parse.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "exposition_parse.h"

#define MAX_SAMPLES 4096

/* What the lines before have said. */
struct reader {
	const char *line; /* for messages */
	char family[128];
	char type[16];
	const char *families[256];
	unsigned num_families;
	char *samples[MAX_SAMPLES]; /* name and labels */
	unsigned num_samples;
	/* of the histogram whose samples these are */
	char labels[512]; /* without le */
	double below;	  /* the last bucket's value */
	double bound;
	bool inf, sum;
};

static void check(const struct reader *reader, bool good, const char *what)
{
	if (!good) {
		fail_msg("%s: %.*s", what, (int)strcspn(reader->line, "\n"),
			 reader->line);
	}
}

static bool is_name_start(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_name_part(char c)
{
	return is_name_start(c) || (c >= '0' && c <= '9');
}

static size_t take_name(const struct reader *reader, const char *text)
{
	size_t length = 0;

	check(reader, is_name_start(text[0]), "no name");
	while (is_name_part(text[length])) {
		length++;
	}
	return length;
}

/* "# HELP name text" and "# TYPE name type", one behind the other. */
static void take_help(struct reader *reader, const char *text)
{
	size_t length = take_name(reader, text), i;

	check(reader, text[length] == ' ' && text[length + 1] != '\n',
	      "no help");
	snprintf(reader->family, sizeof(reader->family), "%.*s", (int)length,
		 text);
	reader->type[0] = '\0';
	for (i = 0; i < reader->num_families; i++) {
		check(reader,
		      strncmp(reader->families[i], text, length + 1) != 0,
		      "a family twice");
	}
	assert_true(reader->num_families < 256);
	reader->families[reader->num_families++] = text;
	for (text += length; *text != '\n'; text++) {
		if (*text == '\\') {
			text++;
			check(reader, *text == '\\' || *text == 'n',
			      "a wrong escape");
		}
	}
}

static void take_type(struct reader *reader, const char *text)
{
	size_t length = take_name(reader, text);

	check(reader,
	      strlen(reader->family) == length &&
		      strncmp(reader->family, text, length) == 0 &&
		      reader->type[0] == '\0' && text[length] == ' ',
	      "TYPE without its HELP");
	snprintf(reader->type, sizeof(reader->type), "%.*s",
		 (int)strcspn(text + length + 1, "\n"), text + length + 1);
	check(reader,
	      strcmp(reader->type, "counter") == 0 ||
		      strcmp(reader->type, "gauge") == 0 ||
		      strcmp(reader->type, "histogram") == 0,
	      "a wrong type");
}

/* name="value"; into @labels unless it is le, whose value is @le. */
static const char *take_label(const struct reader *reader, const char *text,
			      char labels[512], char le[64])
{
	size_t name = take_name(reader, text);
	const char *start = text + name + 2, *end = start;

	check(reader, text[name] == '=' && text[name + 1] == '"', "no value");
	for (; *end != '"'; end++) {
		check(reader, *end != '\n' && *end != '\0', "an open value");
		if (*end == '\\') {
			end++;
			check(reader,
			      *end == '\\' || *end == '"' || *end == 'n',
			      "a wrong escape");
		}
	}
	if (name == 2 && strncmp(text, "le", 2) == 0) {
		snprintf(le, 64, "%.*s", (int)(end - start), start);
	} else {
		size_t used = strlen(labels);

		snprintf(labels + used, 512 - used, "%.*s,",
			 (int)(end + 1 - text), text);
	}
	return end + 1;
}

static const char *take_labels(const struct reader *reader, const char *text,
			       char labels[512], char le[64])
{
	labels[0] = le[0] = '\0';
	if (*text != '{') {
		return text;
	}
	do {
		text = take_label(reader, text + 1, labels, le);
	} while (*text == ',');
	check(reader, *text == '}', "no end of the labels");
	return text + 1;
}

static double take_value(const struct reader *reader, const char *text)
{
	char *end = NULL;
	double value;

	check(reader, *text == ' ', "no blank before the value");
	value = strtod(text + 1, &end);
	check(reader, end != text + 1 && *end == '\n', "no value");
	return value;
}

static void take_bucket(struct reader *reader, const char *labels,
			const char *le, double value)
{
	char *end = NULL;
	double bound = strtod(le, &end);

	check(reader, le[0] != '\0' && *end == '\0', "no bound");
	if (strcmp(reader->labels, labels) != 0 || reader->below < 0) {
		check(reader, reader->below < 0, "an unfinished histogram");
		strcpy(reader->labels, labels);
	} else {
		check(reader, bound > reader->bound, "bounds do not ascend");
		check(reader, value >= reader->below, "not cumulative");
	}
	reader->below = value;
	reader->bound = bound;
	reader->inf = strcmp(le, "+Inf") == 0;
}

/* The order is buckets, sum, count. */
static void take_histogram(struct reader *reader, const char *suffix,
			   const char *labels, const char *le, double value)
{
	if (strcmp(suffix, "_bucket") == 0) {
		check(reader, !reader->inf, "a bucket after +Inf");
		take_bucket(reader, labels, le, value);
		return;
	}
	check(reader, reader->inf && strcmp(reader->labels, labels) == 0,
	      "no +Inf before");
	if (strcmp(suffix, "_sum") == 0) {
		check(reader, !reader->sum && value >= 0, "a second sum");
		reader->sum = true;
		return;
	}
	check(reader, strcmp(suffix, "_count") == 0 && reader->sum,
	      "no sum before the count");
	check(reader, value <= reader->below && value >= reader->below,
	      "the count is not the last bucket");
	reader->below = -1;
	reader->inf = reader->sum = false;
}

static void remember(struct reader *reader, const char *text, size_t length)
{
	char *sample = strndup(text, length);
	unsigned i;

	assert_true(reader->num_samples < MAX_SAMPLES);
	for (i = 0; i < reader->num_samples; i++) {
		check(reader, strcmp(reader->samples[i], sample) != 0,
		      "a sample twice");
	}
	reader->samples[reader->num_samples++] = sample;
}

static void take_sample(struct reader *reader, const char *text)
{
	size_t length = take_name(reader, text);
	size_t family = strlen(reader->family);
	char labels[512], le[64], suffix[16];
	const char *end = take_labels(reader, text + length, labels, le);
	double value = take_value(reader, end);

	remember(reader, text, (size_t)(end - text));
	check(reader,
	      reader->type[0] != '\0' && length >= family &&
		      length - family < sizeof(suffix) &&
		      strncmp(text, reader->family, family) == 0,
	      "not of the family");
	snprintf(suffix, sizeof(suffix), "%.*s", (int)(length - family),
		 text + family);
	if (strcmp(reader->type, "histogram") == 0) {
		take_histogram(reader, suffix, labels, le, value);
	} else {
		check(reader, suffix[0] == '\0' && le[0] == '\0' && value >= 0,
		      "a wrong sample");
	}
}

unsigned exposition_check(const char *text)
{
	struct reader reader = {.below = -1};
	unsigned i;

	assert_int_equal(text[0] != '\0' ? text[strlen(text) - 1] : '\n', '\n');
	for (; *text != '\0'; text = strchr(text, '\n') + 1) {
		reader.line = text;
		if (strncmp(text, "# HELP ", 7) == 0) {
			check(&reader, reader.below < 0, "unfinished before");
			take_help(&reader, text + 7);
		} else if (strncmp(text, "# TYPE ", 7) == 0) {
			take_type(&reader, text + 7);
		} else {
			take_sample(&reader, text);
		}
	}
	assert_true(reader.below < 0);
	for (i = 0; i < reader.num_samples; i++) {
		free(reader.samples[i]);
	}
	return reader.num_samples;
}

double exposition_value(const char *text, const char *sample)
{
	size_t length = strlen(sample);

	while (text != NULL && *text != '\0') {
		if (strncmp(text, sample, length) == 0 && text[length] == ' ') {
			return strtod(text + length, NULL);
		}
		text = strchr(text, '\n');
		text = text != NULL ? text + 1 : NULL;
	}
	return -1;
}
