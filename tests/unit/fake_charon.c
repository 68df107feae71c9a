/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An IKE daemon's vici; see fake_charon.h. */
#include "fake_charon.h"
#include <poll.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <arpa/inet.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <cmocka.h>
#include "vici_message.h"

#define MAX_CLIENTS 4

struct charon {
	const struct charon_script *script;
	char directory[32];
	char path[64];
	char heard[16384];
	size_t used;
	_Atomic size_t commands;
	pthread_t thread;
	bool running;
	int stop[2];
	struct pollfd fds[2 + MAX_CLIENTS]; /* to stop, to accept, clients */
};

static void note(struct charon *charon, const char *text, size_t size)
{
	if (size < sizeof(charon->heard) - charon->used) {
		memcpy(charon->heard + charon->used, text, size);
		charon->used += size;
	}
}

static void note_text(struct charon *charon, const char *text)
{
	note(charon, text, strlen(text));
}

static void note_message(struct charon *charon, const uint8_t *bytes,
			 size_t size)
{
	struct vici_reader reader = {.bytes = bytes, .left = size};
	char list[256] = "";
	enum vici_element element;

	while ((element = vici_next(&reader)) != VICI_END) {
		switch (element) {
		case VICI_KEY_VALUE:
		case VICI_LIST_ITEM:
			note_text(charon, " ");
			note_text(charon, element == VICI_LIST_ITEM
						  ? list
						  : reader.name);
			note_text(charon,
				  element == VICI_LIST_ITEM ? ":" : "=");
			note(charon, (const char *)reader.value, reader.size);
			break;
		case VICI_SECTION_START:
			note_text(charon, " ");
			note_text(charon, reader.name);
			note_text(charon, "{");
			break;
		case VICI_SECTION_END:
			note_text(charon, " }");
			break;
		case VICI_LIST_START:
			snprintf(list, sizeof(list), "%s", reader.name);
			break;
		case VICI_LIST_END:
			break;
		default:
			note_text(charon, " MALFORMED");
			return;
		}
	}
}

/* In two pieces: a client must not expect a packet in one. */
static void send_packet(int fd, uint8_t type, const char *name,
			const struct vici_writer *message)
{
	size_t length = name != NULL ? strlen(name) + 1 : 0;
	size_t size = message != NULL ? message->size : 0;
	uint32_t prefix = htonl((uint32_t)(1 + length + size));
	uint8_t bytes[VICI_MAX_MESSAGE + 64];

	memcpy(bytes, &prefix, 4);
	bytes[4] = type;
	if (name != NULL) {
		bytes[5] = (uint8_t)(length - 1);
		memcpy(bytes + 6, name, length - 1);
	}
	if (message != NULL) {
		memcpy(bytes + 5 + length, message->bytes, size);
	}
	(void)!send(fd, bytes, 3, MSG_NOSIGNAL);
	usleep(2000);
	(void)!send(fd, bytes + 3, 2 + length + size, MSG_NOSIGNAL);
}

static void send_list(const struct charon *charon, int fd)
{
	struct vici_writer message;

	if (charon->script->responder_spi != NULL) {
		vici_begin(&message);
		vici_section(&message, "some-connection");
		vici_value(&message, "state", "CONNECTING");
		vici_value(&message, "responder-spi",
			   charon->script->responder_spi);
		vici_section_end(&message);
		send_packet(fd, 7, "list-sa", &message);
	}
	vici_begin(&message);
	send_packet(fd, 1, NULL, &message);
}

static void send_names(int fd, const char *list, const char *const *names)
{
	static const char *const none[] = {NULL};
	struct vici_writer message;

	vici_begin(&message);
	vici_list(&message, list, names != NULL ? names : none);
	send_packet(fd, 1, NULL, &message);
}

static void send_answer(int fd, const char *success, const char *error)
{
	struct vici_writer message;

	vici_begin(&message);
	vici_value(&message, "success", success);
	if (error != NULL) {
		vici_value(&message, "errmsg", error);
	}
	send_packet(fd, 1, NULL, &message);
}

/* @return false to end the connection */
static bool answer(const struct charon *charon, int fd, const char *command,
		   bool is_event)
{
	bool special = charon->script->command != NULL &&
		       strcmp(command, charon->script->command) == 0;

	switch (special ? charon->script->answer : CHARON_YES) {
	case CHARON_YES:
		if (is_event) {
			send_packet(fd, 5, NULL, NULL);
		} else if (strcmp(command, "list-sas") == 0) {
			send_list(charon, fd);
		} else if (strcmp(command, "get-conns") == 0) {
			send_names(fd, "conns", charon->script->connections);
		} else if (strcmp(command, "get-shared") == 0) {
			send_names(fd, "keys", charon->script->keys);
		} else {
			send_answer(fd, "yes", NULL);
		}
		break;
	case CHARON_NO:
		send_answer(fd, "no", charon->script->error);
		break;
	case CHARON_UNKNOWN:
		send_packet(fd, is_event ? 6 : 2, NULL, NULL);
		break;
	case CHARON_GARBAGE:
		send_packet(fd, 99, NULL, NULL);
		break;
	case CHARON_CLOSE:
		return false;
	case CHARON_SILENT:
		break;
	}
	return true;
}

static bool serve(struct charon *charon, int fd)
{
	uint8_t bytes[VICI_MAX_MESSAGE + 64];
	char name[256];
	uint32_t size;

	if (recv(fd, &size, sizeof(size), MSG_WAITALL) != sizeof(size)) {
		return false;
	}
	size = ntohl(size);
	if (size < 2 || size > sizeof(bytes) ||
	    recv(fd, bytes, size, MSG_WAITALL) != (ssize_t)size) {
		return false;
	}
	snprintf(name, sizeof(name), "%.*s", bytes[1], (const char *)bytes + 2);
	if (bytes[0] == 0) {
		note_text(charon, name);
		note_message(charon, bytes + 2 + bytes[1], size - 2 - bytes[1]);
		note_text(charon, "\n");
		charon->commands++;
	}
	return answer(charon, fd, name, bytes[0] == 3);
}

static void take_client(struct charon *charon)
{
	int fd = accept4(charon->fds[1].fd, NULL, NULL, SOCK_CLOEXEC), i;

	for (i = 2; i < 2 + MAX_CLIENTS; i++) {
		if (charon->fds[i].fd == -1) {
			charon->fds[i].fd = fd;
			return;
		}
	}
	close(fd);
}

static void *run(void *private_data)
{
	struct charon *charon = private_data;
	int i;

	while (poll(charon->fds, 2 + MAX_CLIENTS, -1) > 0 &&
	       charon->fds[0].revents == 0) {
		if (charon->fds[1].revents != 0) {
			take_client(charon);
		}
		for (i = 2; i < 2 + MAX_CLIENTS; i++) {
			if (charon->fds[i].revents != 0 &&
			    !serve(charon, charon->fds[i].fd)) {
				close(charon->fds[i].fd);
				charon->fds[i].fd = -1;
			}
		}
	}
	for (i = 1; i < 2 + MAX_CLIENTS; i++) {
		if (charon->fds[i].fd != -1) {
			close(charon->fds[i].fd);
		}
	}
	return NULL;
}

void charon_stop(struct charon *charon)
{
	if (charon->running) {
		charon->running = false;
		close(charon->stop[1]);
		assert_int_equal(pthread_join(charon->thread, NULL), 0);
		close(charon->stop[0]);
		unlink(charon->path);
		rmdir(charon->directory);
	}
}

static int charon_destructor(struct charon *charon)
{
	charon_stop(charon);
	return 0;
}

struct charon *charon_start(TALLOC_CTX *mem_ctx,
			    const struct charon_script *script)
{
	struct charon *charon = talloc_zero(mem_ctx, struct charon);
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int i;

	charon->script = script;
	strcpy(charon->directory, "/tmp/fake_charon.XXXXXX");
	assert_non_null(mkdtemp(charon->directory));
	snprintf(charon->path, sizeof(charon->path), "%s/vici",
		 charon->directory);
	snprintf(address.sun_path, sizeof(address.sun_path), "%s",
		 charon->path);
	assert_int_equal(pipe(charon->stop), 0);
	for (i = 0; i < 2 + MAX_CLIENTS; i++) {
		charon->fds[i] = (struct pollfd){.fd = -1, .events = POLLIN};
	}
	charon->fds[0].fd = charon->stop[0];
	charon->fds[1].fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(bind(charon->fds[1].fd, (struct sockaddr *)&address,
			      sizeof(address)),
			 0);
	assert_int_equal(listen(charon->fds[1].fd, 4), 0);
	assert_int_equal(pthread_create(&charon->thread, NULL, run, charon), 0);
	charon->running = true;
	talloc_set_destructor(charon, charon_destructor);
	return charon;
}

const char *charon_path(const struct charon *charon)
{
	return charon->path;
}

size_t charon_commands(const struct charon *charon)
{
	return charon->commands;
}

bool charon_has_heard(const struct charon *charon, const char *text,
		      size_t size)
{
	assert_false(charon->running);
	return memmem(charon->heard, charon->used, text, size) != NULL;
}
