/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Things by their handle, in the order of handles: a sorted array.
 *
 * Handles mostly grow, so that a new one goes to the end; a lookup is a
 * binary search.
 */
#ifndef SERVER_CONNECTIONS_HANDLE_MAP_H
#define SERVER_CONNECTIONS_HANDLE_MAP_H

#include <stdbool.h>
#include <stdint.h>
#include <talloc.h>

struct handle_map;

struct handle_map *handle_map_create(TALLOC_CTX *mem_ctx);

/**
 * @brief Add a thing under a handle that is not there.
 *
 * The map does not own it.
 *
 * @return false when out of memory
 */
bool handle_map_add(struct handle_map *map, uint32_t handle, void *thing);

/** @brief Take a thing out; a handle that is not there is fine. */
void handle_map_remove(struct handle_map *map, uint32_t handle);

/** @return NULL when there is none */
void *handle_map_get(const struct handle_map *map, uint32_t handle);

/** @brief The one with the lowest handle above @after, or NULL. */
void *handle_map_next(const struct handle_map *map, uint32_t after);

/** @brief How many have a handle above @after. */
uint32_t handle_map_count(const struct handle_map *map, uint32_t after);

#endif
