/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PPPoE discovery frames (RFC 2516). */
#ifndef RIG_PPPOE_FRAME_H
#define RIG_PPPOE_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PPPOE_ETHERTYPE 0x8863
#define PPPOE_MAC_LEN	6

enum pppoe_code {
	PPPOE_PADI = 0x09,
	PPPOE_PADO = 0x07,
	PPPOE_PADR = 0x19,
	PPPOE_PADS = 0x65,
	PPPOE_PADT = 0xa7,
};

enum pppoe_tag {
	PPPOE_SERVICE_NAME = 0x0101,
	PPPOE_AC_NAME = 0x0102,
	PPPOE_HOST_UNIQ = 0x0103,
	PPPOE_AC_COOKIE = 0x0104,
	PPPOE_SERVICE_NAME_ERROR = 0x0201,
	PPPOE_AC_SYSTEM_ERROR = 0x0202,
};

/** The client's mark: returned unchanged in every answer. */
struct pppoe_host_uniq {
	bool present;
	uint16_t len;
	uint8_t data[256];
};

/** What we need of a received frame. */
struct pppoe_request {
	uint8_t code;
	uint16_t session;
	bool to_us; /**< unicast to our address, not broadcast */
	uint8_t client[PPPOE_MAC_LEN];
	char service[256]; /**< "" for any */
	struct pppoe_host_uniq host_uniq;
};

/** A frame under construction. */
struct pppoe_frame {
	size_t len;
	uint8_t data[1514];
};

/**
 * @brief Read a discovery frame.
 *
 * @param[in] own  our MAC address.
 * @return false when the frame is malformed or for somebody else.
 */
bool pppoe_parse(const uint8_t *data, size_t len,
		 const uint8_t own[PPPOE_MAC_LEN],
		 struct pppoe_request *request);

/** @brief Begin a frame. */
void pppoe_begin(struct pppoe_frame *frame, const uint8_t own[PPPOE_MAC_LEN],
		 const uint8_t client[PPPOE_MAC_LEN], enum pppoe_code code,
		 uint16_t session);

/** @brief Append a tag. A tag that does not fit is left out. */
void pppoe_add(struct pppoe_frame *frame, enum pppoe_tag tag, const void *data,
	       size_t len);

/** @brief Append a tag with a string. */
void pppoe_add_string(struct pppoe_frame *frame, enum pppoe_tag tag,
		      const char *string);

/** @brief Append the client's mark if it sent one. */
void pppoe_add_host_uniq(struct pppoe_frame *frame,
			 const struct pppoe_host_uniq *host_uniq);

/** @brief Write the length and pad to the shortest Ethernet frame. */
void pppoe_finish(struct pppoe_frame *frame);

#endif
