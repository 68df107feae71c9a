/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The requester's side of rrasd's socket: calls with their replies, over one
 * connection that is made when it is needed and made again when it is lost.
 *
 * A call can wait for ever (a blocking Connect does), so calls have no
 * deadline.  rrasd itself has: within RRAS_CLIENT_TIMEOUT of each call
 * something must come from it, if only the answer to a ping, and later it is
 * pinged whenever calls wait and it has been silent for
 * RRAS_CLIENT_PING_INTERVAL.  A daemon that is down, still starting or wedged
 * thus fails the calls instead of holding them.  Time in which the client's own
 * loop did not run does not count: a machine that stood still, or has too much
 * to do, is no reason to give rrasd up.
 */
#ifndef SERVER_IPC_RRAS_CLIENT_H
#define SERVER_IPC_RRAS_CLIENT_H

#include <stdint.h>
#include <talloc.h>
#include <tevent.h>
#include <util/data_blob.h>
#include "gen_ndr/frame.h"

/** Milliseconds from a call to rrasd's first sign of life.  A client is to hear
 * of an outage within a second, and its network takes some of that. */
#define RRAS_CLIENT_TIMEOUT 800

/** Milliseconds of silence, while calls wait, that lead to the next ping. */
#define RRAS_CLIENT_PING_INTERVAL 5000

struct rras_client;

/** @brief What to ask; only read until rras_client_call_send() returns. */
struct rras_client_call {
	struct GUID interface_id;
	uint32_t opnum;
	const struct rras_caller *caller;
	DATA_BLOB stub; /**< NDR32 little-endian in-stub */
	int event_fd;	/**< eventfd to go with the call, or -1 */
};

/**
 * @brief A client of the rrasd at @path; does not connect yet.
 *
 * Freeing it fails its pending calls with RPC_S_SERVER_UNAVAILABLE.
 *
 * @param[in] mem_ctx owner
 * @param[in] ev      the loop that the calls run in; must outlive the client
 * @param[in] path    of rrasd's socket; copied
 */
struct rras_client *rras_client_create(TALLOC_CTX *mem_ctx,
				       struct tevent_context *ev,
				       const char *path);

/**
 * @brief Use other times than the defaults; for tests.
 *
 * @param[in] timeout, ping_interval  milliseconds
 */
void rras_client_set_times(struct rras_client *client, uint32_t timeout,
			   uint32_t ping_interval);

/**
 * @brief Why rrasd was lost, or could not be reached, the last time.
 *
 * @return a few words for the log; NULL when that never happened
 */
const char *rras_client_last_error(const struct rras_client *client);

/** @brief The loop of the client. */
struct tevent_context *rras_client_event_context(struct rras_client *client);

/**
 * @brief Call rrasd.
 *
 * Freeing the request while it is pending tells rrasd that nobody waits any
 * more; so does tevent_req_cancel(), which ends it with RPC_S_CALL_CANCELLED.
 */
struct tevent_req *rras_client_call_send(TALLOC_CTX *mem_ctx,
					 struct tevent_context *ev,
					 struct rras_client *client,
					 const struct rras_client_call *call);

/**
 * @brief The answer.
 *
 * @param[in]  mem_ctx owner of the out-stub
 * @param[out] stub    NDR32 little-endian out-stub; empty with a fault
 * @return 0 or a DCE/RPC fault code: rrasd's, verbatim;
 *         RPC_S_SERVER_UNAVAILABLE (0x6ba) when rrasd cannot be reached, is
 *         lost or does not react; RPC_S_CALL_CANCELLED (0x71a);
 *         nca_s_fault_remote_no_memory; nca_proto_error when the call cannot
 *         be encoded
 */
uint32_t rras_client_call_recv(struct tevent_req *req, TALLOC_CTX *mem_ctx,
			       DATA_BLOB *stub);

#endif
