/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Things by their handle; see handle_map.h. */
#include "handle_map.h"
#include <string.h>

struct entry {
	uint32_t handle;
	void *thing;
};

struct handle_map {
	uint32_t count;
	uint32_t room;
	struct entry *entries;
};

struct handle_map *handle_map_create(TALLOC_CTX *mem_ctx)
{
	return talloc_zero(mem_ctx, struct handle_map);
}

static bool reserve(struct handle_map *map)
{
	uint32_t room = map->room == 0 ? 64 : 2 * map->room;
	struct entry *grown;

	if (map->count < map->room) {
		return true;
	}
	grown = talloc_realloc(map, map->entries, struct entry, room);
	if (grown == NULL) {
		return false;
	}
	map->entries = grown;
	map->room = room;
	return true;
}

/* The index of the first one with a handle of @handle or above. */
static uint32_t find(const struct handle_map *map, uint32_t handle)
{
	uint32_t low = 0, high = map->count;

	while (low < high) {
		uint32_t mid = low + (high - low) / 2;

		if (map->entries[mid].handle < handle) {
			low = mid + 1;
		} else {
			high = mid;
		}
	}
	return low;
}

bool handle_map_add(struct handle_map *map, uint32_t handle, void *thing)
{
	uint32_t index;

	if (!reserve(map)) {
		return false;
	}
	index = find(map, handle);
	memmove(&map->entries[index + 1], &map->entries[index],
		(map->count - index) * sizeof(struct entry));
	map->entries[index] = (struct entry){handle, thing};
	map->count++;
	return true;
}

void handle_map_remove(struct handle_map *map, uint32_t handle)
{
	uint32_t index = find(map, handle);

	if (index == map->count || map->entries[index].handle != handle) {
		return;
	}
	map->count--;
	memmove(&map->entries[index], &map->entries[index + 1],
		(map->count - index) * sizeof(struct entry));
}

void *handle_map_get(const struct handle_map *map, uint32_t handle)
{
	uint32_t index = find(map, handle);

	if (index == map->count || map->entries[index].handle != handle) {
		return NULL;
	}
	return map->entries[index].thing;
}

void *handle_map_next(const struct handle_map *map, uint32_t after)
{
	uint32_t index;

	if (after == UINT32_MAX) {
		return NULL;
	}
	index = find(map, after + 1);
	return index < map->count ? map->entries[index].thing : NULL;
}

uint32_t handle_map_count(const struct handle_map *map, uint32_t after)
{
	return after == UINT32_MAX ? 0 : map->count - find(map, after + 1);
}
