/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Interfaces, ports and connections; these two by what people call them. */
#ifndef CLIENT_RRASCTL_OBJECT_H
#define CLIENT_RRASCTL_OBJECT_H

#include "client/rrasctl/rrasctl.h"

/**
 * @brief Call @each for every port.
 *
 * @param[in] connection  whose ports; INVALID_HANDLE_VALUE for all
 * @return 0, or why not all could be read
 */
uint32_t each_port(struct rrasctl *ctl, HANDLE connection,
		   void (*each)(const RAS_PORT_0 *port, void *private_data),
		   void *private_data);

/** @brief Call @each for every interface. */
uint32_t each_interface(struct rrasctl *ctl,
			void (*each)(const MPR_INTERFACE_0 *info,
				     void *private_data),
			void *private_data);

/** @brief Call @each for every connection. */
uint32_t each_connection(struct rrasctl *ctl,
			 void (*each)(const RAS_CONNECTION_EX *connection,
				      void *private_data),
			 void *private_data);

/**
 * @brief Find a port by its handle or by its name.
 *
 * @return false after a message; *exit_code is set
 */
bool port_open(struct rrasctl *ctl, const char *text, HANDLE *port,
	       int *exit_code);

/** @brief Find a connection by its handle, its interface or its user. */
bool connection_open(struct rrasctl *ctl, const char *text, HANDLE *connection,
		     int *exit_code);

/** @brief A command that takes one port or connection, and does one thing. */
int run_object(struct rrasctl *ctl, int argc, const char **argv,
	       bool (*open)(struct rrasctl *ctl, const char *text,
			    HANDLE *object, int *exit_code),
	       uint32_t (*run)(struct rrasctl *ctl, HANDLE object));

/** @brief A string of mprapi.h as UTF-8, for free(); "" without memory. */
char *wide_text(const WCHAR *wide, size_t max);
#define WIDE_TEXT(array) wide_text((array), sizeof(array) / sizeof((array)[0]))

#endif
