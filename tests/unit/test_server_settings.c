/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The server's settings by themselves: what is possible, what a revision
 * changes, and what a copy is made of. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <talloc.h>
#include "compat/rras_errors.h"
#include "server/router/server_settings.h"

#define KIND(kind) SERVER_SETTINGS_KIND(PORT_KIND_##kind)

static const uint32_t configured[PORT_KINDS] = {
	[PORT_KIND_PPPOE] = 1, [PORT_KIND_PPTP] = 2, [PORT_KIND_L2TP] = 3};

struct fixture {
	struct server_settings *s;
	struct IKEV2_TUNNEL_CONFIG_PARAMS_3 *ikev2;
	struct L2TP_TUNNEL_CONFIG_PARAMS_1 *l2tp;
	struct SSTP_CONFIG_PARAMS_1 *sstp;
};

static int setup(void **state)
{
	struct fixture *f = talloc_zero(NULL, struct fixture);

	f->s = server_settings_new(f, configured);
	f->ikev2 = &f->s->tunnels.IkeConfigParams.TunnelConfigParams;
	f->l2tp = &f->s->tunnels.L2tpConfigParams.TunnelConfigParams;
	f->sstp = &f->s->tunnels.SstpConfigParams;
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	talloc_free(*state);
	return 0;
}

static bool is_valid(struct fixture *f, uint32_t kinds)
{
	WERROR werr = server_settings_check(f->s, kinds);

	if (!W_ERROR_IS_OK(werr)) {
		assert_int_equal(W_ERROR_V(werr), ERROR_INVALID_PARAMETER);
	}
	return W_ERROR_IS_OK(werr);
}

static void test_defaults(void **state)
{
	struct fixture *f = *state;
	int kind;

	assert_true(is_valid(f, SERVER_SETTINGS_ALL));
	assert_int_equal(f->s->kinds, 0);
	for (kind = 0; kind < PORT_KINDS; kind++) {
		assert_int_equal(server_settings_ports(f->s, kind),
				 configured[kind]);
		assert_int_equal(server_settings_port_flags(f->s, kind),
				 kind == PORT_KIND_SERIAL ? 0 : 3);
	}
	assert_int_equal(f->sstp->sstpCertDetails.isDefault, 1);
	server_settings_set_ports(f->s, PORT_KIND_SERIAL, 9, 9);
	assert_int_equal(server_settings_ports(f->s, PORT_KIND_SERIAL), 0);
}

static void test_kinds(void **state)
{
	struct fixture *f = *state;

	assert_false(is_valid(f, 0));
	assert_false(is_valid(f, KIND(SERIAL)));
	assert_false(is_valid(f, KIND(PPTP) | 0x80000000));
}

static void test_ports(void **state)
{
	struct fixture *f = *state;
	int i;

	for (i = 0; i < PORT_KIND_SERIAL; i++) {
		uint32_t bit = SERVER_SETTINGS_KIND(i);

		server_settings_set_ports(f->s, i, 0, 3);
		assert_int_equal(is_valid(f, bit), i != PORT_KIND_PPTP);
		server_settings_set_ports(f->s, i, PORTS_MAX, 0);
		assert_true(is_valid(f, bit));
		server_settings_set_ports(f->s, i, PORTS_MAX + 1, 0);
		assert_false(is_valid(f, bit));
		/* another kind is not looked at */
		assert_true(is_valid(
			f, SERVER_SETTINGS_KIND((i + 1) % PORT_KIND_SERIAL)));
		server_settings_set_ports(f->s, i, 1, 4);
		assert_false(is_valid(f, bit));
		server_settings_set_ports(f->s, i, 1, 3);
	}
}

/* A number, the values next to its limits, and whether they are possible. */
struct limits {
	uint32_t *number;
	uint32_t least, most;
};

static void assert_limits(struct fixture *f, uint32_t kind,
			  const struct limits *limits)
{
	uint32_t was = *limits->number;

	*limits->number = limits->least;
	assert_true(is_valid(f, kind));
	*limits->number = limits->most;
	assert_true(is_valid(f, kind));
	if (limits->least > 0) {
		*limits->number = limits->least - 1;
		assert_false(is_valid(f, kind));
	}
	if (limits->most < UINT32_MAX) {
		*limits->number = limits->most + 1;
		assert_false(is_valid(f, kind));
	}
	*limits->number = was;
}

static void test_ikev2(void **state)
{
	struct fixture *f = *state;
	const struct limits limits[] = {
		{&f->ikev2->dwIdleTimeout, 300, 17279999},
		{&f->ikev2->dwNetworkBlackoutTime, 120, UINT32_MAX},
		{&f->ikev2->dwSaLifeTime, 300, 17279999},
		{&f->ikev2->dwSaDataSizeForRenegotiation, 1024, UINT32_MAX},
		{&f->ikev2->dwConfigOptions, 0, 0},
		{&f->ikev2->dwEncryptionType, 0, 3},
	};
	size_t i;

	for (i = 0; i < sizeof(limits) / sizeof(limits[0]); i++) {
		assert_limits(f, KIND(IKEV2), &limits[i]);
	}
}

static void test_l2tp(void **state)
{
	struct fixture *f = *state;
	const struct limits limits[] = {
		{&f->l2tp->dwIdleTimeout, 300, 17279999},
		{&f->l2tp->dwSaLifeTime, 300, 17279999},
		{&f->l2tp->dwSaDataSizeForRenegotiation, 1024, UINT32_MAX},
		{&f->l2tp->dwEncryptionType, 0, 3},
	};
	size_t i;

	for (i = 0; i < sizeof(limits) / sizeof(limits[0]); i++) {
		assert_limits(f, KIND(L2TP), &limits[i]);
	}
}

static void test_policy(void **state)
{
	struct fixture *f = *state;
	struct ROUTER_CUSTOM_IKEv2_POLICY_0 policy = {
		.dwCipherTransformConstant = 1,
	};
	const struct limits limits[] = {
		{&policy.dwIntegrityMethod, 0, 3},
		{&policy.dwEncryptionMethod, 0, 4},
		{&policy.dwCipherTransformConstant, 1, 8},
		{&policy.dwAuthTransformConstant, 0, 5},
		{&policy.dwPfsGroup, 0, 7},
		{&policy.dwDhGroup, 0, 6},
	};
	size_t i;

	for (i = 0; i < sizeof(limits) / sizeof(limits[0]); i++) {
		f->ikev2->customPolicy = &policy;
		f->l2tp->customPolicy = NULL;
		assert_limits(f, KIND(IKEV2), &limits[i]);
		f->ikev2->customPolicy = NULL;
		f->l2tp->customPolicy = &policy;
		assert_limits(f, KIND(L2TP), &limits[i]);
	}
}

/* Counts without what they count: NDR lets them pass. */
static void test_lying_counts(void **state)
{
	struct fixture *f = *state;
	struct CERT_BLOB_1 names[2] = {{.cbData = 0}, {.cbData = 0}};
	struct CERT_EKU_1 eku = {.dwSize = 0};
	uint16_t text[] = {'1', 0};
	uint8_t byte = 7;
	const struct CERT_BLOB_1 whole = {1, &byte}, half = {1, NULL};

	f->ikev2->dwTotalCertificates = 2;
	assert_false(is_valid(f, KIND(IKEV2)));
	f->ikev2->certificateNames = names;
	assert_true(is_valid(f, KIND(IKEV2)));
	names[1] = half;
	assert_false(is_valid(f, KIND(IKEV2)));
	names[1] = whole;
	f->ikev2->machineCertificateName = half;
	assert_false(is_valid(f, KIND(IKEV2)));
	f->ikev2->machineCertificateName = whole;
	f->ikev2->machineCertificateHash = half;
	assert_false(is_valid(f, KIND(IKEV2)));
	f->ikev2->machineCertificateHash = whole;
	assert_true(is_valid(f, KIND(IKEV2)));
	f->ikev2->dwTotalEkus = 1;
	assert_false(is_valid(f, KIND(IKEV2)));
	f->ikev2->certificateEKUs = &eku;
	assert_false(is_valid(f, KIND(IKEV2)));
	eku.dwSize = 2;
	assert_false(is_valid(f, KIND(IKEV2)));
	eku.pwszEKU = text;
	assert_true(is_valid(f, KIND(IKEV2)));
}

static void test_sstp(void **state)
{
	struct fixture *f = *state;
	struct CERT_BLOB_1 *hash = &f->sstp->sstpCertDetails.certBlob;
	uint8_t bytes[33] = {1};

	f->sstp->certAlgorithm = 0x8004;
	assert_false(is_valid(f, KIND(SSTP)));
	f->sstp->certAlgorithm = CALG_SHA_256;
	for (hash->cbData = 0; hash->cbData <= 33; hash->cbData++) {
		hash->pbData = NULL;
		assert_int_equal(is_valid(f, KIND(SSTP)), hash->cbData == 0);
		hash->pbData = bytes;
		assert_int_equal(is_valid(f, KIND(SSTP)),
				 hash->cbData == 0 || hash->cbData == 32);
	}
}

/* -- one on top of another -- */

static struct server_settings_change everything(void)
{
	static uint8_t bytes[32] = {9};
	static struct CERT_BLOB_1 name = {3, bytes};
	static uint16_t text[] = {'x', 0};
	static struct CERT_EKU_1 eku = {2, 1, text};
	static struct ROUTER_CUSTOM_IKEv2_POLICY_0 policy = {1, 1, 1, 1, 1, 1};
	struct server_settings_change change = {
		.kinds = SERVER_SETTINGS_ALL,
		.revision = 3,
	};
	struct MPRAPI_TUNNEL_CONFIG_PARAMS_3 *t = &change.settings.tunnels;
	int kind;

	for (kind = 0; kind < PORT_KIND_SERIAL; kind++) {
		server_settings_set_ports(&change.settings, kind,
					  10 + (uint32_t)kind, 1);
	}
	t->IkeConfigParams.TunnelConfigParams =
		(struct IKEV2_TUNNEL_CONFIG_PARAMS_3){
			.dwIdleTimeout = 400,
			.dwNetworkBlackoutTime = 401,
			.dwSaLifeTime = 402,
			.dwSaDataSizeForRenegotiation = 4030,
			.dwTotalCertificates = 1,
			.certificateNames = &name,
			.machineCertificateName = name,
			.dwEncryptionType = 3,
			.customPolicy = &policy,
			.dwTotalEkus = 1,
			.certificateEKUs = &eku,
			.machineCertificateHash = {32, bytes},
		};
	t->L2tpConfigParams.TunnelConfigParams =
		(struct L2TP_TUNNEL_CONFIG_PARAMS_1){
			.dwIdleTimeout = 500,
			.dwEncryptionType = 1,
			.dwSaLifeTime = 501,
			.dwSaDataSizeForRenegotiation = 5020,
			.customPolicy = &policy,
		};
	t->SstpConfigParams.isUseHttps = 7;
	t->SstpConfigParams.certAlgorithm = CALG_SHA_256;
	t->SstpConfigParams.sstpCertDetails.isDefault = 1;
	t->SstpConfigParams.sstpCertDetails.certBlob.cbData = 32;
	t->SstpConfigParams.sstpCertDetails.certBlob.pbData = bytes;
	return change;
}

static void test_merge_revisions(void **state)
{
	uint8_t revision;

	(void)state;
	for (revision = 1; revision <= 3; revision++) {
		struct server_settings_change change = everything();
		void *fresh;
		struct fixture *f;

		setup(&fresh);
		f = fresh;
		change.revision = revision;
		server_settings_merge(f->s, &change);
		assert_true(is_valid(f, SERVER_SETTINGS_ALL));
		assert_int_equal(f->s->kinds, SERVER_SETTINGS_ALL);
		assert_int_equal(server_settings_ports(f->s, PORT_KIND_IKEV2),
				 10 + PORT_KIND_IKEV2);
		assert_int_equal(
			f->s->tunnels.IkeConfigParams.dwTunnelConfigParamFlags,
			1);
		assert_int_equal(f->ikev2->dwIdleTimeout, 400);
		assert_int_equal(f->ikev2->dwTotalCertificates, 1);
		assert_int_equal(f->ikev2->dwEncryptionType,
				 revision >= 2 ? 3 : 2);
		assert_int_equal(f->ikev2->machineCertificateName.cbData,
				 revision >= 2 ? 3 : 0);
		assert_int_equal(f->ikev2->customPolicy != NULL, revision >= 2);
		assert_int_equal(f->ikev2->dwTotalEkus, revision >= 3);
		assert_int_equal(f->ikev2->machineCertificateHash.cbData,
				 revision >= 3 ? 32 : 0);
		assert_int_equal(f->l2tp->dwIdleTimeout,
				 revision >= 3 ? 500 : 300);
		assert_int_equal(f->sstp->isUseHttps, 1);
		assert_int_equal(f->sstp->sstpCertDetails.isDefault, 0);
		teardown(&fresh);
	}
}

static void test_merge_ports_only(void **state)
{
	struct fixture *f = *state;
	struct server_settings_change change = everything();

	change.ports_only = true;
	change.kinds = KIND(IKEV2) | KIND(PPPOE);
	server_settings_merge(f->s, &change);
	assert_int_equal(f->s->kinds, KIND(IKEV2) | KIND(PPPOE));
	assert_int_equal(server_settings_ports(f->s, PORT_KIND_PPPOE), 10);
	assert_int_equal(server_settings_ports(f->s, PORT_KIND_IKEV2),
			 10 + PORT_KIND_IKEV2);
	assert_int_equal(server_settings_ports(f->s, PORT_KIND_PPTP), 2);
	assert_int_equal(f->ikev2->dwIdleTimeout, 300);
	assert_null(f->ikev2->customPolicy);
}

/* "Specifying a value 0 for the cbData [...] removes the certificate". */
static void test_merge_removes_certificate(void **state)
{
	struct fixture *f = *state;
	struct server_settings_change change = everything();

	server_settings_merge(f->s, &change);
	assert_int_equal(f->sstp->sstpCertDetails.certBlob.cbData, 32);
	change.settings.tunnels.SstpConfigParams.sstpCertDetails =
		(struct SSTP_CERT_INFO_1){.isDefault = 0};
	server_settings_merge(f->s, &change);
	assert_int_equal(f->sstp->sstpCertDetails.certBlob.cbData, 0);
	assert_int_equal(f->sstp->sstpCertDetails.isDefault, 1);
}

static void test_copy(void **state)
{
	struct fixture *f = *state;
	struct server_settings_change change = everything();
	const struct IKEV2_TUNNEL_CONFIG_PARAMS_3 *p;
	struct server_settings *copy;

	server_settings_merge(f->s, &change);
	copy = server_settings_copy(f, f->s);
	assert_non_null(copy);
	assert_int_equal(copy->kinds, SERVER_SETTINGS_ALL);
	assert_int_equal(copy->pppoe_ports, 10);
	p = &copy->tunnels.IkeConfigParams.TunnelConfigParams;
	assert_ptr_not_equal(p->certificateNames, f->ikev2->certificateNames);
	assert_int_equal(p->certificateNames[0].cbData, 3);
	assert_memory_equal(p->certificateNames[0].pbData, "\x09\0\0", 3);
	assert_memory_equal(p->customPolicy, f->ikev2->customPolicy,
			    sizeof(*p->customPolicy));
	assert_memory_equal(p->certificateEKUs[0].pwszEKU,
			    f->ikev2->certificateEKUs[0].pwszEKU, 4);
	assert_int_equal(
		copy->tunnels.SstpConfigParams.sstpCertDetails.certBlob.cbData,
		32);
	/* more than a client can send */
	f->ikev2->dwTotalEkus = RRAS_MAX_EKUS + 1;
	f->ikev2->certificateEKUs = NULL;
	assert_null(server_settings_copy(f, f->s));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_defaults),
		TEST(test_kinds),
		TEST(test_ports),
		TEST(test_ikev2),
		TEST(test_l2tp),
		TEST(test_policy),
		TEST(test_lying_counts),
		TEST(test_sstp),
		cmocka_unit_test(test_merge_revisions),
		TEST(test_merge_ports_only),
		TEST(test_merge_removes_certificate),
		TEST(test_copy),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
