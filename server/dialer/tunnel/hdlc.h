/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * PPP in HDLC-like framing (RFC 1662): what pppd reads and writes on a tty, to
 * and from frames.
 */
#ifndef SERVER_DIALER_TUNNEL_HDLC_H
#define SERVER_DIALER_TUNNEL_HDLC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** @brief The longest frame, without FCS; longer ones are dropped. */
#define HDLC_MAX_FRAME 4096
/** @brief Bytes that a frame can become. */
#define HDLC_MAX_ENCODED(size) (2 * ((size) + 2) + 2)

/** @brief All characters below 0x20 escaped: what every receiver takes. */
#define HDLC_ACCM_ALL 0xffffffffU

/** @brief One direction of a tty; all zero at the beginning. */
struct hdlc_decoder {
	uint8_t frame[HDLC_MAX_FRAME + 2]; /* with its FCS */
	size_t used;
	bool escaped;  /**< the last byte was 0x7d */
	bool dropping; /**< too long, until the next flag */
	uint64_t bad;  /**< frames that were dropped */
};

/** @param[in] frame  with address and control if it had them, no FCS */
typedef void (*hdlc_frame_fn)(const uint8_t *frame, size_t size,
			      void *private_data);

/** @brief Take bytes of a tty; @fn is called for each frame that ends. */
void hdlc_decode(struct hdlc_decoder *decoder, const uint8_t *bytes,
		 size_t size, hdlc_frame_fn fn, void *private_data);

/**
 * @brief Make the bytes for a tty of a frame.
 *
 * @param[in]  accm  bits of characters below 0x20 that are escaped
 * @param[out] bytes HDLC_MAX_ENCODED(size)
 * @return how many there are
 */
size_t hdlc_encode(const uint8_t *frame, size_t size, uint32_t accm,
		   uint8_t *bytes);

#endif
