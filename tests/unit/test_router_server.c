/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The server's settings in the router: kept, in force at once or after a
 * restart, and whole whatever happens on the way.
 */
#include "router_fixture.h"
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <ndr.h>
#include "ndr_store.h"
#include "server/router/change.h"
#include "server/router/server_settings.h"

#define KIND(kind) SERVER_SETTINGS_KIND(PORT_KIND_##kind)

/* How many ports there are, as the router has told. */
struct told {
	uint32_t count[PORT_KINDS];
	unsigned calls;
};

static struct told told;
static char last_line[256];

static void set_ports(enum port_kind kind, uint32_t count, void *private_data)
{
	struct told *t = private_data;

	t->count[kind] = count;
	t->calls++;
}

static void keep_line(int priority, const char *line)
{
	strncpy(last_line, line, sizeof(last_line) - 1);
}

static int setup(void **state)
{
	struct fixture *f;

	memset(&told, 0, sizeof(told));
	last_line[0] = '\0';
	if (fixture_setup(state) != 0) {
		return -1;
	}
	f = *state;
	f->config.ports[PORT_KIND_PPPOE] = 4;
	f->config.ports[PORT_KIND_PPTP] = 5;
	f->config.ports[PORT_KIND_L2TP] = 6;
	f->config.set_ports = set_ports;
	f->config.set_ports_data = &told;
	f->config.log = keep_line;
	return W_ERROR_IS_OK(fixture_reopen(f)) ? 0 : -1;
}

static uint32_t ports(struct fixture *f, enum port_kind kind)
{
	return server_settings_ports(router_server_settings(f->router), kind);
}

static struct tevent_req *begin(struct fixture *f,
				const struct server_settings_change *change)
{
	struct tevent_req *req =
		router_set_server_send(f->mem, f->ev, f->router, change);

	assert_non_null(req);
	return req;
}

static WERROR end(struct fixture *f, struct tevent_req *req)
{
	WERROR werr;

	assert_true(tevent_req_poll(req, f->ev));
	werr = router_set_server_recv(req);
	TALLOC_FREE(req);
	return werr;
}

static WERROR do_server(struct fixture *f,
			const struct server_settings_change *change)
{
	return end(f, begin(f, change));
}

/* As levels 1 and 2 do, and SETDEVICECONFIGINFO. */
static WERROR set_number(struct fixture *f, enum port_kind kind,
			 uint32_t number)
{
	struct server_settings_change change = {
		.kinds = SERVER_SETTINGS_KIND(kind),
		.ports_only = true,
	};

	server_settings_set_ports(&change.settings, kind, number, 3);
	return do_server(f, &change);
}

/* As SetInfoEx does, from what is set now. */
static struct server_settings_change whole(struct fixture *f, uint32_t kinds)
{
	return (struct server_settings_change){
		.kinds = kinds,
		.revision = 3,
		.settings = *router_server_settings(f->router),
	};
}

static void test_configured(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(told.calls, 5);
	assert_int_equal(told.count[PORT_KIND_PPPOE], 4);
	assert_int_equal(told.count[PORT_KIND_PPTP], 5);
	assert_int_equal(told.count[PORT_KIND_L2TP], 6);
	/* What nobody has set follows the configuration, */
	assert_werror(set_number(f, PORT_KIND_L2TP, 60), ERROR_SUCCESS);
	f->config.ports[PORT_KIND_PPTP] = 50;
	f->config.ports[PORT_KIND_L2TP] = 600;
	assert_werror(fixture_reopen(f), ERROR_SUCCESS);
	assert_int_equal(ports(f, PORT_KIND_PPTP), 50);
	assert_int_equal(told.count[PORT_KIND_PPTP], 50);
	/* and what somebody has set does not. */
	assert_int_equal(ports(f, PORT_KIND_L2TP), 60);
	assert_int_equal(told.count[PORT_KIND_L2TP], 60);
}

static void test_at_once(void **state)
{
	struct fixture *f = *state;
	int kind;

	for (kind = 0; kind < PORT_KIND_SERIAL; kind++) {
		assert_werror(set_number(f, kind, 20 + (uint32_t)kind),
			      ERROR_SUCCESS);
		assert_int_equal(told.count[kind], 20 + kind);
	}
	assert_werror(fixture_reopen(f), ERROR_SUCCESS);
	for (kind = 0; kind < PORT_KIND_SERIAL; kind++) {
		assert_int_equal(ports(f, kind), 20 + kind);
		assert_int_equal(told.count[kind], 20 + kind);
	}
}

static void test_reboot(void **state)
{
	struct fixture *f = *state;

	assert_werror(set_number(f, PORT_KIND_PPTP, 1000), ERROR_SUCCESS);
	assert_int_equal(told.count[PORT_KIND_PPTP], 1000);
	assert_werror(set_number(f, PORT_KIND_PPTP, 1001),
		      ERROR_SUCCESS_REBOOT_REQUIRED);
	/* set, not in force */
	assert_int_equal(ports(f, PORT_KIND_PPTP), 1001);
	assert_int_equal(told.count[PORT_KIND_PPTP], 1000);
	assert_werror(set_number(f, PORT_KIND_PPTP, 7), ERROR_SUCCESS);
	assert_int_equal(told.count[PORT_KIND_PPTP], 7);
	assert_werror(set_number(f, PORT_KIND_PPTP, 2000),
		      ERROR_SUCCESS_REBOOT_REQUIRED);
	assert_werror(fixture_reopen(f), ERROR_SUCCESS);
	assert_int_equal(told.count[PORT_KIND_PPTP], 2000);
	/* prepared for these by now */
	assert_werror(set_number(f, PORT_KIND_PPTP, 1999), ERROR_SUCCESS);
	assert_werror(set_number(f, PORT_KIND_PPTP, 2000), ERROR_SUCCESS);
	assert_int_equal(told.count[PORT_KIND_PPTP], 2000);
	assert_werror(set_number(f, PORT_KIND_PPTP, 2001),
		      ERROR_SUCCESS_REBOOT_REQUIRED);
	assert_werror(set_number(f, PORT_KIND_PPTP, PORTS_MAX),
		      ERROR_SUCCESS_REBOOT_REQUIRED);
	assert_werror(set_number(f, PORT_KIND_PPTP, PORTS_MAX + 1),
		      ERROR_INVALID_PARAMETER);
	assert_int_equal(ports(f, PORT_KIND_PPTP), PORTS_MAX);
}

static void test_restart(void **state)
{
	struct fixture *f = *state;
	static const enum port_kind kinds[] = {PORT_KIND_SSTP, PORT_KIND_IKEV2};
	struct server_settings_change change;
	size_t i;

	for (i = 0; i < 2; i++) {
		change = whole(f, SERVER_SETTINGS_KIND(kinds[i]));
		server_settings_set_ports(&change.settings, kinds[i], 33, 1);
		assert_werror(do_server(f, &change),
			      ERROR_SUCCESS_RESTART_REQUIRED);
		assert_int_equal(ports(f, kinds[i]), 33);
		assert_int_equal(told.count[kinds[i]], 0);
	}
	change = whole(f, KIND(SSTP) | KIND(PPTP));
	server_settings_set_ports(&change.settings, PORT_KIND_PPTP, 8, 1);
	assert_werror(do_server(f, &change), ERROR_SUCCESS_RESTART_REQUIRED);
	assert_int_equal(told.count[PORT_KIND_PPTP], 8);
	server_settings_set_ports(&change.settings, PORT_KIND_PPTP, 1001, 1);
	assert_werror(do_server(f, &change), ERROR_SUCCESS_REBOOT_REQUIRED);
	change = whole(f, KIND(PPTP) | KIND(L2TP));
	server_settings_set_ports(&change.settings, PORT_KIND_PPTP, 9, 1);
	assert_werror(do_server(f, &change), ERROR_SUCCESS);
	assert_werror(fixture_reopen(f), ERROR_SUCCESS);
	assert_int_equal(told.count[PORT_KIND_SSTP], 33);
	assert_int_equal(told.count[PORT_KIND_IKEV2], 33);
}

static void test_refused(void **state)
{
	struct fixture *f = *state;
	unsigned calls = told.calls;
	struct server_settings_change change = whole(f, 0);

	assert_werror(do_server(f, &change), ERROR_INVALID_PARAMETER);
	change.kinds = KIND(SERIAL);
	assert_werror(do_server(f, &change), ERROR_INVALID_PARAMETER);
	assert_werror(set_number(f, PORT_KIND_PPTP, 0),
		      ERROR_INVALID_PARAMETER);
	/* one wrong kind, and the other is not set either */
	change = whole(f, KIND(PPTP) | KIND(IKEV2));
	server_settings_set_ports(&change.settings, PORT_KIND_PPTP, 77, 3);
	change.settings.tunnels.IkeConfigParams.TunnelConfigParams
		.dwIdleTimeout = 299;
	assert_werror(do_server(f, &change), ERROR_INVALID_PARAMETER);
	assert_int_equal(ports(f, PORT_KIND_PPTP), 5);
	assert_int_equal(told.calls, calls);
	/* counts that no client can send */
	change = whole(f, KIND(IKEV2));
	change.settings.tunnels.IkeConfigParams.TunnelConfigParams
		.dwTotalCertificates = RRAS_MAX_CERTIFICATES + 1;
	assert_werror(do_server(f, &change), ERROR_NOT_ENOUGH_MEMORY);
}

static void test_certificates_last(void **state)
{
	struct fixture *f = *state;
	struct server_settings_change change = whole(f, KIND(IKEV2));
	struct IKEV2_TUNNEL_CONFIG_PARAMS_3 *p =
		&change.settings.tunnels.IkeConfigParams.TunnelConfigParams;
	const struct IKEV2_TUNNEL_CONFIG_PARAMS_3 *found;
	uint8_t bytes[100] = "a name";
	struct CERT_BLOB_1 names[2] = {{100, bytes}, {0, NULL}};

	p->dwTotalCertificates = 2;
	p->certificateNames = names;
	p->machineCertificateHash.cbData = 7;
	p->machineCertificateHash.pbData = bytes;
	assert_werror(do_server(f, &change), ERROR_SUCCESS_RESTART_REQUIRED);
	/* The change has copied them. */
	memset(bytes, 0xff, sizeof(bytes));
	assert_werror(fixture_reopen(f), ERROR_SUCCESS);
	/* An older revision, and another kind, leave them alone. */
	change = whole(f, KIND(IKEV2));
	change.revision = 1;
	change.settings.tunnels.IkeConfigParams.TunnelConfigParams
		.machineCertificateHash.cbData = 0;
	assert_werror(do_server(f, &change), ERROR_SUCCESS_RESTART_REQUIRED);
	assert_werror(set_number(f, PORT_KIND_L2TP, 2), ERROR_SUCCESS);
	assert_werror(fixture_reopen(f), ERROR_SUCCESS);
	found = &router_server_settings(f->router)
			 ->tunnels.IkeConfigParams.TunnelConfigParams;
	assert_int_equal(found->dwTotalCertificates, 2);
	assert_int_equal(found->certificateNames[0].cbData, 100);
	assert_string_equal((const char *)found->certificateNames[0].pbData,
			    "a name");
	assert_int_equal(found->machineCertificateHash.cbData, 7);
}

/* In the order of arrival, each on top of the one before. */
static void test_queue(void **state)
{
	struct fixture *f = *state;
	struct server_settings_change one = {.kinds = KIND(PPTP),
					     .ports_only = true};
	struct server_settings_change other = {.kinds = KIND(L2TP),
					       .ports_only = true};
	struct tevent_req *first, *second, *third;

	server_settings_set_ports(&one.settings, PORT_KIND_PPTP, 11, 3);
	server_settings_set_ports(&other.settings, PORT_KIND_L2TP, 12, 3);
	first = begin(f, &one);
	second = begin(f, &other);
	server_settings_set_ports(&one.settings, PORT_KIND_PPTP, 13, 3);
	third = begin(f, &one);
	/* Nobody waits for it, and it is made. */
	TALLOC_FREE(second);
	assert_werror(end(f, first), ERROR_SUCCESS);
	assert_int_equal(ports(f, PORT_KIND_PPTP), 11);
	assert_werror(end(f, third), ERROR_SUCCESS);
	assert_int_equal(ports(f, PORT_KIND_PPTP), 13);
	assert_int_equal(ports(f, PORT_KIND_L2TP), 12);
}

/* The daemon ends when the record is written and nothing else is done. */
static void test_end_before_apply(void **state)
{
	struct fixture *f = *state;
	struct server_settings_change change = {.kinds = KIND(PPTP),
						.ports_only = true};
	struct tevent_req *req;

	server_settings_set_ports(&change.settings, PORT_KIND_PPTP, 99, 1);
	req = begin(f, &change);
	/* The first turn of the queue sends the job. */
	assert_int_equal(tevent_loop_once(f->ev), 0);
	assert_true(tevent_req_is_in_progress(req));
	assert_int_equal(ports(f, PORT_KIND_PPTP), 5);
	TALLOC_FREE(req);
	assert_werror(fixture_reopen(f), ERROR_SUCCESS);
	assert_int_equal(ports(f, PORT_KIND_PPTP), 99);
	assert_int_equal(told.count[PORT_KIND_PPTP], 99);
}

static bool is_success(WERROR werr)
{
	return W_ERROR_IS_OK(werr) ||
	       W_ERROR_EQUAL(werr, W_ERROR(ERROR_SUCCESS_REBOOT_REQUIRED));
}

/* Sets one number after the other, and tells each before and after. */
static void child(struct fixture *f, int fd, uint32_t number)
{
	f->ev = tevent_context_init(NULL);
	if (!W_ERROR_IS_OK(fixture_reopen(f))) {
		_exit(2);
	}
	for (;; number++) {
		const uint32_t before[2] = {number, 0}, after[2] = {number, 1};

		if (write(fd, before, sizeof(before)) != sizeof(before) ||
		    !is_success(set_number(f, PORT_KIND_L2TP, number)) ||
		    write(fd, after, sizeof(after)) != sizeof(after)) {
			_exit(3);
		}
	}
}

/* kill -9 at any instant: what was answered is there, and what was not is
 * there or not. */
static void test_killed(void **state)
{
	struct fixture *f = *state;
	uint32_t event[2], last = 1, begun = 1, round;

	assert_werror(set_number(f, PORT_KIND_L2TP, 1), ERROR_SUCCESS);
	for (round = 0; round < 20; round++) {
		int fds[2], status;
		pid_t pid;

		fixture_close(f);
		assert_int_equal(pipe(fds), 0);
		pid = fork();
		if (pid == 0) {
			close(fds[0]);
			child(f, fds[1], begun + 1);
		}
		close(fds[1]);
		/* It is at work. */
		assert_int_equal(read(fds[0], event, sizeof(event)),
				 sizeof(event));
		begun = event[0];
		usleep(round * 500);
		assert_int_equal(kill(pid, SIGKILL), 0);
		assert_int_equal(waitpid(pid, &status, 0), pid);
		assert_true(WIFSIGNALED(status));
		while (read(fds[0], event, sizeof(event)) == sizeof(event)) {
			begun = event[0];
			last = event[1] ? event[0] : last;
		}
		close(fds[0]);
		assert_werror(fixture_reopen(f), ERROR_SUCCESS);
		if (ports(f, PORT_KIND_L2TP) != last) {
			assert_int_equal(ports(f, PORT_KIND_L2TP), begun);
			last = begun;
		}
	}
	assert_true(begun > 20);
}

/* What a disk can make of a record. */
static void test_impossible_record(void **state)
{
	struct fixture *f = *state;
	struct rras_store_settings record = {
		.version = RRAS_STORE_VERSION,
		.kinds = KIND(PPTP),
		.tunnels = router_server_settings(f->router)->tunnels,
	};
	struct persist_job *job = persist_job(f->mem);
	struct tevent_req *req;
	DATA_BLOB blob;

	record.tunnels.PptpConfigParams.dwNumPorts = PORTS_MAX + 1;
	assert_int_equal(
		ndr_push_struct_blob(
			&blob, f->mem, &record,
			(ndr_push_flags_fn_t)ndr_push_rras_store_settings),
		NDR_ERR_SUCCESS);
	assert_true(persist_job_store(
		job, "settings",
		(TDB_DATA){.dptr = blob.data, .dsize = blob.length}));
	req = persist_send(f->mem, f->ev, f->persist, job);
	assert_true(tevent_req_poll(req, f->ev));
	assert_werror(persist_recv(req, f->mem, NULL), ERROR_SUCCESS);
	assert_werror(fixture_reopen(f), ERROR_SUCCESS);
	assert_int_equal(ports(f, PORT_KIND_PPTP), 5);
	assert_non_null(strstr(last_line, "settings are left out"));
}

/* 2.2.3.3.1.3: PPPoE ports that are not enabled for routing. */
static void test_not_for_dialing(void **state)
{
	struct fixture *f = *state;
	struct router_change create = fixture_change(f, "office");
	struct router_entry *entry = router_entry_new(f->mem);
	struct server_settings_change change = {.kinds = KIND(PPPOE),
						.ports_only = true};
	uint32_t cable = make_interface(f, "cable"), handle;

	*entry = *create.entry;
	entry->szDeviceType = DEVICE_TYPE_PPPOE;
	entry->szDeviceName = "lo";
	create.entry = entry;
	assert_werror(do_create(f, &create, &handle), ERROR_SUCCESS);
	/* What gets as far as the dialer is told by its answer. */
	f->memory->probe_result = W_ERROR(ERROR_DDM_NOT_RUNNING);
	assert_werror(router_connect(f->router, handle), ERROR_DDM_NOT_RUNNING);
	server_settings_set_ports(&change.settings, PORT_KIND_PPPOE, 4,
				  MPR_ENABLE_RAS_ON_DEVICE);
	assert_werror(do_server(f, &change), ERROR_SUCCESS);
	assert_werror(router_connect(f->router, handle),
		      ERROR_INTERFACE_HAS_NO_DEVICES);
	f->memory->probe_result = WERR_OK;
	/* Another kind is not concerned. */
	assert_werror(router_connect(f->router, cable), PENDING);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_configured),	    TEST(test_at_once),
		TEST(test_reboot),	    TEST(test_restart),
		TEST(test_refused),	    TEST(test_certificates_last),
		TEST(test_queue),	    TEST(test_end_before_apply),
		TEST(test_killed),	    TEST(test_impossible_record),
		TEST(test_not_for_dialing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
