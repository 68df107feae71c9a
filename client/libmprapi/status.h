/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What Samba's libraries report, as the Win32 codes of the API. */
#ifndef CLIENT_STATUS_H
#define CLIENT_STATUS_H

#include <stdint.h>
#include <core/ntstatus.h>

/** @brief Why a connection could not be made. */
uint32_t status_of_connect(NTSTATUS status);

/** @brief Why a call on a connection has no answer. */
uint32_t status_of_call(NTSTATUS status);

#endif
