/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The ports of this router ([MS-RRASM] 2.2.3.3, RASI_PORT_0): one for each
 * slot of a WAN miniport kind, and one for each serial device of the machine.
 *
 * A port carries one link at a time.  Whoever makes a link claims a port for
 * it, the dialer for those that we dial, dial-in for those that we serve, and
 * gives it back when nothing of the link is left.  Ports know nothing of what
 * a link is.
 *
 * Handles say what a port is: the kind and the slot, or the kind and the
 * number of the tty.  So they are the same after a restart, without a record.
 * Neither 0 nor INVALID_HANDLE_VALUE is one.
 */
#ifndef SERVER_PORTS_PORTS_H
#define SERVER_PORTS_PORTS_H

#include <stdbool.h>
#include <stdint.h>
#include <talloc.h>
#include <tevent.h>
#include <core/werror.h>
#include "gen_ndr/rras_types.h"

struct ports;

enum port_kind {
	PORT_KIND_PPPOE,
	PORT_KIND_PPTP,
	PORT_KIND_L2TP,
	PORT_KIND_SSTP,
	PORT_KIND_IKEV2,
	PORT_KIND_SERIAL, /**< modems and null-modem cables */
	PORT_KINDS
};

/** @brief The most ports of a miniport kind, as on Windows. */
#define PORTS_MAX 16384

/** @brief A port as it is now; read-only for all but ports. */
struct port {
	uint32_t dwPort;
	enum port_kind kind;
	const char *wszPortName;   /**< "PPPoE6-0", "VPN3-12", "ttyS0" */
	const char *wszMediaName;  /**< "rastapi", "serial": the MEDIA key's */
	const char *wszDeviceName; /**< "WAN Miniport (PPPOE)", "ttyS0": the
				    * szDeviceName that asks for it */
	const char *wszDeviceType; /**< "PPPoE", "vpn", "modem" */
	const char *tty;	   /**< serial: its path, else NULL */
	bool present;		   /**< false: unplugged, or above the number of
				    * its kind, and only here because a link
				    * still uses it */
	bool claimed;
	enum RAS_PORT_CONDITION dwPortCondition;
	uint32_t dwTotalNumberOfCalls; /**< claims that got as far as
					* RAS_PORT_AUTHENTICATED since the
					* daemon started; of a serial port:
					* since it was plugged in */
	uint32_t dwConnection;	       /**< 0: it carries no connection */
	uint32_t dwLineSpeed; /**< bits per second; 0 when it is not in use or
			       * nobody knows */
};

struct ports_config {
	uint32_t count[PORT_KINDS]; /**< SERIAL: not used */
	/** NULL-terminated paths or names of ttys; NULL: all of /dev that
	 * look like a serial port and have hardware behind them. */
	const char *const *serial_devices;
	const char *dev_dir; /**< NULL: /dev; others are for tests */
	const char *sys_dir; /**< NULL: /sys */
};

/**
 * @brief Called from the loop when a serial port has come (port->present) or
 *        gone; not for those that are found at the beginning.
 */
typedef void (*ports_changed_fn)(const struct port *port, void *private_data);

/**
 * @brief Make the ports; those of serial devices are found, and followed as
 *        they are plugged in and out.
 *
 * Freed after all claims.
 *
 * @param[in] config  copied
 * @return NULL when out of memory, or when a number is above PORTS_MAX
 */
struct ports *ports_create(TALLOC_CTX *mem_ctx, struct tevent_context *ev,
			   const struct ports_config *config);

/** @brief Have @fn called from now on; one watcher, NULL for none. */
void ports_watch(struct ports *ports, ports_changed_fn fn, void *private_data);

/**
 * @brief Whether serial devices are followed; without inotify(7) they are
 *        only looked for when one is claimed.
 */
bool ports_are_followed(const struct ports *ports);

/**
 * @brief Change the number of ports of a miniport kind.
 *
 * At once.  A port above the number that is claimed stays, not present, until
 * it is given back.
 *
 * @retval ERROR_INVALID_PARAMETER  SERIAL, or more than PORTS_MAX
 */
WERROR ports_set_count(struct ports *ports, enum port_kind kind,
		       uint32_t count);

/**
 * @brief How many ports of a kind there are, and how many are claimed; O(1).
 *
 * Ports that are only there because they are claimed count in both.
 */
void ports_usage(const struct ports *ports, enum port_kind kind,
		 uint32_t *total, uint32_t *in_use);

/** @name Reading, in the order of handles
 * A pointer is valid until the next turn of the loop or ports_claim().
 * O(log n) each. */
/**@{*/
const struct port *ports_get(const struct ports *ports, uint32_t dwPort);
const struct port *ports_next(const struct ports *ports, uint32_t after);
uint32_t ports_count(const struct ports *ports, uint32_t after);
/** @brief The next one of a kind; @after 0 for the first. */
const struct port *ports_next_of_kind(const struct ports *ports,
				      enum port_kind kind, uint32_t after);
/**@}*/

/** @brief A port that is somebody's; freeing it gives the port back. */
struct port_claim;

/**
 * @brief Claim a free port: of a miniport kind the first.
 *
 * Serial devices are looked for anew, so that what inotify cannot tell of
 * (devices of some virtual machines) counts from here on.
 *
 * @param[in]  mem_ctx  owner of the claim
 * @param[in]  tty      SERIAL: its path or name, or another path to the same
 *                      device; NULL or "" for any, in the order of the
 *                      configuration or of their names; else NULL
 * @param[out] claim
 * @retval ERROR_PORT_NOT_AVAILABLE  all are in use (or the tty is)
 * @retval ERROR_PORT_NOT_FOUND      no port of that kind, no such tty
 */
WERROR ports_claim(TALLOC_CTX *mem_ctx, struct ports *ports,
		   enum port_kind kind, const char *tty,
		   struct port_claim **claim);

/**
 * @brief Claim the port of a handle, for a link that has had it since before
 *        this daemon; of a miniport kind also one above the number of ports,
 *        which is there as long as it is claimed.
 *
 * @retval ERROR_PORT_NOT_AVAILABLE  it is in use
 * @retval ERROR_PORT_NOT_FOUND      no handle of a port, no such tty
 * @retval ERROR_NOT_ENOUGH_MEMORY
 */
WERROR ports_reclaim(TALLOC_CTX *mem_ctx, struct ports *ports, uint32_t dwPort,
		     struct port_claim **claim);

/** @brief The claimed port; valid as long as the claim. */
const struct port *port_claim_port(const struct port_claim *claim);

/**
 * @brief Tell its condition; RAS_PORT_INITIALIZING at first,
 *        RAS_PORT_DISCONNECTED when given back.
 *
 * RAS_PORT_AUTHENTICATED counts as a call that the port has serviced, once a
 * claim.
 */
void port_claim_set_condition(struct port_claim *claim,
			      enum RAS_PORT_CONDITION condition);

/** @brief Tell its line speed, in bits per second; what is more than the
 * number has room for is said as UINT32_MAX. */
void port_claim_set_speed(struct port_claim *claim, uint64_t speed);

/** @brief Tell the connection that it carries, 0 for none; none when it is
 * given back. */
void port_set_connection(struct ports *ports, uint32_t dwPort,
			 uint32_t dwConnection);

/** @brief What Windows calls a miniport's device; NULL for SERIAL. */
const char *port_kind_device_name(enum port_kind kind);
/** @brief Its device type ("PPPoE", "vpn"), for SERIAL "modem". */
const char *port_kind_device_type(enum port_kind kind);

#endif
