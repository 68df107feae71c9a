/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the plugin makes of pppd's records of what both ends have agreed upon.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>
#include <arpa/inet.h>
#include <net/if.h>
#include "server/dialer/plugin/plugin.h"
#include <cmocka.h>

/* -- pppd's and the plugin's, as far as negotiated.c uses them -- */

lcp_options lcp_gotoptions[1], lcp_hisoptions[1];
ipcp_options ipcp_gotoptions[1], ipcp_hisoptions[1];
ipv6cp_options ipv6cp_gotoptions[1], ipv6cp_hisoptions[1];
ccp_options ccp_gotoptions[1], ccp_hisoptions[1];
fsm ccp_fsm[1];
struct plugin_seen plugin_seen;

static void (*deferred)(void *);
static unsigned deferrals;

#ifdef COMPAT_PPPD_2_5
static char remote_number[256], peer_authname[256];

const char *ppp_ifname(void)
{
	return "lo";
}

const char *ppp_get_remote_number(void)
{
	return remote_number[0] != '\0' ? remote_number : NULL;
}

const char *ppp_peer_authname(char *buf, size_t bufsz)
{
	snprintf(buf, bufsz, "%s", peer_authname);
	return buf;
}

void ppp_timeout(ppp_timer_cb fn, void *arg, int s, int us)
{
	deferred = fn;
	deferrals++;
}
#else
char ifname[] = "lo";
char remote_number[MAXNAMELEN], peer_authname[MAXNAMELEN];

void timeout(void (*fn)(void *), void *arg, int s, int us)
{
	deferred = fn;
	deferrals++;
}
#endif

static struct rras_plugin_message sent;
static size_t sent_body;
static unsigned sent_count;

void mppe_optional_opened(void)
{
}

void plugin_send(struct rras_plugin_message *message, size_t body)
{
	sent = *message;
	sent_body = body;
	sent_count++;
}

void plugin_copy_name(char *to, size_t size, const char *from)
{
	snprintf(to, size, "%s", from);
}

static int setup(void **state)
{
	memset(lcp_gotoptions, 0, sizeof(lcp_gotoptions));
	memset(lcp_hisoptions, 0, sizeof(lcp_hisoptions));
	memset(ipcp_gotoptions, 0, sizeof(ipcp_gotoptions));
	memset(ipcp_hisoptions, 0, sizeof(ipcp_hisoptions));
	memset(ccp_gotoptions, 0, sizeof(ccp_gotoptions));
	memset(ccp_hisoptions, 0, sizeof(ccp_hisoptions));
	memset(ccp_fsm, 0, sizeof(ccp_fsm));
	plugin_report_ccp(); /* it remembers what it has told */
	memset(&sent, 0, sizeof(sent));
	sent_count = deferrals = 0;
	remote_number[0] = peer_authname[0] = '\0';
	return 0;
}

/* -- LCP -- */

/* What was not negotiated is its default, whatever pppd has there. */
static void test_lcp_defaults(void **state)
{
	const struct rras_plugin_lcp_end expected = {.mru = 1500,
						     .accm = 0xffffffff};

	lcp_gotoptions[0].mru = 1492;
	lcp_gotoptions[0].asyncmap = 0xa0000;
	lcp_gotoptions[0].mrru = 1600;
	lcp_gotoptions[0].chap_mdtype = MDTYPE_MD5;
	plugin_report_lcp();
	assert_int_equal(sent.type, RRAS_PLUGIN_LCP);
	assert_int_equal(sent_body, sizeof(sent.lcp));
	assert_memory_equal(&sent.lcp.local, &expected, sizeof(expected));
	assert_memory_equal(&sent.lcp.remote, &expected, sizeof(expected));
	assert_string_equal(sent.lcp.endpoint, "");
}

static void test_lcp_both_ends(void **state)
{
	const struct rras_plugin_lcp_end local = {.mru = 1492,
						  .accm = 0xa0000,
						  .mrru = 1600,
						  .pfc = 1,
						  .ssnhf = 1};
	const struct rras_plugin_lcp_end remote = {.mru = 1480,
						   .accm = 0,
						   .acfc = 1,
						   .magic = 1,
						   .auth_protocol = 0xc223,
						   .auth_algorithm = 0x81};
	lcp_options *got = &lcp_gotoptions[0], *his = &lcp_hisoptions[0];

	got->neg_mru = got->neg_asyncmap = got->neg_mrru = 1;
	got->neg_pcompression = got->neg_ssnhf = 1;
	got->mru = 1492;
	got->asyncmap = 0xa0000;
	got->mrru = 1600;
	his->neg_mru = his->neg_asyncmap = his->neg_accompression = 1;
	his->neg_magicnumber = his->neg_chap = 1;
	his->mru = 1480;
	his->chap_mdtype = MDTYPE_MICROSOFT_V2;
	strcpy(remote_number, "02:00:00:00:02:01");
	plugin_report_lcp();
	assert_memory_equal(&sent.lcp.local, &local, sizeof(local));
	assert_memory_equal(&sent.lcp.remote, &remote, sizeof(remote));
	assert_string_equal(sent.lcp.endpoint, "02:00:00:00:02:01");
}

static void assert_auth(uint32_t protocol, uint32_t algorithm)
{
	plugin_report_lcp();
	assert_int_equal(sent.lcp.local.auth_protocol, protocol);
	assert_int_equal(sent.lcp.local.auth_algorithm, algorithm);
}

/* Of those that we would take pppd asks for the first one. */
static void test_authentication_that_we_ask_for(void **state)
{
	lcp_options *got = &lcp_gotoptions[0];

	got->neg_upap = 1;
	assert_auth(0xc023, 0);
	got->neg_chap = 1;
	got->chap_mdtype = MDTYPE_MICROSOFT;
	assert_auth(0xc223, 0x80);
	got->chap_mdtype = MDTYPE_MICROSOFT | MDTYPE_MICROSOFT_V2;
	assert_auth(0xc223, 0x81);
	got->chap_mdtype = MDTYPE_MICROSOFT_V2 | MDTYPE_MD5;
	assert_auth(0xc223, 5);
	got->neg_eap = 1;
	assert_auth(0xc227, 0);
}

static void test_authentication_of_secrets(void **state)
{
	lcp_options peer = {0};

	assert_int_equal(plugin_auth_of(&peer), RRAS_PLUGIN_AUTH_NONE);
	peer.neg_upap = 1;
	assert_int_equal(plugin_auth_of(&peer), RRAS_PLUGIN_AUTH_PAP);
	peer.neg_chap = 1;
	peer.chap_mdtype = MDTYPE_MD5;
	assert_int_equal(plugin_auth_of(&peer), RRAS_PLUGIN_AUTH_CHAP_MD5);
	peer.chap_mdtype = MDTYPE_MICROSOFT;
	assert_int_equal(plugin_auth_of(&peer), RRAS_PLUGIN_AUTH_MSCHAP);
	peer.chap_mdtype = MDTYPE_MICROSOFT_V2;
	assert_int_equal(plugin_auth_of(&peer), RRAS_PLUGIN_AUTH_MSCHAPV2);
	peer.neg_eap = 1;
	assert_int_equal(plugin_auth_of(&peer), RRAS_PLUGIN_AUTH_EAP);
}

/* -- CCP -- */

static void assert_ccp(unsigned up, unsigned method, unsigned bits,
		       unsigned stateless, unsigned mppc)
{
	const struct rras_plugin_ccp_end end = {method, bits, stateless, mppc};

	assert_int_equal(sent.type, RRAS_PLUGIN_CCP);
	assert_int_equal(sent_body, sizeof(sent.ccp));
	assert_int_equal(sent.ccp.up, up);
	assert_memory_equal(&sent.ccp.local, &end, sizeof(end));
}

static void report_mppe(unsigned bits)
{
	ccp_gotoptions[0].mppe = (unsigned char)bits;
	plugin_report_ccp();
}

static void test_mppe(void **state)
{
	ccp_gotoptions[0].method = CI_MPPE;
	report_mppe(MPPE_OPT_128);
	assert_int_equal(sent_count, 0); /* not open */
	ccp_fsm[0].state = OPENED;
	report_mppe(MPPE_OPT_128);
	assert_ccp(1, 18, 128, 1, 0);
	assert_int_equal(sent.ccp.remote.method, 0);
	report_mppe(MPPE_OPT_40 | 0x04);
	assert_ccp(1, 18, 40, 0, 0);
	report_mppe(MPPE_OPT_56 | 0x10);
	assert_ccp(1, 18, 56, 1, 1);
	report_mppe(0x10); /* compression alone */
	assert_ccp(1, 18, 0, 1, 1);
	assert_int_equal(sent_count, 4);
}

static void test_other_compression(void **state)
{
	ccp_fsm[0].state = OPENED;
	ccp_gotoptions[0].method = CI_DEFLATE;
	ccp_gotoptions[0].mppe = MPPE_OPT_128; /* was wanted, was refused */
	ccp_hisoptions[0].method = -1;	       /* none */
	plugin_report_ccp();
	assert_ccp(1, 26, 0, 0, 0);
	assert_int_equal(sent.ccp.remote.method, 0);
	ccp_hisoptions[0].method = CI_BSD_COMPRESS;
	plugin_report_ccp();
	assert_ccp(1, 26, 0, 0, 0);
	assert_int_equal(sent.ccp.remote.method, 21);
}

static void test_ccp_is_told_when_it_changes(void **state)
{
	ccp_gotoptions[0].method = CI_DEFLATE;
	plugin_report_ccp();
	assert_int_equal(sent_count, 0);
	ccp_fsm[0].state = OPENED;
	plugin_report_ccp();
	plugin_report_ccp();
	assert_int_equal(sent_count, 1);
	ccp_fsm[0].state = REQSENT; /* anew */
	plugin_report_ccp();
	assert_int_equal(sent_count, 2);
	assert_ccp(0, 0, 0, 0, 0);
	plugin_report_ccp();
	assert_int_equal(sent_count, 2);
}

/* The packet comes before pppd acts upon it: once, and when that is over. */
static void test_ccp_is_looked_at_later(void **state)
{
	ccp_gotoptions[0].method = CI_DEFLATE;
	plugin_ccp_moves();
	plugin_ccp_moves();
	assert_int_equal(deferrals, 1);
	ccp_fsm[0].state = OPENED;
	assert_int_equal(sent_count, 0);
	deferred(NULL);
	assert_ccp(1, 26, 0, 0, 0);
	plugin_ccp_moves();
	assert_int_equal(deferrals, 2);
	deferred(NULL);
	assert_int_equal(sent_count, 1);
}

/* -- IPCP, IPV6CP -- */

static void test_ip(void **state)
{
	ipcp_gotoptions[0].ouraddr = htonl(0x0a000002);
	ipcp_gotoptions[0].hisaddr = htonl(0x0a0000ff); /* what we wanted */
	ipcp_hisoptions[0].hisaddr = htonl(0x0a000001);
	ipcp_gotoptions[0].dnsaddr[0] = htonl(0xc0000235);
	ipcp_gotoptions[0].dnsaddr[1] = htonl(0xc0000236);
	ipcp_hisoptions[0].neg_vj = 1;
	plugin_report_ip();
	assert_int_equal(sent.type, RRAS_PLUGIN_IP_UP);
	assert_int_equal(sent_body, sizeof(sent.ip));
	assert_string_equal(sent.ip.ifname, "lo");
	assert_int_equal(sent.ip.ifindex, if_nametoindex("lo"));
	assert_int_equal(sent.ip.local, htonl(0x0a000002));
	assert_int_equal(sent.ip.remote, htonl(0x0a000001));
	assert_int_equal(sent.ip.dns[0], htonl(0xc0000235));
	assert_int_equal(sent.ip.dns[1], htonl(0xc0000236));
	assert_int_equal(sent.ip.vj_local, 0);
	assert_int_equal(sent.ip.vj_remote, 1);
}

static void test_ip6(void **state)
{
	memcpy(&ipv6cp_gotoptions[0].ourid, "\1\2\3\4\5\6\7\x8", 8);
	memcpy(&ipv6cp_hisoptions[0].hisid, "\x11\2\3\4\5\6\7\x8", 8);
	plugin_report_ip6();
	assert_int_equal(sent.type, RRAS_PLUGIN_IP6_UP);
	assert_int_equal(sent_body, sizeof(sent.ip6));
	assert_string_equal(sent.ip6.ifname, "lo");
	assert_int_equal(sent.ip6.ifindex, if_nametoindex("lo"));
	assert_memory_equal(sent.ip6.local, "\1\2\3\4\5\6\7\x8", 8);
	assert_memory_equal(sent.ip6.remote, "\x11\2\3\4\5\6\7\x8", 8);
}

/* -- the peer -- */

static void test_peer(void **state)
{
	strcpy(peer_authname, "CORP\\bob");
	plugin_seen.eap_ours = 26;
	plugin_report_peer();
	assert_int_equal(sent.type, RRAS_PLUGIN_PEER);
	assert_int_equal(sent_body, sizeof(sent.peer));
	assert_int_equal(sent.peer.eap_type, 26);
	assert_string_equal(sent.peer.name, "CORP\\bob");
	memset(peer_authname, 'x', sizeof(peer_authname) - 1);
	plugin_report_peer();
	assert_int_equal(strlen(sent.peer.name), RRAS_PLUGIN_NAME - 1);
}

#define TEST(name) cmocka_unit_test_setup(name, setup)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_lcp_defaults),
		TEST(test_lcp_both_ends),
		TEST(test_authentication_that_we_ask_for),
		TEST(test_authentication_of_secrets),
		TEST(test_mppe),
		TEST(test_other_compression),
		TEST(test_ccp_is_told_when_it_changes),
		TEST(test_ccp_is_looked_at_later),
		TEST(test_ip),
		TEST(test_ip6),
		TEST(test_peer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
