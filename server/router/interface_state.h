/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dwConnectionState, fUnReachabilityReasons and dwLastError of an interface
 * ([MS-RRASM] 2.2.1.2.81), out of what is known of it.
 */
#ifndef SERVER_ROUTER_INTERFACE_STATE_H
#define SERVER_ROUTER_INTERFACE_STATE_H

#include <stdbool.h>
#include <stdint.h>
#include "server/dialer/dialer.h"

struct interface_state {
	uint32_t dwConnectionState;
	uint32_t fUnReachabilityReasons;
	uint32_t dwLastError;
};

/** @brief What is known of a demand-dial interface. */
struct interface_link_facts {
	enum dialer_state link;
	WERROR last_error; /**< of the last attempt */
	bool failed;	   /**< last_error is a failure */
	bool was_up;	   /**< that attempt has been up */
	WERROR refused;	   /**< why the last Connect did not even start */
	bool waiting;	   /**< for another attempt, after one that failed */
	bool disabled;
	bool paused;
	bool outside_hours;
	bool lan_only; /**< the router does not dial at all */
};

struct interface_state
interface_link_state(const struct interface_link_facts *facts);

/** @brief The state of a LAN interface. */
struct interface_state interface_device_state(bool present, bool up,
					      bool running);

#endif
