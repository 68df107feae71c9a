/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Unit test of compat/samba_worker with libraries that play Samba's. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <inttypes.h>
#include <string.h>
#include <dcerpc_server.h>
#include "compat/samba_worker.h"

static struct dcesrv_critical_sizes our_sizes(void)
{
	return (struct dcesrv_critical_sizes){
		.interface_version = DCERPC_MODULE_VERSION,
		.sizeof_dcesrv_context = sizeof(struct dcesrv_context),
		.sizeof_dcesrv_endpoint = sizeof(struct dcesrv_endpoint),
		.sizeof_dcesrv_endpoint_server =
			sizeof(struct dcesrv_endpoint_server),
		.sizeof_dcesrv_interface = sizeof(struct dcesrv_interface),
		.sizeof_dcesrv_if_list = sizeof(struct dcesrv_if_list),
		.sizeof_dcesrv_connection = sizeof(struct dcesrv_connection),
		.sizeof_dcesrv_call_state = sizeof(struct dcesrv_call_state),
		.sizeof_dcesrv_auth = sizeof(struct dcesrv_auth),
		.sizeof_dcesrv_handle = sizeof(struct dcesrv_handle),
	};
}

static void assert_differs(struct dcesrv_critical_sizes sizes, const char *name)
{
	TALLOC_CTX *mem_ctx = talloc_new(NULL);
	const char *text = samba_worker_compare(mem_ctx, &sizes);

	assert_non_null(text);
	assert_non_null(strstr(text, name));
	talloc_free(mem_ctx);
}

static void test_compare(void **state)
{
	struct dcesrv_critical_sizes sizes = our_sizes();

	assert_null(samba_worker_compare(NULL, &sizes));
#define DIFFERS(member, name) \
	sizes = our_sizes();  \
	sizes.member += 8;    \
	assert_differs(sizes, name)
	DIFFERS(interface_version, "module version");
	DIFFERS(sizeof_dcesrv_context, "dcesrv_context");
	DIFFERS(sizeof_dcesrv_endpoint, "dcesrv_endpoint");
	DIFFERS(sizeof_dcesrv_endpoint_server, "dcesrv_endpoint_server");
	DIFFERS(sizeof_dcesrv_interface, "dcesrv_interface");
	DIFFERS(sizeof_dcesrv_if_list, "dcesrv_if_list");
	DIFFERS(sizeof_dcesrv_connection, "dcesrv_connection");
	DIFFERS(sizeof_dcesrv_call_state, "dcesrv_call_state");
	DIFFERS(sizeof_dcesrv_auth, "dcesrv_auth");
	DIFFERS(sizeof_dcesrv_handle, "dcesrv_handle");
	sizes.sizeof_dcesrv_context--;
	assert_differs(sizes, "dcesrv_context");
	assert_differs(sizes, "dcesrv_handle");
}

/* Refused, with words that say why. */
static void assert_refused(const char *path, const char *words)
{
	TALLOC_CTX *mem_ctx = talloc_new(NULL);
	const char *paths[] = {path, NULL};
	struct samba_worker *worker = NULL;
	const char *why = NULL;

	assert_false(samba_worker_load(mem_ctx, paths, &worker, &why));
	assert_null(worker);
	assert_non_null(why);
	if (strstr(why, words) == NULL) {
		fail_msg("\"%s\" does not say \"%s\"", why, words);
	}
	talloc_free(mem_ctx);
}

static void test_refusals(void **state)
{
	assert_refused("/nowhere/libRPC-WORKER.so", "cannot be loaded");
	assert_refused(FAKES "/libfake-no-sizes.so", "does not tell");
	assert_refused(FAKES "/libfake-no-main.so", "has no rpc_worker_main");
	assert_refused(FAKES "/libfake-other-sizes.so",
		       "dcesrv_call_state has");
	assert_refused(FAKES "/libfake-other-sizes.so",
		       "rebuild OpenRRAS with the samba-dev package");
	assert_refused(NULL, "no library");
}

/* Both prototypes of rpc_worker_main(), chosen by the library's name. */
static void test_main(void **state)
{
	const char *const names[] = {FAKES "/libfake-417.so",
				     FAKES "/libfake-private-samba.so"};
	const struct dcesrv_endpoint_server server = {.name = "fake server"};
	const struct ndr_interface_table *tables[2] = {NULL, NULL};
	const struct samba_worker_service service = {
		.name = "fake",
		.num_workers = 3,
		.idle_seconds = 7,
		.tables = tables,
		.num_tables = 2,
		.server = &server,
	};
	const char *argv[] = {"argument", NULL};
	size_t i;

	for (i = 0; i < 2; i++) {
		const char *paths[] = {"/nowhere/first.so", names[i], NULL};
		TALLOC_CTX *mem_ctx = talloc_new(NULL);
		struct samba_worker *worker = NULL;
		const char *why = NULL;

		assert_true(samba_worker_load(mem_ctx, paths, &worker, &why));
		assert_int_equal(samba_worker_main(worker, 1, argv, &service),
				 42);
		talloc_free(mem_ctx);
	}
}

/* The Samba that this was built for must be found and fit. */
static void test_installed(void **state)
{
	TALLOC_CTX *mem_ctx = talloc_new(NULL);
	struct samba_worker *worker = NULL;
	const char *why = NULL;

	if (!samba_worker_load(mem_ctx, samba_worker_paths(), &worker, &why)) {
		const char *missing = strstr(why, "cannot be loaded");

		print_message("%s\n", why);
		talloc_free(mem_ctx);
		assert_non_null(missing); /* samba-dev alone is enough */
		skip();
	}
	talloc_free(mem_ctx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_compare),
		cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_main),
		cmocka_unit_test(test_installed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
