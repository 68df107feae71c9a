/* SPDX-License-Identifier: GPL-3.0-or-later */
/* smb.conf, read through Samba's public parser. */
#include "config.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/mman.h>
#include <unistd.h>
#include <param.h>

#include "log.h"
#include "smb_conf.h"

/* What a line includes, without blanks around it; NULL: nothing. */
static char *included(TALLOC_CTX *mem_ctx, const char *line)
{
	char *value;
	size_t length;

	line += strspn(line, " \t");
	if (strncasecmp(line, "include", 7) != 0) {
		return NULL;
	}
	line += 7;
	line += strspn(line, " \t");
	if (*line != '=') {
		return NULL;
	}
	line++;
	line += strspn(line, " \t");
	value = talloc_strdup(mem_ctx, line);
	length = value != NULL ? strlen(value) : 0;
	while (length > 0 && strchr(" \t\r\n", value[length - 1]) != NULL) {
		value[--length] = '\0';
	}
	return value;
}

/* With a % it depends on the client: the parser knows, and takes it. */
static bool can_include(const char *value)
{
	return strchr(value, '%') != NULL ||
	       (strcasecmp(value, "registry") != 0 && access(value, R_OK) == 0);
}

/* Copy what the parser can read; true when that is not all. */
static bool copy_readable(TALLOC_CTX *mem_ctx, FILE *from, FILE *to,
			  const char *file)
{
	bool left_out = false;
	char *line = NULL;
	size_t size = 0;

	while (getline(&line, &size, from) != -1) {
		char *value = included(mem_ctx, line);

		if (value != NULL && !can_include(value)) {
			log_warning("%s: \"include = %s\" cannot be followed "
				    "and is left out",
				    file, value);
			left_out = true;
		} else {
			fputs(line, to);
		}
		talloc_free(value);
	}
	free(line);
	return left_out;
}

static struct loadparm_context *parse(TALLOC_CTX *mem_ctx, const char *path,
				      const char *file, const char **why)
{
	/*
	 * Not the global context: loading that would switch the whole process
	 * to smb.conf's "unix charset", and names are UTF-8 everywhere here.
	 */
	struct loadparm_context *lp = loadparm_init(mem_ctx);

	if (lp == NULL) {
		*why = "out of memory";
		return NULL;
	}
	if (!lpcfg_load(lp, path)) {
		*why = talloc_asprintf(
			mem_ctx,
			"Samba's parser does not accept %s or a file that it "
			"includes; see testparm, or give rrasd a file of its "
			"own by --configfile",
			file);
		TALLOC_FREE(lp);
	}
	return lp;
}

/* The parser wants a name, so the copy gets one that only we can open. */
static struct loadparm_context *parse_copy(TALLOC_CTX *mem_ctx, FILE *from,
					   const char *file, const char **why)
{
	struct loadparm_context *lp = NULL;
	int fd = memfd_create("smb.conf", MFD_CLOEXEC);
	FILE *copy = fd != -1 ? fdopen(fd, "w") : NULL;
	const char *path = file;
	char name[32];

	if (copy == NULL) {
		*why = talloc_asprintf(mem_ctx, "cannot copy %s: %s", file,
				       strerror(errno));
		if (fd != -1) {
			close(fd);
		}
		return NULL;
	}
	if (copy_readable(mem_ctx, from, copy, file)) {
		snprintf(name, sizeof(name), "/proc/self/fd/%d", fd);
		path = name;
	}
	if (fflush(copy) == 0) {
		lp = parse(mem_ctx, path, file, why);
	} else {
		*why = talloc_asprintf(mem_ctx, "cannot copy %s: %s", file,
				       strerror(errno));
	}
	fclose(copy);
	return lp;
}

struct loadparm_context *smb_conf_load(TALLOC_CTX *mem_ctx, const char *file,
				       const char **why)
{
	struct loadparm_context *lp;
	FILE *from = fopen(file, "re");

	if (from == NULL) {
		*why = talloc_asprintf(mem_ctx, "cannot read %s: %s", file,
				       strerror(errno));
		return NULL;
	}
	lp = parse_copy(mem_ctx, from, file, why);
	fclose(from);
	return lp;
}
