/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Looking for the serial devices of this machine; see serial_find.h.
 *
 * /dev says which ttys we may open, under which names; sysfs, by a tty's
 * number, what the kernel knows of it.  Either may be another one than the
 * kernel's (a container's), so what sysfs does not know is taken as it is.
 */
#include "serial_find.h"
#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>
#include "dev_watch.h"

static bool is_tty(const char *path, dev_t *rdev)
{
	struct stat st;

	if (stat(path, &st) != 0 || !S_ISCHR(st.st_mode)) {
		return false;
	}
	*rdev = st.st_rdev;
	return true;
}

/* What sysfs has of a device, by its number. */
static char *sysfs_path(TALLOC_CTX *mem_ctx, const struct serial_places *places,
			dev_t rdev, const char *file)
{
	return talloc_asprintf(mem_ctx, "%s/dev/char/%u:%u%s", places->sys_dir,
			       major(rdev), minor(rdev), file);
}

/* PORT_UNKNOWN of the kernel's serial drivers; what has no type is no port of
 * theirs, but a USB device that is there because it is plugged in. */
static bool has_hardware(TALLOC_CTX *mem_ctx,
			 const struct serial_places *places, dev_t rdev)
{
	char *path = sysfs_path(mem_ctx, places, rdev, "/type");
	FILE *file = path != NULL ? fopen(path, "re") : NULL;
	char type[8] = "";

	talloc_free(path);
	if (file == NULL) {
		return true;
	}
	if (fgets(type, sizeof(type), file) == NULL) {
		type[0] = '\0';
	}
	fclose(file);
	return strcmp(type, "0\n") != 0;
}

static const char *last_part(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash != NULL ? slash + 1 : path;
}

static char *kernel_name(TALLOC_CTX *mem_ctx,
			 const struct serial_places *places, const char *path,
			 dev_t rdev)
{
	char *link = sysfs_path(mem_ctx, places, rdev, "");
	char target[PATH_MAX];
	ssize_t length = -1;

	if (link != NULL) {
		length = readlink(link, target, sizeof(target) - 1);
	}
	talloc_free(link);
	target[length > 0 ? length : 0] = '\0';
	return talloc_strdup(mem_ctx, last_part(length > 0 ? target : path));
}

static bool add_device(struct serial_devices *devices,
		       const struct serial_places *places, const char *path,
		       dev_t rdev)
{
	struct serial_device *list, *device;

	list = talloc_realloc(devices, devices->list, struct serial_device,
			      (unsigned)devices->count + 1);
	if (list == NULL) {
		return false;
	}
	devices->list = list;
	device = &list[devices->count];
	device->rdev = rdev;
	device->path = talloc_strdup(devices, path);
	device->name = kernel_name(devices, places, path, rdev);
	devices->count++;
	return device->path != NULL && device->name != NULL;
}

static bool is_serial_name(const char *name)
{
	static const char *const prefixes[] = {"ttyS", "ttyUSB", "ttyACM"};
	size_t i, length;

	for (i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++) {
		length = strlen(prefixes[i]);
		if (strncmp(name, prefixes[i], length) == 0 &&
		    strspn(name + length, "0123456789") ==
			    strlen(name + length) &&
		    name[length] != '\0') {
			return true;
		}
	}
	return false;
}

static int is_serial_entry(const struct dirent *entry)
{
	return is_serial_name(entry->d_name) ? 1 : 0;
}

static bool find_all(struct serial_devices *devices,
		     const struct serial_places *places,
		     struct dev_watch *watch)
{
	struct dirent **names = NULL;
	bool ok = true;
	dev_t rdev;
	char *path;
	int i, count;

	if (watch != NULL) {
		dev_watch_dir(watch, places->dev_dir, is_serial_name);
	}
	count = scandir(places->dev_dir, &names, is_serial_entry, versionsort);
	for (i = 0; i < count; i++) {
		path = talloc_asprintf(devices, "%s/%s", places->dev_dir,
				       names[i]->d_name);
		ok = ok && path != NULL;
		if (ok && is_tty(path, &rdev) &&
		    has_hardware(devices, places, rdev)) {
			ok = add_device(devices, places, path, rdev);
		}
		talloc_free(path);
		free(names[i]);
	}
	free(names);
	return ok;
}

static bool find_named(struct serial_devices *devices,
		       const struct serial_places *places, const char *name,
		       struct dev_watch *watch)
{
	char *path = name[0] == '/' ? talloc_strdup(devices, name)
				    : talloc_asprintf(devices, "%s/%s",
						      places->dev_dir, name);
	bool ok = path != NULL;
	dev_t rdev;

	if (ok && watch != NULL) {
		ok = dev_watch_path(watch, path);
	}
	if (ok && is_tty(path, &rdev)) {
		ok = add_device(devices, places, path, rdev);
	}
	talloc_free(path);
	return ok;
}

struct serial_devices *serial_find(TALLOC_CTX *mem_ctx,
				   const struct serial_places *places,
				   const char *const *names,
				   struct dev_watch *watch)
{
	struct serial_devices *devices =
		talloc_zero(mem_ctx, struct serial_devices);
	bool ok = devices != NULL;
	size_t i;

	if (ok && names == NULL) {
		ok = find_all(devices, places, watch);
	}
	for (i = 0; ok && names != NULL && names[i] != NULL; i++) {
		ok = find_named(devices, places, names[i], watch);
	}
	if (!ok) {
		TALLOC_FREE(devices);
	}
	return devices;
}
