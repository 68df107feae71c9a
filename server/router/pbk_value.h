/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Values of phonebook keys: text <-> numbers, addresses, bytes
 * ([MS-RRASM] 2.2.2.2; "an 8-bit ASCII-encoded string representation").
 *
 * Parsers ignore blanks around the value (example 4.10 has some) and leave
 * their result alone when they return false.  Formatters return NULL when
 * there is no memory.
 */
#ifndef SERVER_ROUTER_PBK_VALUE_H
#define SERVER_ROUTER_PBK_VALUE_H

#include <stdbool.h>
#include <stdint.h>
#include <netinet/in.h>
#include <talloc.h>
#include <util/data_blob.h>
#include <gen_ndr/misc.h>

/**
 * @brief A decimal number.
 *
 * Of 32 bits, but 4294967296 is 4294967295: the ranges of 2.2.2.2.28, .45
 * and .99 end one too high.  A negative one is taken as two's complement, as
 * LowDateTime in example 4.10 is written.
 */
bool pbk_value_parse_number(const char *value, uint32_t *number);
char *pbk_value_format_number(TALLOC_CTX *mem_ctx, uint32_t number);

/** @brief A dotted IPv4 address. */
bool pbk_value_parse_ipv4(const char *value, struct in_addr *address);
char *pbk_value_format_ipv4(TALLOC_CTX *mem_ctx, struct in_addr address);

/** @brief An IPv6 address. */
bool pbk_value_parse_ipv6(const char *value, struct in6_addr *address);
char *pbk_value_format_ipv6(TALLOC_CTX *mem_ctx,
			    const struct in6_addr *address);

/** @brief Bytes as upper-case hexadecimal digits; @bytes gets a new child. */
bool pbk_value_parse_bytes(TALLOC_CTX *mem_ctx, const char *value,
			   DATA_BLOB *bytes);
char *pbk_value_format_bytes(TALLOC_CTX *mem_ctx, const uint8_t *bytes,
			     size_t length);

/**
 * @brief A GUID, as the 32 digits of its bytes in memory; "" is the null GUID.
 *
 * The text says no more than "a unique identifier"; the value in example 4.10
 * is a version 4 GUID only when its first three fields are little-endian.
 */
bool pbk_value_parse_guid(const char *value, struct GUID *guid);
char *pbk_value_format_guid(TALLOC_CTX *mem_ctx, const struct GUID *guid);

#endif
