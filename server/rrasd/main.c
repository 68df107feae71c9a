/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rrasd: command line, start, signals, stop. */
#include "config.h"

#include <errno.h>
#include <inttypes.h>
#include <popt.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <systemd/sd-daemon.h>
#include <talloc.h>
#include <tevent.h>

#include "server/dialer/adopt.h"
#include "server/dialer/backend.h"
#include "server/ipc/loop_clock.h"
#include "server/router/router.h"
#include "audit.h"
#include "daemon.h"
#include "log.h"
#include "options.h"
#include "peer.h"
#include "rrasd.h"
#include "run_dir.h"
#include "shutdown.h"

struct command_line {
	int foreground;
	int interactive;
	int debuglevel;
	int version;
	int show_options;
	char *configfile;
};

/* Everything that lives as long as the process. */
struct process {
	struct command_line args;
	struct rrasd_config *config;
	struct listener_config listener_config;
	struct run_dir *run_dir;
	struct tevent_context *ev;
	struct rrasd *rrasd;
	int ready_fd;
	unsigned stop_signals;	 /* how many there were */
	struct tevent_req *stop; /* since the first: the hang-ups */
	bool stopped;
};

static bool parse(int argc, const char **argv, struct command_line *args)
{
	struct poptOption options[] = {
		POPT_AUTOHELP{"foreground", 'F', POPT_ARG_NONE,
			      &args->foreground, 0,
			      "Stay in the foreground, log to stderr", NULL},
		{"interactive", 'i', POPT_ARG_NONE, &args->interactive, 0,
		 "As -F, and log each call", NULL},
		{"configfile", 's', POPT_ARG_STRING, &args->configfile, 0,
		 "Read this file, not Samba's own smb.conf", "FILE"},
		{"debuglevel", 'd', POPT_ARG_INT, &args->debuglevel, 0,
		 "0 errors, 1 warnings, 2 notices (default), 3 calls, "
		 "4 everything",
		 "LEVEL"},
		{"show-options", 0, POPT_ARG_NONE, &args->show_options, 0,
		 "Print the options of smb.conf and exit", NULL},
		{"version", 'V', POPT_ARG_NONE, &args->version, 0,
		 "Print the version and exit", NULL},
		POPT_TABLEEND};
	poptContext pc = poptGetContext("rrasd", argc, argv, options, 0);
	int rc = poptGetNextOpt(pc);
	const char *extra = poptPeekArg(pc);
	bool ok = rc == -1 && extra == NULL && args->debuglevel >= 0;

	if (rc < -1) {
		fprintf(stderr, "rrasd: %s: %s\n",
			poptBadOption(pc, POPT_BADOPTION_NOALIAS),
			poptStrerror(rc));
	} else if (!ok) {
		fprintf(stderr, "rrasd: bad argument %s; see rrasd --help\n",
			extra != NULL ? extra : "of --debuglevel");
	}
	poptFreeContext(pc);
	return ok;
}

static void setup_log(const struct command_line *args, enum log_target target)
{
	int level = args->debuglevel;

	if (args->interactive && level < LOG_LEVEL_INFO) {
		level = LOG_LEVEL_INFO;
	}
	log_setup(target, level > LOG_LEVEL_DEBUG ? LOG_LEVEL_DEBUG
						  : (enum log_level)level);
}

static void handle_stopped(struct tevent_req *subreq)
{
	struct process *process =
		tevent_req_callback_data(subreq, struct process);
	unsigned left = shutdown_recv(subreq);

	TALLOC_FREE(subreq);
	if (left > 0) {
		log_error("%u links were not gone in time and are killed",
			  left);
	}
	process->stopped = true;
}

/* systemd is told how long the hang-ups may take: its limit is shorter. */
static void notify_stopping(const struct rrasd_config *config)
{
	uint64_t seconds = shutdown_seconds(config) + 10;

	sd_notifyf(0, "STOPPING=1\nEXTEND_TIMEOUT_USEC=%" PRIu64,
		   seconds * 1000000);
}

static void stop(struct process *process, int signum)
{
	log_notice("stopping: %s", strsignal(signum));
	notify_stopping(process->config);
	process->stop = shutdown_send(process, process->ev, process->rrasd);
	if (process->stop == NULL) {
		process->stopped = true;
		return;
	}
	tevent_req_set_callback(process->stop, handle_stopped, process);
}

/* The second signal does not wait for hang-ups, the third for nothing. */
static void handle_stop(struct tevent_context *ev, struct tevent_signal *se,
			int signum, int count, void *siginfo,
			void *private_data)
{
	struct process *process =
		talloc_get_type_abort(private_data, struct process);

	if (process->stopped) {
		return; /* it may have left its links: they stay */
	}
	switch (process->stop_signals++) {
	case 0:
		stop(process, signum);
		break;
	case 1:
		log_notice("not waiting for hang-ups: %s", strsignal(signum));
		shutdown_hurry(process->stop);
		break;
	default:
		process->stopped = true;
		break;
	}
}

/* For a new version of this program: it takes the links over.  When they are
 * being hung up that goes on: a link is left whole, or not at all. */
static void handle_leave(struct tevent_context *ev, struct tevent_signal *se,
			 int signum, int count, void *siginfo,
			 void *private_data)
{
	struct process *process =
		talloc_get_type_abort(private_data, struct process);

	if (process->stop_signals > 0) {
		log_notice("the links are being hung up, and not left: %s",
			   strsignal(signum));
		return;
	}
	log_notice("stopping, and leaving the links as they are: %s",
		   strsignal(signum));
	sd_notify(0, "STOPPING=1");
	dialer_leave(process->rrasd->dialer);
	process->stopped = true;
}

/*
 * The audit file may have been renamed.  Options are not read again: most are
 * in use in links that are up.
 */
static void handle_hup(struct tevent_context *ev, struct tevent_signal *se,
		       int signum, int count, void *siginfo, void *private_data)
{
	struct process *process =
		talloc_get_type_abort(private_data, struct process);

	audit_reopen(process->rrasd->audit);
	log_notice("hang-up signal: the audit file is open again");
}

static bool watch_signals(struct process *process)
{
	return tevent_add_signal(process->ev, process, SIGTERM, 0, handle_stop,
				 process) != NULL &&
	       tevent_add_signal(process->ev, process, SIGINT, 0, handle_stop,
				 process) != NULL &&
	       tevent_add_signal(process->ev, process, SIGUSR1, 0, handle_leave,
				 process) != NULL &&
	       tevent_add_signal(process->ev, process, SIGHUP, 0, handle_hup,
				 process) != NULL;
}

static bool start(struct process *process, const char **why)
{
	*why = "out of memory";
	process->ev = tevent_context_init(process);
	if (process->ev == NULL || !watch_signals(process)) {
		return false;
	}
	process->listener_config = (struct listener_config){
		.run_dir = process->config->run_dir,
		.allowed_uid = 0,
		.max_calls = process->config->max_calls_per_peer,
	};
	process->rrasd = rrasd_create(process, process->ev, process->config,
				      dialer_backend_pppd(), why);
	return process->rrasd != NULL && rrasd_adopt(process->rrasd, why) &&
	       rrasd_listen(process->rrasd, &process->listener_config, why);
}

static void announce(struct process *process)
{
	run_dir_set_pid(process->run_dir);
	log_notice("rrasd " RRAS_VERSION " serves %s/" RRASD_SOCKET_NAME,
		   process->config->run_dir);
	if (process->ready_fd != -1) {
		daemon_ready(process->ready_fd);
		setup_log(&process->args, LOG_TO_SYSLOG);
	}
	sd_notifyf(0, "READY=1\nSTATUS=Serving\nMAINPID=%d", getpid());
}

/* A daemon that cannot serve leaves the links of the one before as they are:
 * the next one may be better off. */
static int fail(struct process *process)
{
	if (process->rrasd != NULL) {
		dialer_leave(process->rrasd->dialer);
	}
	return EXIT_FAILURE;
}

/* It ends within a second (pppd_leftovers_remove_later()): a signal that comes
 * meanwhile must not end it sooner. */
static void block_signals(void)
{
	sigset_t ends;

	sigemptyset(&ends);
	sigaddset(&ends, SIGTERM);
	sigaddset(&ends, SIGINT);
	sigaddset(&ends, SIGUSR1);
	sigaddset(&ends, SIGHUP);
	sigprocmask(SIG_BLOCK, &ends, NULL);
}

static int serve(struct process *process)
{
	const char *why = NULL;

	if (!start(process, &why)) {
		log_error("%s", why);
		return fail(process);
	}
	announce(process);
	router_start_dialing(process->rrasd->router);
	while (!process->stopped) {
		if (tevent_loop_once(process->ev) != 0) {
			log_error("the event loop failed: %s", strerror(errno));
			return fail(process);
		}
	}
	block_signals();
	TALLOC_FREE(process->rrasd);
	log_notice("stopped");
	return EXIT_SUCCESS;
}

static bool prepare(struct process *process, const char **why)
{
	const struct command_line *args = &process->args;

	if (!rrasd_config_load(process, args->configfile, &process->config,
			       why)) {
		return false;
	}
	process->run_dir =
		run_dir_lock(process, process->config->run_dir, 0, why);
	if (process->run_dir == NULL) {
		*why = talloc_asprintf(process, "rras:run directory: %s", *why);
		return false;
	}
	if (args->foreground || args->interactive) {
		return true;
	}
	process->ready_fd = daemon_fork();
	*why = "cannot go to the background";
	return process->ready_fd != -1;
}

static int run(struct process *process)
{
	const char *why = NULL;

	setup_log(&process->args, LOG_TO_STDERR);
	daemon_protect();
	daemon_take_descriptors();
	if (!prepare(process, &why)) {
		log_error("%s", why);
		return EXIT_FAILURE;
	}
	daemon_take_priority();
	return serve(process);
}

int main(int argc, const char **argv)
{
	struct process *process = talloc_zero(NULL, struct process);
	int rc = EXIT_FAILURE;

	loop_clock_start();
	if (process == NULL) {
		return rc;
	}
	process->ready_fd = -1;
	process->args.debuglevel = LOG_LEVEL_NOTICE;
	if (!parse(argc, argv, &process->args)) {
		talloc_free(process);
		return rc;
	}
	if (process->args.version) {
		printf("rrasd " RRAS_VERSION "\n");
		rc = EXIT_SUCCESS;
	} else if (process->args.show_options) {
		rrasd_config_print_options(stdout);
		rc = EXIT_SUCCESS;
	} else {
		rc = run(process);
	}
	free(process->args.configfile);
	talloc_free(process);
	return rc;
}
