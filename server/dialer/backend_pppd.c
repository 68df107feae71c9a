/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Real links: one pppd child each, with our plugin in it.
 *
 * Three descriptors come from the child: the plugin's events, the connect
 * helper's report, and pppd's log, of which the last words are kept.  An
 * attempt is gone when the process has been reaped, what it sent last has
 * been read, and the kernel's network interface is no more.
 *
 * The interface keeps the kernel's name (pppN): a name of ours would have to
 * be unique against links that outlive us, scripts and firewalls of the
 * machine know ppp*, and pppd tells which it is in any case.
 */
#include <net/if.h>
#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include "link_record.h"
#include "pppd_answer.h"
#include "pppd_args.h"
#include "pppd_channel.h"
#include "pppd_child.h"
#include "pppd_event.h"
#include "pppd_leftovers.h"
#include "pppd_log.h"
#include "pppd_probe.h"
#include "connect/connect_proto.h"

#define INTERFACE_CHECK_USEC 20000
#define CALL_GRACE_USEC	     200000

#define LOCK_FD (PPPD_FD_LOCK - PPPD_FD_PLUGIN)

struct dialer_attempt {
	struct dialer_attempt_config made;
	struct tevent_context *ev;
	struct pppd_child *child;
	struct pppd_channel plugin, report, log;
	uint32_t ifindex; /* of the kernel's interface, 0 for none yet */
	int wait_status;
	pid_t adopted; /* the process that was taken over, 0: our own child */
	/* since it has called (attach) */
	bool called, told_ip, told_ip6;
	struct pppd_log said;
};

static void emit(struct dialer_attempt *attempt,
		 const struct dialer_event *event)
{
	attempt->made.fn(event, attempt->made.private_data);
}

/* -- the plugin -- */

static void emit_simple(struct dialer_attempt *attempt,
			enum dialer_event_type type)
{
	const struct dialer_event event = {.type = type};

	emit(attempt, &event);
}

/* What was not told is no more. */
static void end_telling(struct dialer_attempt *attempt)
{
	if (!attempt->told_ip) {
		emit_simple(attempt, DIALER_EVENT_IP_DOWN);
	}
	if (!attempt->told_ip6) {
		emit_simple(attempt, DIALER_EVENT_IP6_DOWN);
	}
	emit_simple(attempt, DIALER_EVENT_TOLD);
}

static void take_event(struct dialer_attempt *attempt,
		       const struct pppd_message *message)
{
	/* the first: at the end the name may be another link's */
	if (attempt->ifindex == 0) {
		attempt->ifindex = message->ifindex;
	}
	attempt->told_ip |= message->event.type == DIALER_EVENT_IP_UP;
	attempt->told_ip6 |= message->event.type == DIALER_EVENT_IP6_UP;
	emit(attempt, &message->event);
}

static bool read_plugin(struct dialer_attempt *attempt)
{
	struct rras_plugin_message in;
	struct pppd_message message;
	size_t size;

	if (!pppd_channel_read(&attempt->plugin, &in, sizeof(in), MSG_TRUNC,
			       &size)) {
		return false;
	}
	switch (pppd_message_decode(&in, size, &message)) {
	case PPPD_MESSAGE_EVENT:
		take_event(attempt, &message);
		break;
	case PPPD_MESSAGE_STATE_END:
		end_telling(attempt);
		break;
	case PPPD_MESSAGE_SECRET_REQUEST:
		pppd_answer_secret(attempt->plugin.fd, attempt->made.settings,
				   message.auth);
		break;
	case PPPD_MESSAGE_KEY_REQUEST:
		pppd_answer_key(attempt->plugin.fd, attempt->made.settings);
		break;
	case PPPD_MESSAGE_DIALED: /* what we know */
	case PPPD_MESSAGE_NOTHING:
		break;
	case PPPD_MESSAGE_BAD:
		/* Not the plugin that we know: nothing that it says can be
		 * relied upon, so no link with it. */
		pppd_log_say(&attempt->said, message.text);
		emit_simple(attempt, DIALER_EVENT_BROKEN);
		pppd_child_kill(attempt->child);
		break;
	}
	return true;
}

/* -- the connect helper -- */

static bool read_report(struct dialer_attempt *attempt)
{
	struct rras_connect_report report;
	char text[DIALER_TEXT_SIZE];
	struct dialer_event event = {.type = DIALER_EVENT_CONNECT_REPORT};
	size_t size;

	if (!pppd_channel_read(&attempt->report, &report, sizeof(report),
			       MSG_TRUNC, &size)) {
		return false;
	}
	event.connect.text = text;
	if (size == sizeof(report) && report.version == RRAS_CONNECT_VERSION &&
	    report.result <= DIALER_CONNECT_FAILED) {
		report.text[sizeof(report.text) - 1] = '\0';
		dialer_copy_text(text, sizeof(text), report.text);
		event.connect.result =
			(enum dialer_connect_result)report.result;
	} else {
		snprintf(text, sizeof(text), "unknown report");
		event.connect.result = DIALER_CONNECT_FAILED;
	}
	emit(attempt, &event);
	return true;
}

/* -- the log -- */

static bool read_log(struct dialer_attempt *attempt)
{
	char buffer[1024];
	size_t size;

	if (!pppd_channel_read(&attempt->log, buffer, sizeof(buffer), 0,
			       &size)) {
		return false;
	}
	pppd_log_take(&attempt->said, buffer, size);
	return true;
}

static void plugin_readable(struct tevent_context *ev, struct tevent_fd *fde,
			    uint16_t flags, void *private_data)
{
	read_plugin(private_data);
}

static void report_readable(struct tevent_context *ev, struct tevent_fd *fde,
			    uint16_t flags, void *private_data)
{
	read_report(private_data);
}

static void log_readable(struct tevent_context *ev, struct tevent_fd *fde,
			 uint16_t flags, void *private_data)
{
	read_log(private_data);
}

/* -- the end -- */

static void report_gone(struct dialer_attempt *attempt)
{
	int status = attempt->wait_status;
	char text[DIALER_TEXT_SIZE];
	const struct dialer_event event = {
		.type = DIALER_EVENT_GONE,
		.gone = {.unknown = status == PPPD_CHILD_END_UNKNOWN,
			 .signalled = WIFSIGNALED(status),
			 .status = WIFSIGNALED(status) ? WTERMSIG(status)
						       : WEXITSTATUS(status),
			 .text = text},
	};

	pppd_log_last_words(&attempt->said, text);
	emit(attempt, &event); /* frees the attempt */
}

static bool interface_exists(const struct dialer_attempt *attempt)
{
	char name[IF_NAMESIZE];

	return attempt->ifindex != 0 &&
	       if_indextoname(attempt->ifindex, name) != NULL;
}

/*
 * The kernel removes the interface when the last descriptor of its channel is
 * closed: at once as a rule, later when a child of pppd has one still.  How
 * long that is waited for is the dialer's decision.
 */
static void check_interface(struct tevent_context *ev, struct tevent_timer *te,
			    struct timeval now, void *private_data)
{
	struct dialer_attempt *attempt = private_data;

	if (!interface_exists(attempt) ||
	    tevent_add_timer(
		    ev, attempt,
		    tevent_timeval_current_ofs(0, INTERFACE_CHECK_USEC),
		    check_interface, attempt) == NULL) {
		report_gone(attempt);
	}
}

static void end(struct dialer_attempt *attempt)
{
	static const struct dialer_event hangup = {
		.type = DIALER_EVENT_PHASE, .phase = DIALER_PHASE_HANGUP};

	while (read_report(attempt)) {
	}
	while (read_plugin(attempt)) {
	}
	while (read_log(attempt)) {
	}
	pppd_log_end_line(&attempt->said);
	pppd_channel_close(&attempt->plugin);
	pppd_channel_close(&attempt->report);
	pppd_channel_close(&attempt->log);
	if (interface_exists(attempt)) {
		emit(attempt, &hangup); /* what was killed could not say so */
	}
	check_interface(attempt->ev, NULL, tevent_timeval_current(), attempt);
}

static void grace_passed(struct tevent_context *ev, struct tevent_timer *te,
			 struct timeval now, void *private_data)
{
	end(private_data);
}

/*
 * A plugin calls when its link ends, if it has not yet: the call of one that
 * was taken over may wait to be looked at, and says why it has ended.
 */
static void child_ended(int wait_status, void *private_data)
{
	struct dialer_attempt *attempt = private_data;

	attempt->wait_status = wait_status;
	if (attempt->adopted == 0 || attempt->called ||
	    tevent_add_timer(attempt->ev, attempt,
			     tevent_timeval_current_ofs(0, CALL_GRACE_USEC),
			     grace_passed, attempt) == NULL) {
		end(attempt);
	}
}

/* -- the beginning -- */

static void child_started(WERROR error, void *private_data)
{
	struct dialer_attempt *attempt = private_data;
	const struct dialer_event not_started = {
		.type = DIALER_EVENT_NOT_STARTED, .error = error};

	if (W_ERROR_IS_OK(error)) {
		emit_simple(attempt, DIALER_EVENT_STARTED);
	} else {
		emit(attempt, &not_started); /* frees the attempt */
	}
}

/* -- the backend's functions -- */

static WERROR backend_probe(const struct dialer_backend *backend,
			    const struct dialer_config *config,
			    TALLOC_CTX *mem_ctx, const char **why)
{
	const char *plugin;

	return pppd_probe(mem_ctx, config, &plugin, why);
}

static int attempt_destructor(struct dialer_attempt *attempt)
{
	TALLOC_FREE(attempt->child); /* kills it */
	pppd_channel_close(&attempt->plugin);
	pppd_channel_close(&attempt->report);
	pppd_channel_close(&attempt->log);
	return 0;
}

static bool open_channels(struct dialer_attempt *attempt)
{
	if (!pppd_channel_open(&attempt->plugin, SOCK_SEQPACKET) ||
	    !pppd_channel_open(&attempt->log, SOCK_STREAM)) {
		return false;
	}
	return attempt->made.settings->kind != DIALER_KIND_MODEM ||
	       pppd_channel_open(&attempt->report, SOCK_SEQPACKET);
}

static bool watch_channels(struct dialer_attempt *attempt)
{
	const struct {
		struct pppd_channel *channel;
		tevent_fd_handler_t handler;
	} watched[] = {{&attempt->plugin, plugin_readable},
		       {&attempt->log, log_readable},
		       {&attempt->report, report_readable}};
	struct pppd_channel *channel;
	size_t i;

	for (i = 0; i < sizeof(watched) / sizeof(watched[0]); i++) {
		channel = watched[i].channel;
		if (channel->fd == -1 || channel->fde != NULL) {
			continue;
		}
		channel->fde = tevent_add_fd(attempt->ev, attempt, channel->fd,
					     TEVENT_FD_READ, watched[i].handler,
					     attempt);
		if (channel->fde == NULL) {
			return false;
		}
	}
	return true;
}

static WERROR start_child(struct dialer_attempt *attempt, TALLOC_CTX *frame)
{
	struct link_record *record = attempt->made.record;
	struct pppd_child_config child = {
		.log = attempt->log.child_fd,
		.fds = {attempt->plugin.child_fd, attempt->report.child_fd,
			record != NULL ? link_record_fd(record) : -1, -1},
		.lock = record != NULL ? LOCK_FD : -1,
		.started = child_started,
		.fn = child_ended,
		.private_data = attempt,
	};
	const char *plugin, *why;
	char **argv;
	WERROR error;

	error = pppd_probe(frame, attempt->made.config, &plugin, &why);
	W_ERROR_NOT_OK_RETURN(error);
	error = pppd_args(frame, attempt->made.config, plugin,
			  attempt->made.device, attempt->made.settings,
			  record != NULL ? link_record_id(record) : 0, &argv);
	W_ERROR_NOT_OK_RETURN(error);
	child.argv = argv;
	error = pppd_child_start(attempt, attempt->ev, &child, &attempt->child);
	pppd_channel_passed(&attempt->plugin);
	pppd_channel_passed(&attempt->report);
	pppd_channel_passed(&attempt->log);
	if (record != NULL) {
		link_record_fd_passed(record);
	}
	return error;
}

static struct dialer_attempt *
make_attempt(TALLOC_CTX *mem_ctx, struct tevent_context *ev,
	     const struct dialer_attempt_config *made)
{
	static const struct pppd_channel closed = PPPD_CHANNEL_CLOSED;
	struct dialer_attempt *attempt =
		talloc_zero(mem_ctx, struct dialer_attempt);

	if (attempt == NULL) {
		return NULL;
	}
	attempt->made = *made;
	attempt->ev = ev;
	attempt->plugin = attempt->report = attempt->log = closed;
	talloc_set_destructor(attempt, attempt_destructor);
	return attempt;
}

static WERROR backend_start(const struct dialer_backend *backend,
			    TALLOC_CTX *mem_ctx, struct tevent_context *ev,
			    const struct dialer_attempt_config *made,
			    struct dialer_attempt **_attempt)
{
	struct dialer_attempt *attempt = make_attempt(mem_ctx, ev, made);
	TALLOC_CTX *frame;
	WERROR error;

	W_ERROR_HAVE_NO_MEMORY(attempt);
	frame = talloc_new(attempt);
	if (frame == NULL || !open_channels(attempt) ||
	    !watch_channels(attempt)) {
		talloc_free(attempt);
		return WERR_NO_SYSTEM_RESOURCES;
	}
	error = start_child(attempt, frame);
	talloc_free(frame);
	if (!W_ERROR_IS_OK(error)) {
		talloc_free(attempt);
		return error;
	}
	*_attempt = attempt;
	return WERR_OK;
}

static WERROR backend_adopt(const struct dialer_backend *backend,
			    TALLOC_CTX *mem_ctx, struct tevent_context *ev,
			    const struct dialer_attempt_config *made, pid_t pid,
			    int pidfd, uint32_t ifindex,
			    struct dialer_attempt **_attempt)
{
	struct dialer_attempt *attempt = make_attempt(mem_ctx, ev, made);
	WERROR error;

	if (attempt == NULL) {
		close(pidfd);
		return WERR_NOT_ENOUGH_MEMORY;
	}
	attempt->ifindex = ifindex;
	attempt->adopted = pid;
	error = pppd_child_adopt(attempt, ev, pid, pidfd, child_ended, attempt,
				 &attempt->child);
	if (!W_ERROR_IS_OK(error)) {
		talloc_free(attempt);
		return error;
	}
	*_attempt = attempt;
	return WERR_OK;
}

/* Out of memory the socket is closed, and the plugin calls again. */
static void backend_attach(struct dialer_attempt *attempt, int fd)
{
	pppd_channel_take(&attempt->plugin, fd);
	attempt->told_ip = attempt->told_ip6 = false;
	attempt->called = watch_channels(attempt);
	if (!attempt->called) {
		pppd_channel_close(&attempt->plugin);
	}
}

static void backend_leave(struct dialer_attempt *attempt)
{
	pppd_child_leave(attempt->child);
	attempt->child = NULL;
	talloc_free(attempt);
}

/* pppd ends the link in the proper way: LCP Terminate-Request, PADT. */
static void backend_hangup(struct dialer_attempt *attempt)
{
	pppd_child_signal(attempt->child, SIGTERM);
}

static void backend_kill(struct dialer_attempt *attempt)
{
	pppd_child_kill(attempt->child);
}

static int backend_pid(const struct dialer_attempt *attempt)
{
	return attempt->adopted != 0 ? attempt->adopted
				     : pppd_child_pid(attempt->child);
}

const struct dialer_backend *dialer_backend_pppd(void)
{
	static const struct dialer_backend backend = {
		.name = "pppd",
		.probe = backend_probe,
		.start = backend_start,
		.adopt = backend_adopt,
		.attach = backend_attach,
		.tidy = pppd_leftovers_tidy,
		.leave = backend_leave,
		.hangup = backend_hangup,
		.kill = backend_kill,
		.pid = backend_pid,
	};

	return &backend;
}
