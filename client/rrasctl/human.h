/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers as people read them. */
#ifndef CLIENT_RRASCTL_HUMAN_H
#define CLIENT_RRASCTL_HUMAN_H

#include <stddef.h>
#include <stdint.h>

/** @brief Room for any of these. */
#define HUMAN_SIZE 32

/** @brief "1 d 02:03:04", "02:03:04" below a day. */
const char *human_duration(char text[HUMAN_SIZE], uint32_t seconds);

/** @brief "512 B", "1.5 KiB", "3.2 GiB". */
const char *human_bytes(char text[HUMAN_SIZE], uint64_t bytes);

/** @brief "115.2 kbit/s", "100 Mbit/s". */
const char *human_speed(char text[HUMAN_SIZE], uint64_t bits_per_second);

/** @brief Microseconds since 1970 as local time: "2026-11-22 15:04:05". */
const char *human_time(char text[HUMAN_SIZE], uint64_t time_us);

/** @brief The same for programs: "2026-11-22T14:04:05.678Z". */
const char *iso_time(char text[HUMAN_SIZE], uint64_t time_us);

#endif
