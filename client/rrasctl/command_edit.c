/* SPDX-License-Identifier: GPL-3.0-or-later */
/* "interface create" and "interface set". */
#include <stdlib.h>
#include <string.h>
#include "compat/rras_errors.h"
#include "client/rrasctl/rrasctl.h"
#include "client/rrasctl/settings.h"

static bool set_name(struct rrasctl *ctl, const char *name, WCHAR *wide,
		     int *exit_code)
{
	uint32_t code =
		rras_utf8_to_utf16(name, wide, MAX_INTERFACE_NAME_LEN + 1);

	if (code != ERROR_SUCCESS || name[0] == '\0') {
		*exit_code = usage_error(ctl,
					 "a name has 1 to %d characters "
					 "of valid UTF-8",
					 MAX_INTERFACE_NAME_LEN);
		return false;
	}
	return true;
}

/*
 * [MS-RRASM] 3.1.4.13: without MS-CHAPv2, CHAP and EAP in dwfOptions, Create
 * takes CHAP, MS-CHAPv2 and required encryption instead.  One who asked for
 * something else must say it again with SetInfo.
 */
static uint32_t insist_on_auth(struct rrasctl *ctl, HANDLE interface,
			       const MPR_INTERFACE_3 *wanted)
{
	const DWORD kept =
		MPRIO_RequireMsCHAP2 | MPRIO_RequireCHAP | MPRIO_RequireEAP;
	MPR_INTERFACE_3 copy = *wanted;

	if ((wanted->dwfOptions & kept) != 0) {
		return ERROR_SUCCESS;
	}
	copy.hInterface = interface;
	return MprAdminInterfaceSetInfo(ctl->server, interface, 3,
					(LPBYTE)&copy);
}

static void print_created(struct rrasctl *ctl, const char *name,
			  HANDLE interface)
{
	struct report *report = NULL;

	if (!ctl->json) {
		return; /* no news is good news */
	}
	report = report_new();
	report_string(report, "name", "Name", name);
	report_number(report, "handle", "Handle",
		      (uint32_t)(uintptr_t)interface, NULL);
	report_print(report, ctl->out, ctl->json);
	report_free(report);
}

static int create(struct rrasctl *ctl, const char *name, DWORD level,
		  MPR_INTERFACE_3 *info)
{
	HANDLE interface = NULL;
	uint32_t code;

	/* MPR_INTERFACE_3 begins like MPR_INTERFACE_0. */
	code = MprAdminInterfaceCreate(ctl->server, level, (LPBYTE)info,
				       &interface);
	if (code == ERROR_SUCCESS && level == 3) {
		code = insist_on_auth(ctl, interface, info);
		if (code != ERROR_SUCCESS) { /* all of it or nothing */
			MprAdminInterfaceDelete(ctl->server, interface);
		}
	}
	if (code != ERROR_SUCCESS) {
		return code_error(ctl, code, name);
	}
	print_created(ctl, name, interface);
	return RRASCTL_OK;
}

int command_interface_create(struct rrasctl *ctl, int argc, const char **argv)
{
	struct settings settings = {0};
	struct poptOption table[SETTINGS_NUM_OPTIONS];
	int from_phonebook = 0, exit_code;
	const struct poptOption options[] = {
		{NULL, '\0', POPT_ARG_INCLUDE_TABLE, table, 0, NULL, NULL},
		{"from-phonebook", '\0', POPT_ARG_NONE, &from_phonebook, 0,
		 "take the settings of the entry in router.pbk", NULL},
		POPT_TABLEEND,
	};
	struct rrasctl_args args = {.options = options, .least = 1, .most = 1};
	MPR_INTERFACE_3 info;

	settings_options(&settings, table);
	if (!args_parse(ctl, &args, argc, argv, &exit_code)) {
		settings_free(&settings);
		return exit_code;
	}
	settings_default(&info);
	if (settings.type == NULL && !from_phonebook) {
		settings.type = strdup("pppoe");
	}
	if (from_phonebook && settings_has_entry(&settings)) {
		exit_code = usage_error(ctl, "--from-phonebook goes with no "
					     "settings");
	} else if (settings_apply(ctl, &settings, &info, &exit_code) &&
		   set_name(ctl, args.values[0], info.wszInterfaceName,
			    &exit_code) &&
		   server_open(ctl, &exit_code)) {
		exit_code = create(ctl, args.values[0], from_phonebook ? 0 : 3,
				   &info);
	}
	settings_free(&settings);
	args_free(&args);
	return exit_code;
}

/* Read, change, write: what no option speaks of stays as it is. */
static int set_entry(struct rrasctl *ctl, const char *name, HANDLE interface,
		     const struct settings *settings)
{
	/* Level 0 does for --enable and --disable, of a LAN interface too. */
	DWORD level = settings_has_entry(settings) ? 3 : 0;
	MPR_INTERFACE_3 info = {.dwfNetProtocols = MPRNP_Ip};
	void *got = NULL;
	uint32_t code = MprAdminInterfaceGetInfo(ctl->server, interface, level,
						 (LPBYTE *)&got);
	int exit_code = RRASCTL_OK;

	if (code != ERROR_SUCCESS) {
		return code_error(ctl, code, name);
	}
	memcpy(&info, got, level == 3 ? sizeof(info) : sizeof(MPR_INTERFACE_0));
	if (settings_apply(ctl, settings, &info, &exit_code)) {
		code = MprAdminInterfaceSetInfo(ctl->server, interface, level,
						(LPBYTE)&info);
		exit_code = code != ERROR_SUCCESS ? code_error(ctl, code, name)
						  : RRASCTL_OK;
	}
	MprAdminBufferFree(got);
	return exit_code;
}

static int check_options(struct rrasctl *ctl, const struct settings *settings)
{
	MPR_INTERFACE_3 scratch;
	int exit_code;

	if (!settings_has_entry(settings) && !settings->enable &&
	    !settings->disable) {
		return usage_error(ctl, "nothing to set; see --help");
	}
	/* Wrong values are told before anybody is asked for a password. */
	settings_default(&scratch);
	scratch.dwfNetProtocols = MPRNP_Ip | MPRNP_Ipv6 | MPRNP_Ipx;
	(void)settings_apply(ctl, settings, &scratch, &exit_code);
	return exit_code;
}

int command_interface_set(struct rrasctl *ctl, int argc, const char **argv)
{
	struct settings settings = {0};
	struct poptOption options[SETTINGS_NUM_OPTIONS];
	struct rrasctl_args args = {.options = options, .least = 1, .most = 1};
	HANDLE interface = NULL;
	int exit_code;

	settings_options(&settings, options);
	if (!args_parse(ctl, &args, argc, argv, &exit_code)) {
		settings_free(&settings);
		return exit_code;
	}
	exit_code = check_options(ctl, &settings);
	if (exit_code == RRASCTL_OK && server_open(ctl, &exit_code) &&
	    interface_open(ctl, args.values[0], &interface, &exit_code)) {
		exit_code =
			set_entry(ctl, args.values[0], interface, &settings);
	}
	settings_free(&settings);
	args_free(&args);
	return exit_code;
}
