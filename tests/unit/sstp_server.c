/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A server of SSTP for tests; see sstp_server.h. */
#include "sstp_server.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <arpa/inet.h>
#include <netinet/in.h>
#include <cmocka.h>
#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>

#define DAY	    86400
#define TOO_LONG    20 /* seconds: a child that hangs fails its test */
#define PEM_SIZE    8192
#define NOT_CONTENT 3

struct sstp_server {
	pid_t pid;
	struct sockaddr_in address;
	char ca_file[64];
};

struct sstp_peer {
	int fd;
	gnutls_session_t session; /* NULL without TLS */
	gnutls_x509_crt_t certificate;
};

struct identity {
	gnutls_x509_privkey_t key;
	gnutls_x509_crt_t certificate;
};

/* -- certificates -- */

static void must(int ret)
{
	if (ret < 0) {
		fprintf(stderr, "sstp_server: %s\n", gnutls_strerror(ret));
		abort();
	}
}

static void make_certificate(struct identity *id, const char *name, bool is_ca,
			     time_t begin, time_t end)
{
	static uint16_t serial;
	const struct in_addr loopback = {htonl(INADDR_LOOPBACK)};
	uint8_t number[3] = {1, (uint8_t)(++serial >> 8), (uint8_t)serial};

	must(gnutls_x509_privkey_init(&id->key));
	must(gnutls_x509_privkey_generate(
		id->key, GNUTLS_PK_ECDSA,
		GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1), 0));
	must(gnutls_x509_crt_init(&id->certificate));
	must(gnutls_x509_crt_set_version(id->certificate, 3));
	must(gnutls_x509_crt_set_serial(id->certificate, number,
					sizeof(number)));
	must(gnutls_x509_crt_set_key(id->certificate, id->key));
	must(gnutls_x509_crt_set_dn_by_oid(id->certificate,
					   GNUTLS_OID_X520_COMMON_NAME, 0, name,
					   (unsigned)strlen(name)));
	must(gnutls_x509_crt_set_activation_time(id->certificate, begin));
	must(gnutls_x509_crt_set_expiration_time(id->certificate, end));
	must(gnutls_x509_crt_set_basic_constraints(id->certificate, is_ca, -1));
	must(gnutls_x509_crt_set_key_usage(
		id->certificate, is_ca ? GNUTLS_KEY_KEY_CERT_SIGN
				       : GNUTLS_KEY_DIGITAL_SIGNATURE));
	if (!is_ca) {
		must(gnutls_x509_crt_set_subject_alt_name(
			id->certificate, GNUTLS_SAN_DNSNAME, name,
			(unsigned)strlen(name), GNUTLS_FSAN_SET));
		must(gnutls_x509_crt_set_subject_alt_name(
			id->certificate, GNUTLS_SAN_IPADDRESS, &loopback,
			sizeof(loopback), GNUTLS_FSAN_APPEND));
	}
}

/* Extended key usage; NULL-terminated. */
static void set_purposes(struct identity *id, const char *const *purposes)
{
	for (; *purposes != NULL; purposes++) {
		must(gnutls_x509_crt_set_key_purpose_oid(id->certificate,
							 *purposes, 0));
	}
}

static void set_purposes_of(struct identity *id,
			    enum sstp_server_certificate kind)
{
	static const char *const server[] = {GNUTLS_KP_TLS_WWW_SERVER, NULL};
	static const char *const client[] = {GNUTLS_KP_TLS_WWW_CLIENT, NULL};
	static const char *const both[] = {GNUTLS_KP_TLS_WWW_CLIENT,
					   GNUTLS_KP_TLS_WWW_SERVER, NULL};
	static const char *const anything[] = {GNUTLS_KP_ANY, NULL};
	static const char *const none[] = {NULL};

	set_purposes(id, kind == SSTP_SERVER_FOR_CLIENTS    ? client
			 : kind == SSTP_SERVER_FOR_BOTH	    ? both
			 : kind == SSTP_SERVER_FOR_ANYTHING ? anything
			 : kind == SSTP_SERVER_UNSAID	    ? none
							    : server);
}

static void sign(struct identity *id, const struct identity *by)
{
	must(gnutls_x509_crt_sign2(id->certificate, by->certificate, by->key,
				   GNUTLS_DIG_SHA256, 0));
}

static void free_identity(struct identity *id)
{
	gnutls_x509_crt_deinit(id->certificate);
	gnutls_x509_privkey_deinit(id->key);
}

static void write_ca(struct sstp_server *server, const struct identity *ca)
{
	char pem[PEM_SIZE];
	size_t size = sizeof(pem);
	int fd;

	must(gnutls_x509_crt_export(ca->certificate, GNUTLS_X509_FMT_PEM, pem,
				    &size));
	snprintf(server->ca_file, sizeof(server->ca_file),
		 "/tmp/test-sstp-ca.XXXXXX");
	fd = mkstemp(server->ca_file);
	if (fd == -1 || write(fd, pem, size) != (ssize_t)size) {
		abort();
	}
	close(fd);
}

static void make_identity(struct sstp_server *server,
			  enum sstp_server_certificate kind,
			  struct identity *id)
{
	time_t now = time(NULL);
	struct identity ca, other;
	bool expired = kind == SSTP_SERVER_EXPIRED;

	make_certificate(&ca, "test authority", true, now - 9 * DAY, now + DAY);
	make_certificate(&other, "other authority", true, now - 9 * DAY,
			 now + DAY);
	make_certificate(id, SSTP_SERVER_NAME, false, now - 8 * DAY,
			 expired ? now - DAY : now + DAY);
	set_purposes_of(id, kind);
	sign(&ca, &ca);
	sign(&other, &other);
	sign(id, kind == SSTP_SERVER_OTHER_CA	   ? &other
		 : kind == SSTP_SERVER_SELF_SIGNED ? id
						   : &ca);
	write_ca(server, &ca);
	free_identity(&ca);
	free_identity(&other);
}

/* -- the child -- */

void sstp_peer_expect(bool condition)
{
	if (!condition) {
		_exit(NOT_CONTENT);
	}
}

int sstp_peer_fd(const struct sstp_peer *peer)
{
	return peer->fd;
}

/* A process that is stopped, and goes on, has sent a part of a record: the
 * library says that it is to be asked for the rest, though the socket blocks.
 */
static bool is_half_done(ssize_t ret)
{
	return ret == GNUTLS_E_AGAIN || ret == GNUTLS_E_INTERRUPTED;
}

static ssize_t send_some(struct sstp_peer *peer, const void *bytes, size_t size)
{
	ssize_t ret;

	if (peer->session == NULL) {
		return send(peer->fd, bytes, size, MSG_NOSIGNAL);
	}
	do {
		ret = gnutls_record_send(peer->session, bytes, size);
	} while (is_half_done(ret));
	return ret;
}

static ssize_t receive_some(struct sstp_peer *peer, void *bytes, size_t size)
{
	ssize_t ret;

	if (peer->session == NULL) {
		return recv(peer->fd, bytes, size, 0);
	}
	do {
		ret = gnutls_record_recv(peer->session, bytes, size);
	} while (is_half_done(ret));
	return ret;
}

void sstp_peer_send(struct sstp_peer *peer, const void *bytes, size_t size)
{
	const uint8_t *p = bytes;

	while (size > 0) {
		ssize_t ret = send_some(peer, p, size);

		sstp_peer_expect(ret > 0);
		p += ret;
		size -= (size_t)ret;
	}
}

void sstp_peer_receive(struct sstp_peer *peer, void *bytes, size_t size)
{
	uint8_t *p = bytes;

	while (size > 0) {
		ssize_t ret = receive_some(peer, p, size);

		sstp_peer_expect(ret > 0);
		p += ret;
		size -= (size_t)ret;
	}
}

void sstp_peer_expect_end(struct sstp_peer *peer)
{
	uint8_t byte;

	sstp_peer_expect(receive_some(peer, &byte, 1) <= 0);
}

void sstp_peer_sleep(struct sstp_peer *peer)
{
	uint8_t bytes[4096];

	while (recv(peer->fd, bytes, sizeof(bytes), 0) > 0) {
	}
}

void sstp_peer_certificate_hash(const struct sstp_peer *peer, uint8_t hash[32])
{
	size_t size = 32;

	must(gnutls_x509_crt_get_fingerprint(peer->certificate,
					     GNUTLS_DIG_SHA256, hash, &size));
}

static void shake_hands(struct sstp_peer *peer,
			gnutls_certificate_credentials_t credentials)
{
	must(gnutls_init(&peer->session, GNUTLS_SERVER | GNUTLS_NO_SIGNAL));
	must(gnutls_set_default_priority(peer->session));
	must(gnutls_credentials_set(peer->session, GNUTLS_CRD_CERTIFICATE,
				    credentials));
	gnutls_transport_set_int(peer->session, peer->fd);
	if (gnutls_handshake(peer->session) != 0) {
		/* the client does not trust us: what it wants to find out */
		_exit(EXIT_SUCCESS);
	}
}

static _Noreturn void serve(int listener, struct identity *id,
			    bool shakes_hands, sstp_server_fn fn)
{
	gnutls_certificate_credentials_t credentials;
	struct sstp_peer peer = {.certificate = id->certificate};

	alarm(TOO_LONG);
	must(gnutls_certificate_allocate_credentials(&credentials));
	must(gnutls_certificate_set_x509_key(credentials, &id->certificate, 1,
					     id->key));
	peer.fd = accept(listener, NULL, NULL);
	sstp_peer_expect(peer.fd != -1);
	close(listener);
	if (shakes_hands) {
		shake_hands(&peer, credentials);
	}
	fn(&peer);
	_exit(EXIT_SUCCESS);
}

/* -- the test's side -- */

static int sstp_server_destructor(struct sstp_server *server)
{
	if (server->pid > 0) {
		kill(server->pid, SIGKILL);
		waitpid(server->pid, NULL, 0);
	}
	unlink(server->ca_file);
	return 0;
}

static int listen_on_loopback(struct sstp_server *server)
{
	socklen_t size = sizeof(server->address);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	server->address.sin_family = AF_INET;
	server->address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_int_equal(bind(fd, (struct sockaddr *)&server->address, size),
			 0);
	assert_int_equal(
		getsockname(fd, (struct sockaddr *)&server->address, &size), 0);
	assert_int_equal(listen(fd, 1), 0);
	return fd;
}

struct sstp_server *sstp_server_start(TALLOC_CTX *mem_ctx,
				      enum sstp_server_certificate certificate,
				      bool shakes_hands, sstp_server_fn fn)
{
	struct sstp_server *server = talloc_zero(mem_ctx, struct sstp_server);
	struct identity id;
	int listener = listen_on_loopback(server);

	make_identity(server, certificate, &id);
	server->pid = fork();
	assert_int_not_equal(server->pid, -1);
	if (server->pid == 0) {
		serve(listener, &id, shakes_hands, fn);
	}
	close(listener);
	free_identity(&id);
	talloc_set_destructor(server, sstp_server_destructor);
	return server;
}

void sstp_server_address(const struct sstp_server *server,
			 struct sockaddr_storage *address, socklen_t *size)
{
	memset(address, 0, sizeof(*address));
	memcpy(address, &server->address, sizeof(server->address));
	*size = sizeof(server->address);
}

const char *sstp_server_ca_file(const struct sstp_server *server)
{
	return server->ca_file;
}

bool sstp_server_was_content(struct sstp_server *server)
{
	int status = -1;

	waitpid(server->pid, &status, 0);
	server->pid = 0;
	return WIFEXITED(status) && WEXITSTATUS(status) == EXIT_SUCCESS;
}
