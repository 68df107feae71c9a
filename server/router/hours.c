/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * DialoutHours, one string a day: "<day><space><time range><space>...".
 */
#include "hours.h"
#include <ctype.h>
#include <stddef.h>
#include <string.h>
#include "gen_ndr/store.h"

enum { MINUTES_OF_DAY = 24 * 60 };

static bool read_number(const char **text, int max, int *number)
{
	const char *p = *text;

	if (!isdigit((unsigned char)p[0]) || !isdigit((unsigned char)p[1])) {
		return false;
	}
	*number = (p[0] - '0') * 10 + (p[1] - '0');
	*text = p + 2;
	return *number <= max;
}

/* "HH:MM", 00:00 to 24:00, in minutes. */
static bool read_time(const char **text, int *minutes)
{
	int h, m;

	if (!read_number(text, 24, &h) || **text != ':') {
		return false;
	}
	(*text)++;
	if (!read_number(text, 59, &m)) {
		return false;
	}
	*minutes = h * 60 + m;
	return *minutes <= MINUTES_OF_DAY;
}

static bool read_range(const char **text, int *from, int *to)
{
	if (**text != ' ') {
		return false;
	}
	(*text)++;
	if (!read_time(text, from) || **text != '-') {
		return false;
	}
	(*text)++;
	return read_time(text, to) && *from < *to;
}

/* Read a day's string; *now is set when @minute of @wday is in it. */
static bool read_day(const char *text, int wday, int minute, bool *now)
{
	int day, from, to;

	if (text[0] < '0' || text[0] > '7') {
		return false;
	}
	day = (text[0] - '0') % 7;
	text++;
	do {
		if (!read_range(&text, &from, &to)) {
			return false;
		}
		if (day == wday && minute >= from && minute < to) {
			*now = true;
		}
	} while (*text != '\0');
	return true;
}

bool hours_are_valid(const char *const *hours)
{
	size_t count;
	bool ignored = false;

	for (count = 0; hours != NULL && hours[count] != NULL; count++) {
		if (count == RRAS_MAX_HOURS ||
		    !read_day(hours[count], 0, 0, &ignored)) {
			return false;
		}
	}
	return true;
}

bool hours_allow(const char *const *hours, const struct tm *when)
{
	int minute = when->tm_hour * 60 + when->tm_min;
	bool now = false;
	size_t i;

	if (hours == NULL || hours[0] == NULL) {
		return true;
	}
	for (i = 0; hours[i] != NULL; i++) {
		(void)read_day(hours[i], when->tm_wday, minute, &now);
	}
	return now;
}
