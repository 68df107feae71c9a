/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A router to talk to without a router: a child process that answers the
 * frames of libmprapi on a unix socket, as a test tells it to.
 */
#ifndef TESTS_UNIT_MPR_FAKE_H
#define TESTS_UNIT_MPR_FAKE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#define FAKE_NAME "Z\xc3\xbcrich \xf0\x9f\x93\x9e"
/** The same, as routers compare names. */
#define FAKE_UPPER  "Z\xc3\x9cRICH \xf0\x9f\x93\x9e"
#define FAKE_HANDLE 7
#define FAKE_MASK   "****************"

/* Handles of the first port and of the first connection. */
#define FAKE_PORT	0x1000
#define FAKE_CONNECTION 100

/** @brief What the fake does; zeros for a friendly one. */
struct mpr_fake_plan {
	uint32_t result;	 /**< of every call, when not 0 */
	uint32_t fault;		 /**< instead of any answer */
	bool hang_up;		 /**< at the first call */
	uint32_t connect_result; /**< of RRouterInterfaceConnect */
	uint32_t set_result;	 /**< of RRouterInterfaceSetInfo */
	/** What GetInfo shows, one after the other; the last one stays. */
	uint32_t states[8];
	uint32_t num_states;
	uint32_t last_error; /**< shown when not CONNECTED */
	/** Of the interfaces of Enum the one with this index, when not 0, is
	 * never connected: its last error is ERROR_LINE_BUSY. */
	uint32_t failing;
	const char *reason; /**< why an attempt ended, NULL for a usual one */
	uint32_t num_interfaces; /**< of Enum */
	uint32_t num_ports;
	uint32_t num_connections;   /**< one on each third port */
	bool silent_events;	    /**< WaitEvents has no answer */
	bool restarts;		    /**< at the second WaitEvents, once: the
				     * connection is closed */
	uint32_t set_server_result; /**< of RMprAdminServerSetInfo */
	bool lies;		    /**< containers are too short */
	bool no_credentials;	    /**< until they are set */
	bool changes_auth;	    /**< Create does as 3.1.4.13 says */
};

/** @brief The fake, and where it is. */
struct mpr_fake {
	pid_t pid;
	char dir[64];
	char socket[96];
	char config[96]; /**< an smb.conf that leads to @socket */
};

/** @brief Start it; it serves until mpr_fake_stop(). */
void mpr_fake_start(struct mpr_fake *fake, const struct mpr_fake_plan *plan);
void mpr_fake_stop(struct mpr_fake *fake);

#endif
