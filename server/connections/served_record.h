/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Served links over restarts of the daemon: one record a link, in "served" in
 * the run directory (idl/link_record.idl), so that the next daemon shows it
 * with its handle, GUID, port and base lines before its plugin has called.
 *
 * A link is known by the random number of its plugin's, its process by its
 * number and the time at which the kernel has started it.
 */
#ifndef SERVER_CONNECTIONS_SERVED_RECORD_H
#define SERVER_CONNECTIONS_SERVED_RECORD_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>
#include <talloc.h>
#include <core/werror.h>

struct connection;
struct record_dir;
struct rras_connection_record;
struct rras_served_record;
struct served_state;

/** @brief When a process was started, 0 when that is not known (any more). */
uint64_t served_record_started(pid_t pid);

/**
 * @brief The process of a record.
 *
 * @return its pidfd, the caller's; -1 when that process is no more
 */
int served_record_process(const struct rras_served_record *record);

/** @brief Write what is known of a link; a full disk leaves what was there. */
void served_record_write(const struct record_dir *dir, pid_t pid,
			 uint64_t pid_started, uint32_t dwPort,
			 const struct served_state *state,
			 const struct connection *connection);

void served_record_remove(const struct record_dir *dir, uint64_t id);

/**
 * @brief All records of an earlier daemon; what is none is removed.
 *
 * @param[out] records  child of @mem_ctx
 */
WERROR served_record_read(TALLOC_CTX *mem_ctx, const struct record_dir *dir,
			  struct rras_served_record ***records, size_t *count);

/** @brief What its plugin had told; false when that cannot be. */
bool served_record_state(const struct rras_served_record *record,
			 struct served_state *state);

#endif
