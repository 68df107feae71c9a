/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Get and SetCustomInfoEx: both revisions, and everything that is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "rrasd_world.h"

#define DD1 3

static int setup(void **state)
{
	struct world *world = world_create();
	uint32_t hInterface;

	assert_int_equal(world_create_interface(world, "dd1", &hInterface), 0);
	assert_int_equal(hInterface, DD1);
	*state = world;
	return 0;
}

static int teardown(void **state)
{
	world_destroy(*state);
	return 0;
}

static uint8_t name_bytes[] = {0x30, 0x02, 0x31, 0x00};
static uint8_t hash_bytes[20] = {1, 2, 3, [19] = 20};
static struct ROUTER_CUSTOM_IKEv2_POLICY_0 strong = {2, 4, 8, 5, 5, 4};

static struct MPR_IF_CUSTOMINFOEX_IDL revision_1(void)
{
	struct MPR_IF_CUSTOMINFOEX_IDL info = {.revision = 1};

	info.IfCustomConfigObject.IfConfigObj1 = (struct MPR_IF_CUSTOMINFOEX_0){
		.Header = {.revision = 1, .type = 6, .size = 40},
		.dwFlags = 1,
		.customIkev2Config = {.dwSaLifeTime = 28800,
				      .dwSaDataSize = 102400,
				      .certificateName = {4, name_bytes},
				      .customPolicy = &strong},
	};
	return info;
}

static struct MPR_IF_CUSTOMINFOEX_IDL revision_2(void)
{
	struct MPR_IF_CUSTOMINFOEX_IDL info = {.revision = 2};

	info.IfCustomConfigObject.IfConfigObj2 = (struct MPR_IF_CUSTOMINFOEX_1){
		.Header = {.revision = 2, .type = 6, .size = 56},
		.dwFlags = 1,
		.customIkev2Config = {.dwSaLifeTime = 28800,
				      .dwSaDataSize = 102400,
				      .certificateName = {4, name_bytes},
				      .customPolicy = &strong,
				      .certificateHash = {20, hash_bytes}},
	};
	return info;
}

static uint32_t set(struct world *world, uint32_t hInterface,
		    const struct MPR_IF_CUSTOMINFOEX_IDL *info)
{
	struct MPR_IF_CUSTOMINFOEX_IDL copy = *info;
	struct RRouterInterfaceSetCustomInfoEx r = {
		.in = {.hInterface = hInterface, .pIfCustomConfig = &copy},
	};

	world_dimsvc(world, NDR_RROUTERINTERFACESETCUSTOMINFOEX, &r);
	/* Whatever came of it, what came in goes out. */
	assert_int_equal(r.out.pIfCustomConfig->revision, info->revision);
	return W_ERROR_V(r.out.result);
}

static uint32_t get(struct world *world, uint32_t hInterface, uint8_t revision,
		    struct MPR_IF_CUSTOMINFOEX_IDL *info)
{
	struct MPR_IF_CUSTOMINFOEX_IDL in = {.revision = revision};
	struct RRouterInterfaceGetCustomInfoEx r = {
		.in = {.hInterface = hInterface, .pIfCustomConfig = &in},
	};

	world_dimsvc(world, NDR_RROUTERINTERFACEGETCUSTOMINFOEX, &r);
	*info = *r.out.pIfCustomConfig;
	assert_int_equal(info->revision, revision);
	return W_ERROR_V(r.out.result);
}

static void assert_blob(const struct CERT_BLOB_1 *blob, const uint8_t *bytes,
			uint32_t size)
{
	assert_int_equal(blob->cbData, size);
	if (size > 0) {
		assert_memory_equal(blob->pbData, bytes, size);
	} else {
		assert_null(blob->pbData);
	}
}

static void assert_none(struct world *world)
{
	struct MPR_IF_CUSTOMINFOEX_IDL info;
	struct MPR_IF_CUSTOMINFOEX_1 *to =
		&info.IfCustomConfigObject.IfConfigObj2;

	assert_int_equal(get(world, DD1, 2, &info), 0);
	assert_int_equal(to->Header.revision, 2);
	assert_int_equal(to->Header.type, 6);
	assert_int_equal(to->Header.size, 56);
	assert_int_equal(to->dwFlags, 0);
	assert_int_equal(to->customIkev2Config.dwSaLifeTime, 0);
	assert_int_equal(to->customIkev2Config.dwSaDataSize, 0);
	assert_null(to->customIkev2Config.customPolicy);
	assert_blob(&to->customIkev2Config.certificateName, NULL, 0);
	assert_blob(&to->customIkev2Config.certificateHash, NULL, 0);
}

static void assert_config(struct world *world, uint32_t dwSaLifeTime,
			  uint32_t hash_size)
{
	struct MPR_IF_CUSTOMINFOEX_IDL info;
	struct ROUTER_IKEv2_IF_CUSTOM_CONFIG_1 *config =
		&info.IfCustomConfigObject.IfConfigObj2.customIkev2Config;

	assert_int_equal(get(world, DD1, 2, &info), 0);
	assert_int_equal(info.IfCustomConfigObject.IfConfigObj2.dwFlags, 1);
	assert_int_equal(config->dwSaLifeTime, dwSaLifeTime);
	assert_int_equal(config->dwSaDataSize, 102400);
	assert_blob(&config->certificateName, name_bytes, 4);
	assert_blob(&config->certificateHash, hash_bytes, hash_size);
	assert_memory_equal(config->customPolicy, &strong, sizeof(strong));
}

static void test_revision_2(void **state)
{
	struct world *world = *state;
	struct MPR_IF_CUSTOMINFOEX_IDL info = revision_2();

	assert_none(world);
	assert_int_equal(set(world, DD1, &info), 0);
	assert_config(world, 28800, 20);
	world_restart(world);
	assert_config(world, 28800, 20);
	/* "set the customPolicy parameter [...] to NULL", "set the cbData
	 * member of certificateName [...] to 0" */
	info.IfCustomConfigObject.IfConfigObj2.customIkev2Config =
		(struct ROUTER_IKEv2_IF_CUSTOM_CONFIG_1){.dwSaLifeTime = 300,
							 .dwSaDataSize = 1024};
	assert_int_equal(set(world, DD1, &info), 0);
	assert_int_equal(get(world, DD1, 2, &info), 0);
	assert_null(info.IfCustomConfigObject.IfConfigObj2.customIkev2Config
			    .customPolicy);
	assert_blob(&info.IfCustomConfigObject.IfConfigObj2.customIkev2Config
			     .certificateName,
		    NULL, 0);
	/* "with the dwFlags member [...] set to zero"; the rest is then
	 * not looked at. */
	info = (struct MPR_IF_CUSTOMINFOEX_IDL){.revision = 2};
	info.IfCustomConfigObject.IfConfigObj2.Header =
		(struct MPRAPI_OBJECT_HEADER_IDL){2, 6, 56};
	info.IfCustomConfigObject.IfConfigObj2.customIkev2Config =
		(struct ROUTER_IKEv2_IF_CUSTOM_CONFIG_1){
			.dwSaLifeTime = 1,
			.certificateName = {.cbData = 7},
		};
	assert_int_equal(set(world, DD1, &info), 0);
	assert_none(world);
	world_restart(world);
	assert_none(world);
}

static void test_revision_1(void **state)
{
	struct world *world = *state;
	struct MPR_IF_CUSTOMINFOEX_IDL info = revision_1(), found;
	struct MPR_IF_CUSTOMINFOEX_0 *one =
		&found.IfCustomConfigObject.IfConfigObj1;

	assert_int_equal(get(world, DD1, 1, &found), 0);
	assert_int_equal(one->Header.revision, 1);
	assert_int_equal(one->Header.size, 40);
	assert_int_equal(one->dwFlags, 0);
	assert_int_equal(set(world, DD1, &info), 0);
	assert_config(world, 28800, 0);
	assert_int_equal(get(world, DD1, 1, &found), 0);
	assert_int_equal(one->Header.type, 6);
	assert_int_equal(one->dwFlags, 1);
	assert_int_equal(one->customIkev2Config.dwSaLifeTime, 28800);
	assert_int_equal(one->customIkev2Config.dwSaDataSize, 102400);
	assert_blob(&one->customIkev2Config.certificateName, name_bytes, 4);
	assert_memory_equal(one->customIkev2Config.customPolicy, &strong,
			    sizeof(strong));
}

/* What revision 1 does not know stays, as long as it makes sense. */
static void test_revisions_together(void **state)
{
	struct world *world = *state;
	struct MPR_IF_CUSTOMINFOEX_IDL info = revision_2();
	struct MPR_IF_CUSTOMINFOEX_0 *one =
		&info.IfCustomConfigObject.IfConfigObj1;

	assert_int_equal(set(world, DD1, &info), 0);
	assert_int_equal(get(world, DD1, 1, &info), 0);
	one->customIkev2Config.dwSaLifeTime = 600;
	assert_int_equal(set(world, DD1, &info), 0);
	assert_config(world, 600, 20);
	one->customIkev2Config.certificateName =
		(struct CERT_BLOB_1){3, name_bytes};
	assert_int_equal(set(world, DD1, &info), 0);
	assert_int_equal(get(world, DD1, 2, &info), 0);
	assert_blob(&info.IfCustomConfigObject.IfConfigObj2.customIkev2Config
			     .certificateHash,
		    NULL, 0);
}

static void test_refused(void **state)
{
	struct world *world = *state;
	struct MPR_IF_CUSTOMINFOEX_IDL good = revision_2(), info = good, found;
	struct MPR_IF_CUSTOMINFOEX_1 *to =
		&info.IfCustomConfigObject.IfConfigObj2;
	struct ROUTER_CUSTOM_IKEv2_POLICY_0 policy = strong;

#define assert_refused(member, value)                      \
	do {                                               \
		info = good;                               \
		member = value;                            \
		assert_int_equal(set(world, DD1, &info),   \
				 ERROR_INVALID_PARAMETER); \
	} while (0)
	assert_refused(to->Header.revision, 1);
	assert_refused(to->Header.type, 5);
	assert_refused(to->dwFlags, 2);
	assert_refused(to->dwFlags, 0x80000001);
	assert_refused(to->customIkev2Config.dwSaLifeTime, 299);
	assert_refused(to->customIkev2Config.dwSaLifeTime, 17280000);
	assert_refused(to->customIkev2Config.dwSaDataSize, 1023);
	assert_refused(to->customIkev2Config.certificateName.pbData, NULL);
	assert_refused(to->customIkev2Config.certificateHash.pbData, NULL);
	policy.dwCipherTransformConstant = 0;
	assert_refused(to->customIkev2Config.customPolicy, &policy);
#undef assert_refused
	assert_none(world);
	assert_int_equal(set(world, 99, &good), ERROR_INVALID_HANDLE);
	assert_int_equal(get(world, 99, 2, &found), ERROR_INVALID_HANDLE);
	/* "the interface type is not ROUTER_IF_TYPE_FULL_ROUTER" */
	assert_int_equal(set(world, 1, &good), ERROR_INVALID_PARAMETER);
	assert_int_equal(get(world, 1, 1, &found), ERROR_INVALID_PARAMETER);
}

static void test_audit(void **state)
{
	struct world *world = *state;
	struct MPR_IF_CUSTOMINFOEX_IDL info = revision_2();
	char *text;

	assert_int_equal(set(world, DD1, &info), 0);
	text = world_audit(world);
	assert_non_null(strstr(text, "RRouterInterfaceSetCustomInfoEx"));
	assert_non_null(strstr(text, "\"interface\":\"dd1\""));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_revision_2),
		TEST(test_revision_1),
		TEST(test_revisions_together),
		TEST(test_refused),
		TEST(test_audit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
