/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A daemon's ports, and the list of them. */
#ifndef TESTS_UNIT_RRASD_PORT_H
#define TESTS_UNIT_RRASD_PORT_H

#include "rrasd_link.h"

#define IMAGE_SIZE	     380 /* of a RASI_PORT_0 */
#define INVALID_HANDLE_VALUE UINT32_MAX
#define PPPOE(slot)	     (0x10000u + (slot))
#define PPTP(slot)	     (0x20000u + (slot))
#define L2TP(slot)	     (0x30000u + (slot))
#define ZERO_TTY	     0x40100005u

/** @brief An answer to RRasAdminPortEnum. */
struct page {
	uint32_t result, read, total, resume;
	struct RASI_PORT_0 *ports;
};

/** @brief RRasAdminPortEnum; the array is a child of the world. */
struct page enumerate(struct fixture *f, uint32_t hRasConnection,
		      uint32_t length, uint32_t resume);

/** @brief All ports in one page. */
struct page all_ports(struct fixture *f);

/** @brief UTF-16 is this text, and ends there. */
void assert_text(const uint16_t *units, const char *text);

#endif
