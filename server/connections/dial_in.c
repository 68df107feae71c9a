/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The socket for the plugins of served links, and who has come to it. */
#include <errno.h>
#include <search.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <syslog.h>
#include <unistd.h>
#include <ndr.h>
#include "compat/rras_errors.h"
#include "ndr_link_record.h"
#include "server/ipc/unix_listener.h"
#include "dial_in_peer.h"
#include "served_link.h"
#include "served_record.h"

struct dial_in {
	struct tevent_context *ev;
	struct dial_in_config config;
	struct unix_listener *socket;
	uint32_t num_peers;
	void *links;	  /* tree of struct link_entry, by id: tsearch(3) */
	pid_t complained; /* of the last process that was refused */
};

/* A link, and the plugin that is connected for it. */
struct link_entry {
	uint64_t id;
	struct dial_in *dial_in;
	struct served_link *link;
	struct dial_in_peer *peer; /* NULL: none at the moment */
};

static void say(const struct dial_in *dial_in, int priority, const char *format,
		...) __attribute__((format(printf, 3, 4)));

static void say(const struct dial_in *dial_in, int priority, const char *format,
		...)
{
	char line[160];
	va_list args;

	if (dial_in->config.log == NULL) {
		return;
	}
	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	dial_in->config.log(priority, line);
}

/* One that tries again and again is news once. */
static void complain(struct dial_in *dial_in, pid_t pid, const char *what)
{
	say(dial_in, dial_in->complained == pid ? LOG_DEBUG : LOG_WARNING,
	    "process %d, which says that it serves a link, is refused: %s", pid,
	    what);
	dial_in->complained = pid;
}

static void free_peer(struct dial_in *dial_in, struct dial_in_peer *peer)
{
	if (peer != NULL) {
		dial_in->num_peers--;
		talloc_free(peer);
	}
}

/* -- links -- */

static int compare_entries(const void *a, const void *b)
{
	const struct link_entry *left = a, *right = b;

	return (left->id > right->id) - (left->id < right->id);
}

static struct link_entry *find_entry(const struct dial_in *dial_in, uint64_t id)
{
	const struct link_entry wanted = {.id = id};
	struct link_entry **found =
		tfind(&wanted, &dial_in->links, compare_entries);

	return found != NULL ? *found : NULL;
}

static int entry_destructor(struct link_entry *entry)
{
	tdelete(entry, &entry->dial_in->links, compare_entries);
	free_peer(entry->dial_in, entry->peer);
	return 0;
}

static void link_over(struct served_link *link, void *private_data)
{
	struct link_entry *entry =
		talloc_get_type_abort(private_data, struct link_entry);

	talloc_free(entry);
}

static struct link_entry *make_entry(struct dial_in *dial_in,
				     const struct served_state *state)
{
	struct link_entry *entry = talloc_zero(dial_in, struct link_entry);

	if (entry == NULL) {
		return NULL;
	}
	entry->id = state->id;
	entry->dial_in = dial_in;
	entry->link = served_link_create(entry, dial_in->ev, &dial_in->config,
					 state, link_over, entry);
	if (entry->link == NULL ||
	    tsearch(entry, &dial_in->links, compare_entries) == NULL) {
		talloc_free(entry);
		return NULL;
	}
	talloc_set_destructor(entry, entry_destructor);
	return entry;
}

/* -- those of an earlier daemon -- */

static void restore(struct dial_in *dial_in,
		    const struct rras_served_record *record)
{
	struct served_state state;
	struct link_entry *entry;
	int pidfd;

	if (!served_record_state(record, &state)) {
		served_record_remove(dial_in->config.records, record->id);
		return;
	}
	entry = make_entry(dial_in, &state);
	if (entry == NULL) {
		return; /* its plugin will call */
	}
	pidfd = served_record_process(record);
	served_link_restore(entry->link, record, pidfd); /* may free it */
}

static WERROR restore_all(struct dial_in *dial_in)
{
	struct rras_served_record **records;
	size_t i, count;
	WERROR error;

	if (dial_in->config.records == NULL) {
		return WERR_OK;
	}
	error = served_record_read(dial_in, dial_in->config.records, &records,
				   &count);
	W_ERROR_NOT_OK_RETURN(error);
	for (i = 0; i < count; i++) {
		restore(dial_in, records[i]);
	}
	talloc_free(records);
	return WERR_OK;
}

/* -- plugins -- */

/* NULL when its link has another plugin by now, or none is known. */
static struct link_entry *entry_of(const struct dial_in *dial_in,
				   const struct dial_in_peer *peer)
{
	struct link_entry *entry =
		find_entry(dial_in, dial_in_peer_state(peer)->id);

	return entry != NULL && entry->peer == peer ? entry : NULL;
}

/*
 * A plugin that has told all for the first time.  Its link may be known: the
 * connection was lost, or pppd has gone to the background.
 */
static struct link_entry *take_peer(struct dial_in *dial_in,
				    struct dial_in_peer *peer)
{
	const struct served_state *state = dial_in_peer_state(peer);
	struct link_entry *entry = find_entry(dial_in, state->id);

	if (entry == NULL) {
		entry = make_entry(dial_in, state);
	}
	if (entry == NULL) {
		free_peer(dial_in, peer);
		return NULL;
	}
	free_peer(dial_in, entry->peer);
	entry->peer = talloc_steal(entry, peer);
	if (!served_link_attach(entry->link, dial_in_peer_pid(peer),
				dial_in_peer_take_pidfd(peer),
				dial_in_peer_socket(peer))) {
		/* As if it had gone: its connection, if it has one, is taken
		 * back, and the plugin will try again. */
		free_peer(dial_in, entry->peer);
		entry->peer = NULL;
		served_link_detach(entry->link);
		return NULL;
	}
	return entry;
}

static void peer_told(struct dial_in_peer *peer, void *private_data)
{
	struct dial_in *dial_in =
		talloc_get_type_abort(private_data, struct dial_in);
	struct link_entry *entry = entry_of(dial_in, peer);

	if (entry == NULL) {
		entry = take_peer(dial_in, peer);
	}
	if (entry != NULL) {
		served_link_tell(entry->link, dial_in_peer_state(peer));
	}
}

static void peer_closed(struct dial_in_peer *peer, const char *why,
			void *private_data)
{
	struct dial_in *dial_in =
		talloc_get_type_abort(private_data, struct dial_in);
	struct link_entry *entry = entry_of(dial_in, peer);

	if (why != NULL) {
		complain(dial_in, dial_in_peer_pid(peer), why);
	}
	free_peer(dial_in, peer);
	if (entry != NULL) {
		entry->peer = NULL;
		served_link_detach(entry->link);
	}
}

static const struct dial_in_peer_handlers peer_handlers = {
	.told = peer_told,
	.closed = peer_closed,
};

static void accepted(int fd, void *private_data)
{
	struct dial_in *dial_in =
		talloc_get_type_abort(private_data, struct dial_in);
	const char *why = NULL;

	if (fd == -1) {
		say(dial_in, LOG_ERR, "cannot accept a served link: %s",
		    strerror(errno));
		return;
	}
	if (dial_in->num_peers >= dial_in->config.max_peers) {
		close(fd);
		say(dial_in, LOG_WARNING, "no more than %u served links",
		    dial_in->num_peers);
		return;
	}
	if (dial_in_peer_create(dial_in, dial_in->ev, &dial_in->config, fd,
				&peer_handlers, dial_in, &why) == NULL) {
		say(dial_in, LOG_WARNING, "a served link is refused: %s", why);
		return;
	}
	dial_in->num_peers++;
}

WERROR dial_in_create(TALLOC_CTX *mem_ctx, struct tevent_context *ev,
		      const struct dial_in_config *config,
		      struct dial_in **_dial_in, const char **why)
{
	struct dial_in *dial_in = talloc_zero(mem_ctx, struct dial_in);
	const struct unix_listener_config socket_config = {
		.dir = config->run_dir,
		.name = RRAS_DIAL_IN_SOCKET,
		.type = SOCK_SEQPACKET,
		.fn = accepted,
		.private_data = dial_in,
	};

	*why = "out of memory";
	if (dial_in == NULL) {
		return W_ERROR(ERROR_NOT_ENOUGH_MEMORY);
	}
	dial_in->ev = ev;
	dial_in->config = *config;
	if (!W_ERROR_IS_OK(restore_all(dial_in))) {
		talloc_free(dial_in);
		return W_ERROR(ERROR_NOT_ENOUGH_MEMORY);
	}
	dial_in->socket =
		unix_listener_create(dial_in, ev, &socket_config, why);
	if (dial_in->socket == NULL) {
		*why = talloc_strdup(mem_ctx, *why);
		talloc_free(dial_in);
		return W_ERROR(ERROR_ACCESS_DENIED);
	}
	*_dial_in = dial_in;
	return WERR_OK;
}
