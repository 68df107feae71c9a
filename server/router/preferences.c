/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The user preferences of RASRPC: what is kept of them. */
#include "preferences.h"
#include <stdbool.h>
#include <stddef.h>
#include "compat/rras_errors.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

/* 2.2.1.2.230 */
#define PBDT_PPPoE  18 /* the last one */
#define PBDT_ABSENT 9  /* the one between that is no type */

struct RASRPC_PBUSER *preferences_create(TALLOC_CTX *mem_ctx)
{
	struct RASRPC_PBUSER *user = talloc_zero(mem_ctx, struct RASRPC_PBUSER);

	if (user != NULL) {
		user->fInitialized = 1;
	}
	return user;
}

/* Up to the string's end; the target has zeros.  False: there is no end. */
static bool copy_units(uint16_t *to, const uint16_t *from, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		if (from[i] == 0) {
			return true;
		}
		to[i] = from[i];
	}
	return false;
}

#define COPY_UNITS(to, from, member) \
	copy_units((to)->member, (from)->member, ARRAY_SIZE((to)->member))

/* "This MUST take one of the following values" */
static bool is_device_type(uint32_t dwDeviceType)
{
	return dwDeviceType <= PBDT_PPPoE && dwDeviceType != PBDT_ABSENT;
}

static WERROR copy_callback(TALLOC_CTX *mem_ctx,
			    const struct RASRPC_CALLBACKLIST *from,
			    struct RASRPC_CALLBACKLIST **to)
{
	*to = talloc_zero(mem_ctx, struct RASRPC_CALLBACKLIST);
	if (*to == NULL) {
		return W_ERROR(ERROR_NOT_ENOUGH_MEMORY);
	}
	if (!COPY_UNITS(*to, from, pszPortName) ||
	    !COPY_UNITS(*to, from, pszDeviceName) ||
	    !COPY_UNITS(*to, from, pszNumber) ||
	    !is_device_type(from->dwDeviceType)) {
		return W_ERROR(ERROR_INVALID_PARAMETER);
	}
	(*to)->dwDeviceType = from->dwDeviceType;
	return WERR_OK;
}

static WERROR copy_callbacks(struct RASRPC_PBUSER *to,
			     const struct RASRPC_CALLBACKLIST *from)
{
	struct RASRPC_CALLBACKLIST **end = &to->pCallbacks;

	for (; from != NULL; from = from->pNext) {
		WERROR werr = copy_callback(to, from, end);

		if (!W_ERROR_IS_OK(werr)) {
			return werr;
		}
		end = &(*end)->pNext;
	}
	return WERR_OK;
}

/* "It is unused and can be set to any value": it is returned as it was set. */
static void copy_unused(struct RASRPC_PBUSER *to,
			const struct RASRPC_PBUSER *from)
{
	to->fOperatorDial = from->fOperatorDial;
	to->fPreviewPhoneNumber = from->fPreviewPhoneNumber;
	to->fUseLocation = from->fUseLocation;
	to->fShowLights = from->fShowLights;
	to->fShowConnectStatus = from->fShowConnectStatus;
	to->fCloseOnDial = from->fCloseOnDial;
	to->fAllowLogonPhonebookEdits = from->fAllowLogonPhonebookEdits;
	to->fAllowLogonLocationEdits = from->fAllowLogonLocationEdits;
	to->fSkipConnectComplete = from->fSkipConnectComplete;
	to->fNewEntryWizard = from->fNewEntryWizard;
	to->dwRedialAttempts = from->dwRedialAttempts;
	to->dwRedialSeconds = from->dwRedialSeconds;
	to->dwIdleDisconnectSeconds = from->dwIdleDisconnectSeconds;
	to->fRedialOnLinkFailure = from->fRedialOnLinkFailure;
	to->fPopupOnTopWhenRedialing = from->fPopupOnTopWhenRedialing;
	to->fExpandAutoDialQuery = from->fExpandAutoDialQuery;
	to->dwCallbackMode = from->dwCallbackMode;
	to->dwPhonebookMode = from->dwPhonebookMode;
	to->fUseAreaAndCountry = from->fUseAreaAndCountry;
	to->dwXPhonebook = from->dwXPhonebook;
	to->dwYPhonebook = from->dwYPhonebook;
}

WERROR preferences_copy(TALLOC_CTX *mem_ctx, const struct RASRPC_PBUSER *from,
			struct RASRPC_PBUSER **to)
{
	struct RASRPC_PBUSER *copy = preferences_create(mem_ctx);
	WERROR werr;

	if (copy == NULL) {
		return W_ERROR(ERROR_NOT_ENOUGH_MEMORY);
	}
	copy_unused(copy, from);
	werr = copy_callbacks(copy, from->pCallbacks);
	if (W_ERROR_IS_OK(werr) &&
	    !COPY_UNITS(copy, from, pszLastCallbackByCaller)) {
		werr = W_ERROR(ERROR_INVALID_PARAMETER);
	}
	if (!W_ERROR_IS_OK(werr)) {
		TALLOC_FREE(copy);
		return werr;
	}
	*to = copy;
	return WERR_OK;
}
