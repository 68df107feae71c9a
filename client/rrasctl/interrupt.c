/* SPDX-License-Identifier: GPL-3.0-or-later */
/* See interrupt.h. */
#include <signal.h>
#include <stddef.h>
#include "client/rrasctl/interrupt.h"

/* A signal handler reaches nothing but what is global. */
static volatile sig_atomic_t interrupted;
static struct sigaction before;

static void on_interrupt(int signal_number)
{
	interrupted = signal_number;
}

void interrupt_watch(void)
{
	const struct sigaction action = {.sa_handler = on_interrupt};

	interrupted = 0;
	sigaction(SIGINT, &action, &before);
}

bool interrupt_seen(void)
{
	return interrupted != 0;
}

void interrupt_unwatch(void)
{
	sigaction(SIGINT, &before, NULL);
}
