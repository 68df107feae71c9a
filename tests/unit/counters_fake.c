/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counters without a kernel; see counters_fake.h. */
#include "counters_fake.h"
#include <util/tevent_werror.h>
#include "compat/rras_errors.h"

struct counters *counters_create(TALLOC_CTX *mem_ctx, struct tevent_context *ev)
{
	struct counters *counters = talloc_zero(mem_ctx, struct counters);

	counters->result = WERR_OK;
	counters->missing = -1;
	return counters;
}

struct read_state {
	uint8_t dummy;
};

struct tevent_req *counters_read_send(TALLOC_CTX *mem_ctx,
				      struct tevent_context *ev,
				      struct counters *counters, int ifindex)
{
	struct read_state *state;
	struct tevent_req *req =
		tevent_req_create(mem_ctx, &state, struct read_state);

	counters->reads++;
	counters->last = ifindex;
	if (counters->waits) {
		return req;
	}
	if (ifindex == counters->missing) {
		tevent_req_werror(req, W_ERROR(ERROR_FILE_NOT_FOUND));
	} else if (!tevent_req_werror(req, counters->result)) {
		counters->asked = true;
		tevent_req_done(req);
	}
	return tevent_req_post(req, ev);
}

WERROR counters_read_recv(struct tevent_req *req)
{
	return tevent_req_simple_recv_werror(req);
}

bool counters_get(const struct counters *counters, int ifindex,
		  struct link_counters *values)
{
	if (!counters->asked || ifindex == counters->missing) {
		return false;
	}
	*values = counters->values;
	return true;
}

struct link_counters link_counters_since(const struct link_counters *a,
					 const struct link_counters *b)
{
	struct link_counters since = {
		.rx_bytes = a->rx_bytes - b->rx_bytes,
		.tx_bytes = a->tx_bytes - b->tx_bytes,
	};

	return since;
}
