/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A client of strongSwan's vici: commands to the IKE daemon over its unix
 * socket, one at a time.
 *
 * strongSwan has a library for this, but it brings threads of its own and
 * calls that block.
 */
#ifndef SERVER_DIALER_VICI_H
#define SERVER_DIALER_VICI_H

#include <talloc.h>
#include <tevent.h>
#include "vici_message.h"

struct vici;

/** @brief A part of what a command streams, before its answer, or that. */
typedef void (*vici_event_fn)(const uint8_t *bytes, size_t size,
			      void *private_data);

/**
 * @brief Connect.
 *
 * @param[in]  lost  the daemon has closed the connection; called from the
 *                   loop, once, may free @vici.  A command under way fails
 *                   with ECONNRESET before.
 * @return child of @mem_ctx, NULL with errno set: ENOENT or ECONNREFUSED when
 *         no daemon runs
 */
struct vici *vici_connect(TALLOC_CTX *mem_ctx, struct tevent_context *ev,
			  const char *path, void (*lost)(void *private_data),
			  void *private_data);

/**
 * @brief Have a command carried out.
 *
 * Freeing the request leaves the connection unusable.
 *
 * @param[in] message  its arguments; may be burnt at once
 * @param[in] event    the name of the events that it streams, NULL for none
 * @param[in] fn       called for each of them; without events for the answer;
 *                     NULL: nobody wants to know
 */
struct tevent_req *vici_call_send(TALLOC_CTX *mem_ctx,
				  struct tevent_context *ev, struct vici *vici,
				  const char *command,
				  const struct vici_writer *message,
				  const char *event, vici_event_fn fn,
				  void *private_data);

/**
 * @param[out] text  the daemon's words when it refuses
 * @return 0; EREMOTEIO when it refuses, ENOSYS when it does not know the
 *         command, EPROTO when it talks nonsense, ECONNRESET, ENOMEM, EBUSY
 */
int vici_call_recv(struct tevent_req *req, char *text, size_t size);

/**
 * @brief Have a command carried out, and wait: for the end of a process that
 *        has nothing else to do.
 *
 * @param[in] milliseconds  to wait at most
 * @return whether the answer was there in time
 */
bool vici_call_now(struct vici *vici, const char *command,
		   const struct vici_writer *message, int milliseconds);

#endif
