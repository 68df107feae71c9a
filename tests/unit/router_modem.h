/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An interface that calls three numbers by modem.
 */
#ifndef TESTS_UNIT_ROUTER_MODEM_H
#define TESTS_UNIT_ROUTER_MODEM_H

#include "router_fixture.h"

/** @brief "dd1", to MODEM_NUMBER, else to the two alternates. */
uint32_t make_modem(struct fixture *f, uint32_t dwfOptions);
#define MODEM_NUMBER	      "5550001"
#define MODEM_ALTERNATE	      "5550002"
#define MODEM_OTHER_ALTERNATE "5550003"

/** @brief The number that is called now. */
const char *modem_dials(struct fixture *f);
void modem_is_busy(struct fixture *f);
void modem_comes_up(struct fixture *f, uint32_t dwInterface);

/** @brief The entry as it is; valid until the next turn of the loop. */
const struct router_entry *entry_now(struct fixture *f, uint32_t dwInterface);
/** @brief Wait until this is the primary number. */
void await_number(struct fixture *f, uint32_t dwInterface, const char *number);

#endif
