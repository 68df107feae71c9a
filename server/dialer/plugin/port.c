/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The tty of a link, when pppd has opened and locked it.
 */
#include <sys/ioctl.h>
#include <termios.h>
#include "port.h"

/*
 * A port that somebody else has open, too, as with a pseudo-terminal, keeps the
 * line discipline of a pppd that was killed.  To set PPP's once more changes
 * nothing then, and its channel belongs to a unit that is no longer there:
 * "Couldn't attach to PPP unit".
 */
static int establish_anew(int fd)
{
	int discipline = N_TTY;

	ioctl(fd, TIOCSETD, &discipline);
	return tty_establish_ppp(fd);
}

void port_phase(void)
{
	if (the_channel->establish_ppp == tty_establish_ppp) {
		the_channel->establish_ppp = establish_anew;
	}
}
