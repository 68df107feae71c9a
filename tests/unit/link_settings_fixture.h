/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests of link_settings() share. */
#ifndef TESTS_UNIT_LINK_SETTINGS_FIXTURE_H
#define TESTS_UNIT_LINK_SETTINGS_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "compat/rras_errors.h"
#include "gen_ndr/rras_types.h"
#include "server/router/link.h"

#define assert_werror(werr, code) \
	assert_int_equal(W_ERROR_V(werr), (uint32_t)(code))

/** @brief An entry for PPPoE by any device, with IPv4. */
static inline struct router_entry *new_entry(TALLOC_CTX *mem_ctx)
{
	struct router_entry *entry = router_entry_new(mem_ctx);

	entry->szDeviceType = "PPPoE";
	entry->szDeviceName = "";
	entry->dwfNetProtocols = MPRNP_Ip;
	entry->dwEncryptionType = MPR_ET_None;
	return entry;
}

#endif
