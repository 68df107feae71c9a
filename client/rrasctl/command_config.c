/* SPDX-License-Identifier: GPL-3.0-or-later */
/* "server config": how the tunnels are configured. */
#include "compat/rras_errors.h"
#include "client/rrasctl/human.h"
#include "client/rrasctl/ikev2.h"
#include "client/rrasctl/report.h"
#include "client/rrasctl/rrasctl.h"

static void report_seconds(struct report *report, const char *key,
			   const char *label, uint32_t seconds)
{
	char text[HUMAN_SIZE];

	report_number(report, key, NULL, seconds, NULL);
	report_line(report, label, human_duration(text, seconds));
}

static void report_blob(struct report *report, const char *key,
			const char *label, CERT_NAME_BLOB blob)
{
	char hex[2 * 64 + 4];

	hex_text(hex, sizeof(hex), blob.pbData, blob.cbData);
	report_optional(report, key, label, hex);
}

static void report_ikev2(struct report *report, const IKEV2_CONFIG_PARAMS *c)
{
	const IKEV2_TUNNEL_CONFIG_PARAMS *t = &c->TunnelConfigParams;

	report_number(report, "ports", "IKEv2 ports", c->dwNumPorts, NULL);
	report_seconds(report, "idle_timeout", "  idle timeout",
		       t->dwIdleTimeout);
	report_seconds(report, "network_blackout_time", "  blackout time",
		       t->dwNetworkBlackoutTime);
	report_seconds(report, "sa_lifetime", "  SA lifetime", t->dwSaLifeTime);
	report_number(report, "sa_data_size", "  SA data",
		      t->dwSaDataSizeForRenegotiation, "KiB");
	report_number(report, "config_options", "  options", t->dwConfigOptions,
		      NULL);
	report_word(report, "encryption", "  encryption",
		    names_tunnel_encryption, t->dwEncryptionType);
	report_number(report, "root_certificates", "  root certificates",
		      t->dwTotalCertificates, NULL);
	report_number(report, "ekus", "  key usages", t->dwTotalEkus, NULL);
	report_blob(report, "machine_certificate", "  certificate",
		    t->machineCertificateName);
	report_blob(report, "machine_certificate_hash", "  its hash",
		    t->machineCertificateHash);
	report_policy(report, t->customPolicy);
}

static void report_l2tp(struct report *report, const L2TP_CONFIG_PARAMS *c)
{
	const L2TP_TUNNEL_CONFIG_PARAMS *t = &c->TunnelConfigParams;

	report_number(report, "ports", "L2TP ports", c->dwNumPorts, NULL);
	report_seconds(report, "idle_timeout", "  idle timeout",
		       t->dwIdleTimeout);
	report_seconds(report, "sa_lifetime", "  SA lifetime", t->dwSaLifeTime);
	report_number(report, "sa_data_size", "  SA data",
		      t->dwSaDataSizeForRenegotiation, "KiB");
	report_word(report, "encryption", "  encryption",
		    names_tunnel_encryption, t->dwEncryptionType);
	report_policy(report, t->customPolicy);
}

static void report_sstp(struct report *report, const SSTP_CONFIG_PARAMS *c)
{
	report_number(report, "ports", "SSTP ports", c->dwNumPorts, NULL);
	report_bool(report, "https", "  HTTPS", c->isUseHttps != 0);
	report_number(report, "certificate_algorithm", "  algorithm",
		      c->certAlgorithm, NULL);
	report_bool(report, "default_certificate", "  default certificate",
		    c->sstpCertDetails.isDefault != 0);
	report_blob(report, "certificate_hash", "  its hash",
		    c->sstpCertDetails.certBlob);
}

static void report_pptp(struct report *report, const PPTP_CONFIG_PARAMS *c)
{
	report_number(report, "ports", "PPTP ports", c->dwNumPorts, NULL);
}

/* Each kind is a report of its own: an object in JSON's object. */
static void add_part(struct rrasctl *ctl, struct report *all, const char *key,
		     struct report *part)
{
	if (ctl->json) {
		report_value(all, key, report_json(part));
	} else {
		report_print(part, ctl->out, false);
	}
	report_free(part);
}

static void print_config(struct rrasctl *ctl,
			 const MPRAPI_TUNNEL_CONFIG_PARAMS0 *tunnels)
{
	struct report *all = report_new(), *part = report_new();

	report_ikev2(part, &tunnels->IkeConfigParams);
	add_part(ctl, all, "ikev2", part);
	part = report_new();
	report_pptp(part, &tunnels->PptpConfigParams);
	add_part(ctl, all, "pptp", part);
	part = report_new();
	report_l2tp(part, &tunnels->L2tpConfigParams);
	add_part(ctl, all, "l2tp", part);
	part = report_new();
	report_sstp(part, &tunnels->SstpConfigParams);
	add_part(ctl, all, "sstp", part);
	if (ctl->json) {
		report_print(all, ctl->out, true);
	}
	report_free(all);
}

static int server_config(struct rrasctl *ctl)
{
	MPR_SERVER_EX info = {
		.Header = {MPRAPI_MPR_SERVER_OBJECT_REVISION_3,
			   MPRAPI_OBJECT_TYPE_MPR_SERVER_OBJECT, sizeof(info)},
	};
	uint32_t code = MprAdminServerGetInfoEx(ctl->server, &info);

	if (code != ERROR_SUCCESS) {
		return code_error(ctl, code, NULL);
	}
	print_config(ctl, &info.ConfigParams);
	rras_server_ex_free(&info);
	return RRASCTL_OK;
}

int command_server_config(struct rrasctl *ctl, int argc, const char **argv)
{
	struct rrasctl_args args = {0};
	int exit_code;

	if (!args_parse(ctl, &args, argc, argv, &exit_code)) {
		return exit_code;
	}
	if (server_open(ctl, &exit_code)) {
		exit_code = server_config(ctl);
	}
	args_free(&args);
	return exit_code;
}
