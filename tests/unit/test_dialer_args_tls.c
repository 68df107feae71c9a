/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The command line of pppd for EAP-TLS: whose certificates, and none that
 * others could have read. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>
#include "pppd_args_fixture.h"

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

	args_set_up(state);
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
	return args_tear_down(state);
}

static void assert_path(const char *option, const char *name)
{
	assert_value(option, in_dir(name));
}

static void test_tls(void **state)
{
	make_args("wan0");
	assert_path("cert", HASH ".crt");
	assert_path("key", HASH ".key");
	assert_path("ca", "ca.pem");
	assert_value("rras-eap-methods", "8192");
	assert_lacks("remotename");
	assert_has("need-peer-eap");
	put(HASH ".ca", 0644, "x");
	put(HASH ".server", 0644, "vpn.isp.example\nmore\n");
	settings.allow_chap = true;
	make_args("wan0");
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
	assert_int_equal(symlink("nowhere", in_dir(HASH ".server")), 0);
	refused_certificate(); /* is not "no file" */
	unlink(in_dir(HASH ".server"));
	assert_int_equal(mkfifo(in_dir(HASH ".server"), 0600), 0);
	refused_certificate();
	unlink(in_dir(HASH ".server"));
	make_args("wan0");
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
	make_args("wan0");
	assert_value("rras-eap-methods", "16");
	assert_lacks("cert");
	settings.eap_methods = 1u << DIALER_EAP_TLS;
	settings.allow_mschapv2 = true;
	make_args("wan0");
	assert_has("refuse-eap");
	assert_lacks("rras-eap-methods");
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, tls_setup, tls_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_tls),
		TEST(test_tls_files),
		TEST(test_tls_without_certificate),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
