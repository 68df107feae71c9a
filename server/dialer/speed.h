/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How fast the devices of links are. */
#ifndef SERVER_DIALER_SPEED_H
#define SERVER_DIALER_SPEED_H

#include <stdint.h>

/**
 * @brief The speed of an Ethernet device in bits per second, 0 when the kernel
 *        does not know it.
 */
uint64_t dialer_speed_of_nic(const char *name);

/**
 * @brief The speed that a tty is set to, in bits per second, 0 when it has
 *        none.
 *
 * Only while somebody else has it open: to close it last drops the line.
 */
uint64_t dialer_speed_of_tty(const char *path);

#endif
