/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Extended credentials and IKEv2 configurations; see router_extended.h. */
#include "router_extended.h"

WERROR extended_set_eap(struct fixture *f, uint32_t dwInterface,
			const struct router_eap *eap)
{
	struct tevent_req *req =
		router_set_eap_send(f->mem, f->ev, f->router, dwInterface, eap);

	assert_true(tevent_req_poll(req, f->ev));
	return router_set_eap_recv(req);
}

WERROR extended_set_key(struct fixture *f, uint32_t dwInterface,
			const struct router_key *key)
{
	struct tevent_req *req =
		router_set_key_send(f->mem, f->ev, f->router, dwInterface, key);

	assert_true(tevent_req_poll(req, f->ev));
	return router_set_key_recv(req);
}

WERROR extended_set_ikev2(struct fixture *f, uint32_t dwInterface,
			  const struct router_ikev2 *config, bool keeps_hash)
{
	struct tevent_req *req = router_set_ikev2_send(
		f->mem, f->ev, f->router, dwInterface, config, keeps_hash);

	assert_true(tevent_req_poll(req, f->ev));
	return router_set_ikev2_recv(req);
}

uint32_t extended_home_router(struct fixture *f, const char *name)
{
	struct router_change change = fixture_change(f, name);
	uint32_t dwInterface;

	change.dwIfType = ROUTER_IF_TYPE_HOME_ROUTER;
	assert_werror(do_create(f, &change, &dwInterface), ERROR_SUCCESS);
	return dwInterface;
}

uint32_t extended_vpn(struct fixture *f, uint32_t dwVpnStrategy)
{
	struct router_change change = fixture_change(f, "vpn");
	struct router_entry *entry = fixture_entry(f);
	uint32_t dwInterface = 0;

	entry->szDeviceType = MPRDT_Vpn;
	entry->szDeviceName = "WAN Miniport (PPTP)";
	entry->szLocalPhoneNumber = EXTENDED_VPN_SERVER;
	entry->dwVpnStrategy = dwVpnStrategy;
	change.entry = entry;
	assert_werror(do_create(f, &change, &dwInterface), ERROR_SUCCESS);
	return dwInterface;
}

void extended_vpn_refused(struct fixture *f)
{
	const struct dialer_event report = {
		.type = DIALER_EVENT_CONNECT_REPORT,
		.connect = {DIALER_CONNECT_CLOSED, ""}};
	const struct dialer_event gone = {.type = DIALER_EVENT_GONE,
					  .gone = {false, 8, ""}};

	dialer_memory_event(f->memory->last, &report);
	dialer_memory_event(f->memory->last, &gone);
}

const struct router_eap extended_alice = {
	.cbHash = 20,
	.pbHash = {1, 2, 3, [19] = 20},
	.identity = "älice@example",
	.pin = "12π4",
};

void assert_eap(struct fixture *f, uint32_t dwInterface,
		const struct router_eap *expected)
{
	const struct router_eap *eap = NULL;

	assert_werror(router_get_eap(f->router, dwInterface, &eap),
		      ERROR_SUCCESS);
	if (expected == NULL) {
		assert_null(eap);
		return;
	}
	assert_int_equal(eap->cbHash, expected->cbHash);
	assert_memory_equal(eap->pbHash, expected->pbHash, expected->cbHash);
	assert_string_equal(eap->identity, expected->identity);
	assert_string_equal(eap->pin, expected->pin);
}

const struct router_key extended_hush = {.size = 4, .bytes = "h\0sh"};

void assert_key(struct fixture *f, uint32_t dwInterface,
		const struct router_key *expected)
{
	const struct router_key *key = NULL;

	if (expected == NULL) {
		assert_werror(router_get_key(f->router, dwInterface, &key),
			      ERROR_NOT_FOUND);
		return;
	}
	assert_werror(router_get_key(f->router, dwInterface, &key),
		      ERROR_SUCCESS);
	assert_int_equal(key->size, expected->size);
	assert_memory_equal(key->bytes, expected->bytes, expected->size);
}

const struct ROUTER_CUSTOM_IKEv2_POLICY_0 extended_strong = {2, 4, 8, 5, 5, 4};

struct router_ikev2 extended_ikev2(void)
{
	static uint8_t name[] = {0x30, 0x00}, hash[20] = {7};

	return (struct router_ikev2){
		.dwSaLifeTime = 28800,
		.dwSaDataSize = 102400,
		.certificateName = {name, sizeof(name)},
		.certificateHash = {hash, sizeof(hash)},
		.customPolicy = &extended_strong,
	};
}

void assert_ikev2(struct fixture *f, uint32_t dwInterface,
		  const struct router_ikev2 *expected)
{
	const struct router_ikev2 *config = NULL;

	assert_werror(router_get_ikev2(f->router, dwInterface, &config),
		      ERROR_SUCCESS);
	if (expected == NULL) {
		assert_null(config);
		return;
	}
	assert_int_equal(config->dwSaLifeTime, expected->dwSaLifeTime);
	assert_int_equal(config->dwSaDataSize, expected->dwSaDataSize);
	assert_int_equal(data_blob_cmp(&config->certificateName,
				       &expected->certificateName),
			 0);
	assert_int_equal(data_blob_cmp(&config->certificateHash,
				       &expected->certificateHash),
			 0);
	assert_int_equal(config->customPolicy != NULL,
			 expected->customPolicy != NULL);
	if (config->customPolicy != NULL) {
		assert_memory_equal(config->customPolicy,
				    expected->customPolicy,
				    sizeof(extended_strong));
	}
}
