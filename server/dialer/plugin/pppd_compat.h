/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The two interfaces that pppd has for plugins: 2.4.x, where everything is a
 * global, and 2.5.x, where some globals became functions.  Nothing else knows
 * which one it is built for.
 */
#ifndef SERVER_DIALER_PPPD_COMPAT_H
#define SERVER_DIALER_PPPD_COMPAT_H

#define INET6 1 /* 2.4.x hides IPv6 behind it */

#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <linux/types.h>
#include <linux/ppp-comp.h>
#include <linux/ppp_defs.h> /* the protocols; 2.5.x leaves them to others */
#include <sys/types.h>
#include <netinet/in.h>
#include <pppd/pppd.h>
#include <pppd/fsm.h>
#include <pppd/lcp.h>
#include <pppd/ccp.h>
#include <pppd/ipcp.h>
#include <pppd/eui64.h>
#include <pppd/ipv6cp.h>
#include <pppd/upap.h>
#include <pppd/mppe.h>

#ifdef PPPD_VERSION
#define COMPAT_PPPD_2_5 1 /* 2.4.x says VERSION */

#include <pppd/options.h>
#include <pppd/chap.h>

typedef struct option compat_option;

#define compat_ifname()		    ppp_ifname()
#define compat_device()		    ppp_devnam()
#define compat_parameter()	    ppp_ipparam()
#define compat_timeout(fn, arg, s)  ppp_timeout(fn, arg, s, 0)
#define compat_untimeout(fn, arg)   ppp_untimeout(fn, arg)
#define compat_option_error	    ppp_option_error
#define compat_add_options(options) ppp_add_options(options)
#define COMPAT_NOTIFY(list, nf, fn) ppp_add_notify(nf, fn, NULL)

/* As soon as pppd is done with what it does now. */
static inline void compat_defer(void (*fn)(void *))
{
	ppp_timeout(fn, NULL, 0, 0);
}

/* pppd-private.h is not installed. */
void continue_networks(int unit);
int ccp_test(int unit, unsigned char *option, int length, int for_transmit);

static inline bool compat_has_mppe_keys(void)
{
	return mppe_keys_isset();
}

static inline const char *compat_remote_number(void)
{
	const char *number = ppp_get_remote_number();

	return number != NULL ? number : "";
}

static inline void compat_peer_name(char *name, size_t size)
{
	ppp_peer_authname(name, size);
}

static inline void compat_traffic(uint64_t *rx, uint64_t *tx)
{
	ppp_link_stats_st stats;

	if (ppp_get_link_stats(&stats)) {
		*rx = stats.bytes_in;
		*tx = stats.bytes_out;
	}
}

/* What a channel needs of pppd's inside; its headers keep it to themselves,
 * pppd exports it all the same. */
extern int hungup;
void link_terminated(int unit);
void record_child(int pid, char *program, void (*done)(void *), void *arg,
		  int killable);
int tty_establish_ppp(int fd);
void tty_disestablish_ppp(int fd);
void tty_send_config(int mtu, uint32_t accm, int pcomp, int accomp);
void tty_recv_config(int mru, uint32_t accm, int pcomp, int accomp);

#define compat_fork(in, out, err)   ppp_safe_fork(in, out, err)
#define compat_establish_ppp(fd)    ppp_generic_establish(fd)
#define compat_disestablish_ppp(fd) ppp_generic_disestablish(fd)
#define compat_set_status(value)    ppp_set_status(value)
#define compat_is_asked_to_end()    (ppp_signaled(SIGTERM) || ppp_signaled(SIGINT))

static inline bool compat_mppe_keys(uint8_t *send_key, uint8_t *receive_key,
				    int size)
{
	if (!mppe_keys_isset()) {
		return false;
	}
	mppe_get_send_key(send_key, size);
	mppe_get_recv_key(receive_key, size);
	return true;
}

/* The bits of ccp_options.mppe, where the header keeps them to itself. */
#ifndef MPPE_OPT_40
#define MPPE_OPT_40  0x01
#define MPPE_OPT_128 0x02
#define MPPE_OPT_56  0x08
#endif

#else /* 2.4.x */

#define MPPE 1 /* what pppd of every distribution is built with */

#include <pppd/chap-new.h>
#include <pppd/chap_ms.h>

#define PPPD_VERSION VERSION

/* "bool" is an unsigned char there, and nothing more. */
#define true 1
#define false 0

typedef option_t compat_option;

#define compat_ifname()		    ifname
#define compat_device()		    devnam
#define compat_parameter()	    ipparam
#define compat_timeout(fn, arg, s)  timeout(fn, arg, s, 0)
#define compat_untimeout(fn, arg)   untimeout(fn, arg)
#define compat_option_error	    option_error
#define compat_add_options(options) add_options(options)
#define COMPAT_NOTIFY(list, nf, fn) add_notifier(&(list), fn, NULL)

/* As soon as pppd is done with what it does now. */
static inline void compat_defer(void (*fn)(void *))
{
	timeout(fn, NULL, 0, 0);
}

#define compat_fork(in, out, err)   safe_fork(in, out, err)
#define compat_establish_ppp(fd)    generic_establish_ppp(fd)
#define compat_disestablish_ppp(fd) generic_disestablish_ppp(fd)
#define compat_set_status(value)    (status = (value))
#define compat_is_asked_to_end()    (got_sigterm != 0)

static inline bool compat_has_mppe_keys(void)
{
	return mppe_keys_set != 0;
}

static inline bool compat_mppe_keys(uint8_t *send_key, uint8_t *receive_key,
				    int size)
{
	if (!mppe_keys_set) {
		return false;
	}
	memcpy(send_key, mppe_send_key, (size_t)size);
	memcpy(receive_key, mppe_recv_key, (size_t)size);
	return true;
}

static inline const char *compat_remote_number(void)
{
	return remote_number;
}

static inline void compat_peer_name(char *name, size_t size)
{
	snprintf(name, size, "%s", peer_authname);
}

static inline void compat_traffic(uint64_t *rx, uint64_t *tx)
{
	if (link_stats_valid) {
		*rx = link_stats.bytes_in;
		*tx = link_stats.bytes_out;
	}
}

#endif

#endif
