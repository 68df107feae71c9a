/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The settings of one attempt: copied for it, burnt after it.
 */
#include <string.h>
#include "dialer.h"

static int settings_destructor(struct dialer_settings *settings)
{
	char *password = (char *)(uintptr_t)settings->password;

	if (password != NULL) {
		explicit_bzero(password, talloc_get_size(password));
	}
	return 0;
}

struct dialer_settings *dialer_settings_copy(TALLOC_CTX *mem_ctx,
					     const struct dialer_settings *from)
{
	struct dialer_settings *to = talloc(mem_ctx, struct dialer_settings);

	if (to == NULL) {
		return NULL;
	}
	*to = *from;
	to->device = talloc_strdup(to, from->device);
	to->number = talloc_strdup(to, from->number);
	to->user = talloc_strdup(to, from->user);
	to->domain = talloc_strdup(to, from->domain);
	to->password = talloc_strdup(to, from->password);
	talloc_set_destructor(to, settings_destructor);
	if (to->device == NULL || to->number == NULL || to->user == NULL ||
	    to->domain == NULL || to->password == NULL) {
		talloc_free(to);
		return NULL;
	}
	return to;
}
