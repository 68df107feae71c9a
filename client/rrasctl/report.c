/* SPDX-License-Identifier: GPL-3.0-or-later */
/* See report.h. */
#include <stdlib.h>
#include <string.h>
#include "client/libmprapi/mprapi_ext.h"
#include "client/rrasctl/human.h"
#include "client/rrasctl/report.h"
#include "client/rrasctl/rrasctl.h"

#define LABEL_WIDTH 22 /* columns */

/* The lines are written as they come, the JSON beside them. */
struct report {
	json_t *json;
	char *lines;
	size_t size;
	FILE *text;
};

struct report *report_new(void)
{
	struct report *report = calloc(1, sizeof(*report));

	if (report == NULL) {
		return NULL;
	}
	report->json = json_object();
	report->text = open_memstream(&report->lines, &report->size);
	if (report->json == NULL || report->text == NULL) {
		report_free(report);
		return NULL;
	}
	return report;
}

void report_free(struct report *report)
{
	if (report == NULL) {
		return;
	}
	if (report->text != NULL) {
		fclose(report->text);
	}
	free(report->lines);
	json_decref(report->json);
	free(report);
}

void print_clean(FILE *out, const char *text)
{
	const unsigned char *s = (const unsigned char *)text;

	for (; *s != '\0'; s++) {
		/* C1 controls are C2 80 to C2 9F in UTF-8. */
		if (s[0] == 0xC2 && s[1] >= 0x80 && s[1] < 0xA0) {
			fputc('?', out);
			s++;
		} else {
			fputc(*s < 0x20 || *s == 0x7F ? '?' : *s, out);
		}
	}
}

static void add_line(struct report *report, const char *label,
		     const char *value)
{
	char head[64];

	if (label == NULL) {
		return;
	}
	snprintf(head, sizeof(head), "%s:", label);
	fprintf(report->text, "%-*s ", LABEL_WIDTH, head);
	print_clean(report->text, value);
	fputc('\n', report->text);
}

json_t *json_of_text(const char *text)
{
	json_t *json = text != NULL ? json_string(text) : json_null();
	char *plain = NULL, *p = NULL;

	if (json != NULL) {
		return json;
	}
	plain = strdup(text);
	for (p = plain; p != NULL && *p != '\0'; p++) {
		*p = (*p & 0x80) != 0 ? '?' : *p;
	}
	json = plain != NULL ? json_string(plain) : json_null();
	free(plain);
	return json;
}

static void add_json(struct report *report, const char *key, json_t *value)
{
	/* Takes the reference, also when it fails. */
	(void)json_object_set_new(report->json, key, value);
}

void report_string(struct report *report, const char *key, const char *label,
		   const char *value)
{
	if (report != NULL) {
		add_line(report, label, value);
		add_json(report, key, json_of_text(value));
	}
}

void report_optional(struct report *report, const char *key, const char *label,
		     const char *value)
{
	if (value != NULL && value[0] != '\0') {
		report_string(report, key, label, value);
	} else if (report != NULL) {
		add_json(report, key, json_null());
	}
}

void report_number(struct report *report, const char *key, const char *label,
		   uint32_t value, const char *unit)
{
	char text[64];

	if (report != NULL) {
		snprintf(text, sizeof(text), "%u%s%s", (unsigned)value,
			 unit != NULL ? " " : "", unit != NULL ? unit : "");
		add_line(report, label, text);
		add_json(report, key, json_integer(value));
	}
}

void report_handle(struct report *report, const char *key, const char *label,
		   const void *handle)
{
	if (handle != NULL) {
		report_number(report, key, label, (uint32_t)(uintptr_t)handle,
			      NULL);
	} else if (report != NULL) {
		add_json(report, key, json_null());
	}
}

void report_bytes(struct report *report, const char *key, const char *label,
		  uint32_t bytes)
{
	char text[HUMAN_SIZE];

	if (report != NULL) {
		add_line(report, label, human_bytes(text, bytes));
		add_json(report, key, json_integer(bytes));
	}
}

void report_line(struct report *report, const char *label, const char *value)
{
	if (report != NULL) {
		add_line(report, label, value);
	}
}

void report_value(struct report *report, const char *key, json_t *value)
{
	if (report != NULL) {
		add_json(report, key, value);
	} else {
		json_decref(value);
	}
}

void report_bool(struct report *report, const char *key, const char *label,
		 bool value)
{
	if (report != NULL) {
		add_line(report, label, value ? "yes" : "no");
		add_json(report, key, json_boolean(value));
	}
}

void report_word(struct report *report, const char *key, const char *label,
		 const struct name *table, uint32_t value)
{
	report_string(report, key, label, name_of(table, value));
}

void report_bits(struct report *report, const char *key, const char *label,
		 const struct name *table, uint32_t value)
{
	json_t *array = json_array();
	char text[256] = "";
	size_t used = 0;

	if (report == NULL) {
		json_decref(array);
		return;
	}
	for (; table->word != NULL; table++) {
		if ((value & table->value) == 0) {
			continue;
		}
		(void)json_array_append_new(array, json_string(table->word));
		if (used < sizeof(text)) {
			used += (size_t)snprintf(
				text + used, sizeof(text) - used, "%s%s",
				used > 0 ? ", " : "", table->word);
		}
	}
	if (used > 0) {
		add_line(report, label, text);
	}
	add_json(report, key, array);
}

json_t *json_of_code(uint32_t code)
{
	const char *name = NULL, *text = NULL;

	if (!rras_error_lookup(code, &name, &text)) {
		text = "unknown error";
	}
	return json_pack("{s:I,s:s,s:s}", "code", (json_int_t)code, "name",
			 name, "text", text);
}

void report_code(struct report *report, const char *key, const char *label,
		 uint32_t code)
{
	char *text = NULL;

	if (report == NULL) {
		return;
	}
	if (code == 0) {
		add_json(report, key, json_null());
		return;
	}
	text = code_text(code);
	if (text != NULL) {
		add_line(report, label, text);
	}
	free(text);
	add_json(report, key, json_of_code(code));
}

json_t *report_json(const struct report *report)
{
	return report != NULL ? json_incref(report->json) : NULL;
}

void report_print(const struct report *report, FILE *out, bool json)
{
	if (report == NULL) {
		return;
	}
	if (json) {
		(void)json_dumpf(report->json, out, JSON_COMPACT);
		fputc('\n', out);
		return;
	}
	fflush(report->text);
	fputs(report->lines, out);
}
