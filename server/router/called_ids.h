/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The called IDs of devices ([MS-RRASM] 2.2.1.2.221, CalledIDInformation of
 * 2.2.3.3.1.6): the phone numbers, or of a tunnel kind the address, at which
 * the router is called.  They are kept and returned as they were sent.
 */
#ifndef SERVER_ROUTER_CALLED_IDS_H
#define SERVER_ROUTER_CALLED_IDS_H

#include <talloc.h>
#include <tevent.h>
#include <core/werror.h>
#include <util/data_blob.h>

struct router;

/** @brief That of one device; in a list of the router's. */
struct called_id {
	struct called_id *next;
	const char *device;
	DATA_BLOB bCalledId; /**< UTF-16 with its terminators; not empty */
};

/** @brief Make one, copying; NULL when out of memory. */
struct called_id *called_id_create(TALLOC_CTX *mem_ctx, const char *device,
				   const DATA_BLOB *bCalledId);

/** @brief Put one into a list, instead of the device's old one. */
void called_id_add(struct called_id **list, struct called_id *called_id);

/**
 * @brief The called ID of a device.
 *
 * @param[in] device  its name; case does not matter
 * @return empty when none was set; valid until the next turn of the loop
 */
DATA_BLOB router_called_id(const struct router *router, const char *device);

/**
 * @brief Set it: persisted first, answered second; copied.  An empty one is
 *        removed.
 *
 * Freeing the request stops the waiting, not the change.
 * @retval ERROR_INVALID_PARAMETER  it is no UTF-16 with a terminator, or longer
 *         than RRAS_MAX_CALLED_ID
 *         and those of persist_send()
 */
struct tevent_req *router_set_called_id_send(TALLOC_CTX *mem_ctx,
					     struct tevent_context *ev,
					     struct router *router,
					     const char *device,
					     const DATA_BLOB *bCalledId);
WERROR router_set_called_id_recv(struct tevent_req *req);

#endif
