/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Links of an earlier daemon, given to their interfaces: what goes on with an
 * attempt that was under way, and what is ended. A process of the test holds
 * the lock of such a link, as its pppd would.
 */
#include "router_extended.h"
#include "router_modem.h"
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>
#include <sys/wait.h>
#include "ndr_link_record.h"
#include "server/dialer/link_record.h"

static struct rras_link_record record_of(enum dialer_state link_state,
					 enum dialer_phase phase)
{
	return (struct rras_link_record){
		.version = RRAS_LINK_RECORD_VERSION,
		.state = link_state,
		.phase = phase,
		.was_up = phase == DIALER_PHASE_UP,
		.kind = DIALER_KIND_PPTP,
		.device = "WAN Miniport (PPTP)",
		.number = EXTENDED_VPN_SERVER,
		.user = "",
		.domain = "",
		.ipv4 = 1,
		.remote_endpoint = "",
		.local_endpoint = "",
		.ifname = "",
	};
}

/* An interface that make_modem() has made calls this one, its target so. */
static struct rras_link_record call_of(enum dialer_state link_state,
				       enum dialer_phase phase,
				       const char *number, uint32_t target)
{
	struct rras_link_record record = record_of(link_state, phase);

	record.kind = DIALER_KIND_MODEM;
	record.device = record.local_endpoint = "/dev/null";
	record.number = record.remote_endpoint = number;
	record.target = target;
	return record;
}

/* In the process that stands for pppd. */
static _Noreturn void be_link(const char *run_dir, uint32_t key,
			      struct rras_link_record *contents, int ready)
{
	struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
	struct link_records *records;
	struct link_record *record;
	const char *why;

	if (!W_ERROR_IS_OK(link_records_open(NULL, run_dir, &records, &why)) ||
	    !W_ERROR_IS_OK(link_record_create(NULL, records, key, &record)) ||
	    fcntl(link_record_fd(record), F_SETLK, &whole) != 0) {
		_exit(1);
	}
	contents->key = key;
	contents->id = link_record_id(record);
	if (W_ERROR_IS_OK(link_record_write(record, contents)) &&
	    write(ready, "x", 1) == 1) {
		pause();
	}
	_exit(1);
}

/* The daemon of before ends first: it would share its locks with a child. */
static pid_t leave_link(struct fixture *f, uint32_t key,
			struct rras_link_record contents)
{
	int ready[2];
	char byte;
	pid_t pid;

	fixture_close(f);
	assert_int_equal(pipe(ready), 0);
	pid = fork();
	if (pid == 0) {
		be_link(f->dir, key, &contents, ready[1]);
	}
	close(ready[1]);
	assert_int_equal(read(ready[0], &byte, 1), 1);
	close(ready[0]);
	return pid;
}

static void end_link(pid_t pid)
{
	kill(pid, SIGKILL);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
}

/* The next daemon. */
static void adopt(struct fixture *f)
{
	f->dialer_config.run_dir = f->dir;
	assert_werror(fixture_reopen(f), ERROR_SUCCESS);
	assert_werror(router_adopt(f->router, f->mem, &f->why), ERROR_SUCCESS);
}

static const struct dialer_settings *dialed(struct fixture *f)
{
	return dialer_memory_attempt(f->memory->last)->settings;
}

static void await_end(struct fixture *f, uint32_t handle)
{
	while (router_link_status(f->router, handle)->state !=
	       DIALER_DISCONNECTED) {
		tevent_loop_once(f->ev);
	}
}

/* "One that has a key is never dialed without IPsec": not by an attempt that
 * this daemon goes on with either. */
static void test_next_target_has_its_key(void **state)
{
	struct fixture *f = *state;
	uint32_t handle = extended_vpn(f, MPR_VS_PptpFirst);
	pid_t pid;

	assert_werror(extended_set_key(f, handle, &extended_hush),
		      ERROR_SUCCESS);
	pid = leave_link(f, handle,
			 record_of(DIALER_CONNECTING, DIALER_PHASE_DIAL));
	adopt(f);
	assert_int_equal(f->memory->adoptions, 1);
	assert_state(f, handle, ROUTER_IF_STATE_CONNECTING, 0, 0);
	extended_vpn_refused(f);
	assert_int_equal(f->memory->starts, 1);
	assert_int_equal(dialed(f)->kind, DIALER_KIND_L2TP);
	assert_int_equal(dialed(f)->ipsec_key.length, extended_hush.size);
	assert_memory_equal(dialed(f)->ipsec_key.data, extended_hush.bytes,
			    extended_hush.size);
	end_link(pid);
}

/* It is to have a key and has none: nothing else is tried. */
static void test_no_target_without_a_key(void **state)
{
	struct fixture *f = *state;
	uint32_t handle = extended_vpn(f, MPR_VS_PptpFirst);
	struct router_entry *entry =
		router_entry_copy(f->mem, router_get(f->router, handle)->entry);
	struct router_change change = {.fEnabled = true, .entry = entry};
	pid_t pid;

	entry->dwfOptions |= MPRIO_IpSecPreSharedKey;
	assert_werror(do_set(f, handle, &change), ERROR_SUCCESS);
	pid = leave_link(f, handle,
			 record_of(DIALER_CONNECTING, DIALER_PHASE_DIAL));
	adopt(f);
	extended_vpn_refused(f);
	assert_int_equal(f->memory->starts, 0);
	assert_state(f, handle, ROUTER_IF_STATE_UNREACHABLE,
		     MPR_INTERFACE_CONNECTION_FAILURE, ERROR_VPN_REFUSED);
	end_link(pid);
}

/* It comes up with an alternate number: while no daemon was there, or after
 * that, which is the same to the next one. */
static void test_alternate_is_promoted(void **state)
{
	struct fixture *f = *state;
	uint32_t handle = make_modem(f, MPRIO_PromoteAlternates);
	pid_t pid = leave_link(f, handle,
			       call_of(DIALER_CONNECTING, DIALER_PHASE_DIAL,
				       MODEM_OTHER_ALTERNATE, 2));

	adopt(f);
	modem_comes_up(f, handle);
	await_number(f, handle, MODEM_OTHER_ALTERNATE);
	assert_string_equal(entry_now(f, handle)->szAlternates[0],
			    MODEM_NUMBER);
	assert_string_equal(entry_now(f, handle)->szAlternates[1],
			    MODEM_ALTERNATE);
	end_link(pid);
}

/* The entry has another order than it had when the link was dialed. */
static void test_order_has_changed(void **state)
{
	struct fixture *f = *state;
	uint32_t handle = make_modem(f, MPRIO_PromoteAlternates);
	struct router_entry *entry =
		router_entry_copy(f->mem, entry_now(f, handle));
	struct router_change change = {.fEnabled = true, .entry = entry};
	pid_t pid;

	entry->szLocalPhoneNumber = MODEM_OTHER_ALTERNATE;
	entry->szAlternates[0] = MODEM_ALTERNATE;
	entry->szAlternates[1] = MODEM_NUMBER;
	assert_werror(do_set(f, handle, &change), ERROR_SUCCESS);
	pid = leave_link(
		f, handle,
		call_of(DIALER_CONNECTING, DIALER_PHASE_DIAL, MODEM_NUMBER, 0));
	adopt(f);
	modem_comes_up(f, handle);
	await_number(f, handle, MODEM_NUMBER);
	end_link(pid);
}

/* The daemon that saw it succeed has done what was to be done. */
static void test_up_before(void **state)
{
	struct fixture *f = *state;
	uint32_t handle = make_modem(f, MPRIO_PromoteAlternates);
	pid_t pid = leave_link(
		f, handle,
		call_of(DIALER_CONNECTED, DIALER_PHASE_UP, MODEM_ALTERNATE, 1));

	adopt(f);
	modem_comes_up(f, handle); /* its plugin tells all of it again */
	fixture_settle(f);
	assert_string_equal(entry_now(f, handle)->szLocalPhoneNumber,
			    MODEM_NUMBER);
	end_link(pid);
}

/* The daemon died between the disabling and the hang-up. */
static void test_disabled(void **state)
{
	struct fixture *f = *state;
	const struct router_change disabled = {.fEnabled = false};
	uint32_t handle = extended_vpn(f, MPR_VS_PptpOnly);
	pid_t pid;

	assert_werror(do_set(f, handle, &disabled), ERROR_SUCCESS);
	pid = leave_link(f, handle,
			 record_of(DIALER_CONNECTED, DIALER_PHASE_UP));
	adopt(f);
	assert_int_equal(f->memory->adoptions, 1);
	await_end(f, handle);
	assert_state(f, handle, ROUTER_IF_STATE_UNREACHABLE,
		     MPR_INTERFACE_ADMIN_DISABLED, 0);
	end_link(pid);
}

/* Its plugin never calls: nobody knows what has become of it. */
static void test_silent(void **state)
{
	struct fixture *f = *state;
	uint32_t handle = extended_vpn(f, MPR_VS_PptpOnly);
	pid_t pid = leave_link(f, handle,
			       record_of(DIALER_CONNECTED, DIALER_PHASE_UP));

	f->dialer_config.adopt_timeout = 1;
	adopt(f);
	assert_state(f, handle, ROUTER_IF_STATE_CONNECTED, 0, 0);
	await_end(f, handle);
	assert_int_equal(router_get(f->router, handle)->dwLastError,
			 ERROR_RASMAN_CANNOT_INITIALIZE);
	end_link(pid);
}

/* The interface was deleted meanwhile: its process is told to end. */
static void test_nobodys(void **state)
{
	struct fixture *f = *state;
	pid_t pid = leave_link(f, 4711,
			       record_of(DIALER_CONNECTED, DIALER_PHASE_UP));
	const struct dialer_memory_attempt *seen;

	adopt(f);
	assert_non_null(f->memory->last);
	seen = dialer_memory_attempt(f->memory->last);
	assert_int_equal(seen->pid, pid);
	assert_int_equal(seen->hangups, 1);
	end_link(pid);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_next_target_has_its_key),
		TEST(test_no_target_without_a_key),
		TEST(test_alternate_is_promoted),
		TEST(test_order_has_changed),
		TEST(test_up_before),
		TEST(test_disabled),
		TEST(test_silent),
		TEST(test_nobodys),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
