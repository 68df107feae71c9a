/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The paths by which Windows clients name what is on this router. */
#include "windows_path.h"
#include <stddef.h>
#include <string.h>
#include <strings.h>

/* ASCII: none of the names has a letter beyond it. */
static bool skip(const char **path, const char *prefix)
{
	size_t length = strlen(prefix);

	if (strncasecmp(*path, prefix, length) != 0) {
		return false;
	}
	*path += length;
	return true;
}

/* As a client's registry and its environment spell it. */
static bool skip_directory(const char **path)
{
	return skip(path, WINDOWS_DIRECTORY "\\") ||
	       skip(path, "%SystemRoot%\\") || skip(path, "%windir%\\");
}

bool windows_path_is_phonebook(const char *path)
{
	if (*path == '\0') {
		return true;
	}
	if (skip_directory(&path)) {
		if (!skip(&path, "System32\\")) {
			return false;
		}
		skip(&path, "ras\\");
	}
	return strcasecmp(path, "router.pbk") == 0;
}
