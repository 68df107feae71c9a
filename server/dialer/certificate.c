/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The files of EAP-TLS; see certificate.h.
 */
#include "certificate.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define NAME_SIZE 256 /* MAXNAMELEN of pppd */

static bool is_zero(const uint8_t hash[DIALER_CERTIFICATE_HASH])
{
	static const uint8_t zero[DIALER_CERTIFICATE_HASH];

	return memcmp(hash, zero, sizeof(zero)) == 0;
}

static char *path_of(TALLOC_CTX *mem_ctx, const char *dir,
		     const struct dialer_eap_tls *eap_tls, const char *suffix)
{
	char *path = talloc_asprintf(mem_ctx, "%s/", dir);
	size_t i;

	for (i = 0; path != NULL && i < DIALER_CERTIFICATE_HASH; i++) {
		path = talloc_asprintf_append(path, "%02x", eap_tls->hash[i]);
	}
	return path != NULL ? talloc_asprintf_append(path, ".%s", suffix)
			    : NULL;
}

/* Whether pppd can read it; and, of a secret, whether others cannot.  It is
 * opened as it will be: what a look at the name says may be untrue then. */
static bool is_usable(const char *path, bool secret)
{
	struct stat st = {0};
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	bool usable = fd != -1 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode);

	if (usable && secret) {
		usable = st.st_uid == geteuid() &&
			 (st.st_mode & (S_IRWXG | S_IRWXO)) == 0;
	}
	if (fd != -1) {
		close(fd);
	}
	return usable;
}

/* The first line of a file; "" when there is none, false when it is there and
 * says nothing that can be checked: a link that leads nowhere is no leave to
 * check nothing. */
static bool read_name(TALLOC_CTX *mem_ctx, const char *path, const char **name)
{
	char line[NAME_SIZE] = "";
	struct stat st;
	FILE *f;
	bool ok;

	*name = "";
	if (lstat(path, &st) != 0) {
		return errno == ENOENT;
	}
	f = is_usable(path, false) ? fopen(path, "re") : NULL;
	if (f == NULL) {
		return false;
	}
	ok = fgets(line, sizeof(line), f) != NULL;
	fclose(f);
	line[strcspn(line, "\r\n")] = '\0';
	if (!ok || line[0] == '\0') {
		return false;
	}
	*name = talloc_strdup(mem_ctx, line);
	return *name != NULL;
}

static bool find_files(struct certificate *certificate, const char *dir,
		       const struct dialer_eap_tls *eap_tls)
{
	certificate->crt = path_of(certificate, dir, eap_tls, "crt");
	certificate->key = path_of(certificate, dir, eap_tls, "key");
	certificate->ca = path_of(certificate, dir, eap_tls, "ca");
	if (certificate->ca != NULL && access(certificate->ca, F_OK) != 0) {
		certificate->ca =
			talloc_asprintf(certificate, "%s/ca.pem", dir);
	}
	return certificate->crt != NULL && certificate->key != NULL &&
	       certificate->ca != NULL;
}

WERROR certificate_find(TALLOC_CTX *mem_ctx, const char *dir,
			const struct dialer_eap_tls *eap_tls,
			struct certificate **found)
{
	struct certificate *certificate;
	char *server;

	if (dir == NULL || is_zero(eap_tls->hash)) {
		return W_ERROR(ERROR_NO_EAPTLS_CERTIFICATE);
	}
	certificate = talloc_zero(mem_ctx, struct certificate);
	W_ERROR_HAVE_NO_MEMORY(certificate);
	server = path_of(certificate, dir, eap_tls, "server");
	if (server == NULL || !find_files(certificate, dir, eap_tls)) {
		talloc_free(certificate);
		return W_ERROR(ERROR_NOT_ENOUGH_MEMORY);
	}
	if (!is_usable(certificate->crt, false) ||
	    !is_usable(certificate->key, true) ||
	    !is_usable(certificate->ca, false) ||
	    !read_name(certificate, server, &certificate->server)) {
		talloc_free(certificate);
		return W_ERROR(ERROR_NO_EAPTLS_CERTIFICATE);
	}
	*found = certificate;
	return WERR_OK;
}
