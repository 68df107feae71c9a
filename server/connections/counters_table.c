/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the kernel has said of each interface last.
 */
#include <sys/queue.h>
#include "counters_table.h"

#define BUCKETS 1024

struct known {
	LIST_ENTRY(known) entry;
	int ifindex;
	unsigned dump; /* the last one that began before it was set */
	struct link_counters values;
};

LIST_HEAD(bucket, known);

struct counters_table {
	unsigned dump; /* the number of the last one */
	struct bucket buckets[BUCKETS];
};

struct counters_table *counters_table_create(TALLOC_CTX *mem_ctx)
{
	return talloc_zero(mem_ctx, struct counters_table);
}

static struct known *find(const struct counters_table *table, int ifindex)
{
	struct known *known;

	LIST_FOREACH(known, &table->buckets[(unsigned)ifindex % BUCKETS], entry)
	{
		if (known->ifindex == ifindex) {
			return known;
		}
	}
	return NULL;
}

void counters_table_set(struct counters_table *table, int ifindex,
			const struct link_counters *values)
{
	struct known *known = find(table, ifindex);

	if (known == NULL) {
		known = talloc_zero(table, struct known);
		if (known == NULL) {
			return;
		}
		known->ifindex = ifindex;
		LIST_INSERT_HEAD(&table->buckets[(unsigned)ifindex % BUCKETS],
				 known, entry);
	}
	known->values = *values;
	known->dump = table->dump;
}

bool counters_table_get(const struct counters_table *table, int ifindex,
			struct link_counters *values)
{
	const struct known *known = find(table, ifindex);

	if (known == NULL) {
		return false;
	}
	*values = known->values;
	return true;
}

static void forget(struct known *known)
{
	LIST_REMOVE(known, entry);
	talloc_free(known);
}

void counters_table_remove(struct counters_table *table, int ifindex)
{
	struct known *known = find(table, ifindex);

	if (known != NULL) {
		forget(known);
	}
}

void counters_table_begin_dump(struct counters_table *table)
{
	table->dump++;
}

bool counters_table_in_dump(const struct counters_table *table, int ifindex)
{
	const struct known *known = find(table, ifindex);

	return known != NULL && known->dump == table->dump;
}

void counters_table_end_dump(struct counters_table *table)
{
	struct known *known, *next;
	size_t i;

	for (i = 0; i < BUCKETS; i++) {
		for (known = LIST_FIRST(&table->buckets[i]); known != NULL;
		     known = next) {
			next = LIST_NEXT(known, entry);
			if (known->dump != table->dump) {
				forget(known);
			}
		}
	}
}
