/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counters without a kernel: they tell what a test has set. */
#ifndef TESTS_UNIT_COUNTERS_FAKE_H
#define TESTS_UNIT_COUNTERS_FAKE_H

#include "server/connections/counters.h"

struct counters {
	struct link_counters values; /**< of every interface but @missing */
	int missing;		     /**< an index that does not exist */
	WERROR result;		     /**< of each reading */
	bool waits;		     /**< a reading never ends */
	unsigned reads;		     /**< so far */
	int last;		     /**< what was asked for last */
	bool asked;		     /**< it may tell what it knows */
};

#endif
