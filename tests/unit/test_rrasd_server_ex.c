/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The server as a whole with its tunnels, on a whole daemon: opnums 44 and 47,
 * revisions 1 to 3, with what becomes of the settings after a restart.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "rrasd_world.h"

#define PPTP  MPRAPI_SET_CONFIG_PROTOCOL_FOR_PPTP
#define L2TP  MPRAPI_SET_CONFIG_PROTOCOL_FOR_L2TP
#define SSTP  MPRAPI_SET_CONFIG_PROTOCOL_FOR_SSTP
#define IKEV2 MPRAPI_SET_CONFIG_PROTOCOL_FOR_IKEV2

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

/* Zeros but for the header, as a client asks. */
static struct MPR_SERVER_EX_IDL question(uint8_t revision)
{
	struct MPR_SERVER_EX_IDL server = {.revision = revision};

	server.ServerConfigObject.ServerConfig1.Header =
		(struct MPRAPI_OBJECT_HEADER_IDL){
			.revision = revision,
			.type = MPRAPI_OBJECT_TYPE_MPR_SERVER_OBJECT,
		};
	return server;
}

static uint32_t get_ex(struct world *world, struct MPR_SERVER_EX_IDL *server)
{
	struct RMprAdminServerGetInfoEx r = {.in = {server}};

	world_dimsvc(world, NDR_RMPRADMINSERVERGETINFOEX, &r);
	*server = *r.out.pServerConfig;
	return W_ERROR_V(r.out.result);
}

static struct MPRAPI_TUNNEL_CONFIG_PARAMS_3 tunnels(struct world *world)
{
	struct MPR_SERVER_EX_IDL server = question(3);

	assert_int_equal(get_ex(world, &server), 0);
	return server.ServerConfigObject.ServerConfig3.ConfigParams;
}

/* At revision 3, from what is set. */
static struct MPR_SERVER_SET_CONFIG_EX_IDL request(struct world *world,
						   uint32_t protocols)
{
	struct MPR_SERVER_SET_CONFIG_EX_IDL config = {.revision = 3};

	config.ServerSetConfigObject.ServerSetConfig3 =
		(struct MPR_SERVER_SET_CONFIG_EX_3){
			.Header = {3, 3, 208},
			.setConfigForProtocols = protocols,
			.ConfigParams = tunnels(world),
		};
	return config;
}

#define PARAMS(config) \
	((config).ServerSetConfigObject.ServerSetConfig3.ConfigParams)

static uint32_t set_ex(struct world *world,
		       struct MPR_SERVER_SET_CONFIG_EX_IDL *config)
{
	struct RMprAdminServerSetInfoEx r = {.in = {config}};

	world_dimsvc(world, NDR_RMPRADMINSERVERSETINFOEX, &r);
	return W_ERROR_V(r.out.result);
}

static void test_get_ex(void **state)
{
	static const uint16_t sizes[] = {0, 128, 160, 224};
	struct world *world = *state;
	uint8_t revision;

	for (revision = 1; revision <= 3; revision++) {
		struct MPR_SERVER_EX_IDL server = question(revision);
		const union MPR_SERVER_EX_IDL_ARM *arm =
			&server.ServerConfigObject;
		const struct MPR_SERVER_EX_1 *one = &arm->ServerConfig1;

		assert_int_equal(get_ex(world, &server), 0);
		assert_int_equal(server.revision, revision);
		assert_int_equal(one->Header.revision, revision);
		assert_int_equal(one->Header.type, 2);
		assert_int_equal(one->Header.size, sizes[revision]);
		/* The arms begin alike. */
		assert_int_equal(one->fLanOnlyMode, 0);
		assert_true(one->dwUpTime < 60);
		assert_int_equal(one->dwTotalPorts, 7 + 5 + 6 + 2);
		assert_int_equal(one->dwPortsInUse, 0);
		assert_int_equal(one->Reserved, 0);
		assert_int_equal(one->ConfigParams.IkeConfigParams
					 .dwTunnelConfigParamFlags,
				 1);
		assert_int_equal(
			one->ConfigParams.IkeConfigParams.TunnelConfigParams
				.dwNetworkBlackoutTime,
			1800);
	}
}

static void test_get_ex_bad_header(void **state)
{
	static const struct MPRAPI_OBJECT_HEADER_IDL bad[] = {
		{1, 2, 0}, {0, 2, 0}, {4, 2, 0},   {3, 1, 0},
		{3, 0, 0}, {3, 3, 0}, {3, 2, 163}, {3, 2, 1},
	};
	struct world *world = *state;
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct MPR_SERVER_EX_IDL server = question(3);
		struct MPR_SERVER_EX_3 *three =
			&server.ServerConfigObject.ServerConfig3;

		three->Header = bad[i];
		three->dwUpTime = 77;
		assert_int_equal(get_ex(world, &server),
				 ERROR_INVALID_PARAMETER);
		/* as it came */
		assert_int_equal(server.revision, 3);
		assert_memory_equal(&three->Header, &bad[i], sizeof(bad[i]));
		assert_int_equal(three->dwUpTime, 77);
	}
}

/* Everything there is, set, read at each revision, after a restart too. */
static void set_everything(struct world *world)
{
	static uint8_t bytes[32] = {1, 2, 3};
	static uint16_t text[] = {'1', '.', '2', 0};
	struct CERT_BLOB_1 names[2] = {{32, bytes}, {0, NULL}};
	struct CERT_EKU_1 eku = {4, 1, text};
	struct ROUTER_CUSTOM_IKEv2_POLICY_0 policy = {3, 4, 8, 5, 7, 6};
	struct MPR_SERVER_SET_CONFIG_EX_IDL config =
		request(world, PPTP | L2TP | SSTP | IKEV2);
	struct MPRAPI_TUNNEL_CONFIG_PARAMS_3 *t = &PARAMS(config);
	struct IKEV2_TUNNEL_CONFIG_PARAMS_3 *ikev2 =
		&t->IkeConfigParams.TunnelConfigParams;

	t->IkeConfigParams.dwNumPorts = 41;
	t->PptpConfigParams.dwNumPorts = 42;
	t->L2tpConfigParams.dwNumPorts = 43;
	t->SstpConfigParams.dwNumPorts = 44;
	ikev2->dwTotalCertificates = 2;
	ikev2->certificateNames = names;
	ikev2->machineCertificateName = names[0];
	ikev2->dwEncryptionType = 3;
	ikev2->customPolicy = &policy;
	ikev2->dwTotalEkus = 1;
	ikev2->certificateEKUs = &eku;
	ikev2->machineCertificateHash = names[0];
	t->L2tpConfigParams.TunnelConfigParams.customPolicy = &policy;
	t->SstpConfigParams.isUseHttps = 0;
	t->SstpConfigParams.sstpCertDetails.certBlob = names[0];
	assert_int_equal(set_ex(world, &config),
			 ERROR_SUCCESS_RESTART_REQUIRED);
}

static void test_set_ex(void **state)
{
	struct world *world = *state;
	struct MPR_SERVER_EX_IDL one, two;
	struct MPRAPI_TUNNEL_CONFIG_PARAMS_3 t;
	const struct IKEV2_TUNNEL_CONFIG_PARAMS_3 *ikev2 =
		&t.IkeConfigParams.TunnelConfigParams;
	const struct MPRAPI_TUNNEL_CONFIG_PARAMS_1 *t1;
	const struct MPRAPI_TUNNEL_CONFIG_PARAMS_2 *t2;

	set_everything(world);
	world_restart(world);
	t = tunnels(world);
	assert_int_equal(t.IkeConfigParams.dwNumPorts, 41);
	assert_int_equal(ikev2->dwTotalCertificates, 2);
	assert_memory_equal(ikev2->certificateNames[0].pbData, "\1\2\3\0", 4);
	assert_null(ikev2->certificateNames[1].pbData);
	assert_int_equal(ikev2->certificateEKUs[0].pwszEKU[2], '2');
	assert_int_equal(ikev2->machineCertificateHash.cbData, 32);
	assert_int_equal(ikev2->customPolicy->dwPfsGroup, 7);
	assert_int_equal(
		t.L2tpConfigParams.TunnelConfigParams.customPolicy->dwDhGroup,
		6);
	assert_int_equal(t.SstpConfigParams.isUseHttps, 0);
	assert_int_equal(t.SstpConfigParams.sstpCertDetails.isDefault, 0);
	assert_int_equal(t.SstpConfigParams.sstpCertDetails.certBlob.cbData,
			 32);

	one = question(1);
	assert_int_equal(get_ex(world, &one), 0);
	t1 = &one.ServerConfigObject.ServerConfig1.ConfigParams;
	assert_int_equal(t1->PptpConfigParams.dwNumPorts, 42);
	assert_int_equal(t1->L2tpConfigParams.dwNumPorts, 43);
	assert_int_equal(
		t1->IkeConfigParams.TunnelConfigParams.certificateNames[0]
			.cbData,
		32);
	assert_int_equal(t1->SstpConfigParams.sstpCertDetails.certBlob.cbData,
			 32);
	two = question(2);
	assert_int_equal(get_ex(world, &two), 0);
	t2 = &two.ServerConfigObject.ServerConfig2.ConfigParams;
	assert_int_equal(t2->SstpConfigParams.dwNumPorts, 44);
	assert_int_equal(
		t2->IkeConfigParams.TunnelConfigParams.dwEncryptionType, 3);
	assert_int_equal(t2->IkeConfigParams.TunnelConfigParams.customPolicy
				 ->dwIntegrityMethod,
			 3);
}

/* What an older revision does not know stays. */
static void test_set_ex_older(void **state)
{
	struct world *world = *state;
	struct MPR_SERVER_SET_CONFIG_EX_IDL config = {.revision = 1};
	struct MPR_SERVER_SET_CONFIG_EX_1 *one =
		&config.ServerSetConfigObject.ServerSetConfig1;
	struct MPR_SERVER_SET_CONFIG_EX_2 *two =
		&config.ServerSetConfigObject.ServerSetConfig2;
	struct MPR_SERVER_EX_IDL was_1 = question(1), was_2 = question(2);
	struct MPRAPI_TUNNEL_CONFIG_PARAMS_3 t;
	const struct IKEV2_TUNNEL_CONFIG_PARAMS_3 *ikev2 =
		&t.IkeConfigParams.TunnelConfigParams;

	set_everything(world);
	assert_int_equal(get_ex(world, &was_1), 0);
	assert_int_equal(get_ex(world, &was_2), 0);
	one->Header = (struct MPRAPI_OBJECT_HEADER_IDL){1, 3, 0};
	one->setConfigForProtocols = L2TP | IKEV2;
	one->ConfigParams = was_1.ServerConfigObject.ServerConfig1.ConfigParams;
	one->ConfigParams.L2tpConfigParams.dwNumPorts = 3;
	one->ConfigParams.IkeConfigParams.TunnelConfigParams.dwIdleTimeout =
		301;
	assert_int_equal(set_ex(world, &config),
			 ERROR_SUCCESS_RESTART_REQUIRED);
	t = tunnels(world);
	assert_int_equal(t.L2tpConfigParams.dwNumPorts, 3);
	assert_non_null(t.L2tpConfigParams.TunnelConfigParams.customPolicy);
	assert_int_equal(ikev2->dwIdleTimeout, 301);
	assert_int_equal(ikev2->dwEncryptionType, 3);
	assert_int_equal(ikev2->dwTotalEkus, 1);
	assert_int_equal(ikev2->machineCertificateHash.cbData, 32);

	config.revision = 2;
	two->Header = (struct MPRAPI_OBJECT_HEADER_IDL){2, 3, 0};
	two->setConfigForProtocols = IKEV2;
	two->ConfigParams = was_2.ServerConfigObject.ServerConfig2.ConfigParams;
	two->ConfigParams.IkeConfigParams.TunnelConfigParams.customPolicy =
		NULL;
	two->ConfigParams.L2tpConfigParams.dwNumPorts = 99;
	assert_int_equal(set_ex(world, &config),
			 ERROR_SUCCESS_RESTART_REQUIRED);
	t = tunnels(world);
	assert_null(ikev2->customPolicy);
	assert_int_equal(ikev2->machineCertificateName.cbData, 32);
	assert_int_equal(ikev2->dwTotalEkus, 1);
	/* not one of the protocols */
	assert_int_equal(t.L2tpConfigParams.dwNumPorts, 3);
}

static void test_set_ex_codes(void **state)
{
	struct world *world = *state;
	struct MPR_SERVER_SET_CONFIG_EX_IDL config =
		request(world, PPTP | L2TP);

	PARAMS(config).PptpConfigParams.dwNumPorts = 9;
	assert_int_equal(set_ex(world, &config), 0);
	assert_int_equal(tunnels(world).PptpConfigParams.dwNumPorts, 9);
	PARAMS(config).L2tpConfigParams.dwNumPorts = 1001;
	assert_int_equal(set_ex(world, &config), ERROR_SUCCESS_REBOOT_REQUIRED);
	config = request(world, SSTP);
	assert_int_equal(set_ex(world, &config),
			 ERROR_SUCCESS_RESTART_REQUIRED);
	config = request(world, IKEV2);
	assert_int_equal(set_ex(world, &config),
			 ERROR_SUCCESS_RESTART_REQUIRED);
	PARAMS(config).IkeConfigParams.dwNumPorts = 1001;
	assert_int_equal(set_ex(world, &config), ERROR_SUCCESS_REBOOT_REQUIRED);
}

static void test_set_ex_refused(void **state)
{
	static const struct MPRAPI_OBJECT_HEADER_IDL headers[] = {
		{2, 3, 208},
		{3, 2, 208},
		{3, 3, 147},
		{0, 0, 0},
	};
	static const uint32_t protocols[] = {0, 0x10, 0x80000001};
	struct world *world = *state;
	struct MPR_SERVER_SET_CONFIG_EX_IDL config = request(world, PPTP);
	struct MPR_SERVER_SET_CONFIG_EX_3 *three =
		&config.ServerSetConfigObject.ServerSetConfig3;
	size_t i;

	three->ConfigParams.PptpConfigParams.dwNumPorts = 88;
	for (i = 0; i < sizeof(headers) / sizeof(headers[0]); i++) {
		three->Header = headers[i];
		assert_int_equal(set_ex(world, &config),
				 ERROR_INVALID_PARAMETER);
	}
	three->Header = (struct MPRAPI_OBJECT_HEADER_IDL){3, 3, 148};
	for (i = 0; i < sizeof(protocols) / sizeof(protocols[0]); i++) {
		three->setConfigForProtocols = protocols[i];
		assert_int_equal(set_ex(world, &config),
				 ERROR_INVALID_PARAMETER);
	}
	three->setConfigForProtocols = PPTP | L2TP;
	three->ConfigParams.L2tpConfigParams.TunnelConfigParams.dwSaLifeTime =
		299;
	assert_int_equal(set_ex(world, &config), ERROR_INVALID_PARAMETER);
	assert_int_equal(tunnels(world).PptpConfigParams.dwNumPorts, 5);
	three->setConfigForProtocols = PPTP;
	assert_int_equal(set_ex(world, &config), 0);
	assert_int_equal(tunnels(world).PptpConfigParams.dwNumPorts, 88);
}

/* A LAN router has settings, and no ports in force. */
static void test_lan_only(void **state)
{
	struct world *world = *state;
	struct MPR_SERVER_EX_IDL server = question(1);
	const struct MPR_SERVER_EX_1 *one =
		&server.ServerConfigObject.ServerConfig1;
	struct MPR_SERVER_SET_CONFIG_EX_IDL config;

	world->config.router_type = ROUTER_TYPE_IS_LAN;
	world_restart(world);
	assert_int_equal(get_ex(world, &server), 0);
	assert_int_equal(one->fLanOnlyMode, 1);
	assert_int_equal(one->dwTotalPorts, 0);
	assert_int_equal(one->dwPortsInUse, 0);
	config = request(world, PPTP);
	PARAMS(config).PptpConfigParams.dwNumPorts = 9;
	assert_int_equal(set_ex(world, &config), 0);
	assert_int_equal(tunnels(world).PptpConfigParams.dwNumPorts, 9);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_get_ex),	 TEST(test_get_ex_bad_header),
		TEST(test_set_ex),	 TEST(test_set_ex_older),
		TEST(test_set_ex_codes), TEST(test_set_ex_refused),
		TEST(test_lan_only),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
