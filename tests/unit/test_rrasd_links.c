/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Connect, Disconnect and the control interface: every code of the contract. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>
#include <cmocka.h>

#include "rrasd_link.h"

static uint32_t connect_interface(struct fixture *f, uint32_t hInterface)
{
	struct RRouterInterfaceConnect r = {
		.in = {.hInterface = hInterface},
	};

	world_dimsvc(f->world, NDR_RROUTERINTERFACECONNECT, &r);
	return W_ERROR_V(r.out.result);
}

static uint32_t disconnect_interface(struct fixture *f, uint32_t hInterface)
{
	struct RRouterInterfaceDisconnect r = {
		.in = {.hInterface = hInterface},
	};

	world_dimsvc(f->world, NDR_RROUTERINTERFACEDISCONNECT, &r);
	return W_ERROR_V(r.out.result);
}

static void assert_state(struct fixture *f, uint32_t state, uint32_t error)
{
	struct MPRI_INTERFACE_0 info;

	assert_int_equal(world_get_info(f->world, f->hInterface, &info), 0);
	assert_int_equal(info.dwConnectionState, state);
	assert_int_equal(info.dwLastError, error);
}

static void test_pending(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(connect_interface(f, f->hInterface), PENDING);
	assert_state(f, ROUTER_IF_STATE_CONNECTING, 0);
	assert_int_equal(connect_interface(f, f->hInterface),
			 ERROR_ALREADY_CONNECTING);
	assert_int_equal(f->world->memory->starts, 1);
	world_link_up(f->world);
	assert_state(f, ROUTER_IF_STATE_CONNECTED, 0);
	assert_int_equal(connect_interface(f, f->hInterface), NO_ERROR);
	assert_int_equal(f->world->memory->starts, 1);
}

static struct world_call *begin_blocking(struct fixture *f,
					 struct RRouterInterfaceConnect *r)
{
	*r = (struct RRouterInterfaceConnect){
		.in = {.hInterface = f->hInterface, .fBlocking = 1},
	};
	return world_begin(f->world, &ndr_table_dimsvc,
			   NDR_RROUTERINTERFACECONNECT, r, -1);
}

static void test_blocking(void **state)
{
	struct fixture *f = *state;
	struct RRouterInterfaceConnect r;
	struct world_call *call = begin_blocking(f, &r);

	world_turn(f->world);
	assert_false(call->answered);
	/* It holds up nobody. */
	assert_state(f, ROUTER_IF_STATE_CONNECTING, 0);
	world_link_up(f->world);
	world_end(call);
	assert_result(r, NO_ERROR);
}

static void test_blocking_fails(void **state)
{
	struct fixture *f = *state;
	struct MPRI_INTERFACE_0 info;
	struct RRouterInterfaceConnect r;
	struct world_call *call = begin_blocking(f, &r);

	world_turn(f->world);
	world_link_fail(f->world);
	world_end(call);
	assert_int_not_equal(W_ERROR_V(r.out.result), NO_ERROR);
	assert_int_equal(world_get_info(f->world, f->hInterface, &info), 0);
	assert_int_equal(info.dwLastError, W_ERROR_V(r.out.result));
	assert_true(info.fUnReachabilityReasons &
		    MPR_INTERFACE_CONNECTION_FAILURE);
}

/* The caller goes away; the attempt does not. */
static void test_blocking_cancelled(void **state)
{
	struct fixture *f = *state;
	struct RRouterInterfaceConnect r;
	struct world_call *call = begin_blocking(f, &r);

	world_turn(f->world);
	talloc_free(call);
	world_turn(f->world);
	assert_state(f, ROUTER_IF_STATE_CONNECTING, 0);
	world_link_up(f->world);
	assert_state(f, ROUTER_IF_STATE_CONNECTED, 0);
	assert_non_null(strstr(world_audit(f->world), "\"abandoned\":true"));
}

static void test_event(void **state)
{
	struct fixture *f = *state;
	int fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	struct RRouterInterfaceConnect r = {
		.in = {.hInterface = f->hInterface,
		       .hEvent = 1,
		       .fBlocking = 1},
	};
	uint64_t value = 0;

	f->world->caller.transport = RRAS_TRANSPORT_LOCAL;
	world_end(world_begin(f->world, &ndr_table_dimsvc,
			      NDR_RROUTERINTERFACECONNECT, &r, dup(fd)));
	/* With an event fBlocking means nothing. */
	assert_result(r, PENDING);
	world_turn(f->world);
	assert_int_equal(read(fd, &value, sizeof(value)), -1);
	world_link_up(f->world);
	world_turn(f->world);
	assert_int_equal(read(fd, &value, sizeof(value)), sizeof(value));
	assert_int_equal(value, 1);
	close(fd);
}

/* An event that cannot take another signal does not hold up the daemon. */
static void test_full_event(void **state)
{
	struct fixture *f = *state;
	int fd = eventfd(0, EFD_CLOEXEC);
	struct RRouterInterfaceConnect r = {
		.in = {.hInterface = f->hInterface, .hEvent = 1},
	};
	uint64_t most = UINT64_MAX - 1;

	assert_int_equal(write(fd, &most, sizeof(most)), sizeof(most));
	f->world->caller.transport = RRAS_TRANSPORT_LOCAL;
	world_end(world_begin(f->world, &ndr_table_dimsvc,
			      NDR_RROUTERINTERFACECONNECT, &r, dup(fd)));
	assert_result(r, PENDING);
	world_link_up(f->world);
	world_turn(f->world);
	assert_state(f, ROUTER_IF_STATE_CONNECTED, 0);
	close(fd);
}

static void test_event_of_a_remote_caller(void **state)
{
	struct fixture *f = *state;
	struct RRouterInterfaceConnect r = {
		.in = {.hInterface = f->hInterface, .hEvent = 1},
	};

	world_dimsvc(f->world, NDR_RROUTERINTERFACECONNECT, &r);
	assert_result(r, ERROR_INVALID_PARAMETER);
	f->world->caller.transport = RRAS_TRANSPORT_LOCAL;
	world_dimsvc(f->world, NDR_RROUTERINTERFACECONNECT, &r);
	assert_result(r, ERROR_INVALID_PARAMETER);
	assert_int_equal(f->world->memory->starts, 0);
}

static void test_what_is_no_event(void **state)
{
	struct fixture *f = *state;
	struct RRouterInterfaceConnect r = {
		.in = {.hInterface = f->hInterface, .hEvent = 1},
	};

	f->world->caller.transport = RRAS_TRANSPORT_LOCAL;
	world_end(world_begin(f->world, &ndr_table_dimsvc,
			      NDR_RROUTERINTERFACECONNECT, &r,
			      open("/dev/null", O_RDWR)));
	assert_result(r, ERROR_INVALID_PARAMETER);
	assert_int_equal(f->world->memory->starts, 0);
}

static void test_bad_handles(void **state)
{
	struct fixture *f = *state;
	uint32_t bad[] = {0, UINT32_MAX, f->hInterface + 1};
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_int_equal(connect_interface(f, bad[i]),
				 ERROR_INVALID_HANDLE);
		assert_int_equal(disconnect_interface(f, bad[i]),
				 ERROR_INVALID_HANDLE);
	}
}

static void test_no_devices(void **state)
{
	struct fixture *f = *state;
	uint32_t second, third;

	assert_int_equal(world_create_interface(f->world, "dd2", &second), 0);
	assert_int_equal(world_create_interface(f->world, "dd3", &third), 0);
	/* There are two serial ports. */
	assert_int_equal(connect_interface(f, f->hInterface), PENDING);
	assert_int_equal(connect_interface(f, second), PENDING);
	assert_int_equal(connect_interface(f, third),
			 ERROR_INTERFACE_HAS_NO_DEVICES);
	assert_int_equal(disconnect_interface(f, second), NO_ERROR);
	assert_int_equal(connect_interface(f, third), PENDING);
}

static void test_cannot_dial(void **state)
{
	struct fixture *f = *state;

	f->world->memory->probe_result = W_ERROR(ERROR_DDM_NOT_RUNNING);
	assert_int_equal(connect_interface(f, f->hInterface),
			 ERROR_DDM_NOT_RUNNING);
}

static void test_lan_only(void **state)
{
	struct fixture *f = *state;

	f->world->config.router_type = ROUTER_TYPE_IS_LAN;
	world_restart(f->world);
	assert_int_equal(connect_interface(f, f->hInterface),
			 ERROR_DDM_NOT_RUNNING);
	assert_int_equal(disconnect_interface(f, f->hInterface),
			 ERROR_DDM_NOT_RUNNING);
}

static void test_pause(void **state)
{
	struct fixture *f = *state;
	struct rrascontrol_Pause pause;
	struct rrascontrol_Continue go_on;
	struct rrascontrol_Status status;

	world_control(f->world, NDR_RRASCONTROL_PAUSE, &pause);
	assert_result(pause, NO_ERROR);
	assert_int_equal(connect_interface(f, f->hInterface),
			 ERROR_SERVICE_IS_PAUSED);
	world_control(f->world, NDR_RRASCONTROL_STATUS, &status);
	assert_int_equal(status.out.status->state, RRASCONTROL_PAUSED);
	world_control(f->world, NDR_RRASCONTROL_CONTINUE, &go_on);
	assert_result(go_on, NO_ERROR);
	assert_int_equal(connect_interface(f, f->hInterface), PENDING);
	world_control(f->world, NDR_RRASCONTROL_STATUS, &status);
	assert_int_equal(status.out.status->state, RRASCONTROL_RUNNING);
	assert_int_equal(status.out.status->num_links, 1);
	assert_int_equal(status.out.status->num_connecting, 1);
	assert_int_equal(status.out.status->num_connected, 0);
	assert_true(status.out.status->num_interfaces >= 1);
	assert_int_equal(W_ERROR_V(status.out.status->dialing), 0);
}

static void test_disconnect(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(disconnect_interface(f, f->hInterface),
			 ERROR_INTERFACE_NOT_CONNECTED);
	assert_int_equal(connect_interface(f, f->hInterface), PENDING);
	world_link_up(f->world);
	assert_int_equal(disconnect_interface(f, f->hInterface), NO_ERROR);
	assert_state(f, ROUTER_IF_STATE_DISCONNECTED, 0);
	assert_int_equal(f->world->memory->attempts, 0);
}

static void test_link_status(void **state)
{
	struct fixture *f = *state;
	struct rrascontrol_LinkStatus r = {
		.in = {.dwInterface = f->hInterface},
	};
	const struct rrascontrol_link_status *link;

	world_control(f->world, NDR_RRASCONTROL_LINKSTATUS, &r);
	assert_result(r, NO_ERROR);
	assert_int_equal(connect_interface(f, f->hInterface), PENDING);
	world_link_up(f->world);
	world_control(f->world, NDR_RRASCONTROL_LINKSTATUS, &r);
	assert_result(r, NO_ERROR);
	link = r.out.status;
	assert_int_equal(link->state, ROUTER_IF_STATE_CONNECTED);
	assert_string_equal(link->ifname, "ppp7");
	assert_string_equal(link->local, "10.0.0.2");
	assert_string_equal(link->remote, "10.0.0.1");
	assert_string_equal(link->dns1, "0.0.0.0");
	assert_string_equal(link->phase, "up");
	assert_string_equal(link->kind, "direct");
	assert_int_equal(link->targets_tried, 1);
	assert_true(!link->adopted && link->next_dial == 0);
	r.in.dwInterface = UINT32_MAX;
	world_control(f->world, NDR_RRASCONTROL_LINKSTATUS, &r);
	assert_result(r, ERROR_INVALID_HANDLE);
}

static void test_link_history(void **state)
{
	struct fixture *f = *state;
	struct rrascontrol_LinkHistory r = {
		.in = {.dwInterface = f->hInterface},
	};
	const struct rrascontrol_attempt *attempt;

	world_control(f->world, NDR_RRASCONTROL_LINKHISTORY, &r);
	assert_result(r, NO_ERROR);
	assert_int_equal(*r.out.num, 0);
	assert_int_equal(connect_interface(f, f->hInterface), PENDING);
	world_link_fail(f->world);
	assert_int_equal(connect_interface(f, f->hInterface), PENDING);
	world_link_up(f->world);
	world_control(f->world, NDR_RRASCONTROL_LINKHISTORY, &r);
	assert_result(r, NO_ERROR);
	assert_int_equal(*r.out.num, 2);
	attempt = *r.out.attempts;
	assert_true(attempt[0].ended && attempt[0].failed);
	assert_int_not_equal(W_ERROR_V(attempt[0].last_error), NO_ERROR);
	assert_true(attempt[0].reason[0] != '\0');
	assert_string_equal(attempt[0].kind, "direct");
	assert_string_equal(attempt[0].device, "/dev/null");
	assert_int_equal(attempt[0].targets_tried, 1);
	assert_true(!attempt[1].ended && !attempt[1].adopted);
	assert_string_equal(attempt[1].farthest, "up");
	assert_true(attempt[1].started_us >= attempt[0].started_us);
	r.in.dwInterface = 1; /* the loopback interface */
	world_control(f->world, NDR_RRASCONTROL_LINKHISTORY, &r);
	assert_result(r, ERROR_NOT_SUPPORTED);
	r.in.dwInterface = UINT32_MAX;
	world_control(f->world, NDR_RRASCONTROL_LINKHISTORY, &r);
	assert_result(r, ERROR_INVALID_HANDLE);
}

static void test_ports(void **state)
{
	struct fixture *f = *state;
	struct RMprAdminServerGetInfo r = {.in = {.dwLevel = 0}};
	struct MPR_SERVER_0 info;
	DATA_BLOB bytes;

	assert_int_equal(connect_interface(f, f->hInterface), PENDING);
	world_dimsvc(f->world, NDR_RMPRADMINSERVERGETINFO, &r);
	assert_result(r, NO_ERROR);
	bytes.data = r.out.pInfoStruct->pBuffer;
	bytes.length = r.out.pInfoStruct->dwBufferSize;
	assert_int_equal(bytes.length, 16);
	assert_int_equal(ndr_pull_struct_blob(
				 &bytes, f->world, &info,
				 (ndr_pull_flags_fn_t)ndr_pull_MPR_SERVER_0),
			 NDR_ERR_SUCCESS);
	assert_int_equal(info.fLanOnlyMode, 0);
	assert_int_equal(info.dwTotalPorts, 7 + 5 + 6 + 2);
	assert_int_equal(info.dwPortsInUse, 1);
	assert_true(info.dwUpTime < 60);
}

static void test_server_levels(void **state)
{
	static const uint32_t sizes[] = {16, 16, 24};
	struct fixture *f = *state;
	uint32_t level;

	for (level = 0; level < 5; level++) {
		struct RMprAdminServerGetInfo r = {.in = {level}};

		world_dimsvc(f->world, NDR_RMPRADMINSERVERGETINFO, &r);
		if (level < 3) {
			assert_result(r, NO_ERROR);
			assert_int_equal(r.out.pInfoStruct->dwBufferSize,
					 sizes[level]);
		} else {
			assert_result(r, ERROR_NOT_SUPPORTED);
			assert_int_equal(r.out.pInfoStruct->dwBufferSize, 0);
		}
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_pending),
		TEST(test_blocking),
		TEST(test_blocking_fails),
		TEST(test_blocking_cancelled),
		TEST(test_event),
		TEST(test_full_event),
		TEST(test_what_is_no_event),
		TEST(test_event_of_a_remote_caller),
		TEST(test_bad_handles),
		TEST(test_no_devices),
		TEST(test_cannot_dial),
		TEST(test_lan_only),
		TEST(test_pause),
		TEST(test_disconnect),
		TEST(test_link_status),
		TEST(test_link_history),
		TEST(test_ports),
		TEST(test_server_levels),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
