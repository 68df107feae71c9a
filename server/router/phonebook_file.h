/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * router.pbk as it is on the disk: the version that we know, parsed.
 */
#ifndef SERVER_ROUTER_PHONEBOOK_FILE_H
#define SERVER_ROUTER_PHONEBOOK_FILE_H

#include "persist.h"
#include "phonebook.h"

#define PHONEBOOK_FILE "router.pbk"

struct phonebook_file;

struct phonebook_file *phonebook_file_create(TALLOC_CTX *mem_ctx);

/** @brief The version that we know, for persist_read_send(); or NULL. */
const struct persist_file_id *
phonebook_file_known(const struct phonebook_file *file);

/** @brief Take a version that was read; one that cannot be parsed counts. */
void phonebook_file_load(struct phonebook_file *file, const DATA_BLOB *bytes,
			 const struct persist_file_id *id);

/**
 * @brief The phonebook of the version that we know.
 *
 * @param[out] why  on error a sentence; valid until the next load
 * @retval ERROR_CORRUPT_PHONEBOOK  it cannot be parsed
 */
WERROR phonebook_file_get(const struct phonebook_file *file,
			  struct phonebook **pbk, const char **why);

/** @brief Whether there is a file at all. */
bool phonebook_file_exists(const struct phonebook_file *file);

/**
 * @brief Add the changed phonebook to a job; it must not be changed again
 *        before the job is done.
 */
WERROR phonebook_file_put(const struct phonebook_file *file,
			  struct persist_job *job,
			  enum persist_file_order order);

/** @brief What phonebook_file_put() added is on the disk now. */
void phonebook_file_written(struct phonebook_file *file,
			    const struct persist_file_id *id);

/** @brief What we have in memory is on no disk: read again before use. */
void phonebook_file_forget(struct phonebook_file *file);

#endif
