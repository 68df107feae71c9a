/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands from isp-ctl to a peer. */
#include "control.h"
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Opened for both directions a FIFO never reports the end of its writers. */
static int open_fifo(const char *path, const char *suffix)
{
	char name[256];
	int fd;

	snprintf(name, sizeof(name), "%s.%s", path, suffix);
	if (mkfifo(name, 0600) == -1 && errno != EEXIST) {
		err(1, "%s", name);
	}
	fd = open(name, O_RDWR | O_NONBLOCK | O_CLOEXEC);
	if (fd == -1) {
		err(1, "%s", name);
	}
	return fd;
}

void control_open(struct control *control, const char *path)
{
	*control = (struct control){
		.reply_fd = open_fifo(path, "reply"),
	};
	control->fd = open_fifo(path, "ctl");
}

const char *control_next(struct control *control)
{
	char c;

	while (read(control->fd, &c, 1) == 1) {
		if (c == '\n') {
			control->line[control->have] = '\0';
			control->have = 0;
			return control->line;
		}
		if (control->have < sizeof(control->line) - 1) {
			control->line[control->have++] = c;
		}
	}
	return NULL;
}

void control_reply(struct control *control, const char *answer)
{
	char line[160];
	int len;

	len = snprintf(line, sizeof(line), "%s\n", answer);
	if (write(control->reply_fd, line, (size_t)len) != len) {
		warn("control reply");
	}
}
