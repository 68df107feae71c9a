/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The server of a tunnel as an administrator writes it: what Windows calls
 * the phone number of a VPN entry.
 */
#ifndef SERVER_DIALER_SERVER_NAME_H
#define SERVER_DIALER_SERVER_NAME_H

#include <stdbool.h>
#include <stdint.h>

/** @brief A name of DNS has at most 253 characters, a literal fewer. */
#define SERVER_NAME_SIZE 256

struct server_name {
	char host[SERVER_NAME_SIZE]; /**< without brackets */
	uint16_t port;		     /**< 0: none was given */
};

/**
 * @brief Take "host", "host:port", "192.0.2.1:port", "2001:db8::1" or
 *        "[2001:db8::1]:port" apart.
 *
 * @return false for what can be none of these: empty, too long, a port that
 *         is no number from 1 to 65535, or characters that no name has
 */
bool server_name_parse(const char *text, struct server_name *name);

#endif
