/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who may do what. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <util/data_blob.h>
#include <gen_ndr/dcerpc.h>

#include "gen_ndr/frame.h"
#include "authorise.h"

/* S-1-5-...: the NT authority. */
static bool is_nt_authority(const struct rras_sid *sid)
{
	static const uint8_t nt_authority[6] = {0, 0, 0, 0, 0, 5};

	return sid->sid_rev_num == 1 &&
	       memcmp(sid->id_auth, nt_authority, sizeof(nt_authority)) == 0;
}

/* S-1-5-32-544 */
static bool is_administrators(const struct rras_sid *sid)
{
	return is_nt_authority(sid) && sid->num_auths == 2 &&
	       sid->sub_auths[0] == 32 && sid->sub_auths[1] == 544;
}

/* S-1-5-18 */
static bool is_system(const struct rras_sid *sid)
{
	return is_nt_authority(sid) && sid->num_auths == 1 &&
	       sid->sub_auths[0] == 18;
}

bool authorise_administrator(const struct rras_caller *caller, bool allow_uid_0)
{
	uint32_t i;

	/* As Samba has it for root on an ncalrpc socket: he is SYSTEM. */
	if (authorise_local_root(caller)) {
		return true;
	}
	for (i = 0; caller->sids != NULL && i < caller->num_sids; i++) {
		if (is_administrators(&caller->sids[i]) ||
		    is_system(&caller->sids[i])) {
			return true;
		}
	}
	return allow_uid_0 && caller->uid == 0;
}

bool authorise_local_root(const struct rras_caller *caller)
{
	return caller->transport == RRAS_TRANSPORT_LOCAL && caller->uid == 0;
}

bool authorise_is_sealed(const struct rras_caller *caller)
{
	return caller->transport == RRAS_TRANSPORT_LOCAL ||
	       caller->transport == RRAS_TRANSPORT_LRPC ||
	       caller->auth_level == DCERPC_AUTH_LEVEL_PRIVACY;
}
