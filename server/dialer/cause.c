/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The table of causes, and how a fact is looked up in it.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <talloc.h>
#include "cause.h"

/* pppd(8), "EXIT STATUS": those that tell something of their own. */
enum pppd_status {
	PPPD_FATAL = 1,
	PPPD_OPTIONS = 2,
	PPPD_NOT_ROOT = 3,
	PPPD_NO_KERNEL_SUPPORT = 4,
	PPPD_LOCK_FAILED = 6,
	PPPD_OPEN_FAILED = 7,
	PPPD_CONNECT_FAILED = 8,
	PPPD_NEGOTIATION_FAILED = 10,
	PPPD_PEER_AUTH_FAILED = 11,
	PPPD_IDLE = 12,
	PPPD_CONNECT_TIME = 13,
	PPPD_PEER_DEAD = 15,
	PPPD_HANGUP = 16,
	PPPD_LOOPBACK = 17,
	PPPD_INIT_FAILED = 18,
	PPPD_AUTH_FAILED = 19,
	CHILD_NOT_EXECUTED = 127, /* our own, see pppd_child.c */
};

/*
 * First row that holds.  Order is trust: what somebody decided, then what was
 * said on the wire, then what our clocks say, then what pppd's status says.
 */
static const struct dialer_cause table[] = {
	/* -- decided by an administrator -- */
	{CAUSE_HANGUP_ASKED, CAUSE_ANY, NULL, CAUSE_AFTER_UP, NO_ERROR, false,
	 "An administrator has hung up",
	 "The attempt succeeded and the link was ended on purpose"},
	{CAUSE_HANGUP_ASKED, CAUSE_ANY, NULL, CAUSE_BEFORE_UP,
	 ERROR_INTERFACE_DISCONNECTED, false,
	 "An administrator has hung up before the link was up",
	 "mprerror.h: \"disconnected by the administrator\""},

	/* -- the machine -- */
	{CAUSE_NOT_STARTED, CAUSE_ANY, NULL, CAUSE_BEFORE_UP,
	 ERROR_RASMAN_CANNOT_INITIALIZE, true,
	 "The attempt could not be started",
	 "After a wait in the queue; Connect itself would have said which "
	 "error it is, so that one is reported"},
	/* -- decided by ourselves -- */
	{CAUSE_NO_MEMORY, CAUSE_ANY, NULL, CAUSE_ALWAYS,
	 ERROR_NOT_ENOUGH_MEMORY, true, "This machine is short of memory",
	 "Without memory for a deadline nothing would end an attempt that "
	 "gets stuck, so it is not begun"},

	/* -- the peer's verdict on our credentials -- */
	/* RFC 2759 section 6 defines these E= codes; they are RAS codes. */
	{CAUSE_AUTH_CODE, 646, NULL, CAUSE_ALWAYS, ERROR_RESTRICTED_LOGON_HOURS,
	 true, "The peer does not let this user in at this hour",
	 "E=646 of MS-CHAP is this very code"},
	{CAUSE_AUTH_CODE, 647, NULL, CAUSE_ALWAYS, ERROR_ACCT_DISABLED, true,
	 "The user's account at the peer is disabled",
	 "E=647 of MS-CHAP is this very code"},
	{CAUSE_AUTH_CODE, 648, NULL, CAUSE_ALWAYS, ERROR_PASSWD_EXPIRED, true,
	 "The user's password at the peer has expired",
	 "E=648 of MS-CHAP is this very code"},
	{CAUSE_AUTH_CODE, 649, NULL, CAUSE_ALWAYS, ERROR_NO_DIALIN_PERMISSION,
	 true, "The user has no dial-in permission at the peer",
	 "E=649 of MS-CHAP is this very code"},
	{CAUSE_AUTH_CODE, 691, NULL, CAUSE_ALWAYS, ERROR_AUTHENTICATION_FAILURE,
	 true, "The peer refused the user name or the password",
	 "E=691 of MS-CHAP is this very code"},
	{CAUSE_AUTH_CODE, 709, NULL, CAUSE_ALWAYS, ERROR_CHANGING_PASSWORD,
	 true, "The peer could not change the user's password",
	 "E=709 of MS-CHAP is this very code"},
	{CAUSE_AUTH_CODE, 812, NULL, CAUSE_ALWAYS, ERROR_SERVER_POLICY, true,
	 "A policy of the peer forbids this connection",
	 "Not in RFC 2759, but NPS sends it for a refusing policy"},
	{CAUSE_AUTH_FAILED, CAUSE_ANY, NULL, CAUSE_ALWAYS,
	 ERROR_AUTHENTICATION_FAILURE, true,
	 "The peer refused the user name or the password",
	 "CHAP-MD5, PAP and EAP have no codes, and a code that is not listed "
	 "(E=652, or a hostile E=600) must not become a result of ours"},

	/* -- the modem -- */
	{CAUSE_CONNECT, DIALER_CONNECT_BUSY, NULL, CAUSE_BEFORE_UP,
	 ERROR_LINE_BUSY, true, "The line is busy", "The modem said BUSY"},
	{CAUSE_CONNECT, DIALER_CONNECT_NO_CARRIER, NULL, CAUSE_BEFORE_UP,
	 ERROR_NO_CARRIER, true, "The modem got no carrier",
	 "The modem said NO CARRIER"},
	{CAUSE_CONNECT, DIALER_CONNECT_NO_DIALTONE, NULL, CAUSE_BEFORE_UP,
	 ERROR_NO_DIALTONE, true, "There is no dial tone on the line",
	 "The modem said NO DIALTONE"},
	{CAUSE_CONNECT, DIALER_CONNECT_NO_ANSWER, NULL, CAUSE_BEFORE_UP,
	 ERROR_NO_ANSWER, true, "Nobody answered the call",
	 "The modem said NO ANSWER"},
	{CAUSE_CONNECT, DIALER_CONNECT_VOICE, NULL, CAUSE_BEFORE_UP,
	 ERROR_VOICE_ANSWER, true, "A person answered instead of a modem",
	 "The modem said VOICE"},
	{CAUSE_CONNECT, DIALER_CONNECT_TIMEOUT, NULL, CAUSE_BEFORE_UP,
	 ERROR_NO_ANSWER, true, "Nobody answered the call in time",
	 "Ringing unheard is no answer, whether or not the modem says so"},
	{CAUSE_CONNECT, DIALER_CONNECT_ERROR, NULL, CAUSE_BEFORE_UP,
	 ERROR_FROM_DEVICE, true, "The modem reported an error",
	 "The modem said ERROR: it refuses the command or the number"},
	{CAUSE_CONNECT, DIALER_CONNECT_NOT_READY, NULL, CAUSE_BEFORE_UP,
	 ERROR_DEVICE_NOT_READY, true,
	 "The modem does not answer its initialisation",
	 "No OK to the init string: it is off, absent or at another speed"},
	{CAUSE_CONNECT, DIALER_CONNECT_FAILED, NULL, CAUSE_BEFORE_UP,
	 ERROR_PORT_OR_DEVICE, true, "The connect script failed",
	 "chat could not run or could not use the port"},

	/* -- encryption -- */
	{CAUSE_WE_TERMINATED, CAUSE_ANY, "MPPE required", CAUSE_BEFORE_UP,
	 ERROR_NO_REMOTE_ENCRYPTION, true,
	 "The entry requires encryption and the peer does not offer it",
	 "pppd's words when CCP ends without MPPE. After the link is up the "
	 "text of our Terminate-Request is worthless (\"MPPE disabled\" "
	 "whatever the reason), so only before"},
	{CAUSE_PEER_TERMINATED, CAUSE_ANY, "MPPE required", CAUSE_BEFORE_UP,
	 ERROR_NO_LOCAL_ENCRYPTION, true,
	 "The peer requires encryption and the entry does not allow it",
	 "The same words of a peer that is pppd"},

	/* -- authentication, without a verdict -- */
	{CAUSE_AUTH_REFUSED, CAUSE_ANY, NULL, CAUSE_BEFORE_UP,
	 ERROR_PEER_REFUSED_AUTH, true,
	 "None of the authentication protocols that the peer asks for is "
	 "allowed by the entry",
	 "Seen in our own LCP Configure-Reject; 919 is what Windows shows for "
	 "protocols that do not match the connection's settings"},
	{CAUSE_PEER_TERMINATED, CAUSE_ANY, "uthentication failed",
	 CAUSE_BEFORE_UP, ERROR_AUTHENTICATION_FAILURE, true,
	 "The peer refused the user name or the password",
	 "Some peers end LCP without a CHAP Failure or PAP Nak"},
	{CAUSE_WE_TERMINATED, CAUSE_ANY, "Failed to authenticate ourselves",
	 CAUSE_BEFORE_UP, ERROR_AUTHENTICATION_FAILURE, true,
	 "The peer refused the user name or the password",
	 "pppd knows of a refusal that no packet showed (EAP)"},

	/* -- LCP -- */
	{CAUSE_WE_TERMINATED, CAUSE_ANY, "Loopback", CAUSE_ALWAYS,
	 ERROR_PPP_LOOPBACK_DETECTED, true, "The line is looped back",
	 "LCP saw its own magic number"},
	{CAUSE_WE_TERMINATED, CAUSE_ANY, "Link inactive", CAUSE_ALWAYS,
	 ERROR_IDLE_DISCONNECTED, false, "The link was idle and hung up",
	 "926 is the router's code for it (828 the client's); no failure: "
	 "the next demand dials again"},
	{CAUSE_WE_TERMINATED, CAUSE_ANY, "Connect time expired", CAUSE_ALWAYS,
	 ERROR_PPP_SESSION_TIMEOUT, false, "The time of the link was over",
	 "mprerror.h: the connection time limit has been reached"},
	{CAUSE_ECHO_TIMEOUT, CAUSE_ANY, NULL, CAUSE_AFTER_UP,
	 ERROR_LINK_FAILURE, true, "The peer no longer answers",
	 "Cable cut or peer dead: 829 is what Windows reports when a link "
	 "that was up fails by itself"},
	{CAUSE_PEER_TERMINATED, CAUSE_ANY, NULL, CAUSE_AFTER_UP,
	 ERROR_REMOTE_DISCONNECTION, true, "The peer hung up",
	 "A Terminate-Request of the peer on a link that was up"},
	{CAUSE_IPCP_WE_TERMINATED, CAUSE_ANY, "local IP address",
	 CAUSE_BEFORE_UP, ERROR_PPP_NO_ADDRESS_ASSIGNED, true,
	 "The peer did not give us an address",
	 "pppd closes IPCP with these words and does not exit"},
	{CAUSE_IPCP_WE_TERMINATED, CAUSE_ANY, "IP address", CAUSE_BEFORE_UP,
	 ERROR_PPP_REQUIRED_ADDRESS_REJECTED, true,
	 "The peer refuses the address that the entry asks for",
	 "pppd closes IPCP with these words and does not exit"},
	{CAUSE_IPCP_WE_TERMINATED, CAUSE_ANY, NULL, CAUSE_BEFORE_UP,
	 ERROR_IP_CONFIGURATION, true,
	 "The network protocol could not be configured",
	 "pppd closes IPCP when the kernel refuses an address or a route"},
	{CAUSE_IPCP_PEER_TERMINATED, CAUSE_ANY, NULL, CAUSE_ALWAYS,
	 ERROR_PPP_NCP_TERMINATED, true, "The peer ended the network protocol",
	 "raserror.h: the remote computer terminated the control protocol"},
	{CAUSE_IPCP_REJECTED, CAUSE_ANY, NULL, CAUSE_BEFORE_UP,
	 ERROR_PPP_CP_REJECTED, true,
	 "The peer does not speak the network protocol",
	 "A Protocol-Reject of the only network protocol that was wanted"},
	{CAUSE_WE_TERMINATED, CAUSE_ANY, "No network protocols running",
	 CAUSE_ALWAYS, ERROR_PPP_NO_PROTOCOLS_CONFIGURED, true,
	 "No network protocol could be agreed upon",
	 "What Windows shows when every control protocol has failed"},
	{CAUSE_WE_TERMINATED, CAUSE_ANY, "User request", CAUSE_ALWAYS,
	 ERROR_USER_DISCONNECTION, true,
	 "The pppd of the link was told to end, not by rrasd",
	 "pppd's words for a signal; of our own nothing is noted"},
	{CAUSE_PEER_TERMINATED, CAUSE_ANY, NULL, CAUSE_BEFORE_UP,
	 ERROR_PPP_LCP_TERMINATED, true, "The peer broke off the negotiation",
	 "A Terminate-Request before the link is up"},
	{CAUSE_LCP_SILENCE, CAUSE_ANY, NULL, CAUSE_BEFORE_UP,
	 ERROR_PPP_NO_RESPONSE, true, "The peer does not speak PPP",
	 "721: not one packet came; 718 is for a conversation that stalled"},
	{CAUSE_LCP_TIMEOUT, CAUSE_ANY, NULL, CAUSE_BEFORE_UP, ERROR_PPP_TIMEOUT,
	 true, "The peer stopped answering",
	 "718: the conversation began and was not answered in time"},
	{CAUSE_ECHO_TIMEOUT, CAUSE_ANY, NULL, CAUSE_BEFORE_UP,
	 ERROR_PPP_TIMEOUT, true, "The peer stopped answering",
	 "LCP was open, so the conversation had begun"},
	{CAUSE_HANGUP, CAUSE_ANY, NULL, CAUSE_AFTER_UP, ERROR_NO_CONNECTION,
	 true, "The connection was dropped",
	 "Carrier, session or network device lost without a word of PPP"},
	{CAUSE_HANGUP, CAUSE_ANY, NULL, CAUSE_BEFORE_UP,
	 ERROR_PORT_DISCONNECTED, true,
	 "The connection was dropped before the link was up",
	 "619 is what Windows shows when the port closes in the negotiation"},

	/* -- our own clocks -- */
	{CAUSE_DEADLINE, DIALER_PHASE_QUEUED, NULL, CAUSE_BEFORE_UP,
	 ERROR_REQUEST_TIMEOUT, true,
	 "Other attempts took too long for this one to get its turn",
	 "638: nothing is known of the peer, the request waited in vain"},
	{CAUSE_DEADLINE, DIALER_PHASE_DIAL, NULL, CAUSE_BEFORE_UP,
	 ERROR_NO_ANSWER, true, "There was no answer in time",
	 "Nothing was found to speak PPP with"},
	{CAUSE_DEADLINE, DIALER_PHASE_NETWORK, NULL, CAUSE_BEFORE_UP,
	 ERROR_PPP_NOT_CONVERGING, true,
	 "The network protocol was not agreed upon in time",
	 "Addresses refused cause no exit of pppd; 732 is \"negotiation is "
	 "not converging\""},
	{CAUSE_DEADLINE, CAUSE_ANY, NULL, CAUSE_BEFORE_UP, ERROR_PPP_TIMEOUT,
	 true, "The peer did not complete the negotiation in time",
	 "LCP or authentication stalled"},

	/* -- the child, when nothing else is known -- */
	{CAUSE_BROKEN, CAUSE_ANY, NULL, CAUSE_ALWAYS,
	 ERROR_RASMAN_CANNOT_INITIALIZE, true,
	 "The pppd plugin is not the one of this rrasd",
	 "A matter of this machine's installation; the link was killed"},
	{CAUSE_SIGNAL, CAUSE_ANY, NULL, CAUSE_AFTER_UP, ERROR_NO_CONNECTION,
	 true, "The pppd of the link was killed",
	 "The connection was dropped, by somebody on this machine"},
	{CAUSE_SIGNAL, CAUSE_ANY, NULL, CAUSE_BEFORE_UP,
	 ERROR_PORT_DISCONNECTED, true, "The pppd of the link was killed",
	 "As a lost line in the negotiation"},
	{CAUSE_EXIT, PPPD_OPTIONS, NULL, CAUSE_ALWAYS,
	 ERROR_RASMAN_CANNOT_INITIALIZE, true,
	 "pppd refused its options or our plugin",
	 "It dies before the plugin runs; raserror.h sends the reader to the "
	 "event log, where pppd's words are"},
	{CAUSE_EXIT, PPPD_NOT_ROOT, NULL, CAUSE_ALWAYS,
	 ERROR_RASMAN_CANNOT_INITIALIZE, true, "pppd may not run as root",
	 "A matter of this machine, not of the peer"},
	{CAUSE_EXIT, PPPD_NO_KERNEL_SUPPORT, NULL, CAUSE_ALWAYS,
	 ERROR_RASMAN_CANNOT_INITIALIZE, true, "The kernel has no PPP",
	 "/dev/ppp went away after the probe"},
	{CAUSE_EXIT, CHILD_NOT_EXECUTED, NULL, CAUSE_ALWAYS,
	 ERROR_RASMAN_CANNOT_INITIALIZE, true, "pppd could not be started",
	 "It went away after the probe, or is no program"},
	{CAUSE_EXIT, PPPD_LOCK_FAILED, NULL, CAUSE_ALWAYS,
	 ERROR_PORT_NOT_AVAILABLE, true,
	 "The port is in use by another program",
	 "633; the lock file of another program"},
	{CAUSE_EXIT, PPPD_OPEN_FAILED, NULL, CAUSE_ALWAYS, ERROR_PORT_OR_DEVICE,
	 true, "The port could not be opened",
	 "The device node is there, the hardware behind it is not"},
	{CAUSE_EXIT, PPPD_IDLE, NULL, CAUSE_AFTER_UP, ERROR_IDLE_DISCONNECTED,
	 false, "The link was idle and hung up", "Of the trustworthy statuses"},
	{CAUSE_EXIT, PPPD_CONNECT_TIME, NULL, CAUSE_AFTER_UP,
	 ERROR_PPP_SESSION_TIMEOUT, false, "The time of the link was over",
	 "Of the trustworthy statuses"},
	{CAUSE_EXIT, PPPD_LOOPBACK, NULL, CAUSE_ALWAYS,
	 ERROR_PPP_LOOPBACK_DETECTED, true, "The line is looped back",
	 "The Terminate-Request need not have been sent"},
	{CAUSE_NO_LINK, DIALER_KIND_PPPOE, "PADS", CAUSE_BEFORE_UP,
	 ERROR_CONNECTION_REJECT, true,
	 "The access concentrator did not grant a session",
	 "A PADO came, so somebody is there, but no PADS with a session"},
	{CAUSE_NO_LINK, DIALER_KIND_PPPOE, NULL, CAUSE_BEFORE_UP,
	 ERROR_NO_ANSWER, true,
	 "No access concentrator answered on the Ethernet",
	 "No PADO for our PADI: absent, wrong service or cable out. Windows "
	 "says 678 too"},
	{CAUSE_NO_LINK, CAUSE_ANY, NULL, CAUSE_BEFORE_UP, ERROR_PORT_OR_DEVICE,
	 true, "The port could not be used",
	 "pppd gave up on the tty before the connect script spoke"},
	{CAUSE_EXIT, PPPD_AUTH_FAILED, NULL, CAUSE_BEFORE_UP,
	 ERROR_AUTHENTICATION_FAILURE, true,
	 "The peer refused the user name or the password",
	 "Last resort: measured to be right when it comes"},
	{CAUSE_EXIT, PPPD_PEER_AUTH_FAILED, NULL, CAUSE_BEFORE_UP,
	 ERROR_REMOTE_AUTHENTICATION_FAILURE, true,
	 "The peer did not prove who it is",
	 "Only when an options file of this machine asks for it"},
	{CAUSE_EXIT, PPPD_NEGOTIATION_FAILED, NULL, CAUSE_BEFORE_UP,
	 ERROR_PPP_NOT_CONVERGING, true, "The negotiation failed",
	 "Last resort"},
	{CAUSE_EXIT, PPPD_PEER_DEAD, NULL, CAUSE_ALWAYS, ERROR_LINK_FAILURE,
	 true, "The peer no longer answers", "Last resort"},
	{CAUSE_EXIT, PPPD_INIT_FAILED, NULL, CAUSE_ALWAYS, ERROR_FROM_DEVICE,
	 true, "The modem could not be initialised", "Last resort"},
	{CAUSE_EXIT, PPPD_FATAL, NULL, CAUSE_ALWAYS,
	 ERROR_RASMAN_CANNOT_INITIALIZE, true, "pppd failed",
	 "A system call failed; its words say which"},
	{CAUSE_NOTHING, CAUSE_ANY, NULL, CAUSE_AFTER_UP, ERROR_NO_CONNECTION,
	 true, "The connection was dropped",
	 "It was up and is not: so much is true"},
	{CAUSE_NOTHING, CAUSE_ANY, NULL, CAUSE_BEFORE_UP,
	 ERROR_PORT_DISCONNECTED, true,
	 "The attempt ended without a known reason",
	 "619 is Windows' own word for it"},
};

const struct dialer_cause *dialer_cause_table(size_t *count)
{
	*count = sizeof(table) / sizeof(table[0]);
	return table;
}

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
		return facts->connect_text;
	case CAUSE_WE_TERMINATED:
	case CAUSE_PEER_TERMINATED:
		return facts->lcp.text;
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
		return facts->hangup_asked;
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
	case CAUSE_WE_TERMINATED:
		return terminated(&facts->lcp, DIALER_SIDE_US);
	case CAUSE_PEER_TERMINATED:
		return terminated(&facts->lcp, DIALER_SIDE_PEER);
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
		       !facts->heard;
	case CAUSE_ECHO_TIMEOUT:
		return facts->echo_timeout;
	case CAUSE_HANGUP:
		return facts->hangup;
	case CAUSE_DEADLINE:
		return facts->deadline != DIALER_PHASE_NONE &&
		       value_is(row, facts->deadline);
	case CAUSE_NO_LINK:
		return facts->gone && facts->phase <= DIALER_PHASE_DIAL &&
		       facts->status == PPPD_CONNECT_FAILED &&
		       value_is(row, facts->kind);
	case CAUSE_BROKEN:
		return facts->broken;
	case CAUSE_SIGNAL:
		return facts->gone && facts->signalled;
	case CAUSE_EXIT:
		return facts->gone && !facts->signalled &&
		       value_is(row, facts->status);
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
	size_t i = 0;

	while (!holds(&table[i], facts)) {
		i++; /* the last rows always hold */
	}
	return &table[i];
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
