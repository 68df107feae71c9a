/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The forms that a phonebook key's value may have. */
#include <talloc.h>
#include "gen_ndr/rras_types.h"
#include "pbk_form.h"
#include "pbk_value.h"
#include "text.h"

static void *member(const struct pbk_setting *setting,
		    struct router_entry *entry)
{
	return (char *)entry + setting->offset;
}

static const void *const_member(const struct pbk_setting *setting,
				const struct router_entry *entry)
{
	return (const char *)entry + setting->offset;
}

static uint32_t number_of(const struct pbk_setting *setting,
			  const struct router_entry *entry)
{
	return *(const uint32_t *)const_member(setting, entry);
}

static bool has_flag(const struct pbk_setting *setting,
		     const struct router_entry *entry)
{
	return (number_of(setting, entry) & setting->flag) != 0;
}

static void set_flag(const struct pbk_setting *setting,
		     struct router_entry *entry, bool on)
{
	uint32_t *options = member(setting, entry);

	*options = on ? *options | setting->flag : *options & ~setting->flag;
}

/* A number that means itself. */

static bool parse_number(const struct pbk_setting *setting, const char *value,
			 struct router_entry *entry)
{
	return pbk_value_parse_number(value, member(setting, entry));
}

static char *format_number(TALLOC_CTX *mem_ctx,
			   const struct pbk_setting *setting,
			   const struct router_entry *entry, const char *old)
{
	return pbk_value_format_number(mem_ctx, number_of(setting, entry));
}

const struct pbk_setting_form pbk_form_number = {parse_number, format_number};

/* 1 for a flag that is set, 0 for one that is not. */

static bool parse_flag(const struct pbk_setting *setting, const char *value,
		       struct router_entry *entry)
{
	uint32_t on;

	if (!pbk_value_parse_number(value, &on) || on > 1) {
		return false;
	}
	set_flag(setting, entry, on == 1);
	return true;
}

static char *format_flag(TALLOC_CTX *mem_ctx, const struct pbk_setting *setting,
			 const struct router_entry *entry, const char *old)
{
	return talloc_strdup(mem_ctx, has_flag(setting, entry) ? "1" : "0");
}

const struct pbk_setting_form pbk_form_flag = {parse_flag, format_flag};

/* LcpExtensions and MPRIO_DisableLcpExtensions say the opposite. */

static bool parse_inverse(const struct pbk_setting *setting, const char *value,
			  struct router_entry *entry)
{
	if (!parse_flag(setting, value, entry)) {
		return false;
	}
	set_flag(setting, entry, !has_flag(setting, entry));
	return true;
}

static char *format_inverse(TALLOC_CTX *mem_ctx,
			    const struct pbk_setting *setting,
			    const struct router_entry *entry, const char *old)
{
	return talloc_strdup(mem_ctx, has_flag(setting, entry) ? "0" : "1");
}

const struct pbk_setting_form pbk_form_inverse = {parse_inverse,
						  format_inverse};

/* IpAssign, IpNameAssign: 2 asks for what is configured; "3: same as 1". */

static bool parse_assign_value(const char *value, bool *specific)
{
	uint32_t parsed;

	if (!pbk_value_parse_number(value, &parsed) || parsed < 1 ||
	    parsed > 3) {
		return false;
	}
	*specific = parsed == 2;
	return true;
}

static bool parse_assign(const struct pbk_setting *setting, const char *value,
			 struct router_entry *entry)
{
	bool specific;

	if (!parse_assign_value(value, &specific)) {
		return false;
	}
	set_flag(setting, entry, specific);
	return true;
}

static char *format_assign(TALLOC_CTX *mem_ctx,
			   const struct pbk_setting *setting,
			   const struct router_entry *entry, const char *old)
{
	return talloc_strdup(mem_ctx, has_flag(setting, entry) ? "2" : "1");
}

const struct pbk_setting_form pbk_form_assign = {parse_assign, format_assign};

/*
 * Ipv6NameAssign has no flag in dwfOptions: addresses are asked for when
 * there are any, and with 1 "RRAS ignores this key" of Ipv6DnsAddress.
 */

static bool has_ipv6_names(const struct router_entry *entry)
{
	return !IN6_IS_ADDR_UNSPECIFIED(&entry->ipv6addrDns) ||
	       !IN6_IS_ADDR_UNSPECIFIED(&entry->ipv6addrDnsAlt);
}

static bool parse_assign6(const struct pbk_setting *setting, const char *value,
			  struct router_entry *entry)
{
	bool specific;

	if (!parse_assign_value(value, &specific)) {
		return false;
	}
	if (!specific) {
		entry->ipv6addrDns = in6addr_any;
		entry->ipv6addrDnsAlt = in6addr_any;
	}
	return true;
}

static char *format_assign6(TALLOC_CTX *mem_ctx,
			    const struct pbk_setting *setting,
			    const struct router_entry *entry, const char *old)
{
	return talloc_strdup(mem_ctx, has_ipv6_names(entry) ? "2" : "1");
}

const struct pbk_setting_form pbk_form_assign6 = {parse_assign6,
						  format_assign6};

/* A number of bits, some of which stand for bits of a member. */

static bool parse_bits(const struct pbk_setting *setting, const char *value,
		       struct router_entry *entry)
{
	const struct pbk_bit *bit = NULL;
	uint32_t *to = member(setting, entry);
	uint32_t parsed;

	if (!pbk_value_parse_number(value, &parsed)) {
		return false;
	}
	for (bit = setting->bits; bit->key != 0; bit++) {
		*to &= ~bit->member;
		*to |= (parsed & bit->key) != 0 ? bit->member : 0;
	}
	return true;
}

static char *format_bits(TALLOC_CTX *mem_ctx, const struct pbk_setting *setting,
			 const struct router_entry *entry, const char *old)
{
	const struct pbk_bit *bit = NULL;
	uint32_t from = number_of(setting, entry);
	uint32_t value = 0;

	if (!pbk_value_parse_number(old, &value)) {
		value = 0;
	}
	for (bit = setting->bits; bit->key != 0; bit++) {
		value &= ~bit->key;
		value |= (from & bit->member) != 0 ? bit->key : 0;
	}
	return pbk_value_format_number(mem_ctx, value);
}

const struct pbk_setting_form pbk_form_bits = {parse_bits, format_bits};

static uint32_t all_protocols(void)
{
	return MPRNP_Ip | MPRNP_Ipv6;
}

static bool parse_excluded(const struct pbk_setting *setting, const char *value,
			   struct router_entry *entry)
{
	if (!parse_bits(setting, value, entry)) {
		return false;
	}
	entry->dwfNetProtocols ^= all_protocols();
	return true;
}

static char *format_excluded(TALLOC_CTX *mem_ctx,
			     const struct pbk_setting *setting,
			     const struct router_entry *entry, const char *old)
{
	struct router_entry inverse_entry = *entry;

	inverse_entry.dwfNetProtocols ^= all_protocols();
	return format_bits(mem_ctx, setting, &inverse_entry, old);
}

const struct pbk_setting_form pbk_form_excluded = {parse_excluded,
						   format_excluded};

/* DataEncryption, 2.2.2.2.14. */

static const uint32_t encryption_values[] = {
	[MPR_ET_None] = 0,
	[MPR_ET_Require] = 256,
	[MPR_ET_RequireMax] = 512,
	[MPR_ET_Optional] = 8,
};

#define ENCRYPTION_TYPES \
	(sizeof(encryption_values) / sizeof(encryption_values[0]))

static bool parse_encryption(const struct pbk_setting *setting,
			     const char *value, struct router_entry *entry)
{
	uint32_t parsed, type;

	if (!pbk_value_parse_number(value, &parsed)) {
		return false;
	}
	for (type = 0; type < ENCRYPTION_TYPES; type++) {
		if (encryption_values[type] == parsed) {
			entry->dwEncryptionType = type;
			return true;
		}
	}
	return false;
}

static char *format_encryption(TALLOC_CTX *mem_ctx,
			       const struct pbk_setting *setting,
			       const struct router_entry *entry,
			       const char *old)
{
	uint32_t type = entry->dwEncryptionType;

	/* router_entry_for_create() lets no other type through. */
	return pbk_value_format_number(
		mem_ctx,
		encryption_values[type < ENCRYPTION_TYPES ? type
							  : MPR_ET_Require]);
}

const struct pbk_setting_form pbk_form_encryption = {parse_encryption,
						     format_encryption};

/* Addresses and the GUID. */

static bool parse_ipv4(const struct pbk_setting *setting, const char *value,
		       struct router_entry *entry)
{
	return pbk_value_parse_ipv4(value, member(setting, entry));
}

static char *format_ipv4(TALLOC_CTX *mem_ctx, const struct pbk_setting *setting,
			 const struct router_entry *entry, const char *old)
{
	const struct in_addr *address = const_member(setting, entry);

	return pbk_value_format_ipv4(mem_ctx, *address);
}

const struct pbk_setting_form pbk_form_ipv4 = {parse_ipv4, format_ipv4};

static bool parse_ipv6(const struct pbk_setting *setting, const char *value,
		       struct router_entry *entry)
{
	return pbk_value_parse_ipv6(value, member(setting, entry));
}

static char *format_ipv6(TALLOC_CTX *mem_ctx, const struct pbk_setting *setting,
			 const struct router_entry *entry, const char *old)
{
	return pbk_value_format_ipv6(mem_ctx, const_member(setting, entry));
}

const struct pbk_setting_form pbk_form_ipv6 = {parse_ipv6, format_ipv6};

static bool parse_guid(const struct pbk_setting *setting, const char *value,
		       struct router_entry *entry)
{
	return pbk_value_parse_guid(value, member(setting, entry));
}

static char *format_guid(TALLOC_CTX *mem_ctx, const struct pbk_setting *setting,
			 const struct router_entry *entry, const char *old)
{
	return pbk_value_format_guid(mem_ctx, const_member(setting, entry));
}

const struct pbk_setting_form pbk_form_guid = {parse_guid, format_guid};

/*
 * Text, and HwFlowControl.  Text is UTF-8 even where Encoding is 0, "8-bit
 * ASCII": nothing says what bytes over 127 would mean there.
 */

static bool parse_text(const struct pbk_setting *setting, const char *value,
		       struct router_entry *entry)
{
	const char **to = member(setting, entry);
	char *copy = NULL;

	if (!text_is_line(value, setting->flag)) {
		return false;
	}
	copy = talloc_strdup(entry, value);
	if (copy == NULL) {
		return false;
	}
	*to = copy;
	return true;
}

static char *format_text(TALLOC_CTX *mem_ctx, const struct pbk_setting *setting,
			 const struct router_entry *entry, const char *old)
{
	const char *const *from = const_member(setting, entry);

	return talloc_strdup(mem_ctx, *from);
}

const struct pbk_setting_form pbk_form_text = {parse_text, format_text};

static bool parse_boolean(const struct pbk_setting *setting, const char *value,
			  struct router_entry *entry)
{
	uint32_t on;

	if (!pbk_value_parse_number(value, &on) || on > 1) {
		return false;
	}
	*(bool *)member(setting, entry) = on == 1;
	return true;
}

static char *format_boolean(TALLOC_CTX *mem_ctx,
			    const struct pbk_setting *setting,
			    const struct router_entry *entry, const char *old)
{
	const bool *on = const_member(setting, entry);

	return talloc_strdup(mem_ctx, *on ? "1" : "0");
}

const struct pbk_setting_form pbk_form_boolean = {parse_boolean,
						  format_boolean};

/* Type, 2.2.2.2.3: follows from the device, is read from nowhere. */

static bool parse_type(const struct pbk_setting *setting, const char *value,
		       struct router_entry *entry)
{
	uint32_t ignored;

	return pbk_value_parse_number(value, &ignored);
}

static char *format_type(TALLOC_CTX *mem_ctx, const struct pbk_setting *setting,
			 const struct router_entry *entry, const char *old)
{
	enum router_entry_kind kind = router_entry_kind(entry);

	if (kind == ROUTER_ENTRY_VPN) {
		return talloc_strdup(mem_ctx, "2");
	}
	return talloc_strdup(mem_ctx, kind == ROUTER_ENTRY_PPPOE ? "5" : "1");
}

const struct pbk_setting_form pbk_form_type = {parse_type, format_type};
