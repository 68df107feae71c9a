/* SPDX-License-Identifier: GPL-3.0-or-later */
/* smb.conf, read through Samba's public parser (libsamba-hostconfig). */
#ifndef SERVER_RRASD_SMB_CONF_H
#define SERVER_RRASD_SMB_CONF_H

#include <talloc.h>

struct loadparm_context;

/**
 * @brief Read an smb.conf.
 *
 * The public parser refuses a file as a whole for "include = registry" and for
 * an include that is not there, with both of which smbd works.  Such a line is
 * left out here, with a warning; options of ours behind it are not seen.
 *
 * @param[in]  file  path
 * @param[out] why   on failure a sentence that names the file
 * @return NULL on failure
 */
struct loadparm_context *smb_conf_load(TALLOC_CTX *mem_ctx, const char *file,
				       const char **why);

#endif
