/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reads the job: files of NUL-terminated strings.
 *   job/argv      program and arguments
 *   job/env       environment
 *   job/settings  cwd, host, boot script, halt script, "tty" or ""
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "init.h"

static char *read_file(const char *path, size_t *size)
{
	struct stat st;
	size_t done = 0;
	char *data;
	int fd;

	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd == -1 || fstat(fd, &st) == -1) {
		rig_die(path);
	}
	data = malloc((size_t)st.st_size + 1);
	if (data == NULL) {
		rig_die("malloc");
	}
	while (done < (size_t)st.st_size) {
		ssize_t n = read(fd, data + done, (size_t)st.st_size - done);

		if (n <= 0) {
			rig_die(path);
		}
		done += (size_t)n;
	}
	close(fd);
	data[done] = '\0';
	*size = done;
	return data;
}

/* The strings of one file as a NULL-terminated array. */
static char **read_strings(const char *dir, const char *name, size_t *num)
{
	char path[512];
	size_t size, i, count = 0;
	char **strings;
	char *data, *p;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	data = read_file(path, &size);
	for (i = 0; i < size; i++) {
		count += (data[i] == '\0');
	}
	strings = calloc(count + 1, sizeof(*strings));
	if (strings == NULL) {
		rig_die("calloc");
	}
	for (i = 0, p = data; i < count; i++, p += strlen(p) + 1) {
		strings[i] = p;
	}
	*num = count;
	return strings;
}

struct rig_job *rig_job_read(const char *dir)
{
	static struct rig_job job;
	char **settings;
	size_t num;

	job.argv = read_strings(dir, "argv", &num);
	if (num == 0) {
		errno = EINVAL;
		rig_die("job/argv");
	}
	job.envp = read_strings(dir, "env", &num);
	settings = read_strings(dir, "settings", &num);
	if (num != 5) {
		errno = EINVAL;
		rig_die("job/settings");
	}
	job.cwd = settings[0];
	job.host = settings[1];
	job.boot = settings[2];
	job.halt = settings[3];
	job.tty = strcmp(settings[4], "tty") == 0;
	return &job;
}
