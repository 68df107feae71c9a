/* SPDX-License-Identifier: GPL-3.0-or-later */
/* See human.h. */
#include <stdio.h>
#include <string.h>
#include <time.h>
#include "client/rrasctl/human.h"

const char *human_duration(char text[HUMAN_SIZE], uint32_t seconds)
{
	size_t used = 0;

	if (seconds >= 86400) {
		used = (size_t)snprintf(text, HUMAN_SIZE, "%u d ",
					(unsigned)(seconds / 86400));
	}
	snprintf(text + used, HUMAN_SIZE - used, "%02u:%02u:%02u",
		 (unsigned)(seconds / 3600 % 24), (unsigned)(seconds / 60 % 60),
		 (unsigned)(seconds % 60));
	return text;
}

/* One place behind the point, when there is something in it. */
static const char *scaled(char text[HUMAN_SIZE], uint64_t value, uint64_t step,
			  const char *const *units)
{
	double shown = (double)value;
	size_t i = 0;

	while (shown >= (double)step && units[i + 1] != NULL) {
		shown /= (double)step;
		i++;
	}
	snprintf(text, HUMAN_SIZE, "%.1f", shown);
	if (strlen(text) > 2 && strcmp(text + strlen(text) - 2, ".0") == 0) {
		text[strlen(text) - 2] = '\0';
	}
	strcat(text, " ");
	strcat(text, units[i]);
	return text;
}

const char *human_bytes(char text[HUMAN_SIZE], uint64_t bytes)
{
	static const char *const units[] = {"B",   "KiB", "MiB",
					    "GiB", "TiB", NULL};

	return scaled(text, bytes, 1024, units);
}

const char *human_speed(char text[HUMAN_SIZE], uint64_t bits_per_second)
{
	static const char *const units[] = {"bit/s", "kbit/s", "Mbit/s",
					    "Gbit/s", NULL};

	return scaled(text, bits_per_second, 1000, units);
}

const char *human_time(char text[HUMAN_SIZE], uint64_t time_us)
{
	time_t seconds = (time_t)(time_us / 1000000);
	struct tm local;

	if (localtime_r(&seconds, &local) == NULL ||
	    strftime(text, HUMAN_SIZE, "%Y-%m-%d %H:%M:%S", &local) == 0) {
		strcpy(text, "?");
	}
	return text;
}

const char *iso_time(char text[HUMAN_SIZE], uint64_t time_us)
{
	time_t seconds = (time_t)(time_us / 1000000);
	struct tm utc;
	size_t used;

	if (gmtime_r(&seconds, &utc) == NULL) {
		strcpy(text, "?");
		return text;
	}
	used = strftime(text, HUMAN_SIZE - 8, "%Y-%m-%dT%H:%M:%S", &utc);
	snprintf(text + used, HUMAN_SIZE - used, ".%03uZ",
		 (unsigned)(time_us / 1000 % 1000));
	return text;
}
