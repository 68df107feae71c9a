/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the IKE daemon is told of a tunnel: the arguments of vici's commands.
 */
#ifndef SERVER_DIALER_IPSEC_REQUEST_H
#define SERVER_DIALER_IPSEC_REQUEST_H

#include "ipsec.h"
#include "vici_message.h"

#define IPSEC_NAME_SIZE 32
#define IPSEC_CHILD	"l2tp"

/** @brief The name of a tunnel's connection and key in the daemon. */
void ipsec_name(uint16_t number, char name[IPSEC_NAME_SIZE]);

/** @brief The number in such a name. @return false for any other name */
bool ipsec_number(const char *name, uint16_t *number);

/** @brief What connects a tunnel's policy and its association in the kernel;
 * the daemon itself counts from 1. */
uint32_t ipsec_reqid(uint16_t number);

/** @brief load-shared; the message is to be burnt. */
void ipsec_write_key(struct vici_writer *message,
		     const struct ipsec_config *config);

/** @brief load-conn. */
void ipsec_write_connection(struct vici_writer *message,
			    const struct ipsec_config *config);

/** @brief initiate. @param[in] timeout  in milliseconds */
void ipsec_write_initiate(struct vici_writer *message, uint16_t number,
			  uint32_t timeout);

/** @brief list-sas. */
void ipsec_write_list(struct vici_writer *message, uint16_t number);

/** @brief terminate. */
void ipsec_write_terminate(struct vici_writer *message, uint16_t number);

/** @brief unload-conn. */
void ipsec_write_unload(struct vici_writer *message, uint16_t number);

/** @brief unload-shared. */
void ipsec_write_forget(struct vici_writer *message, uint16_t number);

#endif
