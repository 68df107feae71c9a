/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The HTTP request of SSTP and its answer; see sstp_http.h. */
#include "sstp_http.h"

#include <stdio.h>
#include <string.h>

#define END_OF_HEADERS "\r\n\r\n"
#define VERSION	       "HTTP/1."

/*
 * [MS-SSTP] 3.2.4.1: "The HTTP layer [...] SSTP_DUPLEX_POST with a content
 * length encoding of 18446744073709551615".
 */
char *sstp_http_request(TALLOC_CTX *mem_ctx, const char *host,
			const uint8_t id[16])
{
	return talloc_asprintf(
		mem_ctx,
		"SSTP_DUPLEX_POST "
		"/sra_{BA195980-CD49-458b-9E23-C84EE0ADCD75}/ HTTP/1.1\r\n"
		"SSTPCORRELATIONID: {%02X%02X%02X%02X-%02X%02X-%02X%02X-"
		"%02X%02X-%02X%02X%02X%02X%02X%02X}\r\n"
		"Content-Length: 18446744073709551615\r\n"
		"Host: %s\r\n"
		"\r\n",
		id[0], id[1], id[2], id[3], id[4], id[5], id[6], id[7], id[8],
		id[9], id[10], id[11], id[12], id[13], id[14], id[15], host);
}

/* "HTTP/1.1 200 OK", and HTTP.SYS sends no reason. */
static enum sstp_http_peek read_status(const char *line,
				       struct sstp_http_answer *answer)
{
	const char *reason;
	unsigned status = 0;
	int i;

	line += strlen(VERSION);
	if (line[0] < '0' || line[0] > '9' || line[1] != ' ') {
		return SSTP_HTTP_NO_HTTP;
	}
	for (i = 2; i < 5; i++) {
		if (line[i] < '0' || line[i] > '9') {
			return SSTP_HTTP_NO_HTTP;
		}
		status = status * 10 + (unsigned)(line[i] - '0');
	}
	reason = line + 5;
	if (reason[0] != ' ' && reason[0] != '\r') {
		return SSTP_HTTP_NO_HTTP;
	}
	answer->status = status;
	snprintf(answer->reason, sizeof(answer->reason), "%.*s",
		 (int)strcspn(reason + (reason[0] == ' '), "\r"),
		 reason + (reason[0] == ' '));
	return SSTP_HTTP_ANSWER;
}

enum sstp_http_peek sstp_http_peek(const uint8_t *bytes, size_t available,
				   struct sstp_http_answer *answer)
{
	size_t known = strlen(VERSION), size;
	const uint8_t *end;
	char headers[SSTP_HTTP_MAX + 1];

	/* Something else is told at once, and not waited for. */
	if (memcmp(bytes, VERSION, available < known ? available : known) !=
	    0) {
		return SSTP_HTTP_NO_HTTP;
	}
	end = memmem(bytes, available, END_OF_HEADERS, strlen(END_OF_HEADERS));
	size = end == NULL ? available
			   : (size_t)(end - bytes) + strlen(END_OF_HEADERS);
	if (size > SSTP_HTTP_MAX) {
		return SSTP_HTTP_NO_HTTP;
	}
	if (end == NULL) {
		return SSTP_HTTP_PART;
	}
	memcpy(headers, bytes, size);
	headers[size] = '\0';
	answer->size = size;
	return read_status(headers, answer);
}
