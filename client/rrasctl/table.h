/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A table: rows of cells in columns as wide as their widest cell, for people;
 * or for programs a JSON array, one object a row.
 */
#ifndef CLIENT_RRASCTL_TABLE_H
#define CLIENT_RRASCTL_TABLE_H

#include <stdbool.h>
#include <stdio.h>
#include "client/rrasctl/report.h"

#define TABLE_MAX_COLUMNS 10

struct table;

/** @brief A table with its head; NULL without memory, which all others take. */
struct table *table_new(const char *const *heads);
void table_free(struct table *table);

/** @brief Begin a row. */
void table_row(struct table *table);

/** @name The next cell of the row; numbers stand at the right. */
/**@{*/
void table_text(struct table *table, const char *text);
void table_number(struct table *table, const char *text);
void table_unsigned(struct table *table, uint32_t value);
/**@}*/

/** @brief What JSON has of the row; the report stays the caller's. */
void table_json(struct table *table, const struct report *report);

/** @brief Print it; JSON in one line when @json. */
void table_print(const struct table *table, FILE *out, bool json);

/** @brief Columns that a text takes on a terminal. */
int columns_of(const char *text);

#endif
