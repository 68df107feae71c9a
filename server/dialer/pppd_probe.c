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

/* The plugin for the version of pppd whose own plugins are at @dir. */
static char *plugin_for(TALLOC_CTX *mem_ctx, const char *plugin_dir,
			const char *dir)
{
	char *path = talloc_asprintf(mem_ctx, "%s/pppd-%s/" PLUGIN_NAME,
				     plugin_dir, strrchr(dir, '/') + 1);

	if (!is_file(path)) {
		TALLOC_FREE(path);
	}
	return path;
}

static const char *find_plugin(TALLOC_CTX *mem_ctx, const char *plugin_dir)
{
	char *path = talloc_asprintf(mem_ctx, "%s/" PLUGIN_NAME, plugin_dir);
	glob_t versions;
	size_t i;

	if (is_file(path)) {
		return path;
	}
	TALLOC_FREE(path);
	if (glob(PPPD_PLUGINS "/[0-9]*", 0, NULL, &versions) != 0) {
		return NULL;
	}
	/* sorted: of several versions the newest is tried first */
	for (i = versions.gl_pathc; i > 0 && path == NULL; i--) {
		path = plugin_for(mem_ctx, plugin_dir,
				  versions.gl_pathv[i - 1]);
	}
	globfree(&versions);
	return path;
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
	*plugin = find_plugin(mem_ctx, config->pppd_plugin_dir);
	if (*plugin == NULL) {
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
