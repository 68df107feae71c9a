/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A frame as bytes and back: the NDR of idl/frame.idl, and its limits. */
#ifndef SERVER_IPC_FRAME_CODEC_H
#define SERVER_IPC_FRAME_CODEC_H

#include <stdbool.h>
#include <stdint.h>
#include <talloc.h>
#include <util/data_blob.h>
#include <core/ntstatus.h>
#include <ndr.h>
#include "gen_ndr/frame.h"

/**
 * @brief Whether NDR had no memory: a text that could not be converted for want
 *        of it has the code of a bad one, but errno is ENOMEM (set it to 0
 *        before).
 */
bool ndr_is_no_memory(enum ndr_err_code err);

/**
 * @brief Encode a frame; the version is filled in.
 *
 * @param[in]  mem_ctx owner of the bytes
 * @param[in]  frame   what to encode
 * @param[out] blob    the bytes, without the length in front
 * @return 0; ENOMEM; EINVAL when it cannot be encoded; EMSGSIZE when it would
 * be longer than RRAS_FRAME_MAX
 */
int frame_encode(TALLOC_CTX *mem_ctx, const struct rras_frame *frame,
		 DATA_BLOB *blob);

/**
 * @brief Decode a frame that a peer sent, and check what NDR cannot.
 *
 * Bytes left over, another version, an unknown type and a list of SIDs that
 * is not there are all malformed.
 *
 * @param[in]  mem_ctx owner of the result
 * @param[in]  bytes   the frame without its length; not needed afterwards
 * @param[in]  length  how many
 * @param[out] frame   the decoded frame
 * @return 0; EBADMSG when it is malformed; ENOMEM
 */
int frame_decode(TALLOC_CTX *mem_ctx, uint8_t *bytes, size_t length,
		 struct rras_frame **frame);

#endif
