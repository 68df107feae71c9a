/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whether this machine has what pppd needs, and where.
 */
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "pppd_probe.h"

#define PLUGIN_NAME  "rras_pppd.so"
#define PPPD_PLUGINS "/usr/lib/pppd" /* pppd's LIBDIR/pppd/VERSION */

static WERROR missing(const char **why, const char *text)
{
	*why = text != NULL ? text : "pppd cannot be used";
	return W_ERROR(ERROR_DDM_NOT_RUNNING);
}

static bool is_file(const char *path)
{
	struct stat st;

	return path != NULL && stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

/* One of these paths, if there is a file; false without memory. */
static bool try_plugin(TALLOC_CTX *mem_ctx, const char *dir, const char *part,
		       const char *version, char **path)
{
	*path = talloc_asprintf(mem_ctx, "%s%s%s/" PLUGIN_NAME, dir, part,
				version);
	if (*path == NULL) {
		return false;
	}
	if (!is_file(*path)) {
		TALLOC_FREE(*path);
	}
	return true;
}

/* The plugin for the version of pppd whose own plugins are there: sorted, so
 * that of several versions the newest is tried first. */
static WERROR find_versioned(TALLOC_CTX *mem_ctx, const char *plugin_dir,
			     char **path)
{
	glob_t versions = {0};
	int result = glob(PPPD_PLUGINS "/[0-9]*", 0, NULL, &versions);
	bool memory = result != GLOB_NOSPACE;
	size_t i;

	for (i = versions.gl_pathc; result == 0 && memory && i > 0; i--) {
		const char *version =
			strrchr(versions.gl_pathv[i - 1], '/') + 1;

		memory = try_plugin(mem_ctx, plugin_dir, "/pppd-", version,
				    path);
		if (*path != NULL) {
			break;
		}
	}
	globfree(&versions);
	return memory ? WERR_OK : WERR_NOT_ENOUGH_MEMORY;
}

/* WERR_OK and NULL: there is none. */
static WERROR find_plugin(TALLOC_CTX *mem_ctx, const char *plugin_dir,
			  char **path)
{
	if (!try_plugin(mem_ctx, plugin_dir, "", "", path)) {
		return WERR_NOT_ENOUGH_MEMORY;
	}
	return *path != NULL ? WERR_OK
			     : find_versioned(mem_ctx, plugin_dir, path);
}

/* Opening it is what makes the kernel load its module. */
static int open_ppp(const char *device)
{
	int fd = open(device, O_RDWR | O_CLOEXEC);

	if (fd == -1) {
		return errno;
	}
	close(fd);
	return 0;
}

WERROR pppd_probe(TALLOC_CTX *mem_ctx, const struct dialer_config *config,
		  const char **plugin, const char **why)
{
	const char *device = config->ppp_device;
	char *path;
	WERROR result;
	int error;

	if (device == NULL) {
		device = "/dev/ppp";
	}
	*why = "";
	if (access(config->pppd_path, X_OK) != 0) {
		return missing(why, talloc_asprintf(mem_ctx,
						    "there is no pppd: %s: %s",
						    config->pppd_path,
						    strerror(errno)));
	}
	result = find_plugin(mem_ctx, config->pppd_plugin_dir, &path);
	W_ERROR_NOT_OK_RETURN(result);
	*plugin = path;
	if (path == NULL) {
		return missing(
			why, talloc_asprintf(mem_ctx,
					     "there is no " PLUGIN_NAME
					     " for this version of pppd in %s",
					     config->pppd_plugin_dir));
	}
	error = open_ppp(device);
	if (error != 0) {
		return missing(why, talloc_asprintf(mem_ctx,
						    "the kernel has no PPP: "
						    "%s: %s",
						    device, strerror(error)));
	}
	return WERR_OK;
}
