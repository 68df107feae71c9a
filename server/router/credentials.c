/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Credentials; see credentials.h.
 */
#include "credentials.h"
#include <string.h>
#include <sys/types.h>
#include "compat/rras_errors.h"
#include "text.h"

/* [MS-RRASM] 3.1.4.50: "The string length MUST NOT be more than 256
 * characters" (user, password), 16 (domain). */
enum { MAX_USER = 256, MAX_DOMAIN = 16, MAX_PASSWORD = 256 };

static bool fits(const char *text, ssize_t units)
{
	ssize_t length;

	if (text == NULL) {
		return true;
	}
	length = text_utf16_length(text);
	return length >= 0 && length <= units;
}

WERROR credentials_check(const char *user, const char *domain,
			 const char *password)
{
	return fits(user, MAX_USER) && fits(domain, MAX_DOMAIN) &&
			       fits(password, MAX_PASSWORD)
		       ? WERR_OK
		       : W_ERROR(ERROR_INVALID_PARAMETER);
}

static int burn(char *text)
{
	explicit_bzero(text, talloc_get_size(text));
	return 0;
}

char *credentials_secret(TALLOC_CTX *mem_ctx, const char *text)
{
	char *copy = talloc_strdup(mem_ctx, text != NULL ? text : "");

	if (copy != NULL) {
		talloc_set_destructor(copy, burn);
	}
	return copy;
}

struct credentials *credentials_create(TALLOC_CTX *mem_ctx, const char *user,
				       const char *domain, const char *password)
{
	struct credentials *c = talloc_zero(mem_ctx, struct credentials);

	if (c == NULL) {
		return NULL;
	}
	c->user = credentials_secret(c, user);
	c->domain = credentials_secret(c, domain);
	c->password = credentials_secret(c, password);
	if (c->user == NULL || c->domain == NULL || c->password == NULL) {
		TALLOC_FREE(c);
	}
	return c;
}
