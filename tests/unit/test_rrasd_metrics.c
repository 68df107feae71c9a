/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a daemon counts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "server/rrasd/metrics.h"
#include "exposition_parse.h"
#include "rrasd_link.h"

static char *text_of(struct fixture *f)
{
	char *text = metrics_text(f->world, f->world->rrasd->metrics);

	assert_non_null(text);
	exposition_check(text);
	return text;
}

static void assert_value(const char *text, const char *sample, double value)
{
	double found = exposition_value(text, sample);

	if (found < value || found > value) {
		fail_msg("%s is %g, not %g\n%s", sample, found, value, text);
	}
}

static uint32_t connect_interface(struct fixture *f, uint32_t hInterface)
{
	struct RRouterInterfaceConnect r = {.in = {.hInterface = hInterface}};

	world_dimsvc(f->world, NDR_RROUTERINTERFACECONNECT, &r);
	return W_ERROR_V(r.out.result);
}

static void test_at_rest(void **state)
{
	struct fixture *f = *state;
	char *text = text_of(f);

	assert_value(text, "rras_links{state=\"disconnected\"}", 1);
	assert_value(text, "rras_links{state=\"connected\"}", 0);
	assert_value(text, "rras_links_adopted", 0);
	assert_value(text, "rras_dial_queue_length", 0);
	assert_value(text, "rras_paused", 0);
	assert_value(text, "rras_ports_in_use{kind=\"serial\"}", 0);
	assert_value(text, "rras_connections{side=\"dialed\"}", 0);
	assert_value(text, "rras_connect_duration_seconds_count", 0);
	assert_true(exposition_value(text, "rras_start_time_seconds") > 1e9);
	assert_non_null(strstr(text, "rras_build_info{version=\""));
	/* Who and where is nobody's business here. */
	assert_null(strstr(text, "dd1"));
	assert_null(strstr(text, "/dev/null"));
}

static void test_attempts(void **state)
{
	struct fixture *f = *state;
	struct rrascontrol_LinkHistory h = {
		.in = {.dwInterface = f->hInterface},
	};
	const struct rras_error_info *info;
	char *text, sample[128];

	assert_int_equal(connect_interface(f, f->hInterface), PENDING);
	text = text_of(f);
	assert_value(text, "rras_links{state=\"connecting\"}", 1);
	assert_value(text, "rras_ports_in_use{kind=\"serial\"}", 1);
	world_link_fail(f->world);
	assert_int_equal(connect_interface(f, f->hInterface), PENDING);
	world_link_up(f->world);
	text = text_of(f);
	assert_value(text, "rras_links{state=\"connected\"}", 1);
	assert_value(text, "rras_connections{side=\"dialed\"}", 1);
	world_control(f->world, NDR_RRASCONTROL_LINKHISTORY, &h);
	info = rras_error_by_number(W_ERROR_V((*h.out.attempts)->last_error));
	snprintf(sample, sizeof(sample),
		 "rras_attempts_total{kind=\"direct\",result=\"%u\","
		 "name=\"%s\"}",
		 (unsigned)info->number, info->name);
	assert_value(text, sample, 1);
	assert_value(text,
		     "rras_attempts_total{kind=\"direct\",result=\"0\","
		     "name=\"ERROR_SUCCESS\"}",
		     1);
	assert_value(text, "rras_connect_duration_seconds_count", 1);
	assert_value(text, "rras_phase_duration_seconds_count{phase=\"dial\"}",
		     2);
	/* One has been through its hang-up, none through a queue. */
	assert_value(text,
		     "rras_phase_duration_seconds_count{phase=\"queued\"}", 0);
	assert_null(strstr(text, "rras_link_ends_total{"));
}

static void test_end_of_a_link(void **state)
{
	struct fixture *f = *state;
	struct RRouterInterfaceDisconnect r = {
		.in = {.hInterface = f->hInterface},
	};
	char *text;

	link_up(f);
	world_dimsvc(f->world, NDR_RROUTERINTERFACEDISCONNECT, &r);
	assert_result(r, NO_ERROR);
	text = text_of(f);
	assert_value(text,
		     "rras_link_ends_total{kind=\"direct\",result=\"0\","
		     "name=\"ERROR_SUCCESS\"}",
		     1);
	/* It was up: its attempt has been counted when it came up. */
	assert_value(text,
		     "rras_attempts_total{kind=\"direct\",result=\"0\","
		     "name=\"ERROR_SUCCESS\"}",
		     1);
	assert_value(text,
		     "rras_phase_duration_seconds_count{phase=\"hangup\"}", 1);
	assert_value(text,
		     "rras_calls_total{interface=\"dimsvc\","
		     "operation=\"RRouterInterfaceDisconnect\",result=\"0\","
		     "name=\"ERROR_SUCCESS\"}",
		     1);
}

static void test_calls(void **state)
{
	struct fixture *f = *state;
	struct RRouterInterfaceConnect r = {
		.in = {.hInterface = f->hInterface, .fBlocking = 1},
	};
	struct world_call *call;
	char *text;

	assert_int_equal(connect_interface(f, 4711), ERROR_INVALID_HANDLE);
	call = world_begin(f->world, &ndr_table_dimsvc,
			   NDR_RROUTERINTERFACECONNECT, &r, -1);
	world_turn(f->world);
	text = text_of(f);
	assert_value(text, "rras_calls_under_way", 1);
	assert_value(text,
		     "rras_calls_total{interface=\"dimsvc\","
		     "operation=\"RRouterInterfaceConnect\",result=\"6\","
		     "name=\"ERROR_INVALID_HANDLE\"}",
		     1);
	talloc_free(call->req); /* its caller goes away */
	call->req = NULL;
	text = text_of(f);
	assert_value(text, "rras_calls_under_way", 0);
	assert_value(text,
		     "rras_calls_total{interface=\"dimsvc\","
		     "operation=\"RRouterInterfaceConnect\","
		     "result=\"cancelled\",name=\"\"}",
		     1);
	assert_value(text,
		     "rras_call_duration_seconds_count{interface=\"dimsvc\","
		     "operation=\"RRouterInterfaceConnect\"}",
		     2);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_at_rest),
		TEST(test_attempts),
		TEST(test_end_of_a_link),
		TEST(test_calls),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
