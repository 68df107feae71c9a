/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A kernel that can refuse a stand-in device; see demand_kernel.h. */
#include "demand_kernel.h"
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <unistd.h>
#include <linux/if_tun.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <cmocka.h>

struct kernel kernel;
struct demand_routes *routes;

/* -- the kernel ------------------------------------------------------------ */

int __wrap_open(const char *path, int flags, ...);
int __wrap_ioctl(int fd, unsigned long request, ...);
unsigned __wrap_if_nametoindex(const char *name);
ssize_t __real_read(int fd, void *bytes, size_t size);
ssize_t __wrap_read(int fd, void *bytes, size_t size);
int __wrap_socket(int domain, int type, int protocol);
int __wrap_setsockopt(int fd, int level, int option, const void *value,
		      socklen_t size);
ssize_t __wrap_sendto(int fd, const void *bytes, size_t size, int flags,
		      const struct sockaddr *to, socklen_t to_size);

static int result(int error)
{
	errno = error;
	return error == 0 ? 0 : -1;
}

int __wrap_open(const char *path, int flags, ...)
{
	int fds[2];

	assert_string_equal(path, "/dev/net/tun");
	assert_int_equal(flags, O_RDWR | O_NONBLOCK | O_CLOEXEC);
	kernel.opened++;
	if (kernel.open != 0) {
		return result(kernel.open);
	}
	assert_int_equal(
		socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0, fds), 0);
	kernel.far_end = fds[0];
	return fds[1];
}

static int set_flags(const struct ifreq *request)
{
	kernel.up = (request->ifr_flags & IFF_UP) != 0;
	return result(kernel.set_flags);
}

int __wrap_ioctl(int fd, unsigned long number, ...)
{
	struct ifreq *request;
	va_list args;

	va_start(args, number);
	request = va_arg(args, struct ifreq *);
	va_end(args);
	assert_string_equal(request->ifr_name, "to-isp");
	switch (number) {
	case TUNSETIFF:
		assert_int_equal(request->ifr_flags, IFF_TUN | IFF_NO_PI);
		kernel.exists = kernel.set_iff == 0;
		return result(kernel.set_iff);
	case SIOCGIFFLAGS:
		return result(kernel.get_flags);
	default:
		assert_int_equal(number, SIOCSIFFLAGS);
		return set_flags(request);
	}
}

unsigned __wrap_if_nametoindex(const char *name)
{
	assert_string_equal(name, "to-isp");
	if (kernel.name_is_taken || (kernel.exists && !kernel.no_index)) {
		return IFINDEX;
	}
	errno = ENODEV;
	return 0;
}

ssize_t __wrap_read(int fd, void *bytes, size_t size)
{
	kernel.reads++;
	return __real_read(fd, bytes, size);
}

int __wrap_socket(int domain, int type, int protocol)
{
	if (kernel.socket != 0) {
		return result(kernel.socket);
	}
	return dup(STDIN_FILENO);
}

int __wrap_setsockopt(int fd, int level, int option, const void *value,
		      socklen_t size)
{
	assert_int_equal(level, SOL_SOCKET);
	assert_int_equal(option, SO_BINDTODEVICE);
	assert_in_range(size, 1, IF_NAMESIZE);
	memcpy(kernel.bound, value, size);
	return result(kernel.bind);
}

ssize_t __wrap_sendto(int fd, const void *bytes, size_t size, int flags,
		      const struct sockaddr *to, socklen_t to_size)
{
	struct sent *sent = &kernel.sent[kernel.sent_count++];

	assert_true(kernel.sent_count <= 2 * KEPT_MAX);
	sent->family = to->sa_family;
	sent->size = size;
	sent->number = ((const uint8_t *)bytes)[size - 1];
	memcpy(sent->device, kernel.bound, sizeof(sent->device));
	if (fd == -1) {
		return result(EBADF);
	}
	return kernel.send != 0 ? result(kernel.send) : (ssize_t)size;
}

/* -- its routes ------------------------------------------------------------ */

struct demand_routes *demand_routes_create(TALLOC_CTX *mem_ctx,
					   struct tevent_context *ev,
					   demand_routes_fn fn,
					   void *private_data)
{
	routes = kernel.no_routes ? NULL
				  : talloc_zero(mem_ctx, struct demand_routes);
	if (routes != NULL) {
		routes->fn = fn;
		routes->private_data = private_data;
	}
	return routes;
}

bool demand_routes_add(struct demand_routes *to, TALLOC_CTX *mem_ctx,
		       int ifindex, const char *networks, const char **why)
{
	assert_int_equal(ifindex, IFINDEX);
	if (strcmp(networks, "10.0.0.0/8") == 0) {
		return true;
	}
	*why = talloc_asprintf(mem_ctx, "route to %s", networks);
	return false;
}

bool demand_routes_copy(struct demand_routes *of, int from, int to)
{
	of->from = from;
	of->to = to;
	return !kernel.no_list;
}
