/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The audit trail: one line of JSON for each call that changes something or
 * is refused.  It says who did what from where, and how it ended.
 *
 * Never a secret: a record holds what a handler puts into it by name, never
 * a call's arguments as a whole.
 */
#ifndef SERVER_RRASD_AUDIT_H
#define SERVER_RRASD_AUDIT_H

#include <stdbool.h>
#include <stdint.h>
#include <talloc.h>

struct audit;
struct audit_record;
struct rras_caller;

/** @brief MESSAGE_ID of all audit lines in the journal. */
#define AUDIT_MESSAGE_ID "7fdb3a0f5f6f4b0e9f2c0e2d6f3e5a41"

/**
 * @brief Open the trail.
 *
 * @param[in]  where  "journal", or the absolute path of a file, which is made
 *                    with mode 0600, appended to, and opened again when it
 *                    has been renamed or removed
 * @param[out] why    on failure a sentence with path and reason
 *
 * Without a journal on this machine, "journal" means the log; what a file does
 * not take, because the disk is full, goes there too.
 */
struct audit *audit_open(TALLOC_CTX *mem_ctx, const char *where,
			 const char **why);

/** @brief Open the file again, for SIGHUP; the old one stays on failure. */
void audit_reopen(struct audit *audit);

/**
 * @brief Begin a record.
 *
 * @param[in] caller     copied; NULL when unknown
 * @param[in] operation  the specification's name of the method
 * @return NULL when out of memory; the functions below accept that
 */
struct audit_record *audit_record(TALLOC_CTX *mem_ctx,
				  const struct rras_caller *caller,
				  const char *operation);

/** @brief Note an argument that is not secret; a UTF-8 string, or a number. */
void audit_note_string(struct audit_record *record, const char *name,
		       const char *value);
void audit_note_number(struct audit_record *record, const char *name,
		       uint32_t value);

/**
 * @brief How a call ended: by a result code, a fault, or not: its caller went
 *        away, or the daemon came to its end first.
 */
enum audit_outcome { AUDIT_RESULT, AUDIT_FAULT, AUDIT_ABANDONED };

/**
 * @brief Write the record, as one line.
 *
 * @param[in] code  Win32 code or DCE/RPC fault; without meaning when abandoned
 */
void audit_write(struct audit *audit, struct audit_record *record,
		 enum audit_outcome outcome, uint32_t code);

#endif
