/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Kernel modules, loaded in order of dependency without modprobe. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>
#include "init.h"

static const char *modules[] = {
	"lib/crc-ccitt",
	"drivers/net/slip/slhc",
	"drivers/net/ppp/ppp_generic",
	"drivers/net/ppp/ppp_async",
	"lib/crypto/libarc4",
	"drivers/net/ppp/ppp_mppe",
	"drivers/net/ppp/ppp_deflate",
	"drivers/net/ppp/bsd_comp",
	"net/ipv6/ipv6",
	"drivers/net/ppp/pppox",
	"drivers/net/ppp/pppoe",
	"net/ipv4/gre",
	"drivers/net/ppp/pptp",
	"net/ipv4/udp_tunnel",
	"net/ipv6/ip6_udp_tunnel",
	"net/l2tp/l2tp_core",
	"net/l2tp/l2tp_ppp",
	"net/llc/llc",
	"net/802/stp",
	"net/bridge/bridge",
	"drivers/net/veth",
	"drivers/net/dummy",
	"drivers/net/tun",
	"net/sched/sch_netem",
	"crypto/hmac",
	"crypto/cbc",
	"crypto/authenc",
	"crypto/ansi_cprng",
	"crypto/echainiv",
	"net/xfrm/xfrm_algo",
	"net/xfrm/xfrm_user",
	"net/ipv4/esp4",
};

int rig_load_module(const char *name)
{
	struct utsname uts;
	char path[512];
	int fd, ret;

	uname(&uts);
	snprintf(path, sizeof(path), "/usr/lib/uml/modules/%s/kernel/%s.ko",
		 uts.release, name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd == -1) {
		rig_warn(path);
		return -1;
	}
	ret = (int)syscall(SYS_finit_module, fd, "", 0);
	close(fd);
	if (ret == -1 && errno != EEXIST) {
		rig_warn(path);
		return -1;
	}
	return 0;
}

void rig_load_modules(void)
{
	size_t i;
	int fd;

	for (i = 0; i < sizeof(modules) / sizeof(modules[0]); i++) {
		rig_load_module(modules[i]);
	}

	/*
	 * Everything is loaded. A miss would start modprobe, 250 ms each:
	 * pppd's PPPoE plugin takes any unknown word for the name of a network
	 * interface and asks the kernel for it.
	 */
	fd = open("/proc/sys/kernel/modprobe", O_WRONLY | O_CLOEXEC);
	if (fd == -1 || write(fd, "\n", 1) != 1) {
		rig_warn("kernel.modprobe");
	}
	if (fd != -1) {
		close(fd);
	}
}
