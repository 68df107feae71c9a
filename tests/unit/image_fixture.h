/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests of the interface images share. */
#ifndef TESTS_UNIT_IMAGE_FIXTURE_H
#define TESTS_UNIT_IMAGE_FIXTURE_H

#include <stddef.h>
#include <stdint.h>
#include <talloc.h>
#include <util/data_blob.h>
#include "compat/rras_errors.h"
#include "server/router/router.h"

#define assert_werr(werr, code) assert_int_equal(W_ERROR_V(werr), (code))

/*
 * The structures as a compiler with 4-byte and one with 8-byte pointers lays
 * them out: offsets of members that the tests touch.
 */
struct offsets {
	size_t size;
	size_t szAlternates;
	size_t ipaddr;
	size_t szDeviceName;
	size_t dwCustomAuthDataSize;
	size_t lpbCustomAuthData;
	size_t guidId;
	size_t dwVpnStrategy;
	size_t ipv6addrDns;
	size_t pointer; /* bytes of one */
};

extern const struct offsets plain_2, wide_2, plain_3, wide_3;

/** @name A test's state is its talloc context. */
/**@{*/
int image_setup(void **state);
int image_teardown(void **state);
/**@}*/

/** @brief A test with that state. */
#define image_test(function) \
	cmocka_unit_test_setup_teardown(function, image_setup, image_teardown)

/** @name Little-endian numbers and ASCII text in an image */
/**@{*/
void put32(DATA_BLOB *bytes, size_t offset, uint32_t value);
uint32_t get32(const DATA_BLOB *bytes, size_t offset);
void put_text(DATA_BLOB *bytes, size_t offset, const char *text);
void assert_text(const DATA_BLOB *bytes, size_t offset, const char *text);
/**@}*/

/** @brief The bytes of fixture_entry()'s guidId and ipaddr. */
extern const uint8_t guid_bytes[16];
extern const uint8_t ipv4_bytes[4];

/** @brief A LAN interface. */
extern const struct router_interface fixture_lan;
/** @brief Settings for PPPoE. */
struct router_entry *fixture_entry(TALLOC_CTX *mem_ctx);
/** @brief A demand-dial interface "isp 1" with these settings. */
struct router_interface fixture_demand_dial(struct router_entry *entry);

#endif
