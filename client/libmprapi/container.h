/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small things that the functions of mprapi.h share: handles, containers. */
#ifndef CLIENT_CONTAINER_H
#define CLIENT_CONTAINER_H

#include <stdint.h>
#include <util/data_blob.h>
#include "ndr_dimsvc.h"
#include "compat/mprapi.h"

/** @brief A handle's number; on the wire it has 32 bits. */
static inline uint32_t handle_number(HANDLE handle)
{
	return (uint32_t)(uintptr_t)handle;
}

/** @brief A handle of its number on the wire. */
static inline HANDLE handle_of(uint32_t number)
{
	return (HANDLE)(uintptr_t)number;
}

/** @brief What a container holds; it stays the container's. */
static inline DATA_BLOB
container_blob(const struct DIM_INFORMATION_CONTAINER *container)
{
	if (container->pBuffer == NULL) {
		return data_blob_null;
	}
	return data_blob_const(container->pBuffer, container->dwBufferSize);
}

/** @brief Let a container hold a blob, which stays the caller's. */
static inline void container_fill(struct DIM_INFORMATION_CONTAINER *container,
				  DATA_BLOB blob)
{
	container->dwBufferSize = (uint32_t)blob.length;
	container->pBuffer = blob.data;
}

#endif
