/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The devices of this router, as RASRPC sees them: the miniport kinds, whether
 * or not they have ports at the moment, then the serial devices.
 */
#ifndef SERVER_RRASD_RAS_DEVICES_H
#define SERVER_RRASD_RAS_DEVICES_H

#include <stdbool.h>
#include <stdint.h>
#include <talloc.h>
#include "server/images/image_ras_device.h"
#include "server/images/image_ras_port.h"

struct rrasd;

/** @brief How many devices there are. */
uint32_t ras_devices_count(const struct rrasd *rrasd);

/** @brief The first device; there is one always. */
struct ras_device ras_devices_first(const struct rrasd *rrasd);

/** @brief The next one; false when there is none. */
bool ras_devices_next(const struct rrasd *rrasd, struct ras_device *device);

/**
 * @brief The device that a client means, by its name.
 *
 * @return false when there is none
 */
bool ras_devices_find(const struct rrasd *rrasd,
		      const struct RAS_DEVICE_INFO *info,
		      struct ras_device *device);

/** @brief A port with what its device says of it. */
struct ras_port ras_devices_port(const struct rrasd *rrasd,
				 const struct port *port);

#endif
