/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the commands about tunnels and keys share. */
#ifndef CLIENT_RRASCTL_IKEV2_H
#define CLIENT_RRASCTL_IKEV2_H

#include "client/rrasctl/report.h"
#include "client/libmprapi/mprapi_ext.h"

/** @brief A policy's members; nothing for people and null without one. */
void report_policy(struct report *report,
		   const ROUTER_CUSTOM_IKEv2_POLICY0 *policy);

/** @brief Bytes as hexadecimal digits; cut off with "..." when too many. */
void hex_text(char *text, size_t size, const uint8_t *bytes, size_t count);

/**
 * @brief Hexadecimal digits as bytes; colons between them are left out.
 *
 * @param[in,out] count  room, then how many there are
 */
bool hex_parse(const char *text, uint8_t *bytes, size_t *count);

#endif
