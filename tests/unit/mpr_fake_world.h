/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inside of the fake router: what it knows and what it answers. */
#ifndef TESTS_UNIT_MPR_FAKE_WORLD_H
#define TESTS_UNIT_MPR_FAKE_WORLD_H

#include <talloc.h>
#include <util/data_blob.h>
#include "ndr_dimsvc.h"
#include "ndr_frame.h"
#include "ndr_images.h"
#include "mpr_fake.h"

/* The child's whole world: one interface, and how far the plan has gone. */
struct world {
	struct mpr_fake_plan plan;
	struct MPRI_INTERFACE_3 entry;
	uint32_t looks; /* at the state */
	uint32_t waits; /* for events */
	bool deleted;
	bool paused;
	char *user, *domain, *password;
	bool cleared;	   /* statistics of ports */
	DATA_BLOB device;  /* the second one, as it was set */
	DATA_BLOB keys[2]; /* EAP, pre-shared */
	struct MPR_SERVER_2 ports;
	uint32_t pppoe_ports;
	uint32_t redials;
	struct MPR_IF_CUSTOMINFOEX_IDL custom;
};

/** @brief What answers which opnum of an interface. */
struct fake_answer {
	const struct ndr_interface_table *table;
	uint32_t opnum;
	uint32_t (*run)(struct world *world, TALLOC_CTX *mem_ctx, void *r);
	size_t result; /* offset in the structure of the call */
};

#define FAKE_ANSWER(table, opnum, name, run)                                \
	{                                                                   \
		&(table), (opnum), (run), offsetof(struct name, out.result) \
	}

/** @brief Tables, each ended by one without an interface. */
extern const struct fake_answer mpr_fake_ras_answers[];
extern const struct fake_answer mpr_fake_config_answers[];
extern const struct fake_answer mpr_fake_link_answers[];

/** @brief Whether a call is rrascontrol_WaitEvents. */
bool mpr_fake_is_wait(const struct rras_frame_call *call);

/** @brief FAKE_NAME or ASCII as UTF-16. */
void mpr_fake_wide(uint16_t *wide, const char *utf8);

/** @brief The world as it begins. */
void mpr_fake_make_world(struct world *world, const struct mpr_fake_plan *plan);

/** @brief The out-stub of a call. */
DATA_BLOB mpr_fake_answer(struct world *world, TALLOC_CTX *mem_ctx,
			  const struct rras_frame_call *call);

#endif
