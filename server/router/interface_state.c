/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The state of an interface.
 *
 * Demand dial:
 *
 *   link is            and                     state         reasons, error
 *   ------------------------------------------------------------------------
 *   connected                                  CONNECTED     none, 0
 *   connecting                                 CONNECTING    none, 0
 *   disconnecting      it has been up          CONNECTED     none, 0
 *   disconnecting      it has not been up      CONNECTING    none, 0
 *   disconnected       disabled                UNREACHABLE   ADMIN_DISABLED
 *                      service paused          UNREACHABLE   SERVICE_PAUSED
 *                      not in DialoutHours     UNREACHABLE   DIALOUT_HOURS_...
 *                      router is LAN only      UNREACHABLE   OUT_OF_RESOURCES
 *                      no device for it        UNREACHABLE   OUT_OF_RESOURCES
 *                      last attempt failed     UNREACHABLE   CONNECTION_FAILURE
 *                      lost, to be redialed    UNREACHABLE   CONNECTION_FAILURE
 *                      none of these           DISCONNECTED  none
 *
 * Several reasons add up.  dwLastError of a disconnected interface is that
 * of its last attempt: 0 after a hang-up by the administrator, the cause when
 * the link was lost.  A lost link is reachable as far as is known (its last
 * *attempt* succeeded), so it is DISCONNECTED.  While another attempt is waited
 * for it is UNREACHABLE, and not CONNECTING: nothing is being tried.
 *
 * A link that is being hung up still occupies its device and its kernel
 * interface; it keeps the state that it had until it is gone.  So nobody who
 * polls sees DISCONNECTED and then fails to delete or to dial again.
 *
 * LAN: what the unreachability reasons say of a network card.  A card that
 * the kernel's administrator has taken down is ADMIN_DISABLED, with fEnabled
 * still TRUE: that is the router's switch, and may not be FALSE for a LAN
 * interface ([MS-RRASM] 3.1.4.13, 3.1.4.15).
 */
#include "interface_state.h"
#include "compat/rras_errors.h"
#include "gen_ndr/rras_types.h"

static uint32_t reasons_of(const struct interface_link_facts *facts)
{
	uint32_t reasons = 0;

	if (facts->disabled) {
		reasons |= MPR_INTERFACE_ADMIN_DISABLED;
	}
	if (facts->paused) {
		reasons |= MPR_INTERFACE_SERVICE_PAUSED;
	}
	if (facts->outside_hours) {
		reasons |= MPR_INTERFACE_DIALOUT_HOURS_RESTRICTION;
	}
	if (facts->lan_only) {
		reasons |= MPR_INTERFACE_OUT_OF_RESOURCES;
	}
	if (W_ERROR_EQUAL(facts->refused,
			  W_ERROR(ERROR_INTERFACE_HAS_NO_DEVICES))) {
		reasons |= MPR_INTERFACE_OUT_OF_RESOURCES;
	} else if (!W_ERROR_IS_OK(facts->refused) ||
		   (facts->failed && (!facts->was_up || facts->waiting))) {
		reasons |= MPR_INTERFACE_CONNECTION_FAILURE;
	}
	return reasons;
}

static struct interface_state
disconnected_state(const struct interface_link_facts *facts)
{
	struct interface_state state = {
		.dwConnectionState = ROUTER_IF_STATE_DISCONNECTED,
		.fUnReachabilityReasons = reasons_of(facts),
		.dwLastError = W_ERROR_V(facts->last_error),
	};

	if (!W_ERROR_IS_OK(facts->refused)) {
		state.dwLastError = W_ERROR_V(facts->refused);
	}
	if (state.fUnReachabilityReasons != 0) {
		state.dwConnectionState = ROUTER_IF_STATE_UNREACHABLE;
	}
	return state;
}

struct interface_state
interface_link_state(const struct interface_link_facts *facts)
{
	struct interface_state connecting = {
		.dwConnectionState = ROUTER_IF_STATE_CONNECTING,
	};
	struct interface_state connected = {
		.dwConnectionState = ROUTER_IF_STATE_CONNECTED,
	};

	switch (facts->link) {
	case DIALER_CONNECTING:
		return connecting;
	case DIALER_CONNECTED:
		return connected;
	case DIALER_DISCONNECTING:
		return facts->was_up ? connected : connecting;
	case DIALER_DISCONNECTED:
		break;
	}
	return disconnected_state(facts);
}

struct interface_state interface_device_state(bool present, bool up,
					      bool running)
{
	struct interface_state state = {
		.dwConnectionState = ROUTER_IF_STATE_UNREACHABLE,
	};

	if (!present) {
		state.fUnReachabilityReasons = MPR_INTERFACE_NO_DEVICE;
	} else if (!up) {
		state.fUnReachabilityReasons = MPR_INTERFACE_ADMIN_DISABLED;
	} else if (!running) {
		state.fUnReachabilityReasons = MPR_INTERFACE_NO_MEDIA_SENSE;
	} else {
		state.dwConnectionState = ROUTER_IF_STATE_CONNECTED;
	}
	return state;
}
