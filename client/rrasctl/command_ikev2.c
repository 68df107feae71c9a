/* SPDX-License-Identifier: GPL-3.0-or-later */
/* "interface show-ikev2", "set-ikev2" and "remove-ikev2". */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "compat/rras_errors.h"
#include "client/rrasctl/human.h"
#include "client/rrasctl/ikev2.h"
#include "client/rrasctl/object.h"

#define HASH_MAX       32 /* bytes: SHA-256 */
#define NAME_MAX_BYTES 4096

void hex_text(char *text, size_t size, const uint8_t *bytes, size_t count)
{
	size_t i, used = 0;

	text[0] = '\0';
	for (i = 0; i < count && used + 6 < size; i++) {
		used += (size_t)snprintf(text + used, size - used, "%02x",
					 bytes[i]);
	}
	if (i < count) {
		strcpy(text + used, "...");
	}
}

static int digit_of(char c)
{
	return c >= '0' && c <= '9'   ? c - '0'
	       : c >= 'a' && c <= 'f' ? c - 'a' + 10
	       : c >= 'A' && c <= 'F' ? c - 'A' + 10
				      : -1;
}

bool hex_parse(const char *text, uint8_t *bytes, size_t *count)
{
	size_t room = *count, used = 0;

	while (*text != '\0') {
		int high, low;

		if (*text == ':' && used > 0) {
			text++;
		}
		high = digit_of(text[0]);
		low = high == -1 ? -1 : digit_of(text[1]);
		if (low == -1 || used == room) {
			return false;
		}
		bytes[used++] = (uint8_t)(high * 16 + low);
		text += 2;
	}
	*count = used;
	return used > 0;
}

/* The members of a policy, their options and their words. */
static const struct member {
	const char *key;
	const char *label;
	const struct name *words;
	size_t offset;
} members[] = {
	{"integrity", "  integrity", names_integrity,
	 offsetof(ROUTER_CUSTOM_IKEv2_POLICY0, dwIntegrityMethod)},
	{"encryption", "  encryption (IKE)", names_cipher,
	 offsetof(ROUTER_CUSTOM_IKEv2_POLICY0, dwEncryptionMethod)},
	{"cipher", "  cipher (ESP)", names_cipher_transform,
	 offsetof(ROUTER_CUSTOM_IKEv2_POLICY0, dwCipherTransformConstant)},
	{"auth", "  integrity (ESP)", names_auth_transform,
	 offsetof(ROUTER_CUSTOM_IKEv2_POLICY0, dwAuthTransformConstant)},
	{"pfs", "  PFS group", names_pfs,
	 offsetof(ROUTER_CUSTOM_IKEv2_POLICY0, dwPfsGroup)},
	{"dh", "  DH group", names_dh,
	 offsetof(ROUTER_CUSTOM_IKEv2_POLICY0, dwDhGroup)},
};

#define MEMBERS (sizeof(members) / sizeof(members[0]))

static DWORD member_value(const ROUTER_CUSTOM_IKEv2_POLICY0 *policy, size_t i)
{
	DWORD value;

	memcpy(&value, (const char *)policy + members[i].offset, sizeof(value));
	return value;
}

void report_policy(struct report *report,
		   const ROUTER_CUSTOM_IKEv2_POLICY0 *policy)
{
	json_t *object = policy != NULL ? json_object() : json_null();
	const char *word = NULL;
	size_t i;

	for (i = 0; policy != NULL && i < MEMBERS; i++) {
		word = name_of(members[i].words, member_value(policy, i));
		report_line(report, members[i].label, word);
		(void)json_object_set_new(object, members[i].key,
					  json_string(word));
	}
	report_value(report, "policy", object);
}

static MPR_IF_CUSTOMINFOEX empty_info(void)
{
	return (MPR_IF_CUSTOMINFOEX){
		.Header = {MPRAPI_MPR_IF_CUSTOM_CONFIG_OBJECT_REVISION_2,
			   MPRAPI_OBJECT_TYPE_IF_CUSTOM_CONFIG_OBJECT,
			   sizeof(MPR_IF_CUSTOMINFOEX)},
	};
}

static void report_certificate(struct report *report, const char *key,
			       const char *label, CERT_NAME_BLOB blob)
{
	char hex[2 * 64 + 4];

	hex_text(hex, sizeof(hex), blob.pbData, blob.cbData);
	report_optional(report, key, label, hex);
}

static uint32_t show_ikev2(struct rrasctl *ctl, HANDLE interface)
{
	MPR_IF_CUSTOMINFOEX info = empty_info();
	const ROUTER_IKEv2_IF_CUSTOM_CONFIG1 *config = &info.customIkev2Config;
	struct report *report = NULL;
	char text[HUMAN_SIZE];
	uint32_t code =
		MprAdminInterfaceGetCustomInfoEx(ctl->server, interface, &info);

	if (code != ERROR_SUCCESS) {
		return code;
	}
	report = report_new();
	report_bool(report, "configured", "Configured",
		    (info.dwFlags & MPRAPI_IF_CUSTOM_CONFIG_FOR_IKEV2) != 0);
	if ((info.dwFlags & MPRAPI_IF_CUSTOM_CONFIG_FOR_IKEV2) != 0) {
		report_number(report, "sa_lifetime", NULL, config->dwSaLifeTime,
			      NULL);
		report_line(report, "SA lifetime",
			    human_duration(text, config->dwSaLifeTime));
		report_number(report, "sa_data_size", "SA data",
			      config->dwSaDataSize, "KiB");
		report_certificate(report, "certificate", "Certificate",
				   config->certificateName);
		report_certificate(report, "certificate_hash", "Its hash",
				   config->certificateHash);
		report_policy(report, config->customPolicy);
	}
	report_print(report, ctl->out, ctl->json);
	report_free(report);
	rras_custom_info_free(&info);
	return ERROR_SUCCESS;
}

static uint32_t remove_ikev2(struct rrasctl *ctl, HANDLE interface)
{
	/* "call [...] with the dwFlags member [...] set to zero" */
	MPR_IF_CUSTOMINFOEX info = empty_info();

	return MprAdminInterfaceSetCustomInfoEx(ctl->server, interface, &info);
}

int command_interface_show_ikev2(struct rrasctl *ctl, int argc,
				 const char **argv)
{
	return run_object(ctl, argc, argv, interface_open, show_ikev2);
}

int command_interface_remove_ikev2(struct rrasctl *ctl, int argc,
				   const char **argv)
{
	return run_object(ctl, argc, argv, interface_open, remove_ikev2);
}

struct ikev2_options {
	char *lifetime, *data_size, *name_file, *hash, *words[MEMBERS];
};

/* What is set: it begins with what there is, and owns what it points to. */
struct ikev2_change {
	MPR_IF_CUSTOMINFOEX info;
	uint8_t hash[HASH_MAX];
	uint8_t name[NAME_MAX_BYTES];
	ROUTER_CUSTOM_IKEv2_POLICY0 policy;
};

static bool apply_number(struct rrasctl *ctl, const char *what,
			 const char *text, DWORD *value, int *exit_code)
{
	char *end = NULL;
	unsigned long number;

	if (text == NULL) {
		return true;
	}
	errno = 0;
	number = strtoul(text, &end, 10);
	if (errno != 0 || text[0] < '0' || text[0] > '9' || *end != '\0' ||
	    number > UINT32_MAX) {
		*exit_code =
			usage_error(ctl, "--%s: %s is no number", what, text);
		return false;
	}
	*value = (DWORD)number;
	return true;
}

/* A policy has all of its members: with one given, all must be known. */
static bool apply_policy(struct rrasctl *ctl,
			 const struct ikev2_options *options,
			 struct ikev2_change *change, int *exit_code)
{
	ROUTER_CUSTOM_IKEv2_POLICY0 **policy =
		&change->info.customIkev2Config.customPolicy;
	DWORD value;
	char *choices = NULL;
	size_t i, given = 0;

	for (i = 0; i < MEMBERS; i++) {
		if (options->words[i] == NULL) {
			continue;
		}
		if (!name_parse(members[i].words, options->words[i], &value)) {
			choices = name_choices(members[i].words);
			*exit_code = usage_error(ctl, "--%s takes %s",
						 members[i].key, choices);
			free(choices);
			return false;
		}
		memcpy((char *)&change->policy + members[i].offset, &value,
		       sizeof(value));
		given++;
	}
	if (given > 0 && given < MEMBERS && *policy == NULL) {
		*exit_code = usage_error(ctl, "a new policy wants --integrity, "
					      "--encryption, --cipher, --auth, "
					      "--pfs and --dh");
		return false;
	}
	if (given > 0) {
		*policy = &change->policy;
	}
	return true;
}

static bool apply_certificate(struct rrasctl *ctl,
			      const struct ikev2_options *options,
			      struct ikev2_change *change, int *exit_code)
{
	ROUTER_IKEv2_IF_CUSTOM_CONFIG1 *config =
		&change->info.customIkev2Config;
	size_t count = sizeof(change->hash);
	FILE *file = NULL;

	if (options->hash != NULL) {
		if (!hex_parse(options->hash, change->hash, &count)) {
			*exit_code = usage_error(
				ctl,
				"a hash has 1 to %d bytes in hexadecimal "
				"digits",
				HASH_MAX);
			return false;
		}
		config->certificateHash =
			(CRYPT_HASH_BLOB){(DWORD)count, change->hash};
	}
	if (options->name_file != NULL) {
		file = fopen(options->name_file, "re");
		count = file != NULL ? fread(change->name, 1,
					     sizeof(change->name), file)
				     : 0;
		if (count == 0 || !feof(file)) {
			*exit_code = usage_error(
				ctl, "%s: no name of 1 to %d bytes",
				options->name_file, NAME_MAX_BYTES - 1);
		} else {
			config->certificateName =
				(CERT_NAME_BLOB){(DWORD)count, change->name};
		}
		if (file != NULL) {
			fclose(file);
		}
	}
	return options->name_file == NULL ||
	       config->certificateName.pbData == change->name;
}

static bool apply_all(struct rrasctl *ctl, const struct ikev2_options *options,
		      struct ikev2_change *change, int *exit_code)
{
	ROUTER_IKEv2_IF_CUSTOM_CONFIG1 *config =
		&change->info.customIkev2Config;

	return apply_number(ctl, "sa-lifetime", options->lifetime,
			    &config->dwSaLifeTime, exit_code) &&
	       apply_number(ctl, "sa-data-size", options->data_size,
			    &config->dwSaDataSize, exit_code) &&
	       apply_certificate(ctl, options, change, exit_code) &&
	       apply_policy(ctl, options, change, exit_code);
}

static int set_ikev2(struct rrasctl *ctl, const char *name, HANDLE interface,
		     const struct ikev2_options *options)
{
	struct ikev2_change change = {.info = empty_info()};
	MPR_IF_CUSTOMINFOEX got = empty_info();
	int exit_code = RRASCTL_OK;
	uint32_t code =
		MprAdminInterfaceGetCustomInfoEx(ctl->server, interface, &got);

	if (code != ERROR_SUCCESS) {
		return code_error(ctl, code, name);
	}
	change.info = got;
	change.info.dwFlags |= MPRAPI_IF_CUSTOM_CONFIG_FOR_IKEV2;
	if ((got.dwFlags & MPRAPI_IF_CUSTOM_CONFIG_FOR_IKEV2) == 0) {
		/* What [MS-RRASM] 2.2.1.2.136 gives as usual. */
		change.info.customIkev2Config.dwSaLifeTime = 28800;
		change.info.customIkev2Config.dwSaDataSize = 102400;
	}
	if (got.customIkev2Config.customPolicy != NULL) {
		change.policy = *got.customIkev2Config.customPolicy;
	}
	if (apply_all(ctl, options, &change, &exit_code)) {
		code = MprAdminInterfaceSetCustomInfoEx(ctl->server, interface,
							&change.info);
		exit_code = code != ERROR_SUCCESS ? code_error(ctl, code, name)
						  : RRASCTL_OK;
	}
	rras_custom_info_free(&got);
	return exit_code;
}

/* Wrong values are told before anybody is asked for a password. */
static bool check(struct rrasctl *ctl, const struct ikev2_options *options,
		  int *exit_code)
{
	struct ikev2_change scratch = {.info = empty_info()};
	bool any = options->lifetime != NULL || options->data_size != NULL ||
		   options->name_file != NULL || options->hash != NULL;
	size_t i;

	for (i = 0; i < MEMBERS; i++) {
		any = any || options->words[i] != NULL;
	}
	if (!any) {
		*exit_code = usage_error(ctl, "nothing to set; see --help");
		return false;
	}
	scratch.info.customIkev2Config.customPolicy = &scratch.policy;
	return apply_all(ctl, options, &scratch, exit_code);
}

static void free_options(struct ikev2_options *options)
{
	size_t i;

	free(options->lifetime);
	free(options->data_size);
	free(options->name_file);
	free(options->hash);
	for (i = 0; i < MEMBERS; i++) {
		free(options->words[i]);
	}
}

int command_interface_set_ikev2(struct rrasctl *ctl, int argc,
				const char **argv)
{
	struct ikev2_options own = {0};
	const struct poptOption options[] = {
		{"sa-lifetime", '\0', POPT_ARG_STRING, &own.lifetime, 0,
		 "how long a security association lasts", "SECONDS"},
		{"sa-data-size", '\0', POPT_ARG_STRING, &own.data_size, 0,
		 "how much goes through one", "KIB"},
		{"certificate-name", '\0', POPT_ARG_STRING, &own.name_file, 0,
		 "file with the name, DER", "FILE"},
		{"certificate-hash", '\0', POPT_ARG_STRING, &own.hash, 0,
		 "of the certificate", "HEX"},
		{"integrity", '\0', POPT_ARG_STRING, &own.words[0], 0,
		 "of IKE: md5, sha1, sha256 or sha384", "HASH"},
		{"encryption", '\0', POPT_ARG_STRING, &own.words[1], 0,
		 "of IKE: des, 3des, aes128, aes192 or aes256", "CIPHER"},
		{"cipher", '\0', POPT_ARG_STRING, &own.words[2], 0,
		 "of ESP: aes256, gcm-aes256 ...", "CIPHER"},
		{"auth", '\0', POPT_ARG_STRING, &own.words[3], 0,
		 "of ESP: sha256, gcm-aes256 ...", "HASH"},
		{"pfs", '\0', POPT_ARG_STRING, &own.words[4], 0,
		 "none, group14, ecp256 ...", "GROUP"},
		{"dh", '\0', POPT_ARG_STRING, &own.words[5], 0,
		 "none, group14, ecp256 ...", "GROUP"},
		POPT_TABLEEND,
	};
	struct rrasctl_args args = {.options = options, .least = 1, .most = 1};
	HANDLE interface = NULL;
	int exit_code;

	if (args_parse(ctl, &args, argc, argv, &exit_code)) {
		if (check(ctl, &own, &exit_code) &&
		    server_open(ctl, &exit_code) &&
		    interface_open(ctl, args.values[0], &interface,
				   &exit_code)) {
			exit_code =
				set_ikev2(ctl, args.values[0], interface, &own);
		}
		args_free(&args);
	}
	free_options(&own);
	return exit_code;
}
