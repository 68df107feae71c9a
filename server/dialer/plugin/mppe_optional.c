/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * "If possible, use encryption" (MPR_ET_Optional, [MS-RRASM] 2.2.1.2.84).
 *
 * pppd either requires MPPE, and ends the link when the peer does not speak
 * it, or refuses it.  So we have pppd require it as soon as there are keys,
 * and take the requirement back in the very moment in which the peer's packet
 * comes that pppd would end the link for; the packet is pppd's only after us
 * (snoop_recv_hook).  Once CCP is open nothing is taken back any more: a link
 * that is encrypted stays so, or ends.
 */
#include "server/dialer/big_endian.h"
#include "plugin.h"

/* What CCP says of MPPE (RFC 3078 2.1). */
enum {
	CONFIGURE_REQUEST = 1,
	CONFIGURE_NAK = 3,
	CONFIGURE_REJECT = 4,
	TERMINATE_REQUEST = 5,
	MPPE_LENGTH = 6,
	MPPE_STATELESS = 0x01000000,
	MPPE_STRENGTHS = 0x00000060, /* 128 and 40 bit, what pppd can do */
};

/* A peer that says nothing to CCP has the time of two requests. */
#define PATIENCE_SECONDS 7

static bool wanted;  /* the option is set */
static bool asking;  /* pppd requires MPPE now, and we may take it back */
static bool waiting; /* the network protocols wait for CCP */

void mppe_optional_enable(void)
{
	wanted = true;
}

static void go_on(void *unused)
{
	if (waiting) {
		waiting = false;
		continue_networks(0);
	}
}

static void do_without(void)
{
	asking = false;
	ccp_wantoptions[0].mppe = 0;
	ccp_gotoptions[0].mppe = 0;
	ccp_allowoptions[0].mppe = 0;
	compat_defer(go_on);
}

static void no_answer(void *unused)
{
	if (asking) {
		do_without();
	}
}

static bool kernel_can(void)
{
	unsigned char option[MPPE_LENGTH + MPPE_MAX_KEY_LEN] = {
		CI_MPPE, MPPE_LENGTH, MPPE_STATELESS >> 24,
		0,	 0,	      MPPE_STRENGTHS};

	return ccp_test(0, option, sizeof(option), 0) > 0;
}

void mppe_optional_phase(int phase)
{
	if (phase != PHASE_NETWORK) {
		asking = waiting = false;
		compat_untimeout(no_answer, NULL);
	}
	/* PAP, CHAP and EAP-MD5 give no keys. */
	if (!wanted || phase != PHASE_NETWORK || !compat_has_mppe_keys() ||
	    !kernel_can()) {
		return;
	}
	asking = waiting = true;
	ccp_wantoptions[0].mppe = MPPE_OPT_40 | MPPE_OPT_128;
	compat_timeout(no_answer, NULL, PATIENCE_SECONDS);
}

void mppe_optional_opened(void)
{
	asking = waiting = false; /* pppd goes on by itself */
}

/* A peer that demands MPPE would not speak of the network yet.  With this one
 * it is spoken of at once: a packet to a protocol that is not open would be
 * answered with an end, and repeated in seconds only. */
void mppe_optional_network(void)
{
	go_on(NULL);
}

/* MPPE's bits in a list of options; false when they are not there. */
static bool find_bits(const unsigned char *data, size_t length, uint32_t *bits)
{
	while (length >= 2 && data[1] >= 2 && data[1] <= length) {
		if (data[0] == CI_MPPE && data[1] == MPPE_LENGTH) {
			*bits = get32(data + 2);
			return true;
		}
		length -= data[1];
		data += data[1];
	}
	return false;
}

/* Whether pppd would end the link for the packet. */
static bool is_refusal(int code, const unsigned char *data, size_t length)
{
	uint32_t bits = 0;
	bool named = find_bits(data, length, &bits);

	switch (code) {
	case CONFIGURE_REQUEST: /* other bits are answered with a Nak */
		return !named || (bits & MPPE_STATELESS) == 0;
	case CONFIGURE_NAK:
		return named && ((bits & MPPE_STATELESS) == 0 ||
				 (bits & MPPE_STRENGTHS) == 0 ||
				 (bits & ~(uint32_t)(MPPE_STATELESS |
						     MPPE_STRENGTHS)) != 0);
	case CONFIGURE_REJECT:
		return named;
	case TERMINATE_REQUEST:
		return true;
	default:
		return false;
	}
}

void mppe_optional_received(int code, const unsigned char *data, size_t length)
{
	if (asking && is_refusal(code, data, length)) {
		do_without();
	}
}

void mppe_optional_rejected(void)
{
	if (asking) {
		do_without();
	}
}
