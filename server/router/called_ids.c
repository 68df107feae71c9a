/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The called IDs of devices: their list, and changing it. */
#include "called_ids.h"
#include <stdbool.h>
#include "change_ops.h"
#include "compat/rras_errors.h"
#include "store.h"
#include "text.h"

struct called_id *called_id_create(TALLOC_CTX *mem_ctx, const char *device,
				   const DATA_BLOB *bCalledId)
{
	struct called_id *called_id = talloc_zero(mem_ctx, struct called_id);

	if (called_id == NULL) {
		return NULL;
	}
	called_id->device = talloc_strdup(called_id, device);
	called_id->bCalledId =
		data_blob_talloc(called_id, bCalledId->data, bCalledId->length);
	if (called_id->device == NULL ||
	    called_id->bCalledId.length != bCalledId->length) {
		TALLOC_FREE(called_id);
	}
	return called_id;
}

static struct called_id **find(struct called_id **list, const char *device)
{
	while (*list != NULL &&
	       text_compare_fold((*list)->device, device) != 0) {
		list = &(*list)->next;
	}
	return list;
}

static void drop(struct called_id **list, const char *device)
{
	struct called_id **at = find(list, device);
	struct called_id *old = *at;

	if (old != NULL) {
		*at = old->next;
		TALLOC_FREE(old);
	}
}

void called_id_add(struct called_id **list, struct called_id *called_id)
{
	drop(list, called_id->device);
	called_id->next = *list;
	*list = called_id;
}

DATA_BLOB router_called_id(const struct router *router, const char *device)
{
	struct called_id *list = router->called_ids;
	struct called_id *found = *find(&list, device);

	return found != NULL ? found->bCalledId : data_blob_null;
}

/* -- changing -- */

struct called_id_data {
	WERROR refused; /**< by what does not depend on the router's state */
	const char *device;
	struct called_id *next; /**< NULL: remove it */
};

static WERROR called_id_prepare(struct change *change, struct persist_job *job)
{
	struct called_id_data *data = change->data;
	const struct called_id *old;
	bool ok;

	if (!W_ERROR_IS_OK(data->refused)) {
		return data->refused;
	}
	old = *find(&change->router->called_ids, data->device);
	/* Its record goes by the name as it was first spelt. */
	ok = old == NULL || store_delete_called_id(job, old->device);
	if (ok && data->next != NULL) {
		ok = store_put_called_id(job, data->device,
					 &data->next->bCalledId);
	}
	return ok ? WERR_OK : W_ERROR(ERROR_NOT_ENOUGH_MEMORY);
}

static void called_id_apply(struct change *change,
			    const struct persist_result *result)
{
	struct called_id_data *data = change->data;
	struct router *router = change->router;

	if (data->next != NULL) {
		called_id_add(&router->called_ids,
			      talloc_move(router, &data->next));
	} else {
		drop(&router->called_ids, data->device);
	}
}

static const struct change_ops called_id_ops = {
	.name = "storing a called ID",
	.prepare = called_id_prepare,
	.apply = called_id_apply,
};

/* "a null-terminated Unicode string": the last unit is one. */
static bool is_valid(const DATA_BLOB *bytes)
{
	return bytes->length == 0 ||
	       (bytes->length <= RRAS_MAX_CALLED_ID && bytes->length % 2 == 0 &&
		bytes->data[bytes->length - 1] == 0 &&
		bytes->data[bytes->length - 2] == 0);
}

static WERROR copy_request(struct called_id_data *data, const char *device,
			   const DATA_BLOB *bCalledId)
{
	if (!is_valid(bCalledId)) {
		return W_ERROR(ERROR_INVALID_PARAMETER);
	}
	data->device = talloc_strdup(data, device);
	if (bCalledId->length > 0) {
		data->next = called_id_create(data, device, bCalledId);
	}
	return data->device != NULL &&
			       (bCalledId->length == 0 || data->next != NULL)
		       ? WERR_OK
		       : W_ERROR(ERROR_NOT_ENOUGH_MEMORY);
}

struct tevent_req *router_set_called_id_send(TALLOC_CTX *mem_ctx,
					     struct tevent_context *ev,
					     struct router *router,
					     const char *device,
					     const DATA_BLOB *bCalledId)
{
	struct change *change =
		change_create(router, &called_id_ops, struct called_id_data);

	if (change != NULL) {
		struct called_id_data *data = change->data;

		data->refused = copy_request(data, device, bCalledId);
	}
	return change_send(mem_ctx, ev, change);
}

WERROR router_set_called_id_recv(struct tevent_req *req)
{
	return change_recv(req, NULL);
}
