/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The daemon's log. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

#include "log.h"

/*
 * The one piece of state outside of the daemon's context: a log must work
 * before that exists and after it is gone.
 */
static struct {
	enum log_target target;
	enum log_level level;
	bool journal;
} settings = {
	.target = LOG_TO_STDERR,
	.level = LOG_LEVEL_NOTICE,
};

static const int priorities[] = {
	[LOG_LEVEL_ERROR] = LOG_ERR,	 [LOG_LEVEL_WARNING] = LOG_WARNING,
	[LOG_LEVEL_NOTICE] = LOG_NOTICE, [LOG_LEVEL_INFO] = LOG_INFO,
	[LOG_LEVEL_DEBUG] = LOG_DEBUG,
};

/*
 * JOURNAL_STREAM says which file is the journal's.  That it is set is not
 * enough: programs that a user's desktop has started inherit it.
 */
static bool stderr_is_journal(void)
{
	const char *text = getenv("JOURNAL_STREAM");
	unsigned long long device, inode;
	struct stat st;

	return text != NULL &&
	       sscanf(text, "%llu:%llu", &device, &inode) == 2 &&
	       fstat(STDERR_FILENO, &st) == 0 && st.st_dev == device &&
	       st.st_ino == inode;
}

void log_setup(enum log_target target, enum log_level level)
{
	settings.target = target;
	settings.level = level;
	settings.journal = stderr_is_journal();
	if (target == LOG_TO_SYSLOG) {
		openlog("rrasd", LOG_PID, LOG_DAEMON);
	}
}

bool log_enabled(enum log_level level)
{
	return level <= settings.level;
}

static void write_stderr(enum log_level level, const char *line)
{
	char stamp[32] = "";
	struct timespec now;
	struct tm tm;

	if (settings.journal) {
		fprintf(stderr, "<%d>%s\n", priorities[level], line);
		return;
	}
	clock_gettime(CLOCK_REALTIME, &now);
	if (localtime_r(&now.tv_sec, &tm) != NULL) {
		strftime(stamp, sizeof(stamp), "%F %T", &tm);
	}
	fprintf(stderr, "%s.%03ld rrasd: %s\n", stamp, now.tv_nsec / 1000000L,
		line);
}

static void write_line(enum log_level level, const char *line)
{
	if (settings.target == LOG_TO_SYSLOG) {
		syslog(priorities[level], "%s", line);
	} else {
		write_stderr(level, line);
	}
}

/* What a peer or a client has said may be in it: one line is one line. */
static void hide_controls(char *line)
{
	for (; *line != '\0'; line++) {
		if ((unsigned char)*line < 0x20 || *line == 0x7f) {
			*line = '?';
		}
	}
}

void log_message(enum log_level level, const char *format, ...)
{
	char line[1024];
	va_list ap;

	if (!log_enabled(level)) {
		return;
	}
	va_start(ap, format);
	vsnprintf(line, sizeof(line), format, ap);
	va_end(ap);
	hide_controls(line);
	write_line(level, line);
}

void log_record(const char *line)
{
	write_line(LOG_LEVEL_NOTICE, line);
}

const char *log_quote(TALLOC_CTX *mem_ctx, const char *text)
{
	size_t length = strlen(text);
	char *quoted = talloc_size(mem_ctx, length * 4 + 3);
	char *to = quoted;
	size_t i;

	if (quoted == NULL) {
		return "(out of memory)";
	}
	*to++ = '"';
	for (i = 0; i < length; i++) {
		unsigned char c = (unsigned char)text[i];

		if (c == '"' || c == '\\') {
			*to++ = '\\';
			*to++ = (char)c;
		} else if (c < 0x20 || c == 0x7f) {
			to += sprintf(to, "\\x%02x", c);
		} else {
			*to++ = (char)c;
		}
	}
	*to++ = '"';
	*to = '\0';
	return quoted;
}
