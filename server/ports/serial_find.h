/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looking for the serial devices of this machine. */
#ifndef SERVER_PORTS_SERIAL_FIND_H
#define SERVER_PORTS_SERIAL_FIND_H

#include <stddef.h>
#include <sys/types.h>
#include <talloc.h>

struct dev_watch;

/** @brief One tty that is there. */
struct serial_device {
	const char *path;
	const char *name; /**< the kernel's, "ttyUSB0"; of the path when the
			   * kernel does not tell */
	dev_t rdev;	  /**< what it is, under whatever name */
};

/** @brief A list of them; a talloc object. */
struct serial_devices {
	size_t count;
	struct serial_device *list;
};

/** @brief Where to look. */
struct serial_places {
	const char *dev_dir; /**< "/dev" */
	const char *sys_dir; /**< "/sys" */
};

/**
 * @brief The ttys of a list of paths or names that are there, in its order,
 *        or all ttyS*, ttyUSB* and ttyACM* in dev_dir, by their names.
 *
 * A ttyS* without hardware behind it is none: the kernel's driver makes nodes
 * for as many as it could have.  Reads memory of the kernel only.
 *
 * @param[in] names  NULL-terminated; NULL: all
 * @param[in] watch  is told what the answer depends on; or NULL
 * @return NULL when out of memory
 */
struct serial_devices *serial_find(TALLOC_CTX *mem_ctx,
				   const struct serial_places *places,
				   const char *const *names,
				   struct dev_watch *watch);

#endif
