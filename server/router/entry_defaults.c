/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the server makes of the settings that a client sends. */
#include <string.h>
#include <strings.h>
#include <talloc.h>
#include <ndr.h>
#include "gen_ndr/rras_types.h"
#include "entry_defaults.h"

/* The flags that name an authentication protocol. */
static const uint32_t protocols = MPRIO_RequireEAP | MPRIO_RequirePAP |
				  MPRIO_RequireSPAP | MPRIO_RequireCHAP |
				  MPRIO_RequireMsCHAP | MPRIO_RequireMsCHAP2 |
				  MPRIO_RequireMachineCertificates |
				  MPRIO_UsePreSharedKeyForIkev2Initiator |
				  MPRIO_UsePreSharedKeyForIkev2Responder;

/*
 * 2.2.1.2.83: MPRIO_RequireEncryptedPw "prevents the PPP from using the PAP
 * plaintext authentication protocol", MPRIO_RequireMsEncryptedPw "from using
 * the PAP plaintext authentication protocol, MD5-CHAP, or SPAP"; it "takes
 * precedence".  The phonebook has no key for either, so they are carried out
 * here, on the protocols; 3.1.4.14 then has GetInfo tell them again.  Where
 * they leave no protocol, those are meant that they allow.
 */
static void restrict_protocols(struct router_entry *entry)
{
	uint32_t options = entry->dwfOptions;
	uint32_t allowed = 0;

	if (options & MPRIO_RequireMsEncryptedPw) {
		options &= ~(uint32_t)(MPRIO_RequirePAP | MPRIO_RequireCHAP |
				       MPRIO_RequireSPAP);
		allowed = MPRIO_RequireMsCHAP2;
	} else if (options & MPRIO_RequireEncryptedPw) {
		options &= ~(uint32_t)MPRIO_RequirePAP;
		allowed = MPRIO_RequireCHAP | MPRIO_RequireMsCHAP2;
	}
	if ((options & protocols) == 0) {
		options |= allowed;
	}
	entry->dwfOptions = options;
}

/*
 * 2.2.1.2.83: with MPRIO_RequireDataEncryption "data encryption MUST be
 * negotiated successfully or the connection is dropped.  This flag is ignored
 * unless MPRIO_RequireMsEncryptedPw is also set."
 */
static void restrict_encryption(struct router_entry *entry)
{
	const uint32_t both =
		MPRIO_RequireDataEncryption | MPRIO_RequireMsEncryptedPw;

	if ((entry->dwfOptions & both) == both &&
	    (entry->dwEncryptionType == MPR_ET_None ||
	     entry->dwEncryptionType == MPR_ET_Optional)) {
		entry->dwEncryptionType = MPR_ET_Require;
	}
}

static WERROR finish(struct router_entry *entry)
{
	restrict_encryption(entry);
	restrict_protocols(entry);
	/* "Read-only [...] computed" from szDeviceName and szDeviceType. */
	entry->szDeviceType =
		talloc_strdup(entry, router_device_type(entry->szDeviceName,
							entry->szDeviceType));
	if (entry->szDeviceType == NULL) {
		return WERR_NOT_ENOUGH_MEMORY;
	}
	entry->dwType = router_entry_type(entry->szDeviceType);
	if (entry->dwEncryptionType > MPR_ET_Optional) {
		return WERR_INVALID_PARAMETER;
	}
	return router_entry_check(entry);
}

/* Read-only members, and those that a client cannot send, of a new entry. */
static void set_unsendable(struct router_entry *entry)
{
	/* "ipv6addrDns and ipv6addrDnsAlt [...] SHOULD be ignored" */
	entry->ipv6addrDns = in6addr_any;
	entry->ipv6addrDnsAlt = in6addr_any;
	entry->guidId = GUID_random();
	entry->dwSubEntries = 1;
	entry->ConnectBPS = 0;
	entry->HwFlowControl = true;
	entry->RedialSeconds = 60; /* as in example 4.10 */
}

WERROR router_entry_for_create(struct router_entry *entry)
{
	/*
	 * 3.1.4.13: "If dwLevel is either 2 or 3 and none of the
	 * authentication protocol-related flags MPRIO_RequireMsCHAP2,
	 * MPRIO_RequireCHAP, and MPRIO_RequireEAP are specified in the
	 * dwfOptions member, then the dwEncryptionType member [...] SHOULD be
	 * initialized to MPR_ET_Require and the value of the dwfOptions
	 * member SHOULD be modified to enable the following flags by default".
	 */
	if ((entry->dwfOptions & (MPRIO_RequireMsCHAP2 | MPRIO_RequireCHAP |
				  MPRIO_RequireEAP)) == 0) {
		entry->dwEncryptionType = MPR_ET_Require;
		entry->dwfOptions |= MPRIO_RequireEncryptedPw |
				     MPRIO_RequireDataEncryption |
				     MPRIO_RequireCHAP | MPRIO_RequireMsCHAP2;
	}
	set_unsendable(entry);
	return finish(entry);
}

/*
 * "The szAlternates of MPRI_INTERFACE_2 MUST be set to 0", although GetInfo
 * gives them: a client that writes back what it read sends none, and must not
 * lose those that are there.  A client that sends some is taken at its word.
 */
static bool keep_alternates(struct router_entry *entry,
			    const struct router_entry *old)
{
	struct router_entry *copy = NULL;

	if (entry->szAlternates != NULL || old->szAlternates == NULL) {
		return true;
	}
	copy = router_entry_copy(entry, old);
	if (copy == NULL) {
		return false;
	}
	entry->szAlternates = talloc_steal(entry, copy->szAlternates);
	talloc_free(copy);
	return true;
}

static bool keep_unsendable(struct router_entry *entry,
			    const struct router_entry *old)
{
	/* "ipv6addrDns and ipv6addrDnsAlt [...] SHOULD be ignored" */
	entry->ipv6addrDns = old->ipv6addrDns;
	entry->ipv6addrDnsAlt = old->ipv6addrDnsAlt;
	entry->guidId = old->guidId;
	entry->dwSubEntries = old->dwSubEntries;
	entry->ConnectBPS = old->ConnectBPS;
	entry->HwFlowControl = old->HwFlowControl;
	entry->TryNextAlternateOnFail = old->TryNextAlternateOnFail;
	entry->RedialAttempts = old->RedialAttempts;
	entry->RedialSeconds = old->RedialSeconds;
	entry->RedialOnLinkFailure = old->RedialOnLinkFailure;
	if (entry->szDeviceType[0] == '\0' &&
	    strcasecmp(entry->szDeviceName, old->szDeviceName) == 0) {
		entry->szDeviceType = old->szDeviceType; /* copied later */
	}
	entry->DemandDevice = talloc_strdup(entry, old->DemandDevice);
	entry->DemandRoutes = talloc_strdup(entry, old->DemandRoutes);
	return entry->DemandDevice != NULL && entry->DemandRoutes != NULL &&
	       keep_alternates(entry, old);
}

WERROR router_entry_for_set(struct router_entry *entry,
			    const struct router_entry *old)
{
	/*
	 * 3.1.4.15: "When the dwLevel value is either 2 or 3 and the
	 * dwfOptions member does not contain any of the flags
	 * MPRIO_RequirePAP, MPRIO_RequireCHAP, MPRIO_RequireMsCHAP2, or
	 * MPRIO_RequireEAP, then the dwfOptions value SHOULD be modified to
	 * enable MPRIO_RequireMsCHAP2, MPRIO_RequireCHAP, and
	 * MPRIO_RequirePAP."
	 */
	if ((entry->dwfOptions & (MPRIO_RequirePAP | MPRIO_RequireCHAP |
				  MPRIO_RequireMsCHAP2 | MPRIO_RequireEAP)) ==
	    0) {
		entry->dwfOptions |= MPRIO_RequireMsCHAP2 | MPRIO_RequireCHAP |
				     MPRIO_RequirePAP;
	}
	if (old == NULL) {
		set_unsendable(entry);
	} else if (!keep_unsendable(entry, old)) {
		return WERR_NOT_ENOUGH_MEMORY;
	}
	return finish(entry);
}

uint32_t router_entry_options_for_get(const struct router_entry *entry)
{
	uint32_t options = entry->dwfOptions;

	/*
	 * 3.1.4.14: "If the dwfOptions member has neither MPRIO_RequirePAP
	 * nor MPRIO_RequireEAP, then enable MPRIO_RequireEncryptedPw."
	 */
	if ((options & (MPRIO_RequirePAP | MPRIO_RequireEAP)) == 0) {
		options |= MPRIO_RequireEncryptedPw;
	}
	/*
	 * "If the dwfOptions has none of the following flags set, then enable
	 * MPRIO_RequireMsEncryptedPw: MPRIO_RequireCHAP, MPRIO_RequirePAP,
	 * MPRIO_RequireEAP".
	 */
	if ((options &
	     (MPRIO_RequireCHAP | MPRIO_RequirePAP | MPRIO_RequireEAP)) == 0) {
		options |= MPRIO_RequireMsEncryptedPw;
	}
	/*
	 * "If the dwEncryptionType member is not set to MPR_ET_None or
	 * MPR_ET_Optional, enable the MPRIO_RequireDataEncryption flag."
	 */
	if (entry->dwEncryptionType != MPR_ET_None &&
	    entry->dwEncryptionType != MPR_ET_Optional) {
		options |= MPRIO_RequireDataEncryption;
	}
	return options;
}
