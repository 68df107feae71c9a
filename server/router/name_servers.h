/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who resolves names with the servers that links bring: systemd-resolved or
 * resolvconf(8), whichever the machine has, are told what each interface has.
 *
 * Windows gives an interface the servers that IPCP has named, or those of
 * MPRIO_SpecificNameServers, and its resolver asks those of all interfaces.
 * Both programs are made for the same: nothing is overwritten that an
 * administrator has written, and each interface's servers go with it.
 *
 * resolved forgets an interface that is gone.  resolvconf does not: what it
 * has been told is noted in a directory first, an empty file for each
 * interface, so that a rrasd that was killed has a successor who clears up.
 */
#ifndef SERVER_ROUTER_NAME_SERVERS_H
#define SERVER_ROUTER_NAME_SERVERS_H

#include <netinet/in.h>
#include <talloc.h>
#include <tevent.h>

struct name_servers;

/** @brief "rras:name servers". */
enum name_servers_program {
	NAME_SERVERS_NONE,
	NAME_SERVERS_AUTO, /**< resolved when it runs, else resolvconf when it
			    * is installed, else nobody */
	NAME_SERVERS_RESOLVED,
	NAME_SERVERS_RESOLVCONF,
};

struct name_servers_config {
	uint32_t program;	/**< enum name_servers_program */
	const char *notes;	/**< directory; made when it is needed */
	const char *resolvectl; /**< path of the program */
	const char *resolvconf; /**< so */
	const char *resolved;	/**< what is there when resolved runs */
	uint32_t timeout;	/**< seconds for one run of either */
	uint32_t grace; /**< seconds from the start, in which links that are
			 * still up show themselves, before what others have
			 * left is cleared up */
};

/** @brief The servers of one interface. */
struct name_server_list {
	struct in_addr v4[2];  /**< network byte order; 0 for none */
	struct in6_addr v6[2]; /**< :: for none */
};

/**
 * @brief Ready for the first link.
 *
 * @param[in] config  copied but for its strings, which must outlive it
 * @param[in] warn    is told, in a line, what has failed; or NULL
 * @return NULL when out of memory
 */
struct name_servers *
name_servers_create(TALLOC_CTX *mem_ctx, struct tevent_context *ev,
		    const struct name_servers_config *config,
		    void (*warn)(const char *line, void *private_data),
		    void *private_data);

/**
 * @brief An interface has these servers from now on; nobody waits.
 *
 * The programs run one at a time.  What is true already is not told again;
 * without memory nothing is told, and a warning is.
 *
 * @param[in] list  NULL or empty: it has none any more
 */
void name_servers_set(struct name_servers *servers, const char *ifname,
		      const struct name_server_list *list);

/**
 * @brief An interface of a rrasd before this one is gone: what that one has
 *        told of it is taken back at once, not after the grace.
 *
 * Nothing happens when the interface has got servers from this one.
 */
void name_servers_take_back(struct name_servers *servers, const char *ifname);

#endif
