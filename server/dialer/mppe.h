/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether links of this machine can be encrypted with MPPE. */
#ifndef SERVER_DIALER_MPPE_H
#define SERVER_DIALER_MPPE_H

#include <stdbool.h>

/**
 * @brief Whether the kernel does MPPE, or would when pppd asks for it.
 *
 * pppd itself always can, and both know keys of 40 and of 128 bits.
 */
bool mppe_is_supported(void);

/** @brief The same below another root; for tests. */
bool mppe_is_supported_in(const char *root);

#endif
