/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A fake router and a connection to it. */
#ifndef TESTS_UNIT_MPR_OPEN_H
#define TESTS_UNIT_MPR_OPEN_H

#include "compat/rras_errors.h"
#include "client/libmprapi/mprapi_ext.h"
#include "mpr_fake.h"

static inline MPR_SERVER_HANDLE open_fake(struct mpr_fake *fake,
					  const struct mpr_fake_plan *plan)
{
	struct rras_connect_options options = {0};
	MPR_SERVER_HANDLE server = NULL;

	mpr_fake_start(fake, plan);
	options.smb_conf = fake->config;
	assert_int_equal(rras_server_connect(&options, &server), ERROR_SUCCESS);
	return server;
}

static inline void close_fake(struct mpr_fake *fake, MPR_SERVER_HANDLE server)
{
	MprAdminServerDisconnect(server);
	mpr_fake_stop(fake);
}

#endif
