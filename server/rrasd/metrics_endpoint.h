/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where Prometheus reads the metrics: GET /metrics over HTTP, and nothing
 * else.
 *
 * HTTP is libmicrohttpd's.  Its epoll descriptor and its time-out are in
 * rrasd's loop, there is no thread; so many connections at once, and none for
 * long, idle or not: on a port of 127.0.0.1 every user of the machine may hold
 * all of them, but others are only kept waiting.
 */
#ifndef SERVER_RRASD_METRICS_ENDPOINT_H
#define SERVER_RRASD_METRICS_ENDPOINT_H

#include <stdbool.h>
#include <stdint.h>
#include <talloc.h>
#include <tevent.h>

/** @brief The socket's name in the run directory. */
#define METRICS_SOCKET_NAME "metrics.sock"

/** @brief Connections at once; others wait (port), or are closed at once
 * (unix socket). */
#define METRICS_CONNECTIONS_MAX 16

/** @brief Seconds without a byte after which a connection is closed. */
#define METRICS_IDLE_SECONDS 5

/** @brief Seconds after which a connection is closed in any case: who sends a
 * byte now and then is never idle. */
#define METRICS_MOST_SECONDS 10

struct metrics;
struct metrics_endpoint;

/** @brief Where. */
struct metrics_endpoint_config {
	/** A port of 127.0.0.1, where every user of the machine may read; 0
	 * for a unix socket of root's. */
	uint16_t port;
	const char *run_dir;
	/** Seconds; 0 for METRICS_IDLE_SECONDS and METRICS_MOST_SECONDS. */
	uint32_t idle_seconds, most_seconds;
};

/**
 * @brief Read "rras:metrics": "unix", a port number, or "" for no endpoint.
 *
 * @param[out] wanted  whether there is to be one
 * @param[out] port    as in the configuration
 * @return false when it is none of these
 */
bool metrics_endpoint_parse(const char *text, bool *wanted, uint16_t *port);

/**
 * @brief Begin to answer.
 *
 * @param[in]  metrics  must outlive the endpoint
 * @param[out] why      on failure a sentence, child of @mem_ctx
 * @return NULL on failure; freeing it closes all connections
 */
struct metrics_endpoint *
metrics_endpoint_create(TALLOC_CTX *mem_ctx, struct tevent_context *ev,
			const struct metrics_endpoint_config *config,
			const struct metrics *metrics, const char **why);

#endif
