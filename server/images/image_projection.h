/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The results of PPP's negotiations, as clients are told of them: PPP_INFO to
 * PPP_INFO_3 ([MS-RRASM] 2.2.1.2.72 to .74) and PPP_PROJECTION_INFO_1 and _2
 * (2.2.1.2.130 and .233).
 */
#ifndef SERVER_IMAGES_IMAGE_PROJECTION_H
#define SERVER_IMAGES_IMAGE_PROJECTION_H

#include "server/dialer/projection.h"

struct PPP_INFO;
struct PPP_INFO_2;
struct PPP_INFO_3;
struct PPP_PROJECTION_INFO_1;
struct PPP_PROJECTION_INFO_2;

/** @name Filling; @to is all zero before. */
/**@{*/
void image_ppp_info(const struct ppp_projection *ppp, struct PPP_INFO *to);
void image_ppp_info_2(const struct ppp_projection *ppp, struct PPP_INFO_2 *to);
void image_ppp_info_3(const struct ppp_projection *ppp, struct PPP_INFO_3 *to);
/** @param[in] ifindex  of the link, the index of its subinterfaces */
void image_ppp_projection_1(const struct ppp_projection *ppp, int ifindex,
			    struct PPP_PROJECTION_INFO_1 *to);
void image_ppp_projection_2(const struct ppp_projection *ppp, int ifindex,
			    struct PPP_PROJECTION_INFO_2 *to);
/**@}*/

#endif
