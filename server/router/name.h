/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The names that interfaces may have.
 */
#ifndef SERVER_ROUTER_NAME_H
#define SERVER_ROUTER_NAME_H

#include <core/werror.h>

/**
 * @brief Whether an interface may be called so.
 *
 * @param[in] name  UTF-8
 * @retval WERR_OK
 * @retval ERROR_INVALID_PARAMETER  empty, or longer than
 *         MAX_INTERFACE_NAME_LEN (the code that the mprapi pages name)
 * @retval ERROR_INVALID_NAME  not UTF-8, or with a character that cannot
 *         stand in the name of a phonebook section: control characters and
 *         brackets (the code of RasValidateEntryName())
 */
WERROR router_name_check(const char *name);

#endif
