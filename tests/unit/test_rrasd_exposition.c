/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The text format, and the counters that are told in it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "compat/rras_errors.h"
#include "server/rrasd/call_metrics.h"
#include "server/rrasd/exposition.h"
#include "server/rrasd/metrics_endpoint.h"
#include "server/rrasd/result_counts.h"
#include "exposition_parse.h"

static void assert_value(const char *text, const char *sample, double value)
{
	double found = exposition_value(text, sample);

	if (found < value || found > value) {
		fail_msg("%s is %g, not %g", sample, found, value);
	}
}

static void test_lines(void **state)
{
	struct exposition *text = exposition_create(NULL);
	char *all;

	exposition_family(text, "a_total", "counter", "One\\two\n\"three\".");
	exposition_sample(text, NULL, 0, 18446744073709551615ULL);
	exposition_sample(text,
			  EXPOSITION_LABELS({"x", "\"\\\n\xc3\xbc"}, {"y", ""}),
			  2, 7);
	all = exposition_text(NULL, text);
	assert_string_equal(all,
			    "# HELP a_total One\\\\two\\n\"three\".\n"
			    "# TYPE a_total counter\n"
			    "a_total 18446744073709551615\n"
			    "a_total{x=\"\\\"\\\\\\n\xc3\xbc\",y=\"\"} 7\n");
	assert_int_equal(exposition_check(all), 2);
	talloc_free(all);
	talloc_free(text);
}

static void test_nothing(void **state)
{
	struct exposition *text = exposition_create(NULL);
	char *all = exposition_text(text, text);

	assert_string_equal(all, "");
	talloc_free(text);
}

static void test_histogram(void **state)
{
	struct histogram histogram = {.bounds = &histogram_bounds_calls};
	struct exposition *text = exposition_create(NULL);
	char *all;

	histogram_add(&histogram, 0);
	histogram_add(&histogram, 100); /* a bound is inside */
	histogram_add(&histogram, 101);
	histogram_add(&histogram, 2500000);
	histogram_add(&histogram, 100000001);
	exposition_family(text, "d_seconds", "histogram", "D.");
	exposition_histogram(text, EXPOSITION_LABELS({"op", "a"}), 1,
			     &histogram);
	exposition_histogram(text, EXPOSITION_LABELS({"op", "b"}), 1,
			     &histogram);
	all = exposition_text(text, text);
	assert_int_equal(exposition_check(all), 2 * (HISTOGRAM_BOUNDS + 1 + 2));
	assert_value(all, "d_seconds_bucket{op=\"a\",le=\"0.0001\"}", 2);
	assert_value(all, "d_seconds_bucket{op=\"a\",le=\"0.0003\"}", 3);
	assert_value(all, "d_seconds_bucket{op=\"a\",le=\"1\"}", 3);
	assert_value(all, "d_seconds_bucket{op=\"a\",le=\"3\"}", 4);
	assert_value(all, "d_seconds_bucket{op=\"a\",le=\"100\"}", 4);
	assert_value(all, "d_seconds_bucket{op=\"b\",le=\"+Inf\"}", 5);
	assert_value(all, "d_seconds_count{op=\"b\"}", 5);
	assert_non_null(strstr(all, "d_seconds_sum{op=\"a\"} 102.500202\n"));
	talloc_free(text);
}

/* Longer than what is allocated at first. */
static void test_much(void **state)
{
	struct exposition *text = exposition_create(NULL);
	char value[16], *all;
	unsigned i;

	exposition_family(text, "n", "gauge", "N.");
	for (i = 0; i < 3000; i++) {
		snprintf(value, sizeof(value), "%u", i);
		exposition_sample(text, EXPOSITION_LABELS({"i", value}), 1, i);
	}
	all = exposition_text(text, text);
	assert_int_equal(exposition_check(all), 3000);
	assert_value(all, "n{i=\"2999\"}", 2999);
	talloc_free(text);
}

static void test_results(void **state)
{
	struct exposition *text = exposition_create(NULL);
	struct result_counts results = {0};
	uint32_t code;
	char *all;

	result_counts_add(&results, ERROR_AUTHENTICATION_FAILURE);
	result_counts_add(&results, ERROR_AUTHENTICATION_FAILURE);
	result_counts_add(&results, NO_ERROR);
	for (code = 1000000; code < 1000100; code++) {
		result_counts_add(&results, code);
	}
	result_counts_add(&results, NO_ERROR);
	exposition_family(text, "r_total", "counter", "R.");
	result_counts_expose(text, EXPOSITION_LABELS({"kind", "modem"}), 1,
			     &results);
	all = exposition_text(text, text);
	/* Nobody fills a monitoring system with codes. */
	assert_int_equal(exposition_check(all), RESULT_COUNTS_MAX + 1);
	assert_value(all,
		     "r_total{kind=\"modem\",result=\"691\","
		     "name=\"ERROR_AUTHENTICATION_FAILURE\"}",
		     2);
	assert_value(all,
		     "r_total{kind=\"modem\",result=\"0\","
		     "name=\"ERROR_SUCCESS\"}",
		     2);
	assert_value(all,
		     "r_total{kind=\"modem\",result=\"1000000\",name=\"\"}", 1);
	assert_value(all, "r_total{kind=\"modem\",result=\"other\",name=\"\"}",
		     100 - (RESULT_COUNTS_MAX - 2));
	talloc_free(text);
}

static void test_calls(void **state)
{
	struct exposition *text = exposition_create(NULL);
	struct call_metrics *metrics = call_metrics_create(text);
	char *all;

	call_metrics_add(NULL, "dimsvc", "Op", CALL_ANSWERED, 0, 1);
	call_metrics_add(metrics, "dimsvc", "Op", CALL_ANSWERED, 0, 1000);
	call_metrics_add(metrics, "dimsvc", "Op", CALL_ANSWERED, 5, 1000);
	call_metrics_add(metrics, "dimsvc", "Op", CALL_FAULT, 0, 1000);
	call_metrics_add(metrics, "rasrpc", "Op", CALL_CANCELLED, 0, 1000);
	call_metrics_add(metrics, "dimsvc", NULL, CALL_FAULT, 0, 1000);
	call_metrics_add(metrics, NULL, NULL, CALL_FAULT, 0, 1000);
	call_metrics_expose(metrics, text);
	all = exposition_text(text, text);
	assert_int_equal(exposition_check(all), 6 + 4 * (HISTOGRAM_BOUNDS + 3));
	assert_value(all,
		     "rras_calls_total{interface=\"dimsvc\",operation=\"Op\","
		     "result=\"5\",name=\"ERROR_ACCESS_DENIED\"}",
		     1);
	assert_value(all,
		     "rras_calls_total{interface=\"dimsvc\",operation=\"Op\","
		     "result=\"fault\",name=\"\"}",
		     1);
	assert_value(all,
		     "rras_calls_total{interface=\"rasrpc\",operation=\"Op\","
		     "result=\"cancelled\",name=\"\"}",
		     1);
	assert_value(all,
		     "rras_calls_total{interface=\"unknown\","
		     "operation=\"unknown\",result=\"fault\",name=\"\"}",
		     1);
	assert_value(all,
		     "rras_call_duration_seconds_count{interface=\"dimsvc\","
		     "operation=\"Op\"}",
		     3);
	talloc_free(text);
}

static void test_option(void **state)
{
	static const struct {
		const char *text;
		bool good, wanted;
		uint16_t port;
	} cases[] = {
		{"", true, false, 0},
		{"unix", true, true, 0},
		{"UNIX", true, true, 0},
		{"9100", true, true, 9100},
		{"65535", true, true, 65535},
		{"65536", false, true, 0},
		{"0", false, true, 0},
		{"-1", false, true, 0},
		{" 9", false, true, 0},
		{"9x", false, true, 0},
		{"tcp", false, true, 0},
		{"99999999999999999999", false, true, 0},
	};
	uint16_t port;
	bool wanted;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(
			metrics_endpoint_parse(cases[i].text, &wanted, &port),
			cases[i].good);
		assert_int_equal(wanted, cases[i].wanted);
		if (cases[i].good) {
			assert_int_equal(port, cases[i].port);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_nothing),
		cmocka_unit_test(test_histogram),
		cmocka_unit_test(test_much),
		cmocka_unit_test(test_results),
		cmocka_unit_test(test_calls),
		cmocka_unit_test(test_option),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
