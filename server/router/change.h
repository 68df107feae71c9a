/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A change of the router: checked, persisted, applied to memory, answered, one
 * at a time and in the order of arrival.
 *
 * A change belongs to the router.  Who asked for it waits by a request of his
 * own; when that is freed the change goes on.
 */
#ifndef SERVER_ROUTER_CHANGE_H
#define SERVER_ROUTER_CHANGE_H

#include "router_private.h"

struct change;

struct change_ops {
	const char *name; /**< for the log */

	/**
	 * @brief Check the change and fill the writer's job.
	 *
	 * All memory that apply() needs is taken here.  May be called again
	 * when the phonebook has been changed by others meanwhile.  A job
	 * that stays empty is not sent: the change is applied at once.
	 */
	WERROR (*prepare)(struct change *change, struct persist_job *job);

	/** @brief It is on the disk: change the memory.  Cannot fail. */
	void (*apply)(struct change *change,
		      const struct persist_result *result);

	/** @brief It failed after prepare() had succeeded; or NULL. */
	void (*undo)(struct change *change);
};

struct change {
	struct router *router;
	const struct change_ops *ops;
	void *data;		   /**< the operation's own; a child of it */
	bool reads_phonebook;	   /**< router->phonebook must be up to date */
	bool edits_phonebook;	   /**< prepare() has changed it in memory */
	uint32_t dwInterface;	   /**< the handle it is about, or its result */
	struct interface *iface;   /**< for prepare() and apply() */
	struct tevent_req *waiter; /**< NULL: nobody waits */
	struct tevent_req *turn;   /**< its place in the queue */
	unsigned tries;
};

/** @brief Make a change with zeroed data of @data_size; NULL: no memory. */
#define change_create(router, ops, type) \
	change_create_size(router, ops, sizeof(type), #type)
struct change *change_create_size(struct router *router,
				  const struct change_ops *ops,
				  size_t data_size, const char *data_name);

/** @brief Queue a change and wait for it; takes the ownership. */
struct tevent_req *change_send(TALLOC_CTX *mem_ctx, struct tevent_context *ev,
			       struct change *change);
/** @param[out] dwInterface  the change's; may be NULL */
WERROR change_recv(struct tevent_req *req, uint32_t *dwInterface);

/** @brief Queue a change that nobody waits for. */
void change_post(struct change *change);

#endif
