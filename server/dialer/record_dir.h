/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A directory of small records in the run directory, each replaced as a whole.
 *
 * It is on a tmpfs: nothing in here waits for a disk, so nothing is synced,
 * and a reboot forgets it.
 */
#ifndef SERVER_DIALER_RECORD_DIR_H
#define SERVER_DIALER_RECORD_DIR_H

#include <stdbool.h>
#include <stddef.h>
#include <talloc.h>
#include <core/werror.h>
#include <util/data_blob.h>

struct record_dir;

/** @brief The longest name of a record, with its NUL. */
#define RECORD_NAME_SIZE 48

/**
 * @brief Open (or make, 0700) a directory.
 *
 * One that others may enter, or that is another user's, is refused.
 *
 * @param[out] why  on failure a sentence, child of @mem_ctx
 * @retval ERROR_DISK_FULL, ERROR_WRITE_PROTECT, ERROR_ACCESS_DENIED,
 *         ERROR_NOT_ENOUGH_MEMORY, ERROR_WRITE_FAULT
 */
WERROR record_dir_open(TALLOC_CTX *mem_ctx, const char *run_dir,
		       const char *name, struct record_dir **dir,
		       const char **why);

/** @brief Its descriptor, for openat(2). */
int record_dir_fd(const struct record_dir *dir);

/** @brief Replace a record, or make it; a failure leaves what was there. */
WERROR record_dir_write(const struct record_dir *dir, const char *name,
			const DATA_BLOB *bytes);

/**
 * @brief Read one.
 *
 * @param[out] bytes  child of @mem_ctx; empty when there is no such file, or
 *                    when it is nothing that could be read
 * @retval ERROR_NOT_ENOUGH_MEMORY  nor enough descriptors: what is in it is
 *                                  not known
 */
WERROR record_dir_read(const struct record_dir *dir, TALLOC_CTX *mem_ctx,
		       const char *name, DATA_BLOB *bytes);

void record_dir_remove(const struct record_dir *dir, const char *name);

/**
 * @brief The names of all files, in no order; what a daemon that died in the
 *        middle of writing has left is removed.
 *
 * @param[out] names  child of @mem_ctx
 */
WERROR record_dir_list(const struct record_dir *dir, TALLOC_CTX *mem_ctx,
		       char ***names, size_t *count);

/** @brief Whether an errno speaks of this process, not of the file. */
bool record_dir_is_shortage(int err);

#endif
