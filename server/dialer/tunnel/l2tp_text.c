/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The words for L2TP's numbers; RFC 2661 sections 3.2 and 4.4.2.
 */
#include "l2tp_message.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const char *const type_names[] = {
	[L2TP_ZLB] = "ZLB",	    [L2TP_SCCRQ] = "SCCRQ",
	[L2TP_SCCRP] = "SCCRP",	    [L2TP_SCCCN] = "SCCCN",
	[L2TP_STOPCCN] = "StopCCN", [L2TP_HELLO] = "HELLO",
	[L2TP_OCRQ] = "OCRQ",	    [L2TP_OCRP] = "OCRP",
	[L2TP_OCCN] = "OCCN",	    [L2TP_ICRQ] = "ICRQ",
	[L2TP_ICRP] = "ICRP",	    [L2TP_ICCN] = "ICCN",
	[L2TP_CDN] = "CDN",	    [L2TP_WEN] = "WEN",
	[L2TP_SLI] = "SLI",
};

static const char *const stop_results[] = {
	[1] = "general request to clear the control connection",
	[2] = "general error",
	[3] = "the control connection exists already",
	[4] = "not authorised to make a control connection",
	[5] = "the protocol version is not supported",
	[6] = "the server is being shut down",
	[7] = "finite state machine error",
};

static const char *const call_results[] = {
	[1] = "loss of carrier",
	[2] = "general error",
	[3] = "administrative reasons",
	[4] = "facilities are not available for the moment",
	[5] = "facilities are not available",
	[6] = "invalid destination",
	[7] = "no carrier detected",
	[8] = "busy",
	[9] = "no dial tone",
	[10] = "the call was not established in time",
	[11] = "no appropriate framing was detected",
};

static const char *const errors[] = {
	[0] = "",
	[1] = "no control connection exists yet",
	[2] = "a length is wrong",
	[3] = "a field's value is out of range",
	[4] = "not enough resources for now",
	[5] = "the session's number is not valid",
	[6] = "an error of the vendor's",
	[7] = "try another server",
	[8] = "an unknown AVP is mandatory",
};

static const char *look_up(const char *const *table, size_t count,
			   size_t number)
{
	return number < count && table[number] != NULL ? table[number]
						       : "unknown";
}

const char *l2tp_type_name(enum l2tp_type type)
{
	return look_up(type_names, COUNT(type_names), (size_t)type);
}

const char *l2tp_result_text(enum l2tp_type type, uint16_t result)
{
	return type == L2TP_CDN
		       ? look_up(call_results, COUNT(call_results), result)
		       : look_up(stop_results, COUNT(stop_results), result);
}

const char *l2tp_error_text(uint16_t error)
{
	return look_up(errors, COUNT(errors), error);
}
