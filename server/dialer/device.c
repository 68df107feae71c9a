/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The Ethernet devices for PPPoE, and which of them an attempt gets.
 *
 * The kernel's own memory is asked through /proc and ioctl: unlike netlink it
 * is one call without an answer to wait for, and unlike sysfs it always shows
 * the network namespace that we are in.
 */
#include <limits.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>
#include "device.h"

static bool add_device(struct dialer_devices *devices, const char *name,
		       bool carrier)
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
	device->carrier = carrier;
	devices->count++;
	return device->name != NULL;
}

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
	return add_device(devices, name, (flags & IFF_RUNNING) != 0);
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
	return add_device(devices, name, (flags & IFF_RUNNING) != 0);
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

struct dialer_devices *
dialer_devices_present(TALLOC_CTX *mem_ctx, const struct dialer_config *config)
{
	struct dialer_devices *devices =
		talloc_zero(mem_ctx, struct dialer_devices);

	if (devices != NULL && !add_nics(devices, config)) {
		TALLOC_FREE(devices);
	}
	return devices;
}

WERROR dialer_device_choose(const struct dialer_devices *present,
			    const char *wanted,
			    const struct dialer_device **chosen)
{
	size_t i;

	*chosen = NULL;
	for (i = 0; i < present->count; i++) {
		const struct dialer_device *device = &present->list[i];

		if (wanted[0] != '\0' && strcmp(device->name, wanted) != 0) {
			continue;
		}
		if (device->carrier) {
			*chosen = device;
			break;
		}
		*chosen = *chosen == NULL ? device : *chosen;
	}
	return *chosen != NULL ? WERR_OK
			       : W_ERROR(ERROR_INTERFACE_HAS_NO_DEVICES);
}
