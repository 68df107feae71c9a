/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The structures of the Ex operations, with every pointer and array in use:
 * the golden vectors carry them empty.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <string.h>
#include <cmocka.h>
#include <talloc.h>
#include "ndr_dimsvc.h"

#define CALL(opnum) (&ndr_table_dimsvc.calls[opnum])

static DATA_BLOB encode(TALLOC_CTX *mem_ctx, uint32_t opnum, int direction,
			void *r)
{
	struct ndr_push *ndr = ndr_push_init_ctx(mem_ctx);

	assert_int_equal(CALL(opnum)->ndr_push(ndr, direction, r),
			 NDR_ERR_SUCCESS);
	return ndr_push_blob(ndr);
}

static enum ndr_err_code decode(TALLOC_CTX *mem_ctx, uint32_t opnum,
				int direction, const DATA_BLOB *stub, void *r)
{
	struct ndr_pull *ndr = ndr_pull_init_blob(stub, mem_ctx);
	enum ndr_err_code err;

	ndr->flags |= LIBNDR_FLAG_REF_ALLOC;
	err = CALL(opnum)->ndr_pull(ndr, direction, r);
	if (err == NDR_ERR_SUCCESS) {
		assert_int_equal(ndr->offset, stub->length);
	}
	return err;
}

/* A server configuration of revision 3 with one of everything. */

static uint8_t blob_bytes[] = {1, 2, 3, 4, 5};
static uint16_t eku_units[] = {'1', '.', '3'};
static struct CERT_BLOB_1 cert_list[] = {
	{.cbData = 5, .pbData = blob_bytes},
	{.cbData = 0, .pbData = NULL},
};
static struct CERT_EKU_1 eku_list[] = {
	{.dwSize = 3, .IsEKUOID = 1, .pwszEKU = eku_units},
};
static struct ROUTER_CUSTOM_IKEv2_POLICY_0 policy = {.dwDhGroup = 14};

static struct MPR_SERVER_SET_CONFIG_EX_IDL server_config(void)
{
	struct MPR_SERVER_SET_CONFIG_EX_IDL config = {.revision = 3};
	struct MPR_SERVER_SET_CONFIG_EX_3 *set =
		&config.ServerSetConfigObject.ServerSetConfig3;
	struct MPRAPI_TUNNEL_CONFIG_PARAMS_3 *tunnel = &set->ConfigParams;

	memset(set, 0, sizeof(*set));
	set->Header.revision = 3;
	set->setConfigForProtocols = 0xf;
	tunnel->IkeConfigParams.dwNumPorts = 128;
	tunnel->IkeConfigParams.TunnelConfigParams =
		(struct IKEV2_TUNNEL_CONFIG_PARAMS_3){
			.dwIdleTimeout = 300,
			.dwTotalCertificates = 2,
			.certificateNames = cert_list,
			.machineCertificateName = cert_list[0],
			.dwEncryptionType = 3,
			.customPolicy = &policy,
			.dwTotalEkus = 1,
			.certificateEKUs = eku_list,
			.machineCertificateHash = cert_list[0],
		};
	tunnel->L2tpConfigParams.TunnelConfigParams.customPolicy = &policy;
	tunnel->SstpConfigParams.isUseHttps = 1;
	tunnel->SstpConfigParams.sstpCertDetails.certBlob = cert_list[0];
	return config;
}

static void test_server_config(void **state)
{
	struct MPR_SERVER_SET_CONFIG_EX_IDL config = server_config();
	struct RMprAdminServerSetInfoEx r = {.in.pServerConfig = &config};
	struct RMprAdminServerSetInfoEx got = {.in.pServerConfig = NULL};
	const struct MPRAPI_TUNNEL_CONFIG_PARAMS_3 *tunnel = NULL;
	const struct IKEV2_TUNNEL_CONFIG_PARAMS_3 *ike = NULL;
	TALLOC_CTX *frame = talloc_new(NULL);
	DATA_BLOB stub =
		encode(frame, NDR_RMPRADMINSERVERSETINFOEX, NDR_IN, &r);
	DATA_BLOB again;

	(void)state;
	assert_int_equal(decode(frame, NDR_RMPRADMINSERVERSETINFOEX, NDR_IN,
				&stub, &got),
			 NDR_ERR_SUCCESS);
	tunnel = &got.in.pServerConfig->ServerSetConfigObject.ServerSetConfig3
			  .ConfigParams;
	ike = &tunnel->IkeConfigParams.TunnelConfigParams;
	assert_int_equal(ike->dwIdleTimeout, 300);
	assert_int_equal(ike->dwTotalCertificates, 2);
	assert_int_equal(ike->certificateNames[0].cbData, 5);
	assert_memory_equal(ike->certificateNames[0].pbData, blob_bytes, 5);
	assert_null(ike->certificateNames[1].pbData);
	assert_int_equal(ike->customPolicy->dwDhGroup, 14);
	assert_memory_equal(ike->certificateEKUs[0].pwszEKU, eku_units,
			    sizeof(eku_units));
	assert_int_equal(ike->machineCertificateHash.cbData, 5);
	assert_int_equal(tunnel->L2tpConfigParams.TunnelConfigParams
				 .customPolicy->dwDhGroup,
			 14);
	assert_int_equal(tunnel->SstpConfigParams.isUseHttps, 1);

	again = encode(frame, NDR_RMPRADMINSERVERSETINFOEX, NDR_IN, &got);
	assert_int_equal(again.length, stub.length);
	assert_memory_equal(again.data, stub.data, stub.length);
	talloc_free(frame);
}

/* Each count one above its limit, however little follows. */
static void test_limits(void **state)
{
	struct MPR_SERVER_SET_CONFIG_EX_IDL config = server_config();
	struct RMprAdminServerSetInfoEx r = {.in.pServerConfig = &config};
	struct RMprAdminServerSetInfoEx got;
	struct IKEV2_TUNNEL_CONFIG_PARAMS_3 *ike =
		&config.ServerSetConfigObject.ServerSetConfig3.ConfigParams
			 .IkeConfigParams.TunnelConfigParams;
	struct {
		uint32_t *count;
		uint32_t limit;
	} counts[] = {
		{&ike->dwTotalCertificates, RRAS_MAX_CERTIFICATES},
		{&ike->dwTotalEkus, RRAS_MAX_EKUS},
		{&ike->machineCertificateHash.cbData, RRAS_MAX_CERT_BLOB},
	};

	(void)state;
	ike->certificateNames = NULL;
	ike->certificateEKUs = NULL;
	ike->machineCertificateHash.pbData = NULL;
	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
		TALLOC_CTX *frame = talloc_new(NULL);
		uint32_t was = *counts[i].count;
		DATA_BLOB stub;

		*counts[i].count = counts[i].limit + 1;
		stub = encode(frame, NDR_RMPRADMINSERVERSETINFOEX, NDR_IN, &r);
		*counts[i].count = was;
		assert_int_equal(decode(frame, NDR_RMPRADMINSERVERSETINFOEX,
					NDR_IN, &stub, &got),
				 NDR_ERR_RANGE);
		talloc_free(frame);
	}
}

static void test_custom_info(void **state)
{
	struct MPR_IF_CUSTOMINFOEX_IDL info = {.revision = 2};
	struct RRouterInterfaceGetCustomInfoEx r = {
		.out.pIfCustomConfig = &info,
	};
	struct RRouterInterfaceGetCustomInfoEx got = {
		.in.hInterface = 0,
	};
	const struct ROUTER_IKEv2_IF_CUSTOM_CONFIG_1 *config = NULL;
	TALLOC_CTX *frame = talloc_new(NULL);
	DATA_BLOB stub;

	(void)state;
	info.IfCustomConfigObject.IfConfigObj2 = (struct MPR_IF_CUSTOMINFOEX_1){
		.Header = {.revision = 2},
		.customIkev2Config =
			{
				.dwSaLifeTime = 28800,
				.customPolicy = &policy,
				.certificateHash = cert_list[0],
			},
	};
	stub = encode(frame, NDR_RROUTERINTERFACEGETCUSTOMINFOEX, NDR_OUT, &r);
	assert_int_equal(decode(frame, NDR_RROUTERINTERFACEGETCUSTOMINFOEX,
				NDR_OUT, &stub, &got),
			 NDR_ERR_SUCCESS);
	config = &got.out.pIfCustomConfig->IfCustomConfigObject.IfConfigObj2
			  .customIkev2Config;
	assert_int_equal(config->dwSaLifeTime, 28800);
	assert_int_equal(config->customPolicy->dwDhGroup, 14);
	assert_int_equal(config->certificateHash.cbData, 5);
	talloc_free(frame);
}

static struct RAS_CONNECTION_EX_IDL connection(uint8_t projection,
					       uint32_t handle)
{
	struct RAS_CONNECTION_EX_IDL entry = {.revision = 1};
	struct RAS_CONNECTION_EX_1_IDL *c = &entry.ConnObject.RasConnection1;

	memset(c, 0, sizeof(*c));
	c->Header.revision = 1;
	c->dwInterfaceType = ROUTER_IF_TYPE_FULL_ROUTER;
	c->projectionInfoType = projection;
	c->hConnection = handle;
	c->hInterface = handle + 1;
	return entry;
}

/*
 * An array of encapsulated unions: a tag is aligned for itself, an arm with a
 * ULONG64 in it to 8 bytes.  The first entry ends 4 bytes off such a boundary.
 */
static void test_connections(void **state)
{
	struct RAS_CONNECTION_EX_IDL list[] = {
		connection(MPRAPI_IKEV2_PROJECTION_INFO_TYPE, 0x11),
		connection(MPRAPI_PPP_PROJECTION_INFO_TYPE, 0x22),
	};
	struct RAS_CONNECTION_EX_IDL *connections = list;
	uint32_t read = 2, total = 2, resume = 7;
	struct RRasAdminConnectionEnumEx got = {.out.result = W_ERROR(1)};
	struct RRasAdminConnectionEnumEx r = {
		.out =
			{
				.lpdwEntriesRead = &read,
				.lpdNumTotalElements = &total,
				.pRasConections = &connections,
				.lpdwResumeHandle = &resume,
			},
	};
	TALLOC_CTX *frame = talloc_new(NULL);
	DATA_BLOB stub =
		encode(frame, NDR_RRASADMINCONNECTIONENUMEX, NDR_OUT, &r);
	/* counts, referent, size; the arms start at 24 and 1632 */
	const size_t tags[] = {16, 24 + 1452, 1628, 1632 + 1452};
	const uint8_t values[] = {1, 2, 1, 1};

	(void)state;
	for (size_t i = 0; i < sizeof(tags) / sizeof(tags[0]); i++) {
		assert_int_equal(stub.data[tags[i]], values[i]);
	}
	assert_int_equal(stub.data[1620], 0x11);
	assert_int_equal(stub.data[1632 + 1648], 0x22);
	/* Enumerations have 2 bytes; a sender may leave anything behind. */
	assert_int_equal(stub.data[24 + 8], ROUTER_IF_TYPE_FULL_ROUTER);
	stub.data[24 + 10] = 0xff;

	assert_int_equal(decode(frame, NDR_RRASADMINCONNECTIONENUMEX, NDR_OUT,
				&stub, &got),
			 NDR_ERR_SUCCESS);
	connections = *got.out.pRasConections;
	assert_int_equal(*got.out.lpdwEntriesRead, 2);
	assert_int_equal(
		connections[0].ConnObject.RasConnection1.dwInterfaceType,
		ROUTER_IF_TYPE_FULL_ROUTER);
	assert_int_equal(connections[0].ConnObject.RasConnection1.hConnection,
			 0x11);
	assert_int_equal(connections[1].ConnObject.RasConnection1.hInterface,
			 0x23);
	assert_int_equal(*got.out.lpdwResumeHandle, 7);
	talloc_free(frame);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_server_config),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_custom_info),
		cmocka_unit_test(test_connections),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
