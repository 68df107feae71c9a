/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The links that an earlier daemon has left, given to their interfaces.
 */
#include <inttypes.h>
#include <syslog.h>
#include "alternates.h"
#include "compat/rras_errors.h"
#include "router_private.h"
#include "server/dialer/adopt.h"

/* Settings for what is still to come; a link that is up needs none. */
static WERROR adopt_link(struct interface *iface,
			 const struct dialer_left *left)
{
	TALLOC_CTX *frame = talloc_new(iface);
	struct dialer_settings settings;
	bool known;
	WERROR werr;

	if (frame == NULL) {
		return W_ERROR(ERROR_NOT_ENOUGH_MEMORY);
	}
	known = W_ERROR_IS_OK(router_link_settings(frame, iface, &settings));
	werr = dialer_link_adopt(iface->link, left, known ? &settings : NULL);
	if (W_ERROR_IS_OK(werr) &&
	    dialer_link_status(iface->link)->state == DIALER_CONNECTING) {
		alternates_begin(iface);
	}
	talloc_free(frame);
	return werr;
}

/* Whose link it can be; NULL when there is no such interface any more. */
static struct interface *owner_of(const struct router *router,
				  const struct dialer_left *left)
{
	struct interface *iface = router_lookup(router, left->key);

	return iface != NULL && iface->link != NULL ? iface : NULL;
}

static void end(const struct router *router, const struct dialer_left *left,
		const char *why)
{
	if (left->alive) {
		router_log(router, LOG_WARNING,
			   "a link of an earlier rrasd, for interface %" PRIu32
			   ", is ended: %s",
			   left->key, why);
	}
	dialer_end_left(router->dialer, left);
}

static void adopt(const struct router *router, const struct dialer_left *left)
{
	struct interface *iface = owner_of(router, left);
	WERROR werr;

	if (iface == NULL) {
		end(router, left, "the interface does not exist");
		return;
	}
	werr = adopt_link(iface, left);
	if (W_ERROR_V(werr) == ERROR_NOT_ENOUGH_MEMORY && !left->alive) {
		return; /* the next rrasd tells of its end */
	}
	if (!W_ERROR_IS_OK(werr)) {
		end(router, left,
		    W_ERROR_V(werr) == ERROR_ALREADY_CONNECTING
			    ? "the interface has another one"
			    : "it cannot be taken over");
		return;
	}
	/* Disabled while it was up: "the interface is disconnected" */
	if (!iface->info.fEnabled || router->type == ROUTER_TYPE_IS_LAN) {
		interface_hang_up(iface);
	}
}

WERROR router_adopt(struct router *router, TALLOC_CTX *mem_ctx,
		    const char **why)
{
	struct dialer_left *left;
	size_t i, count;
	WERROR werr;

	werr = dialer_find_left(router->dialer, mem_ctx, &left, &count, why);
	if (!W_ERROR_IS_OK(werr)) {
		return werr;
	}
	for (i = 0; i < count; i++) {
		adopt(router, &left[i]);
	}
	if (count > 0) {
		router_log(router, LOG_NOTICE,
			   "%zu links of an earlier rrasd were found", count);
	}
	talloc_free(left);
	return WERR_OK;
}

WERROR router_link_set_note(struct router *router, uint32_t dwInterface,
			    const DATA_BLOB *note)
{
	struct interface *iface = interface_list_get(router->list, dwInterface);

	if (iface == NULL || iface->link == NULL) {
		return W_ERROR(ERROR_INVALID_HANDLE);
	}
	return dialer_link_set_note(iface->link, note);
}

DATA_BLOB router_link_note(struct router *router, uint32_t dwInterface)
{
	struct interface *iface = interface_list_get(router->list, dwInterface);

	return iface != NULL && iface->link != NULL
		       ? dialer_link_note(iface->link)
		       : (DATA_BLOB){0};
}
