/* SPDX-License-Identifier: GPL-3.0-or-later */
/* See names.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "compat/mprapi.h"
#include "client/rrasctl/names.h"

const struct name names_interface_type[] = {
	{ROUTER_IF_TYPE_CLIENT, "client"},
	{ROUTER_IF_TYPE_HOME_ROUTER, "home-router"},
	{ROUTER_IF_TYPE_FULL_ROUTER, "demand-dial"},
	{ROUTER_IF_TYPE_DEDICATED, "dedicated"},
	{ROUTER_IF_TYPE_INTERNAL, "internal"},
	{ROUTER_IF_TYPE_LOOPBACK, "loopback"},
	{ROUTER_IF_TYPE_TUNNEL1, "tunnel"},
	{ROUTER_IF_TYPE_DIALOUT, "dialout"},
	{0, NULL},
};

const struct name names_state[] = {
	{ROUTER_IF_STATE_UNREACHABLE, "unreachable"},
	{ROUTER_IF_STATE_DISCONNECTED, "disconnected"},
	{ROUTER_IF_STATE_CONNECTING, "connecting"},
	{ROUTER_IF_STATE_CONNECTED, "connected"},
	{0, NULL},
};

const struct name names_reason[] = {
	{MPR_INTERFACE_OUT_OF_RESOURCES, "out-of-resources"},
	{MPR_INTERFACE_ADMIN_DISABLED, "admin-disabled"},
	{MPR_INTERFACE_CONNECTION_FAILURE, "connection-failure"},
	{MPR_INTERFACE_SERVICE_PAUSED, "service-paused"},
	{MPR_INTERFACE_DIALOUT_HOURS_RESTRICTION, "dialout-hours-restriction"},
	{MPR_INTERFACE_NO_MEDIA_SENSE, "no-media-sense"},
	{MPR_INTERFACE_NO_DEVICE, "no-device"},
	{0, NULL},
};

const struct name names_auth[] = {
	{MPRIO_RequirePAP, "pap"},
	{MPRIO_RequireSPAP, "spap"},
	{MPRIO_RequireCHAP, "chap"},
	{MPRIO_RequireMsCHAP, "mschap"},
	{MPRIO_RequireMsCHAP2, "mschapv2"},
	{MPRIO_RequireEAP, "eap"},
	{0, NULL},
};

const struct name names_protocol[] = {
	{MPRNP_Ipx, "ipx"},
	{MPRNP_Ip, "ipv4"},
	{MPRNP_Ipv6, "ipv6"},
	{0, NULL},
};

const struct name names_encryption[] = {
	{MPR_ET_None, "none"},
	{MPR_ET_Optional, "optional"},
	{MPR_ET_Require, "require"},
	{MPR_ET_RequireMax, "require-max"},
	{0, NULL},
};

const char *name_of(const struct name *table, uint32_t value)
{
	for (; table->word != NULL; table++) {
		if (table->value == value) {
			return table->word;
		}
	}
	return "unknown";
}

bool name_parse(const struct name *table, const char *word, uint32_t *value)
{
	for (; table->word != NULL; table++) {
		if (strcmp(table->word, word) == 0) {
			*value = table->value;
			return true;
		}
	}
	return false;
}

bool name_parse_list(const struct name *table, const char *words,
		     uint32_t *value, char **bad)
{
	uint32_t bit, all = 0;

	*bad = NULL;
	for (;;) {
		size_t length = strcspn(words, ",");
		char *word = strndup(words, length);

		if (word == NULL || !name_parse(table, word, &bit)) {
			*bad = word;
			return false;
		}
		free(word);
		all |= bit;
		if (words[length] == '\0') {
			*value = all;
			return true;
		}
		words += length + 1;
	}
}

char *name_choices(const struct name *table)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	size_t i;

	if (out == NULL) {
		return NULL;
	}
	for (i = 0; table[i].word != NULL; i++) {
		const char *between = i == 0			  ? ""
				      : table[i + 1].word == NULL ? " or "
								  : ", ";

		fprintf(out, "%s%s", between, table[i].word);
	}
	fclose(out);
	return text;
}
