/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the IKE daemon is told of a tunnel; see ipsec_request.h.
 */
#include "ipsec_request.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "l2tp_udp.h"

#define NAME_PREFIX "openrras-l2tp-"
#define FIRST_REQID 0x40000000

/*
 * What servers of L2TP/IPsec have in common, Windows Server 2012 and later
 * among them; the best first.  Not 3DES, nor groups below 2048 bits.
 */
static const char *const ike_proposals[] = {
	"aes256-sha256-modp2048", "aes256-sha1-modp2048",
	"aes128-sha256-modp2048", "aes128-sha1-modp2048", NULL};
static const char *const esp_proposals[] = {
	"aes256-sha256", "aes256-sha1", "aes128-sha256", "aes128-sha1", NULL};

void ipsec_name(uint16_t number, char name[IPSEC_NAME_SIZE])
{
	snprintf(name, IPSEC_NAME_SIZE, NAME_PREFIX "%u", number);
}

bool ipsec_number(const char *name, uint16_t *number)
{
	unsigned long value;
	char again[IPSEC_NAME_SIZE];

	if (strncmp(name, NAME_PREFIX, strlen(NAME_PREFIX)) != 0) {
		return false;
	}
	value = strtoul(name + strlen(NAME_PREFIX), NULL, 10);
	if (value == 0 || value > UINT16_MAX) {
		return false;
	}
	*number = (uint16_t)value;
	ipsec_name(*number, again);
	return strcmp(name, again) == 0;
}

uint32_t ipsec_reqid(uint16_t number)
{
	return FIRST_REQID + number;
}

static void write_one(struct vici_writer *message, const char *key,
		      const char *item)
{
	const char *const list[] = {item, NULL};

	vici_list(message, key, list);
}

static void write_number(struct vici_writer *message, const char *key,
			 uint32_t number)
{
	char text[16];

	snprintf(text, sizeof(text), "%u", number);
	vici_value(message, key, text);
}

/*
 * A key without owners would serve any connection of the machine's.  In main
 * mode the daemon looks for one by the addresses of both ends.
 */
void ipsec_write_key(struct vici_writer *message,
		     const struct ipsec_config *config)
{
	char name[IPSEC_NAME_SIZE], local[INET6_ADDRSTRLEN],
		remote[INET6_ADDRSTRLEN];
	const char *const owners[] = {local, remote, NULL};

	ipsec_name(config->number, name);
	l2tp_address_text(&config->local, local, sizeof(local));
	l2tp_address_text(&config->remote, remote, sizeof(remote));
	vici_begin(message);
	vici_value(message, "id", name);
	vici_value(message, "type", "IKE");
	vici_bytes(message, "data", config->key.data, config->key.length);
	vici_list(message, "owners", owners);
}

/* "dynamic": the addresses that the two ends have found each other at. */
static void write_selector(struct vici_writer *message, const char *key,
			   const struct sockaddr_storage *address)
{
	char text[32];

	snprintf(text, sizeof(text), "dynamic[udp/%u]", l2tp_port(address));
	write_one(message, key, text);
}

static void write_child(struct vici_writer *message,
			const struct ipsec_config *config)
{
	vici_section(message, IPSEC_CHILD);
	vici_value(message, "mode", "transport");
	vici_list(message, "esp_proposals", esp_proposals);
	write_selector(message, "local_ts", &config->local);
	write_selector(message, "remote_ts", &config->remote);
	write_number(message, "reqid", ipsec_reqid(config->number));
	vici_value(message, "dpd_action", "clear");
	vici_section_end(message);
}

/* A server behind NAT calls itself by an address that we do not know. */
static void write_ends(struct vici_writer *message)
{
	vici_section(message, "local-psk");
	vici_value(message, "auth", "psk");
	vici_section_end(message);
	vici_section(message, "remote-psk");
	vici_value(message, "auth", "psk");
	vici_value(message, "id", "%any");
	vici_section_end(message);
}

void ipsec_write_connection(struct vici_writer *message,
			    const struct ipsec_config *config)
{
	char name[IPSEC_NAME_SIZE], local[INET6_ADDRSTRLEN],
		remote[INET6_ADDRSTRLEN];

	ipsec_name(config->number, name);
	l2tp_address_text(&config->local, local, sizeof(local));
	l2tp_address_text(&config->remote, remote, sizeof(remote));
	vici_begin(message);
	vici_section(message, name);
	vici_value(message, "version", "1");
	write_one(message, "local_addrs", local);
	write_one(message, "remote_addrs", remote);
	vici_list(message, "proposals", ike_proposals);
	vici_value(message, "keyingtries", "1");
	vici_value(message, "unique", "never");
	vici_value(message, "dpd_delay", "30s");
	write_ends(message);
	vici_section(message, "children");
	write_child(message, config);
	vici_section_end(message);
	vici_section_end(message);
}

static void write_name(struct vici_writer *message, const char *key,
		       uint16_t number)
{
	char name[IPSEC_NAME_SIZE];

	ipsec_name(number, name);
	vici_begin(message);
	vici_value(message, key, name);
}

void ipsec_write_initiate(struct vici_writer *message, uint16_t number,
			  uint32_t timeout)
{
	write_name(message, "ike", number);
	vici_value(message, "child", IPSEC_CHILD);
	write_number(message, "timeout", timeout);
	vici_value(message, "loglevel", "-1");
}

void ipsec_write_list(struct vici_writer *message, uint16_t number)
{
	write_name(message, "ike", number);
	vici_value(message, "noblock", "yes");
}

/* Without waiting for the other end's word. */
void ipsec_write_terminate(struct vici_writer *message, uint16_t number)
{
	write_name(message, "ike", number);
	vici_value(message, "force", "yes");
	vici_value(message, "timeout", "-1");
	vici_value(message, "loglevel", "-1");
}

void ipsec_write_unload(struct vici_writer *message, uint16_t number)
{
	write_name(message, "name", number);
}

void ipsec_write_forget(struct vici_writer *message, uint16_t number)
{
	write_name(message, "id", number);
}
