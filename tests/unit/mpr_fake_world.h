/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inside of the fake router: what it knows and what it answers. */
#ifndef TESTS_UNIT_MPR_FAKE_WORLD_H
#define TESTS_UNIT_MPR_FAKE_WORLD_H

#include <talloc.h>
#include <util/data_blob.h>
#include "ndr_frame.h"
#include "ndr_images.h"
#include "mpr_fake.h"

/* The child's whole world: one interface, and how far the plan has gone. */
struct world {
	struct mpr_fake_plan plan;
	struct MPRI_INTERFACE_3 entry;
	uint32_t looks; /* at the state */
	bool deleted;
	bool paused;
	char *user, *domain, *password;
};

/** @brief The world as it begins. */
void mpr_fake_make_world(struct world *world, const struct mpr_fake_plan *plan);

/** @brief The out-stub of a call. */
DATA_BLOB mpr_fake_answer(struct world *world, TALLOC_CTX *mem_ctx,
			  const struct rras_frame_call *call);

#endif
