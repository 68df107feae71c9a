/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * When to dial again.
 */
#include "autodial_policy.h"
#include <stddef.h>
#include "compat/rras_errors.h"
#include "entry.h"
#include "gen_ndr/rras_types.h"

/* 2.2.2.2.26: "in the range 0 to 99"; 2.2.2.2.27: "1 and 600". */
#define ATTEMPTS_MAX 99
#define SECONDS_MAX  600

/* A link that was up for less has not shown that the next attempt is more
 * than one of a series. */
#define LASTING_SECONDS 60

/* The first attempt after a loss: at once, but not all of them together. */
#define LOSS_MIN_MS    500
#define LOSS_SPREAD_MS 4500

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

/*
 * The peer knows the user, or does not, and has said no.  Windows redials
 * then as after any failure; a directory that locks accounts counts these.
 */
static const uint32_t refusals[] = {
	ERROR_RESTRICTED_LOGON_HOURS, ERROR_ACCT_DISABLED,
	ERROR_PASSWD_EXPIRED,	      ERROR_NO_DIALIN_PERMISSION,
	ERROR_AUTHENTICATION_FAILURE, ERROR_CHANGING_PASSWORD,
	ERROR_SERVER_POLICY,
};

/* Why an attempt could not begin: these stay until the settings change. */
static const uint32_t settings_errors[] = {
	ERROR_INVALID_PARAMETER,	  ERROR_BAD_PHONE_NUMBER,
	ERROR_PHONE_NUMBER_TOO_LONG,	  ERROR_CANNOT_FIND_PHONEBOOK_ENTRY,
	ERROR_NO_AUTH_PROTOCOL_AVAILABLE, ERROR_PPP_NO_PROTOCOLS_CONFIGURED,
};

static bool is_one_of(WERROR error, const uint32_t *codes, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		if (W_ERROR_V(error) == codes[i]) {
			return true;
		}
	}
	return false;
}

static bool has_idle_timeout(const struct router_entry *entry)
{
	return entry->dwIdleDisconnectSeconds != MPRIDS_UseGlobalValue &&
	       entry->dwIdleDisconnectSeconds != MPRIDS_Disabled;
}

struct autodial_wish autodial_wish_of(const struct router_entry *entry)
{
	struct autodial_wish wish = {.seconds = 1};

	if (entry == NULL) {
		return wish;
	}
	wish.on_loss = entry->RedialOnLinkFailure;
	wish.persistent = wish.on_loss && !has_idle_timeout(entry);
	wish.attempts = entry->RedialAttempts < ATTEMPTS_MAX
				? entry->RedialAttempts
				: ATTEMPTS_MAX;
	if (entry->RedialSeconds > 1) {
		wish.seconds = entry->RedialSeconds < SECONDS_MAX
				       ? entry->RedialSeconds
				       : SECONDS_MAX;
	}
	return wish;
}

bool autodial_has_lasted(const struct autodial_wish *wish,
			 const struct autodial_end *end)
{
	return end->was_up && end->up_seconds >= LASTING_SECONDS &&
	       end->up_seconds >= wish->seconds;
}

static uint64_t vary(const struct autodial_config *config, uint64_t ms,
		     uint32_t random)
{
	uint64_t spread = ms * config->jitter / 100;

	return ms - spread + random % (2 * spread + 1);
}

uint64_t autodial_hold(const struct autodial_config *config,
		       const struct autodial_wish *wish,
		       const struct autodial_end *end, uint32_t random)
{
	uint64_t seconds = wish->seconds, longest = config->max_seconds;
	uint32_t doublings = end->failures;

	if (longest < seconds) {
		longest = seconds; /* what the entry asks for is not cut */
	}
	while (doublings-- > 0 && seconds < longest) {
		seconds *= 2;
	}
	if (seconds > longest) {
		seconds = longest;
	}
	if (is_one_of(end->error, refusals, LENGTH(refusals)) &&
	    seconds < config->refused_seconds) {
		seconds = config->refused_seconds;
	}
	return vary(config, seconds * 1000, random);
}

/* Whether the cause may go away without an administrator. */
static bool may_heal(const struct autodial_config *config,
		     const struct autodial_end *end)
{
	if (end->refused &&
	    is_one_of(end->error, settings_errors, LENGTH(settings_errors))) {
		return false;
	}
	return config->refused_seconds != 0 ||
	       !is_one_of(end->error, refusals, LENGTH(refusals));
}

/* Whether there is one more attempt in the series; a loss is worth one. */
static bool is_wanted(const struct autodial_wish *wish,
		      const struct autodial_end *end)
{
	bool lost = end->failed && end->was_up;
	uint32_t attempts = wish->attempts;

	if (wish->persistent) {
		return true;
	}
	if (!end->failed || (lost && !wish->on_loss)) {
		return false;
	}
	if (end->refused && end->failures == 0) {
		return false; /* whoever asked has been told */
	}
	if (lost && attempts == 0) {
		attempts = 1;
	}
	return end->failures < attempts;
}

bool autodial_again(const struct autodial_config *config,
		    const struct autodial_wish *wish,
		    const struct autodial_end *end, uint32_t random,
		    uint64_t *milliseconds)
{
	if (!is_wanted(wish, end) || !may_heal(config, end)) {
		return false;
	}
	if (end->was_up && end->failures == 0) {
		*milliseconds = LOSS_MIN_MS;
		if (config->jitter > 0) {
			*milliseconds += random % LOSS_SPREAD_MS;
		}
	} else {
		*milliseconds = autodial_hold(config, wish, end, random);
	}
	return true;
}
