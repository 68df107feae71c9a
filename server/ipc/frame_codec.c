/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A frame as bytes and back. */
#include "frame_codec.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <core/ntstatus.h>
#include <ndr.h>
#include "gen_ndr/ndr_frame.h"

bool ndr_is_no_memory(enum ndr_err_code err)
{
	return err == NDR_ERR_ALLOC ||
	       (err == NDR_ERR_CHARCNV && errno == ENOMEM);
}

int frame_encode(TALLOC_CTX *mem_ctx, const struct rras_frame *frame,
		 DATA_BLOB *blob)
{
	struct rras_frame versioned = *frame;
	enum ndr_err_code err;

	versioned.version = RRAS_FRAME_VERSION;
	errno = 0;
	err = ndr_push_struct_blob(blob, mem_ctx, &versioned,
				   (ndr_push_flags_fn_t)ndr_push_rras_frame);
	if (!NDR_ERR_CODE_IS_SUCCESS(err)) {
		return ndr_is_no_memory(err) ? ENOMEM : EINVAL;
	}
	if (blob->length > RRAS_FRAME_MAX) {
		data_blob_free(blob);
		return EMSGSIZE;
	}
	return 0;
}

/* NDR lets a pointer be NULL whatever the count beside it says. */
static bool frame_is_sound(const struct rras_frame *frame)
{
	const struct rras_caller *caller = &frame->body.call.caller;

	if (frame->type != RRAS_FRAME_CALL) {
		return true;
	}
	return caller->num_sids == 0 || caller->sids != NULL;
}

int frame_decode(TALLOC_CTX *mem_ctx, uint8_t *bytes, size_t length,
		 struct rras_frame **frame)
{
	const DATA_BLOB blob = {.data = bytes, .length = length};
	struct rras_frame *decoded = talloc_zero(mem_ctx, struct rras_frame);
	enum ndr_err_code err;

	if (decoded == NULL) {
		return ENOMEM;
	}
	errno = 0;
	err = ndr_pull_struct_blob_all(
		&blob, decoded, decoded,
		(ndr_pull_flags_fn_t)ndr_pull_rras_frame);
	if (!NDR_ERR_CODE_IS_SUCCESS(err) || !frame_is_sound(decoded)) {
		int error = ndr_is_no_memory(err) ? ENOMEM : EBADMSG;

		talloc_free(decoded);
		return error;
	}
	*frame = decoded;
	return 0;
}
