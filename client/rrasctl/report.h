/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A report: named values, printed as lines for people or as a JSON object for
 * programs.  What comes from a server is printed without control characters.
 */
#ifndef CLIENT_RRASCTL_REPORT_H
#define CLIENT_RRASCTL_REPORT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <jansson.h>
#include "client/rrasctl/names.h"

struct report;

/** @brief An empty report; NULL without memory, which all others accept. */
struct report *report_new(void);
void report_free(struct report *report);

/**
 * @name Adding
 * @param key    of JSON
 * @param label  for people; NULL to leave it out for them
 */
/**@{*/
void report_string(struct report *report, const char *key, const char *label,
		   const char *value);
/** @brief Nothing for people when the string is empty; null in JSON. */
void report_optional(struct report *report, const char *key, const char *label,
		     const char *value);
void report_number(struct report *report, const char *key, const char *label,
		   uint32_t value, const char *unit);
void report_bool(struct report *report, const char *key, const char *label,
		 bool value);
void report_word(struct report *report, const char *key, const char *label,
		 const struct name *table, uint32_t value);
/** @brief The words of the bits that are set. */
void report_bits(struct report *report, const char *key, const char *label,
		 const struct name *table, uint32_t value);
/** @brief A handle's number; nothing for people and null for NULL. */
void report_handle(struct report *report, const char *key, const char *label,
		   const void *handle);
/** @brief Bytes: a number in JSON, "1.5 MiB" for people. */
void report_bytes(struct report *report, const char *key, const char *label,
		  uint32_t bytes);
/** @brief For people only. */
void report_line(struct report *report, const char *label, const char *value);
/** @brief For programs only; takes the reference. */
void report_value(struct report *report, const char *key, json_t *value);
/** @brief A Win32 code: in JSON an object, null for 0. */
void report_code(struct report *report, const char *key, const char *label,
		 uint32_t code);
/**@}*/

/** @brief Print it; JSON in one line when @json. */
void report_print(const struct report *report, FILE *out, bool json);

/** @brief The JSON of it, a reference for the caller. */
json_t *report_json(const struct report *report);

/**
 * @brief A text as JSON, null for NULL.
 *
 * JSON is UTF-8, which a peer's or a caller's words may not be: then each byte
 * that is not ASCII is a question mark.
 */
json_t *json_of_text(const char *text);

/** @brief A code as a JSON object: code, name, text. */
json_t *json_of_code(uint32_t code);

/** @brief Print a string without control characters. */
void print_clean(FILE *out, const char *text);

#endif
