/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A password in the bytes that an authentication protocol wants.
 */
#ifndef SERVER_DIALER_SECRET_H
#define SERVER_DIALER_SECRET_H

#include <stdbool.h>
#include <stddef.h>
#include "plugin/plugin_proto.h"

/**
 * @brief Write @password for pppd's use with @auth.
 *
 * MS-CHAP hashes UTF-16, and pppd makes it by adding a zero to each byte, so
 * characters up to U+00FF must be given to it as Latin-1.  Others cannot be
 * said to it and stay UTF-8, as all characters do for PAP, CHAP-MD5 and EAP,
 * where the bytes are a matter of agreement with the peer.
 *
 * @return false when it does not fit
 */
bool secret_for(const char *password, enum rras_plugin_auth auth, char *to,
		size_t size);

#endif
