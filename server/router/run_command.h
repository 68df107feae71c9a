/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A short program of the machine's, run without waiting for it.
 */
#ifndef SERVER_ROUTER_RUN_COMMAND_H
#define SERVER_ROUTER_RUN_COMMAND_H

#include <stdint.h>
#include <talloc.h>
#include <tevent.h>
#include <core/werror.h>

/**
 * @brief Run a program; it and what it has started are killed when it takes
 *        too long, or when the request is freed.
 *
 * It inherits nothing but an environment with a PATH; what it prints is lost.
 *
 * @param[in] argv     NULL-terminated; the first is the program's path
 * @param[in] input    what it reads; copied
 * @param[in] seconds  its deadline
 */
struct tevent_req *run_command_send(TALLOC_CTX *mem_ctx,
				    struct tevent_context *ev,
				    const char *const *argv, const char *input,
				    uint32_t seconds);

/**
 * @retval WERR_OK          it has ended with 0
 * @retval ERROR_TIMEOUT    it was killed
 * @retval ERROR_GEN_FAILURE  it could not be started, or ended otherwise
 * @retval ERROR_NOT_ENOUGH_MEMORY
 */
WERROR run_command_recv(struct tevent_req *req);

#endif
