/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The paths by which Windows clients name what is on this router.
 *
 * A console makes ADMIN$\System32\ras\router.pbk of the system directory that
 * RasRpcGetSystemDirectory tells: C: and the folder below it stand for the
 * share ADMIN$, whatever the share's path is here.
 */
#ifndef SERVER_RRASD_WINDOWS_PATH_H
#define SERVER_RRASD_WINDOWS_PATH_H

#include <stdbool.h>

#define WINDOWS_DIRECTORY	 "C:\\Windows"
#define WINDOWS_SYSTEM_DIRECTORY WINDOWS_DIRECTORY "\\System32"
#define WINDOWS_PHONEBOOK	 WINDOWS_SYSTEM_DIRECTORY "\\ras\\router.pbk"

/**
 * @brief Whether a path is that of the router's phonebook.
 *
 * "" (the default phonebook), "router.pbk", and the full path, with the folder
 * ras (note 202) or without it (example 4.3); case does not matter.
 *
 * @param[in] path  UTF-8
 */
bool windows_path_is_phonebook(const char *path);

#endif
