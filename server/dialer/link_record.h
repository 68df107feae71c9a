/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a later rrasd must know of the links that it finds: one record for each
 * attempt that has a pppd, in "links" in the run directory.
 *
 * Two files a link.  "KEY-ID.lock" is empty.  The child locks it between
 * fork() and exec() (fcntl(2), F_SETLK) through a descriptor that pppd
 * inherits: such a lock belongs to the process, survives exec(), is not
 * inherited by what pppd forks, and is the kernel's to end.  As long as it is
 * held the link lives, and F_GETLK names the process that holds it: so no pid
 * is ever believed because a file says it, and a stale file or a recycled pid
 * is never taken for a link.  (flock(2) would be inherited by scripts and
 * helpers, and names nobody.)
 * "KEY-ID" is the record (idl/link_record.idl), replaced by rename: never
 * half-written.  It is there before the child is.
 * KEY is the link's own number (the router's dwInterface), ID is random.
 *
 * The directory is on a tmpfs, so that nothing here waits for a disk, and a
 * reboot forgets it together with the links.
 */
#ifndef SERVER_DIALER_LINK_RECORD_H
#define SERVER_DIALER_LINK_RECORD_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>
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
 *         Errors: those of record_dir_open()
 */
WERROR link_records_open(TALLOC_CTX *mem_ctx, const char *run_dir,
			 struct link_records **records, const char **why);

/** @brief One record that was found at start. */
struct link_record_found {
	uint32_t key;
	uint64_t id;
	pid_t pid; /**< who holds the lock; 0: nobody, the link is over */
	/** NULL: it cannot be read, or is of another version.  The link, if
	 * it is alive, is then ended. */
	const struct rras_link_record *record;
};

/**
 * @brief All records, in no order; of those that are not alive, files that
 *        tell nothing are removed.
 *
 * @param[out] found  child of @mem_ctx
 * @retval ERROR_NOT_ENOUGH_MEMORY  nor enough descriptors
 */
WERROR link_records_read(TALLOC_CTX *mem_ctx, struct link_records *records,
			 struct link_record_found **found, size_t *count);

/**
 * @brief A record for a new attempt; freeing it removes the files.
 *
 * @retval ERROR_DISK_FULL, ERROR_WRITE_PROTECT, ERROR_ACCESS_DENIED,
 *         ERROR_NOT_ENOUGH_MEMORY, ERROR_WRITE_FAULT
 */
WERROR link_record_create(TALLOC_CTX *mem_ctx, struct link_records *records,
			  uint32_t key, struct link_record **record);

/**
 * @brief Take an alive one over; freeing it removes the files.
 *
 * @param[out] pidfd  of the process that holds the lock, proven to be that
 *                    one; the caller's
 * @retval ERROR_FILE_NOT_FOUND  it has died in between; its files stay
 * @retval ERROR_NO_SYSTEM_RESOURCES  it lives, but there is no descriptor for
 *                    it; its files stay
 * @retval ERROR_NOT_ENOUGH_MEMORY
 */
WERROR link_record_take(TALLOC_CTX *mem_ctx, struct link_records *records,
			const struct link_record_found *found,
			struct link_record **record, int *pidfd);

/**
 * @brief Take the files of a dead one over; freeing it removes them.
 *
 * @return NULL when out of memory: they stay
 */
struct link_record *
link_record_take_dead(TALLOC_CTX *mem_ctx, const struct link_records *records,
		      const struct link_record_found *found);

uint64_t link_record_id(const struct link_record *record);

/** @brief The descriptor that the child inherits and locks, -1 when it has
 * been passed on; it stays the record's. */
int link_record_fd(const struct link_record *record);
/** @brief The child has it now: close ours. */
void link_record_fd_passed(struct link_record *record);

/** @brief Write it anew; on failure what was written before stays. */
WERROR link_record_write(struct link_record *record,
			 const struct rras_link_record *contents);

/** @brief Free it and leave the files: the daemon ends, the link stays. */
void link_record_leave(struct link_record *record);

#endif
