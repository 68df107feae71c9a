/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the plugin asks for, and is told.  No copy of a secret stays.
 */
#include <string.h>
#include <sys/socket.h>
#include "pppd_answer.h"
#include "secret.h"

/* A full queue is not possible: it asks for one at a time. */
static void answer(int fd, struct rras_plugin_message *message, size_t body)
{
	(void)send(fd, message, RRAS_PLUGIN_HEADER + body,
		   MSG_NOSIGNAL | MSG_DONTWAIT);
	explicit_bzero(message, sizeof(*message));
}

void pppd_answer_secret(int fd, const struct dialer_settings *settings,
			enum rras_plugin_auth auth)
{
	struct rras_plugin_message message = {.type = RRAS_PLUGIN_SECRET};

	message.secret.known = secret_for(
		auth == RRAS_PLUGIN_AUTH_KEY ? settings->eap_tls.pin
					     : settings->password,
		auth, message.secret.secret, sizeof(message.secret.secret));
	answer(fd, &message, sizeof(message.secret));
}

void pppd_answer_key(int fd, const struct dialer_settings *settings)
{
	struct rras_plugin_message message = {.type = RRAS_PLUGIN_KEY};
	const DATA_BLOB *key = &settings->ipsec_key;

	if (key->length > 0 && key->length <= sizeof(message.key.key)) {
		message.key.size = (uint32_t)key->length;
		memcpy(message.key.key, key->data, key->length);
	}
	answer(fd, &message, sizeof(message.key));
}
