/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The keys of a phonebook entry <-> the settings of a demand-dial interface. */
#include <string.h>
#include <talloc.h>
#include "compat/rras_errors.h"
#include "gen_ndr/rras_types.h"
#include "pbk_device.h"
#include "pbk_entry.h"
#include "pbk_keys.h"
#include "pbk_media.h"
#include "pbk_setting.h"
#include "pbk_value.h"

/*
 * Bytes of CustomAuthData in one line; more go into further lines with the
 * same key, so that no line comes near PBK_LINE_MAX.
 */
#define AUTH_DATA_LINE 128

static WERROR corrupt(TALLOC_CTX *mem_ctx, const char **why, const char *key)
{
	*why = talloc_asprintf(mem_ctx, "%s has no valid value", key);
	return W_ERROR(ERROR_CORRUPT_PHONEBOOK);
}

uint32_t pbk_entry_options(void)
{
	const struct pbk_bit *bit = NULL;
	uint32_t options = 0;
	size_t i;

	for (i = 0; i < pbk_settings_count; i++) {
		const struct pbk_setting *setting = &pbk_settings[i];

		if (setting->offset !=
		    offsetof(struct router_entry, dwfOptions)) {
			continue;
		}
		options |= setting->flag;
		for (bit = setting->bits; bit != NULL && bit->key != 0; bit++) {
			options |= bit->member;
		}
	}
	return options;
}

static struct pbk_range place_of(const struct pbk_section *section,
				 enum pbk_place place)
{
	switch (place) {
	case PBK_KEYS:
		return pbk_section_keys(section);
	case PBK_MEDIA:
		return pbk_section_media(section);
	case PBK_DEVICE:
		return pbk_device_dialing(section);
	case PBK_X25:
		return pbk_device_x25(section);
	}
	return (struct pbk_range){0, 0};
}

static const char *value_of(const struct pbk_section *section,
			    const struct pbk_setting *setting)
{
	const char *value =
		pbk_section_get(section, place_of(section, setting->place),
				setting->key, 0, NULL);

	return value == NULL ? setting->absent : value;
}

/* "This key contains data specific to the EAP method", on any many lines. */
static bool read_auth_data(const struct pbk_section *section,
			   struct router_entry *entry)
{
	struct pbk_range keys = pbk_section_keys(section);
	const char *value = NULL;
	size_t i;

	for (i = 0; (value = pbk_section_get(section, keys, "CustomAuthData", i,
					     NULL)) != NULL;
	     i++) {
		DATA_BLOB part = {.data = NULL};
		bool ok = pbk_value_parse_bytes(entry, value, &part) &&
			  (part.length == 0 ||
			   data_blob_append(entry, &entry->CustomAuthData,
					    part.data, part.length));

		talloc_free(part.data);
		if (!ok ||
		    entry->CustomAuthData.length > ROUTER_MAX_AUTH_DATA) {
			return false;
		}
	}
	return true;
}

/* @param[out] valid  which settings could be read; may be NULL */
static const char *read_settings(const struct pbk_section *section,
				 struct router_entry *entry, bool *valid)
{
	const char *bad = NULL;
	size_t i;

	for (i = 0; i < pbk_settings_count; i++) {
		const struct pbk_setting *setting = &pbk_settings[i];
		bool ok = setting->form->parse(
			setting, value_of(section, setting), entry);

		if (!ok && bad == NULL) {
			bad = setting->key;
		}
		if (valid != NULL) {
			valid[i] = ok;
		}
	}
	return bad;
}

WERROR pbk_entry_read(TALLOC_CTX *mem_ctx, const struct pbk_section *section,
		      struct router_entry **entry, const char **why)
{
	struct router_entry *read = router_entry_new(mem_ctx);
	const char *bad = NULL;

	*why = NULL;
	if (read == NULL) {
		return WERR_NOT_ENOUGH_MEMORY;
	}
	bad = read_settings(section, read, NULL);
	if (bad == NULL && !read_auth_data(section, read)) {
		bad = "CustomAuthData";
	}
	if (bad == NULL) {
		bad = pbk_device_read(section, read);
	}
	if (bad != NULL) {
		talloc_free(read);
		return corrupt(mem_ctx, why, bad);
	}
	if (!pbk_media_read(section, read)) {
		talloc_free(read);
		return WERR_NOT_ENOUGH_MEMORY;
	}
	read->dwSubEntries = (uint32_t)pbk_section_media_count(section);
	read->dwType = router_entry_type(read->szDeviceType);
	*entry = read;
	return WERR_OK;
}

/* Write a setting, unless what stands there already says the same. */
static bool write_setting(struct pbk_section *section,
			  const struct pbk_setting *setting,
			  const struct router_entry *old, bool old_valid,
			  const struct router_entry *entry)
{
	struct pbk_range range = place_of(section, setting->place);
	const char *before = value_of(section, setting);
	char *was = setting->form->format(section, setting, old, before);
	char *is = setting->form->format(section, setting, entry, before);
	bool ok = was != NULL && is != NULL;

	if (ok && (!old_valid || strcmp(was, is) != 0) &&
	    range.first < range.end) {
		ok = pbk_section_set(section, &range, setting->key, is);
	}
	talloc_free(was);
	talloc_free(is);
	return ok;
}

static bool insert_auth_data(struct pbk_section *section,
			     struct pbk_range *keys, size_t at,
			     const DATA_BLOB *data)
{
	size_t done = 0;

	while (done < data->length) {
		size_t part = data->length - done < AUTH_DATA_LINE
				      ? data->length - done
				      : AUTH_DATA_LINE;
		char *value = pbk_value_format_bytes(section, data->data + done,
						     part);
		bool ok = value != NULL &&
			  pbk_section_insert(section, keys, at++,
					     "CustomAuthData", value);

		talloc_free(value);
		if (!ok) {
			return false;
		}
		done += part;
	}
	return true;
}

static bool write_auth_data(struct pbk_section *section,
			    const struct router_entry *old, bool old_valid,
			    const struct router_entry *entry)
{
	struct pbk_range keys = pbk_section_keys(section);
	size_t at = pbk_section_place(section, keys, "CustomAuthData");
	size_t line;

	if (old_valid &&
	    data_blob_cmp(&old->CustomAuthData, &entry->CustomAuthData) == 0) {
		return true;
	}
	while (pbk_section_get(section, keys, "CustomAuthData", 0, &line) !=
	       NULL) {
		pbk_section_remove(section, &keys, line, line + 1);
		at = line;
	}
	return insert_auth_data(section, &keys, at, &entry->CustomAuthData);
}

/* 2.2.2.2.1: what is not ASCII wants Encoding=1, also where 0 stands. */
static bool write_encoding(struct pbk_section *section,
			   const struct router_entry *entry)
{
	struct pbk_range keys = pbk_section_keys(section);
	const char *value = pbk_section_get(section, keys, "Encoding", 0, NULL);
	uint32_t encoding;

	if (value == NULL || !pbk_value_parse_number(value, &encoding) ||
	    encoding != 0 || router_entry_is_ascii(entry)) {
		return true;
	}
	return pbk_section_set(section, &keys, "Encoding", "1");
}

bool pbk_entry_write(struct pbk_section *section,
		     const struct router_entry *entry)
{
	struct router_entry *old = router_entry_new(section);
	bool *valid = NULL;
	bool ok = false;
	bool device_valid, data_valid;
	size_t i;

	if (old == NULL) {
		return false;
	}
	valid = talloc_zero_size(old, pbk_settings_count * sizeof(bool));
	if (valid == NULL) {
		talloc_free(old);
		return false;
	}
	read_settings(section, old, valid);
	data_valid = read_auth_data(section, old);
	device_valid = pbk_device_read(section, old) == NULL;
	ok = pbk_device_write(section, device_valid ? old : NULL, entry) &&
	     write_auth_data(section, old, data_valid, entry);
	/* Another DEVICE may have other keys under it. */
	read_settings(section, old, valid);
	for (i = 0; ok && i < pbk_settings_count; i++) {
		ok = write_setting(section, &pbk_settings[i], old, valid[i],
				   entry);
	}
	talloc_free(old);
	return ok && pbk_media_write(section, entry) &&
	       write_encoding(section, entry);
}

static bool append(struct pbk_section *section, const char *key,
		   const char *value)
{
	struct pbk_range keys = pbk_section_keys(section);

	return pbk_section_insert(section, &keys, keys.end, key, value);
}

struct pbk_section *pbk_entry_template(TALLOC_CTX *mem_ctx,
				       const struct router_entry *entry)
{
	struct pbk_section *section = pbk_section_parse(mem_ctx, "");
	/* DialParamsUID: "a unique identifier", so make it from one. */
	char *uid = pbk_value_format_number(mem_ctx,
					    entry->guidId.time_low & INT32_MAX);
	char *type = pbk_form_type.format(mem_ctx, NULL, entry, NULL);
	bool ok = section != NULL && uid != NULL && type != NULL;
	size_t i;

	for (i = 0; ok && i < pbk_keys_count; i++) {
		const char *value = pbk_keys[i].initial;

		if (strcmp(pbk_keys[i].name, "DialParamsUID") == 0) {
			value = uid;
		} else if (strcmp(pbk_keys[i].name, "Type") == 0) {
			value = type;
		}
		ok = value == NULL || append(section, pbk_keys[i].name, value);
	}
	ok = ok && pbk_device_append(section, entry);
	talloc_free(uid);
	talloc_free(type);
	if (!ok) {
		talloc_free(section);
		return NULL;
	}
	return section;
}
