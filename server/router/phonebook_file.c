/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * router.pbk as it is on the disk; see phonebook_file.h.
 *
 * Administrators and consoles change the file too.  So it is read again
 * before each change when it is not the version that we know, and the writer
 * replaces that version only (persist_job_replace_file()).  Two races remain:
 * a replacement by others within the microseconds between the writer's look
 * and its rename, and an editor that writes into the file it opened before
 * our rename instead of replacing it.  Who edits by hand while clients
 * create interfaces should replace the file as a whole, as we do.
 */
#include "phonebook_file.h"
#include "compat/rras_errors.h"

struct phonebook_file {
	bool known;
	struct persist_file_id id;
	struct phonebook *pbk; /* NULL: cannot be parsed */
	WERROR error;
	const char *why;
};

struct phonebook_file *phonebook_file_create(TALLOC_CTX *mem_ctx)
{
	return talloc_zero(mem_ctx, struct phonebook_file);
}

const struct persist_file_id *
phonebook_file_known(const struct phonebook_file *file)
{
	return file->known ? &file->id : NULL;
}

void phonebook_file_load(struct phonebook_file *file, const DATA_BLOB *bytes,
			 const struct persist_file_id *id)
{
	TALLOC_FREE(file->pbk);
	talloc_free((void *)(uintptr_t)file->why);
	file->why = NULL;
	file->error = phonebook_parse(file, (const char *)bytes->data,
				      bytes->length, &file->pbk, &file->why);
	if (!W_ERROR_IS_OK(file->error)) {
		file->pbk = NULL;
	}
	file->why = talloc_steal(file, file->why);
	file->id = *id;
	/* For want of memory only: to be tried again. */
	file->known =
		!W_ERROR_EQUAL(file->error, W_ERROR(ERROR_NOT_ENOUGH_MEMORY));
}

WERROR phonebook_file_get(const struct phonebook_file *file,
			  struct phonebook **pbk, const char **why)
{
	*pbk = file->pbk;
	*why = file->why != NULL ? file->why : "";
	return file->error;
}

bool phonebook_file_exists(const struct phonebook_file *file)
{
	return file->known && file->id.exists;
}

WERROR phonebook_file_put(const struct phonebook_file *file,
			  struct persist_job *job,
			  enum persist_file_order order)
{
	struct iovec *pieces = NULL;
	size_t num_pieces = 0;
	WERROR werr = phonebook_pieces(job, file->pbk, &pieces, &num_pieces);

	if (!W_ERROR_IS_OK(werr)) {
		return werr;
	}
	/* The job may outlive the router, and reads from the phonebook.  It is
	 * not changed meanwhile: changes come one at a time. */
	if (talloc_reference(job, file->pbk) == NULL) {
		return W_ERROR(ERROR_NOT_ENOUGH_MEMORY);
	}
	persist_job_replace_file(job, PHONEBOOK_FILE, pieces, num_pieces,
				 &file->id, order);
	return WERR_OK;
}

void phonebook_file_written(struct phonebook_file *file,
			    const struct persist_file_id *id)
{
	file->id = *id;
}

void phonebook_file_forget(struct phonebook_file *file)
{
	file->known = false;
}
