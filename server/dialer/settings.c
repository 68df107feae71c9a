/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The settings of one attempt: copied for it, burnt after it.
 */
#include <string.h>
#include "dialer.h"

bool dialer_kind_is_tunnel(enum dialer_kind kind)
{
	return kind == DIALER_KIND_PPTP || kind == DIALER_KIND_L2TP ||
	       kind == DIALER_KIND_SSTP;
}

/*
 * Windows then has no MPPE, whatever the entry wants, and its servers refuse
 * it.
 */
static bool tunnel_encrypts(const struct dialer_settings *settings)
{
	switch (settings->kind) {
	case DIALER_KIND_L2TP:
		return settings->ipsec_key.length > 0;
	case DIALER_KIND_SSTP:
		return settings->tls_encrypts;
	default:
		return false;
	}
}

enum dialer_encryption
dialer_settings_mppe(const struct dialer_settings *settings)
{
	return tunnel_encrypts(settings) ? DIALER_ENCRYPTION_NONE
					 : settings->encryption;
}

static void burn(const void *secret)
{
	if (secret != NULL) {
		explicit_bzero((void *)(uintptr_t)secret,
			       talloc_get_size(secret));
	}
}

static int settings_destructor(struct dialer_settings *settings)
{
	burn(settings->password);
	burn(settings->eap_tls.pin);
	burn(settings->ipsec_key.data);
	return 0;
}

/* Of our own, so that a destructor burns no one else's; "" for NULL. */
static bool own(struct dialer_settings *settings, const char **text)
{
	*text = talloc_strdup(settings, *text != NULL ? *text : "");
	return *text != NULL;
}

static bool own_texts(struct dialer_settings *settings)
{
	const char **const texts[] = {
		&settings->device, &settings->number,	&settings->user,
		&settings->domain, &settings->password, &settings->eap_tls.pin,
	};
	bool ok = true;
	size_t i;

	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		ok = own(settings, texts[i]) && ok;
	}
	return ok;
}

static bool own_key(struct dialer_settings *settings)
{
	DATA_BLOB *key = &settings->ipsec_key;

	if (key->length == 0) {
		key->data = NULL;
		return true;
	}
	key->data = talloc_memdup(settings, key->data, key->length);
	return key->data != NULL;
}

static bool own_targets(struct dialer_settings *settings)
{
	const struct dialer_target *from = settings->targets;
	struct dialer_target *to;
	size_t i;

	settings->targets = NULL;
	if (settings->num_targets == 0) {
		return true;
	}
	to = talloc_array(settings, struct dialer_target,
			  (unsigned)settings->num_targets);
	for (i = 0; to != NULL && i < settings->num_targets; i++) {
		to[i] = from[i];
		if (!own(settings, &to[i].device) ||
		    !own(settings, &to[i].number)) {
			return false;
		}
	}
	settings->targets = to;
	return to != NULL;
}

struct dialer_settings *dialer_settings_copy(TALLOC_CTX *mem_ctx,
					     const struct dialer_settings *from)
{
	struct dialer_settings *to = talloc(mem_ctx, struct dialer_settings);
	bool ok;

	if (to == NULL) {
		return NULL;
	}
	*to = *from;
	ok = own_texts(to);
	ok = own_key(to) && ok;
	ok = own_targets(to) && ok;
	talloc_set_destructor(to, settings_destructor);
	if (!ok) {
		talloc_free(to);
		return NULL;
	}
	return to;
}
