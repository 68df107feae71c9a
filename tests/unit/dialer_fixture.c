/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A dialer on the memory backend with one link.
 */
#include "dialer_fixture.h"

/* Character devices that are everywhere stand for serial ports. */
const char *const ports[] = {"/dev/null",   "/dev/zero",    "/dev/full",
			     "/dev/random", "/dev/urandom", NULL};

static const struct ports_config ports_config = {
	.count = {[PORT_KIND_PPPOE] = 7,
		  [PORT_KIND_PPTP] = 1,
		  [PORT_KIND_L2TP] = 1},
	.serial_devices = ports,
};

static const struct dialer_config config = {
	.dial_timeout = 1,
	.authenticate_timeout = 1,
	.network_timeout = 1,
	.hangup_timeout = 1,
	.modem_connect_timeout = 1,
};

const struct dialer_settings direct = {
	.kind = DIALER_KIND_DIRECT,
	.device = "",
	.number = "",
	.user = "alice",
	.domain = "",
	.password = "secret",
	.ipv4 = true,
	.ipv6 = true,
};

static void changed(struct dialer_link *link, void *private_data)
{
	struct fixture *f = private_data;

	f->changes++;
}

int setup(void **state)
{
	struct fixture *f = talloc_zero(NULL, struct fixture);

	f->ev = tevent_context_init(f);
	f->memory = dialer_memory_create(f);
	f->ports = ports_create(f, f->ev, &ports_config);
	f->dialer =
		dialer_create(f, f->ev, &config, f->ports, &f->memory->backend);
	f->link = dialer_link_create(f, f->dialer, "link", changed, f);
	assert_non_null(f->link);
	f->status = dialer_link_status(f->link);
	*state = f;
	return 0;
}

int teardown(void **state)
{
	struct fixture *f = *state;
	struct dialer_memory *memory = talloc_steal(NULL, f->memory);

	talloc_free(f);
	assert_int_equal(memory->attempts, 0);
	talloc_free(memory);
	return 0;
}

/* -- what the tests make happen -- */

void dial(struct fixture *f)
{
	assert_code(dialer_link_connect(f->link, &direct), PENDING);
}

void happen(struct fixture *f, struct dialer_event event)
{
	dialer_memory_event(f->memory->last, &event);
}

void phase(struct fixture *f, enum dialer_phase which)
{
	happen(f, (struct dialer_event){.type = DIALER_EVENT_PHASE,
					.phase = which});
}

void simple(struct fixture *f, enum dialer_event_type type)
{
	happen(f, (struct dialer_event){.type = type});
}

void ip_up(struct fixture *f)
{
	happen(f, (struct dialer_event){
			  .type = DIALER_EVENT_IP_UP,
			  .ip = {.ifname = "ppp7",
				 .ifindex = 70,
				 .vj_local = true,
				 .local = {htonl(0x0a000002)},
				 .remote = {htonl(0x0a000001)},
				 .dns = {{htonl(0xc0000235)}, {0}}}});
}

void ip6_up(struct fixture *f)
{
	happen(f, (struct dialer_event){.type = DIALER_EVENT_IP6_UP,
					.ip6 = {.ifname = "ppp7",
						.ifindex = 70,
						.local_ifid = {2},
						.remote_ifid = {1}}});
}

void terminate(struct fixture *f, enum dialer_protocol protocol, bool from_peer,
	       const char *text)
{
	happen(f,
	       (struct dialer_event){.type = DIALER_EVENT_TERMINATE,
				     .terminate = {protocol, from_peer, text}});
}

void gone(struct fixture *f, bool signalled, int status)
{
	happen(f, (struct dialer_event){.type = DIALER_EVENT_GONE,
					.gone = {.signalled = signalled,
						 .status = status,
						 .text = ""}});
}

void connected(struct fixture *f)
{
	dial(f);
	phase(f, DIALER_PHASE_LCP);
	phase(f, DIALER_PHASE_AUTHENTICATE);
	phase(f, DIALER_PHASE_NETWORK);
	ip_up(f);
	assert_int_equal(f->status->state, DIALER_CONNECTED);
}

void run_until(struct fixture *f, struct dialer_link *link,
	       enum dialer_state state)
{
	while (dialer_link_status(link)->state != state) {
		tevent_loop_once(f->ev);
	}
}

void assert_end(struct fixture *f, enum rras_error error, bool failed)
{
	static const struct ppp_projection nothing;

	assert_int_equal(f->status->state, DIALER_DISCONNECTED);
	assert_int_equal(f->status->phase, DIALER_PHASE_NONE);
	assert_code(f->status->last_error, error);
	assert_int_equal(f->status->failed, failed);
	assert_true(f->status->reason[0] != '\0');
	assert_string_equal(f->status->ifname, "");
	assert_string_equal(f->status->device, "");
	assert_string_equal(f->status->number, "");
	assert_memory_equal(&f->status->ppp, &nothing, sizeof(nothing));
	assert_string_equal(f->status->user, "");
	assert_string_equal(f->status->local_endpoint, "");
	assert_string_equal(f->status->remote_endpoint, "");
	assert_int_equal(f->status->ifindex, 0);
	assert_int_equal(f->status->connected.tv_sec, 0);
	assert_int_equal(f->status->connected_boottime.tv_sec, 0);
	assert_int_equal(f->status->pid, 0);
	assert_int_equal(f->memory->attempts, 0);
}
