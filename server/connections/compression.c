/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How far the kernel compresses what goes over a PPP link. */
#include "compression.h"
#include <stdbool.h>
#include <string.h>
#include <linux/ppp-ioctl.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

/*
 * What could not be made smaller has gone as it was.  The kernel's counters
 * have 32 bits and wrap one by one: then the ratio is meaningless until all
 * have, and 100 is as good.
 */
uint32_t compression_ratio(const struct compstat *stats)
{
	uint64_t sent = (uint64_t)stats->comp_bytes + stats->inc_bytes;
	uint64_t percent;

	if (stats->unc_bytes == 0) {
		return COMPRESSION_NONE;
	}
	percent = sent * 100 / stats->unc_bytes;
	return percent <= 1000 ? (uint32_t)percent : COMPRESSION_NONE;
}

/*
 * By the index first: asked for a name that nobody has (any more), the kernel
 * runs modprobe(8) and waits for it.
 */
static bool ask(int ifindex, struct ppp_comp_stats *stats)
{
	struct ifreq request = {.ifr_data = (char *)stats};
	int fd, error;

	if (ifindex <= 0 ||
	    if_indextoname((unsigned)ifindex, request.ifr_name) == NULL) {
		return false;
	}
	fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd == -1) {
		return false;
	}
	error = ioctl(fd, SIOCGPPPCSTATS, &request);
	close(fd);
	return error == 0;
}

void compression_ratios(int ifindex, uint32_t *in, uint32_t *out)
{
	struct ppp_comp_stats stats = {0};

	if (!ask(ifindex, &stats)) {
		memset(&stats, 0, sizeof(stats));
	}
	*out = compression_ratio(&stats.c);
	*in = compression_ratio(&stats.d);
}
