/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of ports; see rrasd_port.h. */
#include "rrasd_port.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

struct page enumerate(struct fixture *f, uint32_t hRasConnection,
		      uint32_t length, uint32_t resume)
{
	struct DIM_INFORMATION_CONTAINER container = {0};
	struct RRasAdminPortEnum r = {
		.in = {.hRasConnection = hRasConnection,
		       .pInfoStruct = &container,
		       .dwPreferedMaximumLength = length,
		       .lpdwResumeHandle = &resume},
	};
	struct page page;
	uint32_t i;

	world_dimsvc(f->world, NDR_RRASADMINPORTENUM, &r);
	page = (struct page){
		.result = W_ERROR_V(r.out.result),
		.read = *r.out.lpdwEntriesRead,
		.total = *r.out.lpdwTotalEntries,
		.resume = *r.out.lpdwResumeHandle,
	};
	assert_int_equal(r.out.pInfoStruct->dwBufferSize,
			 page.read * IMAGE_SIZE);
	page.ports = talloc_zero_array(f->world, struct RASI_PORT_0, page.read);
	for (i = 0; i < page.read; i++) {
		DATA_BLOB bytes = {r.out.pInfoStruct->pBuffer + i * IMAGE_SIZE,
				   IMAGE_SIZE};

		assert_int_equal(
			ndr_pull_struct_blob(
				&bytes, f->world, &page.ports[i],
				(ndr_pull_flags_fn_t)ndr_pull_RASI_PORT_0),
			NDR_ERR_SUCCESS);
	}
	return page;
}

struct page all_ports(struct fixture *f)
{
	struct page page = enumerate(f, INVALID_HANDLE_VALUE, UINT32_MAX, 0);

	assert_int_equal(page.result, NO_ERROR);
	assert_int_equal(page.read, page.total);
	assert_int_equal(page.resume, 0);
	return page;
}

void assert_text(const uint16_t *units, const char *text)
{
	do {
		assert_int_equal(*units++, *text);
	} while (*text++ != '\0');
}
