/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A backend without links: tests feed its events and see what it was asked.
 */
#ifndef SERVER_DIALER_BACKEND_MEMORY_H
#define SERVER_DIALER_BACKEND_MEMORY_H

#include "backend.h"

/** @brief One attempt, as a test sees it. */
struct dialer_memory_attempt {
	const char *name;
	const char *device;
	const struct dialer_settings *settings;
	unsigned hangups; /**< how often it was asked to end */
	unsigned kills;	  /**< how often it was killed */
	int pid;	  /**< of an adopted one, else 0 */
	int fd;		  /**< by which its child has called, or -1 */
};

/** @brief What the backend is told to do, and what was done with it. */
struct dialer_memory {
	struct dialer_backend backend; /**< first: the address is the same */
	WERROR probe_result;	       /**< WERR_OK at first */
	WERROR start_result;	       /**< WERR_OK at first */
	bool obeys;	    /**< hang-up and kill give GONE by themselves */
	bool slow;	    /**< only kill does */
	int pid;	    /**< of children, 4711 at first */
	unsigned starts;    /**< attempts started so far */
	unsigned adoptions; /**< attempts adopted so far */
	unsigned left;	    /**< attempts left alone so far */
	unsigned attempts;  /**< attempts that exist now */
	struct dialer_attempt *last; /**< the last one started, or NULL */
};

/** @brief A memory backend, obedient and fault-free. */
struct dialer_memory *dialer_memory_create(TALLOC_CTX *mem_ctx);

/** @brief What @attempt was asked. */
const struct dialer_memory_attempt *
dialer_memory_attempt(const struct dialer_attempt *attempt);

/** @brief Let @event happen to @attempt, at once. */
void dialer_memory_event(struct dialer_attempt *attempt,
			 const struct dialer_event *event);

#endif
