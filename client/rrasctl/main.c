/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rrasctl manages routers: rrasd on this machine, or any over the network. */
#include <locale.h>
#include <stdio.h>
#include "client/rrasctl/rrasctl.h"

int main(int argc, char **argv)
{
	struct rrasctl ctl = {.out = stdout, .err = stderr};
	int exit_code;

	setlocale(LC_ALL, "");
	exit_code = rrasctl_run(&ctl, argc, argv);
	if (fflush(stdout) != 0 && exit_code == RRASCTL_OK) {
		perror("rrasctl");
		exit_code = RRASCTL_USAGE;
	}
	return exit_code;
}
