/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a pppd logs: the last words of it are kept.
 */
#include <stdio.h>
#include <string.h>
#include "pppd_log.h"

void pppd_log_say(struct pppd_log *log, const char *words)
{
	memcpy(log->last_words[0], log->last_words[1],
	       sizeof(log->last_words[0]));
	dialer_copy_text(log->last_words[1], sizeof(log->last_words[1]), words);
}

void pppd_log_end_line(struct pppd_log *log)
{
	/* "Plugin ... loaded." is no news */
	if (log->line[0] != '\0' && strncmp(log->line, "Plugin ", 7) != 0) {
		pppd_log_say(log, log->line);
	}
	log->line[0] = '\0';
}

void pppd_log_take(struct pppd_log *log, const char *bytes, size_t size)
{
	size_t i, used = strlen(log->line);

	for (i = 0; i < size; i++) {
		if (bytes[i] == '\n') {
			pppd_log_end_line(log);
			used = 0;
		} else if (bytes[i] != '\0' && used < sizeof(log->line) - 1) {
			log->line[used++] = bytes[i];
			log->line[used] = '\0';
		}
	}
}

void pppd_log_last_words(const struct pppd_log *log,
			 char text[DIALER_TEXT_SIZE])
{
	snprintf(text, DIALER_TEXT_SIZE, "%s%s%s", log->last_words[0],
		 log->last_words[0][0] != '\0' ? "; " : "", log->last_words[1]);
}
