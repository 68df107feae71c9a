/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Remembering which tunnel has succeeded: "The protocol that succeeds is tried
 * first in subsequent dialing for this entry" ([MS-RRASM] 2.2.1.2.84,
 * MPR_VS_Default), also of the next daemon's.  Memory has it at once, and is
 * right whether or not it can be written.
 */
#include "change_ops.h"
#include "compat/rras_errors.h"
#include "store.h"
#include "vpn_strategy.h"

struct tunnel_data {
	enum dialer_kind kind;
};

static WERROR tunnel_prepare(struct change *change, struct persist_job *job)
{
	const struct tunnel_data *data = change->data;

	if (router_lookup(change->router, change->dwInterface) == NULL) {
		return W_ERROR(ERROR_INVALID_HANDLE);
	}
	return store_put_tunnel(job, change->dwInterface,
				vpn_strategy_of_kind(data->kind))
		       ? WERR_OK
		       : W_ERROR(ERROR_NOT_ENOUGH_MEMORY);
}

static void tunnel_apply(struct change *change,
			 const struct persist_result *result)
{
}

static const struct change_ops tunnel_ops = {
	.name = "remembering a tunnel",
	.prepare = tunnel_prepare,
	.apply = tunnel_apply,
};

void change_tunnel_succeeded(struct interface *iface, enum dialer_kind kind)
{
	struct change *change;
	struct tunnel_data *data;

	if (iface->entry == NULL || !vpn_strategy_learns(iface->entry) ||
	    iface->last_tunnel == kind) {
		return;
	}
	iface->last_tunnel = kind;
	change = change_create(iface->router, &tunnel_ops, struct tunnel_data);
	if (change == NULL) {
		return;
	}
	data = change->data;
	data->kind = kind;
	change->dwInterface = iface->info.dwInterface;
	change_post(change);
}
