/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The keys of a phonebook entry, in the order of [MS-RRASM] 2.2.2.2. */
#ifndef SERVER_ROUTER_PBK_KEYS_H
#define SERVER_ROUTER_PBK_KEYS_H

#include <stddef.h>

/** @brief A key and what a new entry has in it. */
struct pbk_key {
	const char *name;
	const char *initial; /**< NULL: a new entry does not have it */
};

/** @brief The 127 keys: "All the keys MUST appear in the same order". */
extern const struct pbk_key pbk_keys[];
extern const size_t pbk_keys_count;

/** @brief A key's place in the order; pbk_keys_count for an unknown one. */
size_t pbk_key_place(const char *name);

#endif
