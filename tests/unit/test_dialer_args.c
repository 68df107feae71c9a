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
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <arpa/inet.h>
#include <cmocka.h>
#include "server/dialer/pppd_args.h"

static struct dialer_config config;
static struct dialer_settings settings;
static char **argv;

static int setup(void **state)
{
	config = (struct dialer_config){
		.lcp_echo_interval = 10,
		.lcp_echo_failure = 3,
		.modem_connect_timeout = 45,
		.modem_init = "AT&F",
		.pppd_path = "/usr/sbin/pppd",
		.connect_helper = "/usr/libexec/openrras/rras-connect",
	};
	settings = (struct dialer_settings){
		.kind = DIALER_KIND_PPPOE,
		.device = "",
		.number = "",
		.user = "alice",
		.domain = "",
		.password = "s3cret-word",
		.ipv4 = true,
	};
	argv = NULL;
	return 0;
}

static int teardown(void **state)
{
	TALLOC_FREE(argv);
	return 0;
}

static void make(const char *device)
{
	TALLOC_FREE(argv);
	assert_true(W_ERROR_IS_OK(pppd_args(NULL, &config, "/p/rras_pppd.so",
					    device, &settings, 0, &argv)));
}

/* The place of a word, -1 for nowhere. */
static int find(const char *word)
{
	int i;

	for (i = 0; argv[i] != NULL; i++) {
		if (strcmp(argv[i], word) == 0) {
			return i;
		}
	}
	return -1;
}

static void assert_has(const char *word)
{
	if (find(word) == -1) {
		fail_msg("no %s", word);
	}
}

static void assert_lacks(const char *word)
{
	if (find(word) != -1) {
		fail_msg("there is a %s", word);
	}
}

static void assert_value(const char *option, const char *value)
{
	assert_has(option);
	assert_string_equal(argv[find(option) + 1], value);
}

static void test_basics(void **state)
{
	int i;

	make("wan0");
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
	make("wan0");
	assert_value("pppoe-ac", "isp-ac");
	assert_value("pppoe-service", "gold service");
	assert_value("mtu", "1492");
	/* options of discovery count only before the device */
	for (last = 0; argv[last + 1] != NULL; last++) {
	}
	assert_string_equal(argv[last], "nic-wan0");
	assert_value("pppoe-padi-timeout", "1");
	assert_value("pppoe-padi-attempts", "2");
	assert_true(find("pppoe.so") < find("pppoe-padi-timeout"));
	settings.number = "gold";
	make("wan0");
	assert_lacks("pppoe-ac");
	assert_value("pppoe-service", "gold");
	settings.number = "isp-ac\\";
	make("wan0");
	assert_value("pppoe-ac", "isp-ac");
	assert_lacks("pppoe-service");
	settings.number = "\\gold";
	make("wan0");
	assert_lacks("pppoe-ac");
	settings.number = "";
	make("wan0");
	assert_lacks("pppoe-service");
}

static void test_authentication(void **state)
{
	make("wan0");
	assert_has("refuse-pap");
	assert_has("refuse-chap");
	assert_has("refuse-mschap");
	assert_has("refuse-mschap-v2");
	assert_has("refuse-eap");
	settings.allow_pap = settings.allow_chap = true;
	settings.allow_mschapv2 = settings.allow_eap = true;
	settings.eap_methods = 1u << DIALER_EAP_MD5;
	settings.domain = "CORP";
	make("wan0");
	assert_lacks("refuse-pap");
	assert_lacks("refuse-chap");
	assert_has("refuse-mschap");
	assert_lacks("refuse-mschap-v2");
	assert_lacks("refuse-eap");
	assert_value("rras-eap-methods", "16");
	assert_lacks("need-peer-eap");
	assert_value("user", "CORP\\alice");
	settings.user = "";
	make("wan0");
	assert_lacks("user");
}

static void test_encryption(void **state)
{
	settings.encryption = DIALER_ENCRYPTION_NONE;
	make("wan0");
	assert_has("nomppe");
	assert_has("noccp");
	assert_has("nodeflate");
	settings.software_compression = true;
	make("wan0");
	assert_lacks("noccp");
	assert_lacks("nodeflate");
	settings.software_compression = false;
	settings.encryption = DIALER_ENCRYPTION_OPTIONAL;
	make("wan0");
	assert_has("rras-mppe-optional");
	assert_lacks("nomppe");
	assert_lacks("require-mppe");
	assert_lacks("noccp");
	settings.encryption = DIALER_ENCRYPTION_REQUIRE;
	make("wan0");
	assert_has("require-mppe");
	assert_lacks("noccp"); /* it carries MPPE */
	assert_lacks("nomppe");
	settings.encryption = DIALER_ENCRYPTION_REQUIRE_MAX;
	make("wan0");
	assert_has("require-mppe-128");
	assert_lacks("noccp");
}

static void test_network_protocols(void **state)
{
	make("wan0");
	assert_has("noipv6");
	assert_has("novj");
	assert_value("rras-names", "peer");
	assert_lacks("usepeerdns"); /* every pppd would write resolv.conf */
	assert_has("ipcp-accept-local");
	assert_has("nodefaultroute");
	settings.ipv6 = true;
	settings.ip_header_compression = true;
	settings.default_gateway = true;
	make("wan0");
	assert_has("+ipv6");
	assert_has("nodefaultroute");
	assert_has("rras-default-route");
	assert_has("defaultroute6");
	assert_lacks("novj");
	settings.specific_ip = true;
	settings.ipaddr.s_addr = htonl(0x0a010203);
	make("wan0");
	assert_has("10.1.2.3:");
	assert_true(find("10.1.2.3:") < find("pppoe.so"));
	assert_lacks("noipdefault");
	assert_lacks("ipcp-accept-local");
	settings.specific_dns = true;
	settings.dns[0].s_addr = htonl(0x0a010205);
	make("wan0");
	assert_value("rras-names", "10.1.2.5,0.0.0.0");
	settings.ipv4 = false;
	make("wan0");
	assert_has("noip");
	assert_lacks("10.1.2.3:");
	assert_lacks("rras-names");
	settings.idle_seconds = 300;
	config.lcp_restart = 1;
	config.lcp_max_configure = 4;
	config.lcp_echo_interval = 0;
	make("wan0");
	assert_value("idle", "300");
	assert_value("lcp-restart", "1");
	assert_value("lcp-max-configure", "4");
	assert_value("lcp-echo-interval", "0");
	assert_lacks("rras-echo-failure");
}

static void test_lcp_extensions(void **state)
{
	settings.lcp_extensions = true;
	make("wan0");
	assert_lacks("rras-no-lcp-extensions");
	settings.lcp_extensions = false;
	make("wan0");
	assert_has("rras-no-lcp-extensions");
}

/* -- EAP-TLS -- */

static char dir[] = "/tmp/test_dialer_args.XXXXXX";

#define HASH "00112233445566778899aabbccddeeff00112233"

static const char *in_dir(const char *name)
{
	static char path[128];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	return path;
}

static void put(const char *name, mode_t mode, const char *text)
{
	FILE *f = fopen(in_dir(name), "w");

	assert_non_null(f);
	fputs(text, f);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(chmod(in_dir(name), mode), 0);
}

static int tls_setup(void **state)
{
	size_t i;

	setup(state);
	strcpy(dir + strlen(dir) - 6, "XXXXXX");
	assert_non_null(mkdtemp(dir));
	config.certificate_dir = dir;
	settings.allow_eap = true;
	settings.eap_methods = 1u << DIALER_EAP_TLS;
	for (i = 0; i < sizeof(settings.eap_tls.hash); i++) {
		settings.eap_tls.hash[i] = (uint8_t)(i % 16 * 0x11);
	}
	put(HASH ".crt", 0644, "x");
	put(HASH ".key", 0600, "x");
	put("ca.pem", 0644, "x");
	return 0;
}

static int tls_teardown(void **state)
{
	static const char *const names[] = {
		HASH ".crt", HASH ".key", HASH ".ca", HASH ".server", "ca.pem"};
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		unlink(in_dir(names[i]));
	}
	rmdir(dir);
	return teardown(state);
}

static void assert_path(const char *option, const char *name)
{
	assert_value(option, in_dir(name));
}

static void test_tls(void **state)
{
	make("wan0");
	assert_path("cert", HASH ".crt");
	assert_path("key", HASH ".key");
	assert_path("ca", "ca.pem");
	assert_value("rras-eap-methods", "8192");
	assert_lacks("remotename");
	assert_has("need-peer-eap");
	put(HASH ".ca", 0644, "x");
	put(HASH ".server", 0644, "vpn.isp.example\nmore\n");
	settings.allow_chap = true;
	make("wan0");
	assert_path("ca", HASH ".ca");
	assert_value("remotename", "vpn.isp.example");
	assert_lacks("need-peer-eap");
}

static void refused_certificate(void)
{
	WERROR error;

	TALLOC_FREE(argv);
	error = pppd_args(NULL, &config, "/p", "wan0", &settings, 0, &argv);
	assert_int_equal(W_ERROR_V(error), ERROR_NO_EAPTLS_CERTIFICATE);
	assert_null(argv);
}

static void test_tls_files(void **state)
{
	put(HASH ".key", 0640, "x"); /* others could read it */
	refused_certificate();
	put(HASH ".key", 0600, "x");
	put(HASH ".server", 0644, "\n"); /* nobody is called so */
	refused_certificate();
	unlink(in_dir(HASH ".server"));
	make("wan0");
	unlink(in_dir("ca.pem"));
	refused_certificate();
	put("ca.pem", 0644, "x");
	unlink(in_dir(HASH ".crt"));
	refused_certificate();
	assert_int_equal(mkfifo(in_dir(HASH ".crt"), 0600), 0);
	refused_certificate(); /* and it does not wait for a writer */
	memset(settings.eap_tls.hash, 0, sizeof(settings.eap_tls.hash));
	refused_certificate();
	config.certificate_dir = NULL;
	refused_certificate();
}

/* What the entry allows besides remains. */
static void test_tls_without_certificate(void **state)
{
	unlink(in_dir(HASH ".key"));
	settings.eap_methods |= 1u << DIALER_EAP_MD5;
	make("wan0");
	assert_value("rras-eap-methods", "16");
	assert_lacks("cert");
	settings.eap_methods = 1u << DIALER_EAP_TLS;
	settings.allow_mschapv2 = true;
	make("wan0");
	assert_has("refuse-eap");
	assert_lacks("rras-eap-methods");
}

static void test_serial(void **state)
{
	settings.kind = DIALER_KIND_DIRECT;
	settings.speed = 115200;
	settings.hw_flow_control = true;
	make("/dev/ttyS0");
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
	make("/dev/ttyS0");
	assert_has("modem");
	assert_has("nocrtscts");
	assert_lacks("0");
	assert_value("rras-report-fd", "4");
	assert_value("connect", "exec '/usr/libexec/openrras/rras-connect' "
				"--report-fd=4 --timeout=45 --init='AT&F' "
				"--number='0,55512 34'");
	config.modem_init = "AT'; reboot; '";
	settings.number = "$(reboot)'";
	make("/dev/ttyS0");
	assert_value("connect", "exec '/usr/libexec/openrras/rras-connect' "
				"--report-fd=4 --timeout=45 "
				"--init='AT'\\''; reboot; '\\''' "
				"--number='$(reboot)'\\'''");
	config.modem_init = NULL;
	make("/dev/ttyS0");
	assert_non_null(strstr(argv[find("connect") + 1], "--init='' "));
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
	settings.kind = DIALER_KIND_L2TP;
	settings.number = "vpn.example.org";
	settings.encryption = DIALER_ENCRYPTION_REQUIRE;
	make("");
	assert_value("rras-tunnel", "l2tp");
	assert_value("rras-tunnel-server", "vpn.example.org");
	assert_lacks("rras-tunnel-ipsec");
	assert_lacks("rras-tunnel-vici");
	assert_has("require-mppe");
	/* IPsec encrypts; its key goes another way */
	settings.ipsec_key = data_blob_const(key, 3);
	config.vici_socket = "/run/other.vici";
	make("");
	assert_has("rras-tunnel-ipsec");
	assert_value("rras-tunnel-vici", "/run/other.vici");
	assert_has("nomppe");
	for (i = 0; argv[i] != NULL; i++) {
		assert_null(strstr(argv[i], "k3y"));
	}
	/* which another tunnel has no use for */
	settings.kind = DIALER_KIND_PPTP;
	make("");
	assert_lacks("rras-tunnel-ipsec");
	assert_lacks("rras-tunnel-vici");
	assert_has("require-mppe");
	config.vici_socket = NULL;
}

static void test_too_long(void **state)
{
	char text[300];

	memset(text, 'a', sizeof(text));
	text[256] = '\0';
	settings.password = text;
	refused();
	text[255] = '\0';
	make("wan0");
	TALLOC_FREE(argv);
	settings.password = "";
	settings.user = text;
	refused();
	text[200] = '\0';
	settings.domain = text;
	refused();
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

#define TLS_TEST(name) \
	cmocka_unit_test_setup_teardown(name, tls_setup, tls_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_basics),
		TEST(test_pppoe),
		TEST(test_authentication),
		TEST(test_encryption),
		TEST(test_network_protocols),
		TEST(test_lcp_extensions),
		TLS_TEST(test_tls),
		TLS_TEST(test_tls_files),
		TLS_TEST(test_tls_without_certificate),
		TEST(test_serial),
		TEST(test_l2tp),
		TEST(test_too_long),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
