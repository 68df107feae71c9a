/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The devices of a demand-dial interface: one a link ([MS-RRASM] 2.2.1.2.85
 * and 2.2.1.2.86).  The first is a part of the settings, the others are those
 * of a multilink connection.
 */
#ifndef SERVER_ROUTER_ENTRY_DEVICE_H
#define SERVER_ROUTER_ENTRY_DEVICE_H

#include "entry.h"

/** @brief Devices that an entry may have; the specification sets no limit.
 * Further ones in a phonebook stay there, and are not seen. */
#define ROUTER_MAX_DEVICES 64

/** @brief One device and its numbers; strings UTF-8. */
struct router_device {
	const char *szDeviceType;
	const char *szDeviceName;
	const char *szLocalPhoneNumber; /**< NULL in a request: it and
					 * szAlternates stay as they are */
	const char **szAlternates;	/**< NULL-terminated, or NULL */
};

/**
 * @brief Whether every string fits its field and a line of the phonebook.
 *
 * @retval WERR_OK or ERROR_INVALID_PARAMETER
 */
WERROR router_device_check(const struct router_device *device);

/** @brief A deep copy; NULL without memory. */
struct router_device *router_device_copy(TALLOC_CTX *mem_ctx,
					 const struct router_device *device);

/** @brief How many devices an entry has: at least one. */
uint32_t router_entry_devices(const struct router_entry *entry);

/**
 * @brief A device of an entry.
 *
 * @param[in]  dwIndex  one-based
 * @param[out] device   its strings are the entry's
 * @return false when there is none with that index
 */
bool router_entry_device(const struct router_entry *entry, uint32_t dwIndex,
			 struct router_device *device);

/**
 * @brief Change a device of an entry, or add one behind the last.
 *
 * @param[in] device  copied
 * @retval WERR_OK, WERR_NOT_ENOUGH_MEMORY
 * @retval ERROR_INVALID_PARAMETER  no device can have that index
 */
WERROR router_entry_set_device(struct router_entry *entry, uint32_t dwIndex,
			       const struct router_device *device);

/** @brief What it takes to dial with a device. */
enum router_entry_kind router_device_kind(const struct router_device *device);

/** @brief Add a device to those that a phonebook has; false without memory. */
bool router_entry_add_device(struct router_entry *entry,
			     struct router_device *device);

#endif
