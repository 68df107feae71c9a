/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the tests of pppd's command line share: what it is made from, which
 * each test changes, and what was made.
 */
#ifndef TESTS_UNIT_PPPD_ARGS_FIXTURE_H
#define TESTS_UNIT_PPPD_ARGS_FIXTURE_H

#include "server/dialer/pppd_args.h"

extern struct dialer_config config;
extern struct dialer_settings settings;
extern char **argv;

int args_set_up(void **state);
int args_tear_down(void **state);

/** @brief Make it; the test fails when that is refused. */
void make_args(const char *device);

/** @brief The place of a word, -1 for nowhere. */
int find_word(const char *word);

void assert_has(const char *word);
void assert_lacks(const char *word);
void assert_value(const char *option, const char *value);

#endif
