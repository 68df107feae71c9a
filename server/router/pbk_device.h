/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The MEDIA subsection of a phonebook entry: the device that dials and the
 * numbers that it dials ([MS-RRASM] 2.2.2.2.96 to .108).
 *
 * An entry's first MEDIA has its settings; further ones are the links of a
 * multilink connection, see pbk_media.h.
 */
#ifndef SERVER_ROUTER_PBK_DEVICE_H
#define SERVER_ROUTER_PBK_DEVICE_H

#include <stdbool.h>
#include "entry.h"
#include "pbk_section.h"

/** @brief The DEVICE that dials: the first that is no switch. */
struct pbk_range pbk_device_dialing(const struct pbk_section *section);

/** @brief The DEVICE with the X.25 address: the first "pad" or "x25". */
struct pbk_range pbk_device_x25(const struct pbk_section *section);

/**
 * @brief Read szDeviceType, szPort, a missing szDeviceName and the numbers.
 *
 * @return NULL, or the key that is missing or has no valid value
 */
const char *pbk_device_read(const struct pbk_section *section,
			    struct router_entry *entry);

/**
 * @brief Write MEDIA, Port, DEVICE and the phone numbers where they change.
 *
 * A device with an X.25 address gets the DEVICE to write it to.
 *
 * @param[in] old  what stands there, or NULL when that cannot be read
 * @return false when there is no memory
 */
bool pbk_device_write(struct pbk_section *section,
		      const struct router_entry *old,
		      const struct router_entry *entry);

/** @brief Append a MEDIA subsection for the entry's device. */
bool pbk_device_append(struct pbk_section *section,
		       const struct router_entry *entry);

#endif
