/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What handlers of several methods need for their arguments. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <talloc.h>

#include "ndr_dimsvc_types.h"
#include "gen_ndr/rras_types.h"
#include "server/router/router.h"
#include "audit.h"
#include "authorise.h"
#include "handlers.h"
#include "options.h"
#include "ops.h"
#include "rrasd.h"

void container_clear(struct DIM_INFORMATION_CONTAINER *container)
{
	container->dwBufferSize = 0;
	container->pBuffer = NULL;
}

void container_fill(TALLOC_CTX *mem_ctx,
		    struct DIM_INFORMATION_CONTAINER *container,
		    DATA_BLOB *bytes)
{
	container->dwBufferSize = (uint32_t)bytes->length;
	container->pBuffer = talloc_steal(mem_ctx, bytes->data);
	*bytes = data_blob_null;
}

bool container_bytes(const struct DIM_INFORMATION_CONTAINER *container,
		     DATA_BLOB *bytes)
{
	bytes->data = container->pBuffer;
	bytes->length = container->dwBufferSize;
	return container->pBuffer != NULL;
}

bool interface_has_settings(const struct router_interface *interface)
{
	return interface->dwIfType == ROUTER_IF_TYPE_FULL_ROUTER;
}

void audit_note_interface(struct rrasd_call *call, uint32_t hInterface)
{
	const struct router_interface *interface =
		router_get(call->rrasd->router, hInterface);

	audit_note_number(call->audit, "hInterface", hInterface);
	if (interface != NULL) {
		audit_note_string(call->audit, "interface",
				  interface->wszInterfaceName);
	}
}

bool caller_sees_secrets(const struct rrasd_call *call)
{
	return call->rrasd->config->return_passwords &&
	       authorise_is_sealed(call->caller);
}

const char *visible_secret(const struct rrasd_call *call, const char *secret)
{
	if (secret == NULL || secret[0] == '\0') {
		return "";
	}
	return caller_sees_secrets(call) ? secret : PASSWORD_MASK;
}

size_t utf16_units(const char *text)
{
	size_t units = 0;

	for (; *text != '\0'; text++) {
		unsigned char c = (unsigned char)*text;

		/* Continuation bytes count nothing; four bytes make a pair. */
		if ((c & 0xc0) != 0x80) {
			units += c >= 0xf0 ? 2 : 1;
		}
	}
	return units;
}
