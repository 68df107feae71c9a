/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The operation tables: which handler answers which opnum.
 *
 * A handler knows nothing of sockets, frames or Samba.  It gets the decoded
 * arguments and leaves the results in the same structure.
 */
#ifndef SERVER_RRASD_OPS_H
#define SERVER_RRASD_OPS_H

#include <stddef.h>
#include <stdbool.h>
#include <stdint.h>
#include <talloc.h>
#include <tevent.h>
#include <core/werror.h>

struct rrasd;
struct rras_caller;
struct audit_record;
struct ndr_interface_table;

/** @brief Where an answer goes; NULL in a call: nobody waits for it. */
struct rrasd_asker {
	/** Whether what was sent before has been read, so that a large answer
	 * does not pile up behind it. */
	bool (*has_room)(const struct rrasd_asker *asker);
	/** Lives as long as he is connected: what is kept for him beyond his
	 * calls is its child. */
	TALLOC_CTX *connection;
};

/** @brief One call on its way through the daemon. */
struct rrasd_call {
	struct rrasd *rrasd;		  /**< the daemon's context */
	const struct rras_caller *caller; /**< who asks, from where */
	const struct rrasd_asker *asker;  /**< may become NULL */
	int event_fd;		    /**< eventfd of a local caller, -1; who
				     * keeps it sets this to -1 */
	void *r;		    /**< the pidl-made in/out structure */
	struct audit_record *audit; /**< for notes; NULL: none is kept */
	bool only_reads; /**< set by a handler of an operation that changes
			  * something when this call of it does not */
};

enum rrasd_op_flags {
	/** Changes something: gets an audit line, unless only_reads. */
	RRASD_OP_CHANGES = 1,
	/** Fails when RouterType is ROUTER_TYPE_LAN (see each method). */
	RRASD_OP_NEEDS_WAN = 2,
	/** May be stopped when its caller goes away; others run on. */
	RRASD_OP_CANCELLABLE = 4,
	/** Its stubs hold a secret: wiped when they have been used. */
	RRASD_OP_SECRET = 8,
};

/**
 * @brief One operation.
 *
 * Either @run answers at once, or @send/@recv later, or none of them:
 * the answer is then ERROR_NOT_SUPPORTED.  An opnum that is not on the wire
 * has no name and is answered with the fault nca_op_rng_error.
 */
struct rrasd_op {
	const char *name;
	uint32_t flags;
	size_t result_offset; /**< of out.result in the call's structure */
	WERROR (*run)(TALLOC_CTX *mem_ctx, struct rrasd_call *call);
	struct tevent_req *(*send)(TALLOC_CTX *mem_ctx,
				   struct tevent_context *ev,
				   struct rrasd_call *call);
	WERROR (*recv)(struct tevent_req *req);
	/** Makes the [out] parameters those of an answer without a handler;
	 * NULL when what pidl's decoder made of them will do. */
	void (*blank)(void *r);
};

/** @brief All operations of one interface, indexed by opnum. */
struct rrasd_op_table {
	const struct ndr_interface_table *ndr;
	const struct rrasd_op *ops;
	uint32_t num_ops;
	bool denies_by_fault; /**< rasrpc: ERROR_ACCESS_DENIED is a fault */
	bool local_only;      /**< for root on this machine's own socket */
};

extern const struct rrasd_op_table rrasd_dimsvc_ops;
extern const struct rrasd_op_table rrasd_rasrpc_ops;
extern const struct rrasd_op_table rrasd_control_ops;

#endif
