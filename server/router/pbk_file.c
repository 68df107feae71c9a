/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The phonebook as a file.
 *
 * An entry is kept as one string, not as lines: a router has thousands of
 * them and changes one at a time.
 */
#include <search.h>
#include <stdint.h>
#include <string.h>
#include <talloc.h>
#include "compat/rras_errors.h"
#include "pbk_file.h"
#include "text.h"

#define BYTE_ORDER_MARK "\xEF\xBB\xBF"

struct pbk_file {
	bool mark;  /* the file began with a byte order mark */
	char *head; /* what stands above the first entry */
	struct pbk_entry_text **entries;
	size_t count;
	void *by_name; /* a tsearch(3) tree of the entries that count */
};

static int compare_entries(const void *a, const void *b)
{
	const struct pbk_entry_text *ea = a;
	const struct pbk_entry_text *eb = b;

	return text_compare_fold(ea->name, eb->name);
}

/* For tfind(), whose first argument is the key, a name alone. */
static int compare_name(const void *name, const void *entry)
{
	return text_compare_fold(name,
				 ((const struct pbk_entry_text *)entry)->name);
}

static void keep(void *node)
{
	(void)node; /* entries belong to the file, not to the tree */
}

static int pbk_file_destructor(struct pbk_file *file)
{
	tdestroy(file->by_name, keep);
	return 0;
}

static struct pbk_file *pbk_file_new(TALLOC_CTX *mem_ctx)
{
	struct pbk_file *file = talloc_zero(mem_ctx, struct pbk_file);

	if (file == NULL) {
		return NULL;
	}
	file->head = talloc_strdup(file, "");
	if (file->head == NULL) {
		talloc_free(file);
		return NULL;
	}
	talloc_set_destructor(file, pbk_file_destructor);
	return file;
}

/* Room in the array grows by doubling: a file may have 10,000 entries. */
static bool entries_make_room(struct pbk_file *file)
{
	unsigned int room = (unsigned int)talloc_array_length(file->entries);
	struct pbk_entry_text **entries = NULL;

	if (file->count < room) {
		return true;
	}
	entries = talloc_realloc(file, file->entries, struct pbk_entry_text *,
				 room == 0 ? 16 : 2 * room);
	if (entries == NULL) {
		return false;
	}
	file->entries = entries;
	return true;
}

/* Takes the ownership of @entry. */
static bool entries_append(struct pbk_file *file, struct pbk_entry_text *entry)
{
	if (!entries_make_room(file)) {
		return false;
	}
	if (entry->name != NULL &&
	    tsearch(entry, &file->by_name, compare_entries) == NULL) {
		return false;
	}
	file->entries[file->count++] = talloc_steal(file, entry);
	return true;
}

/* @name NULL: what stands in the brackets is no name. */
static struct pbk_entry_text *entry_new(TALLOC_CTX *mem_ctx, const char *name,
					size_t length)
{
	struct pbk_entry_text *entry =
		talloc_zero(mem_ctx, struct pbk_entry_text);

	if (entry == NULL) {
		return NULL;
	}
	if (name != NULL) {
		entry->name = talloc_strndup(entry, name, length);
	}
	entry->text = talloc_strdup(entry, "");
	if ((name != NULL && entry->name == NULL) || entry->text == NULL) {
		talloc_free(entry);
		return NULL;
	}
	return entry;
}

struct parser {
	struct pbk_file *file;
	struct pbk_entry_text *entry; /* the one above the line, or NULL */
	const char *body;	      /* where its lines begin */
	const char *next;
	const char *end;
	size_t number;	   /* of the line */
	bool has_names;	   /* at least one entry has a name */
	const char *fault; /* the first one in the file, or NULL */
};

/* One bad line spoils the entry that it stands in, and no other: a router must
 * not lose all its interfaces to a slip of the editor in one. */
static WERROR note_fault(struct parser *parser, const char *what)
{
	struct pbk_entry_text *entry = parser->entry;
	char *fault = NULL;

	if (parser->fault != NULL && (entry == NULL || entry->fault != NULL)) {
		return WERR_OK;
	}
	fault = talloc_asprintf(parser->file, "line %zu: %s", parser->number,
				what);
	if (parser->fault == NULL) {
		parser->fault = fault;
	}
	if (entry != NULL) {
		entry->fault = fault;
	}
	return fault != NULL ? WERR_OK : WERR_NOT_ENOUGH_MEMORY;
}

/* @return false at the end of the bytes */
static bool next_line(const char **next, const char *end, const char **line,
		      size_t *length)
{
	size_t left = (size_t)(end - *next);
	const char *newline = NULL;

	if (left == 0) {
		return false;
	}
	newline = memchr(*next, '\n', left);
	*line = *next;
	*length = newline == NULL ? left : (size_t)(newline - *next);
	*next = newline == NULL ? end : newline + 1;
	if (*length > 0 && (*line)[*length - 1] == '\r') {
		(*length)--;
	}
	return true;
}

/* A copy of some lines, with CR LF at the end of each. */
static char *copy_lines(TALLOC_CTX *mem_ctx, const char *next, const char *end,
			size_t *copied)
{
	size_t room = (size_t)(end - next) + sizeof("\r\n");
	const char *p = NULL;
	const char *line = NULL;
	size_t length;
	char *copy = NULL;
	char *to = NULL;

	for (p = next; p < end; p++) {
		room += *p == '\n' ? 1 : 0;
	}
	copy = talloc_size(mem_ctx, room);
	if (copy == NULL) {
		return NULL;
	}
	to = copy;
	while (next_line(&next, end, &line, &length)) {
		to = mempcpy(to, line, length);
		to = mempcpy(to, "\r\n", 2);
	}
	*to = '\0';
	*copied = (size_t)(to - copy);
	return copy;
}

/* The lines from parser->body up to @end belong to the entry, or the head. */
static WERROR close_entry(struct parser *parser, const char *end)
{
	struct pbk_entry_text *entry = parser->entry;
	size_t length = 0;
	char *lines = copy_lines(parser->file, parser->body, end, &length);

	if (lines == NULL) {
		return WERR_NOT_ENOUGH_MEMORY;
	}
	if (entry == NULL) {
		parser->file->head = lines;
		return WERR_OK;
	}
	talloc_free(entry->text);
	entry->text = talloc_steal(entry, lines);
	entry->length = length;
	return WERR_OK;
}

/* @name NULL: its lines begin with the line that should have had the name. */
static WERROR open_entry(struct parser *parser, const char *line,
			 const char *name, size_t length)
{
	WERROR werr = close_entry(parser, line);

	if (!W_ERROR_IS_OK(werr)) {
		return werr;
	}
	parser->entry = entry_new(parser->file, name, length);
	if (parser->entry == NULL ||
	    !entries_append(parser->file, parser->entry)) {
		return WERR_NOT_ENOUGH_MEMORY;
	}
	parser->body = name != NULL ? parser->next : line;
	parser->has_names = parser->has_names || name != NULL;
	return WERR_OK;
}

static const char *name_fault(const char *line, size_t length,
			      size_t *name_length)
{
	const char *close = memrchr(line, ']', length);

	if (close == NULL ||
	    close + 1 + strspn(close + 1, " \t") < line + length) {
		return "the entry's name does not end in \"]\"";
	}
	*name_length = (size_t)(close - line - 1);
	/* 2.2.2.1: "MUST be a minimum of one (1) character in length" */
	if (*name_length == 0) {
		return "the entry has no name";
	}
	return *name_length > PBK_NAME_MAX ? "the entry's name is too long"
					   : NULL;
}

static bool has_control_character(const char *line, size_t length)
{
	size_t i;

	for (i = 0; i < length; i++) {
		unsigned char c = (unsigned char)line[i];

		if ((c < 0x20 && c != '\t') || c == 0x7F) {
			return true;
		}
	}
	return false;
}

static const char *key_fault(const struct parser *parser, const char *line,
			     size_t length)
{
	if (strspn(line, " \t") >= length || line[0] == ';') {
		return NULL;
	}
	if (parser->entry == NULL) {
		return "there is no entry's name above it";
	}
	return line[0] == '=' || memchr(line, '=', length) == NULL
		       ? "the line is not a key with a value"
		       : NULL;
}

static WERROR parse_line(struct parser *parser, const char *line, size_t length)
{
	bool is_name = length > 0 && line[0] == '[';
	const char *fault = NULL;
	size_t name_length = 0;
	WERROR werr = WERR_OK;

	if (length > PBK_LINE_MAX) {
		fault = "the line is too long";
	} else if (has_control_character(line, length)) {
		fault = "the line has a control character";
	} else {
		fault = is_name ? name_fault(line, length, &name_length)
				: key_fault(parser, line, length);
	}
	if (is_name) {
		werr = open_entry(parser, line, fault == NULL ? line + 1 : NULL,
				  name_length);
	}
	return W_ERROR_IS_OK(werr) && fault != NULL ? note_fault(parser, fault)
						    : werr;
}

static WERROR parse_lines(struct parser *parser)
{
	const char *line = NULL;
	size_t length;

	while (next_line(&parser->next, parser->end, &line, &length)) {
		WERROR werr;

		parser->number++;
		werr = parse_line(parser, line, length);
		if (!W_ERROR_IS_OK(werr)) {
			return werr;
		}
		if (memchr(line, '\0', length) != NULL) {
			/* UTF-16, or no text at all: not to be kept as text */
			return W_ERROR(ERROR_CORRUPT_PHONEBOOK);
		}
	}
	if (parser->fault != NULL && !parser->has_names) {
		return W_ERROR(ERROR_CORRUPT_PHONEBOOK);
	}
	return close_entry(parser, parser->end);
}

static size_t mark_length(const char *bytes, size_t length)
{
	size_t size = strlen(BYTE_ORDER_MARK);

	return length >= size && memcmp(bytes, BYTE_ORDER_MARK, size) == 0
		       ? size
		       : 0;
}

WERROR pbk_file_parse(TALLOC_CTX *mem_ctx, const char *bytes, size_t length,
		      struct pbk_file **file, const char **why)
{
	struct parser parser = {.file = pbk_file_new(mem_ctx)};
	char *text = NULL; /* with a NUL at its end */
	size_t mark = mark_length(bytes, length);
	WERROR werr;

	*why = NULL;
	if (parser.file == NULL) {
		return WERR_NOT_ENOUGH_MEMORY;
	}
	text = talloc_size(parser.file, length - mark + 1);
	if (text == NULL) {
		talloc_free(parser.file);
		return WERR_NOT_ENOUGH_MEMORY;
	}
	if (length > mark) {
		/* An empty file has no bytes to point to. */
		memcpy(text, bytes + mark, length - mark);
	}
	text[length - mark] = '\0';
	parser.file->mark = mark > 0;
	parser.next = text;
	parser.body = text;
	parser.end = text + length - mark;
	werr = parse_lines(&parser);
	talloc_free(text);
	if (!W_ERROR_IS_OK(werr)) {
		*why = talloc_steal(mem_ctx, parser.fault);
		talloc_free(parser.file);
		return werr;
	}
	*file = parser.file;
	return WERR_OK;
}

static struct iovec *add_piece(struct iovec *to, const char *bytes,
			       size_t length)
{
	*to = (struct iovec){.iov_base = (char *)(uintptr_t)bytes,
			     .iov_len = length};
	return to + 1;
}

static struct iovec *add_entry(struct iovec *to,
			       const struct pbk_entry_text *entry)
{
	if (entry->name != NULL) {
		to = add_piece(to, "[", 1);
		to = add_piece(to, entry->name, strlen(entry->name));
		to = add_piece(to, "]\r\n", strlen("]\r\n"));
	}
	return add_piece(to, entry->text, entry->length);
}

WERROR pbk_file_pieces(TALLOC_CTX *mem_ctx, const struct pbk_file *file,
		       struct iovec **pieces, size_t *num_pieces)
{
	struct iovec *first = talloc_array(mem_ctx, struct iovec,
					   (unsigned int)(2 + 4 * file->count));
	struct iovec *to = first;
	size_t i;

	if (first == NULL) {
		return WERR_NOT_ENOUGH_MEMORY;
	}
	if (file->mark) {
		to = add_piece(to, BYTE_ORDER_MARK, strlen(BYTE_ORDER_MARK));
	}
	to = add_piece(to, file->head, strlen(file->head));
	for (i = 0; i < file->count; i++) {
		to = add_entry(to, file->entries[i]);
	}
	*pieces = first;
	*num_pieces = (size_t)(to - first);
	return WERR_OK;
}

static struct pbk_entry_text *find(const struct pbk_file *file,
				   const char *name)
{
	struct pbk_entry_text *const *found =
		tfind(name, &file->by_name, compare_name);

	return found == NULL ? NULL : *found;
}

const struct pbk_entry_text *pbk_file_find(const struct pbk_file *file,
					   const char *name)
{
	return find(file, name);
}

WERROR pbk_file_set(struct pbk_file *file, const char *name, const char *text)
{
	struct pbk_entry_text *entry = find(file, name);
	char *copy = NULL;

	if (entry == NULL) {
		entry = entry_new(file, name, strlen(name));
		if (entry == NULL || !entries_append(file, entry)) {
			talloc_free(entry);
			return WERR_NOT_ENOUGH_MEMORY;
		}
	}
	copy = talloc_strdup(entry, text);
	if (copy == NULL) {
		return WERR_NOT_ENOUGH_MEMORY;
	}
	talloc_free(entry->text);
	entry->text = copy;
	entry->length = strlen(copy);
	return WERR_OK;
}

void pbk_file_remove(struct pbk_file *file, const char *name)
{
	struct pbk_entry_text *entry = find(file, name);
	size_t i, kept = 0;

	if (entry == NULL) {
		return;
	}
	tdelete(entry, &file->by_name, compare_entries);
	for (i = 0; i < file->count; i++) {
		entry = file->entries[i];

		if (entry->name != NULL &&
		    text_compare_fold(entry->name, name) == 0) {
			talloc_free(entry);
		} else {
			file->entries[kept++] = entry;
		}
	}
	file->count = kept;
}
