/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The credentials of an interface ([MS-RRASM] 3.1.4.50 and 3.1.4.51).
 */
#include <util/tevent_werror.h>
#include "autodial.h"
#include "change_ops.h"
#include "compat/rras_errors.h"
#include "credentials.h"
#include "store.h"

struct credentials_data {
	WERROR refused; /**< by what does not depend on the router's state */
	const char *name;
	/* What the caller gave; NULL stays as it is. */
	const char *user;
	const char *domain;
	const char *password;
	struct credentials *next; /**< NULL: remove them */
};

static const char *given_or_old(const char *given, const char *old)
{
	return given != NULL ? given : old;
}

/* "If the calling application specifies NULL for this parameter, the function
 * does not change" it; "NULL for all three parameters [...] removes all
 * credential information" (MprAdminInterfaceSetCredentials). */
static WERROR merge(struct credentials_data *data,
		    const struct credentials *old)
{
	const struct credentials none = {
		.user = "", .domain = "", .password = ""};

	TALLOC_FREE(data->next);
	if (data->user == NULL && data->domain == NULL &&
	    data->password == NULL) {
		return WERR_OK;
	}
	if (old == NULL) {
		old = &none;
	}
	data->next =
		credentials_create(data, given_or_old(data->user, old->user),
				   given_or_old(data->domain, old->domain),
				   given_or_old(data->password, old->password));
	return data->next != NULL ? WERR_OK : W_ERROR(ERROR_NOT_ENOUGH_MEMORY);
}

static WERROR find(struct router *router, const char *name,
		   struct interface **iface)
{
	*iface = interface_list_find(router->list, name);
	if (*iface == NULL || (*iface)->leaving) {
		return W_ERROR(ERROR_NO_SUCH_INTERFACE);
	}
	/* "The specified interface does not have any demand-dial parameters
	 * associated with it" (MprAdminInterfaceGetCredentials). */
	return (*iface)->link != NULL
		       ? WERR_OK
		       : W_ERROR(ERROR_CANNOT_FIND_PHONEBOOK_ENTRY);
}

static WERROR credentials_prepare(struct change *change,
				  struct persist_job *job)
{
	struct credentials_data *data = change->data;
	uint32_t handle;
	bool ok;
	WERROR werr = data->refused;

	if (W_ERROR_IS_OK(werr)) {
		werr = find(change->router, data->name, &change->iface);
	}
	if (W_ERROR_IS_OK(werr)) {
		werr = merge(data, change->iface->credentials);
	}
	if (!W_ERROR_IS_OK(werr)) {
		return werr;
	}
	handle = change->iface->info.dwInterface;
	ok = data->next != NULL ? store_put_credentials(job, handle, data->next)
				: store_delete_credentials(job, handle);
	return ok ? WERR_OK : W_ERROR(ERROR_NOT_ENOUGH_MEMORY);
}

static void credentials_apply(struct change *change,
			      const struct persist_result *result)
{
	struct credentials_data *data = change->data;

	TALLOC_FREE(change->iface->credentials);
	change->iface->credentials = talloc_move(change->iface, &data->next);
	autodial_settings_changed(change->iface->autodial);
}

static const struct change_ops credentials_ops = {
	.name = "storing credentials",
	.prepare = credentials_prepare,
	.apply = credentials_apply,
};

static bool copy_secret(TALLOC_CTX *mem_ctx, const char *from, const char **to)
{
	*to = from != NULL ? credentials_secret(mem_ctx, from) : NULL;
	return from == NULL || *to != NULL;
}

static WERROR copy_request(struct credentials_data *data, const char *name,
			   const struct router_credentials *given)
{
	WERROR werr =
		credentials_check(given->user, given->domain, given->password);

	if (!W_ERROR_IS_OK(werr)) {
		return werr;
	}
	data->name = talloc_strdup(data, name);
	return data->name != NULL &&
			       copy_secret(data, given->user, &data->user) &&
			       copy_secret(data, given->domain,
					   &data->domain) &&
			       copy_secret(data, given->password,
					   &data->password)
		       ? WERR_OK
		       : W_ERROR(ERROR_NOT_ENOUGH_MEMORY);
}

struct tevent_req *
router_set_credentials_send(TALLOC_CTX *mem_ctx, struct tevent_context *ev,
			    struct router *router, const char *name,
			    const struct router_credentials *credentials)
{
	struct change *change = change_create(router, &credentials_ops,
					      struct credentials_data);

	if (change != NULL) {
		struct credentials_data *data = change->data;

		data->refused = copy_request(data, name, credentials);
	}
	return change_send(mem_ctx, ev, change);
}

WERROR router_set_credentials_recv(struct tevent_req *req)
{
	return change_recv(req, NULL);
}

WERROR router_get_credentials(struct router *router, const char *name,
			      struct router_credentials *credentials)
{
	struct interface *iface;
	WERROR werr = find(router, name, &iface);

	if (!W_ERROR_IS_OK(werr)) {
		return werr;
	}
	if (iface->credentials == NULL) {
		return W_ERROR(ERROR_CANNOT_FIND_PHONEBOOK_ENTRY);
	}
	credentials->user = iface->credentials->user;
	credentials->domain = iface->credentials->domain;
	credentials->password = iface->credentials->password;
	return WERR_OK;
}
