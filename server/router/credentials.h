/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * User, domain and password of one interface.  Every copy in memory is burnt
 * when it is freed, and none is ever logged.
 */
#ifndef SERVER_ROUTER_CREDENTIALS_H
#define SERVER_ROUTER_CREDENTIALS_H

#include <talloc.h>
#include <core/werror.h>

/** @brief All UTF-8, never NULL, children of it. */
struct credentials {
	const char *user;
	const char *domain;
	const char *password;
};

/**
 * @brief Whether they fit: at most 256, 16 and 256 UTF-16 units
 *        ([MS-RRASM] 3.1.4.50); NULL fits.
 *
 * @retval WERR_OK or ERROR_INVALID_PARAMETER
 */
WERROR credentials_check(const char *user, const char *domain,
			 const char *password);

/** @brief Make them; NULL counts as "".  NULL when out of memory. */
struct credentials *credentials_create(TALLOC_CTX *mem_ctx, const char *user,
				       const char *domain,
				       const char *password);

/** @brief A string that is burnt when it is freed. */
char *credentials_secret(TALLOC_CTX *mem_ctx, const char *text);

#endif
