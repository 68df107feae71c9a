/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The socket for pppds that have lost the rrasd that has dialed their links.
 */
#ifndef SERVER_DIALER_LINK_CALL_H
#define SERVER_DIALER_LINK_CALL_H

#include <stdint.h>
#include <sys/types.h>
#include <talloc.h>
#include <tevent.h>
#include "plugin/plugin_proto.h"

struct link_calls;

/** @brief A plugin that has said what link it is of. */
struct link_call {
	uint64_t id; /**< of its record */
	pid_t pid;   /**< of its process, as the kernel says */
	int pidfd;   /**< of that; the callee's.  -1: it has ended since, so
		      * that @pid may be another one's by now */
	int fd;	     /**< connected to it; the callee's */
	/** The message that said so, for whom the rest goes to. */
	struct rras_plugin_dialed dialed;
};

typedef void (*link_call_fn)(const struct link_call *call, void *private_data);

/**
 * @brief Listen on "link.sock" in the run directory.
 *
 * Only processes of this one's user are heard, and each only for a few
 * seconds until it has said what it is; those that have not may have one half
 * of RLIMIT_NOFILE's descriptors, further ones are closed.
 *
 * @param[out] why  on failure a sentence, child of @mem_ctx
 * @return NULL on failure
 */
struct link_calls *link_calls_create(TALLOC_CTX *mem_ctx,
				     struct tevent_context *ev,
				     const char *run_dir, link_call_fn fn,
				     void *private_data, const char **why);

#endif
