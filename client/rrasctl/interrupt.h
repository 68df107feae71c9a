/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ctrl-C while something is waited for: the wait ends, not the program. */
#ifndef CLIENT_RRASCTL_INTERRUPT_H
#define CLIENT_RRASCTL_INTERRUPT_H

#include <stdbool.h>

/** @brief From now on Ctrl-C is only noted. */
void interrupt_watch(void);
/** @brief Whether it was pressed since. */
bool interrupt_seen(void);
/** @brief Ctrl-C is again what it was before. */
void interrupt_unwatch(void);

#endif
