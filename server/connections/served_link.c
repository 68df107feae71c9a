/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A link that this machine serves. */
#include <net/if.h>
#include <poll.h>
#include <syslog.h>
#include <unistd.h>
#include <ndr.h>
#include "compat/rras_errors.h"
#include "ndr_link_record.h"
#include "server/dialer/text.h"
#include "served_client.h"
#include "served_link_private.h"
#include "served_record.h"

#define LOOK_AGAIN_USEC	 20000 /* for an interface that is on its way out */
#define RETRY_SECONDS	 1     /* for a connection that cannot be recorded */
#define HANDOVER_SECONDS 5     /* for the next process of the same pppd */

static void check(struct served_link *link);

void served_link_say(const struct served_link *link, int priority,
		     const char *what)
{
	char remote[SERVED_ENDPOINT_SIZE];
	char *line;

	if (link->config->log == NULL) {
		return;
	}
	served_state_remote(&link->state, remote);
	/* A serial line is all that is known of its other end. */
	line = talloc_asprintf(link,
			       "the link served by process %d (\"%s\"%s%s) %s",
			       link->pid, link->state.user,
			       remote[0] != '\0' ? " from " : "", remote, what);
	if (line != NULL) {
		link->config->log(priority, line);
	}
	talloc_free(line);
}

/* -- the process -- */

static void close_process(struct served_link *link)
{
	TALLOC_FREE(link->pid_fde);
	if (link->pidfd != -1) {
		close(link->pidfd);
		link->pidfd = -1;
	}
}

static void handover_over(struct tevent_context *ev, struct tevent_timer *te,
			  struct timeval now, void *private_data)
{
	struct served_link *link = private_data;

	link->handover = NULL;
	link->socket = -1;
	served_state_dead(&link->state);
	check(link);
}

static bool is_connected(int fd)
{
	struct pollfd pollfd = {.fd = fd, .events = POLLRDHUP};

	return fd != -1 && poll(&pollfd, 1, 0) == 0;
}

/*
 * The end, as soon as all has been read from the socket.  But when the socket
 * is open still, another process has it, which is to connect by itself soon:
 * pppd has gone to the background.
 */
static void process_gone(struct tevent_context *ev, struct tevent_fd *fde,
			 uint16_t flags, void *private_data)
{
	struct served_link *link = private_data;

	close_process(link);
	if (is_connected(link->socket)) {
		link->handover = tevent_add_timer(
			ev, link,
			tevent_timeval_current_ofs(HANDOVER_SECONDS, 0),
			handover_over, link);
	} else if (link->socket == -1) {
		served_state_dead(&link->state);
		check(link);
	}
}

/* Only those of a tty are told apart; a free slot is as good as another. */
static void claim_port(struct served_link *link)
{
	const struct served_state *state = &link->state;
	const char *tty =
		state->kind == PORT_KIND_SERIAL ? state->device : NULL;
	struct ports *ports = link->config->ports;
	WERROR error = W_ERROR(ERROR_PORT_NOT_FOUND);

	if (link->record != NULL) {
		error = ports_reclaim(link, ports, link->record->dwPort,
				      &link->claim);
	}
	if (!W_ERROR_IS_OK(error)) {
		error = ports_claim(link, ports, state->kind, tty,
				    &link->claim);
	}
	if (!W_ERROR_IS_OK(error)) {
		link->claim = NULL;
		served_link_say(link, LOG_INFO, "has found no free port");
		return;
	}
	port_claim_set_condition(link->claim, RAS_PORT_AUTHENTICATING);
}

bool served_link_attach(struct served_link *link, pid_t pid, int pidfd,
			int socket)
{
	bool is_first = link->pid == 0;

	close_process(link);
	link->pid = pid;
	link->pid_started = served_record_started(pid);
	link->pidfd = pidfd;
	link->pid_fde = tevent_add_fd(link->ev, link, pidfd, TEVENT_FD_READ,
				      process_gone, link);
	if (link->pid_fde == NULL) {
		return false;
	}
	TALLOC_FREE(link->handover);
	link->socket = socket;
	if (is_first) {
		claim_port(link);
	}
	return true;
}

/* -- the connection -- */

/* For the daemon after this one. */
static void save(const struct connection *connection, void *private_data)
{
	const struct served_link *link = private_data;

	if (link->config->records != NULL && connection != NULL) {
		served_record_write(link->config->records, link->pid,
				    link->pid_started, connection->dwPort,
				    &link->state, connection);
	}
}

static void describe(struct served_link *link, struct served_client *client)
{
	served_client_fill(client, &link->state);
	client->link.disconnect_send = served_hangup_send;
	client->link.disconnect_recv = served_hangup_recv;
	client->link.noted = save;
	client->link.private_data = link;
	if (link->record != NULL) {
		client->link.known = &link->record->connection;
	}
	if (link->claim != NULL) {
		client->link.dwPort = port_claim_port(link->claim)->dwPort;
	}
}

static void look_again(struct tevent_context *ev, struct tevent_timer *te,
		       struct timeval now, void *private_data)
{
	struct served_link *link = private_data;

	link->look = NULL;
	check(link);
}

/* False when out of memory. */
static bool look_after(struct served_link *link, uint32_t seconds,
		       uint32_t usec)
{
	TALLOC_FREE(link->look);
	link->look = tevent_add_timer(link->ev, link,
				      tevent_timeval_current_ofs(seconds, usec),
				      look_again, link);
	return link->look != NULL;
}

/* Once, and while pppd has the line: to be the last who closes a tty is to
 * hang up. */
static void tell_speed(struct served_link *link)
{
	struct pollfd process = {.fd = link->pidfd, .events = POLLIN};

	if (link->claim != NULL && link->pidfd != -1 &&
	    poll(&process, 1, 0) == 0) {
		port_claim_set_speed(link->claim,
				     served_state_speed(&link->state));
	}
}

static void keep_connection(struct served_link *link)
{
	struct connections *connections = link->config->connections;
	struct served_client client;
	WERROR error;

	describe(link, &client);
	TALLOC_FREE(link->look);
	link->patience = tevent_timeval_zero();
	if (link->dwConnection != 0) {
		error = connections_update_client(
			connections, link->dwConnection, &client.link);
	} else {
		error = connections_add_client(connections, &client.link,
					       &link->dwConnection);
		if (W_ERROR_IS_OK(error)) {
			served_link_say(link, LOG_NOTICE,
					link->record != NULL ? "is up still"
							     : "is up");
			tell_speed(link);
		}
	}
	save(connections_get(connections, link->dwConnection), link);
	if (!W_ERROR_IS_OK(error)) {
		look_after(link, RETRY_SECONDS, 0);
	}
	if (link->claim != NULL) {
		port_claim_set_condition(link->claim, RAS_PORT_AUTHENTICATED);
	}
}

/* What pppd says of a signal of ours would name a signal and nobody. */
static const char *reason_of_end(const struct served_link *link)
{
	if (link->hanging_up) {
		return "An administrator has hung up";
	}
	if (link->state.reason[0] != '\0') {
		return link->state.reason;
	}
	return link->pid_fde == NULL ? "the process has ended"
				     : "the link is down";
}

static void end_connection(struct served_link *link)
{
	const char *reason = reason_of_end(link);
	char text[RRAS_PLUGIN_TEXT + 16];

	if (link->dwConnection == 0) {
		return;
	}
	snprintf(text, sizeof(text), "is over: %s", reason);
	served_link_say(link, LOG_NOTICE, text);
	connections_remove_client(link->config->connections, link->dwConnection,
				  reason);
	if (link->config->records != NULL) {
		served_record_remove(link->config->records, link->state.id);
	}
	link->dwConnection = 0;
	if (link->claim != NULL) {
		port_claim_set_condition(link->claim, RAS_PORT_AUTHENTICATING);
	}
}

/* -- the end -- */

static bool interface_exists(const struct served_link *link)
{
	char name[IF_NAMESIZE];

	return link->state.ifindex != 0 &&
	       if_indextoname((unsigned)link->state.ifindex, name) != NULL;
}

/*
 * The kernel removes the interface a moment after pppd has let go of it.  One
 * that stays longer than a hang-up may take is not waited for.
 */
static bool wait_for_interface(struct served_link *link)
{
	struct timeval now = tevent_timeval_current();

	if (!interface_exists(link)) {
		return false;
	}
	if (tevent_timeval_is_zero(&link->patience)) {
		link->patience = tevent_timeval_add(
			&now, link->config->hangup_timeout, 0);
	}
	return tevent_timeval_compare(&now, &link->patience) < 0 &&
	       look_after(link, 0, LOOK_AGAIN_USEC);
}

static void finish(struct served_link *link)
{
	WERROR error =
		interface_exists(link) ? W_ERROR(ERROR_TIMEOUT) : WERR_OK;

	end_connection(link);
	served_hangup_answer(link, error);
	link->over(link, link->private_data);
}

/* Bring connection and port in line with what is known; may free the link. */
static void check(struct served_link *link)
{
	if (served_state_is_up(&link->state)) {
		keep_connection(link);
		return;
	}
	if (wait_for_interface(link)) {
		return;
	}
	end_connection(link);
	if (link->socket == -1 && link->handover == NULL &&
	    (link->pid_fde == NULL || !link->hanging_up)) {
		finish(link);
	}
}

void served_link_restore(struct served_link *link,
			 const struct rras_served_record *record, int pidfd)
{
	pid_t pid = (pid_t)record->pid;

	link->record = record;
	link->pid = pid;
	claim_port(link);
	if (pidfd == -1 || !served_link_attach(link, pid, pidfd, -1)) {
		dialer_copy_text(link->state.reason, sizeof(link->state.reason),
				 "It ended while rrasd was not running");
		keep_connection(link);
		served_state_dead(&link->state);
		link->state.ifindex = 0; /* another's by now */
	} else {
		keep_connection(link);
	}
	link->record = NULL;
	check(link); /* may free it */
}

/* -- what its plugin tells -- */

void served_link_tell(struct served_link *link,
		      const struct served_state *state)
{
	link->state = *state;
	check(link);
}

void served_link_detach(struct served_link *link)
{
	link->socket = -1;
	if (link->handover != NULL) {
		return;
	}
	if (link->pid_fde == NULL) {
		served_state_dead(&link->state);
	}
	check(link);
}

static int served_link_destructor(struct served_link *link)
{
	served_hangup_forget(link);
	close_process(link);
	return 0;
}

struct served_link *served_link_create(TALLOC_CTX *mem_ctx,
				       struct tevent_context *ev,
				       const struct dial_in_config *config,
				       const struct served_state *state,
				       served_link_over_fn over,
				       void *private_data)
{
	struct served_link *link = talloc_zero(mem_ctx, struct served_link);

	if (link == NULL) {
		return NULL;
	}
	link->ev = ev;
	link->config = config;
	link->state = *state;
	link->over = over;
	link->private_data = private_data;
	link->pidfd = -1;
	link->socket = -1;
	TAILQ_INIT(&link->waiters);
	talloc_set_destructor(link, served_link_destructor);
	return link;
}
