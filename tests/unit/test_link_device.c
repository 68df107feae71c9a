/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The device that an entry's szDeviceName and szPort stand for on Linux. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <talloc.h>
#include "compat/rras_errors.h"
#include "gen_ndr/rras_types.h"
#include "server/dialer/dialer.h"
#include "server/router/link.h"

static const struct {
	const char *type;
	const char *name;
	const char *port;
	const char *device; /* NULL: ERROR_INTERFACE_HAS_NO_DEVICES */
} rows[] = {
	{"PPPoE", "WAN Miniport (PPPOE)", "PPPoE5-0", ""},
	{"PPPoE", "eth1", "PPPoE5-0", "eth1"},
	{"Modem", "ttyS1", "ttyS1", "/dev/ttyS1"},
	{"Modem", "/dev/ttyUSB0", "", "/dev/ttyUSB0"},
	{"Modem", "COM3", "", "/dev/ttyS2"},
	{"Modem", "COM300", "", NULL},
	{"Modem", "Compaq 56K USB", "COM1", "/dev/ttyS0"},
	{"Modem", "Compaq 56K USB", "ttyACM0", "/dev/ttyACM0"},
	{"Modem", "Compaq 56K USB", "Compaq 56K USB", ""},
	{"Modem", "Compaq 56K USB", "", ""},
	{"SERIAL", "ttyS1", "COM1", "/dev/ttyS1"},
	{"SERIAL", "Communications cable", "COM2", "/dev/ttyS1"},
	{"Vpn", "WAN Miniport (PPTP)", "VPN2-0", ""},
	{"Isdn", "ISDN", "ISDN1-0", NULL},
};

static void test_devices(void **state)
{
	TALLOC_CTX *frame = talloc_new(NULL);
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct router_entry *entry = router_entry_new(frame);
		struct dialer_settings settings;
		WERROR werr;

		assert_non_null(entry);
		entry->szDeviceType = rows[i].type;
		entry->szDeviceName = rows[i].name;
		entry->szPort = rows[i].port;
		entry->dwfNetProtocols = MPRNP_Ip;
		werr = link_settings(frame, entry, NULL, NULL, &settings);
		if (rows[i].device == NULL) {
			assert_int_equal(W_ERROR_V(werr),
					 ERROR_INTERFACE_HAS_NO_DEVICES);
			continue;
		}
		assert_int_equal(W_ERROR_V(werr), 0);
		assert_string_equal(settings.device, rows[i].device);
	}
	talloc_free(frame);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_devices),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
