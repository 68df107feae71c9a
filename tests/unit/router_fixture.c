/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A router on a temporary state directory; see router_fixture.h.
 */
#include "router_fixture.h"
#include <stdio.h>
#include <stdlib.h>
#include "server/router/router_private.h"

void fixture_close(struct fixture *f)
{
	TALLOC_FREE(f->router);
	TALLOC_FREE(f->persist);
	TALLOC_FREE(f->dialer);
	TALLOC_FREE(f->ports);
	TALLOC_FREE(f->memory);
}

/* Character devices that are everywhere stand for serial ports. */
static const char *const ttys[] = {"/dev/null", "/dev/zero", NULL};

static const struct ports_config ports_config = {
	.count = {[PORT_KIND_PPPOE] = 128,
		  [PORT_KIND_PPTP] = 2,
		  [PORT_KIND_L2TP] = 2},
	.serial_devices = ttys,
};

WERROR fixture_reopen(struct fixture *f)
{
	WERROR werr;

	fixture_close(f);
	f->memory = dialer_memory_create(f);
	f->ports = ports_create(f, f->ev, &ports_config);
	f->dialer = dialer_create(f, f->ev, &f->dialer_config, f->ports,
				  &f->memory->backend);
	werr = persist_open(f, f->ev, f->dir, &f->persist, &f->why);
	if (W_ERROR_IS_OK(werr)) {
		werr = router_create(f, f->ev, &f->config, f->dialer,
				     f->persist, &f->router, &f->why);
	}
	return werr;
}

int fixture_setup(void **state)
{
	struct fixture *f = talloc_zero(NULL, struct fixture);

	f->mem = talloc_new(f);
	f->ev = tevent_context_init(f);
	f->config.type = ROUTER_TYPE_IS_FULL;
	f->config.without_links = true;
	f->dialer_config = (struct dialer_config){
		.dial_timeout = 60,
		.authenticate_timeout = 60,
		.network_timeout = 60,
		.hangup_timeout = 60,
		.modem_init = "",
	};
	snprintf(f->dir, sizeof(f->dir), "/tmp/test_router.XXXXXX");
	if (mkdtemp(f->dir) == NULL) {
		return -1;
	}
	*state = f;
	return W_ERROR_IS_OK(fixture_reopen(f)) ? 0 : -1;
}

int fixture_teardown(void **state)
{
	struct fixture *f = *state;
	char command[128];

	fixture_close(f);
	snprintf(command, sizeof(command), "rm -rf %s", f->dir);
	if (system(command) != 0) {
		return -1;
	}
	TALLOC_FREE(f);
	return 0;
}

void fixture_settle(struct fixture *f)
{
	while (tevent_queue_length(f->router->changes) > 0) {
		assert_int_equal(tevent_loop_once(f->ev), 0);
	}
}

struct router_entry *fixture_entry(struct fixture *f)
{
	struct router_entry *entry = router_entry_new(f->mem);

	entry->szDeviceType = talloc_strdup(entry, MPRDT_Serial);
	entry->szDeviceName = talloc_strdup(entry, "A cable");
	entry->dwfOptions = MPRIO_RequireCHAP | MPRIO_RequireMsCHAP2;
	entry->dwfNetProtocols = MPRNP_Ip;
	entry->dwEncryptionType = MPR_ET_Optional;
	entry->RedialSeconds = 60;
	return entry;
}

struct router_change fixture_change(struct fixture *f, const char *name)
{
	return (struct router_change){
		.wszInterfaceName = name,
		.dwIfType = ROUTER_IF_TYPE_FULL_ROUTER,
		.fEnabled = true,
		.entry = fixture_entry(f),
	};
}

static void finish(struct fixture *f, struct tevent_req *req)
{
	assert_non_null(req);
	assert_true(tevent_req_poll(req, f->ev));
}

/* The answer of a request that has no other. */
static WERROR answer(struct fixture *f, struct tevent_req *req,
		     WERROR (*recv)(struct tevent_req *req))
{
	WERROR werr;

	finish(f, req);
	werr = recv(req);
	TALLOC_FREE(req);
	return werr;
}

WERROR do_create(struct fixture *f, const struct router_change *change,
		 uint32_t *dwInterface)
{
	struct tevent_req *req =
		router_create_send(f->mem, f->ev, f->router, change);
	uint32_t handle = 0;
	WERROR werr;

	finish(f, req);
	werr = router_create_recv(req, &handle);
	TALLOC_FREE(req);
	if (dwInterface != NULL) {
		*dwInterface = handle;
	}
	return werr;
}

uint32_t make_interface(struct fixture *f, const char *name)
{
	const struct router_change change = fixture_change(f, name);
	uint32_t handle;

	assert_werror(do_create(f, &change, &handle), ERROR_SUCCESS);
	assert_int_not_equal(handle, 0);
	return handle;
}

WERROR do_set(struct fixture *f, uint32_t dwInterface,
	      const struct router_change *change)
{
	struct tevent_req *req =
		router_set_send(f->mem, f->ev, f->router, dwInterface, change);

	return answer(f, req, router_set_recv);
}

WERROR do_delete(struct fixture *f, uint32_t dwInterface)
{
	struct tevent_req *req =
		router_delete_send(f->mem, f->ev, f->router, dwInterface);

	return answer(f, req, router_delete_recv);
}

WERROR do_reload(struct fixture *f, uint32_t dwInterface)
{
	struct tevent_req *req =
		router_reload_send(f->mem, f->ev, f->router, dwInterface);

	return answer(f, req, router_reload_recv);
}

WERROR do_credentials(struct fixture *f, const char *name, const char *user,
		      const char *domain, const char *password)
{
	const struct router_credentials credentials = {
		.user = user, .domain = domain, .password = password};
	struct tevent_req *req = router_set_credentials_send(
		f->mem, f->ev, f->router, name, &credentials);

	return answer(f, req, router_set_credentials_recv);
}

WERROR do_wait(struct fixture *f, uint32_t dwInterface)
{
	struct tevent_req *req =
		router_connect_wait_send(f->mem, f->ev, f->router, dwInterface);

	return answer(f, req, router_connect_wait_recv);
}

WERROR do_disconnect(struct fixture *f, uint32_t dwInterface)
{
	struct tevent_req *req =
		router_disconnect_send(f->mem, f->ev, f->router, dwInterface);

	return answer(f, req, router_disconnect_recv);
}

static char *phonebook_path(struct fixture *f)
{
	return talloc_asprintf(f->mem, "%s/router.pbk", f->dir);
}

char *read_phonebook(struct fixture *f)
{
	FILE *file = fopen(phonebook_path(f), "r");
	char *text = talloc_zero_size(f->mem, 65536);

	if (file == NULL) {
		return NULL;
	}
	text[fread(text, 1, 65535, file)] = '\0';
	fclose(file);
	return text;
}

void write_phonebook(struct fixture *f, const char *text)
{
	char *path = phonebook_path(f);
	char *other = talloc_asprintf(f->mem, "%s.theirs", path);
	FILE *file = fopen(other, "w");

	assert_non_null(file);
	fputs(text, file);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(rename(other, path), 0);
}

void assert_state_(struct fixture *f, uint32_t dwInterface, uint32_t state,
		   uint32_t reasons, uint32_t error, const char *file, int line)
{
	const struct router_interface *iface =
		router_get(f->router, dwInterface);

	if (iface == NULL || iface->dwConnectionState != state ||
	    iface->fUnReachabilityReasons != reasons ||
	    iface->dwLastError != error) {
		print_error("state %u, reasons 0x%x, last error %u\n",
			    iface != NULL ? iface->dwConnectionState : 999,
			    iface != NULL ? iface->fUnReachabilityReasons : 0,
			    iface != NULL ? iface->dwLastError : 0);
		_fail(file, line);
	}
}
