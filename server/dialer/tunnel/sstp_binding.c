/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SSTP's crypto binding; see sstp_binding.h. */
#include "sstp_binding.h"

#include <string.h>
#include <gnutls/crypto.h>

#define KEY_SIZE 16 /* of each half of the HLAK */

struct hash_protocol {
	gnutls_digest_algorithm_t digest;
	gnutls_mac_algorithm_t mac;
	uint8_t size;
};

static const struct hash_protocol sha256 = {GNUTLS_DIG_SHA256,
					    GNUTLS_MAC_SHA256, 32};
static const struct hash_protocol sha1 = {GNUTLS_DIG_SHA1, GNUTLS_MAC_SHA1, 20};

/*
 * "If the higher-layer PPP authentication method did not generate any keys
 * [...] HLAK MUST be 32 octets of 0x00 each"; a key that is longer than 16
 * bytes is cut, a shorter one filled with zeros.
 */
void sstp_binding_hlak(const uint8_t *send_key, const uint8_t *receive_key,
		       size_t size, uint8_t hlak[SSTP_HLAK_SIZE])
{
	if (size > KEY_SIZE) {
		size = KEY_SIZE;
	}
	memset(hlak, 0, SSTP_HLAK_SIZE);
	if (size > 0) {
		memcpy(hlak, send_key, size);
		memcpy(hlak + KEY_SIZE, receive_key, size);
	}
}

uint8_t sstp_binding_choose(uint8_t mask)
{
	if ((mask & CERT_HASH_PROTOCOL_SHA256) != 0) {
		return CERT_HASH_PROTOCOL_SHA256;
	}
	return mask & CERT_HASH_PROTOCOL_SHA1;
}

/* The Compound MAC Key: the first block of PRF+, which is as long as it. */
static bool make_cmk(const struct hash_protocol *protocol,
		     const uint8_t hlak[SSTP_HLAK_SIZE],
		     uint8_t cmk[SSTP_HASH_SIZE])
{
	static const char seed[] = "SSTP inner method derived CMK";
	uint8_t input[sizeof(seed) - 1 + 3];
	size_t size = sizeof(seed) - 1;

	memcpy(input, seed, size);
	input[size++] = protocol->size; /* LEN, 16 bits, little-endian */
	input[size++] = 0;
	input[size++] = 1; /* number of the block */
	return gnutls_hmac_fast(protocol->mac, hlak, SSTP_HLAK_SIZE, input,
				size, cmk) == 0;
}

bool sstp_binding_make(uint8_t hash, const uint8_t nonce[SSTP_NONCE_SIZE],
		       DATA_BLOB certificate,
		       const uint8_t hlak[SSTP_HLAK_SIZE],
		       struct sstp_message *message)
{
	const struct hash_protocol *protocol =
		hash == CERT_HASH_PROTOCOL_SHA256 ? &sha256 : &sha1;
	uint8_t cmk[SSTP_HASH_SIZE], packet[SSTP_MAX_MESSAGE];
	size_t size;
	bool ok;

	*message = (struct sstp_message){.type = SSTP_MSG_CALL_CONNECTED,
					 .hash = hash};
	memcpy(message->nonce, nonce, SSTP_NONCE_SIZE);
	if (gnutls_hash_fast(protocol->digest, certificate.data,
			     certificate.length,
			     message->certificate_hash) != 0 ||
	    !make_cmk(protocol, hlak, cmk)) {
		return false;
	}
	/* over the whole message, in which the MAC is still zero */
	size = sstp_message_push(message, packet);
	ok = gnutls_hmac_fast(protocol->mac, cmk, protocol->size, packet, size,
			      message->compound_mac) == 0;
	gnutls_memset(cmk, 0, sizeof(cmk));
	return ok;
}
