/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The memory images of a port; see image_port.h. */
#include "image_port.h"
#include <ndr.h>
#include "compat/rras_errors.h"
#include "image_string.h"
#include "ndr_images.h"

static WERROR push(TALLOC_CTX *mem_ctx, const void *image,
		   ndr_push_flags_fn_t fn, DATA_BLOB *bytes)
{
	enum ndr_err_code err = ndr_push_struct_blob(bytes, mem_ctx, image, fn);

	return NDR_ERR_CODE_IS_SUCCESS(err) ? WERR_OK : WERR_NOT_ENOUGH_MEMORY;
}

WERROR image_port_0_push(TALLOC_CTX *mem_ctx, const struct port *port,
			 uint32_t dwConnectDuration, DATA_BLOB *bytes)
{
	struct RASI_PORT_0 image = {
		.dwPort = port->dwPort,
		.dwConnection = port->dwConnection,
		.dwPortCondition = port->dwPortCondition,
		.dwTotalNumberOfCalls = port->dwTotalNumberOfCalls,
		.dwConnectDuration = dwConnectDuration,
	};

#define CUT(member) \
	image_string_cut(port->member, image.member, UNITS(image.member))
	CUT(wszPortName);
	CUT(wszMediaName);
	CUT(wszDeviceName);
	CUT(wszDeviceType);
#undef CUT
	return push(mem_ctx, &image, (ndr_push_flags_fn_t)ndr_push_RASI_PORT_0,
		    bytes);
}

/* The kernel's PPP counts frames with a bad checksum as errors, and does not
 * say of which kind; those of which something says the kind are others. */
static uint64_t crc_errors(const struct link_counters *counters)
{
	uint64_t others = counters->rx_frame_errors + counters->rx_overruns;

	return counters->rx_errors > others ? counters->rx_errors - others : 0;
}

/*
 * Counters are the low 32 bits, as Windows lets its own wrap.
 *
 * dwTimeoutErr and dwAlignmentErr are 0: PPP over a modem, a cable or Ethernet
 * has no timer between the bytes of a frame and no bytes that are out of
 * step, so the kernel has nothing to count.  Its overruns are those of its
 * buffers; of the hardware's it does not know.
 */
WERROR image_port_1_push(TALLOC_CTX *mem_ctx, const struct port *port,
			 const struct image_port_link *link, DATA_BLOB *bytes)
{
	const struct link_counters *counters = &link->counters;
	const struct RASI_PORT_1 image = {
		.dwPort = port->dwPort,
		.dwConnection = port->dwConnection,
		/* A slot that only its link keeps works as before. */
		.dwHardwareCondition =
			port->present || port->kind != PORT_KIND_SERIAL
				? RAS_HARDWARE_OPERATIONAL
				: RAS_HARDWARE_FAILURE,
		.dwLineSpeed = port->dwLineSpeed,
		.dwBytesXmited = (uint32_t)counters->tx_bytes,
		.dwBytesRcved = (uint32_t)counters->rx_bytes,
		.dwFramesXmited = (uint32_t)counters->tx_frames,
		.dwFramesRcved = (uint32_t)counters->rx_frames,
		.dwCrcErr = (uint32_t)crc_errors(counters),
		.dwFramingErr = (uint32_t)counters->rx_frame_errors,
		.dwBufferOverrunErr = (uint32_t)counters->rx_overruns,
		.dwCompressionRatioIn = link->dwCompressionRatioIn,
		.dwCompressionRatioOut = link->dwCompressionRatioOut,
	};

	return push(mem_ctx, &image, (ndr_push_flags_fn_t)ndr_push_RASI_PORT_1,
		    bytes);
}
