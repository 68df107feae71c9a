/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * EAP never weaker than the entry demands.
 *
 * The entry names the methods by which we prove who we are
 * ("rras-eap-methods"); pppd would use any that it can, and would take a
 * Success of a peer that has not asked for anything.  A request for another
 * method is made one of an unknown method before pppd sees it: pppd declines
 * it then, and the method that we would like is put into its answer.
 */
#include <string.h>
#include "plugin.h"

enum {
	CODE_REQUEST = 1,
	CODE_RESPONSE = 2,
	CODE_SUCCESS = 3,
	CODE_FAILURE = 4,
	TYPE_NAK = 3,
	TYPE_FIRST_METHOD = 4, /* before: identity, notification, nak */
	TYPE_TLS = 13,
	TYPE_UNKNOWN = 255, /* RFC 3748 5.8: experiments */
	TLS_LENGTH_INCLUDED = 0x80,
	TLS_RECORD_ALERT = 21,
};

/* Bit N: the method N; 0: there is no EAP, or no rule (served links). */
static unsigned methods;
static bool refused;	/* the last method asked for is not one of them */
static bool distrusted; /* TLS: we have sent an alert, not the peer */
static unsigned refusals;
static char alert[RRAS_PLUGIN_TEXT];

/* A peer that goes on asking for what we decline would do so for ever. */
#define MAX_REFUSALS 3

void eap_set_methods(unsigned mask)
{
	methods = mask;
	refused = distrusted = false;
	refusals = 0;
	alert[0] = '\0';
}

static bool is_allowed(unsigned type)
{
	return methods == 0 || (type < 32 && (methods & 1u << type) != 0);
}

/* RFC 5246 7.2; those that a certificate causes. */
static const char *alert_name(unsigned char description)
{
	switch (description) {
	case 40:
		return "handshake failure";
	case 42:
		return "bad certificate";
	case 43:
		return "unsupported certificate";
	case 44:
		return "certificate revoked";
	case 45:
		return "certificate expired";
	case 46:
		return "certificate unknown";
	case 48:
		return "unknown certification authority";
	case 49:
		return "access denied";
	case 51:
		return "decrypt error";
	case 70:
		return "protocol version";
	default:
		return "alert";
	}
}

/* Flags, perhaps a length, and a TLS record: type, version(2), length(2),
 * level, description. */
static bool find_alert(const unsigned char *data, size_t length)
{
	size_t at = 1;

	if (length >= 1 && (data[0] & TLS_LENGTH_INCLUDED) != 0) {
		at += 4;
	}
	if (length < at + 7 || data[at] != TLS_RECORD_ALERT ||
	    data[at + 5] != 2 /* fatal */) {
		return false;
	}
	snprintf(alert, sizeof(alert), "TLS: %s (%u)", alert_name(data[at + 6]),
		 data[at + 6]);
	return true;
}

static void close_link(void *unused)
{
	static char words[] = "EAP is not possible";

	lcp_close(0, words);
}

static void received_request(unsigned char *data, size_t length)
{
	if (length == 0 || data[0] < TYPE_FIRST_METHOD) {
		return;
	}
	refused = !is_allowed(data[0]);
	if (refused) {
		data[0] = TYPE_UNKNOWN;
		if (++refusals == MAX_REFUSALS) {
			plugin_report_refused();
			compat_defer(close_link);
		}
		return;
	}
	plugin_seen.eap_theirs = data[0];
	if (data[0] == TYPE_TLS) {
		find_alert(data + 1, length - 1);
	}
}

/* Keys come of a TLS handshake that was completed, and of nothing less: then
 * the peer's certificate has been verified. */
static bool is_proven(void)
{
	if (methods == 0) {
		return true;
	}
	return plugin_seen.eap_theirs != 0 && !refused &&
	       (plugin_seen.eap_theirs != TYPE_TLS || compat_has_mppe_keys());
}

/* A Success that comes too early is no packet that pppd may see. */
static void received_success(unsigned char *code)
{
	if (is_proven()) {
		plugin_report_eap(true, "");
		return;
	}
	*code = 0;
	plugin_report_refused();
	compat_defer(close_link);
}

static void received_failure(void)
{
	if (refused) {
		plugin_report_refused();
	} else if (distrusted) {
		plugin_report_unproven(alert);
	} else {
		plugin_report_eap(false, alert);
	}
}

void eap_received(unsigned char *code, unsigned char *data, size_t length)
{
	switch (*code) {
	case CODE_REQUEST:
		received_request(data, length);
		break;
	case CODE_SUCCESS:
		received_success(code);
		break;
	case CODE_FAILURE:
		received_failure();
		break;
	default:
		break;
	}
}

static unsigned char preferred(void)
{
	unsigned char type;

	for (type = 31; type > 0 && (methods & 1u << type) == 0; type--) {
	}
	return (methods & 1u << TYPE_TLS) != 0 ? TYPE_TLS : type;
}

void eap_sent(int code, unsigned char *data, size_t length)
{
	if (code == CODE_REQUEST && length >= 1 &&
	    data[0] >= TYPE_FIRST_METHOD) {
		plugin_seen.eap_ours = data[0]; /* of links that we serve */
	}
	if (code != CODE_RESPONSE || length < 2) {
		return;
	}
	if (data[0] == TYPE_NAK && refused) {
		data[1] = preferred();
	} else if (data[0] == TYPE_NAK && methods != 0 &&
		   plugin_seen.eap_theirs == TYPE_TLS) {
		/* pppd cannot use our certificate, would have something else
		 * and we would not. */
		plugin_report_unproven("our certificate is no good");
		compat_defer(close_link);
	} else if (data[0] == TYPE_TLS && find_alert(data + 1, length - 1)) {
		distrusted = true;
	}
}
