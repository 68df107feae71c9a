/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * SSTP's crypto binding ([MS-SSTP] 3.2.5.2): the proof, in Call Connected,
 * that who has authenticated by PPP is who has made the TLS connection.
 */
#ifndef SERVER_DIALER_TUNNEL_SSTP_BINDING_H
#define SERVER_DIALER_TUNNEL_SSTP_BINDING_H

#include <util/data_blob.h>
#include "sstp_message.h"

#define SSTP_HLAK_SIZE 32

/**
 * @brief The Higher-Layer Authentication Key of the client.
 *
 * @param[in] send_key, receive_key  MPPE's master keys, @size bytes of each;
 *                                   a size of 0: PPP has made none
 */
void sstp_binding_hlak(const uint8_t *send_key, const uint8_t *receive_key,
		       size_t size, uint8_t hlak[SSTP_HLAK_SIZE]);

/**
 * @brief Choose of what the server can.
 *
 * @param[in] mask  of CERT_HASH_PROTOCOL_
 * @return SHA-256, SHA-1 if there is nothing better, 0 when we know none
 */
uint8_t sstp_binding_choose(uint8_t mask);

/**
 * @brief Make a Call Connected message.
 *
 * @param[in]  hash         that sstp_binding_choose() has chosen
 * @param[in]  nonce        of the server's Connect Ack
 * @param[in]  certificate  of the server, DER
 * @param[out] message      complete
 * @return false when the library refuses (SHA-1 in a FIPS machine)
 */
bool sstp_binding_make(uint8_t hash, const uint8_t nonce[SSTP_NONCE_SIZE],
		       DATA_BLOB certificate,
		       const uint8_t hlak[SSTP_HLAK_SIZE],
		       struct sstp_message *message);

#endif
