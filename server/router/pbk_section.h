/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One phonebook entry as lines with keys, and its subsections ([MS-RRASM]
 * 2.2.2, 2.2.2.2.96, .100 and .108):
 *
 *     entry keys, MEDIA=, its keys, DEVICE=, its keys, PhoneNumber=, ...
 *
 * Lines that nobody changes stay as they are, byte by byte.
 */
#ifndef SERVER_ROUTER_PBK_SECTION_H
#define SERVER_ROUTER_PBK_SECTION_H

#include <stdbool.h>
#include <stddef.h>
#include <talloc.h>

struct pbk_section;

/**
 * @brief Lines [first, end) of a section.
 *
 * A change of the section's number of lines makes all ranges stale but the one
 * that the change was made through, which follows it.
 */
struct pbk_range {
	size_t first;
	size_t end;
};

/** @brief Make a section from its lines, which end in CR LF each. */
struct pbk_section *pbk_section_parse(TALLOC_CTX *mem_ctx, const char *text);

/** @brief The lines again. */
char *pbk_section_format(TALLOC_CTX *mem_ctx,
			 const struct pbk_section *section);

/**
 * @brief Whether two keys are the same.
 *
 * The example 4.10 and the list 2.2.2.2 differ in case (AutoLogon and
 * Autologon), so case does not matter; but for Device, a key of MEDIA, and
 * DEVICE, which begins a subsection: "it is case sensitive".
 */
bool pbk_key_equal(const char *a, const char *b);

/** @name Ranges; without lines (first == end) where there is none. */
/**@{*/
/** @brief All lines. */
struct pbk_range pbk_section_all(const struct pbk_section *section);
/** @brief From the top to the first MEDIA. */
struct pbk_range pbk_section_keys(const struct pbk_section *section);
/** @brief The first MEDIA line up to its first DEVICE. */
struct pbk_range pbk_section_media(const struct pbk_section *section);
/** @brief The DEVICE line at @index of the first MEDIA, up to the next. */
struct pbk_range pbk_section_device(const struct pbk_section *section,
				    size_t index);
/** @brief The PhoneNumber line at @index of a device, with its keys. */
struct pbk_range pbk_section_phone(const struct pbk_section *section,
				   struct pbk_range device, size_t index);
/**@}*/

/** @brief The MEDIA line at @index, up to the next one; empty lines at the
 * section's end are not part of it.  Without one: the place where one goes. */
struct pbk_range pbk_section_link(const struct pbk_section *section,
				  size_t index);

/** @brief A copy of some lines; NULL when there is no memory. */
struct pbk_section *pbk_section_cut(TALLOC_CTX *mem_ctx,
				    const struct pbk_section *section,
				    struct pbk_range range);

/**
 * @brief Put the lines of another section in the place of some; all ranges
 *        become stale.
 *
 * @param[in] other  its lines are moved out of it
 * @return false when there is no memory
 */
bool pbk_section_splice(struct pbk_section *section, struct pbk_range range,
			struct pbk_section *other);

/** @brief How many MEDIA subsections, that is links, the entry has. */
size_t pbk_section_media_count(const struct pbk_section *section);

/**
 * @brief The value of a key's @index-th line in a range, or NULL.
 *
 * @param[out] line  which line of the section it is; may be NULL
 */
const char *pbk_section_get(const struct pbk_section *section,
			    struct pbk_range range, const char *key,
			    size_t index, size_t *line);

/**
 * @brief Set the first line of a key in a range.
 *
 * A line that has this value already stays untouched.  A key that is not
 * there gets a line at its place in the order of 2.2.2.2.
 * @return false when there is no memory
 */
bool pbk_section_set(struct pbk_section *section, struct pbk_range *range,
		     const char *key, const char *value);

/**
 * @brief Where in a range a key belongs: behind the last line whose key comes
 *        before it in the order.  An unknown key belongs at the end.
 */
size_t pbk_section_place(const struct pbk_section *section,
			 struct pbk_range range, const char *key);

/** @brief Insert a line before line @at, which may be the range's end. */
bool pbk_section_insert(struct pbk_section *section, struct pbk_range *range,
			size_t at, const char *key, const char *value);

/** @brief Remove lines [first, end) of a range. */
void pbk_section_remove(struct pbk_section *section, struct pbk_range *range,
			size_t first, size_t end);

#endif
