# SPDX-License-Identifier: GPL-3.0-or-later
"""Many links: how fast they come up, how many there are, what each one costs;
with bare pppd, and through rrasd, in one guest.

    scale.py [--links N] [--at-once N]

Runs in the host client of the rig. Bare pppds are started by xargs, so many at
once; rrasd gets its Connects from rrasctl, and lets as many dial ("rras:max
dials"), and then 16, which is how many rrasctl has under way by itself.
"""
import argparse
import collections
import os
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '../wire'))

import dimsvc  # noqa: E402
import rig  # noqa: E402
from links import BARE, interface  # noqa: E402

PATIENCE_SECONDS = 1000
TICKS = os.sysconf('SC_CLK_TCK')


def daemon_file(name):
    with open('/proc/%s/%s' % (rig.rrasd('pid').strip(), name)) as file:
        return file.read()


def links_in_kernel():
    """Without a process: those cost more than a link here."""
    return daemon_file('net/dev').count('ppp')


def private_kilobytes():
    return sum(int(line.split()[1])
               for line in daemon_file('smaps_rollup').splitlines()
               if line.startswith('Private_Dirty:'))


def usage():
    """CPU in seconds, and page faults, which are what a fork() costs."""
    fields = daemon_file('stat').rsplit(')', 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS, int(fields[7])


def guest_kilobytes():
    with open('/proc/meminfo') as file:
        values = {line.split(':')[0]: int(line.split()[1]) for line in file}
    return values['MemTotal'] - values['MemAvailable']


class Clock:
    def __init__(self):
        self.began = time.monotonic()

    def seconds(self):
        return time.monotonic() - self.began


def wait_for_count(count):
    """Until there are so many links, or no more come or go."""
    last, since = None, Clock()
    while True:
        now = links_in_kernel()
        if now == count or since.seconds() > 60:
            return now
        if now != last:
            last, since = now, Clock()
        time.sleep(0.1)


def report(what, held, links, seconds, down):
    print('%-28s %d of %d links in %.1f s (%.2f a second), all gone in %.1f s'
          % (what, held, links, seconds, held / seconds, down), flush=True)
    return held / seconds


def bare(links, at_once):
    with open('/tmp/secrets', 'w') as secrets:
        secrets.write('%s * %s *\n' % (rig.USER, rig.PASSWORD))
    rig.router('sh', '-c', 'umask 077; cat /tmp/secrets >/etc/ppp/'
               'chap-secrets')
    clock = Clock()
    rig.run('on', 'router', 'sh', '-c', 'seq %d | xargs -P %d -I{} %s' % (
        links, at_once, ' '.join(BARE)), check=False,
        timeout=PATIENCE_SECONDS)
    seconds, held = clock.seconds(), links_in_kernel()
    memory = guest_kilobytes()
    clock = Clock()
    rig.router('pkill', '-x', 'pppd', check=False)
    wait_for_count(0)
    return (report('bare pppd, %d at once:' % at_once, held, links, seconds,
                   clock.seconds()), memory)


def connected(server, handles):
    """How many are; why the others are not is printed."""
    seen = collections.Counter((info.state, info.error) for info
                               in map(server.interface, handles))
    held = sum(count for (state, _), count in seen.items()
               if state == dimsvc.CONNECTED)
    if held < len(handles):
        print('    states and errors: %s' % dict(seen), flush=True)
    return held


def through_rrasd(links, at_once):
    options = ['rras:max dials = %d' % at_once,
               'rras:pppoe ports = %d' % links]
    with rig.daemon_with(*options):
        server = dimsvc.Server()
        handles = [server.get_handle('scale %d' % i)[1] for i in range(links)]
        memory, before, clock = private_kilobytes(), usage(), Clock()
        rig.run('on', 'router', 'rrasctl', 'interface', 'connect', '--all',
                check=False, timeout=PATIENCE_SECONDS)
        seconds = clock.seconds()
        held = connected(server, handles)
        memory, after = private_kilobytes() - memory, usage()
        in_guest = guest_kilobytes()
        clock = Clock()
        rig.run('on', 'router', 'rrasctl', 'interface', 'disconnect', '--all',
                check=False, timeout=PATIENCE_SECONDS)
        assert links_in_kernel() == 0
        rate = report('rrasd, %d at once:' % at_once, held, links, seconds,
                      clock.seconds())
        print('    rrasd: %.1f KiB, %.1f ms of CPU and %.0f page faults a link'
              % (memory / links, 1e3 * (after[0] - before[0]) / links,
                 (after[1] - before[1]) / links), flush=True)
        return rate, in_guest


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--links', type=int, default=100)
    parser.add_argument('--at-once', type=int, default=4)
    options = parser.parse_args()
    server = dimsvc.Server()
    for i in range(options.links):
        interface(server, 'scale %d' % i)
    server.close()
    print('%d links, the guest has %.1f GB:' % (
        options.links, os.sysconf('SC_PHYS_PAGES') *
        os.sysconf('SC_PAGE_SIZE') / 2**30), flush=True)
    rate, memory = bare(options.links, options.at_once)
    for at_once in (options.at_once, 16):
        ours, in_guest = through_rrasd(options.links, at_once)
        print('    %.2f of the rate of bare pppd, %.2f of the guest\'s memory'
              % (ours / rate, in_guest / memory), flush=True)


if __name__ == '__main__':
    main()
