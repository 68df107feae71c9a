/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How the ends of an Ethernet link are written.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <netinet/ether.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include "endpoint.h"

static void write_mac(const unsigned char *mac, char address[DIALER_MAC_SIZE])
{
	snprintf(address, DIALER_MAC_SIZE, "%02x:%02x:%02x:%02x:%02x:%02x",
		 mac[0], mac[1], mac[2], mac[3], mac[4], mac[5]);
}

void dialer_mac_of_device(const char *ifname, char address[DIALER_MAC_SIZE])
{
	struct ifreq request = {0};
	int fd;

	address[0] = '\0';
	/* A tty ("/dev/pts/3": PPPoE may go through a program) is none; but
	 * the kernel would run modprobe(8) to look for it, and wait. */
	if (strlen(ifname) >= sizeof(request.ifr_name) ||
	    strchr(ifname, '/') != NULL) {
		return;
	}
	memcpy(request.ifr_name, ifname, strlen(ifname));
	fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd == -1) {
		return;
	}
	if (ioctl(fd, SIOCGIFHWADDR, &request) == 0 &&
	    request.ifr_hwaddr.sa_family == ARPHRD_ETHER) {
		write_mac((const unsigned char *)request.ifr_hwaddr.sa_data,
			  address);
	}
	close(fd);
}

void dialer_mac_of_text(const char *text, char address[DIALER_MAC_SIZE])
{
	struct ether_addr mac;

	address[0] = '\0';
	if (strlen(text) < DIALER_MAC_SIZE &&
	    ether_aton_r(text, &mac) != NULL) {
		write_mac(mac.ether_addr_octet, address);
	}
}
