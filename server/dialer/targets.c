/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The targets of an attempt: which of them can be tried, and when the next is.
 *
 * Alternate numbers and the tunnels of a VPN strategy are ways to one peer.
 * The next is tried when one has failed before LCP was open: nobody was there,
 * was busy, refused the call, or did not speak PPP.  From then on the peer is
 * somebody who answers, and what it decides (about the password above all,
 * which three tries in a row may lock) is the attempt's result.
 */
#include <stdio.h>
#include <string.h>
#include "kind_port.h"
#include "link.h"
#include "number.h"
#include "server_name.h"

static const struct {
	enum port_kind port;
	const char *name;
} kinds[] = {
	[DIALER_KIND_PPPOE] = {PORT_KIND_PPPOE, "PPPoE"},
	[DIALER_KIND_MODEM] = {PORT_KIND_SERIAL, "modem"},
	[DIALER_KIND_DIRECT] = {PORT_KIND_SERIAL, "cable"},
	[DIALER_KIND_PPTP] = {PORT_KIND_PPTP, "PPTP"},
	[DIALER_KIND_L2TP] = {PORT_KIND_L2TP, "L2TP"},
	[DIALER_KIND_SSTP] = {PORT_KIND_SSTP, "SSTP"},
};

enum port_kind dialer_kind_port(enum dialer_kind kind)
{
	return kinds[kind].port;
}

/* -- one target -- */

static WERROR check_number(const struct dialer_settings *settings)
{
	struct server_name name;

	if (settings->kind == DIALER_KIND_MODEM) {
		return dialer_number_check(settings->number);
	}
	if (dialer_kind_is_tunnel(settings->kind) &&
	    !server_name_parse(settings->number, &name)) {
		return W_ERROR(ERROR_BAD_PHONE_NUMBER);
	}
	return WERR_OK;
}

/* A PPPoE session takes a port, and goes through any network device; a tty
 * is both in one. */
static WERROR claim_port(struct dialer_link *link)
{
	const struct dialer_settings *settings = link->settings;
	enum port_kind kind = kinds[settings->kind].port;
	WERROR error =
		ports_claim(link, link->dialer->ports, kind,
			    kind == PORT_KIND_SERIAL ? settings->device : NULL,
			    &link->claim);

	if (W_ERROR_V(error) == ERROR_PORT_NOT_FOUND ||
	    W_ERROR_V(error) == ERROR_PORT_NOT_AVAILABLE) {
		return W_ERROR(ERROR_INTERFACE_HAS_NO_DEVICES);
	}
	return error;
}

static WERROR choose_nic(struct dialer_link *link, const char **name)
{
	struct dialer_settings *settings = link->settings;
	struct dialer_devices *present =
		dialer_devices_present(settings, link->dialer->config);
	const struct dialer_device *chosen;
	WERROR error;

	W_ERROR_HAVE_NO_MEMORY(present);
	error = dialer_device_choose(present, settings->device, &chosen);
	if (W_ERROR_IS_OK(error)) {
		*name = talloc_strdup(settings, chosen->name);
	}
	talloc_free(present);
	return error;
}

/* The device to use: a tty, a network device, or what Windows calls the
 * miniport of a tunnel. */
static WERROR choose_device(struct dialer_link *link, const char **name)
{
	const struct port *port = port_claim_port(link->claim);

	if (link->settings->kind == DIALER_KIND_PPPOE) {
		return choose_nic(link, name);
	}
	*name = talloc_strdup(link->settings, port->tty != NULL
						      ? port->tty
						      : port->wszDeviceName);
	return WERR_OK;
}

/* Puts the chosen device in the place of the wanted one. */
static WERROR prepare(struct dialer_link *link)
{
	const char *name = NULL;
	WERROR error = check_number(link->settings);

	W_ERROR_NOT_OK_RETURN(error);
	error = claim_port(link);
	W_ERROR_NOT_OK_RETURN(error);
	error = choose_device(link, &name);
	if (W_ERROR_IS_OK(error) && name == NULL) {
		error = WERR_NOT_ENOUGH_MEMORY;
	}
	if (!W_ERROR_IS_OK(error)) {
		TALLOC_FREE(link->claim);
		return error;
	}
	link->settings->device = name;
	return WERR_OK;
}

/* -- all of them -- */

/* Take the target at @index into the settings; false: there is none. */
static bool take(struct dialer_link *link, size_t index)
{
	struct dialer_settings *settings = link->settings;

	if (settings->num_targets == 0) {
		return index == 0;
	}
	if (index >= settings->num_targets) {
		return false;
	}
	settings->kind = settings->targets[index].kind;
	settings->device = settings->targets[index].device;
	settings->number = settings->targets[index].number;
	return true;
}

WERROR link_first_target(struct dialer_link *link)
{
	WERROR error, first = W_ERROR(ERROR_INTERFACE_HAS_NO_DEVICES);
	size_t i;

	for (i = 0; take(link, i); i++) {
		error = prepare(link);
		if (W_ERROR_IS_OK(error)) {
			link->status.target = i;
			return WERR_OK;
		}
		if (i == 0) {
			first = error;
		}
	}
	return first;
}

/* Whether what has failed is the way, and not the peer's or ours to decide. */
static bool is_failure_of_target(const struct dialer_link *link)
{
	const struct dialer_facts *facts = &link->facts;

	return !facts->was_up && !facts->hangup_asked && !facts->broken &&
	       !facts->no_memory && !facts->auth_failed &&
	       !facts->auth_refused && facts->phase <= DIALER_PHASE_LCP;
}

bool link_has_next_target(const struct dialer_link *link)
{
	return link->status.target + 1 < link->settings->num_targets &&
	       is_failure_of_target(link);
}

static void note_failure(struct dialer_link *link)
{
	const struct dialer_cause *cause = dialer_cause_find(&link->facts);
	char *words = dialer_cause_words(link, cause, &link->facts);
	size_t used = strlen(link->tried);

	snprintf(link->tried + used, sizeof(link->tried) - used, "%s%s: %s",
		 used > 0 ? "; " : "", kinds[link->settings->kind].name,
		 words != NULL ? words : cause->words);
	talloc_free(words);
	link->kinds_tried |= 1U << link->settings->kind;
}

/* Only tunnels, and of more than one kind. */
static bool was_a_strategy(const struct dialer_link *link)
{
	const uint32_t tunnels = 1U << DIALER_KIND_PPTP |
				 1U << DIALER_KIND_L2TP |
				 1U << DIALER_KIND_SSTP;
	uint32_t tried = link->kinds_tried;

	return (tried & ~tunnels) == 0 && (tried & (tried - 1)) != 0;
}

/* Nothing of the one before is left but what the owner is told of it. */
static void forget_target(struct dialer_link *link)
{
	TALLOC_FREE(link->deadline);
	TALLOC_FREE(link->attempt);
	TALLOC_FREE(link->record);
	TALLOC_FREE(link->claim);
	link->ending = LINK_ENDING_NONE;
	memset(&link->status.ppp, 0, sizeof(link->status.ppp));
	link->status.ifname[0] = '\0';
	link->status.ifindex = 0;
}

static bool start_target(struct dialer_link *link, size_t index)
{
	if (!W_ERROR_IS_OK(prepare(link))) {
		return false;
	}
	if (!W_ERROR_IS_OK(link_start(link))) {
		TALLOC_FREE(link->claim);
		return false;
	}
	link->status.target = index;
	link_begin_target(link);
	link_dial(link);
	return true;
}

bool link_next_target(struct dialer_link *link)
{
	size_t i;

	if (link->settings->num_targets < 2 || !is_failure_of_target(link)) {
		return false;
	}
	note_failure(link);
	if (link->status.state == DIALER_CONNECTING) {
		forget_target(link);
		for (i = link->status.target + 1; take(link, i); i++) {
			if (start_target(link, i)) {
				return true;
			}
		}
	}
	link->facts.all_tunnels_failed = was_a_strategy(link);
	return false;
}
