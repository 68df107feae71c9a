/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the functions that enumerate have in common. */
#ifndef CLIENT_ENUMERATION_H
#define CLIENT_ENUMERATION_H

#include "compat/rras_errors.h"
#include "client/libmprapi/container.h"
#include "client/libmprapi/image_plain.h"

/** @brief Where the caller of an enumeration wants its answer. */
struct enumeration {
	LPBYTE *buffer;
	LPDWORD read;
	LPDWORD total;
	LPDWORD resume; /**< NULL: from the start, and no more */
};

/** @brief Whether it has all that must not be NULL. */
static inline bool enumeration_complete(const struct enumeration *e)
{
	return e->buffer != NULL && e->read != NULL && e->total != NULL;
}

/** @brief What the server has answered. */
struct enumeration_answer {
	const struct DIM_INFORMATION_CONTAINER *container;
	uint32_t read, total;
	const uint32_t *resume; /**< NULL when none was asked for */
};

/** @brief Whether a code comes with entries. */
static inline bool enumeration_has_entries(uint32_t code)
{
	return code == ERROR_SUCCESS || code == ERROR_MORE_DATA;
}

/**
 * @brief Give the answer to the caller.
 *
 * @param[in] array  of the entries, when @code comes with any
 */
void enumeration_give(const struct enumeration *e, uint32_t code, void *array,
		      const struct enumeration_answer *answer);

/**
 * @brief Make an array of plain images, and give the answer to the caller.
 *
 * @param[in] code  of the call
 * @return @code, or why the answer is of no use
 */
uint32_t enumeration_finish(const struct enumeration *e, uint32_t code,
			    const struct image_plain *form,
			    const struct enumeration_answer *answer);

#endif
