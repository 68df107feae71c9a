/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The memory image of a device; see image_device.h. */
#include "image_device.h"
#include <ndr.h>
#include "compat/rras_errors.h"
#include "image_string.h"
#include "ndr_images.h"

WERROR image_device_0_push(TALLOC_CTX *mem_ctx, const char *szDeviceType,
			   const char *szDeviceName, DATA_BLOB *bytes)
{
	struct MPR_DEVICE_0 image;
	enum ndr_err_code err;

	image_string_cut(szDeviceType, image.szDeviceType,
			 UNITS(image.szDeviceType));
	image_string_cut(szDeviceName, image.szDeviceName,
			 UNITS(image.szDeviceName));
	err = ndr_push_struct_blob(bytes, mem_ctx, &image,
				   (ndr_push_flags_fn_t)ndr_push_MPR_DEVICE_0);
	return NDR_ERR_CODE_IS_SUCCESS(err) ? WERR_OK : WERR_NOT_ENOUGH_MEMORY;
}
