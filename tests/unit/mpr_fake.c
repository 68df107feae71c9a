/* SPDX-License-Identifier: GPL-3.0-or-later */
/* See mpr_fake.h. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>
#include <talloc.h>
#include <tevent.h>
#include "server/ipc/frame_stream.h"
#include "mpr_fake_world.h"

static void restart(struct tevent_context *ev, struct tevent_timer *te,
		    struct timeval now, void *private_data)
{
	talloc_free(private_data); /* the connection */
}

/* The stream may not be freed from inside of its own call. */
static bool is_restarting(struct world *world, struct frame_stream *stream,
			  const struct rras_frame_call *call)
{
	if (!world->plan.restarts || !mpr_fake_is_wait(call) ||
	    ++world->waits != 2) {
		return false;
	}
	if (tevent_add_timer(talloc_get_type_abort(talloc_parent(world),
						   struct tevent_context),
			     stream, tevent_timeval_zero(), restart,
			     stream) == NULL) {
		abort();
	}
	return true;
}

static void on_frame(struct frame_stream *stream, struct rras_frame *frame,
		     void *private_data)
{
	struct world *world = private_data;
	TALLOC_CTX *mem_ctx = talloc_new(world);
	struct rras_frame reply = {.type = RRAS_FRAME_REPLY};
	const uint64_t over = 1;
	int event;

	if (frame->type != RRAS_FRAME_CALL) {
		talloc_free(mem_ctx);
		return;
	}
	if (world->plan.hang_up) {
		_exit(0);
	}
	if (is_restarting(world, stream, &frame->body.call) ||
	    (world->plan.silent_events &&
	     mpr_fake_is_wait(&frame->body.call))) {
		talloc_free(mem_ctx);
		return;
	}
	event = frame_stream_take_fd(stream);
	reply.body.reply.id = frame->body.call.id;
	reply.body.reply.fault = world->plan.fault;
	if (world->plan.fault == 0) {
		reply.body.reply.stub =
			mpr_fake_answer(world, mem_ctx, &frame->body.call);
	}
	if (frame_stream_write(stream, &reply, -1) != 0) {
		abort();
	}
	if (event != -1) { /* the attempt is over at once */
		if (write(event, &over, sizeof(over)) != sizeof(over)) {
			abort();
		}
		close(event);
	}
	talloc_free(mem_ctx);
}

static void on_closed(struct frame_stream *stream, enum frame_stream_end end,
		      void *private_data)
{
	talloc_free(stream);
}

static const struct frame_stream_handlers handlers = {
	.frame = on_frame,
	.closed = on_closed,
};

struct listener {
	struct world *world;
	int fd;
};

static void on_connection(struct tevent_context *ev, struct tevent_fd *fde,
			  uint16_t flags, void *private_data)
{
	struct listener *listener = private_data;
	int fd = accept(listener->fd, NULL, NULL);

	if (fd != -1 && frame_stream_create(listener->world, ev, fd, &handlers,
					    listener->world) == NULL) {
		abort();
	}
}

/* The child never returns to cmocka. */
static void serve(int fd, const struct mpr_fake_plan *plan)
{
	struct tevent_context *ev = tevent_context_init(NULL);
	struct world *world = talloc_zero(ev, struct world);
	struct listener listener = {world, fd};

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	mpr_fake_make_world(world, plan);
	if (tevent_add_fd(ev, ev, fd, TEVENT_FD_READ, on_connection,
			  &listener) == NULL) {
		abort();
	}
	(void)tevent_loop_wait(ev);
	_exit(1);
}

static int listen_at(const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	strncpy(address.sun_path, path, sizeof(address.sun_path) - 1);
	assert_int_not_equal(fd, -1);
	assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof(address)),
			 0);
	assert_int_equal(listen(fd, 5), 0);
	return fd;
}

void mpr_fake_start(struct mpr_fake *fake, const struct mpr_fake_plan *plan)
{
	FILE *config = NULL;
	int fd;

	strcpy(fake->dir, "/tmp/mpr_fake.XXXXXX");
	assert_non_null(mkdtemp(fake->dir));
	snprintf(fake->socket, sizeof(fake->socket), "%s/rrasd.sock",
		 fake->dir);
	snprintf(fake->config, sizeof(fake->config), "%s/smb.conf", fake->dir);
	config = fopen(fake->config, "w");
	assert_non_null(config);
	fprintf(config, "[global]\nrras:run directory = %s\n", fake->dir);
	fclose(config);
	fd = listen_at(fake->socket);
	fake->pid = fork();
	assert_int_not_equal(fake->pid, -1);
	if (fake->pid == 0) {
		serve(fd, plan);
	}
	close(fd);
}

void mpr_fake_stop(struct mpr_fake *fake)
{
	kill(fake->pid, SIGKILL);
	assert_int_equal(waitpid(fake->pid, NULL, 0), fake->pid);
	unlink(fake->socket);
	unlink(fake->config);
	assert_int_equal(rmdir(fake->dir), 0);
}
