/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Calls of the fake operations, and their answers. */
#ifndef TESTS_UNIT_RRASD_ANSWER_H
#define TESTS_UNIT_RRASD_ANSWER_H

#include <stdbool.h>
#include <stdint.h>
#include <tevent.h>
#include <util/data_blob.h>

#include "ndr_control.h"
#include "ndr_dimsvc.h"
#include "rrasd_fake.h"

#define DIMSVC	(&ndr_table_dimsvc.syntax_id.uuid)
#define CONTROL (&ndr_table_rrascontrol.syntax_id.uuid)

struct answer {
	bool arrived;
	uint32_t fault;
	DATA_BLOB stub;
};

/** @name For each test: a struct fake */
/**@{*/
int setup(void **state);
int teardown(void **state);
/**@}*/

/** @brief Let dispatch_recv() fill an answer: the callback of a request. */
void answered(struct tevent_req *req);

/** @brief Send a call; @answer is filled when it is answered. */
struct tevent_req *begin(struct fake *fake, enum fake_who who,
			 const struct GUID *interface_id, uint32_t opnum,
			 DATA_BLOB stub, struct answer *answer);

/** @brief A call that is answered without waiting for anything. */
struct tevent_req *call(struct fake *fake, enum fake_who who,
			const struct GUID *interface_id, uint32_t opnum,
			DATA_BLOB stub, struct answer *answer);

/** @brief The Win32 code that an answer without a fault ends with. */
uint32_t result_of(const struct answer *answer);

/** @brief The stub of an operation whose one argument is a handle; not copied.
 */
DATA_BLOB handle_stub(uint32_t *handle);

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

#endif
