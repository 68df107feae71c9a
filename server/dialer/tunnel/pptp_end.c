/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the codes of PPTP mean to an administrator.
 */
#include "pptp_end.h"

#define GENERAL_ERROR 2

struct meaning {
	enum dialer_connect_result result;
	const char *words;
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* RFC 2637 section 2.2, Result Code */
static const struct meaning start_results[] = {
	[2] = {DIALER_CONNECT_REFUSED, "general error"},
	[3] = {DIALER_CONNECT_REFUSED, "it has a connection from here already"},
	[4] = {DIALER_CONNECT_NOT_ALLOWED, "this host is not authorized"},
	[5] = {DIALER_CONNECT_BAD_REPLY, "it speaks another version of PPTP"},
};

/* Section 2.8, Result Code */
static const struct meaning call_results[] = {
	[2] = {DIALER_CONNECT_REFUSED, "general error"},
	[3] = {DIALER_CONNECT_NO_CARRIER, "no carrier"},
	[4] = {DIALER_CONNECT_BUSY, "busy"},
	[5] = {DIALER_CONNECT_NO_DIALTONE, "no dial tone"},
	[6] = {DIALER_CONNECT_NO_ANSWER, "it got no answer in time"},
	[7] = {DIALER_CONNECT_NOT_ALLOWED, "calls are prohibited"},
};

/* Section 2.16 */
static const char *const general_errors[] = {
	[0] = "",
	[1] = ": no control connection",
	[2] = ": bad format",
	[3] = ": bad value",
	[4] = ": no resources",
	[5] = ": bad call id",
	[6] = ": the line failed",
};

/* Section 2.13 and 2.3 */
static const char *const disconnects[] = {
	[0] = "",
	[1] = "carrier lost",
	[2] = "general error",
	[3] = "shut down by an administrator",
	[4] = "as it was asked to",
};
static const char *const stops[] = {
	[0] = "",
	[1] = "no reason given",
	[2] = "it cannot support this version",
	[3] = "it is being shut down",
};

static const char *general(const struct pptp_message *message)
{
	if (message->result != GENERAL_ERROR) {
		return "";
	}
	return message->error < COUNT(general_errors)
		       ? general_errors[message->error]
		       : ": unknown error";
}

static void set(struct tunnel_end *end, const struct pptp_message *message,
		const struct meaning *meanings, size_t count, const char *what)
{
	static const struct meaning unknown = {DIALER_CONNECT_REFUSED,
					       "a code that does not exist"};
	const struct meaning *meaning = &unknown;

	if (message->result < count &&
	    meanings[message->result].words != NULL) {
		meaning = &meanings[message->result];
	}
	/* what RFC 2637 calls a lack of channels is a line that is busy */
	tunnel_end_set(end,
		       message->result == GENERAL_ERROR && message->error == 4
			       ? DIALER_CONNECT_BUSY
			       : meaning->result,
		       "%s: %s%s (result %u, error %u, cause %u)", what,
		       meaning->words, general(message), message->result,
		       message->error, message->cause);
}

void pptp_end_of_start(struct tunnel_end *end,
		       const struct pptp_message *message)
{
	set(end, message, start_results, COUNT(start_results),
	    "Start-Control-Connection-Reply");
}

void pptp_end_of_call(struct tunnel_end *end,
		      const struct pptp_message *message)
{
	set(end, message, call_results, COUNT(call_results),
	    "Outgoing-Call-Reply");
}

static const char *word(const char *const *words, size_t count, uint8_t code)
{
	return code < count ? words[code] : "unknown code";
}

void pptp_end_by_server(struct tunnel_end *end,
			const struct pptp_message *message)
{
	if (message->type == PPTP_STOP_REQUEST) {
		tunnel_end_set(end, DIALER_CONNECT_ENDED,
			       "Stop-Control-Connection-Request: %s "
			       "(reason %u)",
			       word(stops, COUNT(stops), message->result),
			       message->result);
		return;
	}
	tunnel_end_set(
		end, DIALER_CONNECT_ENDED,
		"Call-Disconnect-Notify: %s%s (result %u, error %u, cause "
		"%u)%s%s",
		word(disconnects, COUNT(disconnects), message->result),
		general(message), message->result, message->error,
		message->cause, message->words[0] != '\0' ? " " : "",
		message->words);
}
