/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the kernel has said of each interface last.
 */
#ifndef SERVER_CONNECTIONS_COUNTERS_TABLE_H
#define SERVER_CONNECTIONS_COUNTERS_TABLE_H

#include "counters.h"

struct counters_table;

/** @brief An empty one; NULL when out of memory. */
struct counters_table *counters_table_create(TALLOC_CTX *mem_ctx);

/**
 * @brief Note what was said.
 *
 * Without memory it is as if the kernel had not spoken of the interface.
 */
void counters_table_set(struct counters_table *table, int ifindex,
			const struct link_counters *values);

/** @return false when nothing is known of the interface */
bool counters_table_get(const struct counters_table *table, int ifindex,
			struct link_counters *values);

/** @brief The interface is gone. */
void counters_table_remove(struct counters_table *table, int ifindex);

/** @brief A dump of all interfaces begins; what is set now is in it. */
void counters_table_begin_dump(struct counters_table *table);

/** @brief Whether an interface was set since the dump began. */
bool counters_table_in_dump(const struct counters_table *table, int ifindex);

/** @brief The dump is complete: what was not in it is gone. */
void counters_table_end_dump(struct counters_table *table);

#endif
