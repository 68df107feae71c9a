/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The ports of one miniport kind.
 *
 * A slot is there when its number is below the configured count, or while it
 * is claimed.  What was made once stays in memory, so that a port that comes
 * back has the calls that it has serviced.
 */
#ifndef SERVER_PORTS_SLOTS_H
#define SERVER_PORTS_SLOTS_H

#include "ports_private.h"

/** @brief Slots in a chunk, as many as a word of the map has bits. */
#define SLOTS_CHUNK  64
#define SLOTS_CHUNKS (PORTS_MAX / SLOTS_CHUNK)

struct port_slots {
	enum port_kind kind;
	uint32_t count;	 /**< configured */
	uint32_t in_use; /**< claimed */
	uint32_t above;	 /**< claimed, and not below count any more */
	uint64_t claimed[SLOTS_CHUNKS];
	struct port_entry *chunks[SLOTS_CHUNKS];
};

/**
 * @brief Change the number of slots.
 *
 * @param[in] mem_ctx  owner of what is made
 * @return false when out of memory: nothing has changed
 */
bool port_slots_set_count(TALLOC_CTX *mem_ctx, struct port_slots *slots,
			  uint32_t count);

/** @brief A slot, or NULL when it is not there. */
struct port_entry *port_slots_get(const struct port_slots *slots,
				  uint32_t slot);
/** @brief The first slot from @from on, or NULL. */
struct port_entry *port_slots_next(const struct port_slots *slots,
				   uint32_t from);
/** @brief How many there are from @from on. */
uint32_t port_slots_count(const struct port_slots *slots, uint32_t from);

/** @brief Claim the first free slot, or NULL. */
struct port_entry *port_slots_claim(struct port_slots *slots);

/** @brief Claim one by its number; @see ports_reclaim() for the errors. */
WERROR port_slots_reclaim(TALLOC_CTX *mem_ctx, struct port_slots *slots,
			  uint32_t slot, struct port_entry **entry);
void port_slots_release(struct port_slots *slots, struct port_entry *entry);

#endif
