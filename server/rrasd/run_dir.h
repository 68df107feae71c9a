/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The run directory: private to root, and one daemon's at a time. */
#ifndef SERVER_RRASD_RUN_DIR_H
#define SERVER_RRASD_RUN_DIR_H

#include <sys/types.h>
#include <talloc.h>

struct run_dir;

/**
 * @brief Make the directory (0700) if it is not there, and lock it.
 *
 * The lock is inherited by fork() and ends with the last process that has it.
 *
 * @param[in]  owner  user id that the directory must belong to; 0 but in tests
 * @param[out] why    on failure a sentence with the path and the reason: the
 *                    directory is another's, others may enter it, or another
 *                    daemon, named by its process id, uses it
 * @return NULL on failure; freeing it gives the lock up
 */
struct run_dir *run_dir_lock(TALLOC_CTX *mem_ctx, const char *path, uid_t owner,
			     const char **why);

/** @brief Write this process's id into the lock file, for the message above. */
void run_dir_set_pid(struct run_dir *run_dir);

#endif
