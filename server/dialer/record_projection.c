/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What was negotiated, as records of links keep it.
 */
#include <string.h>
#include <ndr.h>
#include "ndr_link_record.h"
#include "record_projection.h"

#define NS_PER_SECOND 1000000000

static void put_lcp(struct rras_record_lcp *to,
		    const struct ppp_lcp_options *from)
{
	to->mru = from->mru;
	to->accm = from->accm;
	to->mrru = from->mrru;
	to->protocol_compression = from->protocol_compression;
	to->address_compression = from->address_compression;
	to->magic_number = from->magic_number;
	to->short_sequence = from->short_sequence;
	to->auth_protocol = from->auth_protocol;
	to->auth_algorithm = from->auth_algorithm;
	to->eap_type = from->eap_type;
}

static void get_lcp(struct ppp_lcp_options *to,
		    const struct rras_record_lcp *from)
{
	to->mru = from->mru;
	to->accm = from->accm;
	to->mrru = from->mrru;
	to->protocol_compression = from->protocol_compression != 0;
	to->address_compression = from->address_compression != 0;
	to->magic_number = from->magic_number != 0;
	to->short_sequence = from->short_sequence != 0;
	to->auth_protocol = from->auth_protocol;
	to->auth_algorithm = from->auth_algorithm;
	to->eap_type = from->eap_type;
}

static void put_ccp(struct rras_record_ccp *to,
		    const struct ppp_ccp_options *from)
{
	to->algorithm = from->algorithm;
	to->mppe_bits = from->mppe_bits;
	to->mppe_stateless = from->mppe_stateless;
	to->mppc = from->mppc;
}

static void get_ccp(struct ppp_ccp_options *to,
		    const struct rras_record_ccp *from)
{
	to->algorithm = from->algorithm;
	to->mppe_bits = from->mppe_bits;
	to->mppe_stateless = from->mppe_stateless != 0;
	to->mppc = from->mppc != 0;
}

void record_projection_put(struct rras_record_projection *to,
			   const struct ppp_projection *from)
{
	to->lcp_up = from->lcp_up;
	put_lcp(&to->lcp_local, &from->lcp_local);
	put_lcp(&to->lcp_remote, &from->lcp_remote);
	to->ip_up = from->ip_up;
	memcpy(to->local, &from->local, sizeof(to->local));
	memcpy(to->remote, &from->remote, sizeof(to->remote));
	memcpy(to->dns, from->dns, sizeof(to->dns));
	to->vj_local = from->vj_local;
	to->vj_remote = from->vj_remote;
	to->ip6_up = from->ip6_up;
	memcpy(to->local_ifid, from->local_ifid, sizeof(to->local_ifid));
	memcpy(to->remote_ifid, from->remote_ifid, sizeof(to->remote_ifid));
	to->ccp_up = from->ccp_up;
	put_ccp(&to->ccp_local, &from->ccp_local);
	put_ccp(&to->ccp_remote, &from->ccp_remote);
}

void record_projection_get(struct ppp_projection *to,
			   const struct rras_record_projection *from)
{
	to->lcp_up = from->lcp_up != 0;
	get_lcp(&to->lcp_local, &from->lcp_local);
	get_lcp(&to->lcp_remote, &from->lcp_remote);
	to->ip_up = from->ip_up != 0;
	memcpy(&to->local, from->local, sizeof(from->local));
	memcpy(&to->remote, from->remote, sizeof(from->remote));
	memcpy(to->dns, from->dns, sizeof(from->dns));
	to->vj_local = from->vj_local != 0;
	to->vj_remote = from->vj_remote != 0;
	to->ip6_up = from->ip6_up != 0;
	memcpy(to->local_ifid, from->local_ifid, sizeof(to->local_ifid));
	memcpy(to->remote_ifid, from->remote_ifid, sizeof(to->remote_ifid));
	to->ccp_up = from->ccp_up != 0;
	get_ccp(&to->ccp_local, &from->ccp_local);
	get_ccp(&to->ccp_remote, &from->ccp_remote);
}

static uint64_t nanoseconds(const struct timespec *time)
{
	return (uint64_t)time->tv_sec * NS_PER_SECOND + (uint64_t)time->tv_nsec;
}

struct timespec record_timespec(uint64_t ns)
{
	return (struct timespec){
		.tv_sec = (time_t)(ns / NS_PER_SECOND),
		.tv_nsec = (long)(ns % NS_PER_SECOND),
	};
}

void record_time_put(struct rras_record_time *to,
		     const struct timespec *realtime,
		     const struct timespec *boottime)
{
	to->realtime = nanoseconds(realtime);
	to->boottime = nanoseconds(boottime);
}

void record_time_get(const struct rras_record_time *from,
		     struct timespec *realtime, struct timespec *boottime)
{
	*realtime = record_timespec(from->realtime);
	*boottime = record_timespec(from->boottime);
}
