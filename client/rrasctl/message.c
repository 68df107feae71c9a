/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Messages about what went wrong, and the exit codes that go with them. */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include "compat/rras_errors.h"
#include "client/rrasctl/report.h"
#include "client/rrasctl/rrasctl.h"

/* In one piece: standard error has no buffer, and others write there too. */
static void print_message(struct rrasctl *ctl, const char *text)
{
	char *line = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&line, &size);

	if (out == NULL) {
		return;
	}
	fputs("rrasctl: ", out);
	if (ctl->action != NULL) {
		fprintf(out, "%s: ", ctl->action);
	}
	print_clean(out, text);
	fputc('\n', out);
	fclose(out);
	fputs(line, ctl->err);
	free(line);
}

static void print_json(struct rrasctl *ctl, json_t *object)
{
	char *line = json_dumps(object, JSON_COMPACT);

	if (line != NULL) {
		fprintf(ctl->err, "%s\n", line);
	}
	free(line);
	json_decref(object);
}

void notice(struct rrasctl *ctl, const char *text)
{
	if (ctl->json) {
		print_json(ctl,
			   json_pack("{s:o}", "message", json_of_text(text)));
	} else {
		print_message(ctl, text);
	}
}

int usage_error(struct rrasctl *ctl, const char *format, ...)
{
	char text[512];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	notice(ctl, text);
	return RRASCTL_USAGE;
}

char *code_text(uint32_t code)
{
	const char *name = NULL, *text = NULL;
	char *line = NULL;
	int rc;

	if (rras_error_lookup(code, &name, &text)) {
		rc = asprintf(&line, "%s (%u, %s)", text, (unsigned)code, name);
	} else {
		rc = asprintf(&line, "unknown error (%u, 0x%08x)",
			      (unsigned)code, (unsigned)code);
	}
	return rc != -1 ? line : NULL;
}

int exit_code_of(uint32_t code)
{
	switch (code) {
	case ERROR_SUCCESS:
		return RRASCTL_OK;
	case ERROR_NOT_ENOUGH_MEMORY:
	case ERROR_OUTOFMEMORY:
		return RRASCTL_USAGE;
	case ERROR_ACCESS_DENIED:
	case ERROR_LOGON_FAILURE:
	case ERROR_PRIVILEGE_NOT_HELD:
	case ERROR_ACCOUNT_RESTRICTION:
	case ERROR_INVALID_LOGON_HOURS:
	case ERROR_PASSWORD_EXPIRED:
	case ERROR_ACCOUNT_DISABLED:
	case ERROR_ACCOUNT_EXPIRED:
	case ERROR_PASSWORD_MUST_CHANGE:
	case ERROR_ACCOUNT_LOCKED_OUT:
		return RRASCTL_DENIED;
	case ERROR_BAD_NETPATH:
	case ERROR_CONNECTION_REFUSED:
	case ERROR_NETWORK_UNREACHABLE:
	case ERROR_HOST_UNREACHABLE:
	case RPC_S_UNKNOWN_IF:
	case RPC_S_SERVER_UNAVAILABLE:
	case RPC_S_SERVER_TOO_BUSY:
	case RPC_S_CALL_FAILED:
	case RPC_S_CALL_FAILED_DNE:
		return RRASCTL_UNREACHABLE;
	case ERROR_TIMEOUT:
	case ERROR_SEM_TIMEOUT:
		return RRASCTL_TIMEOUT;
	default:
		return RRASCTL_REFUSED;
	}
}

static void print_code(struct rrasctl *ctl, uint32_t code, const char *subject,
		       const char *detail)
{
	char *text = code_text(code), *line = NULL;
	int rc;

	rc = asprintf(&line, "%s%s%s%s%s", subject != NULL ? subject : "",
		      subject != NULL ? ": " : "", text != NULL ? text : "",
		      detail != NULL ? "; " : "", detail != NULL ? detail : "");
	if (rc != -1) {
		print_message(ctl, line);
		free(line);
	}
	free(text);
}

int code_error_as(struct rrasctl *ctl, int exit_code, uint32_t code,
		  const char *subject, const char *detail)
{
	if (detail != NULL && detail[0] == '\0') {
		detail = NULL;
	}
	if (ctl->json) {
		print_json(ctl, json_pack("{s:o,s:o,s:o}", "error",
					  json_of_code(code), "subject",
					  json_of_text(subject), "detail",
					  json_of_text(detail)));
	} else {
		print_code(ctl, code, subject, detail);
	}
	return exit_code;
}

int code_error(struct rrasctl *ctl, uint32_t code, const char *subject)
{
	return code_error_as(ctl, exit_code_of(code), code, subject, NULL);
}
