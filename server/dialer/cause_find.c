/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How facts are looked up in the table of causes.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <talloc.h>
#include "cause.h"
#include "pppd_status.h"

/* The number after "E=" in an MS-CHAP Failure (RFC 2759 section 6), or -1. */
static int auth_code(const char *message)
{
	const char *code = strstr(message, "E=");

	if (code == NULL || !isdigit((unsigned char)code[2])) {
		return -1;
	}
	return (int)(strtoul(code + 2, NULL, 10) % 100000);
}

static bool value_is(const struct dialer_cause *row, int value)
{
	return row->value == CAUSE_ANY || row->value == value;
}

static bool terminated(const struct dialer_termination *end,
		       enum dialer_side side)
{
	return end->side == side;
}

/* What somebody said about the fact that a row asks for; "" for nothing. */
static const char *words_of(enum dialer_cause_fact fact,
			    const struct dialer_facts *facts)
{
	switch (fact) {
	case CAUSE_AUTH_CODE:
	case CAUSE_AUTH_FAILED:
		return facts->auth_message;
	case CAUSE_CONNECT:
	case CAUSE_TUNNEL:
		return facts->connect_text;
	case CAUSE_ALL_TUNNELS:
		return facts->tried;
	case CAUSE_WE_TERMINATED:
	case CAUSE_PEER_TERMINATED:
	case CAUSE_MPPE_DIFFERS:
		return facts->lcp.text;
	case CAUSE_UNPROVEN:
		return facts->unproven_text;
	case CAUSE_IPCP_WE_TERMINATED:
	case CAUSE_IPCP_PEER_TERMINATED:
		return facts->ipcp.text;
	case CAUSE_NO_LINK:
	case CAUSE_BROKEN:
	case CAUSE_EXIT:
		return facts->last_words;
	case CAUSE_NOTHING:
		return facts->was_up ? "" : facts->last_words;
	default:
		return "";
	}
}

/* Facts that were said: by an administrator, the peer, the modem. */
static bool said(const struct dialer_cause *row,
		 const struct dialer_facts *facts)
{
	switch (row->fact) {
	case CAUSE_HANGUP_ASKED:
		return facts->hangup_asked != DIALER_HANGUP_NOT &&
		       value_is(row, (int)facts->hangup_asked);
	case CAUSE_NOT_STARTED:
		return !W_ERROR_IS_OK(facts->not_started);
	case CAUSE_NO_MEMORY:
		return facts->no_memory;
	case CAUSE_AUTH_CODE:
		return facts->auth_failed &&
		       value_is(row, auth_code(facts->auth_message));
	case CAUSE_AUTH_FAILED:
		return facts->auth_failed;
	case CAUSE_AUTH_REFUSED:
		return facts->auth_refused && !facts->auth_agreed;
	case CAUSE_CONNECT:
		return facts->connect_reported && value_is(row, facts->connect);
	case CAUSE_ALL_TUNNELS:
		return facts->all_tunnels_failed;
	case CAUSE_TUNNEL:
		return facts->tunnel_closed && value_is(row, facts->connect);
	case CAUSE_WE_TERMINATED:
		return terminated(&facts->lcp, DIALER_SIDE_US);
	case CAUSE_PEER_TERMINATED:
		return terminated(&facts->lcp, DIALER_SIDE_PEER);
	case CAUSE_MPPE_DIFFERS:
		return facts->mppe_demanded &&
		       terminated(&facts->lcp, DIALER_SIDE_PEER);
	case CAUSE_UNPROVEN:
		return facts->unproven;
	case CAUSE_IPCP_WE_TERMINATED:
		return terminated(&facts->ipcp, DIALER_SIDE_US);
	case CAUSE_IPCP_PEER_TERMINATED:
		return terminated(&facts->ipcp, DIALER_SIDE_PEER);
	case CAUSE_IPCP_REJECTED:
		return facts->ipcp_rejected || facts->ipv6cp_rejected;
	default:
		return false;
	}
}

/* Its status is known. */
static bool ended(const struct dialer_facts *facts)
{
	return facts->gone && !facts->end_unknown;
}

/* Facts that were found: by a clock, by the kernel, by waiting for the child.
 */
static bool found(const struct dialer_cause *row,
		  const struct dialer_facts *facts)
{
	switch (row->fact) {
	case CAUSE_LCP_TIMEOUT:
		return facts->lcp_timeout && facts->heard;
	case CAUSE_LCP_SILENCE:
		return (facts->lcp_timeout ||
			facts->deadline == DIALER_PHASE_LCP) &&
		       !facts->heard && value_is(row, facts->kind);
	case CAUSE_ECHO_TIMEOUT:
		return facts->echo_timeout;
	case CAUSE_HANGUP:
		return facts->hangup;
	case CAUSE_DEADLINE:
		return facts->deadline != DIALER_PHASE_NONE &&
		       value_is(row, facts->deadline);
	case CAUSE_NO_LINK:
		return ended(facts) && facts->phase <= DIALER_PHASE_DIAL &&
		       facts->status == PPPD_CONNECT_FAILED &&
		       value_is(row, facts->kind);
	case CAUSE_BROKEN:
		return facts->broken;
	case CAUSE_SIGNAL:
		return ended(facts) && facts->signalled;
	case CAUSE_EXIT:
		return ended(facts) && !facts->signalled &&
		       value_is(row, facts->status);
	case CAUSE_DIED_AWAY:
		return facts->died_away;
	case CAUSE_NOT_ADOPTED:
		return facts->not_adopted;
	case CAUSE_END_UNKNOWN:
		return facts->end_unknown;
	case CAUSE_NOTHING:
		return true;
	default:
		return false;
	}
}

static bool holds(const struct dialer_cause *row,
		  const struct dialer_facts *facts)
{
	if (row->when == CAUSE_BEFORE_UP && facts->was_up) {
		return false;
	}
	if (row->when == CAUSE_AFTER_UP && !facts->was_up) {
		return false;
	}
	if (!said(row, facts) && !found(row, facts)) {
		return false;
	}
	return row->text == NULL ||
	       strstr(words_of(row->fact, facts), row->text) != NULL;
}

const struct dialer_cause *dialer_cause_find(const struct dialer_facts *facts)
{
	size_t count;
	const struct dialer_cause *row = dialer_cause_table(&count);

	while (!holds(row, facts)) {
		row++; /* the last rows always hold */
	}
	return row;
}

char *dialer_cause_words(TALLOC_CTX *mem_ctx, const struct dialer_cause *cause,
			 const struct dialer_facts *facts)
{
	const char *detail = words_of(cause->fact, facts);

	if (detail[0] == '\0') {
		return talloc_strdup(mem_ctx, cause->words);
	}
	return talloc_asprintf(mem_ctx, "%s: %s", cause->words, detail);
}
