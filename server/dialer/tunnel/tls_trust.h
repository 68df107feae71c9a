/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whom a TLS client believes: which authorities, and what the certificate of
 * the server must say.
 */
#ifndef SERVER_DIALER_TUNNEL_TLS_TRUST_H
#define SERVER_DIALER_TUNNEL_TLS_TRUST_H

#include <stddef.h>
#include <gnutls/gnutls.h>

/** @brief All zero at first; longer-lived than the session that it is for. */
struct tls_trust {
	gnutls_certificate_credentials_t credentials;
	gnutls_typed_vdata_st expected[2];
};

/**
 * @brief Load the authorities.
 *
 * @param[in] ca_file  PEM, "" for the machine's own
 * @return 0, or an error of GnuTLS
 */
int tls_trust_load(struct tls_trust *trust, const char *ca_file);

/**
 * @brief Have the handshake fail with another server, or one that no authority
 *        vouches for.
 *
 * @param[in] server  name or address; valid until the end of the handshake
 * @return 0, or an error of GnuTLS
 */
int tls_trust_demand(struct tls_trust *trust, gnutls_session_t session,
		     const char *server);

/** @brief What is wrong with the certificate of a handshake that has failed by
 * that, in the library's words. */
void tls_trust_words(gnutls_session_t session, char *text, size_t size);

void tls_trust_end(struct tls_trust *trust);

#endif
