/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pppd's options of authentication and encryption.
 */
#include <talloc.h>
#include "pppd_args_parts.h"

static void add_user(struct argv *argv, const struct dialer_settings *settings)
{
	char *user;

	if (settings->user[0] == '\0') {
		return;
	}
	user = settings->domain[0] != '\0'
		       ? talloc_asprintf(NULL, "%s\\%s", settings->domain,
					 settings->user)
		       : talloc_strdup(NULL, settings->user);
	argv_add_value(argv, "user", user);
	talloc_free(user);
}

void pppd_args_authentication(struct argv *argv,
			      const struct dialer_settings *settings)
{
	add_user(argv, settings);
	argv_add_if(argv, !settings->allow_pap, "refuse-pap");
	argv_add_if(argv, !settings->allow_chap, "refuse-chap");
	/* Windows has dropped MS-CHAP version 1 (spec, behaviors) */
	argv_add(argv, "refuse-mschap");
	argv_add_if(argv, !settings->allow_mschapv2, "refuse-mschap-v2");
	argv_add_if(argv, !settings->allow_eap, "refuse-eap");
}

/*
 * pppd either requires MPPE or does not speak it: "optional" cannot be asked
 * for and is dialed without.  It knows no 56 bit.
 */
void pppd_args_encryption(struct argv *argv,
			  const struct dialer_settings *settings)
{
	switch (settings->encryption) {
	case DIALER_ENCRYPTION_NONE:
	case DIALER_ENCRYPTION_OPTIONAL:
		argv_add(argv, "nomppe");
		break;
	case DIALER_ENCRYPTION_REQUIRE:
		argv_add(argv, "require-mppe");
		return;
	case DIALER_ENCRYPTION_REQUIRE_MAX:
		argv_add(argv, "require-mppe-128");
		return;
	}
	/* CCP carries nothing but MPPE and compression */
	argv_add_if(argv, !settings->software_compression, "noccp");
}
