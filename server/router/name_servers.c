/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The name servers of links, told to the machine's resolver; see
 * name_servers.h.
 */
#include "name_servers.h"
#include <arpa/inet.h>
#include <dirent.h>
#include <fcntl.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/queue.h>
#include <sys/stat.h>
#include <unistd.h>
#include "run_command.h"

#define MAX_SERVERS 4

/* What one interface should have, and has as far as was told: addresses with
 * a blank behind each. */
struct entry {
	TAILQ_ENTRY(entry) entry;
	char ifname[IF_NAMESIZE];
	char *wanted, *told; /* "" for none */
	bool stale;	     /* of a rrasd before this one */
};

struct name_servers {
	struct tevent_context *ev;
	struct name_servers_config config;
	void (*warn)(const char *line, void *private_data);
	void *private_data;
	TAILQ_HEAD(, entry) entries;
	struct tevent_req *running; /* one at a time */
	struct entry *served;	    /* whom it is for ... */
	char *telling;		    /* ... and what it says */
};

static void warn(const struct name_servers *servers, const char *what,
		 const char *ifname)
{
	char line[128];

	if (servers->warn != NULL) {
		snprintf(line, sizeof(line), "%s: %s", ifname, what);
		servers->warn(line, servers->private_data);
	}
}

static enum name_servers_program
program(const struct name_servers_config *config)
{
	if (config->program != NAME_SERVERS_AUTO) {
		return (enum name_servers_program)config->program;
	}
	if (access(config->resolved, F_OK) == 0 &&
	    access(config->resolvectl, X_OK) == 0) {
		return NAME_SERVERS_RESOLVED;
	}
	return access(config->resolvconf, X_OK) == 0 ? NAME_SERVERS_RESOLVCONF
						     : NAME_SERVERS_NONE;
}

/* -- notes -- */

static char *note_path(const struct name_servers *servers, const char *ifname)
{
	return talloc_asprintf(NULL, "%s/%s", servers->config.notes, ifname);
}

static bool note(const struct name_servers *servers, const char *ifname)
{
	char *path = note_path(servers, ifname);
	int fd = -1;

	mkdir(servers->config.notes, 0700);
	if (path != NULL) {
		fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	}
	talloc_free(path);
	if (fd != -1) {
		close(fd);
	}
	return fd != -1;
}

static void forget_note(const struct name_servers *servers, const char *ifname)
{
	char *path = note_path(servers, ifname);

	if (path != NULL) {
		unlink(path);
	}
	talloc_free(path);
}

/* -- entries -- */

static struct entry *find(struct name_servers *servers, const char *ifname)
{
	struct entry *entry;

	TAILQ_FOREACH(entry, &servers->entries, entry)
	{
		if (strcmp(entry->ifname, ifname) == 0) {
			break;
		}
	}
	return entry;
}

static struct entry *add(struct name_servers *servers, const char *ifname)
{
	struct entry *entry = talloc_zero(servers, struct entry);

	if (entry == NULL) {
		return NULL;
	}
	snprintf(entry->ifname, sizeof(entry->ifname), "%s", ifname);
	entry->wanted = talloc_strdup(entry, "");
	entry->told = talloc_strdup(entry, "");
	if (entry->wanted == NULL || entry->told == NULL) {
		talloc_free(entry);
		return NULL;
	}
	TAILQ_INSERT_TAIL(&servers->entries, entry, entry);
	return entry;
}

static void drop(struct name_servers *servers, struct entry *entry)
{
	TAILQ_REMOVE(&servers->entries, entry, entry);
	talloc_free(entry);
}

/* -- telling -- */

/* Words from addresses, behind those that are there. */
static size_t add_addresses(char *text, const char **words, size_t count,
			    size_t size)
{
	char *next_word = NULL, *word;

	for (word = strtok_r(text, " ", &next_word);
	     word != NULL && count + 1 < size;
	     word = strtok_r(NULL, " ", &next_word)) {
		words[count++] = word;
	}
	words[count] = NULL;
	return count;
}

static struct tevent_req *tell_resolved(struct name_servers *servers,
					const struct entry *entry)
{
	const char *words[4 + MAX_SERVERS] = {servers->config.resolvectl, "dns",
					      entry->ifname};
	const char *const revert[] = {servers->config.resolvectl, "revert",
				      entry->ifname, NULL};
	char *text = talloc_strdup(NULL, entry->wanted);
	struct tevent_req *req = NULL;

	if (text != NULL) {
		add_addresses(text, words, 3, 4 + MAX_SERVERS);
		req = run_command_send(servers, servers->ev,
				       entry->wanted[0] != '\0' ? words
								: revert,
				       "", servers->config.timeout);
	}
	talloc_free(text);
	return req;
}

/* "nameserver ADDRESS" lines, as resolv.conf(5) has them. */
static char *resolv_conf(const char *addresses)
{
	const char *words[1 + MAX_SERVERS];
	char *copy = talloc_strdup(NULL, addresses);
	char *text = talloc_strdup(NULL, "");
	size_t i, count;

	if (copy != NULL) {
		count = add_addresses(copy, words, 0, 1 + MAX_SERVERS);
		for (i = 0; text != NULL && i < count; i++) {
			text = talloc_asprintf_append(text, "nameserver %s\n",
						      words[i]);
		}
	}
	talloc_free(copy);
	return text;
}

static struct tevent_req *tell_resolvconf(struct name_servers *servers,
					  const struct entry *entry)
{
	bool has_some = entry->wanted[0] != '\0';
	char *name = talloc_asprintf(NULL, "%s.rras", entry->ifname);
	char *input = resolv_conf(entry->wanted);
	const char *const words[] = {servers->config.resolvconf,
				     has_some ? "-a" : "-d", name, NULL};
	struct tevent_req *req = NULL;

	if (name != NULL && input != NULL &&
	    (!has_some || note(servers, entry->ifname))) {
		req = run_command_send(servers, servers->ev, words, input,
				       servers->config.timeout);
	}
	talloc_free(name);
	talloc_free(input);
	return req;
}

static void told(struct tevent_req *subreq);

/* false: there is nobody to tell, or nothing to tell him. */
static bool tell(struct name_servers *servers, struct entry *entry)
{
	switch (program(&servers->config)) {
	case NAME_SERVERS_RESOLVED:
		if (entry->wanted[0] == '\0' &&
		    if_nametoindex(entry->ifname) == 0) {
			return false; /* it knows */
		}
		servers->running = tell_resolved(servers, entry);
		break;
	case NAME_SERVERS_RESOLVCONF:
		servers->running = tell_resolvconf(servers, entry);
		break;
	default:
		return false;
	}
	if (servers->running == NULL) {
		warn(servers, "the resolver could not be told of name servers",
		     entry->ifname);
		return false;
	}
	servers->telling = talloc_strdup(servers, entry->wanted);
	servers->served = entry;
	tevent_req_set_callback(servers->running, told, servers);
	return true;
}

/* Whether it was told or cannot be: that is how things are now. */
static void settle(struct name_servers *servers, struct entry *entry,
		   const char *truth)
{
	char *copy = talloc_strdup(entry, truth);

	if (copy != NULL) {
		talloc_free(entry->told);
		entry->told = copy;
	}
	entry->stale = false;
	if (copy == NULL ||
	    (entry->told[0] == '\0' && entry->wanted[0] == '\0')) {
		forget_note(servers, entry->ifname);
		drop(servers, entry);
	}
}

static bool is_due(const struct entry *entry)
{
	return entry->stale || strcmp(entry->wanted, entry->told) != 0;
}

static void next(struct name_servers *servers)
{
	struct entry *entry, *after;

	for (entry = TAILQ_FIRST(&servers->entries);
	     entry != NULL && servers->running == NULL; entry = after) {
		after = TAILQ_NEXT(entry, entry);
		if (is_due(entry) && !tell(servers, entry)) {
			settle(servers, entry, entry->wanted);
		}
	}
}

static void told(struct tevent_req *subreq)
{
	struct name_servers *servers =
		tevent_req_callback_data(subreq, struct name_servers);
	struct entry *entry = servers->served;
	char *telling = servers->telling;
	WERROR werr = run_command_recv(subreq);

	TALLOC_FREE(servers->running);
	servers->served = NULL;
	if (!W_ERROR_IS_OK(werr)) {
		warn(servers, "the resolver's program has failed",
		     entry->ifname);
	}
	settle(servers, entry, telling != NULL ? telling : entry->wanted);
	talloc_free(telling);
	next(servers);
}

/* -- what a rrasd before this one has left -- */

static bool is_name(const char *name)
{
	return name[0] != '.' && strlen(name) < IF_NAMESIZE;
}

static void add_stale(struct name_servers *servers, const char *ifname)
{
	struct entry *entry = add(servers, ifname);

	if (entry == NULL) {
		warn(servers, "out of memory", ifname);
	} else {
		entry->stale = true;
	}
}

static void clear_up(struct tevent_context *ev, struct tevent_timer *te,
		     struct timeval now, void *private_data)
{
	struct name_servers *servers = private_data;
	DIR *dir = opendir(servers->config.notes);
	struct dirent *file;

	while (dir != NULL && (file = readdir(dir)) != NULL) {
		if (!is_name(file->d_name) ||
		    find(servers, file->d_name) != NULL) {
			continue;
		}
		add_stale(servers, file->d_name);
	}
	if (dir != NULL) {
		closedir(dir);
	}
	next(servers);
}

/*
 * The daemon ends, and there is no loop any more that could run a program: this
 * one is waited for.  Interfaces that are still there are those of links that
 * stay; the next rrasd sees to them.
 */
static int servers_destructor(struct name_servers *servers)
{
	struct tevent_context *ev = tevent_context_init(NULL);
	struct entry *entry;

	TALLOC_FREE(servers->running);
	servers->ev = ev;
	TAILQ_FOREACH(entry, &servers->entries, entry)
	{
		if (ev == NULL || if_nametoindex(entry->ifname) != 0 ||
		    program(&servers->config) != NAME_SERVERS_RESOLVCONF) {
			continue;
		}
		entry->wanted[0] = '\0';
		servers->running = tell_resolvconf(servers, entry);
		if (servers->running != NULL) {
			tevent_req_poll(servers->running, ev);
		}
		TALLOC_FREE(servers->running);
		forget_note(servers, entry->ifname);
	}
	talloc_free(ev);
	return 0;
}

struct name_servers *
name_servers_create(TALLOC_CTX *mem_ctx, struct tevent_context *ev,
		    const struct name_servers_config *config,
		    void (*warn_fn)(const char *line, void *private_data),
		    void *private_data)
{
	struct name_servers *servers =
		talloc_zero(mem_ctx, struct name_servers);

	if (servers == NULL) {
		return NULL;
	}
	servers->ev = ev;
	servers->config = *config;
	servers->warn = warn_fn;
	servers->private_data = private_data;
	TAILQ_INIT(&servers->entries);
	talloc_set_destructor(servers, servers_destructor);
	if (tevent_add_timer(ev, servers,
			     tevent_timeval_current_ofs(config->grace, 0),
			     clear_up, servers) == NULL) {
		TALLOC_FREE(servers);
	}
	return servers;
}

static char *add_text(char *text, int family, const void *address)
{
	char buffer[INET6_ADDRSTRLEN];

	inet_ntop(family, address, buffer, sizeof(buffer));
	return text != NULL ? talloc_asprintf_append(text, "%s ", buffer)
			    : NULL;
}

static char *text_of(TALLOC_CTX *mem_ctx, const struct name_server_list *list)
{
	char *text = talloc_strdup(mem_ctx, "");
	size_t i;

	for (i = 0; list != NULL && i < 2; i++) {
		if (list->v4[i].s_addr != 0) {
			text = add_text(text, AF_INET, &list->v4[i]);
		}
	}
	for (i = 0; list != NULL && i < 2; i++) {
		if (!IN6_IS_ADDR_UNSPECIFIED(&list->v6[i])) {
			text = add_text(text, AF_INET6, &list->v6[i]);
		}
	}
	return text;
}

void name_servers_set(struct name_servers *servers, const char *ifname,
		      const struct name_server_list *list)
{
	struct entry *entry = find(servers, ifname);
	char *text = text_of(servers, list);

	if (text != NULL && text[0] == '\0' && entry == NULL) {
		talloc_free(text);
		return;
	}
	if (text != NULL && entry == NULL) {
		entry = add(servers, ifname);
	}
	if (text == NULL || entry == NULL) {
		talloc_free(text);
		warn(servers, "out of memory", ifname);
		return;
	}
	talloc_free(entry->wanted);
	entry->wanted = talloc_steal(entry, text);
	next(servers);
}

void name_servers_take_back(struct name_servers *servers, const char *ifname)
{
	char *path = note_path(servers, ifname);

	if (path == NULL) {
		return; /* later, then */
	}
	if (find(servers, ifname) == NULL && access(path, F_OK) == 0) {
		add_stale(servers, ifname);
		next(servers);
	}
	talloc_free(path);
}
