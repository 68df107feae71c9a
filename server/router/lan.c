/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * LAN interfaces.
 *
 * A network card that is seen for the first time gets a handle, which is
 * recorded with its name before anybody sees it: so the handle is the same
 * after every restart.  The interface of a card that goes away stays, as
 * UNREACHABLE with MPR_INTERFACE_NO_DEVICE ("The network card has been
 * removed from the machine"), until it comes back or an administrator deletes
 * it.  A card that is renamed takes its handle along, unless its new name is
 * already that of a recorded interface: then it becomes that one, which is
 * what happens at every boot when udev renames a card.
 */
#include "lan.h"
#include <string.h>
#include <syslog.h>
#include "change_ops.h"
#include <ndr.h>
#include "compat/rras_errors.h"
#include "gen_ndr/rras_types.h"
#include "name.h"
#include "store.h"

/* Until a record that could not be written is tried again, in seconds. */
#define RETRY_SECONDS 30

WERROR lan_check_name(const char *name)
{
	return strlen(name) < IF_NAMESIZE && strpbrk(name, "/ :") == NULL
		       ? WERR_OK
		       : W_ERROR(ERROR_INVALID_NAME);
}

static bool is_lan(const struct interface *iface)
{
	return iface->info.dwIfType == ROUTER_IF_TYPE_DEDICATED;
}

static struct interface *find_device(const struct router *router, int ifindex)
{
	struct interface *iface = router->lan;

	while (iface != NULL && iface->device.ifindex != ifindex) {
		iface = iface->next_lan;
	}
	return iface;
}

static void set_device(struct interface *iface, const struct kernel_link *link)
{
	iface->device = (struct interface_device){
		.ifindex = link->ifindex,
		.up = link->up,
		.running = link->running,
	};
}

static void unset_device(struct interface *iface)
{
	iface->device = (struct interface_device){.ifindex = 0};
}

/* -- records -- */

struct lan_data {
	struct kernel_link link;
	struct interface *iface;  /* the new one, or the one to rename */
	struct interface *oldest; /* to be forgotten for it, or NULL */
	const char *name;
};

static void retry(struct tevent_context *ev, struct tevent_timer *te,
		  struct timeval now, void *private_data)
{
	struct router *router = private_data;

	TALLOC_FREE(router->lan_retry);
	if (router->links != NULL) {
		kernel_links_repeat(router->links);
	}
}

/* What was not written is not listed; a later attempt may be luckier. */
static void retry_later(struct change *change)
{
	struct router *router = change->router;

	if (router->lan_retry == NULL) {
		router->lan_retry = tevent_add_timer(
			router->ev, router,
			tevent_timeval_current_ofs(RETRY_SECONDS, 0), retry,
			router);
	}
}

/* News may have come while the record was written, that the card of @iface is
 * gone or called otherwise among them. */
static void catch_up(struct router *router, struct interface *iface)
{
	const struct kernel_link *link;

	if (router->links == NULL) {
		return;
	}
	link = kernel_links_get(router->links, iface->device.ifindex);
	if (link == NULL) {
		unset_device(iface);
		link = kernel_links_find(router->links,
					 iface->info.wszInterfaceName);
	}
	if (link != NULL) {
		lan_link_changed(link, false, router);
	}
}

static uint32_t look_for_room(const struct router *router,
			      struct interface **oldest)
{
	struct interface *iface = router->lan;
	uint32_t count = 0;

	*oldest = NULL;
	for (; iface != NULL; iface = iface->next_lan) {
		count++;
		if (iface->device.ifindex == 0 &&
		    (*oldest == NULL ||
		     iface->info.dwInterface < (*oldest)->info.dwInterface)) {
			*oldest = iface;
		}
	}
	return count;
}

static WERROR make_room(struct change *change, struct persist_job *job)
{
	struct lan_data *data = change->data;
	uint32_t count = look_for_room(change->router, &data->oldest);

	if (count < ROUTER_MAX_LAN) {
		data->oldest = NULL;
		return WERR_OK;
	}
	if (data->oldest == NULL) {
		router_log(change->router, LOG_WARNING,
			   "there are %u network cards: no more are listed",
			   (unsigned)count);
		return W_ERROR(ERROR_MAX_LAN_INTERFACE_LIMIT);
	}
	return store_delete_interface(job, data->oldest->info.dwInterface)
		       ? WERR_OK
		       : W_ERROR(ERROR_NOT_ENOUGH_MEMORY);
}

static WERROR lan_add_prepare(struct change *change, struct persist_job *job)
{
	struct lan_data *data = change->data;
	struct router *router = change->router;
	struct GUID guid = GUID_random();
	WERROR werr;

	/* It may have got its interface while this waited. */
	if (interface_list_find(router->list, data->link.name) != NULL ||
	    find_device(router, data->link.ifindex) != NULL) {
		return WERR_OK;
	}
	if (!router_has_handles(router)) {
		return W_ERROR(ERROR_NO_SYSTEM_RESOURCES);
	}
	werr = make_room(change, job);
	if (!W_ERROR_IS_OK(werr)) {
		return werr;
	}
	data->iface = interface_create(change, router, router->next_handle,
				       data->link.name,
				       ROUTER_IF_TYPE_DEDICATED, true, &guid);
	if (data->iface == NULL || !interface_list_reserve(router->list) ||
	    !store_put_interface(job, data->iface, data->link.name, true,
				 NULL) ||
	    !store_put_server(job, router->next_handle + 1)) {
		return W_ERROR(ERROR_NOT_ENOUGH_MEMORY);
	}
	set_device(data->iface, &data->link);
	return WERR_OK;
}

static void lan_add_apply(struct change *change,
			  const struct persist_result *result)
{
	struct lan_data *data = change->data;
	struct router *router = change->router;

	if (data->oldest != NULL) {
		router_drop_interface(router, data->oldest);
	}
	if (data->iface != NULL) {
		router->next_handle++;
		router_add_interface(router, data->iface);
		catch_up(router, data->iface);
	}
}

static const struct change_ops lan_add_ops = {
	.name = "recording a network card",
	.prepare = lan_add_prepare,
	.apply = lan_add_apply,
	.undo = retry_later,
};

static WERROR lan_rename_prepare(struct change *change, struct persist_job *job)
{
	struct lan_data *data = change->data;
	struct router *router = change->router;
	struct interface *other =
		interface_list_find(router->list, data->link.name);

	data->iface = find_device(router, data->link.ifindex);
	if (data->iface == NULL || (other != NULL && other != data->iface) ||
	    strcmp(data->iface->info.wszInterfaceName, data->link.name) == 0) {
		data->iface = NULL;
		return WERR_OK;
	}
	data->name = talloc_strdup(data, data->link.name);
	return data->name != NULL && store_put_interface(job, data->iface,
							 data->name, true, NULL)
		       ? WERR_OK
		       : W_ERROR(ERROR_NOT_ENOUGH_MEMORY);
}

static void lan_rename_apply(struct change *change,
			     const struct persist_result *result)
{
	struct lan_data *data = change->data;
	struct router *router = change->router;
	struct interface *iface = data->iface;

	if (iface != NULL) {
		interface_list_remove(router->list, iface);
		talloc_free((void *)(uintptr_t)iface->info.wszInterfaceName);
		iface->info.wszInterfaceName = talloc_steal(iface, data->name);
		interface_list_add(router->list, iface);
		catch_up(router, iface);
	}
}

static const struct change_ops lan_rename_ops = {
	.name = "recording the new name of a network card",
	.prepare = lan_rename_prepare,
	.apply = lan_rename_apply,
	.undo = retry_later,
};

static WERROR lan_forget_prepare(struct change *change, struct persist_job *job)
{
	struct interface *iface =
		router_lookup(change->router, change->dwInterface);

	change->iface = iface;
	if (iface == NULL || iface->device.ifindex != 0) {
		change->iface = NULL;
		return WERR_OK;
	}
	return store_delete_interface(job, change->dwInterface)
		       ? WERR_OK
		       : W_ERROR(ERROR_NOT_ENOUGH_MEMORY);
}

static void lan_forget_apply(struct change *change,
			     const struct persist_result *result)
{
	if (change->iface != NULL) {
		router_drop_interface(change->router, change->iface);
	}
}

static const struct change_ops lan_forget_ops = {
	.name = "forgetting the old name of a network card",
	.prepare = lan_forget_prepare,
	.apply = lan_forget_apply,
};

static void post(struct router *router, const struct change_ops *ops,
		 const struct kernel_link *link, uint32_t dwInterface)
{
	struct change *change = change_create(router, ops, struct lan_data);
	struct lan_data *data;

	if (change == NULL) {
		return;
	}
	data = change->data;
	data->link = *link;
	change->dwInterface = dwInterface;
	change_post(change);
}

/* -- events -- */

/* The card of @iface is called otherwise now. */
static void renamed(struct router *router, struct interface *iface,
		    const struct kernel_link *link)
{
	struct interface *other = interface_list_find(router->list, link->name);

	if (other == NULL || other == iface) {
		set_device(iface, link);
		post(router, &lan_rename_ops, link, 0);
		return;
	}
	unset_device(iface);
	if (is_lan(other) && other->device.ifindex == 0) {
		set_device(other, link);
		post(router, &lan_forget_ops, link, iface->info.dwInterface);
	} else {
		router_log(router, LOG_WARNING,
			   "network card %d has the name of interface %u: it "
			   "is not listed",
			   link->ifindex, (unsigned)other->info.dwInterface);
	}
}

static void appeared(struct router *router, const struct kernel_link *link)
{
	struct interface *iface = interface_list_find(router->list, link->name);

	if (iface == NULL) {
		if (W_ERROR_IS_OK(router_name_check(link->name))) {
			post(router, &lan_add_ops, link, 0);
		}
	} else if (is_lan(iface) && iface->device.ifindex == 0) {
		set_device(iface, link);
	}
}

void lan_link_changed(const struct kernel_link *link, bool gone,
		      void *private_data)
{
	struct router *router = private_data;
	struct interface *iface;

	if (link->is_loopback) {
		iface = interface_list_get(router->list,
					   ROUTER_LOOPBACK_HANDLE);
		set_device(iface, link);
		return;
	}
	iface = find_device(router, link->ifindex);
	if (gone || !link->is_lan) {
		if (iface != NULL) {
			unset_device(iface);
		}
	} else if (iface == NULL) {
		appeared(router, link);
	} else if (strcmp(iface->info.wszInterfaceName, link->name) == 0) {
		set_device(iface, link);
	} else {
		renamed(router, iface, link);
	}
}

void lan_interface_created(struct router *router, struct interface *iface)
{
	if (is_lan(iface)) {
		catch_up(router, iface);
	}
}

void lan_drop_interface(struct router *router, struct interface *iface)
{
	const struct kernel_link *link = NULL;

	if (router->links != NULL) {
		link = kernel_links_find(router->links,
					 iface->info.wszInterfaceName);
	}
	router_drop_interface(router, iface);
	if (link != NULL) {
		lan_link_changed(link, false, router);
	}
}

WERROR lan_follow(struct router *router, const char **why)
{
	return kernel_links_create(router, router->ev, lan_link_changed, router,
				   &router->links, why);
}
