/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A TLS client's connection in the loop, by GnuTLS: TLS 1.2 or later, the
 * server's certificate verified, its name and its purpose included, written
 * and read without blocking.
 */
#ifndef SERVER_DIALER_TUNNEL_TLS_H
#define SERVER_DIALER_TUNNEL_TLS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>
#include <talloc.h>
#include <tevent.h>
#include <util/data_blob.h>

struct tls_stream;

/** @brief Why there is no TLS connection (any more). */
enum tls_error {
	TLS_OK,
	TLS_NO_TLS,	     /**< the server speaks something else, or no
			      * version that is allowed */
	TLS_BAD_CERTIFICATE, /**< other name, other purpose, unknown
			      * authority, expired, ... */
	TLS_CLOSED,	     /**< by the peer */
	TLS_LOCAL,	     /**< our certificates, our memory */
};

/** @brief Whom to talk to, and whom to believe. */
struct tls_settings {
	const char *server;  /**< name or address, for SNI and the check */
	const char *ca_file; /**< PEM, "" for the machine's own */
};

/**
 * @brief Shake hands on a connected socket; the caller has the deadline.
 *
 * @param[in] fd        non-blocking; this owns it from now on, also when it
 *                      returns NULL
 * @param[in] settings  valid until the end of the request
 */
struct tevent_req *tls_connect_send(TALLOC_CTX *mem_ctx,
				    struct tevent_context *ev, int fd,
				    const struct tls_settings *settings);

/**
 * @param[out] stream  with TLS_OK: on @mem_ctx; freeing it closes
 * @param[out] text    otherwise: of the library, for administrators
 */
enum tls_error tls_connect_recv(struct tevent_req *req, TALLOC_CTX *mem_ctx,
				struct tls_stream **stream, char *text,
				size_t text_size);

/** @brief What happens on a stream; called from the loop.  None of them may
 * free the stream. */
struct tls_stream_ops {
	/** All of the bytes are the callee's: it may pause what follows. */
	void (*received)(const uint8_t *bytes, size_t size, void *private_data);
	/** Bytes that waited have been written: there is room again. */
	void (*sent)(void *private_data);
	/** The end: nothing more is received or sent.  TLS_NO_TLS: what came
	 * was not the peer's. */
	void (*ended)(enum tls_error error, const char *text,
		      void *private_data);
};

/** @brief Begin to read. @return false when there is no memory */
bool tls_stream_start(struct tls_stream *stream,
		      const struct tls_stream_ops *ops, void *private_data);

/** @brief Leave what comes to TCP's window, and go on. */
void tls_stream_pause(struct tls_stream *stream);
void tls_stream_resume(struct tls_stream *stream);

/** @brief How many bytes tls_stream_space() has room for. */
size_t tls_stream_room(const struct tls_stream *stream);

/** @brief Whether all that was added has been given to the kernel. */
bool tls_stream_is_flushed(const struct tls_stream *stream);

/** @brief Where the next @size bytes go; tls_stream_add() sends them. */
uint8_t *tls_stream_space(struct tls_stream *stream, size_t size);
void tls_stream_add(struct tls_stream *stream, size_t size);

/** @brief The server's certificate, DER; the stream's. */
DATA_BLOB tls_stream_certificate(const struct tls_stream *stream);

#endif
