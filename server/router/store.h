/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The records of rras.tdb (idl/store.idl): reading all of them at start, and
 * adding changes to a writer's job.
 *
 * Keys: "server", "connections", "settings" (of the server as a whole),
 * "preferences", "called-id/<device>", "interface/<dwInterface>",
 * "credentials/<dwInterface>", "eap/<dwInterface>", "key/<dwInterface>", of
 * which "key/0" is the server's own pre-shared key, "ikev2/<dwInterface>",
 * "tunnel/<dwInterface>", and "removed/<name>": the phonebook entry of that
 * name is to be removed.  The last one is stored with the deletion of its
 * interface and deleted when the phonebook has been written.
 */
#ifndef SERVER_ROUTER_STORE_H
#define SERVER_ROUTER_STORE_H

#include "gen_ndr/store.h"
#include "persist.h"

struct credentials;
struct interface;
struct server_settings;
struct router_eap;
struct router_ikev2;
struct router_key;

/** @brief What to do with a record; not WERR_OK ends the loading. */
struct store_reader {
	WERROR(*server)
	(const struct rras_store_server *record, void *private_data);
	WERROR(*settings)
	(const struct rras_store_settings *record, void *private_data);
	WERROR(*interface)
	(const struct rras_store_interface *record, void *private_data);
	WERROR(*credentials)
	(const struct rras_store_credentials *record, void *private_data);
	WERROR(*eap)
	(const struct rras_store_eap *record, void *private_data);
	WERROR(*key)
	(const struct rras_store_key *record, void *private_data);
	WERROR(*ikev2)
	(const struct rras_store_ikev2 *record, void *private_data);
	WERROR(*tunnel)
	(const struct rras_store_tunnel *record, void *private_data);
	WERROR (*removed)(const char *name, void *private_data);
	WERROR(*preferences)
	(const struct rras_store_preferences *record, void *private_data);
	WERROR(*called_id)
	(const struct rras_store_called_id *record, void *private_data);
	void *private_data;
};

/**
 * @brief Read all records: interfaces first, then what belongs to them.
 *
 * Keys of other kinds are left alone.
 * @param[out] why  on error a sentence that names the record
 * @retval ERROR_REVISION_MISMATCH  a record of a later version
 * @retval ERROR_FILE_CORRUPT  a record that cannot be understood
 */
WERROR store_read(TALLOC_CTX *mem_ctx, struct persist *persist,
		  const struct store_reader *reader, const char **why);

/**
 * @brief Read the record "connections"; only before the first job is sent.
 *
 * @param[out] next_handle  0 when there is no such record
 * @param[out] why          as for store_read(), whose errors there are
 */
WERROR store_read_connections(TALLOC_CTX *mem_ctx, struct persist *persist,
			      uint32_t *next_handle, const char **why);

/** @name Adding to a job; false when out of memory. */
/**@{*/
bool store_put_server(struct persist_job *job, uint32_t next_handle);
bool store_put_settings(struct persist_job *job,
			const struct server_settings *settings);
bool store_put_interface(struct persist_job *job, const struct interface *iface,
			 const char *name, bool fEnabled,
			 const char *const *DialoutHours);
bool store_delete_interface(struct persist_job *job, uint32_t dwInterface);
bool store_put_credentials(struct persist_job *job, uint32_t dwInterface,
			   const struct credentials *credentials);
bool store_delete_credentials(struct persist_job *job, uint32_t dwInterface);
bool store_put_eap(struct persist_job *job, uint32_t dwInterface,
		   const struct router_eap *eap);
bool store_delete_eap(struct persist_job *job, uint32_t dwInterface);
bool store_put_key(struct persist_job *job, uint32_t dwInterface,
		   const struct router_key *key);
bool store_delete_key(struct persist_job *job, uint32_t dwInterface);
bool store_put_ikev2(struct persist_job *job, uint32_t dwInterface,
		     const struct router_ikev2 *config);
bool store_delete_ikev2(struct persist_job *job, uint32_t dwInterface);
bool store_put_tunnel(struct persist_job *job, uint32_t dwInterface,
		      uint32_t dwVpnStrategy);
/** @brief Everything that belongs to an interface but its own record. */
bool store_delete_belongings(struct persist_job *job, uint32_t dwInterface);
bool store_put_connections(struct persist_job *job, uint32_t next_handle);
bool store_put_removed(struct persist_job *job, const char *name);
bool store_delete_removed(struct persist_job *job, const char *name);
bool store_put_preferences(struct persist_job *job,
			   const struct RASRPC_PBUSER *user);
bool store_put_called_id(struct persist_job *job, const char *device,
			 const DATA_BLOB *bCalledId);
bool store_delete_called_id(struct persist_job *job, const char *device);
/**@}*/

#endif
