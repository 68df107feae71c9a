/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * InterfaceList; see interface_list.h.
 */
#include "interface_list.h"
#include <string.h>
#include "interface.h"
#include "text.h"

struct interface_list {
	uint32_t count;
	uint32_t room;
	struct interface **by_handle;
	struct interface **by_name;
};

struct interface_list *interface_list_create(TALLOC_CTX *mem_ctx)
{
	return talloc_zero(mem_ctx, struct interface_list);
}

static bool grow(struct interface_list *list, struct interface ***array,
		 uint32_t room)
{
	struct interface **grown =
		talloc_realloc(list, *array, struct interface *, room);

	if (grown == NULL) {
		return false;
	}
	*array = grown;
	return true;
}

bool interface_list_reserve(struct interface_list *list)
{
	uint32_t room = list->room == 0 ? 64 : list->room * 2;

	if (list->count < list->room) {
		return true;
	}
	if (!grow(list, &list->by_handle, room) ||
	    !grow(list, &list->by_name, room)) {
		return false;
	}
	list->room = room;
	return true;
}

/* The index of the first one with a handle of @dwInterface or above. */
static uint32_t handle_index(const struct interface_list *list,
			     uint32_t dwInterface)
{
	uint32_t low = 0, high = list->count;

	while (low < high) {
		uint32_t mid = low + (high - low) / 2;

		if (list->by_handle[mid]->info.dwInterface < dwInterface) {
			low = mid + 1;
		} else {
			high = mid;
		}
	}
	return low;
}

/* The index of the first one with a name of @name or behind it. */
static uint32_t name_index(const struct interface_list *list, const char *name)
{
	uint32_t low = 0, high = list->count;

	while (low < high) {
		uint32_t mid = low + (high - low) / 2;
		const char *other = list->by_name[mid]->info.wszInterfaceName;

		if (text_compare_fold(other, name) < 0) {
			low = mid + 1;
		} else {
			high = mid;
		}
	}
	return low;
}

static void insert(struct interface **array, uint32_t count, uint32_t index,
		   struct interface *iface)
{
	memmove(&array[index + 1], &array[index],
		(count - index) * sizeof(*array));
	array[index] = iface;
}

static void take_out(struct interface **array, uint32_t count, uint32_t index)
{
	memmove(&array[index], &array[index + 1],
		(count - index - 1) * sizeof(*array));
}

void interface_list_add(struct interface_list *list, struct interface *iface)
{
	insert(list->by_handle, list->count,
	       handle_index(list, iface->info.dwInterface), iface);
	insert(list->by_name, list->count,
	       name_index(list, iface->info.wszInterfaceName), iface);
	list->count++;
}

void interface_list_remove(struct interface_list *list, struct interface *iface)
{
	take_out(list->by_handle, list->count,
		 handle_index(list, iface->info.dwInterface));
	take_out(list->by_name, list->count,
		 name_index(list, iface->info.wszInterfaceName));
	list->count--;
}

struct interface *interface_list_get(const struct interface_list *list,
				     uint32_t dwInterface)
{
	uint32_t index = handle_index(list, dwInterface);
	struct interface *iface;

	if (index == list->count) {
		return NULL;
	}
	iface = list->by_handle[index];
	return iface->info.dwInterface == dwInterface ? iface : NULL;
}

struct interface *interface_list_find(const struct interface_list *list,
				      const char *name)
{
	uint32_t index = name_index(list, name);
	struct interface *iface;

	if (index == list->count) {
		return NULL;
	}
	iface = list->by_name[index];
	if (text_compare_fold(iface->info.wszInterfaceName, name) != 0) {
		return NULL;
	}
	return iface;
}

struct interface *interface_list_next(const struct interface_list *list,
				      uint32_t after)
{
	uint32_t index;

	if (after == UINT32_MAX) {
		return NULL;
	}
	index = handle_index(list, after + 1);
	return index < list->count ? list->by_handle[index] : NULL;
}

uint32_t interface_list_count(const struct interface_list *list, uint32_t after)
{
	if (after == UINT32_MAX) {
		return 0;
	}
	return list->count - handle_index(list, after + 1);
}
