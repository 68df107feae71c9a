/* SPDX-License-Identifier: GPL-3.0-or-later */
/* router.pbk, the store of demand-dial settings. */
#include <string.h>
#include <talloc.h>
#include "compat/rras_errors.h"
#include "gen_ndr/rras_types.h"
#include "pbk_entry.h"
#include "pbk_file.h"
#include "phonebook.h"
#include "text.h"

struct phonebook {
	struct pbk_file *file;
};

WERROR phonebook_parse(TALLOC_CTX *mem_ctx, const char *text, size_t length,
		       struct phonebook **pbk, const char **why)
{
	struct phonebook *parsed = talloc_zero(mem_ctx, struct phonebook);
	WERROR werr;

	if (parsed == NULL) {
		return WERR_NOT_ENOUGH_MEMORY;
	}
	werr = pbk_file_parse(parsed, text, length, &parsed->file, why);
	if (!W_ERROR_IS_OK(werr)) {
		*why = talloc_steal(mem_ctx, *why);
		talloc_free(parsed);
		return werr;
	}
	*pbk = parsed;
	return WERR_OK;
}

WERROR phonebook_pieces(TALLOC_CTX *mem_ctx, const struct phonebook *pbk,
			struct iovec **pieces, size_t *num_pieces)
{
	return pbk_file_pieces(mem_ctx, pbk->file, pieces, num_pieces);
}

bool phonebook_has_entry(const struct phonebook *pbk, const char *name)
{
	return pbk_file_find(pbk->file, name) != NULL;
}

WERROR phonebook_get_entry(TALLOC_CTX *mem_ctx, const struct phonebook *pbk,
			   const char *name, struct router_entry **entry,
			   const char **why)
{
	const struct pbk_entry_text *found = pbk_file_find(pbk->file, name);
	struct pbk_section *section = NULL;
	const char *bad = NULL;
	WERROR werr;

	*why = NULL;
	if (found == NULL) {
		*why = talloc_asprintf(mem_ctx, "there is no entry [%s]", name);
		return W_ERROR(ERROR_CANNOT_FIND_PHONEBOOK_ENTRY);
	}
	if (found->fault != NULL) {
		*why = talloc_asprintf(mem_ctx, "entry [%s]: %s", found->name,
				       found->fault);
		return W_ERROR(ERROR_CORRUPT_PHONEBOOK);
	}
	section = pbk_section_parse(mem_ctx, found->text);
	if (section == NULL) {
		return WERR_NOT_ENOUGH_MEMORY;
	}
	werr = pbk_entry_read(mem_ctx, section, entry, &bad);
	talloc_free(section);
	if (bad != NULL) {
		*why = talloc_asprintf(mem_ctx, "entry [%s]: %s", found->name,
				       bad);
		talloc_free((void *)(uintptr_t)bad);
	}
	return werr;
}

/* "MUST be a minimum of one (1) character", and fit MPRI_INTERFACE_0. */
static bool is_entry_name(const char *name)
{
	return name[0] != '\0' && strlen(name) <= PBK_NAME_MAX &&
	       text_is_line(name, MAX_INTERFACE_NAME_LEN);
}

WERROR phonebook_set_entry(struct phonebook *pbk, const char *name,
			   const struct router_entry *entry)
{
	const struct pbk_entry_text *found = pbk_file_find(pbk->file, name);
	struct pbk_section *section = NULL;
	char *text = NULL;
	WERROR werr = router_entry_check(entry);

	if (!W_ERROR_IS_OK(werr)) {
		return werr;
	}
	if (!is_entry_name(name)) {
		return WERR_INVALID_PARAMETER;
	}
	if (found != NULL && found->fault != NULL) {
		return W_ERROR(ERROR_CORRUPT_PHONEBOOK);
	}
	section = found == NULL ? pbk_entry_template(pbk, entry)
				: pbk_section_parse(pbk, found->text);
	if (section == NULL) {
		return WERR_NOT_ENOUGH_MEMORY;
	}
	werr = WERR_NOT_ENOUGH_MEMORY;
	if (pbk_entry_write(section, entry)) {
		text = pbk_section_format(section, section);
	}
	if (text != NULL) {
		werr = pbk_file_set(pbk->file, name, text);
	}
	talloc_free(section);
	return werr;
}

void phonebook_remove_entry(struct phonebook *pbk, const char *name)
{
	pbk_file_remove(pbk->file, name);
}
