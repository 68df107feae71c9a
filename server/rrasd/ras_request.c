/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The buffer of RasRpcSubmitRequest, and no byte beyond it. */
#include "ras_request.h"
#include <endian.h>
#include <string.h>
#include "ndr_rasrpc_images.h"

/* Where RB_Buffer is. */
#define HEAD 24

/*
 * [MS-RRASM] 3.3.4.5: "(dwcbBufSize < size of RequestBuffer + 5000)", and
 * this is more than the retcode of any type needs.
 */
#define MIN_SIZE (SIZEOF_RequestBuffer + 5000)

bool ras_request_open(struct rrasd_call *call, uint8_t *buffer, size_t size,
		      struct ras_request *request)
{
	*request = (struct ras_request){.call = call};
	if (buffer == NULL || size < MIN_SIZE) {
		return false;
	}
	request->RB_Buffer = buffer;
	request->size = HEAD;
	if (!RAS_REQUEST_PULL(request, 0, HEAD, RequestBuffer,
			      &request->head)) {
		return false;
	}
	request->RB_Buffer = buffer + HEAD;
	request->size = size - HEAD;
	/* "less than zero (0) or greater than maximum ReqTypes" */
	return request->head.RB_Reqtype <= REQTYPE_MAX;
}

bool ras_request_holds(const struct ras_request *request, size_t size,
		       uint64_t more)
{
	return size <= request->size && more <= request->size - size;
}

DATA_BLOB ras_request_bytes(const struct ras_request *request, size_t offset,
			    size_t size)
{
	return ras_request_holds(request, offset, size)
		       ? data_blob_const(request->RB_Buffer + offset, size)
		       : data_blob_null;
}

bool ras_request_write(const struct ras_request *request, size_t offset,
		       const DATA_BLOB *bytes)
{
	if (!ras_request_holds(request, offset, bytes->length)) {
		return false;
	}
	if (bytes->length > 0) {
		memcpy(request->RB_Buffer + offset, bytes->data, bytes->length);
	}
	return true;
}

bool ras_request_pull(const struct ras_request *request, size_t offset,
		      size_t size, void *image, ndr_pull_flags_fn_t fn)
{
	DATA_BLOB bytes = ras_request_bytes(request, offset, size);
	TALLOC_CTX *frame = talloc_new(NULL);
	bool ok = frame != NULL && bytes.length == size &&
		  NDR_ERR_CODE_IS_SUCCESS(
			  ndr_pull_struct_blob_all(&bytes, frame, image, fn));

	talloc_free(frame);
	return ok;
}

bool ras_request_push(const struct ras_request *request, size_t offset,
		      const void *image, ndr_push_flags_fn_t fn)
{
	TALLOC_CTX *frame = talloc_new(NULL);
	DATA_BLOB bytes = data_blob_null;
	bool ok = frame != NULL &&
		  NDR_ERR_CODE_IS_SUCCESS(
			  ndr_push_struct_blob(&bytes, frame, image, fn)) &&
		  ras_request_write(request, offset, &bytes);

	talloc_free(frame);
	return ok;
}

void ras_request_set_retcode(const struct ras_request *request, WERROR retcode)
{
	const uint32_t word = htole32(W_ERROR_V(retcode));

	memcpy(request->RB_Buffer, &word, sizeof(word));
}
