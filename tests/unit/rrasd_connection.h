/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A daemon that serves clients, and its lists of connections. */
#ifndef TESTS_UNIT_RRASD_CONNECTION_H
#define TESTS_UNIT_RRASD_CONNECTION_H

#include "server/connections/connections.h"
#include "rrasd_world.h"

#define LOOPBACK_IFINDEX 1 /* its counters are there, and never shrink */

/** @brief The images of RRasAdminConnectionEnum's levels: their sizes, and
 *	   where in each the handle is. */
extern const uint32_t sizes[];
extern const uint32_t handle_at[];

/** @brief The header that the Ex methods accept. */
extern const struct MPRAPI_OBJECT_HEADER_IDL good_header;

/** @brief cmocka set-up: *state is a struct world. */
int setup(void **state);
int teardown(void **state);

/** @brief A client's link, over the loopback device. */
struct client_link client_of(const char *user);
/** @brief A client's link is up. @return the connection's handle */
uint32_t add_client(struct world *world, const char *user);
/** @brief It is gone. */
void remove_client(struct world *world, uint32_t handle);

/** @brief A little-endian number. */
uint32_t get_u32(const uint8_t *bytes);

/** @brief An answer to an enumeration; the handles of the first 64 entries. */
struct page {
	uint32_t result, read, total, resume;
	uint32_t handles[64];
};

/** @brief RRasAdminConnectionEnum; @resume may be NULL. */
struct page enumerate(struct world *world, uint32_t level, uint32_t length,
		      uint32_t *resume);
/** @brief RRasAdminConnectionEnumEx. */
struct page enumerate_ex(struct world *world,
			 struct MPRAPI_OBJECT_HEADER_IDL header,
			 uint32_t length, uint32_t *resume);

#endif
