/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The kernel's counters of network interfaces, asked over netlink.
 *
 * One question is under way at a time, so the answers never fill the socket's
 * buffer.  libnl's nl_recvmsgs() would take a whole dump at once; nl_recv()
 * takes one datagram (some hundred interfaces), and the loop goes on.
 */
#include <errno.h>
#include <string.h>
#include <sys/queue.h>
#include <util/tevent_werror.h>
#include "compat/rras_errors.h"
#include "counters_message.h"
#include "counters_table.h"

#define DEADLINE_SECONDS 1
/* What the kernel writes at a time, at most. */
#define DATAGRAM_SIZE 32768
/* So many who wait for one interface each: a dump answers all of them. */
#define MANY_WAITING 8
/* After so many questions about one interface a dump shows which of those
 * that we know are gone. */
#define QUESTIONS_A_DUMP 1000
#define TRIES		 3

/* The question that is under way. */
struct query {
	bool active;
	int ifindex; /* 0: a dump */
	uint32_t seq;
	unsigned tries;
	bool interrupted; /* the list changed while it was written */
	struct tevent_timer *deadline;
};

struct read_state;

struct counters {
	struct tevent_context *ev;
	struct nl_sock *sock; /* NULL: to be opened for the next question */
	struct tevent_fd *fde;
	enum counters_source source;
	struct counters_table *table;
	unsigned since_dump; /* questions about one interface */
	uint32_t seq;
	struct query query;
	TAILQ_HEAD(, read_state) waiting;
};

struct read_state {
	TAILQ_ENTRY(read_state) entry;
	struct counters *counters; /* NULL: no longer in its list */
	struct tevent_req *req;
	int ifindex;
	bool asked; /* the question under way is its own, too */
};

bool counters_get(const struct counters *counters, int ifindex,
		  struct link_counters *values)
{
	return counters_table_get(counters->table, ifindex, values);
}

/* -- those who wait -- */

static void answer(struct read_state *state, WERROR werr)
{
	struct tevent_req *req = state->req;

	tevent_req_defer_callback(req, state->counters->ev);
	if (!tevent_req_werror(req, werr)) {
		tevent_req_done(req);
	}
}

/* Whether a dump leaves it open if there is such an interface. */
static bool stays_open(const struct counters *counters,
		       const struct read_state *state)
{
	return state->ifindex != 0 && counters->query.interrupted &&
	       !counters_table_in_dump(counters->table, state->ifindex);
}

static WERROR result_for(const struct counters *counters,
			 const struct read_state *state, WERROR werr)
{
	struct link_counters values;

	if (W_ERROR_IS_OK(werr) && state->ifindex != 0 &&
	    !counters_table_get(counters->table, state->ifindex, &values)) {
		return W_ERROR(ERROR_FILE_NOT_FOUND);
	}
	return werr;
}

static void ask_next(struct counters *counters);

static void answer_asked(struct counters *counters, WERROR werr)
{
	struct read_state *state, *next;

	for (state = TAILQ_FIRST(&counters->waiting); state != NULL;
	     state = next) {
		next = TAILQ_NEXT(state, entry);
		if (!state->asked) {
			continue;
		}
		if (W_ERROR_IS_OK(werr) && stays_open(counters, state)) {
			state->asked = false;
			continue;
		}
		answer(state, result_for(counters, state, werr));
	}
}

/* The question is answered, or given up. */
static void finish(struct counters *counters, WERROR werr)
{
	struct query *query = &counters->query;

	TALLOC_FREE(query->deadline);
	query->active = false;
	if (W_ERROR_IS_OK(werr) && query->ifindex == 0 && !query->interrupted) {
		counters_table_end_dump(counters->table);
	}
	answer_asked(counters, werr);
	ask_next(counters);
}

/* -- the socket -- */

static void on_readable(struct tevent_context *ev, struct tevent_fd *fde,
			uint16_t flags, void *private_data);

static void close_socket(struct counters *counters)
{
	TALLOC_FREE(counters->fde);
	if (counters->sock != NULL) {
		nl_socket_free(counters->sock);
		counters->sock = NULL;
	}
}

static bool open_socket(struct counters *counters)
{
	struct nl_sock *sock = nl_socket_alloc();

	counters->sock = sock;
	if (sock == NULL) {
		return false;
	}
	nl_socket_disable_auto_ack(sock);
	if (nl_connect(sock, NETLINK_ROUTE) == 0 &&
	    nl_socket_set_nonblocking(sock) == 0 &&
	    nl_socket_set_msg_buf_size(sock, DATAGRAM_SIZE) == 0) {
		counters->fde = tevent_add_fd(
			counters->ev, counters, nl_socket_get_fd(sock),
			TEVENT_FD_READ, on_readable, counters);
	}
	if (counters->fde == NULL) {
		close_socket(counters);
	}
	return counters->fde != NULL;
}

/* -- asking -- */

/* The kernel is silent, which it never is: whatever it still has to say goes
 * to a socket that is no more. */
static void overdue(struct tevent_context *ev, struct tevent_timer *te,
		    struct timeval now, void *private_data)
{
	struct counters *counters = private_data;

	counters->query.deadline = NULL;
	close_socket(counters);
	finish(counters, W_ERROR(ERROR_TIMEOUT));
}

static bool send_question(struct counters *counters)
{
	struct query *query = &counters->query;
	struct nl_msg *msg;
	int ret;

	if (counters->sock == NULL && !open_socket(counters)) {
		return false;
	}
	msg = counters_question(counters->source, query->ifindex);
	if (msg == NULL) {
		return false;
	}
	query->seq = ++counters->seq;
	query->interrupted = false;
	query->tries++;
	if (query->ifindex == 0) {
		counters_table_begin_dump(counters->table);
	}
	nlmsg_hdr(msg)->nlmsg_seq = query->seq;
	ret = nl_send_auto(counters->sock, msg);
	nlmsg_free(msg);
	return ret >= 0;
}

/* Once more: the answer, or a part of it, is lost. */
static void ask_again(struct counters *counters)
{
	if (counters->query.tries >= TRIES || !send_question(counters)) {
		close_socket(counters);
		finish(counters, W_ERROR(ERROR_NO_SYSTEM_RESOURCES));
	}
}

/* The interface to be asked for, 0 for a dump. */
static int choose(const struct counters *counters)
{
	const struct read_state *state = TAILQ_FIRST(&counters->waiting);
	int ifindex = state->ifindex;
	unsigned count = 0;

	TAILQ_FOREACH(state, &counters->waiting, entry)
	{
		if (state->ifindex == 0 || ++count > MANY_WAITING) {
			return 0;
		}
	}
	return counters->since_dump < QUESTIONS_A_DUMP ? ifindex : 0;
}

static void ask_next(struct counters *counters)
{
	struct query *query = &counters->query;
	struct read_state *state;

	if (query->active || TAILQ_EMPTY(&counters->waiting)) {
		return;
	}
	*query = (struct query){.active = true, .ifindex = choose(counters)};
	counters->since_dump =
		query->ifindex != 0 ? counters->since_dump + 1 : 0;
	TAILQ_FOREACH(state, &counters->waiting, entry)
	{
		state->asked =
			query->ifindex == 0 || query->ifindex == state->ifindex;
	}
	query->deadline = tevent_add_timer(
		counters->ev, counters,
		tevent_timeval_current_ofs(DEADLINE_SECONDS, 0), overdue,
		counters);
	if (query->deadline == NULL || !send_question(counters)) {
		close_socket(counters);
		finish(counters, W_ERROR(ERROR_NO_SYSTEM_RESOURCES));
	}
}

/* -- answers -- */

static void on_error(struct counters *counters, int error)
{
	struct query *query = &counters->query;

	if (error == EOPNOTSUPP && counters->source == COUNTERS_STATS) {
		counters->source = COUNTERS_LINKS;
		ask_again(counters);
		return;
	}
	if (error != ENODEV) {
		finish(counters, W_ERROR(ERROR_GEN_FAILURE));
		return;
	}
	counters_table_remove(counters->table, query->ifindex);
	finish(counters, W_ERROR(ERROR_FILE_NOT_FOUND));
}

/* The end of a dump; its body is an error or 0. */
static void on_done(struct counters *counters, struct nlmsghdr *header)
{
	int error = 0;

	if (nlmsg_datalen(header) >= (int)sizeof(error)) {
		memcpy(&error, nlmsg_data(header), sizeof(error));
	}
	if (error < 0) {
		on_error(counters, -error);
	} else if (counters->query.interrupted &&
		   counters->query.tries < TRIES) {
		ask_again(counters);
	} else {
		finish(counters, WERR_OK);
	}
}

static void on_values(struct counters *counters, struct nlmsghdr *header)
{
	struct query *query = &counters->query;
	struct link_counters values;
	int ifindex;

	bool told = counters_answer(header, &ifindex, &values);

	if (told) {
		counters_table_set(counters->table, ifindex, &values);
	}
	if (query->ifindex != 0) {
		finish(counters, told ? WERR_OK : W_ERROR(ERROR_GEN_FAILURE));
	}
}

static void on_message(struct counters *counters, struct nlmsghdr *header)
{
	const struct nlmsgerr *error;

	if (!counters->query.active ||
	    header->nlmsg_seq != counters->query.seq) {
		return; /* the answer to a question that was given up */
	}
	if (header->nlmsg_flags & NLM_F_DUMP_INTR) {
		counters->query.interrupted = true;
	}
	switch (header->nlmsg_type) {
	case NLMSG_DONE:
		on_done(counters, header);
		break;
	case NLMSG_ERROR:
		if (nlmsg_valid_hdr(header, sizeof(*error))) {
			error = nlmsg_data(header);
			on_error(counters, -error->error);
		}
		break;
	default:
		on_values(counters, header);
		break;
	}
}

/* One datagram. */
static void on_readable(struct tevent_context *ev, struct tevent_fd *fde,
			uint16_t flags, void *private_data)
{
	struct counters *counters = private_data;
	struct sockaddr_nl peer = {0};
	unsigned char *bytes = NULL;
	struct nlmsghdr *header;
	int left = nl_recv(counters->sock, &peer, &bytes, NULL);

	if (left == 0 || left == -NLE_AGAIN) {
		return;
	}
	if (left < 0) {
		/* ENOBUFS and its like; a dump may go on in the kernel */
		close_socket(counters);
		if (counters->query.active) {
			ask_again(counters);
		}
		return;
	}
	if (peer.nl_pid == 0) { /* the kernel */
		for (header = (struct nlmsghdr *)(void *)bytes;
		     nlmsg_ok(header, left);
		     header = nlmsg_next(header, &left)) {
			on_message(counters, header);
		}
	}
	free(bytes);
}

/* -- requests -- */

static void read_cleanup(struct tevent_req *req,
			 enum tevent_req_state req_state)
{
	struct read_state *state = tevent_req_data(req, struct read_state);

	if (state->counters != NULL) {
		TAILQ_REMOVE(&state->counters->waiting, state, entry);
		state->counters = NULL;
	}
}

struct tevent_req *counters_read_send(TALLOC_CTX *mem_ctx,
				      struct tevent_context *ev,
				      struct counters *counters, int ifindex)
{
	struct read_state *state;
	struct tevent_req *req =
		tevent_req_create(mem_ctx, &state, struct read_state);

	if (req == NULL) {
		return NULL;
	}
	state->req = req;
	state->ifindex = ifindex;
	if (ifindex < 0) {
		tevent_req_werror(req, W_ERROR(ERROR_FILE_NOT_FOUND));
		return tevent_req_post(req, ev);
	}
	if (!tevent_req_set_endtime(
		    req, ev, tevent_timeval_current_ofs(DEADLINE_SECONDS, 0))) {
		tevent_req_oom(req);
		return tevent_req_post(req, ev);
	}
	state->counters = counters;
	TAILQ_INSERT_TAIL(&counters->waiting, state, entry);
	tevent_req_set_cleanup_fn(req, read_cleanup);
	ask_next(counters);
	return req;
}

WERROR counters_read_recv(struct tevent_req *req)
{
	return tevent_req_simple_recv_werror(req);
}

static int counters_destructor(struct counters *counters)
{
	struct read_state *state;

	while ((state = TAILQ_FIRST(&counters->waiting)) != NULL) {
		answer(state, W_ERROR(ERROR_OPERATION_ABORTED));
	}
	close_socket(counters);
	return 0;
}

struct counters *counters_create(TALLOC_CTX *mem_ctx, struct tevent_context *ev)
{
	struct counters *counters = talloc_zero(mem_ctx, struct counters);

	if (counters == NULL) {
		return NULL;
	}
	counters->ev = ev;
	TAILQ_INIT(&counters->waiting);
	talloc_set_destructor(counters, counters_destructor);
	counters->table = counters_table_create(counters);
	if (counters->table == NULL || !open_socket(counters)) {
		talloc_free(counters);
		return NULL;
	}
	return counters;
}

/* -- arithmetic -- */

static uint64_t since(uint64_t a, uint64_t b)
{
	return a > b ? a - b : 0;
}

struct link_counters link_counters_since(const struct link_counters *a,
					 const struct link_counters *b)
{
	return (struct link_counters){
		.rx_bytes = since(a->rx_bytes, b->rx_bytes),
		.tx_bytes = since(a->tx_bytes, b->tx_bytes),
		.rx_frames = since(a->rx_frames, b->rx_frames),
		.tx_frames = since(a->tx_frames, b->tx_frames),
		.rx_errors = since(a->rx_errors, b->rx_errors),
		.rx_crc_errors = since(a->rx_crc_errors, b->rx_crc_errors),
		.rx_frame_errors =
			since(a->rx_frame_errors, b->rx_frame_errors),
		.rx_overruns = since(a->rx_overruns, b->rx_overruns),
	};
}
