/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Extended credentials; see credentials_ex.h.
 */
#include "credentials_ex.h"
#include <string.h>
#include "compat/rras_errors.h"
#include "credentials.h"

WERROR router_eap_check(const struct router_eap *eap)
{
	if (eap->cbHash > ROUTER_MAX_HASH) {
		return W_ERROR(ERROR_INVALID_PARAMETER);
	}
	return credentials_check(eap->identity, NULL, eap->pin);
}

struct router_eap *router_eap_copy(TALLOC_CTX *mem_ctx,
				   const struct router_eap *eap)
{
	struct router_eap *copy = talloc_zero(mem_ctx, struct router_eap);

	if (copy == NULL) {
		return NULL;
	}
	*copy = *eap;
	copy->identity = credentials_secret(copy, eap->identity);
	copy->pin = credentials_secret(copy, eap->pin);
	if (copy->identity == NULL || copy->pin == NULL) {
		TALLOC_FREE(copy);
	}
	return copy;
}

WERROR router_key_check(const struct router_key *key)
{
	return key->size >= 1 && key->size <= ROUTER_MAX_KEY
		       ? WERR_OK
		       : W_ERROR(ERROR_INVALID_PARAMETER);
}

static int burn(struct router_key *key)
{
	explicit_bzero(key, sizeof(*key));
	return 0;
}

struct router_key *router_key_copy(TALLOC_CTX *mem_ctx,
				   const struct router_key *key)
{
	struct router_key *copy = talloc(mem_ctx, struct router_key);

	if (copy != NULL) {
		*copy = *key;
		talloc_set_destructor(copy, burn);
	}
	return copy;
}
