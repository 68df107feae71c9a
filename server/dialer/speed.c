/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How fast the devices of links are; see speed.h. */
#include "speed.h"
#include <asm/termbits.h>
#include <fcntl.h>
#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

/* The old request: the new one needs two, to learn sizes that we have no use
 * for, and the kernel serves both. */
uint64_t dialer_speed_of_nic(const char *name)
{
	struct ethtool_cmd command = {.cmd = ETHTOOL_GSET};
	struct ifreq request = {.ifr_data = (char *)&command};
	uint32_t megabits;
	int fd, error;

	if (strchr(name, '/') != NULL) {
		return 0; /* a tty: see dialer_mac_of_device() */
	}
	fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd == -1) {
		return 0;
	}
	strncpy(request.ifr_name, name, sizeof(request.ifr_name) - 1);
	error = ioctl(fd, SIOCETHTOOL, &request);
	close(fd);
	megabits = ethtool_cmd_speed(&command);
	return error == 0 && megabits != (uint32_t)SPEED_UNKNOWN
		       ? megabits * UINT64_C(1000000)
		       : 0;
}

/* termios2 has the number; termios has only names for the usual ones. */
uint64_t dialer_speed_of_tty(const char *path)
{
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	struct termios2 settings;
	int error;

	if (fd == -1) {
		return 0;
	}
	error = ioctl(fd, TCGETS2, &settings);
	close(fd);
	return error == 0 ? settings.c_ospeed : 0;
}
