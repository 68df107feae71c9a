/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The command line of pppd: what each setting becomes, in which order, and
 * that no secret is in it.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <arpa/inet.h>
#include <cmocka.h>
#include "pppd_args_fixture.h"

static void test_basics(void **state)
{
	int i;

	make_args("wan0");
	assert_string_equal(argv[0], "/usr/sbin/pppd");
	assert_string_equal(argv[1], "plugin"); /* before all that can fail */
	assert_string_equal(argv[2], "/p/rras_pppd.so");
	assert_value("rras-fd", "3");
	assert_value("rras-echo-failure", "3");
	assert_has("nodetach");
	assert_has("nopersist");
	assert_has("noauth");
	assert_has("noipdefault");
	assert_value("maxfail", "1");
	assert_value("logfd", "2");
	assert_value("lcp-echo-interval", "10");
	assert_value("lcp-echo-failure", "3");
	assert_value("user", "alice");
	assert_lacks("debug");
	assert_lacks("rras-report-fd");
	assert_lacks("lcp-restart");
	assert_lacks("idle");
	for (i = 0; argv[i] != NULL; i++) {
		assert_null(strstr(argv[i], "s3cret"));
	}
}

static void test_pppoe(void **state)
{
	int last;

	config.padi_timeout = 1;
	config.padi_attempts = 2;
	settings.number = "isp-ac\\gold service";
	make_args("wan0");
	assert_value("pppoe-ac", "isp-ac");
	assert_value("pppoe-service", "gold service");
	assert_value("mtu", "1492");
	/* options of discovery count only before the device */
	for (last = 0; argv[last + 1] != NULL; last++) {
	}
	assert_string_equal(argv[last], "nic-wan0");
	assert_value("pppoe-padi-timeout", "1");
	assert_value("pppoe-padi-attempts", "2");
	assert_true(find_word("pppoe.so") < find_word("pppoe-padi-timeout"));
	settings.number = "gold";
	make_args("wan0");
	assert_lacks("pppoe-ac");
	assert_value("pppoe-service", "gold");
	settings.number = "isp-ac\\";
	make_args("wan0");
	assert_value("pppoe-ac", "isp-ac");
	assert_lacks("pppoe-service");
	settings.number = "\\gold";
	make_args("wan0");
	assert_lacks("pppoe-ac");
	settings.number = "";
	make_args("wan0");
	assert_lacks("pppoe-service");
}

static void test_authentication(void **state)
{
	make_args("wan0");
	assert_has("refuse-pap");
	assert_has("refuse-chap");
	assert_has("refuse-mschap");
	assert_has("refuse-mschap-v2");
	assert_has("refuse-eap");
	settings.allow_pap = settings.allow_chap = true;
	settings.allow_mschapv2 = settings.allow_eap = true;
	settings.eap_methods = 1u << DIALER_EAP_MD5;
	settings.domain = "CORP";
	make_args("wan0");
	assert_lacks("refuse-pap");
	assert_lacks("refuse-chap");
	assert_has("refuse-mschap");
	assert_lacks("refuse-mschap-v2");
	assert_lacks("refuse-eap");
	assert_value("rras-eap-methods", "16");
	assert_lacks("need-peer-eap");
	assert_value("user", "CORP\\alice");
	settings.user = "";
	make_args("wan0");
	assert_lacks("user");
}

static void test_encryption(void **state)
{
	settings.encryption = DIALER_ENCRYPTION_NONE;
	make_args("wan0");
	assert_has("nomppe");
	assert_has("noccp");
	assert_has("nodeflate");
	settings.software_compression = true;
	make_args("wan0");
	assert_lacks("noccp");
	assert_lacks("nodeflate");
	settings.software_compression = false;
	settings.encryption = DIALER_ENCRYPTION_OPTIONAL;
	make_args("wan0");
	assert_has("rras-mppe-optional");
	assert_lacks("nomppe");
	assert_lacks("require-mppe");
	assert_lacks("noccp");
	settings.encryption = DIALER_ENCRYPTION_REQUIRE;
	make_args("wan0");
	assert_has("require-mppe");
	assert_lacks("noccp"); /* it carries MPPE */
	assert_lacks("nomppe");
	settings.encryption = DIALER_ENCRYPTION_REQUIRE_MAX;
	make_args("wan0");
	assert_has("require-mppe-128");
	assert_lacks("noccp");
}

static void test_network_protocols(void **state)
{
	make_args("wan0");
	assert_has("noipv6");
	assert_has("novj");
	assert_value("rras-names", "peer");
	assert_lacks("usepeerdns"); /* every pppd would write resolv.conf */
	assert_has("ipcp-accept-local");
	assert_has("nodefaultroute");
	settings.ipv6 = true;
	settings.ip_header_compression = true;
	settings.default_gateway = true;
	make_args("wan0");
	assert_has("+ipv6");
	assert_has("nodefaultroute");
	assert_has("rras-default-route");
	assert_has("defaultroute6");
	assert_lacks("novj");
	settings.specific_ip = true;
	settings.ipaddr.s_addr = htonl(0x0a010203);
	make_args("wan0");
	assert_has("10.1.2.3:");
	assert_true(find_word("10.1.2.3:") < find_word("pppoe.so"));
	assert_lacks("noipdefault");
	assert_lacks("ipcp-accept-local");
	settings.specific_dns = true;
	settings.dns[0].s_addr = htonl(0x0a010205);
	make_args("wan0");
	assert_value("rras-names", "10.1.2.5,0.0.0.0");
	settings.ipv4 = false;
	make_args("wan0");
	assert_has("noip");
	assert_lacks("10.1.2.3:");
	assert_lacks("rras-names");
	settings.idle_seconds = 300;
	config.lcp_restart = 1;
	config.lcp_max_configure = 4;
	config.lcp_echo_interval = 0;
	make_args("wan0");
	assert_value("idle", "300");
	assert_value("lcp-restart", "1");
	assert_value("lcp-max-configure", "4");
	assert_value("lcp-echo-interval", "0");
	assert_lacks("rras-echo-failure");
}

static void test_lcp_extensions(void **state)
{
	settings.lcp_extensions = true;
	make_args("wan0");
	assert_lacks("rras-no-lcp-extensions");
	settings.lcp_extensions = false;
	make_args("wan0");
	assert_has("rras-no-lcp-extensions");
}

static void test_serial(void **state)
{
	settings.kind = DIALER_KIND_DIRECT;
	settings.speed = 115200;
	settings.hw_flow_control = true;
	make_args("/dev/ttyS0");
	assert_has("/dev/ttyS0");
	assert_has("115200");
	assert_has("crtscts");
	assert_has("lock");
	assert_has("local");
	assert_lacks("connect");
	assert_lacks("pppoe.so");
	assert_lacks("mtu");
	settings.kind = DIALER_KIND_MODEM;
	settings.number = "0,55512 34";
	settings.speed = 0;
	settings.hw_flow_control = false;
	make_args("/dev/ttyS0");
	assert_has("modem");
	assert_has("nocrtscts");
	assert_lacks("0");
	assert_value("rras-report-fd", "4");
	assert_value("connect", "exec '/usr/libexec/openrras/rras-connect' "
				"--report-fd=4 --timeout=45 --init='AT&F' "
				"--number='0,55512 34'");
	config.modem_init = "AT'; reboot; '";
	settings.number = "$(reboot)'";
	make_args("/dev/ttyS0");
	assert_value("connect", "exec '/usr/libexec/openrras/rras-connect' "
				"--report-fd=4 --timeout=45 "
				"--init='AT'\\''; reboot; '\\''' "
				"--number='$(reboot)'\\'''");
	config.modem_init = NULL;
	make_args("/dev/ttyS0");
	assert_non_null(strstr(argv[find_word("connect") + 1], "--init='' "));
}

static void refused(void)
{
	WERROR error =
		pppd_args(NULL, &config, "/p", "wan0", &settings, 0, &argv);

	assert_int_equal(W_ERROR_V(error), ERROR_INVALID_PARAMETER);
	assert_null(argv);
}

static void test_l2tp(void **state)
{
	static uint8_t key[] = "k3y";
	int i;

	config.tunnel_helper = "/usr/libexec/openrras/rras-tunnel";
	config.tunnel_hello = 17;
	settings.kind = DIALER_KIND_L2TP;
	settings.number = "vpn.example.org";
	settings.encryption = DIALER_ENCRYPTION_REQUIRE;
	make_args("");
	assert_value("rras-tunnel", "l2tp");
	assert_value("rras-tunnel-hello", "17");
	assert_value("rras-tunnel-server", "vpn.example.org");
	assert_lacks("rras-tunnel-ipsec");
	assert_lacks("rras-tunnel-vici");
	assert_has("require-mppe");
	/* IPsec encrypts; its key goes another way */
	settings.ipsec_key = data_blob_const(key, 3);
	config.vici_socket = "/run/other.vici";
	make_args("");
	assert_has("rras-tunnel-ipsec");
	assert_value("rras-tunnel-vici", "/run/other.vici");
	assert_has("nomppe");
	for (i = 0; argv[i] != NULL; i++) {
		assert_null(strstr(argv[i], "k3y"));
	}
	/* which another tunnel has no use for */
	settings.kind = DIALER_KIND_PPTP;
	make_args("");
	assert_lacks("rras-tunnel-ipsec");
	assert_lacks("rras-tunnel-vici");
	assert_has("require-mppe");
	config.vici_socket = NULL;
}

static void test_sstp(void **state)
{
	config.tunnel_helper = "/usr/libexec/openrras/rras-tunnel";
	settings.kind = DIALER_KIND_SSTP;
	settings.number = "vpn.example.org";
	settings.encryption = DIALER_ENCRYPTION_REQUIRE_MAX;
	make_args("");
	assert_value("rras-tunnel", "sstp");
	assert_has("require-mppe-128");
	/* TLS encrypts */
	settings.tls_encrypts = true;
	make_args("");
	assert_has("nomppe");
	assert_has("noccp");
	/* but no other tunnel */
	settings.kind = DIALER_KIND_PPTP;
	make_args("");
	assert_has("require-mppe-128");
}

static void test_too_long(void **state)
{
	char text[300];

	memset(text, 'a', sizeof(text));
	text[256] = '\0';
	settings.password = text;
	refused();
	text[255] = '\0';
	make_args("wan0");
	TALLOC_FREE(argv);
	settings.password = "";
	settings.user = text;
	refused();
	text[200] = '\0';
	settings.domain = text;
	refused();
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, args_set_up, args_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_basics),
		TEST(test_pppoe),
		TEST(test_authentication),
		TEST(test_encryption),
		TEST(test_network_protocols),
		TEST(test_lcp_extensions),
		TEST(test_serial),
		TEST(test_l2tp),
		TEST(test_sstp),
		TEST(test_too_long),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
