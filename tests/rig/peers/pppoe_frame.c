/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PPPoE discovery frames (RFC 2516). */
#include "pppoe_frame.h"
#include <string.h>

/* Ethernet header, then version/type, code, session, length. */
#define CODE_AT	   15
#define SESSION_AT 16
#define LENGTH_AT  18
#define TAGS_AT	   20
#define SHORTEST   60

static uint16_t get16(const uint8_t *p)
{
	return (uint16_t)(p[0] << 8 | p[1]);
}

static void put16(uint8_t *p, size_t value)
{
	p[0] = (uint8_t)(value >> 8);
	p[1] = (uint8_t)value;
}

static void take_tag(struct pppoe_request *request, uint16_t tag,
		     const uint8_t *data, uint16_t len)
{
	struct pppoe_host_uniq *uniq = &request->host_uniq;

	if (tag == PPPOE_SERVICE_NAME && len < sizeof(request->service)) {
		memcpy(request->service, data, len);
		request->service[len] = '\0';
	}
	if (tag == PPPOE_HOST_UNIQ && len <= sizeof(uniq->data)) {
		uniq->present = true;
		uniq->len = len;
		memcpy(uniq->data, data, len);
	}
}

bool pppoe_parse(const uint8_t *data, size_t len,
		 const uint8_t own[PPPOE_MAC_LEN],
		 struct pppoe_request *request)
{
	static const uint8_t broadcast[PPPOE_MAC_LEN] = {0xff, 0xff, 0xff,
							 0xff, 0xff, 0xff};
	size_t at, end;

	*request = (struct pppoe_request){.code = 0};
	if (len < TAGS_AT || TAGS_AT + (size_t)get16(data + LENGTH_AT) > len) {
		return false;
	}
	request->to_us = memcmp(data, own, PPPOE_MAC_LEN) == 0;
	if (!request->to_us && memcmp(data, broadcast, PPPOE_MAC_LEN) != 0) {
		return false;
	}
	memcpy(request->client, data + PPPOE_MAC_LEN, PPPOE_MAC_LEN);
	request->code = data[CODE_AT];
	request->session = get16(data + SESSION_AT);

	end = TAGS_AT + (size_t)get16(data + LENGTH_AT);
	for (at = TAGS_AT; at + 4 <= end;) {
		uint16_t tag = get16(data + at), size = get16(data + at + 2);

		at += 4;
		if (at + size > end) {
			return false;
		}
		take_tag(request, tag, data + at, size);
		at += size;
	}
	return true;
}

void pppoe_begin(struct pppoe_frame *frame, const uint8_t own[PPPOE_MAC_LEN],
		 const uint8_t client[PPPOE_MAC_LEN], enum pppoe_code code,
		 uint16_t session)
{
	memset(frame->data, 0, sizeof(frame->data));
	memcpy(frame->data, client, PPPOE_MAC_LEN);
	memcpy(frame->data + PPPOE_MAC_LEN, own, PPPOE_MAC_LEN);
	put16(frame->data + 12, PPPOE_ETHERTYPE);
	frame->data[14] = 0x11;
	frame->data[CODE_AT] = (uint8_t)code;
	put16(frame->data + SESSION_AT, session);
	frame->len = TAGS_AT;
}

void pppoe_add(struct pppoe_frame *frame, enum pppoe_tag tag, const void *data,
	       size_t len)
{
	if (frame->len + 4 + len > sizeof(frame->data)) {
		return;
	}
	put16(frame->data + frame->len, tag);
	put16(frame->data + frame->len + 2, len);
	memcpy(frame->data + frame->len + 4, data, len);
	frame->len += 4 + len;
}

void pppoe_add_string(struct pppoe_frame *frame, enum pppoe_tag tag,
		      const char *string)
{
	pppoe_add(frame, tag, string, strlen(string));
}

void pppoe_add_host_uniq(struct pppoe_frame *frame,
			 const struct pppoe_host_uniq *host_uniq)
{
	if (host_uniq->present) {
		pppoe_add(frame, PPPOE_HOST_UNIQ, host_uniq->data,
			  host_uniq->len);
	}
}

void pppoe_finish(struct pppoe_frame *frame)
{
	put16(frame->data + LENGTH_AT, frame->len - TAGS_AT);
	if (frame->len < SHORTEST) {
		frame->len = SHORTEST;
	}
}
