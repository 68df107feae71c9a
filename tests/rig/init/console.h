/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Frames between PID 1 and tests/rig/uml on the machine.
 *
 * The line is one of user-mode Linux's consoles: bytes both ways, and a
 * hang-up when the machine's end is closed. Each frame is a type, the length
 * of the payload as a little-endian uint16, and the payload.
 */
#ifndef RIG_CONSOLE_H
#define RIG_CONSOLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Largest payload of a frame. */
#define CONSOLE_MAX 4096

enum console_frame {
	/* from the machine */
	CONSOLE_INPUT = 'I',  /**< standard input; empty at its end */
	CONSOLE_WINDOW = 'W', /**< size of the terminal: uint16 rows, columns */
	CONSOLE_SIGNAL = 'S', /**< uint8, a signal for the command */
	/* to the machine */
	CONSOLE_READY = 'R',  /**< the command runs */
	CONSOLE_OUTPUT = 'O', /**< standard output */
	CONSOLE_ERROR = 'E',  /**< standard error */
	CONSOLE_RIG = 'M',    /**< a message of the rig itself */
	CONSOLE_EXIT = 'X',   /**< uint8, the command's exit status */
};

struct console {
	int fd;
	size_t have; /**< bytes in buf */
	uint8_t buf[CONSOLE_MAX + 3];
};

/** @brief Open the line in raw mode. Powers off on failure. */
void console_open(struct console *console, const char *path);

/** @brief Send one frame. Powers off when the machine has hung up. */
void console_send(struct console *console, enum console_frame type,
		  const void *payload, size_t len);

/**
 * @brief Read what the line has, at most until the frame is complete.
 *
 * @return true when a frame is in the buffer; console_next() drops it.
 */
bool console_read(struct console *console);

/** @brief Type, payload and length of the frame in the buffer. */
enum console_frame console_frame(const struct console *console,
				 const uint8_t **payload, size_t *len);

/** @brief Make room for the next frame. */
void console_next(struct console *console);

#endif
