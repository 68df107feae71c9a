/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Frames on the line to the machine. */
#include "console.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>
#include "init.h"

#define HEADER 3

void console_open(struct console *console, const char *path)
{
	struct termios settings;

	*console = (struct console){
		.fd = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC),
	};
	if (console->fd == -1 || tcgetattr(console->fd, &settings) == -1) {
		rig_die(path);
	}
	cfmakeraw(&settings);
	if (tcsetattr(console->fd, TCSANOW, &settings) == -1) {
		rig_die(path);
	}
}

static void write_all(int fd, const void *data, size_t len)
{
	const uint8_t *p = data;

	while (len > 0) {
		ssize_t n = write(fd, p, len);

		if (n == -1 && errno == EINTR) {
			continue;
		}
		if (n <= 0) {
			rig_power_off();
		}
		p += n;
		len -= (size_t)n;
	}
}

void console_send(struct console *console, enum console_frame type,
		  const void *payload, size_t len)
{
	uint8_t header[HEADER] = {
		(uint8_t)type,
		(uint8_t)(len & 0xff),
		(uint8_t)(len >> 8),
	};

	write_all(console->fd, header, sizeof(header));
	write_all(console->fd, payload, len);
}

static size_t payload_len(const struct console *console)
{
	return (size_t)console->buf[1] | (size_t)console->buf[2] << 8;
}

bool console_read(struct console *console)
{
	size_t want = HEADER;
	ssize_t n;

	if (console->have >= HEADER) {
		want += payload_len(console);
	}
	if (want > sizeof(console->buf)) {
		errno = EMSGSIZE;
		rig_die("console");
	}
	if (console->have < want) {
		n = read(console->fd, console->buf + console->have,
			 want - console->have);
		if (n == -1 && errno == EINTR) {
			return false;
		}
		if (n <= 0) {
			/* The machine hung up: nobody waits for us. */
			rig_power_off();
		}
		console->have += (size_t)n;
	}
	return console->have >= HEADER &&
	       console->have == HEADER + payload_len(console);
}

enum console_frame console_frame(const struct console *console,
				 const uint8_t **payload, size_t *len)
{
	*payload = console->buf + HEADER;
	*len = payload_len(console);
	return (enum console_frame)console->buf[0];
}

void console_next(struct console *console)
{
	console->have = 0;
}
