/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether links of this machine can be encrypted with MPPE. */
#include "mppe.h"
#include <limits.h>
#include <stddef.h>
#include <stdio.h>
#include <unistd.h>
#include <sys/utsname.h>

static bool exists(const char *root, const char *directory, const char *file)
{
	char path[PATH_MAX];
	int length =
		snprintf(path, sizeof(path), "%s%s%s", root, directory, file);

	return length > 0 && (size_t)length < sizeof(path) &&
	       access(path, F_OK) == 0;
}

/* A module that is loaded or built in (it has a version, so it is in sysfs
 * then), or one that the kernel loads when it is needed. */
bool mppe_is_supported_in(const char *root)
{
	static const char *const files[] = {"ppp_mppe.ko", "ppp_mppe.ko.xz",
					    "ppp_mppe.ko.zst",
					    "ppp_mppe.ko.gz"};
	char directory[PATH_MAX];
	struct utsname kernel;
	size_t i;

	if (exists(root, "/sys/module/", "ppp_mppe")) {
		return true;
	}
	if (uname(&kernel) != 0) {
		return false;
	}
	snprintf(directory, sizeof(directory),
		 "/lib/modules/%s/kernel/drivers/net/ppp/", kernel.release);
	for (i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		if (exists(root, directory, files[i])) {
			return true;
		}
	}
	return false;
}

bool mppe_is_supported(void)
{
	return mppe_is_supported_in("");
}
