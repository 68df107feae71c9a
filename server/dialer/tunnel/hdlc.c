/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PPP in HDLC-like framing; see hdlc.h. */
#include "hdlc.h"

#include <string.h>

#define FLAG	 0x7e
#define ESCAPE	 0x7d
#define FLIP	 0x20
#define FCS_INIT 0xffff
#define FCS_GOOD 0xf0b8 /* RFC 1662 C.2: of a frame with its FCS */
#define FCS_SIZE 2

/* RFC 1662 C.2: x^16 + x^12 + x^5 + 1, four bits a step. */
static const uint16_t fcs_table[16] = {
	0x0000, 0x1081, 0x2102, 0x3183, 0x4204, 0x5285, 0x6306, 0x7387,
	0x8408, 0x9489, 0xa50a, 0xb58b, 0xc60c, 0xd68d, 0xe70e, 0xf78f,
};

static uint16_t fcs_byte(uint16_t fcs, uint8_t byte)
{
	fcs = (uint16_t)(fcs >> 4 ^ fcs_table[(fcs ^ byte) & 0x0f]);
	return (uint16_t)(fcs >> 4 ^ fcs_table[(fcs ^ byte >> 4) & 0x0f]);
}

static uint16_t fcs_of(const uint8_t *bytes, size_t size)
{
	uint16_t fcs = FCS_INIT;
	size_t i;

	for (i = 0; i < size; i++) {
		fcs = fcs_byte(fcs, bytes[i]);
	}
	return fcs;
}

/* At a flag.  Two flags in a row are no frame; an escape before a flag is an
 * abort (RFC 1662 section 4.3). */
static void end_frame(struct hdlc_decoder *decoder, hdlc_frame_fn fn,
		      void *private_data)
{
	size_t used = decoder->used;
	bool good = !decoder->dropping && !decoder->escaped &&
		    used > FCS_SIZE && fcs_of(decoder->frame, used) == FCS_GOOD;

	if (!good && (used > 0 || decoder->dropping || decoder->escaped)) {
		decoder->bad++;
	}
	decoder->used = 0;
	decoder->escaped = false;
	decoder->dropping = false;
	if (good) {
		fn(decoder->frame, used - FCS_SIZE, private_data);
	}
}

static void add_byte(struct hdlc_decoder *decoder, uint8_t byte)
{
	if (decoder->escaped) {
		byte ^= FLIP;
		decoder->escaped = false;
	}
	if (decoder->used == sizeof(decoder->frame)) {
		decoder->dropping = true;
		return;
	}
	decoder->frame[decoder->used++] = byte;
}

void hdlc_decode(struct hdlc_decoder *decoder, const uint8_t *bytes,
		 size_t size, hdlc_frame_fn fn, void *private_data)
{
	size_t i;

	for (i = 0; i < size; i++) {
		if (bytes[i] == FLAG) {
			end_frame(decoder, fn, private_data);
		} else if (bytes[i] == ESCAPE) {
			decoder->escaped = true;
		} else {
			add_byte(decoder, bytes[i]);
		}
	}
}

static uint8_t *put(uint8_t *to, uint8_t byte, uint32_t accm)
{
	if (byte == FLAG || byte == ESCAPE ||
	    (byte < 0x20 && (accm >> byte & 1) != 0)) {
		*to++ = ESCAPE;
		byte ^= FLIP;
	}
	*to++ = byte;
	return to;
}

size_t hdlc_encode(const uint8_t *frame, size_t size, uint32_t accm,
		   uint8_t *bytes)
{
	uint16_t fcs = fcs_of(frame, size) ^ 0xffff;
	uint8_t *to = bytes;
	size_t i;

	*to++ = FLAG;
	for (i = 0; i < size; i++) {
		to = put(to, frame[i], accm);
	}
	to = put(to, (uint8_t)fcs, accm);
	to = put(to, (uint8_t)(fcs >> 8), accm);
	*to++ = FLAG;
	return (size_t)(to - bytes);
}
