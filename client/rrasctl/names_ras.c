/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of ports, connections, events and tunnels; see names.h. */
#include "client/libmprapi/mprapi_ext.h"
#include "client/rrasctl/names.h"

const struct name names_port_condition[] = {
	{RAS_PORT_NON_OPERATIONAL, "non-operational"},
	{RAS_PORT_DISCONNECTED, "disconnected"},
	{RAS_PORT_CALLING_BACK, "calling-back"},
	{RAS_PORT_LISTENING, "listening"},
	{RAS_PORT_AUTHENTICATING, "authenticating"},
	{RAS_PORT_AUTHENTICATED, "authenticated"},
	{RAS_PORT_INITIALIZING, "initializing"},
	{0, NULL},
};

const struct name names_hardware_condition[] = {
	{RAS_HARDWARE_OPERATIONAL, "operational"},
	{RAS_HARDWARE_FAILURE, "failure"},
	{0, NULL},
};

const struct name names_lcp_auth[] = {
	{PPP_LCP_PAP, "pap"},
	{PPP_LCP_SPAP, "spap"},
	{PPP_LCP_CHAP, "chap"},
	{PPP_LCP_EAP, "eap"},
	{0, NULL},
};

const struct name names_chap[] = {
	{PPP_LCP_CHAP_MD5, "chap"},
	{PPP_LCP_CHAP_MS, "mschap"},
	{PPP_LCP_CHAP_MSV2, "mschapv2"},
	{0, NULL},
};

const struct name names_lcp_option[] = {
	{PPP_LCP_MULTILINK_FRAMING, "multilink"},
	{PPP_LCP_PFC, "pfc"},
	{PPP_LCP_ACFC, "acfc"},
	{PPP_LCP_SSHF, "sshf"},
	{0, NULL},
};

const struct name names_compression[] = {
	{RASCCPCA_STAC, "stac"},
	{RASCCPCA_MPPC, "mppc"},
	{0, NULL},
};

const struct name names_ccp_option[] = {
	{PPP_CCP_COMPRESSION, "compression"},
	{PPP_CCP_ENCRYPTION40BITOLD, "mppe-40-old"},
	{PPP_CCP_ENCRYPTION40BIT, "mppe-40"},
	{PPP_CCP_ENCRYPTION56BIT, "mppe-56"},
	{PPP_CCP_ENCRYPTION128BIT, "mppe-128"},
	{PPP_CCP_HISTORYLESS, "stateless"},
	{0, NULL},
};

const struct name names_event[] = {
	{RRAS_EVENT_CONNECTING, "connecting"},
	{RRAS_EVENT_CONNECTED, "connected"},
	{RRAS_EVENT_DISCONNECTED, "disconnected"},
	{RRAS_EVENT_FAILED, "failed"},
	{0, NULL},
};

const struct name names_integrity[] = {
	{0, "md5"}, {1, "sha1"}, {2, "sha256"}, {3, "sha384"}, {0, NULL},
};

const struct name names_cipher[] = {
	{0, "des"},    {1, "3des"},   {2, "aes128"},
	{3, "aes192"}, {4, "aes256"}, {0, NULL},
};

const struct name names_cipher_transform[] = {
	{1, "des"},	   {2, "3des"},	      {3, "aes128"},
	{4, "aes192"},	   {5, "aes256"},     {6, "gcm-aes128"},
	{7, "gcm-aes192"}, {8, "gcm-aes256"}, {0, NULL},
};

const struct name names_auth_transform[] = {
	{0, "md5"},	   {1, "sha1"},	      {2, "sha256"}, {3, "gcm-aes128"},
	{4, "gcm-aes192"}, {5, "gcm-aes256"}, {0, NULL},
};

const struct name names_pfs[] = {
	{0, "none"},	{1, "group1"},	{2, "group2"},
	{3, "group14"}, {4, "ecp256"},	{5, "ecp384"},
	{6, "main"},	{7, "group24"}, {0, NULL},
};

const struct name names_dh[] = {
	{0, "none"},   {1, "group1"}, {2, "group2"},  {3, "group14"},
	{4, "ecp256"}, {5, "ecp384"}, {6, "group24"}, {0, NULL},
};

const struct name names_tunnel_encryption[] = {
	{0, "none"},	    {1, "optional"}, {2, "require"},
	{3, "require-max"}, {0, NULL},
};
