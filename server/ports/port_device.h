/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The devices of the router, as RRouterDeviceEnum lists them ([MS-RRASM]
 * 3.1.4.37): a miniport kind that has ports is one, and so is each serial port.
 */
#ifndef SERVER_PORTS_PORT_DEVICE_H
#define SERVER_PORTS_PORT_DEVICE_H

#include "ports.h"

/**
 * @brief The port that stands for the device behind @after.
 *
 * Its wszDeviceName and wszDeviceType are the device's.
 * @param[in,out] after  0 for the first device; made to fit for the next one
 * @return NULL when there is no further device
 */
const struct port *port_device_next(const struct ports *ports, uint32_t *after);

/**
 * @brief A device by its name.
 *
 * @param[in] szDeviceName  that of a miniport in any case; of a serial port
 *                          its name or path
 * @return NULL when there is none of that name
 */
const struct port *port_device_find(const struct ports *ports,
				    const char *szDeviceName);

#endif
