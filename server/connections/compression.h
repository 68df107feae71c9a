/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How far the kernel compresses what goes over a PPP link ([MS-RRASM]
 * 2.2.1.2.76): "The ratio is the size of the compressed data divided by the
 * size of the same data in an uncompressed state", as a percentage.
 */
#ifndef SERVER_CONNECTIONS_COMPRESSION_H
#define SERVER_CONNECTIONS_COMPRESSION_H

#include <stdint.h>
#include <linux/ppp_defs.h>

/** @brief The ratio where nothing has been compressed. */
#define COMPRESSION_NONE 100

/**
 * @brief Ask the kernel, which may be busy with its interfaces for a moment.
 *
 * @param[in]  ifindex  of a PPP interface, whatever its name is by now
 * @param[out] in, out  per cent; COMPRESSION_NONE also when there is no such
 *                      interface
 */
void compression_ratios(int ifindex, uint32_t *in, uint32_t *out);

/** @brief The ratio of one direction. */
uint32_t compression_ratio(const struct compstat *stats);

#endif
