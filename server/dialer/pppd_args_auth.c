/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pppd's options of authentication and encryption.
 */
#include <talloc.h>
#include "certificate.h"
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

/* Whether nothing but EAP-TLS is allowed: a peer that asks for no
 * authentication at all has not proven either who it is. */
static bool is_tls_only(const struct dialer_settings *settings)
{
	return !settings->allow_pap && !settings->allow_chap &&
	       !settings->allow_mschapv2 &&
	       settings->eap_methods == 1u << DIALER_EAP_TLS;
}

static void add_eap_tls(struct argv *argv,
			const struct dialer_settings *settings,
			const struct certificate *certificate)
{
	argv_add_value(argv, "cert", certificate->crt);
	argv_add_value(argv, "key", certificate->key);
	argv_add_value(argv, "ca", certificate->ca);
	if (certificate->server[0] != '\0') {
		argv_add_value(argv, "remotename", certificate->server);
	}
	argv_add_if(argv, is_tls_only(settings), "need-peer-eap");
}

/* Without a certificate the other methods remain, if any are allowed. */
static WERROR add_eap(struct argv *argv, const struct dialer_config *config,
		      const struct dialer_settings *settings)
{
	const uint32_t tls = 1u << DIALER_EAP_TLS;
	uint32_t methods = settings->allow_eap ? settings->eap_methods : 0;
	struct certificate *certificate = NULL;
	WERROR werr;

	if ((methods & tls) != 0) {
		werr = certificate_find(NULL, config->certificate_dir,
					&settings->eap_tls, &certificate);
		if (!W_ERROR_IS_OK(werr) && is_tls_only(settings)) {
			return werr;
		}
		methods &= certificate != NULL ? methods : ~tls;
	}
	if (methods == 0) {
		argv_add(argv, "refuse-eap");
		return WERR_OK;
	}
	argv_add_number(argv, "rras-eap-methods", methods);
	if (certificate != NULL) {
		add_eap_tls(argv, settings, certificate);
	}
	talloc_free(certificate);
	return WERR_OK;
}

WERROR pppd_args_authentication(struct argv *argv,
				const struct dialer_config *config,
				const struct dialer_settings *settings)
{
	add_user(argv, settings);
	argv_add_if(argv, !settings->allow_pap, "refuse-pap");
	argv_add_if(argv, !settings->allow_chap, "refuse-chap");
	/* Windows has dropped MS-CHAP version 1 (spec, behaviors) */
	argv_add(argv, "refuse-mschap");
	argv_add_if(argv, !settings->allow_mschapv2, "refuse-mschap-v2");
	return add_eap(argv, config, settings);
}

/* pppd knows no 56 bit, and "if possible" only with our plugin. */
void pppd_args_encryption(struct argv *argv,
			  const struct dialer_settings *settings)
{
	switch (dialer_settings_mppe(settings)) {
	case DIALER_ENCRYPTION_NONE:
		argv_add(argv, "nomppe");
		break;
	case DIALER_ENCRYPTION_OPTIONAL:
		argv_add(argv, "rras-mppe-optional");
		return;
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
