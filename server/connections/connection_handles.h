/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The handles of connections: each one is given once, whatever daemon gives
 * it.
 *
 * They are reserved in the store in blocks, ahead of their use, so that a
 * link that comes up waits for no disk.  What a daemon has reserved and not
 * given is lost with it.
 */
#ifndef SERVER_CONNECTIONS_CONNECTION_HANDLES_H
#define SERVER_CONNECTIONS_CONNECTION_HANDLES_H

#include <stdint.h>
#include <talloc.h>
#include <tevent.h>
#include <core/werror.h>

struct connection_handles;
struct persist;

/** @brief Handles of a block. */
#define CONNECTION_HANDLES_BLOCK 4096

/**
 * @brief Called after a block was reserved, or was not.
 *
 * @param[in] result  not WERR_OK: it is tried again in a while
 * @param[in] why     a sentence then
 */
typedef void (*connection_handles_fn)(WERROR result, const char *why,
				      void *private_data);

/**
 * @brief Read the record, and reserve the first block.
 *
 * Only before the first job is sent to @persist.  A disk that cannot be
 * written to is no error: there are no handles until it can.
 *
 * @param[in]  persist  must outlive the handles
 * @param[out] why      on error a sentence, child of @mem_ctx
 *         Errors: those of store_read()
 */
WERROR connection_handles_create(TALLOC_CTX *mem_ctx, struct tevent_context *ev,
				 struct persist *persist,
				 struct connection_handles **handles,
				 const char **why);

/** @brief Have @fn called from now on; one watcher, NULL for none. */
void connection_handles_watch(struct connection_handles *handles,
			      connection_handles_fn fn, void *private_data);

/** @brief A handle that was never given; 0 when none is reserved now. */
uint32_t connection_handles_take(struct connection_handles *handles);

#endif
