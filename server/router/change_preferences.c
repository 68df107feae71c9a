/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Setting the user preferences of RASRPC ([MS-RRASM] 3.3.4.3). */
#include "change_ops.h"
#include "compat/rras_errors.h"
#include "preferences.h"
#include "store.h"

struct preferences_data {
	WERROR refused; /**< by what does not depend on the router's state */
	struct RASRPC_PBUSER *user;
};

static WERROR preferences_prepare(struct change *change,
				  struct persist_job *job)
{
	struct preferences_data *data = change->data;

	if (!W_ERROR_IS_OK(data->refused)) {
		return data->refused;
	}
	return store_put_preferences(job, data->user)
		       ? WERR_OK
		       : W_ERROR(ERROR_NOT_ENOUGH_MEMORY);
}

static void preferences_apply(struct change *change,
			      const struct persist_result *result)
{
	struct preferences_data *data = change->data;
	struct router *router = change->router;

	TALLOC_FREE(router->preferences);
	router->preferences = talloc_move(router, &data->user);
}

static const struct change_ops preferences_ops = {
	.name = "storing the user preferences",
	.prepare = preferences_prepare,
	.apply = preferences_apply,
};

struct tevent_req *
router_set_preferences_send(TALLOC_CTX *mem_ctx, struct tevent_context *ev,
			    struct router *router,
			    const struct RASRPC_PBUSER *preferences)
{
	struct change *change = change_create(router, &preferences_ops,
					      struct preferences_data);

	if (change != NULL) {
		struct preferences_data *data = change->data;

		data->refused =
			preferences_copy(data, preferences, &data->user);
	}
	return change_send(mem_ctx, ev, change);
}

WERROR router_set_preferences_recv(struct tevent_req *req)
{
	return change_recv(req, NULL);
}

const struct RASRPC_PBUSER *router_preferences(const struct router *router)
{
	return router->preferences;
}
