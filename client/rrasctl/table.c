/* SPDX-License-Identifier: GPL-3.0-or-later */
/* See table.h. */
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include "client/rrasctl/table.h"

struct cell {
	char *text;
	bool right;
};

struct table {
	struct cell *cells; /* row by row; the head is the first row */
	size_t columns, used, room;
	json_t *json;
};

int columns_of(const char *text)
{
	wchar_t wide[512];
	size_t length = mbstowcs(wide, text, 511);
	int columns;

	if (length == (size_t)-1) {
		return (int)strlen(text);
	}
	columns = wcswidth(wide, length);
	return columns < 0 ? (int)length : columns;
}

/* Rows that did not end at a column's end are filled up. */
static void add(struct table *table, const char *text, bool right)
{
	struct cell *cells = NULL;

	if (table->used == table->room) {
		cells = realloc(table->cells,
				(table->room * 2 + 64) * sizeof(*cells));
		if (cells == NULL) {
			return;
		}
		table->cells = cells;
		table->room = table->room * 2 + 64;
	}
	table->cells[table->used++] = (struct cell){strdup(text), right};
}

struct table *table_new(const char *const *heads)
{
	struct table *table = calloc(1, sizeof(*table));

	if (table == NULL) {
		return NULL;
	}
	table->json = json_array();
	while (heads[table->columns] != NULL) {
		add(table, heads[table->columns++], false);
	}
	return table;
}

void table_free(struct table *table)
{
	size_t i;

	if (table == NULL) {
		return;
	}
	for (i = 0; i < table->used; i++) {
		free(table->cells[i].text);
	}
	free(table->cells);
	json_decref(table->json);
	free(table);
}

void table_row(struct table *table)
{
	while (table != NULL && table->used % table->columns != 0) {
		add(table, "", false);
	}
}

void table_text(struct table *table, const char *text)
{
	if (table != NULL) {
		add(table, text != NULL && text[0] != '\0' ? text : "-", false);
	}
}

void table_number(struct table *table, const char *text)
{
	if (table != NULL) {
		add(table, text, true);
	}
}

void table_unsigned(struct table *table, uint32_t value)
{
	char text[16];

	snprintf(text, sizeof(text), "%u", (unsigned)value);
	table_number(table, text);
}

void table_json(struct table *table, const struct report *report)
{
	if (table != NULL) {
		(void)json_array_append_new(table->json, report_json(report));
	}
}

static void print_cell(FILE *out, const struct cell *cell, int width, bool last)
{
	const char *text = cell->text != NULL ? cell->text : "";
	int pad = width - columns_of(text);

	if (cell->right) {
		fprintf(out, "%*s", pad, "");
	}
	print_clean(out, text);
	if (last) {
		fputc('\n', out);
	} else {
		fprintf(out, "%*s", cell->right ? 2 : pad + 2, "");
	}
}

/* A head stands above numbers as the numbers do. */
static void align_heads(const struct table *table)
{
	size_t i;

	for (i = 0; i < table->columns && table->used > table->columns; i++) {
		table->cells[i].right = table->cells[table->columns + i].right;
	}
}

static void print_rows(const struct table *table, FILE *out)
{
	int widths[TABLE_MAX_COLUMNS] = {0}, width;
	size_t i, column;

	align_heads(table);
	for (i = 0; i < table->used; i++) {
		column = i % table->columns;
		width = table->cells[i].text != NULL
				? columns_of(table->cells[i].text)
				: 0;
		widths[column] =
			width > widths[column] ? width : widths[column];
	}
	for (i = 0; i < table->used; i++) {
		column = i % table->columns;
		print_cell(out, &table->cells[i], widths[column],
			   column + 1 == table->columns);
	}
}

void table_print(const struct table *table, FILE *out, bool json)
{
	if (table == NULL) {
		return;
	}
	if (json) {
		(void)json_dumpf(table->json, out, JSON_COMPACT);
		fputc('\n', out);
		return;
	}
	print_rows(table, out);
}
