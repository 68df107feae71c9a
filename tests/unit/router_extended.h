/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Extended credentials and IKEv2 configurations, for the tests of what belongs
 * to an interface besides its settings.
 */
#ifndef TESTS_UNIT_ROUTER_EXTENDED_H
#define TESTS_UNIT_ROUTER_EXTENDED_H

#include "router_fixture.h"
#include "server/router/credentials_ex.h"
#include "server/router/ikev2.h"

/** @name Examples */
/**@{*/
extern const struct router_eap extended_alice;
extern const struct router_key extended_hush;
extern const struct ROUTER_CUSTOM_IKEv2_POLICY_0 extended_strong;
struct router_ikev2 extended_ikev2(void);
/**@}*/

/** @brief A one-way demand-dial interface, whose entry the phonebook has. */
uint32_t extended_home_router(struct fixture *f, const char *name);

#define EXTENDED_VPN_SERVER "vpn.example.com"
/** @brief An interface "vpn" to that server. */
uint32_t extended_vpn(struct fixture *f, uint32_t dwVpnStrategy);
/** @brief Nothing there takes the kind of tunnel that is tried now. */
void extended_vpn_refused(struct fixture *f);

/** @name Set and wait; NULL removes */
/**@{*/
WERROR extended_set_eap(struct fixture *f, uint32_t dwInterface,
			const struct router_eap *eap);
WERROR extended_set_key(struct fixture *f, uint32_t dwInterface,
			const struct router_key *key);
WERROR extended_set_ikev2(struct fixture *f, uint32_t dwInterface,
			  const struct router_ikev2 *config, bool keeps_hash);
/**@}*/

/** @name What is stored; NULL: nothing */
/**@{*/
void assert_eap(struct fixture *f, uint32_t dwInterface,
		const struct router_eap *expected);
void assert_key(struct fixture *f, uint32_t dwInterface,
		const struct router_key *expected);
void assert_ikev2(struct fixture *f, uint32_t dwInterface,
		  const struct router_ikev2 *expected);
/**@}*/

#endif
