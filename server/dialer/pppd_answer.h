/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the plugin asks for, and is told: the secrets of a link.
 */
#ifndef SERVER_DIALER_PPPD_ANSWER_H
#define SERVER_DIALER_PPPD_ANSWER_H

#include "dialer.h"
#include "plugin/plugin_proto.h"

/**
 * @brief Answer RRAS_PLUGIN_SECRET_REQUEST.
 *
 * @param[in] fd    connected to the plugin
 * @param[in] auth  what the secret is for
 */
void pppd_answer_secret(int fd, const struct dialer_settings *settings,
			enum rras_plugin_auth auth);

/** @brief Answer RRAS_PLUGIN_KEY_REQUEST. */
void pppd_answer_key(int fd, const struct dialer_settings *settings);

#endif
