/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The server as a whole at the levels 0 to 2, on a whole daemon: opnums 0 and
 * 43, with what becomes of the ports after a restart.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <endian.h>
#include <string.h>
#include <cmocka.h>
#include <ndr.h>

#include "server/ports/ports.h"
#include "rrasd_world.h"

static int setup(void **state)
{
	*state = world_create();
	return 0;
}

static int teardown(void **state)
{
	world_destroy(*state);
	return 0;
}

/* The words of the image at a level; *words how many there are. */
static uint32_t get_info(struct world *world, uint32_t level, uint32_t *image,
			 uint32_t *words)
{
	struct RMprAdminServerGetInfo r = {.in = {level}};
	const struct DIM_INFORMATION_CONTAINER *container;
	uint32_t i;

	world_dimsvc(world, NDR_RMPRADMINSERVERGETINFO, &r);
	container = r.out.pInfoStruct;
	*words = container->dwBufferSize / 4;
	for (i = 0; i < *words; i++) {
		memcpy(&image[i], container->pBuffer + i * 4, 4);
		image[i] = le32toh(image[i]);
	}
	return W_ERROR_V(r.out.result);
}

static uint32_t set_bytes(struct world *world, uint32_t level, uint8_t *bytes,
			  uint32_t length)
{
	struct DIM_INFORMATION_CONTAINER container = {length, bytes};
	struct RMprAdminServerSetInfo r = {.in = {level, &container}};

	world_dimsvc(world, NDR_RMPRADMINSERVERSETINFO, &r);
	return W_ERROR_V(r.out.result);
}

static uint32_t set_info(struct world *world, uint32_t level,
			 const uint32_t *image, uint32_t words)
{
	uint8_t bytes[64];
	uint32_t i;

	for (i = 0; i < words; i++) {
		uint32_t word = htole32(image[i]);

		memcpy(bytes + i * 4, &word, 4);
	}
	return set_bytes(world, level, bytes, words * 4);
}

static void assert_level_2(struct world *world, const uint32_t *expected)
{
	uint32_t image[6], words;

	assert_int_equal(get_info(world, 2, image, &words), 0);
	assert_int_equal(words, 6);
	assert_memory_equal(image, expected, sizeof(image));
	assert_int_equal(get_info(world, 1, image, &words), 0);
	assert_int_equal(words, 4);
	assert_memory_equal(image, expected, 16);
}

/* What is read can be written back, at either level. */
static void test_levels(void **state)
{
	static const uint32_t configured[] = {5, 3, 6, 3, 0, 3};
	static const uint32_t set_1[] = {50, 0, 60, 1};
	static const uint32_t both[] = {50, 0, 60, 1, 0, 3};
	static const uint32_t set_2[] = {51, 1, 61, 2, 71, 1};
	struct world *world = *state;

	assert_level_2(world, configured);
	assert_int_equal(set_info(world, 2, configured, 6), 0);
	assert_level_2(world, configured);
	assert_int_equal(set_info(world, 1, set_1, 4), 0);
	assert_level_2(world, both);
	assert_int_equal(set_info(world, 2, set_2, 6), 0);
	assert_level_2(world, set_2);
	world_restart(world);
	assert_level_2(world, set_2);
}

static void test_bad_levels(void **state)
{
	static const uint32_t levels[] = {0, 3, 4, UINT32_MAX};
	struct world *world = *state;
	uint32_t image[6] = {5, 3, 6, 3, 0, 3}, words;
	size_t i;

	for (i = 0; i < 4; i++) {
		assert_int_equal(set_info(world, levels[i], image, 6),
				 ERROR_NOT_SUPPORTED);
		/* the level comes before the container */
		assert_int_equal(set_bytes(world, levels[i], NULL, 0),
				 ERROR_NOT_SUPPORTED);
		if (levels[i] != 0) {
			assert_int_equal(
				get_info(world, levels[i], image, &words),
				ERROR_NOT_SUPPORTED);
			assert_int_equal(words, 0);
		}
	}
}

static void test_bad_containers(void **state)
{
	static const uint32_t before[] = {5, 3, 6, 3, 0, 3};
	struct world *world = *state;
	uint8_t bytes[28] = {1};
	uint32_t level, length;

	for (level = 1; level <= 2; level++) {
		uint32_t size = level == 1 ? 16 : 24;

		assert_int_equal(set_bytes(world, level, NULL, 0),
				 ERROR_INVALID_PARAMETER);
		assert_int_equal(set_bytes(world, level, NULL, size),
				 ERROR_INVALID_PARAMETER);
		for (length = 0; length <= sizeof(bytes); length++) {
			if (length != size) {
				assert_int_equal(
					set_bytes(world, level, bytes, length),
					ERROR_INVALID_PARAMETER);
			}
		}
	}
	assert_level_2(world, before);
}

static void test_bad_numbers(void **state)
{
	static const uint32_t before[] = {5, 3, 6, 3, 0, 3};
	static const uint32_t bad[][6] = {
		{0, 3, 6, 3, 0, 3},	     {16385, 3, 6, 3, 0, 3},
		{5, 4, 6, 3, 0, 3},	     {5, 3, 16385, 3, 0, 3},
		{5, 3, 6, 0x103, 0, 3},	     {5, 3, 6, 3, 16385, 3},
		{5, 3, 6, 3, 0, 0x80000000}, {UINT32_MAX, 3, 6, 3, 0, 3},
	};
	struct world *world = *state;
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_int_equal(set_info(world, 2, bad[i], 6),
				 ERROR_INVALID_PARAMETER);
	}
	assert_int_equal(set_info(world, 1, bad[0], 4),
			 ERROR_INVALID_PARAMETER);
	assert_level_2(world, before);
}

static void test_reboot(void **state)
{
	static const uint32_t many[] = {1001, 3, 6, 3, 0, 3};
	struct world *world = *state;
	char *audit;

	assert_int_equal(set_info(world, 2, many, 6),
			 ERROR_SUCCESS_REBOOT_REQUIRED);
	assert_level_2(world, many);
	world_restart(world);
	assert_int_equal(set_info(world, 2, many, 6), 0);
	audit = world_audit(world);
	assert_non_null(strstr(audit, "\"RMprAdminServerSetInfo\""));
	assert_non_null(strstr(audit, "\"dwNumPptpPorts\":1001"));
	assert_non_null(strstr(audit, "\"result\":3010"));
}

/* Links go on when there are to be fewer ports than they use. */
static void test_ports_in_use(void **state)
{
	static const uint32_t fewer[] = {1, 3, 0, 3};
	struct world *world = *state;
	struct port_claim *claims[3];
	uint32_t image[6], words;
	size_t i;

	for (i = 0; i < 3; i++) {
		assert_int_equal(W_ERROR_V(ports_claim(
					 world, world->rrasd->ports,
					 PORT_KIND_PPTP, NULL, &claims[i])),
				 0);
	}
	assert_int_equal(get_info(world, 0, image, &words), 0);
	assert_int_equal(image[2], 7 + 5 + 6 + 2);
	assert_int_equal(image[3], 3);
	assert_int_equal(set_info(world, 1, fewer, 4), 0);
	assert_int_equal(get_info(world, 1, image, &words), 0);
	assert_memory_equal(image, fewer, sizeof(fewer));
	assert_int_equal(get_info(world, 0, image, &words), 0);
	assert_int_equal(image[2], 7 + 3 + 0 + 2);
	assert_int_equal(image[3], 3);
	for (i = 0; i < 3; i++) {
		TALLOC_FREE(claims[i]);
	}
	assert_int_equal(get_info(world, 0, image, &words), 0);
	assert_int_equal(image[2], 7 + 1 + 0 + 2);
	assert_int_equal(image[3], 0);
}

/* A LAN router has settings, and no ports in force. */
static void test_lan_only(void **state)
{
	static const uint32_t two[] = {7, 3, 8, 3, 0, 3};
	struct world *world = *state;
	uint32_t image[6], words;

	world->config.router_type = ROUTER_TYPE_IS_LAN;
	world_restart(world);
	assert_int_equal(get_info(world, 0, image, &words), 0);
	assert_int_equal(words, 4);
	assert_int_equal(image[0], 1);
	assert_int_equal(image[2], 0);
	assert_int_equal(image[3], 0);
	assert_int_equal(set_info(world, 2, two, 6), 0);
	assert_level_2(world, two);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_levels),	   TEST(test_bad_levels),
		TEST(test_bad_containers), TEST(test_bad_numbers),
		TEST(test_reboot),	   TEST(test_ports_in_use),
		TEST(test_lan_only),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
