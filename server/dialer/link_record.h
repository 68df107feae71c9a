/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a later rrasd must know of the links that it finds: one record for each
 * attempt that has a pppd, in "links" in the run directory.
 *
 * Two files a link.  "KEY-ID.lock" is empty and locked (flock) through a
 * descriptor that pppd has inherited: as long as the lock is held the link
 * lives, whatever pid it has, and when the kernel has ended pppd nobody holds
 * it; so a stale file or a recycled pid is never taken for a link.  "KEY-ID"
 * is the record (idl/link_record.idl), replaced by rename: never half-written.
 * KEY is the link's own number (the router's dwInterface), ID is random.
 *
 * The directory is on a tmpfs, so that nothing here waits for a disk, and a
 * reboot forgets it together with the links.
 */
#ifndef SERVER_DIALER_LINK_RECORD_H
#define SERVER_DIALER_LINK_RECORD_H

#include <stdbool.h>
#include <stdint.h>
#include <talloc.h>
#include <core/werror.h>

struct link_records;
struct link_record;
struct rras_link_record; /* gen_ndr/link_record.h */

/**
 * @brief Open (or make, 0700) the directory.
 *
 * @param[in]  run_dir  of the daemon
 * @param[out] why      on failure a sentence, child of @mem_ctx
 */
WERROR link_records_open(TALLOC_CTX *mem_ctx, const char *run_dir,
			 struct link_records **records, const char **why);

/** @brief One record that was found at start. */
struct link_record_found {
	uint32_t key;
	uint64_t id;
	bool alive; /**< somebody holds the lock */
	/** NULL: it cannot be read, or is of another version.  The link, if
	 * it is alive, is then ended. */
	const struct rras_link_record *record;
};

/**
 * @brief All records, in no order; the files of those that are not alive are
 *        removed.
 *
 * @param[out] found  child of @mem_ctx
 */
WERROR link_records_read(TALLOC_CTX *mem_ctx, struct link_records *records,
			 struct link_record_found **found, size_t *count);

/**
 * @brief A record for a new attempt, locked; freeing it removes the files.
 *
 * @retval ERROR_DISK_FULL, ERROR_WRITE_PROTECT, ERROR_ACCESS_DENIED,
 *         ERROR_NOT_ENOUGH_MEMORY
 */
WERROR link_record_create(TALLOC_CTX *mem_ctx, struct link_records *records,
			  uint32_t key, struct link_record **record);

/** @brief Take an alive one over; freeing it removes the files. */
WERROR link_record_take(TALLOC_CTX *mem_ctx, struct link_records *records,
			const struct link_record_found *found,
			struct link_record **record);

uint64_t link_record_id(const struct link_record *record);

/** @brief The descriptor that the child inherits, -1 when it has been passed
 * on; it stays the record's. */
int link_record_fd(const struct link_record *record);
/** @brief The child has it now: close ours. */
void link_record_fd_passed(struct link_record *record);

/** @brief Write it anew; a record that is freed without being kept is gone. */
WERROR link_record_write(struct link_record *record,
			 const struct rras_link_record *contents);

/** @brief Free it and leave the files: the daemon ends, the link stays. */
void link_record_leave(struct link_record *record);

#endif
