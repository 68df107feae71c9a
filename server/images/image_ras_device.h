/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RAS_DEVICE_INFO ([MS-RRASM] 2.2.1.2.219) <-> what is known of a device. */
#ifndef SERVER_IMAGES_IMAGE_RAS_DEVICE_H
#define SERVER_IMAGES_IMAGE_RAS_DEVICE_H

#include <talloc.h>
#include <core/werror.h>
#include "gen_ndr/rasrpc_images.h"
#include "server/ports/ports.h"

/** @brief A miniport kind with all of its ports, or a serial device. */
struct ras_device {
	enum port_kind kind;
	uint32_t dwTapiLineId; /**< a number of our own, the same for ever */
	const char *wszDeviceName;
	const char *szPortName;	    /**< "" for a miniport: it has many */
	uint32_t dwNumEndPoints;    /**< ports that it has */
	uint32_t dwMaxWanEndPoints; /**< ports that it may have */
	uint32_t flags;		    /**< MPR_ENABLE_*_ON_DEVICE */
};

/** @brief The class and the type of a kind's devices. */
uint32_t image_rasdevicetype(enum port_kind kind);

/**
 * @brief Fill the structure for GETDEVICECONFIGINFO.
 *
 * @retval ERROR_INVALID_DATA  the name does not fit its member
 */
WERROR image_ras_device_fill(const struct ras_device *device,
			     struct RAS_DEVICE_INFO *info);

/**
 * @brief The name of the device that a client means: wszDeviceName, and for
 *        one that knows none (note 157) szDeviceName.
 *
 * @return child of @mem_ctx; NULL when out of memory, or when the member has
 *         no terminator or is no UTF-16
 */
const char *image_ras_device_name(TALLOC_CTX *mem_ctx,
				  const struct RAS_DEVICE_INFO *info);

#endif
