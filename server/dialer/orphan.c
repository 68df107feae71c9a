/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A pppd of an earlier rrasd that no link can take over.
 */
#include <fcntl.h>
#include <signal.h>
#include <sys/pidfd.h>
#include <unistd.h>
#include "link.h"
#include "orphan.h"

struct orphan {
	struct dialer *dialer;
	struct link_record *record;
	struct dialer_attempt *attempt;
	struct dialer_settings settings;
};

static int orphan_destructor(struct orphan *orphan)
{
	TALLOC_FREE(orphan->attempt); /* kills it; before its record goes */
	return 0;
}

/* What it says on its way is of no interest. */
static void orphan_event(const struct dialer_event *event, void *private_data)
{
	struct orphan *orphan = private_data;

	if (event->type == DIALER_EVENT_GONE) {
		talloc_free(orphan);
	}
}

/* Given up when not even SIGKILL ends it: it sits in the kernel. */
static void orphan_stays(struct tevent_context *ev, struct tevent_timer *te,
			 struct timeval now, void *private_data)
{
	talloc_free(private_data);
}

static void orphan_late(struct tevent_context *ev, struct tevent_timer *te,
			struct timeval now, void *private_data)
{
	struct orphan *orphan = private_data;
	struct dialer *dialer = orphan->dialer;

	if (tevent_add_timer(ev, orphan,
			     tevent_timeval_current_ofs(
				     dialer->config->hangup_timeout, 0),
			     orphan_stays, orphan) == NULL) {
		talloc_free(orphan);
		return;
	}
	dialer->backend->kill(orphan->attempt);
}

static bool adopt(struct orphan *orphan, pid_t pid, int pidfd)
{
	struct dialer *dialer = orphan->dialer;
	const struct dialer_attempt_config made = {
		.config = dialer->config,
		.name = "",
		.device = "",
		.settings = &orphan->settings,
		.record = orphan->record,
		.fn = orphan_event,
		.private_data = orphan,
	};
	WERROR error;

	orphan->settings.password = "";
	error = dialer->backend->adopt(dialer->backend, orphan, dialer->ev,
				       &made, pid, pidfd, 0, &orphan->attempt);
	return W_ERROR_IS_OK(error) &&
	       tevent_add_timer(dialer->ev, orphan,
				tevent_timeval_current_ofs(
					dialer->config->hangup_timeout, 0),
				orphan_late, orphan) != NULL;
}

void orphan_end(struct dialer *dialer, struct link_record *record, pid_t pid,
		int pidfd)
{
	struct orphan *orphan = talloc_zero(dialer, struct orphan);
	int own = fcntl(pidfd, F_DUPFD_CLOEXEC, 0);

	if (orphan != NULL) {
		orphan->dialer = dialer;
		orphan->record = talloc_steal(orphan, record);
		talloc_set_destructor(orphan, orphan_destructor);
	}
	if (orphan != NULL && own != -1 && adopt(orphan, pid, own)) {
		dialer->backend->hangup(orphan->attempt);
		close(pidfd);
		return;
	}
	pidfd_send_signal(pidfd, SIGKILL, NULL, 0);
	close(pidfd);
	talloc_free(orphan != NULL ? (void *)orphan : (void *)record);
}
