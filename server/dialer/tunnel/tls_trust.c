/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whom a TLS client believes; see tls_trust.h. */
#include "tls_trust.h"
#include <stdint.h>
#include <stdio.h>
#include <gnutls/x509.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Nobody to trust is not "trust everybody": the handshake fails then. */
int tls_trust_load(struct tls_trust *trust, const char *ca_file)
{
	int count, ret;

	ret = gnutls_certificate_allocate_credentials(&trust->credentials);
	if (ret != 0) {
		return ret;
	}
	count = ca_file[0] != '\0' ? gnutls_certificate_set_x509_trust_file(
					     trust->credentials, ca_file,
					     GNUTLS_X509_FMT_PEM)
				   : gnutls_certificate_set_x509_system_trust(
					     trust->credentials);
	return count < 0 ? count : 0;
}

/*
 * The name, and that the certificate is one for servers: an authority that
 * signs those of clients or of mail does not mean them to be this one's.  One
 * that does not say what it is for is for everything (RFC 5280 4.2.1.12), as
 * it is for Windows.
 */
int tls_trust_demand(struct tls_trust *trust, gnutls_session_t session,
		     const char *server)
{
	static const char purpose[] = GNUTLS_KP_TLS_WWW_SERVER;

	trust->expected[0] = (gnutls_typed_vdata_st){
		.type = GNUTLS_DT_DNS_HOSTNAME,
		.data = (uint8_t *)(uintptr_t)server,
	};
	trust->expected[1] = (gnutls_typed_vdata_st){
		.type = GNUTLS_DT_KEY_PURPOSE_OID,
		.data = (uint8_t *)(uintptr_t)purpose,
	};
	gnutls_session_set_verify_cert2(session, trust->expected,
					COUNT(trust->expected), 0);
	return gnutls_credentials_set(session, GNUTLS_CRD_CERTIFICATE,
				      trust->credentials);
}

void tls_trust_words(gnutls_session_t session, char *text, size_t size)
{
	gnutls_datum_t words = {.data = NULL};
	unsigned int status = gnutls_session_get_verify_cert_status(session);

	if (gnutls_certificate_verification_status_print(
		    status, GNUTLS_CRT_X509, &words, 0) != 0) {
		text[0] = '\0';
		return;
	}
	while (words.size > 0 && words.data[words.size - 1] == ' ') {
		words.data[--words.size] = '\0'; /* behind each sentence */
	}
	snprintf(text, size, "%s", (const char *)words.data);
	gnutls_free(words.data);
}

void tls_trust_end(struct tls_trust *trust)
{
	if (trust->credentials != NULL) {
		gnutls_certificate_free_credentials(trust->credentials);
	}
}
