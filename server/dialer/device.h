/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The Ethernet devices for PPPoE, and which of them an attempt gets.  Serial
 * devices are ports: server/ports/.
 */
#ifndef SERVER_DIALER_DEVICE_H
#define SERVER_DIALER_DEVICE_H

#include "dialer.h"

/** @brief One device of this machine. */
struct dialer_device {
	const char *name;
	bool carrier; /**< the cable is in */
};

/** @brief A list of devices; a talloc object. */
struct dialer_devices {
	size_t count;
	struct dialer_device *list;
};

/**
 * @brief The devices that are present and configured: those of
 *        config->pppoe_interfaces, else every Ethernet device that is up and
 *        has no master.
 *
 * Reads memory of the kernel only; never waits for hardware.
 *
 * @return child of @mem_ctx, NULL when out of memory
 */
struct dialer_devices *
dialer_devices_present(TALLOC_CTX *mem_ctx, const struct dialer_config *config);

/**
 * @brief Choose a device: the first with a carrier, else the first.  Each
 *        carries many sessions.
 *
 * @param[in] wanted   the name that the entry asks for, "" any
 * @param[out] chosen  points into @present
 * @retval ERROR_INTERFACE_HAS_NO_DEVICES  it is not present
 */
WERROR dialer_device_choose(const struct dialer_devices *present,
			    const char *wanted,
			    const struct dialer_device **chosen);

#endif
