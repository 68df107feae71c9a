/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The plugin's way to rrasd, outside of pppd; see transport_fixture.h.
 */
#include "transport_fixture.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* pppd's, as far as these files use them. */
char devnam[MAXPATHLEN];
char *ipparam;

void (*timer_fn)(void *);
int timer_seconds;

void timeout(void (*fn)(void *), void *arg, int seconds, int usec)
{
	timer_fn = fn;
	timer_seconds = seconds;
}

void untimeout(void (*fn)(void *), void *arg)
{
	assert_ptr_equal(fn, timer_fn);
	timer_fn = NULL;
}

static char directory[] = "/tmp/test_transport_XXXXXX";
char transport_path[64];

int rrasd_listen(void)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0);

	strcpy(address.sun_path, transport_path);
	assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof(address)),
			 0);
	assert_int_equal(listen(fd, 8), 0);
	return fd;
}

void rrasd_end(int fd)
{
	close(fd);
	unlink(transport_path);
}

struct rras_plugin_message next(int fd)
{
	struct rras_plugin_message message = {0};

	assert_true(recv(fd, &message, sizeof(message), MSG_DONTWAIT) >=
		    RRAS_PLUGIN_HEADER);
	return message;
}

void assert_next(int fd, enum rras_plugin_type type)
{
	assert_int_equal(next(fd).type, type);
}

void assert_no_more(int fd)
{
	char byte;

	assert_int_equal(recv(fd, &byte, 1, MSG_DONTWAIT), -1);
}

void send_type(enum rras_plugin_type type, size_t body)
{
	struct rras_plugin_message message = {.type = type};

	plugin_send(&message, body);
}

void tick(void)
{
	assert_non_null(timer_fn);
	timer_fn(NULL);
}

int transport_set_up(void **state)
{
	if (mkdtemp(directory) == NULL) {
		return -1;
	}
	snprintf(transport_path, sizeof(transport_path), "%s/socket",
		 directory);
	return 0;
}

int transport_tear_down(void **state)
{
	return rmdir(directory);
}
