/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests of the daemon's core share: calls, callers, fake operations.
 */
#ifndef TESTS_UNIT_RRASD_FAKE_H
#define TESTS_UNIT_RRASD_FAKE_H

#include <stdbool.h>
#include <stdint.h>
#include <talloc.h>
#include <tevent.h>
#include <util/data_blob.h>

#include "gen_ndr/frame.h"
#include "server/rrasd/ops.h"
#include "server/rrasd/options.h"
#include "server/rrasd/rrasd.h"

/** @brief A daemon without a model, and a table of operations to call. */
struct fake {
	struct tevent_context *ev;
	struct rrasd rrasd;
	struct rrasd_config config;
	char audit_path[64];
	unsigned ran;		    /**< handlers that ran */
	unsigned finished;	    /**< later ones that came to their end */
	struct tevent_req *waiting; /**< the last later one, until it ends */
	unsigned kept; /**< things kept for askers by operation 0, until their
			* connections end */
};

/*
 * Operations, by opnum of dimsvc: 0 answers at once, 3 later (an audited
 * change), 15 later and cancellable (audited), 16 has no handler, 13 echoes
 * its container, 49 is a secret; 46 and 21 have no handler either.
 */
extern const struct rrasd_op_table fake_dimsvc;
extern const struct rrasd_op_table fake_control;
extern const struct rrasd_op_table *const fake_tables[];

/** @brief Make one; the dispatcher is in fake->rrasd. */
struct fake *fake_create(void);
void fake_destroy(struct fake *fake);

/** @brief Let the operation that waits come to its end. */
void fake_finish(struct fake *fake);

/** @brief How many lines the audit trail has, and its whole text. */
unsigned fake_audit(struct fake *fake, char *text, size_t size);

enum fake_who { FAKE_ADMIN, FAKE_PLAIN, FAKE_ANONYMOUS, FAKE_LOCAL_ROOT };

/** @brief A call; a talloc object. */
struct rras_frame *fake_call(TALLOC_CTX *mem_ctx, enum fake_who who,
			     const struct GUID *interface_id, uint32_t opnum,
			     DATA_BLOB stub);

/** @brief The in-stub of a call, from pidl's structure. */
DATA_BLOB fake_stub(TALLOC_CTX *mem_ctx, uint32_t opnum, const void *r);

#endif
