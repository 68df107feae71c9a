/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ports of one miniport kind; see slots.h. */
#include "slots.h"
#include <stdio.h>
#include <strings.h>
#include "compat/rras_errors.h"

/*
 * A port's name is that of its kind, the number of the miniport in the order
 * of [MS-RRASM] 2.2.3.3.1, and the slot.  Windows has three more miniports
 * (IP, IPv6, Network Monitor) before the one of PPPoE that have no ports.
 */
static const char *const name_starts[] = {
	[PORT_KIND_PPPOE] = "PPPoE6", [PORT_KIND_PPTP] = "VPN3",
	[PORT_KIND_L2TP] = "VPN2",    [PORT_KIND_SSTP] = "VPN0",
	[PORT_KIND_IKEV2] = "VPN1",
};

static struct port_entry *entry_of(const struct port_slots *slots,
				   uint32_t slot)
{
	return &slots->chunks[slot / SLOTS_CHUNK][slot % SLOTS_CHUNK];
}

static uint32_t slot_of(const struct port_entry *entry)
{
	return entry->port.dwPort & PORT_SLOT_MASK;
}

static bool is_claimed(const struct port_slots *slots, uint32_t slot)
{
	return (slots->claimed[slot / SLOTS_CHUNK] >> slot % SLOTS_CHUNK) & 1;
}

/* Those of a word that are for slots from @from on. */
static uint64_t bits_from(uint32_t from, uint32_t word)
{
	if (from <= word * SLOTS_CHUNK) {
		return UINT64_MAX;
	}
	return from / SLOTS_CHUNK > word ? 0 : UINT64_MAX << from % SLOTS_CHUNK;
}

static void make_entry(struct port_slots *slots, uint32_t slot)
{
	struct port_entry *entry = entry_of(slots, slot);
	struct port *port = &entry->port;

	snprintf(entry->name, sizeof(entry->name), "%s-%u",
		 name_starts[slots->kind], slot);
	port->dwPort = port_kind_first(slots->kind) + slot;
	port->kind = slots->kind;
	port->wszPortName = entry->name;
	port->wszMediaName = "rastapi";
	port->wszDeviceName = port_kind_device_name(slots->kind);
	port->wszDeviceType = port_kind_device_type(slots->kind);
	port->dwPortCondition = RAS_PORT_DISCONNECTED;
}

static bool make_chunk(TALLOC_CTX *mem_ctx, struct port_slots *slots,
		       uint32_t chunk)
{
	uint32_t i;

	if (slots->chunks[chunk] != NULL) {
		return true;
	}
	slots->chunks[chunk] =
		talloc_zero_array(mem_ctx, struct port_entry, SLOTS_CHUNK);
	if (slots->chunks[chunk] == NULL) {
		return false;
	}
	for (i = 0; i < SLOTS_CHUNK; i++) {
		make_entry(slots, chunk * SLOTS_CHUNK + i);
	}
	return true;
}

static uint32_t claimed_from(const struct port_slots *slots, uint32_t from)
{
	uint32_t i, count = 0;

	for (i = from / SLOTS_CHUNK; i < SLOTS_CHUNKS; i++) {
		count += (uint32_t)__builtin_popcountll(slots->claimed[i] &
							bits_from(from, i));
	}
	return count;
}

bool port_slots_set_count(TALLOC_CTX *mem_ctx, struct port_slots *slots,
			  uint32_t count)
{
	uint32_t slot, old = slots->count;

	for (slot = 0; slot < count; slot += SLOTS_CHUNK) {
		if (!make_chunk(mem_ctx, slots, slot / SLOTS_CHUNK)) {
			return false;
		}
	}
	for (slot = old < count ? old : count;
	     slot < (old < count ? count : old); slot++) {
		entry_of(slots, slot)->port.present = slot < count;
	}
	slots->count = count;
	slots->above = claimed_from(slots, count);
	return true;
}

struct port_entry *port_slots_get(const struct port_slots *slots, uint32_t slot)
{
	if (slot >= PORTS_MAX ||
	    (slot >= slots->count && !is_claimed(slots, slot))) {
		return NULL;
	}
	return entry_of(slots, slot);
}

struct port_entry *port_slots_next(const struct port_slots *slots,
				   uint32_t from)
{
	uint32_t i;

	if (from < slots->count) {
		return entry_of(slots, from);
	}
	for (i = from / SLOTS_CHUNK; slots->above > 0 && i < SLOTS_CHUNKS;
	     i++) {
		uint64_t bits = slots->claimed[i] & bits_from(from, i);

		if (bits != 0) {
			return &slots->chunks[i][ffsll((long long)bits) - 1];
		}
	}
	return NULL;
}

uint32_t port_slots_count(const struct port_slots *slots, uint32_t from)
{
	if (from <= slots->count) {
		return slots->count - from + slots->above;
	}
	return slots->above > 0 ? claimed_from(slots, from) : 0;
}

struct port_entry *port_slots_claim(struct port_slots *slots)
{
	uint32_t i, slot;

	for (i = 0; i * SLOTS_CHUNK < slots->count; i++) {
		uint64_t free_bits = ~slots->claimed[i];

		if (free_bits == 0) {
			continue;
		}
		slot = i * SLOTS_CHUNK + (uint32_t)ffsll((long long)free_bits) -
		       1;
		if (slot >= slots->count) {
			break;
		}
		slots->claimed[i] |= UINT64_C(1) << slot % SLOTS_CHUNK;
		slots->in_use++;
		return entry_of(slots, slot);
	}
	return NULL;
}

WERROR port_slots_reclaim(TALLOC_CTX *mem_ctx, struct port_slots *slots,
			  uint32_t slot, struct port_entry **entry)
{
	if (slot >= PORTS_MAX) {
		return W_ERROR(ERROR_PORT_NOT_FOUND);
	}
	if (is_claimed(slots, slot)) {
		return W_ERROR(ERROR_PORT_NOT_AVAILABLE);
	}
	if (!make_chunk(mem_ctx, slots, slot / SLOTS_CHUNK)) {
		return WERR_NOT_ENOUGH_MEMORY;
	}
	slots->claimed[slot / SLOTS_CHUNK] |= UINT64_C(1) << slot % SLOTS_CHUNK;
	slots->in_use++;
	if (slot >= slots->count) {
		slots->above++;
	}
	*entry = entry_of(slots, slot);
	return WERR_OK;
}

void port_slots_release(struct port_slots *slots, struct port_entry *entry)
{
	uint32_t slot = slot_of(entry);

	slots->claimed[slot / SLOTS_CHUNK] &=
		~(UINT64_C(1) << slot % SLOTS_CHUNK);
	slots->in_use--;
	if (slot >= slots->count) {
		slots->above--;
	}
}
