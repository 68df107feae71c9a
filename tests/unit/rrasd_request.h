/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A buffer of RasRpcSubmitRequest, for the tests of its types.
 *
 * The daemon writes over the question: what a request has no business with
 * must come back as it was, so each buffer is filled with a pattern first.
 */
#ifndef TESTS_UNIT_RRASD_REQUEST_H
#define TESTS_UNIT_RRASD_REQUEST_H

#include "rrasd_world.h"

#define MIN_SIZE 5032 /* sizeof(RequestBuffer) + 5000 */
#define PATTERN	 0x5a
#define BUFFER	 24 /* RB_Buffer */

/* ReqTypes, as numbers: the IDL is what is tested. */
#define PORTENUM	     21
#define GETINFO		     22
#define GETDEVCONFIG	     73
#define SETDEVICECONFIGINFO  94
#define GETDEVICECONFIGINFO  95
#define GETCALLEDID	     105
#define SETCALLEDID	     106
#define GETNDISWANDRIVERCAPS 111

#define DEVICE_SIZE 472 /* RAS_DEVICE_INFO */
#define WNAME	    214 /* its wszDeviceName */

#define NULL_DEVICE "/dev/null" /* stands for a serial one */

struct request {
	struct world *world;
	uint8_t *bytes;
	uint32_t size;
};

/** @name A world for each test */
/**@{*/
int request_setup(void **state);
int request_teardown(void **state);
/**@}*/

/** @brief A buffer of the size; a client with pointers of 8 bytes. */
struct request *request_make(struct world *world, uint32_t type, uint32_t size);

/** @name A number at an offset of RB_Buffer */
/**@{*/
void request_put(struct request *request, size_t at, uint32_t value);
uint32_t request_get(const struct request *request, size_t at);
/**@}*/

/** @brief The rest of RB_Buffer after what a test looks at has the pattern. */
void request_assert_untouched(const struct request *request, size_t from);

void request_assert_ansi(const struct request *request, size_t at,
			 const char *text);

/** @brief Send it; the answer is in its place. */
void request_submit(struct request *request);

/** @brief Send it, and look at the retcode. */
uint32_t request_retcode(struct request *request);

/** @brief It changes nothing but the retcode; the request is freed. */
void request_assert_refused(struct request *request, uint32_t code);

/** @brief It changes nothing at all; the request is freed. */
void request_assert_ignored(struct request *request);

#endif
