/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A link that was taken over, and ends before the call of its plugin has been
 * looked at: what that says is its end, when the kernel says that it was this
 * link's process, and it is waited for, but not for long.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <ndr.h>
#include <cmocka.h>
#include "ndr_link_record.h"
#include "server/dialer/adopt.h"
#include "server/dialer/backend_memory.h"
#include "server/dialer/link_record.h"
#include "server/dialer/plugin/plugin_proto.h"
#include "server/ports/ports.h"
#include "old_kernel.h"

#define KEY	1
#define PPP_LCP 0xc021

#define assert_code(error, code) \
	assert_int_equal(W_ERROR_V(error), (uint32_t)(code))

static char run_dir[] = "/tmp/test_dialer_last_words_XXXXXX";
static const struct ports_config ports_config = {
	.count = {[PORT_KIND_PPPOE] = 1}};
static const struct dialer_config config = {.hangup_timeout = 1,
					    .run_dir = run_dir};
static const struct rras_plugin_message
	terminate = {.type = RRAS_PLUGIN_TERMINATE,
		     .terminate = {.protocol = PPP_LCP, .from_peer = 1}},
	end_of_state = {.type = RRAS_PLUGIN_STATE_END};

static void say(int fd, const struct rras_plugin_message *message, size_t body)
{
	assert_int_equal(
		send(fd, message, RRAS_PLUGIN_HEADER + body, MSG_NOSIGNAL),
		RRAS_PLUGIN_HEADER + body);
}

static void say_state(int fd)
{
	say(fd, &terminate, sizeof(terminate.terminate));
	say(fd, &end_of_state, 0);
}

/* What a plugin says whose link the peer has just ended. */
static void call(uint64_t id)
{
	const struct rras_plugin_message
		hello = {.type = RRAS_PLUGIN_HELLO,
			 .hello = {.version = RRAS_PLUGIN_VERSION}},
		dialed = {.type = RRAS_PLUGIN_DIALED, .dialed = {.id = id}};
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);

	snprintf(address.sun_path, sizeof(address.sun_path), "%s/%s", run_dir,
		 RRAS_LINK_SOCKET);
	assert_int_equal(
		connect(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	say(fd, &hello, sizeof(hello.hello));
	say(fd, &dialed, sizeof(dialed.dialed));
	say_state(fd);
}

/* -- a link with its dialer -- */

struct fixture {
	struct tevent_context *ev;
	struct dialer_memory *memory;
	struct dialer *dialer;
	struct dialer_link *link;
	const struct dialer_status *status;
	pid_t pid; /* of its process, */
	int order; /* which is told here what id it is to say, 0 for none */
	uint64_t id;
	int fds; /* open ones, without a caller */
};

static void write_record(struct link_record *record)
{
	const struct rras_link_record contents = {
		.version = RRAS_LINK_RECORD_VERSION,
		.key = KEY,
		.id = link_record_id(record),
		.state = DIALER_CONNECTED,
		.phase = DIALER_PHASE_UP,
		.was_up = 1,
		.kind = DIALER_KIND_PPPOE,
		.device = "wan0",
		.number = "",
		.user = "",
		.domain = "",
		.ipv4 = 1,
		.remote_endpoint = "",
		.local_endpoint = "",
		.ifname = "ppp7",
		.ppp = {.ip_up = 1},
	};

	assert_code(link_record_write(record, &contents), NO_ERROR);
}

/* It holds the lock, and calls before it ends when it is told an id. */
static _Noreturn void play_pppd(int order, int ready)
{
	struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
	struct link_records *records;
	struct link_record *record;
	const char *why;
	uint64_t id;

	setsid();
	assert_code(link_records_open(NULL, run_dir, &records, &why), NO_ERROR);
	assert_code(link_record_create(NULL, records, KEY, &record), NO_ERROR);
	assert_int_equal(fcntl(link_record_fd(record), F_SETLK, &whole), 0);
	write_record(record);
	id = link_record_id(record);
	assert_int_equal(write(ready, &id, sizeof(id)), sizeof(id));
	if (read(order, &id, sizeof(id)) == sizeof(id) && id != 0) {
		call(id);
	}
	_exit(0);
}

static void start_pppd(struct fixture *f)
{
	int order[2], ready[2];

	assert_int_equal(pipe(order), 0);
	assert_int_equal(pipe(ready), 0);
	f->pid = fork();
	if (f->pid == 0) {
		close(order[1]);
		play_pppd(order[0], ready[1]);
	}
	assert_int_equal(read(ready[0], &f->id, sizeof(f->id)), sizeof(f->id));
	close(order[0]);
	close(ready[0]);
	close(ready[1]);
	f->order = order[1];
}

static int count_fds(void)
{
	int fd, count = 0;

	for (fd = 0; fd < 256; fd++) {
		count += fcntl(fd, F_GETFD) != -1;
	}
	return count;
}

static void take_over(struct fixture *f, const struct dialer_backend *backend)
{
	struct dialer_left *left;
	const char *why;
	size_t count;

	f->dialer =
		dialer_create(f, f->ev, &config,
			      ports_create(f, f->ev, &ports_config), backend);
	f->link = dialer_link_create(f, f->dialer, "link", NULL, NULL);
	dialer_link_set_key(f->link, KEY);
	f->status = dialer_link_status(f->link);
	assert_code(dialer_find_left(f->dialer, f, &left, &count, &why),
		    NO_ERROR);
	assert_int_equal(count, 1);
	assert_code(dialer_link_adopt(f->link, left, NULL), NO_ERROR);
	assert_int_equal(f->status->state, DIALER_CONNECTED);
	f->fds = count_fds();
}

static int setup(void **state)
{
	struct fixture *f = talloc_zero(NULL, struct fixture);

	old_kernel(true);
	f->ev = tevent_context_init(f);
	f->memory = dialer_memory_create(f);
	start_pppd(f);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;
	struct dialer_memory *memory = talloc_steal(NULL, f->memory);

	old_kernel(false);
	TALLOC_FREE(f->dialer);
	assert_int_equal(memory->attempts, 0);
	close(f->order);
	talloc_free(f);
	talloc_free(memory);
	return 0;
}

/* The process calls, or does not, and has ended when this returns. */
static void end_pppd(struct fixture *f, uint64_t id)
{
	assert_int_equal(write(f->order, &id, sizeof(id)), sizeof(id));
	assert_int_equal(waitpid(f->pid, NULL, 0), f->pid);
}

static void assert_end(struct fixture *f, enum rras_error error)
{
	while (f->status->state != DIALER_DISCONNECTED) {
		assert_int_equal(tevent_loop_once(f->ev), 0);
	}
	assert_code(f->status->last_error, error);
}

/* Its end and its call wait for us, whichever is looked at first. */
static void test_believed(void **state)
{
	struct fixture *f = *state;

	take_over(f, dialer_backend_pppd());
	end_pppd(f, f->id);
	assert_end(f, ERROR_REMOTE_DISCONNECTION);
}

static void test_believed_on_new_kernel(void **state)
{
	old_kernel(false);
	test_believed(state);
}

static void test_nothing_said(void **state)
{
	struct fixture *f = *state;

	take_over(f, dialer_backend_pppd());
	end_pppd(f, 0);
	assert_end(f, ERROR_NO_CONNECTION);
}

/* The process may be anybody's by now: nothing is done to it. */
static void assert_not_believed(struct fixture *f)
{
	while (count_fds() == f->fds) {
		assert_int_equal(tevent_loop_once(f->ev), 0);
	}
	while (count_fds() != f->fds) {
		assert_int_equal(tevent_loop_once(f->ev), 0);
	}
	assert_int_equal(dialer_memory_attempt(f->memory->last)->fd, -1);
	assert_int_equal(f->memory->adoptions, 1);
	assert_int_equal(f->memory->attempts, 1);
	assert_int_equal(f->status->state, DIALER_CONNECTED);
}

static void test_wrong_id(void **state)
{
	struct fixture *f = *state;

	take_over(f, &f->memory->backend);
	end_pppd(f, f->id + 1);
	assert_not_believed(f);
}

static void test_wrong_process(void **state)
{
	struct fixture *f = *state;
	pid_t pid;

	take_over(f, &f->memory->backend);
	pid = fork();
	if (pid == 0) {
		call(f->id);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	assert_not_believed(f);
	end_pppd(f, 0);
}

/* -- the moment in which a call is waited for -- */

struct taken {
	struct tevent_context *ev;
	const struct dialer_backend *backend;
	struct dialer_attempt *attempt;
	pid_t pid;
	unsigned terminated, gone;
};

static void on_event(const struct dialer_event *event, void *private_data)
{
	struct taken *taken = private_data;

	assert_int_equal(taken->gone, 0);
	if (event->type == DIALER_EVENT_TERMINATE) {
		taken->terminated++;
	} else if (event->type == DIALER_EVENT_GONE) {
		assert_true(event->gone.unknown);
		taken->gone++;
		TALLOC_FREE(taken->attempt);
	}
}

static int take(void **state)
{
	static const struct dialer_settings settings = {.password = ""};
	struct taken *taken = talloc_zero(NULL, struct taken);
	const struct dialer_attempt_config made = {
		.config = &config,
		.name = "",
		.device = "",
		.settings = &settings,
		.fn = on_event,
		.private_data = taken,
	};

	taken->ev = tevent_context_init(taken);
	taken->backend = dialer_backend_pppd();
	taken->pid = fork();
	if (taken->pid == 0) {
		setsid();
		pause();
		_exit(0);
	}
	assert_code(taken->backend->adopt(
			    taken->backend, taken, taken->ev, &made, taken->pid,
			    pidfd_open(taken->pid, 0), 0, &taken->attempt),
		    NO_ERROR);
	*state = taken;
	return 0;
}

static int drop(void **state)
{
	talloc_free(*state);
	return 0;
}

static void kill_process(struct taken *taken)
{
	kill(taken->pid, SIGKILL);
	assert_int_equal(waitpid(taken->pid, NULL, 0), taken->pid);
}

/* Its end is all that there is to see. */
static void end_process(struct taken *taken)
{
	kill_process(taken);
	assert_int_equal(tevent_loop_once(taken->ev), 0);
	assert_int_equal(taken->gone, 0);
	assert_int_equal(taken->backend->pid(taken->attempt), taken->pid);
}

/* @return the plugin's end */
static int attach(struct taken *taken)
{
	int fds[2];

	assert_int_equal(
		socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0, fds), 0);
	say_state(fds[1]);
	taken->backend->attach(taken->attempt, fds[0]);
	return fds[1];
}

static void run_until_gone(struct taken *taken)
{
	while (taken->gone == 0) {
		assert_int_equal(tevent_loop_once(taken->ev), 0);
	}
}

static void test_calls_in_time(void **state)
{
	struct taken *taken = *state;

	end_process(taken);
	close(attach(taken));
	run_until_gone(taken);
	assert_int_equal(taken->terminated, 1);
}

static void test_does_not_call(void **state)
{
	struct taken *taken = *state;

	end_process(taken);
	run_until_gone(taken);
	assert_int_equal(taken->terminated, 0);
}

/* There is nothing to wait for when it has called before. */
static void test_has_called(void **state)
{
	struct taken *taken = *state;
	int turns, fd = attach(taken);

	kill_process(taken);
	for (turns = 0; turns < 3 && taken->gone == 0; turns++) {
		assert_int_equal(tevent_loop_once(taken->ev), 0);
	}
	assert_int_equal(taken->gone, 1);
	assert_int_equal(taken->terminated, 1);
	close(fd);
}

/* It is asked to end, and killed, when it is no more. */
static void test_hung_up_meanwhile(void **state)
{
	struct taken *taken = *state;

	end_process(taken);
	taken->backend->hangup(taken->attempt);
	taken->backend->kill(taken->attempt);
	run_until_gone(taken);
}

static void test_freed_meanwhile(void **state)
{
	struct taken *taken = *state;

	end_process(taken);
	TALLOC_FREE(taken->attempt);
}

static void test_left_meanwhile(void **state)
{
	struct taken *taken = *state;

	end_process(taken);
	taken->backend->leave(taken->attempt);
}

static int make_dir(void **state)
{
	return mkdtemp(run_dir) != NULL ? 0 : -1;
}

/* No record is left in it. */
static int remove_dir(void **state)
{
	char path[sizeof(run_dir) + sizeof("/links")];

	snprintf(path, sizeof(path), "%s/links", run_dir);
	return rmdir(path) == 0 && rmdir(run_dir) == 0 ? 0 : -1;
}

#define LINK(name)  cmocka_unit_test_setup_teardown(name, setup, teardown)
#define TAKEN(name) cmocka_unit_test_setup_teardown(name, take, drop)

int main(void)
{
	const struct CMUnitTest tests[] = {
		LINK(test_believed),
		LINK(test_believed_on_new_kernel),
		LINK(test_nothing_said),
		LINK(test_wrong_id),
		LINK(test_wrong_process),
		TAKEN(test_calls_in_time),
		TAKEN(test_does_not_call),
		TAKEN(test_has_called),
		TAKEN(test_hung_up_meanwhile),
		TAKEN(test_freed_meanwhile),
		TAKEN(test_left_meanwhile),
	};

	return cmocka_run_group_tests(tests, make_dir, remove_dir);
}
