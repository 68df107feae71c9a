#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-3.0-or-later
"""Looks for secrets on the router: find.py FILE|DIRECTORY...

The secrets come as lines on standard input: not in our own arguments.  Looked
at are the arguments and the environment of all processes, the files that
rrasd, pppd and their helpers have open, and the given files; rras.tdb alone may
hold secrets, and must be root's alone.  Prints a line for each find, and how
many places were looked at.
"""

import glob
import os
import stat
import sys

OURS = ('rrasd', 'pppd', 'rras-connect', 'rras-tunnel', 'rpcd_rras')
STORE = 'rras.tdb'


def read(path):
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):
            return None
        with open(path, 'rb') as file:
            return file.read(64 << 20)
    except OSError:
        return None


def processes():
    for path in glob.glob('/proc/[0-9]*'):
        for name in ('cmdline', 'environ'):
            yield os.path.join(path, name)
        comm = (read(path + '/comm') or b'').decode().strip()
        if comm in OURS:
            yield from glob.glob(path + '/fd/*')


def files(places):
    for place in places:
        if os.path.isdir(place):
            for directory, _, names in os.walk(place):
                yield from (os.path.join(directory, name) for name in names)
        else:
            yield place


def is_store(path):
    """The one file that may; under its own name only, and root's."""
    real = os.path.realpath(path)
    if os.path.basename(real) != STORE:
        return False
    if stat.S_IMODE(os.stat(real).st_mode) & 0o077:
        print('%s: others may read it' % real)
    return True


def main():
    secrets = [line for line in sys.stdin.read().split('\n') if line]
    wanted = [(secret, secret.encode(code)) for secret in secrets
              for code in ('utf-8', 'utf-16-le')]
    places = 0
    for path in [*processes(), *files(sys.argv[1:])]:
        content = read(path)
        if content is None or is_store(path):
            continue
        places += 1
        for secret, code in wanted:
            if code in content:
                print('%s (%s): %s' % (path, os.path.realpath(path), secret))
    print('%d places' % places)


if __name__ == '__main__':
    main()
