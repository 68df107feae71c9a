/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The table of the keys that have one value, and the member of struct
 * router_entry that each stands for.
 */
#ifndef SERVER_ROUTER_PBK_SETTING_H
#define SERVER_ROUTER_PBK_SETTING_H

#include <stddef.h>
#include "pbk_form.h"

/** @brief In an order in which they can be parsed. */
extern const struct pbk_setting pbk_settings[];
extern const size_t pbk_settings_count;

#endif
