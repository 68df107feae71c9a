/* SPDX-License-Identifier: GPL-3.0-or-later */
/* "device list", "show" and "set". */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "compat/rras_errors.h"
#include "client/rrasctl/object.h"
#include "client/rrasctl/table.h"

#define MAX_DEVICES 1024 /* to ask an interface for */

static int device_list(struct rrasctl *ctl)
{
	static const char *const heads[] = {"DEVICE", "TYPE", NULL};
	struct table *table = NULL;
	MPR_DEVICE_0 *devices = NULL;
	DWORD count = 0, i;
	uint32_t code =
		MprAdminDeviceEnum(ctl->server, 0, (LPBYTE *)&devices, &count);

	if (code != ERROR_SUCCESS) {
		return code_error(ctl, code, NULL);
	}
	table = table_new(heads);
	for (i = 0; i < count; i++) {
		struct report *report = report_new();
		char *name = WIDE_TEXT(devices[i].szDeviceName);
		char *type = WIDE_TEXT(devices[i].szDeviceType);

		report_string(report, "device", NULL, name);
		report_string(report, "device_type", NULL, type);
		table_row(table);
		table_text(table, name);
		table_text(table, type);
		table_json(table, report);
		report_free(report);
		free(name);
		free(type);
	}
	table_print(table, ctl->out, ctl->json);
	table_free(table);
	free(devices);
	return RRASCTL_OK;
}

int command_device_list(struct rrasctl *ctl, int argc, const char **argv)
{
	struct rrasctl_args args = {0};
	int exit_code;

	if (!args_parse(ctl, &args, argc, argv, &exit_code)) {
		return exit_code;
	}
	if (server_open(ctl, &exit_code)) {
		exit_code = device_list(ctl);
	}
	args_free(&args);
	return exit_code;
}

/* Strings, one after the other: "a, b" and a JSON array. */
static json_t *alternates_of(const WCHAR *strings, char *text, size_t size)
{
	json_t *array = json_array();
	size_t used = 0, units;

	text[0] = '\0';
	while (strings != NULL && strings[0] != 0) {
		char *one = wide_text(strings, MPR_MaxPhoneNumber + 1);

		if (used < size) {
			used += (size_t)snprintf(text + used, size - used,
						 "%s%s", used > 0 ? ", " : "",
						 one);
		}
		(void)json_array_append_new(array, json_string(one));
		for (units = 0; strings[units] != 0; units++) {
		}
		strings += units + 1;
		free(one);
	}
	return array;
}

static void show_device(struct table *table, DWORD index,
			const MPR_DEVICE_1 *device)
{
	struct report *report = report_new();
	char *name = WIDE_TEXT(device->szDeviceName);
	char *type = WIDE_TEXT(device->szDeviceType);
	char *number = WIDE_TEXT(device->szLocalPhoneNumber);
	char alternates[256];
	json_t *array = alternates_of(device->szAlternates, alternates,
				      sizeof(alternates));

	report_number(report, "index", NULL, index, NULL);
	report_string(report, "device", NULL, name);
	report_string(report, "device_type", NULL, type);
	report_optional(report, "number", NULL, number);
	report_value(report, "alternates", array);
	table_row(table);
	table_unsigned(table, index);
	table_text(table, name);
	table_text(table, type);
	table_text(table, number);
	table_text(table, alternates);
	table_json(table, report);
	report_free(report);
	free(name);
	free(type);
	free(number);
}

/* From the first on, until there is none. */
static uint32_t device_show(struct rrasctl *ctl, HANDLE interface)
{
	static const char *const heads[] = {"INDEX",  "DEVICE",	    "TYPE",
					    "NUMBER", "ALTERNATES", NULL};
	struct table *table = table_new(heads);
	MPR_DEVICE_1 *device = NULL;
	uint32_t code = ERROR_SUCCESS;
	DWORD index;

	for (index = 1; code == ERROR_SUCCESS && index <= MAX_DEVICES;
	     index++) {
		device = NULL;
		code = MprAdminInterfaceDeviceGetInfo(
			ctl->server, interface, index, 1, (LPBYTE *)&device);
		if (code == ERROR_SUCCESS) {
			show_device(table, index, device);
		}
		free(device);
	}
	if (index > 2) { /* the first was there: this is the end */
		code = ERROR_SUCCESS;
		table_print(table, ctl->out, ctl->json);
	}
	table_free(table);
	return code;
}

int command_device_show(struct rrasctl *ctl, int argc, const char **argv)
{
	return run_object(ctl, argc, argv, interface_open, device_show);
}

struct device_options {
	char *type;
	char *device;
	char *number;
	char *alternates;
};

/* "a,b" as the strings of szAlternates; for free(), NULL when wrong. */
static WCHAR *alternates_to_wide(const char *list)
{
	size_t length = strlen(list), i;
	WCHAR *wide = calloc(length + 2, sizeof(*wide));

	if (wide != NULL && rras_utf8_to_utf16(list, wide, length + 1) != 0) {
		free(wide);
		return NULL;
	}
	for (i = 0; wide != NULL && i < length; i++) {
		wide[i] = wide[i] == ',' ? 0 : wide[i];
	}
	return wide;
}

static bool set_field(struct rrasctl *ctl, const char *what, const char *text,
		      WCHAR *wide, size_t size, int *exit_code)
{
	if (text == NULL || rras_utf8_to_utf16(text, wide, size) == 0) {
		return true;
	}
	*exit_code = usage_error(ctl,
				 "a %s has %zu characters of valid UTF-8 at "
				 "most",
				 what, size - 1);
	return false;
}

static bool apply(struct rrasctl *ctl, const struct device_options *options,
		  MPR_DEVICE_1 *device, int *exit_code)
{
	return set_field(ctl, "type", options->type, device->szDeviceType,
			 MPR_MaxDeviceType + 1, exit_code) &&
	       set_field(ctl, "device", options->device, device->szDeviceName,
			 MPR_MaxDeviceName + 1, exit_code) &&
	       set_field(ctl, "number", options->number,
			 device->szLocalPhoneNumber, MPR_MaxPhoneNumber + 1,
			 exit_code);
}

/*
 * 3.1.4.40: "Device information with type szDeviceType, which is neither modem
 * nor ISDN, SHOULD be ignored": a server says success, and does nothing.
 */
static int check_added(struct rrasctl *ctl, const char *name, HANDLE interface,
		       DWORD index)
{
	MPR_DEVICE_1 *device = NULL;
	uint32_t code = MprAdminInterfaceDeviceGetInfo(
		ctl->server, interface, index, 1, (LPBYTE *)&device);

	free(device);
	return code != ERROR_SUCCESS
		       ? code_error_as(
				 ctl, RRASCTL_REFUSED, code, name,
				 "the router has ignored the device: only "
				 "serial ones can be bundled")
		       : RRASCTL_OK;
}

/* Read, change, write; what is not there is added. */
static int device_set(struct rrasctl *ctl, const char *name, HANDLE interface,
		      DWORD index, const struct device_options *options)
{
	MPR_DEVICE_1 device = {0}, *got = NULL;
	WCHAR *alternates = NULL;
	int exit_code = RRASCTL_OK;
	uint32_t code;

	if (MprAdminInterfaceDeviceGetInfo(ctl->server, interface, index, 1,
					   (LPBYTE *)&got) == ERROR_SUCCESS) {
		device = *got;
	}
	if (options->alternates != NULL) {
		alternates = alternates_to_wide(options->alternates);
		device.szAlternates = alternates;
	}
	if (options->alternates != NULL && alternates == NULL) {
		exit_code = usage_error(ctl, "the numbers are not valid UTF-8");
	} else if (apply(ctl, options, &device, &exit_code)) {
		code = MprAdminInterfaceDeviceSetInfo(
			ctl->server, interface, index, 1, (LPBYTE)&device);
		exit_code = code != ERROR_SUCCESS
				    ? code_error(ctl, code, name)
				    : check_added(ctl, name, interface, index);
	}
	free(alternates);
	free(got);
	return exit_code;
}

static bool parse_index(struct rrasctl *ctl, const char *text, DWORD *index,
			int *exit_code)
{
	char *end = NULL;
	long value;

	errno = 0;
	value = strtol(text, &end, 10);
	if (errno != 0 || *end != '\0' || value < 1 || value > MAX_DEVICES) {
		*exit_code = usage_error(ctl, "an index is 1 for the first "
					      "device, 2 for the second ...");
		return false;
	}
	*index = (DWORD)value;
	return true;
}

static int run_set(struct rrasctl *ctl, const struct rrasctl_args *args,
		   const struct device_options *options)
{
	HANDLE interface = NULL;
	DWORD index = 0;
	int exit_code;

	if (options->type == NULL && options->device == NULL &&
	    options->number == NULL && options->alternates == NULL) {
		return usage_error(ctl, "nothing to set; see --help");
	}
	if (!parse_index(ctl, args->values[1], &index, &exit_code) ||
	    !server_open(ctl, &exit_code) ||
	    !interface_open(ctl, args->values[0], &interface, &exit_code)) {
		return exit_code;
	}
	return device_set(ctl, args->values[0], interface, index, options);
}

int command_device_set(struct rrasctl *ctl, int argc, const char **argv)
{
	struct device_options own = {0};
	const struct poptOption options[] = {
		{"device-type", 't', POPT_ARG_STRING, &own.type, 0,
		 "PPPoE, Modem, SERIAL, Vpn ...", "TYPE"},
		{"device", 'd', POPT_ARG_STRING, &own.device, 0,
		 "its name, as \"device list\" has it", "DEVICE"},
		{"number", 'n', POPT_ARG_STRING, &own.number, 0,
		 "the number to dial, or the service", "NUMBER"},
		{"alternates", '\0', POPT_ARG_STRING, &own.alternates, 0,
		 "further numbers, with commas between; \"\" for none",
		 "NUMBER,..."},
		POPT_TABLEEND,
	};
	struct rrasctl_args args = {.options = options, .least = 2, .most = 2};
	int exit_code;

	if (args_parse(ctl, &args, argc, argv, &exit_code)) {
		exit_code = run_set(ctl, &args, &own);
		args_free(&args);
	}
	free(own.type);
	free(own.device);
	free(own.number);
	free(own.alternates);
	return exit_code;
}
