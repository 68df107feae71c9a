/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A link as the local rrasd sees it, in a report. */
#ifndef CLIENT_RRASCTL_LINK_H
#define CLIENT_RRASCTL_LINK_H

#include "client/rrasctl/report.h"
#include "client/libmprapi/mprapi_ext.h"

void link_report(struct report *report, const struct rras_link_status *link);

#endif
