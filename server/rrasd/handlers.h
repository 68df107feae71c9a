/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The handlers that the operation tables name; their contract is in ops.h.
 * Each one finds its arguments in call->r, by the type of its method.
 */
#ifndef SERVER_RRASD_HANDLERS_H
#define SERVER_RRASD_HANDLERS_H

#include <stdbool.h>
#include <stdint.h>
#include <talloc.h>
#include <tevent.h>
#include <core/werror.h>
#include <util/data_blob.h>

struct rrasd_call;
struct port;
struct router_interface;
struct rrasd;
struct DIM_INFORMATION_CONTAINER;

/** @brief Declare an operation that answers at once, or later. */
#define RRASD_RUN(name) \
	WERROR name(TALLOC_CTX *mem_ctx, struct rrasd_call *call)
#define RRASD_SEND(name)                                          \
	struct tevent_req *name##_send(TALLOC_CTX *mem_ctx,       \
				       struct tevent_context *ev, \
				       struct rrasd_call *call);  \
	WERROR name##_recv(struct tevent_req *req)

RRASD_RUN(op_server_get_info);
RRASD_SEND(op_server_set_info);
RRASD_RUN(op_server_get_info_ex);
RRASD_SEND(op_server_set_info_ex);
RRASD_RUN(op_interface_get_handle);
RRASD_RUN(op_interface_get_info);
RRASD_SEND(op_interface_create);
RRASD_SEND(op_interface_set_info);
RRASD_SEND(op_interface_delete);
RRASD_SEND(op_interface_enum);
RRASD_SEND(op_interface_connect);
RRASD_SEND(op_interface_disconnect);
RRASD_SEND(op_interface_update_phonebook);
RRASD_SEND(op_credentials_set);
RRASD_RUN(op_credentials_get);
RRASD_SEND(op_delete_entry);
RRASD_RUN(op_preferences_get);
RRASD_SEND(op_preferences_set);
RRASD_RUN(op_get_system_directory);
RRASD_SEND(op_submit_request);
RRASD_RUN(op_get_installed_protocols);
RRASD_RUN(op_get_version);
RRASD_RUN(op_interface_device_get);
RRASD_SEND(op_interface_device_set);
RRASD_SEND(op_credentials_ex_set);
RRASD_RUN(op_credentials_ex_get);
RRASD_RUN(op_custom_info_get);
RRASD_SEND(op_custom_info_set);
RRASD_SEND(op_port_enum);
RRASD_SEND(op_port_get_info);
RRASD_SEND(op_port_clear_stats);
RRASD_RUN(op_port_reset);
RRASD_SEND(op_port_disconnect);
RRASD_RUN(op_device_enum);
RRASD_SEND(op_connection_enum);
RRASD_SEND(op_connection_enum_ex);
RRASD_SEND(op_connection_get_info);
RRASD_SEND(op_connection_get_info_ex);
RRASD_SEND(op_connection_clear_stats);
RRASD_RUN(op_connection_remove_quarantine);
RRASD_RUN(op_connection_update);
RRASD_RUN(op_connection_notification);
RRASD_RUN(op_send_user_message);
RRASD_RUN(op_control_pause);
RRASD_RUN(op_control_continue);
RRASD_RUN(op_control_status);
RRASD_RUN(op_control_link_status);
RRASD_SEND(op_control_wait_events);
RRASD_RUN(op_control_link_history);

/** @brief Empty an [out] container: callers free what they find in it. */
void container_clear(struct DIM_INFORMATION_CONTAINER *container);

/** @brief Fill it; @bytes are moved under @mem_ctx, the call's memory. */
void container_fill(TALLOC_CTX *mem_ctx,
		    struct DIM_INFORMATION_CONTAINER *container,
		    DATA_BLOB *bytes);

/**
 * @brief What came in a container.
 *
 * @return false when it has no buffer
 */
bool container_bytes(const struct DIM_INFORMATION_CONTAINER *container,
		     DATA_BLOB *bytes);

/**
 * @brief Whether levels 2 and 3 are for an interface: 3.1.4.14 and 3.1.4.15
 *        want one of type FULL_ROUTER.  The settings of a HOME_ROUTER are set
 *        by the phonebook (example 4.3), or once, by Create.
 */
bool interface_has_settings(const struct router_interface *interface);

/**
 * @brief Note an interface for the audit trail: its handle, and its name, which
 *        later nobody may know.
 */
void audit_note_interface(struct rrasd_call *call, uint32_t hInterface);

/** @brief What goes out in place of a secret, and means "as it is" when it
 * comes in; its length says nothing about the secret's. */
#define PASSWORD_MASK "****************"

/** @brief Whether the configuration and the call's protection let a secret go
 * out. */
bool caller_sees_secrets(const struct rrasd_call *call);

/** @brief A secret as this caller may see it; not copied, "" for none. */
const char *visible_secret(const struct rrasd_call *call, const char *secret);

/** @brief The same for a port. */
void audit_note_port(struct rrasd_call *call, uint32_t hPort);

/** @brief The image RASI_PORT_0 of a port, as it is now. */
WERROR port_push(TALLOC_CTX *mem_ctx, const struct rrasd *rrasd,
		 const struct port *port, DATA_BLOB *image);

/** @brief The length of UTF-8 text in UTF-16 units, without a terminator. */
size_t utf16_units(const char *text);

#endif
