/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The phone numbers of a phonebook entry. */
#include <string.h>
#include <talloc.h>
#include "gen_ndr/rras_types.h"
#include "pbk_phone.h"
#include "text.h"

/* What a new number has besides itself: no dialing rules. */
static const struct {
	const char *key;
	const char *value;
} number_keys[] = {
	{"AreaCode", ""},	  {"CountryCode", "0"}, {"CountryID", "0"},
	{"UseDialingRules", "0"}, {"Comment", ""},	{"FriendlyName", ""},
};

#define NUMBER_KEYS (sizeof(number_keys) / sizeof(number_keys[0]))

static bool add_alternate(struct router_entry *entry, size_t *count,
			  const char *number)
{
	const char **alternates = NULL;

	if (*count == ROUTER_MAX_ALTERNATES) {
		return false;
	}
	alternates = talloc_realloc(entry, entry->szAlternates, const char *,
				    (unsigned int)(*count + 2));
	if (alternates == NULL) {
		return false;
	}
	entry->szAlternates = alternates;
	alternates[*count] = talloc_strdup(alternates, number);
	if (alternates[*count] == NULL) {
		return false;
	}
	alternates[++*count] = NULL;
	return true;
}

bool pbk_phone_read(const struct pbk_section *section, struct pbk_range device,
		    struct router_entry *entry)
{
	const char *number = NULL;
	size_t alternates = 0;
	size_t i;

	for (i = 0; (number = pbk_section_get(section, device, "PhoneNumber", i,
					      NULL)) != NULL;
	     i++) {
		if (!text_is_line(number, MPR_MaxPhoneNumber)) {
			return false;
		}
		if (i == 0) {
			entry->szLocalPhoneNumber =
				talloc_strdup(entry, number);
			if (entry->szLocalPhoneNumber == NULL) {
				return false;
			}
		} else if (number[0] != '\0' &&
			   !add_alternate(entry, &alternates, number)) {
			return false;
		}
	}
	return true;
}

static const char *number_at(const struct router_entry *entry, size_t i)
{
	if (i == 0) {
		return entry->szLocalPhoneNumber;
	}
	return entry->szAlternates == NULL ? NULL : entry->szAlternates[i - 1];
}

static bool same_numbers(const struct router_entry *a,
			 const struct router_entry *b)
{
	size_t i = 0;

	for (;; i++) {
		const char *na = number_at(a, i);
		const char *nb = number_at(b, i);

		if (na == NULL || nb == NULL) {
			return na == nb;
		}
		if (strcmp(na, nb) != 0) {
			return false;
		}
	}
}

static bool insert_number(struct pbk_section *section, struct pbk_range *range,
			  size_t at, const char *number)
{
	size_t i;

	if (!pbk_section_insert(section, range, at++, "PhoneNumber", number)) {
		return false;
	}
	for (i = 0; i < NUMBER_KEYS; i++) {
		if (!pbk_section_insert(section, range, at++,
					number_keys[i].key,
					number_keys[i].value)) {
			return false;
		}
	}
	return true;
}

/* Where the number after the @index-th one goes. */
static size_t place_after(const struct pbk_section *section,
			  struct pbk_range device, size_t index)
{
	if (index > 0) {
		return pbk_section_phone(section, device, index - 1).end;
	}
	return pbk_section_place(section, device, "PhoneNumber");
}

bool pbk_phone_write(struct pbk_section *section, struct pbk_range device,
		     const struct router_entry *old,
		     const struct router_entry *entry)
{
	struct pbk_range phone;
	const char *number = NULL;
	size_t i;

	if (old != NULL && same_numbers(old, entry)) {
		return true;
	}
	for (i = 0; (number = number_at(entry, i)) != NULL; i++) {
		bool ok;

		phone = pbk_section_phone(section, device, i);
		if (phone.first < phone.end) {
			size_t before = phone.end;

			ok = pbk_section_set(section, &phone, "PhoneNumber",
					     number);
			device.end += phone.end - before;
		} else {
			ok = insert_number(section, &device,
					   place_after(section, device, i),
					   number);
		}
		if (!ok) {
			return false;
		}
	}
	for (phone = pbk_section_phone(section, device, i);
	     phone.first < phone.end;
	     phone = pbk_section_phone(section, device, i)) {
		pbk_section_remove(section, &device, phone.first, phone.end);
	}
	return true;
}

bool pbk_phone_append(struct pbk_section *section, const char *number)
{
	struct pbk_range all = pbk_section_all(section);

	return insert_number(section, &all, all.end, number);
}
