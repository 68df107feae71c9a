/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The keys of the records of rras.tdb, or what they begin with.
 */
#ifndef SERVER_ROUTER_STORE_KEYS_H
#define SERVER_ROUTER_STORE_KEYS_H

#define SERVER	    "server"
#define SETTINGS    "settings"
#define INTERFACE   "interface/"
#define CREDENTIALS "credentials/"
#define EAP	    "eap/"
#define KEY	    "key/"
#define IKEV2	    "ikev2/"
#define TUNNEL	    "tunnel/"
#define REMOVED	    "removed/"
#define PREFERENCES "preferences"
#define CALLED_ID   "called-id/"
#define CONNECTIONS "connections"

#endif
