/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ports of serial devices: found, chosen, plugged in and out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>
#include "compat/rras_errors.h"
#include "server/ports/ports.h"
#include "loop.h"

#define assert_code(error, code) \
	assert_int_equal(W_ERROR_V(error), (uint32_t)(code))

/* Devices that are everywhere; mknod needs root. */
#define TTY(major, minor) (0x40000000u | (major) << 20 | (minor))
#define NULL_TTY	  TTY(1u, 3u)
#define ZERO_TTY	  TTY(1u, 5u)
#define FULL_TTY	  TTY(1u, 7u)

struct fixture {
	struct tevent_context *ev;
	struct ports *ports;
	char dir[32];
	size_t changes;
	uint32_t changed; /**< the last one */
	bool present;
};

static int setup(void **state)
{
	struct fixture *f = talloc_zero(NULL, struct fixture);

	f->ev = tevent_context_init(f);
	strcpy(f->dir, "/tmp/test_ports.XXXXXX");
	assert_non_null(mkdtemp(f->dir));
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;
	char *command = talloc_asprintf(f, "rm -rf %s", f->dir);

	assert_int_equal(system(command), 0);
	talloc_free(f);
	return 0;
}

static const char *path_of(struct fixture *f, const char *name)
{
	return talloc_asprintf(f, "%s/%s", f->dir, name);
}

static void plug(struct fixture *f, const char *name, const char *device)
{
	assert_int_equal(symlink(device, path_of(f, name)), 0);
}

static void unplug(struct fixture *f, const char *name)
{
	assert_int_equal(unlink(path_of(f, name)), 0);
}

static void changed(const struct port *port, void *private_data)
{
	struct fixture *f = private_data;

	f->changes++;
	f->changed = port->dwPort;
	f->present = port->present;
}

static void make(struct fixture *f, const char *const *names)
{
	const struct ports_config config = {
		.count = {[PORT_KIND_PPPOE] = 1},
		.serial_devices = names,
		.dev_dir = f->dir,
		.sys_dir = path_of(f, "sys"),
	};

	f->ports = ports_create(f, f->ev, &config);
	assert_non_null(f->ports);
	assert_true(ports_are_followed(f->ports));
	ports_watch(f->ports, changed, f);
}

static const struct port *serial(struct fixture *f, uint32_t dwPort)
{
	const struct port *port = ports_get(f->ports, dwPort);

	assert_non_null(port);
	assert_int_equal(port->dwPort, dwPort);
	assert_int_equal(port->kind, PORT_KIND_SERIAL);
	return port;
}

static uint32_t serial_count(struct fixture *f)
{
	uint32_t total, in_use;

	ports_usage(f->ports, PORT_KIND_SERIAL, &total, &in_use);
	assert_int_equal(ports_count(f->ports, 0), total + 1);
	return total;
}

static struct port_claim *claim(struct fixture *f, const char *tty,
				enum rras_error error)
{
	struct port_claim *claimed = NULL;

	assert_code(ports_claim(f, f->ports, PORT_KIND_SERIAL, tty, &claimed),
		    error);
	assert_int_equal(claimed != NULL, error == NO_ERROR);
	return claimed;
}

static void assert_claims(struct fixture *f, const char *tty, uint32_t dwPort)
{
	struct port_claim *claimed = claim(f, tty, NO_ERROR);

	assert_int_equal(port_claim_port(claimed)->dwPort, dwPort);
	talloc_free(claimed);
}

/* -- finding -- */

static void test_names_of_ttys(void **state)
{
	static const char *const names[] = {"ttyS2",	"ttyUSB0", "ttyACM0",
					    "ttyS",	"ttyS1a",  "tty1",
					    "ttyprintk"};
	struct fixture *f = *state;
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		plug(f, names[i], i < 3 ? "/dev/zero" : "/dev/null");
	}
	plug(f, "ttyS10", "/dev/full");
	plug(f, "ttyS11", "/etc/passwd"); /* no device */
	plug(f, "ttyS12", "/dev/nosuchtty");
	make(f, NULL);
	assert_int_equal(serial_count(f), 2);
	/* two more names of a device are no more devices */
	assert_string_equal(serial(f, ZERO_TTY)->tty, path_of(f, "ttyACM0"));
	assert_string_equal(serial(f, FULL_TTY)->wszPortName, "ttyS10");
	assert_string_equal(serial(f, FULL_TTY)->wszDeviceName,
			    path_of(f, "ttyS10"));
	assert_string_equal(serial(f, FULL_TTY)->wszDeviceType, "modem");
	assert_string_equal(serial(f, FULL_TTY)->wszMediaName, "serial");
	assert_true(serial(f, FULL_TTY)->present);
	assert_int_equal(f->changes, 0);
}

static void make_sysfs(struct fixture *f, const char *device, const char *name,
		       const char *type)
{
	char *command = talloc_asprintf(
		f,
		"cd %s && mkdir -p sys/dev/char sys/devices/%s && "
		"ln -s ../../devices/%s sys/dev/char/%s && "
		"printf '%s\\n' > sys/devices/%s/type",
		f->dir, name, name, device, type, name);

	assert_int_equal(system(command), 0);
}

static void test_what_sysfs_knows(void **state)
{
	struct fixture *f = *state;

	make_sysfs(f, "1:3", "ttyS0", "4");
	make_sysfs(f, "1:5", "ttyS1", "0"); /* a node without hardware */
	make_sysfs(f, "1:7", "ttyX7", "");
	plug(f, "ttyS0", "/dev/null");
	plug(f, "ttyS1", "/dev/zero");
	plug(f, "ttyUSB0", "/dev/full");
	make(f, NULL);
	assert_int_equal(serial_count(f), 2);
	assert_string_equal(serial(f, NULL_TTY)->wszPortName, "ttyS0");
	assert_string_equal(serial(f, FULL_TTY)->wszPortName, "ttyX7");
	assert_null(ports_get(f->ports, ZERO_TTY));
}

static void test_configured(void **state)
{
	const char *const names[] = {"/dev/full",   "modem",
				     "/dev/nosuch", "/etc/passwd",
				     "/dev/null",   "/dev/../dev/full",
				     NULL};
	const char *const bare[] = {"null", NULL};
	struct fixture *f = *state;

	plug(f, "modem", "/dev/zero");
	make(f, names);
	assert_int_equal(serial_count(f), 3);
	assert_string_equal(serial(f, FULL_TTY)->tty, "/dev/full");
	assert_string_equal(serial(f, ZERO_TTY)->wszPortName, "modem");
	/* in the order of the configuration */
	assert_claims(f, NULL, FULL_TTY);
	assert_claims(f, "", FULL_TTY);
	TALLOC_FREE(f->ports);
	/* a real /dev, a real /sys */
	f->ports = ports_create(f, f->ev,
				&(struct ports_config){.serial_devices = bare});
	assert_string_equal(serial(f, NULL_TTY)->tty, "/dev/null");
	assert_string_equal(serial(f, NULL_TTY)->wszPortName, "null");
}

/* -- claiming -- */

static void test_claims(void **state)
{
	struct fixture *f = *state;
	struct port_claim *a, *b;
	uint32_t total, in_use;

	plug(f, "ttyS0", "/dev/full");
	plug(f, "ttyS1", "/dev/null");
	plug(f, "by-id", "/dev/null");
	make(f, NULL);
	assert_claims(f, "ttyS1", NULL_TTY);
	assert_claims(f, path_of(f, "ttyS1"), NULL_TTY);
	assert_claims(f, path_of(f, "by-id"), NULL_TTY);
	claim(f, "S1", ERROR_PORT_NOT_FOUND);
	claim(f, "/dev/zero", ERROR_PORT_NOT_FOUND);
	claim(f, "/etc/passwd", ERROR_PORT_NOT_FOUND);

	a = claim(f, NULL, NO_ERROR);
	assert_int_equal(port_claim_port(a)->dwPort, FULL_TTY);
	claim(f, "ttyS0", ERROR_PORT_NOT_AVAILABLE);
	b = claim(f, NULL, NO_ERROR);
	assert_int_equal(port_claim_port(b)->dwPort, NULL_TTY);
	claim(f, NULL, ERROR_PORT_NOT_AVAILABLE);
	ports_usage(f->ports, PORT_KIND_SERIAL, &total, &in_use);
	assert_int_equal(total, 2);
	assert_int_equal(in_use, 2);
	talloc_free(a);
	talloc_free(b);
	ports_usage(f->ports, PORT_KIND_SERIAL, &total, &in_use);
	assert_int_equal(in_use, 0);
}

static void test_no_ttys(void **state)
{
	const char *const none[] = {NULL};
	struct fixture *f = *state;

	make(f, none);
	assert_int_equal(serial_count(f), 0);
	claim(f, NULL, ERROR_PORT_NOT_FOUND);
	claim(f, "ttyS0", ERROR_PORT_NOT_FOUND);
}

/* What is plugged in counts at once, even before its news. */
static void test_claim_looks(void **state)
{
	struct fixture *f = *state;

	make(f, NULL);
	plug(f, "ttyS0", "/dev/null");
	assert_claims(f, NULL, NULL_TTY);
	unplug(f, "ttyS0");
	claim(f, NULL, ERROR_PORT_NOT_FOUND);
	assert_int_equal(f->changes, 2);
}

/* -- coming and going -- */

static void test_hot_plug(void **state)
{
	struct fixture *f = *state;

	make(f, NULL);
	assert_int_equal(serial_count(f), 0);
	plug(f, "vcs1", "/dev/zero"); /* of no interest */
	plug(f, "ttyUSB0", "/dev/null");
	loop_until(f->ev, &f->changes, 1);
	assert_int_equal(f->changed, NULL_TTY);
	assert_true(f->present);
	assert_int_equal(serial_count(f), 1);
	unplug(f, "ttyUSB0");
	loop_until(f->ev, &f->changes, 2);
	assert_int_equal(f->changed, NULL_TTY);
	assert_false(f->present);
	assert_int_equal(serial_count(f), 0);
	assert_null(ports_get(f->ports, NULL_TTY));
}

/* More news than the kernel keeps for us: what it has thrown away counts. */
static void test_overflow(void **state)
{
	struct fixture *f = *state;
	unsigned i;

	make(f, NULL);
	for (i = 0; i < 10000; i++) { /* two events each; it keeps 16384 */
		plug(f, "vcs1", "/dev/zero");
		unplug(f, "vcs1");
	}
	plug(f, "ttyUSB0", "/dev/null");
	loop_until(f->ev, &f->changes, 1);
	assert_int_equal(f->changed, NULL_TTY);
}

static void test_unplugged_in_use(void **state)
{
	struct fixture *f = *state;
	struct port_claim *claimed;

	plug(f, "ttyUSB0", "/dev/null");
	plug(f, "ttyUSB1", "/dev/zero");
	make(f, NULL);
	claimed = claim(f, "ttyUSB0", NO_ERROR);
	port_claim_set_condition(claimed, RAS_PORT_AUTHENTICATED);
	unplug(f, "ttyUSB0");
	loop_until(f->ev, &f->changes, 1);
	assert_false(f->present);
	assert_int_equal(serial_count(f), 2);
	assert_false(serial(f, NULL_TTY)->present);
	assert_int_equal(serial(f, NULL_TTY)->dwPortCondition,
			 RAS_PORT_NON_OPERATIONAL);
	port_claim_set_condition(claimed, RAS_PORT_AUTHENTICATING);
	assert_int_equal(serial(f, NULL_TTY)->dwPortCondition,
			 RAS_PORT_NON_OPERATIONAL);
	assert_string_equal(port_claim_port(claimed)->wszPortName, "ttyUSB0");
	claim(f, "ttyUSB0", ERROR_PORT_NOT_AVAILABLE);
	talloc_free(claimed);
	assert_int_equal(serial_count(f), 1);
	assert_int_equal(f->changes, 1);
}

static void test_back_in_use(void **state)
{
	struct fixture *f = *state;
	struct port_claim *claimed;

	plug(f, "ttyUSB0", "/dev/null");
	make(f, NULL);
	claimed = claim(f, NULL, NO_ERROR);
	unplug(f, "ttyUSB0");
	loop_until(f->ev, &f->changes, 1);
	plug(f, "ttyUSB7", "/dev/null"); /* another name, the same device */
	loop_until(f->ev, &f->changes, 2);
	assert_true(f->present);
	assert_string_equal(port_claim_port(claimed)->tty,
			    path_of(f, "ttyUSB0"));
	talloc_free(claimed);
	assert_int_equal(serial(f, NULL_TTY)->dwPortCondition,
			 RAS_PORT_DISCONNECTED);
	/* whoever uses it next uses the path that there is */
	claimed = claim(f, NULL, NO_ERROR);
	assert_string_equal(port_claim_port(claimed)->tty,
			    path_of(f, "ttyUSB7"));
	talloc_free(claimed);
}

/* udev makes the directories of its links with the first device. */
static void test_configured_comes(void **state)
{
	struct fixture *f = *state;
	const char *names[] = {path_of(f, "serial/by-id/usb-modem"), NULL};

	make(f, names);
	assert_int_equal(mkdir(path_of(f, "serial"), 0700), 0);
	assert_int_equal(mkdir(path_of(f, "serial/by-id"), 0700), 0);
	plug(f, "serial/by-id/usb-modem", "/dev/null");
	loop_until(f->ev, &f->changes, 1);
	assert_string_equal(serial(f, NULL_TTY)->wszPortName, "usb-modem");
	unplug(f, "serial/by-id/usb-modem");
	loop_until(f->ev, &f->changes, 2);
	assert_int_equal(serial_count(f), 0);
	/* now that the directories are there */
	plug(f, "serial/by-id/usb-modem", "/dev/full");
	loop_until(f->ev, &f->changes, 3);
	assert_int_equal(f->changed, FULL_TTY);
}

/* The link stays, and what it leads to goes. */
static void test_end_of_a_link(void **state)
{
	struct fixture *f = *state;
	const char *names[] = {path_of(f, "modem"), NULL};

	assert_int_equal(mkdir(path_of(f, "pts"), 0700), 0);
	plug(f, "pts/7", "/dev/zero");
	plug(f, "modem", "pts/7");
	make(f, names);
	assert_int_equal(serial_count(f), 1);
	unplug(f, "pts/7");
	/* realpath() leads on to /dev/zero: only a look tells */
	claim(f, NULL, ERROR_PORT_NOT_FOUND);
	plug(f, "pts/7", "/dev/full");
	assert_claims(f, NULL, FULL_TTY);
}

/* Another device under the same name. */
static void test_other_device(void **state)
{
	struct fixture *f = *state;

	plug(f, "ttyUSB0", "/dev/null");
	make(f, NULL);
	plug(f, "new", "/dev/full");
	assert_int_equal(rename(path_of(f, "new"), path_of(f, "ttyUSB0")), 0);
	loop_until(f->ev, &f->changes, 2);
	assert_null(ports_get(f->ports, NULL_TTY));
	assert_true(serial(f, FULL_TTY)->present);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_names_of_ttys), TEST(test_what_sysfs_knows),
		TEST(test_configured),	  TEST(test_claims),
		TEST(test_no_ttys),	  TEST(test_claim_looks),
		TEST(test_hot_plug),	  TEST(test_unplugged_in_use),
		TEST(test_back_in_use),	  TEST(test_configured_comes),
		TEST(test_end_of_a_link), TEST(test_other_device),
		TEST(test_overflow),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
