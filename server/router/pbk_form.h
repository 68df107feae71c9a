/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The forms that a phonebook key's value may have, and what member of struct
 * router_entry it becomes.
 */
#ifndef SERVER_ROUTER_PBK_FORM_H
#define SERVER_ROUTER_PBK_FORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <talloc.h>
#include "entry.h"

/** @brief The subsection that a key stands in. */
enum pbk_place {
	PBK_KEYS,   /**< above the first MEDIA */
	PBK_MEDIA,  /**< MEDIA, Port, Device, ConnectBPS */
	PBK_DEVICE, /**< the device that dials */
	PBK_X25,    /**< the device with the X.25 address */
};

struct pbk_setting;

/** @brief How a key's value and an entry's member become one another. */
struct pbk_setting_form {
	/** @return false when @value is not valid */
	bool (*parse)(const struct pbk_setting *setting, const char *value,
		      struct router_entry *entry);
	/** @param old  the value that stands there, for bits we do not know */
	char *(*format)(TALLOC_CTX *mem_ctx, const struct pbk_setting *setting,
			const struct router_entry *entry, const char *old);
};

/** @brief A bit of a key's number and the bit of a member it stands for. */
struct pbk_bit {
	uint32_t key;
	uint32_t member;
};

struct pbk_setting {
	const char *key;
	enum pbk_place place;
	const char *absent; /**< the value that a missing key stands for */
	const struct pbk_setting_form *form;
	size_t offset;		    /**< of the member */
	uint32_t flag;		    /**< bit of the member, or string's units */
	const struct pbk_bit *bits; /**< up to one with key 0 */
};

/** @name The forms */
/**@{*/
extern const struct pbk_setting_form pbk_form_number;
/** @brief 1 when the flag is set, else 0. */
extern const struct pbk_setting_form pbk_form_flag;
/** @brief 0 when the flag is set, else 1. */
extern const struct pbk_setting_form pbk_form_inverse;
/** @brief 2 when the flag is set, else 1. */
extern const struct pbk_setting_form pbk_form_assign;
/** @brief Ipv6NameAssign: 2 when there are addresses, else 1. */
extern const struct pbk_setting_form pbk_form_assign6;
/** @brief A number whose bits stand for bits of the member. */
extern const struct pbk_setting_form pbk_form_bits;
/** @brief The same for ExcludedProtocols, which has what is not wanted. */
extern const struct pbk_setting_form pbk_form_excluded;
/** @brief DataEncryption. */
extern const struct pbk_setting_form pbk_form_encryption;
extern const struct pbk_setting_form pbk_form_ipv4;
extern const struct pbk_setting_form pbk_form_ipv6;
extern const struct pbk_setting_form pbk_form_guid;
/** @brief Text of at most @flag UTF-16 units. */
extern const struct pbk_setting_form pbk_form_text;
/** @brief 1 or 0 for a bool. */
extern const struct pbk_setting_form pbk_form_boolean;
/** @brief Type, which follows from the device. */
extern const struct pbk_setting_form pbk_form_type;
/**@}*/

#endif
