/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Small sealed calls on one smbd, again and again.
 */
#ifndef TESTS_BENCH_SEALED_H
#define TESTS_BENCH_SEALED_H

#include <stddef.h>
#include <stdint.h>
#include <talloc.h>
#include <tevent.h>
#include <core/ntstatus.h>
#include <util/data_blob.h>
#include <credentials.h>
#include <dcerpc.h>

/** @brief Room in bench.samples. */
#define MAX_SAMPLES 200000

/** @brief One kind of call: the pipe, and the stub that is sent. */
struct subject {
	const char *name;
	const char *pipe;
	uint32_t opnum;
	uint8_t stub[20];
	size_t length;
	struct ndr_interface_table table;
};

/** @brief The server, who calls it, and what has been called. */
struct bench {
	struct tevent_context *ev;
	struct loadparm_context *lp;
	struct cli_credentials *credentials;
	const char *server;
	double end;
	uint32_t running;
	uint32_t calls;
	uint32_t failed;
	double *samples; /**< NULL when only counting */
	uint32_t num_samples;
};

/** @brief A connection of its own, for calls of one kind. */
struct connection {
	struct bench *bench;
	const struct subject *subject;
	struct dcerpc_binding_handle *handle;
	double sent;
};

/** @brief A bench on the server and for the user of the environment; NULL when
 * these are not told, which is said on stderr. */
struct bench *bench_create(TALLOC_CTX *mem_ctx);

/** @brief Connect, and bind to the subject's interface; NULL on error, which
 * is said on stderr. */
struct connection *connection_open(struct bench *b,
				   const struct subject *subject);

/**
 * @brief Run @num connections for one round, each with one call at a time.
 *
 * @return calls a second, 0 on error, which is said on stderr
 */
double round_run(struct bench *b, struct connection **c, uint32_t num,
		 double seconds);

/** @brief For qsort() of doubles. */
int compare(const void *a, const void *b);

#endif
