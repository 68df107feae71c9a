/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The requests inside of RasRpcSubmitRequest ([MS-RRASM] 3.3.4.5): a buffer
 * with a RequestBuffer, whose RB_Buffer begins with the structure of its type,
 * which begins with the retcode.  The answer is written over the question.
 *
 * Nothing but the functions here touches the buffer, and they check each
 * offset against its size: what a client says of sizes is never believed.
 */
#ifndef SERVER_RRASD_RAS_REQUEST_H
#define SERVER_RRASD_RAS_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <talloc.h>
#include <tevent.h>
#include <core/werror.h>
#include <ndr.h>
#include "gen_ndr/rasrpc_images.h"

struct rrasd_call;

/** @brief One request. */
struct ras_request {
	struct rrasd_call *call;
	struct RequestBuffer head;
	uint8_t *RB_Buffer; /**< the call's memory */
	size_t size;	    /**< of RB_Buffer, in bytes */
};

/**
 * @brief A type of request: either @run, or @send and @recv.
 *
 * What they return is the retcode.  They leave all of RB_Buffer as it was but
 * what the specification has them write.
 */
struct ras_request_type {
	uint32_t RB_Reqtype;
	bool changes; /**< gets an audit line */
	WERROR (*run)(TALLOC_CTX *mem_ctx, struct ras_request *request);
	struct tevent_req *(*send)(TALLOC_CTX *mem_ctx,
				   struct tevent_context *ev,
				   struct ras_request *request);
	WERROR (*recv)(struct tevent_req *req);
};

/** @name The types, each in its own file */
/**@{*/
extern const struct ras_request_type ras_request_port_enum;
extern const struct ras_request_type ras_request_get_info;
extern const struct ras_request_type ras_request_get_dev_config;
extern const struct ras_request_type ras_request_set_device_config;
extern const struct ras_request_type ras_request_get_device_config;
extern const struct ras_request_type ras_request_get_called_id;
extern const struct ras_request_type ras_request_set_called_id;
extern const struct ras_request_type ras_request_driver_caps;
/**@}*/

/**
 * @brief Begin with a buffer.
 *
 * @return false when 3.3.4.5 wants no processing of it: it is NULL, too small,
 *         or its type is out of range
 */
bool ras_request_open(struct rrasd_call *call, uint8_t *buffer, size_t size,
		      struct ras_request *request);

/**
 * @brief Whether RB_Buffer holds a structure of @size and @more bytes that a
 *        client speaks of.
 */
bool ras_request_holds(const struct ras_request *request, size_t size,
		       uint64_t more);

/** @brief Read an image of @size at @offset of RB_Buffer; false when it is
 * not all inside. */
bool ras_request_pull(const struct ras_request *request, size_t offset,
		      size_t size, void *image, ndr_pull_flags_fn_t fn);

/** @brief Write an image; false when it does not fit or out of memory. */
bool ras_request_push(const struct ras_request *request, size_t offset,
		      const void *image, ndr_push_flags_fn_t fn);

/** @brief Bytes of a variable part; empty when they are not all inside. */
DATA_BLOB ras_request_bytes(const struct ras_request *request, size_t offset,
			    size_t size);

/** @brief Write such bytes; false when they do not fit. */
bool ras_request_write(const struct ras_request *request, size_t offset,
		       const DATA_BLOB *bytes);

/** @brief Write the retcode, which is the first member of all structures. */
void ras_request_set_retcode(const struct ras_request *request, WERROR retcode);

#define RAS_REQUEST_PULL(request, offset, size, type, image) \
	ras_request_pull(request, offset, size, image,       \
			 (ndr_pull_flags_fn_t)ndr_pull_##type)
#define RAS_REQUEST_PUSH(request, offset, type, image) \
	ras_request_push(request, offset, image,       \
			 (ndr_push_flags_fn_t)ndr_push_##type)

/** @name Sizes of the structures up to their variable part */
/**@{*/
#define DEVICE_CONFIG_INFO_ABDATA 16
#define GET_SET_CALLED_ID_BYTES	  504
#define ENUM_BUFFER		  12
#define GET_DEV_CONFIG_CONFIG	  28
/**@}*/

#endif
