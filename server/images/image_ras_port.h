/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * RASMAN_PORT_32 and Info ([MS-RRASM] 2.2.1.2.226 and .227) of a port and of
 * what it carries.
 */
#ifndef SERVER_IMAGES_IMAGE_RAS_PORT_H
#define SERVER_IMAGES_IMAGE_RAS_PORT_H

#include <stdbool.h>
#include <stdint.h>
#include <util/data_blob.h>
#include <gen_ndr/misc.h>
#include "gen_ndr/rasrpc_images.h"
#include "server/ports/ports.h"

/** @brief A port, and its device. */
struct ras_port {
	const struct port *port;
	uint32_t flags;		 /**< MPR_ENABLE_*_ON_DEVICE of its device */
	uint32_t dwLineDeviceId; /**< ras_device's dwTapiLineId */
	bool incoming;		 /**< it carries a CLIENT's connection */
};

/** @brief What an Info tells besides: of the connection on the port. */
struct ras_port_connection {
	uint32_t dwConnection; /**< 0: there is none */
	uint32_t dwLastError;
	uint64_t duration; /**< milliseconds */
	uint64_t bytes_received;
	uint32_t pid;	       /**< of who holds the port; 0 for nobody */
	const char *phonebook; /**< path and entry that it was dialed with; */
	const char *entry;     /**< "" of an incoming one */
	struct GUID guid;
};

/** @brief Fill the structure for PORTENUM. */
void image_rasman_port_fill(const struct ras_port *port,
			    struct RASMAN_PORT_32 *image);

/** @brief Fill the structure for GETINFO; retcode is left 0. */
void image_info_fill(const struct ras_port *port,
		     const struct ras_port_connection *connection,
		     struct Info_64 *image);

/** @brief The same for a caller whose HANDLE has 4 bytes. */
void image_info_narrow(const struct Info_64 *image, struct Info *narrow);

#endif
