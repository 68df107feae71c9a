/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A child process with a process group of its own, watched by a pidfd.
 */
#ifndef SERVER_DIALER_PPPD_CHILD_H
#define SERVER_DIALER_PPPD_CHILD_H

#include <sys/types.h>
#include <talloc.h>
#include <tevent.h>
#include <core/werror.h>

struct pppd_child;

/** @brief Called once, from the loop, with waitpid()'s status. */
typedef void (*pppd_child_fn)(int wait_status, void *private_data);

/**
 * @brief Start a program.
 *
 * It leads a session and a process group, dumps no core, has a clean
 * environment, /dev/null as its input, and no descriptors but these.
 * Freeing the child kills the whole group; it is reaped later.
 *
 * @param[in] argv   argv[0] is the program's path
 * @param[in] log    what becomes its descriptors 1 and 2
 * @param[in] fds    what becomes its descriptors 3, 4, ...; at most 4
 * @param[in] ev     must outlive the process, else a zombie stays
 * @return WERR_OK, or why there is no process.  That argv[0] cannot be
 *         executed shows as exit status 127.
 */
WERROR pppd_child_start(TALLOC_CTX *mem_ctx, struct tevent_context *ev,
			char *const argv[], int log, const int *fds,
			size_t num_fds, pppd_child_fn fn, void *private_data,
			struct pppd_child **child);

/** @brief Its pid; 0 when it has ended. */
pid_t pppd_child_pid(const struct pppd_child *child);

/** @brief Send a signal to the process alone. */
void pppd_child_signal(struct pppd_child *child, int signal_number);

/** @brief Kill the process and its group. */
void pppd_child_kill(struct pppd_child *child);

#endif
