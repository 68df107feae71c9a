/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The audit trail: one line of JSON per change or refusal. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>
#include <jansson.h>
#include <systemd/sd-journal.h>

#include "compat/rras_errors.h"
#include "gen_ndr/frame.h"
#include "audit.h"
#include "log.h"

#define JOURNAL_SOCKET "/run/systemd/journal/socket"

struct audit {
	const char *path; /* NULL for the journal */
	int fd;
};

struct audit_record {
	json_t *line;
	json_t *arguments;
};

static int audit_destructor(struct audit *audit)
{
	if (audit->fd != -1) {
		close(audit->fd);
	}
	return 0;
}

static int open_file(const char *path)
{
	struct stat st;
	int fd = open(path,
		      O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW |
			      O_NONBLOCK,
		      0600);

	if (fd == -1) {
		return -1;
	}
	/* First of all what it is: a device keeps its mode for all others. */
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
		close(fd);
		errno = EINVAL;
		return -1;
	}
	/* An old file keeps its mode with O_CREAT; this trail is root's. */
	if (fchmod(fd, 0600) != 0) {
		close(fd);
		return -1;
	}
	return fd;
}

struct audit *audit_open(TALLOC_CTX *mem_ctx, const char *where,
			 const char **why)
{
	struct audit *audit = talloc_zero(mem_ctx, struct audit);

	*why = "out of memory";
	if (audit == NULL) {
		return NULL;
	}
	audit->fd = -1;
	talloc_set_destructor(audit, audit_destructor);
	if (strcasecmp(where, "journal") == 0) {
		return audit;
	}
	audit->path = talloc_strdup(audit, where);
	if (audit->path == NULL) {
		TALLOC_FREE(audit);
		return NULL;
	}
	audit->fd = open_file(where);
	if (audit->fd == -1) {
		*why = talloc_asprintf(mem_ctx,
				       "rras:audit: cannot open %s: %s", where,
				       strerror(errno));
		TALLOC_FREE(audit);
	}
	return audit;
}

void audit_reopen(struct audit *audit)
{
	int fd;

	if (audit->path == NULL) {
		return;
	}
	fd = open_file(audit->path);
	if (fd == -1) {
		log_error("cannot open the audit file %s: %s", audit->path,
			  strerror(errno));
		return;
	}
	close(audit->fd);
	audit->fd = fd;
}

/* Whoever rotates the file renames it; then its name is another's. */
static bool is_still_there(const struct audit *audit)
{
	struct stat by_name, by_fd;

	return stat(audit->path, &by_name) == 0 &&
	       fstat(audit->fd, &by_fd) == 0 &&
	       by_name.st_ino == by_fd.st_ino && by_name.st_dev == by_fd.st_dev;
}

static int audit_record_destructor(struct audit_record *record)
{
	json_decref(record->line);
	json_decref(record->arguments);
	return 0;
}

/* JSON text is UTF-8; what is not must not make the line disappear. */
static json_t *text(const char *value)
{
	json_t *string = json_string(value != NULL ? value : "");

	return string != NULL ? string : json_string("(not UTF-8)");
}

static const char *transport_name(enum rras_transport transport)
{
	switch (transport) {
	case RRAS_TRANSPORT_NP:
		return "ncacn_np";
	case RRAS_TRANSPORT_TCP:
		return "ncacn_ip_tcp";
	case RRAS_TRANSPORT_LRPC:
		return "ncalrpc";
	case RRAS_TRANSPORT_LOCAL:
		return "local";
	}
	return "unknown";
}

static json_t *sid_text(const struct rras_sid *sid)
{
	char line[8 + 2 * 15 + 15 * 11];
	uint64_t authority = 0;
	uint8_t i;
	int length;

	for (i = 0; i < 6; i++) {
		authority = authority << 8 | sid->id_auth[i];
	}
	length = snprintf(line, sizeof(line), "S-%u-%llu", sid->sid_rev_num,
			  (unsigned long long)authority);
	for (i = 0; i < sid->num_auths && i < 15; i++) {
		length += snprintf(line + length, sizeof(line) - (size_t)length,
				   "-%u", sid->sub_auths[i]);
	}
	return json_string(line);
}

/* False without memory; the value is taken over or freed in any case. */
static bool put(json_t *object, const char *name, json_t *value)
{
	return json_object_set_new(object, name, value) == 0;
}

static bool put_who(json_t *line, const struct rras_caller *caller)
{
	json_t *who = json_object();
	bool ok = put(who, "account", text(caller->account)) &&
		  put(who, "domain", text(caller->domain));

	/* The first SID of a token is the user's, the others are groups. */
	if (ok && caller->num_sids > 0 && caller->sids != NULL) {
		ok = put(who, "sid", sid_text(&caller->sids[0]));
	}
	if (ok && caller->uid != UINT64_MAX) {
		ok = put(who, "uid", json_integer((json_int_t)caller->uid));
	}
	return put(line, "who", who) && ok;
}

static bool put_from(json_t *line, const struct rras_caller *caller)
{
	json_t *from = json_object();
	bool ok = put(from, "address", text(caller->address)) &&
		  put(from, "transport",
		      text(transport_name(caller->transport))) &&
		  put(from, "auth_type", json_integer(caller->auth_type)) &&
		  put(from, "auth_level", json_integer(caller->auth_level));

	return put(line, "from", from) && ok;
}

static json_t *now_text(void)
{
	char stamp[64] = "";
	struct timespec now;
	struct tm tm;
	size_t length;

	clock_gettime(CLOCK_REALTIME, &now);
	if (gmtime_r(&now.tv_sec, &tm) == NULL) {
		return json_string("");
	}
	length = strftime(stamp, sizeof(stamp), "%FT%T", &tm);
	snprintf(stamp + length, sizeof(stamp) - length, ".%03ldZ",
		 now.tv_nsec / 1000000L);
	return json_string(stamp);
}

struct audit_record *audit_record(TALLOC_CTX *mem_ctx,
				  const struct rras_caller *caller,
				  const char *operation)
{
	struct audit_record *record = talloc_zero(mem_ctx, struct audit_record);

	if (record == NULL) {
		return NULL;
	}
	talloc_set_destructor(record, audit_record_destructor);
	record->line = json_object();
	record->arguments = json_object();
	if (record->arguments == NULL ||
	    !put(record->line, "time", now_text()) ||
	    (caller != NULL && (!put_who(record->line, caller) ||
				!put_from(record->line, caller))) ||
	    !put(record->line, "operation", text(operation))) {
		talloc_free(record);
		return NULL;
	}
	return record;
}

void audit_note_string(struct audit_record *record, const char *name,
		       const char *value)
{
	if (record != NULL) {
		json_object_set_new(record->arguments, name, text(value));
	}
}

void audit_note_number(struct audit_record *record, const char *name,
		       uint32_t value)
{
	if (record != NULL) {
		json_object_set_new(record->arguments, name,
				    json_integer(value));
	}
}

static void set_outcome(json_t *line, enum audit_outcome outcome, uint32_t code)
{
	const struct rras_error_info *info = rras_error_by_number(code);

	switch (outcome) {
	case AUDIT_ABANDONED:
		json_object_set_new(line, "abandoned", json_true());
		break;
	case AUDIT_FAULT:
		json_object_set_new(line, "fault", json_integer(code));
		break;
	case AUDIT_RESULT:
		json_object_set_new(line, "result", json_integer(code));
		break;
	}
	if (outcome != AUDIT_ABANDONED && info != NULL) {
		json_object_set_new(line, "result_name", text(info->name));
	}
}

static void write_log(TALLOC_CTX *mem_ctx, const char *line)
{
	char *text = talloc_asprintf(mem_ctx, "audit: %s", line);

	log_record(text != NULL ? text : line);
}

static void write_journal(TALLOC_CTX *mem_ctx, const char *line,
			  const char *operation, uint32_t code)
{
	/* sd_journal_send() does nothing, successfully, without a journal. */
	if (access(JOURNAL_SOCKET, W_OK) != 0) {
		write_log(mem_ctx, line);
		return;
	}
	sd_journal_send("MESSAGE=%s", line, "PRIORITY=%d", LOG_NOTICE,
			"MESSAGE_ID=" AUDIT_MESSAGE_ID,
			"SYSLOG_IDENTIFIER=rrasd", "RRAS_OPERATION=%s",
			operation, "RRAS_RESULT=%u", code, NULL);
}

/* A disk that has become full takes a part of a line, which is no JSON. */
static void cut_off(int fd, size_t length)
{
	struct stat st;

	if (fstat(fd, &st) != 0 ||
	    ftruncate(fd, st.st_size - (off_t)length) != 0) {
		log_error("half a line stays in the audit file: %s",
			  strerror(errno));
	}
}

static bool write_file(struct audit *audit, const char *line)
{
	size_t length = strlen(line);
	ssize_t written;

	if (!is_still_there(audit)) {
		audit_reopen(audit);
	}
	/* One write, so that lines of several writers never mix. */
	errno = ENOSPC;
	written = write(audit->fd, line, length);
	if (written == (ssize_t)length) {
		return true;
	}
	log_error("cannot write to the audit file %s, the log has the line: %s",
		  audit->path, strerror(errno));
	if (written > 0) {
		cut_off(audit->fd, (size_t)written);
	}
	return false;
}

/* What can be said without memory: that there was such a call. */
static void write_short(struct audit *audit, const char *operation,
			enum audit_outcome outcome, uint32_t code)
{
	static const char *const names[] = {[AUDIT_ABANDONED] = "abandoned",
					    [AUDIT_FAULT] = "fault",
					    [AUDIT_RESULT] = "result"};
	char line[256]; /* an operation's name is ours, and plain */

	snprintf(line, sizeof(line),
		 "{\"operation\":\"%.100s\",\"%s\":%u,"
		 "\"incomplete\":\"out of memory\"}\n",
		 operation, names[outcome], code);
	if (audit->path == NULL || !write_file(audit, line)) {
		log_record(line);
	}
}

void audit_write(struct audit *audit, struct audit_record *record,
		 enum audit_outcome outcome, uint32_t code)
{
	const char *operation;
	char *line, *with_newline;

	if (record == NULL) {
		log_error("an audit line is lost: out of memory");
		return;
	}
	operation =
		json_string_value(json_object_get(record->line, "operation"));
	json_object_set(record->line, "arguments", record->arguments);
	set_outcome(record->line, outcome, code);
	line = json_dumps(record->line, JSON_COMPACT | JSON_ENSURE_ASCII);
	with_newline = talloc_asprintf(record, "%s\n", line ? line : "");
	if (line == NULL || with_newline == NULL) {
		write_short(audit, operation, outcome, code);
	} else if (audit->path == NULL) {
		write_journal(record, line, operation, code);
	} else if (!write_file(audit, with_newline)) {
		write_log(record, line);
	}
	free(line);
}
