#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Links under everything that can happen to them at once.

Random connects, hang-ups, deletions and disablings of interfaces of all
kinds, while pppd, the peers, the cables and the kernel's PPP fail at random.
Every few steps the peers are mended, and then what the interfaces show must
be what the kernel has. At the end nothing may be left: no process, no network
interface, no descriptor or memory in rrasd.

    stress_links.py [--seed N] [--steps N] [--seconds N]
"""
import argparse
import contextlib
import os
import random
import signal
import sys
import time

import dimsvc
import ras_tunnels
import rig
from dimsvc import (CONNECTED, CONNECTING, MPRIO_RequireCHAP,
                    MPRIO_RequireMsCHAP2, MPRIO_RequirePAP)

SERIAL = {'device_type': 'SERIAL', 'device_name': 'ttyNull0', 'number': ''}
MODEM = {'device_type': 'Modem', 'device_name': 'ttyModem0'}
MPPE = {'number': 'svc-mppe', 'options': MPRIO_RequireMsCHAP2,
        'encryption': dimsvc.MPR_ET_RequireMax}
PAP_ONLY = {'options': MPRIO_RequirePAP}
PPTP, L2TP, IPSEC, SSTP = (ras_tunnels.KINDS[kind].settings
                           for kind in ('PPTP', 'L2TP', 'IPsec', 'SSTP'))
# Each tunnel has its own service of the isp's, so that isp-ctl finds its pppd.
# name: (image, password, whether it can come up)
LINKS = {
    'one': ({'number': 'svc-mschapv2'}, rig.PASSWORD, True),
    'two': ({'number': 'svc-chap'}, rig.PASSWORD, True),
    'three': ({'number': 'svc-pap', 'options': MPRIO_RequirePAP |
               MPRIO_RequireCHAP}, rig.PASSWORD, True),
    'mppe': (MPPE, rig.PASSWORD, True),
    'null': (SERIAL, rig.PASSWORD, True),
    'modem': ({'number': '5550100', **MODEM}, rig.PASSWORD, True),
    'pptp': (PPTP, rig.PASSWORD, True),
    'l2tp': ({**L2TP, **MPPE, 'number': ras_tunnels.ISP + ':1703'},
             rig.PASSWORD, True),
    'ipsec': (IPSEC, rig.PASSWORD, True),
    'sstp': (SSTP, rig.PASSWORD, True),
    'pptp wrong': ({**PPTP, **PAP_ONLY, 'number': '10.99.0.14'}, 'wrong',
                   False),
    'l2tp wrong': ({**L2TP, **PAP_ONLY, 'number': ras_tunnels.ISP + ':1702'},
                   'wrong', False),
    'sstp wrong': (SSTP, 'wrong', False),
    'ringing': ({'number': '5550114', **MODEM}, rig.PASSWORD, False),
    'wrong': ({'number': 'svc-chap'}, 'wrong', False),
    'silent': ({'number': 'svc-silent'}, rig.PASSWORD, False),
    'brief': ({'number': 'svc-hangup'}, rig.PASSWORD, False),
    'no ip': ({'number': 'svc-noip'}, rig.PASSWORD, False),
}
# the longest way out of any state with the time-outs of cases/stress
SETTLE_SECONDS = 30
# pages of a heap that has found its size; a leak of an attempt is 1 kB or more
MEMORY_SLACK_KB = 256


def make(call, name):
    """One of these interfaces; call(method, argument...) is a Server's.

    Its handle.
    """
    settings, password, _ = LINKS[name]
    settings = {'options': MPRIO_RequireCHAP | MPRIO_RequireMsCHAP2,
                **settings}
    key = settings.pop('key', None)
    error, handle = call('create', dimsvc.Image3(name, **settings), level=3)
    assert error == 0, error
    assert call('set_credentials', name, rig.USER, '', password) == 0
    if key is not None:
        reply = call('raw', *ras_tunnels.key_call(handle, key))
        assert reply == bytes(4), reply
    return handle


class Links:
    """The interfaces, and what can be done to them as their owner."""

    def __init__(self):
        self.server = dimsvc.Server()
        self.handles = {}
        for name in LINKS:
            self.create(name)

    def create(self, name):
        self.handles[name] = make(self.call, name)

    def call(self, method, *arguments, **options):
        return getattr(self.server, method)(*arguments, **options)

    def connect(self, name):
        return self.server.connect(self.handles[name])

    def connect_twice(self, name):
        """A second child would be one too many when all has settled."""
        self.connect(name)
        self.connect(name)

    def hang_up(self, name):
        error = self.server.disconnect(self.handles[name])
        assert error in (0, dimsvc.ERROR_INTERFACE_NOT_CONNECTED), error
        assert not self.is_busy(name), 'hung up and not down'

    def disable_for_a_moment(self, name):
        for enabled in (0, 1):
            assert 0 == self.server.set_info(
                self.handles[name], dimsvc.Image0(name, enabled=enabled))

    def replace(self, name):
        error = self.server.delete(self.handles[name])
        assert error in (0, dimsvc.ERROR_INTERFACE_CONNECTED), error
        if error == 0:
            self.create(name)

    def state(self, name):
        return self.server.interface(self.handles[name]).state

    def is_busy(self, name):
        return self.state(name) in (CONNECTING, CONNECTED)

    def states(self):
        return {name: self.state(name) for name in LINKS}


def signal_one(pids, number):
    if pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(random.choice(pids), number)


def signal_a_child(number):
    signal_one(rig.pppd_children(), number)


def signal_a_helper(number):
    """What talks to the modem for a pppd, or keeps its tunnel."""
    _, pids = rig.router('ps', '-o', 'pid=', '-C',
                         'chat,rras-connect,rras-tunnel', check=False)
    signal_one([int(pid) for pid in pids.split()], number)


def delete_an_interface():
    """Not under a stopped pppd: it could not tell that it has lost it."""
    _, states = rig.router('ps', '-o', 'stat=', '--ppid',
                           rig.rrasd('pid').strip(), check=False)
    if 'T' not in states:
        quietly('on', 'router', 'ip', 'link', 'delete', 'ppp0')


def quietly(*command):
    rig.run(*command, check=False)


# What can be broken, and mended again.
FAULTS = {
    'pppd killed': lambda: signal_a_child(signal.SIGKILL),
    'pppd ended': lambda: signal_a_child(signal.SIGTERM),
    'pppd stopped': lambda: signal_a_child(signal.SIGSTOP),
    'pppd crashed': lambda: signal_a_child(signal.SIGSEGV),
    'helper killed': lambda: signal_a_helper(signal.SIGKILL),
    'helper stopped': lambda: signal_a_helper(signal.SIGSTOP),
    'interface gone': delete_an_interface,
    'peer killed': lambda: quietly('isp-ctl', 'kill'),
    'peer hangs up': lambda: quietly('isp-ctl', 'hangup'),
    'peer frozen': lambda: quietly('isp-ctl', 'freeze'),
    'no peer': lambda: rig.isp('ac-absent'),
    'peer refuses': lambda: rig.isp('ac-refuse'),
    'cable cut': lambda: rig.isp('cut-cable'),
    'cable silent': lambda: rig.isp('cut-cable', 'silent'),
    'L2TP frozen': lambda: rig.isp('l2tp-freeze'),
    'IPsec refuses': lambda: rig.isp('ipsec-refuse'),
    'SSTP frozen': lambda: quietly('isp-ctl', 'sstp-freeze'),
    'SSTP killed': lambda: quietly('isp-ctl', 'sstp-kill'),
    'line lost': lambda: rig.isp('modem-drop'),
    'modem dumb': lambda: rig.isp('modem-silent'),
    'null modem pulled': lambda: rig.isp('null-drop'),
    'NIC down': lambda: rig.router('ip', 'link', 'set', 'wan0', 'down'),
    'no kernel PPP': lambda: quietly('on', 'router', 'mv', '/dev/ppp',
                                     '/dev/ppp.hidden'),
}


def mend():
    rig.router('ip', 'link', 'set', 'wan0', 'up')
    quietly('on', 'router', 'mv', '/dev/ppp.hidden', '/dev/ppp')
    for verb in ('ac-present', 'ac-accept', 'join-cable', 'modem-speak',
                 'null-speak', 'l2tp-thaw', 'ipsec-serve'):
        rig.isp(verb)
    quietly('isp-ctl', 'thaw')
    quietly('isp-ctl', 'sstp-thaw')


def kernel_links():
    return len(rig.router('ip', '-o', 'link', 'show', 'type',
                          'ppp').splitlines())


def disagreement(links):
    """How the states differ from the machine's, None when they do not.

    Stopped children are left as they are: those that dial run into their
    deadlines, the others have a link.
    """
    states = links.states()
    up = sum(state == CONNECTED for state in states.values())
    busy = up + sum(state == CONNECTING for state in states.values())
    seen = (busy, up, up)
    real = (up, kernel_links(), len(rig.pppd_children()))
    if seen == real:
        return None
    return '(connected, ppp interfaces, pppd) are %r, the states %r' % (
        real, states)


def settle(links):
    """Wait until all that was begun is over and states are the kernel's."""
    deadline = time.monotonic() + SETTLE_SECONDS
    while True:
        difference = disagreement(links)
        if difference is None:
            return
        if time.monotonic() > deadline:
            raise AssertionError(difference)
        time.sleep(0.1)


def hang_up_all(links):
    for name in LINKS:
        links.hang_up(name)
    assert rig.pppd_children() == [] and kernel_links() == 0


def usage():
    """Descriptors and kilobytes of anonymous memory of rrasd."""
    pid = rig.rrasd('pid').strip()
    with open('/proc/%s/status' % pid) as status:
        memory = next(int(line.split()[1]) for line in status
                      if line.startswith('RssAnon:'))
    return len(os.listdir('/proc/%s/fd' % pid)), memory


RASMAN_CANNOT_INITIALIZE = 711


def connect_all(links):
    """Each one by itself: the two that share a modem would be in the way."""
    for name, (_, _, can_come_up) in LINKS.items():
        if can_come_up:
            error = links.server.connect(links.handles[name], blocking=1)
            if error == RASMAN_CANNOT_INITIALIZE:
                # The rig's serial peers make a new pty after each hang-up:
                # for an instant there is no device, and pppd says so.
                time.sleep(2)
                error = links.server.connect(links.handles[name], blocking=1)
            assert error == 0, '%s: %d' % (name, error)
    hang_up_all(links)


def stress(links, steps, seconds):
    actions = ([links.connect] * 6 + [links.connect_twice] * 2 +
               [links.hang_up] * 2 +
               [links.disable_for_a_moment, links.replace])
    deadline = time.monotonic() + seconds
    for step in range(1, steps + 1):
        if time.monotonic() > deadline:
            return step
        if random.random() < 0.25:
            what = random.choice(list(FAULTS))
            print('%3d %s' % (step, what), flush=True)
            FAULTS[what]()
        else:
            action, name = random.choice(actions), random.choice(list(LINKS))
            print('%3d %s %s' % (step, action.__name__, name), flush=True)
            action(name)
        if step % 25 == 0:
            mend()
            settle(links)
    return steps


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--seed', type=int, default=2)
    parser.add_argument('--steps', type=int, default=10000)
    parser.add_argument('--seconds', type=int, default=20)
    options = parser.parse_args()
    random.seed(options.seed)
    ras_tunnels.start_all()
    links = Links()
    connect_all(links)
    before = usage()
    done = stress(links, options.steps, options.seconds)
    mend()
    settle(links)
    hang_up_all(links)
    connect_all(links)
    rig.run('rig-clean-check')
    after = usage()
    print('seed %d, %d steps; descriptors %d, then %d; memory %d kB, then %d'
          % (options.seed, done, before[0], after[0], before[1], after[1]))
    assert after[0] == before[0], 'descriptors leak'
    assert after[1] <= before[1] + MEMORY_SLACK_KB, 'memory leaks'
    print('1 passed, 0 failed')


if __name__ == '__main__':
    sys.exit(main())
