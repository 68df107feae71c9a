/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A reader of Prometheus' text format 0.0.4 that takes nothing that is not in
 * its grammar.
 */
#ifndef TESTS_UNIT_EXPOSITION_PARSE_H
#define TESTS_UNIT_EXPOSITION_PARSE_H

#include <stdbool.h>

/**
 * @brief Check every line of a text, and what lines have to do with each
 *        other: each sample behind the HELP and TYPE of its family, no family
 *        and no sample twice, histograms complete, cumulative, and ended by
 *        +Inf, which is their count.
 *
 * A violation fails the test, with the line.
 *
 * @return how many samples there are
 */
unsigned exposition_check(const char *text);

/**
 * @brief The value of a sample.
 *
 * @param[in] sample  as it stands in the text: rras_links{state="connected"}
 * @return -1 when there is no such sample
 */
double exposition_value(const char *text, const char *sample);

#endif
