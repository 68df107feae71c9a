/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The devices that links can use: Ethernet devices for PPPoE, serial ports
 * for modems and cables; and which of them an attempt gets.
 */
#ifndef SERVER_DIALER_DEVICE_H
#define SERVER_DIALER_DEVICE_H

#include <sys/types.h>
#include "dialer.h"

/** @brief One device of this machine. */
struct dialer_device {
	const char *name; /**< a network device's name or a tty's path */
	dev_t rdev;	  /**< of a tty: what it is, under whatever name */
	bool carrier;	  /**< of a network device: the cable is in */
};

/** @brief A list of devices; a talloc object. */
struct dialer_devices {
	size_t count;
	struct dialer_device *list;
};

/**
 * @brief The devices of a kind that are present and configured.
 *
 * PPPoE: those of config->pppoe_interfaces, else every Ethernet device that
 * is up and has no master.  Serial: those of config->serial_devices, else
 * ttyS*, ttyUSB* and ttyACM* in /dev.  Reads memory of the kernel only; never
 * waits for hardware.
 *
 * @return child of @mem_ctx, NULL when out of memory
 */
struct dialer_devices *
dialer_devices_present(TALLOC_CTX *mem_ctx, enum dialer_kind kind,
		       const struct dialer_config *config);

/** @brief The ttys below @dir that look like serial ports, in their order. */
struct dialer_devices *dialer_devices_in_dir(TALLOC_CTX *mem_ctx,
					     const char *dir);

/** @brief A device that a link uses now. */
struct dialer_device_use {
	enum dialer_kind kind;
	struct dialer_device device;
};

/**
 * @brief Choose a device.
 *
 * An Ethernet device carries many sessions, up to @pppoe_ports on the
 * machine; the first with a carrier is chosen, else the first.  A tty carries
 * one link.
 *
 * @param[in] wanted   the name that the entry asks for, "" any
 * @param[in] used     the devices of all links that are not disconnected
 * @param[out] chosen  points into @present
 * @retval ERROR_INTERFACE_HAS_NO_DEVICES  none is present or free
 */
WERROR dialer_device_choose(const struct dialer_devices *present,
			    enum dialer_kind kind, const char *wanted,
			    const struct dialer_device_use *used,
			    size_t used_count, uint32_t pppoe_ports,
			    const struct dialer_device **chosen);

#endif
