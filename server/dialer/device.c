/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The devices that links can use, and which of them an attempt gets.
 *
 * The kernel's own memory is asked through /proc and ioctl: unlike netlink it
 * is one call without an answer to wait for, and unlike sysfs it always shows
 * the network namespace that we are in.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>
#include "device.h"

static bool add_device(struct dialer_devices *devices, const char *name,
		       dev_t rdev, bool carrier)
{
	struct dialer_device *list, *device;

	list = talloc_realloc(devices, devices->list, struct dialer_device,
			      (unsigned)devices->count + 1);
	if (list == NULL) {
		return false;
	}
	devices->list = list;
	device = &list[devices->count];
	device->name = talloc_strdup(list, name);
	device->rdev = rdev;
	device->carrier = carrier;
	devices->count++;
	return device->name != NULL;
}

/* -- Ethernet devices -- */

/*
 * Whether a network device has a master (bridge, bond).  Only sysfs tells, and
 * it may show another network namespace: then the index differs and nothing
 * is known, which counts as no master.
 */
static bool has_master(const char *name, int ifindex)
{
	char path[PATH_MAX];
	int index = 0;
	FILE *file;

	snprintf(path, sizeof(path), "/sys/class/net/%s/ifindex", name);
	file = fopen(path, "re");
	if (file == NULL) {
		return false;
	}
	if (fscanf(file, "%d", &index) != 1) {
		index = 0;
	}
	fclose(file);
	snprintf(path, sizeof(path), "/sys/class/net/%s/master", name);
	return index == ifindex && access(path, F_OK) == 0;
}

static bool get_flags(int fd, const char *name, short *flags)
{
	struct ifreq request = {0};

	snprintf(request.ifr_name, sizeof(request.ifr_name), "%s", name);
	if (ioctl(fd, SIOCGIFHWADDR, &request) != 0 ||
	    request.ifr_hwaddr.sa_family != ARPHRD_ETHER ||
	    ioctl(fd, SIOCGIFFLAGS, &request) != 0) {
		return false;
	}
	*flags = request.ifr_flags;
	return true;
}

/* A named device must be Ethernet and there; nothing more. */
static bool add_named_nic(struct dialer_devices *devices, int fd,
			  const char *name)
{
	short flags;

	if (!get_flags(fd, name, &flags)) {
		return true;
	}
	return add_device(devices, name, 0, (flags & IFF_RUNNING) != 0);
}

/* Any other one must be up, free, and no dummy. */
static bool add_any_nic(struct dialer_devices *devices, int fd,
			const char *name)
{
	short flags;

	if (!get_flags(fd, name, &flags) || (flags & IFF_UP) == 0 ||
	    (flags & (IFF_LOOPBACK | IFF_NOARP | IFF_SLAVE)) != 0 ||
	    has_master(name, (int)if_nametoindex(name))) {
		return true;
	}
	return add_device(devices, name, 0, (flags & IFF_RUNNING) != 0);
}

static bool add_all_nics(struct dialer_devices *devices, int fd)
{
	FILE *file = fopen("/proc/self/net/dev", "re");
	char line[512], name[IFNAMSIZ];
	bool ok = true;

	if (file == NULL) {
		return true;
	}
	while (ok && fgets(line, sizeof(line), file) != NULL) {
		/* two lines of headings have no colon after a word */
		if (sscanf(line, " %15[^: |]:", name) == 1 &&
		    strchr(line, ':') != NULL) {
			ok = add_any_nic(devices, fd, name);
		}
	}
	fclose(file);
	return ok;
}

static bool add_nics(struct dialer_devices *devices,
		     const struct dialer_config *config)
{
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	bool ok = true;
	size_t i;

	if (fd == -1) {
		return true;
	}
	if (config->pppoe_interfaces == NULL) {
		ok = add_all_nics(devices, fd);
	} else {
		for (i = 0; ok && config->pppoe_interfaces[i] != NULL; i++) {
			ok = add_named_nic(devices, fd,
					   config->pppoe_interfaces[i]);
		}
	}
	close(fd);
	return ok;
}

/* -- serial ports -- */

static bool add_tty(struct dialer_devices *devices, const char *path)
{
	struct stat st;

	if (stat(path, &st) != 0 || !S_ISCHR(st.st_mode)) {
		return true;
	}
	return add_device(devices, path, st.st_rdev, false);
}

static bool add_named_tty(struct dialer_devices *devices, const char *name)
{
	char *path = name[0] == '/' ? talloc_strdup(devices, name)
				    : talloc_asprintf(devices, "/dev/%s", name);
	bool ok = path != NULL && add_tty(devices, path);

	talloc_free(path);
	return ok;
}

static int is_serial_name(const struct dirent *entry)
{
	static const char *const prefixes[] = {"ttyS", "ttyUSB", "ttyACM"};
	size_t i, length;

	for (i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++) {
		length = strlen(prefixes[i]);
		if (strncmp(entry->d_name, prefixes[i], length) == 0 &&
		    strspn(entry->d_name + length, "0123456789") ==
			    strlen(entry->d_name + length) &&
		    entry->d_name[length] != '\0') {
			return 1;
		}
	}
	return 0;
}

struct dialer_devices *dialer_devices_in_dir(TALLOC_CTX *mem_ctx,
					     const char *dir)
{
	struct dialer_devices *devices;
	struct dirent **names = NULL;
	bool ok = true;
	char *path;
	int i, count;

	devices = talloc_zero(mem_ctx, struct dialer_devices);
	if (devices == NULL) {
		return NULL;
	}
	count = scandir(dir, &names, is_serial_name, versionsort);
	for (i = 0; i < count; i++) {
		path = talloc_asprintf(devices, "%s/%s", dir, names[i]->d_name);
		ok = ok && path != NULL && add_tty(devices, path);
		talloc_free(path);
		free(names[i]);
	}
	free(names);
	if (!ok) {
		TALLOC_FREE(devices);
	}
	return devices;
}

struct dialer_devices *
dialer_devices_present(TALLOC_CTX *mem_ctx, enum dialer_kind kind,
		       const struct dialer_config *config)
{
	struct dialer_devices *devices;
	bool ok = true;
	size_t i;

	if (kind != DIALER_KIND_PPPOE && config->serial_devices == NULL) {
		return dialer_devices_in_dir(mem_ctx, "/dev");
	}
	devices = talloc_zero(mem_ctx, struct dialer_devices);
	if (devices == NULL) {
		return NULL;
	}
	if (kind == DIALER_KIND_PPPOE) {
		ok = add_nics(devices, config);
	} else {
		for (i = 0; ok && config->serial_devices[i] != NULL; i++) {
			ok = add_named_tty(devices, config->serial_devices[i]);
		}
	}
	if (!ok) {
		TALLOC_FREE(devices);
	}
	return devices;
}

/* -- choosing -- */

static bool is_wanted(const struct dialer_device *device, const char *wanted)
{
	const char *base = strrchr(device->name, '/');

	return wanted[0] == '\0' || strcmp(device->name, wanted) == 0 ||
	       (base != NULL && strcmp(base + 1, wanted) == 0);
}

static bool is_used(const struct dialer_device *device,
		    const struct dialer_device_use *used, size_t used_count)
{
	size_t i;

	for (i = 0; i < used_count; i++) {
		if (used[i].kind != DIALER_KIND_PPPOE &&
		    used[i].device.rdev == device->rdev) {
			return true;
		}
	}
	return false;
}

static size_t sessions(const struct dialer_device_use *used, size_t used_count)
{
	size_t i, count = 0;

	for (i = 0; i < used_count; i++) {
		count += used[i].kind == DIALER_KIND_PPPOE;
	}
	return count;
}

WERROR dialer_device_choose(const struct dialer_devices *present,
			    enum dialer_kind kind, const char *wanted,
			    const struct dialer_device_use *used,
			    size_t used_count, uint32_t pppoe_ports,
			    const struct dialer_device **chosen)
{
	const struct dialer_device *device;
	size_t i;

	*chosen = NULL;
	if (kind == DIALER_KIND_PPPOE &&
	    sessions(used, used_count) >= pppoe_ports) {
		return W_ERROR(ERROR_INTERFACE_HAS_NO_DEVICES);
	}
	for (i = 0; i < present->count; i++) {
		device = &present->list[i];
		if (!is_wanted(device, wanted)) {
			continue;
		}
		if (kind == DIALER_KIND_PPPOE) {
			if (device->carrier) {
				*chosen = device;
				break;
			}
			*chosen = *chosen == NULL ? device : *chosen;
		} else if (!is_used(device, used, used_count)) {
			*chosen = device;
			break;
		}
	}
	return *chosen != NULL ? WERR_OK
			       : W_ERROR(ERROR_INTERFACE_HAS_NO_DEVICES);
}
