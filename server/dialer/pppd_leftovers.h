/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a pppd that was killed could not put away: its pid file, its lock of a
 * tty, its records in pppd's own database.
 */
#ifndef SERVER_DIALER_PPPD_LEFTOVERS_H
#define SERVER_DIALER_PPPD_LEFTOVERS_H

#include <stddef.h>
#include <sys/types.h>

/** @brief Where pppd leaves them; NULL-terminated lists. */
struct pppd_places {
	const char *const *run_dirs; /**< pppN.pid and pppd2.tdb */
	const char *lock_dir;	     /**< LCK..ttyX */
};

/** @brief Those of pppd 2.4 and 2.5. */
extern const struct pppd_places pppd_places;

/**
 * @brief Put them away; what is another process's is left alone.
 *
 * pppd's database is locked by whichever pppd writes to it, which may be one
 * that was stopped: so this may wait for ever.
 *
 * @param[in] pids  of pppds that have ended
 */
void pppd_leftovers_remove(const struct pppd_places *places, const pid_t *pids,
			   size_t count);

/** @brief The same of one, in a thread, for who may not wait; a process that
 * exits meanwhile waits a second for it. */
void pppd_leftovers_remove_later(pid_t pid);

/** @brief The same, of a pppd that has ended some time ago; nothing happens
 * when its number is another process's now. */
void pppd_leftovers_tidy(pid_t pid);

#endif
