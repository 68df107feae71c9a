/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Marks what libmprapi.so exports; all else is hidden. */
#ifndef CLIENT_EXPORT_H
#define CLIENT_EXPORT_H

#define RRAS_EXPORT __attribute__((visibility("default")))

#endif
