#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Links while every process that they need is killed, one after the other.

A load of connects and hang-ups over SMB, and a client that waits for its
Connects; at random instants one process is killed with 9: rrasd, rpcd_rras,
samba-dcerpcd, smbd, a pppd, a program that it has started, the peer's pppd.
What a service manager restarts is started again. Every few kills the load
stops, and what the interfaces show must be what the kernel has: each CONNECTED
one exactly one living pppd, one network interface, one connection with its
addresses; the others nothing. At the end nothing may be left.

    chaos_links.py [--seed N] [--kills N] [--seconds N]
"""
import argparse
import collections
import contextlib
import faulthandler
import json
import os
import random
import signal
import socket
import sys
import threading
import time

from impacket.dcerpc.v5.rpcrt import DCERPCException
from impacket.nmb import NetBIOSError, NetBIOSTimeout
from impacket.smbconnection import SessionError

import dimsvc
import ras_images
import rasadmin
import rig
from dimsvc import CONNECTED, CONNECTING
from stress_links import LINKS

NAMES = [name for name, (_, _, can_come_up) in LINKS.items() if can_come_up]
KILLS_A_ROUND = 20
SETTLE_SECONDS = 60
# a Connect is answered within its attempt's deadlines, or fails with rrasd
ANSWER_SECONDS = 40
# what a call may say when that which answers it was killed
BROKEN = (OSError, DCERPCException, SessionError, NetBIOSError,
          NetBIOSTimeout, dimsvc.Fault)


# -- processes --

def processes(host, *names):
    """The pids of a host's processes with one of these names."""
    with open('/run/rig/hosts/' + host) as file:
        network = os.stat('/proc/%s/ns/net' % file.read().strip()).st_ino
    found = []
    for pid in filter(str.isdigit, os.listdir('/proc')):
        with contextlib.suppress(OSError):
            with open('/proc/%s/comm' % pid) as file:
                name = file.read().strip()
            if (name in names and
                    os.stat('/proc/%s/ns/net' % pid).st_ino == network):
                found.append(int(pid))
    return found


def kill_one(host, *names):
    """Whether there was one to kill."""
    pids = processes(host, *names)
    if pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(random.choice(pids), signal.SIGKILL)
    return bool(pids)


def kill_rrasd():
    rig.rrasd('kill9')
    time.sleep(random.random() / 2)
    rig.rrasd('start')
    return True


def kill_smbd():
    """One of them: the listener, or the one of a client."""
    if not kill_one('router', 'smbd', 'smbd-notifyd', 'smbd-cleanupd'):
        return False
    time.sleep(0.1)
    with socket.socket() as sock:
        dead = sock.connect_ex((os.environ['RRAS_SERVER'], 445)) != 0
    if dead:
        rig.run('samba-ctl', 'restart')
    return True


VICTIMS = {
    'rrasd': kill_rrasd,
    'rpcd_rras': lambda: kill_one('router', 'rpcd_rras'),
    'samba-dcerpcd': lambda: kill_one('router', 'samba-dcerpcd'),
    'smbd': kill_smbd,
    'pppd': lambda: kill_one('router', 'pppd'),
    'helper': lambda: kill_one('router', 'rras-connect', 'rras-tunnel'),
    'peer': lambda: kill_one('isp', 'pppd'),
}
# Links are what most of the code is about, and Samba takes seconds to come
# back: 5 s and more after its samba-dcerpcd was killed.
WEIGHTS = {'rrasd': 30, 'rpcd_rras': 8, 'samba-dcerpcd': 1, 'smbd': 3,
           'pppd': 60, 'helper': 20, 'peer': 40}


# -- the load --

class Client:
    """A connection over SMB that is made again when it was cut, or when
    nobody answers: Samba forgets a request now and then when its
    samba-dcerpcd dies."""

    def __init__(self, patience=15):
        self.server = None
        self.handles = {}
        self.patience = patience

    def call(self, method, *arguments, **options):
        try:
            if self.server is None:
                self.server = rasadmin.Admin(timeout=self.patience)
            return getattr(self.server, method)(*arguments, **options)
        except BROKEN:
            self.close()
            raise

    def close(self):
        server, self.server = self.server, None
        if server is not None:
            with contextlib.suppress(*BROKEN):
                server.close()

    def insist(self, method, *arguments, **options):
        """The answer, however often it takes to get one."""
        deadline = time.monotonic() + SETTLE_SECONDS
        while True:
            try:
                return self.call(method, *arguments, **options)
            except BROKEN as error:
                if time.monotonic() > deadline:
                    raise AssertionError('%s: no answer' % method) from error
                time.sleep(0.1)

    def create_all(self):
        for name in NAMES:
            settings, password, _ = LINKS[name]
            settings = {'options': dimsvc.MPRIO_RequireCHAP |
                        dimsvc.MPRIO_RequireMsCHAP2, **settings}
            error, self.handles[name] = self.insist(
                'create', dimsvc.Image2(name, **settings), level=2)
            assert error == 0, error
            assert 0 == self.insist('set_credentials', name, rig.USER, '',
                                    password)


class Waiter(threading.Thread):
    """A client whose Connects wait for the link: each gets an answer."""

    def __init__(self, handles):
        super().__init__(daemon=True)
        self.client, self.handles = Client(ANSWER_SECONDS), handles
        self.asked = self.answered = 0
        self.ended = threading.Event()

    def run(self):
        choose = random.Random(1)
        while not self.ended.is_set():
            self.asked += 1
            try:
                self.client.call('connect', choose.choice(self.handles),
                                 blocking=1)
                self.answered += 1
            except BROKEN:
                pass
            time.sleep(0.3)
        self.client.close()


def load(client):
    """Something that an administrator does."""
    method = random.choice(['connect', 'connect', 'disconnect'])
    with contextlib.suppress(*BROKEN):
        client.call(method, client.handles[random.choice(NAMES)])


# -- what must agree --

def kernel_addresses():
    """(local, remote) of each PPP interface that has IPv4, and how many
    interfaces there are."""
    links = [link for link in json.loads(rig.router(
        'ip', '-j', 'addr', 'show', 'type', 'ppp') or '[]') if link]
    return sorted((info['local'], info.get('address', ''))
                  for link in links for info in link.get('addr_info', ())
                  if info.get('family') == 'inet'), len(links)


def shown_addresses(client):
    page = client.insist('connection_enum')
    assert page.error == 0, page.error
    addresses = []
    for raw in rasadmin.split(page.raw, ras_images.RASI_CONNECTION_0.size):
        error, image = client.insist('connection_info', rasadmin.dword(raw),
                                     level=1)
        if error == 0:
            values = ras_images.RASI_CONNECTION_1.unpack(image)
            addresses.append(tuple(
                values[key] for key in values
                if key.endswith(('ip.wszAddress', 'ip.wszRemoteAddress'))))
    return sorted(addresses)


def disagreement(client):
    """How what is shown differs from what there is; None if it does not."""
    states = collections.Counter(
        client.insist('interface', client.handles[name]).state
        for name in NAMES)
    if states[CONNECTING]:
        return 'still connecting'
    shown = shown_addresses(client)
    real, interfaces = kernel_addresses()
    pppd = len(processes('router', 'pppd'))
    up = states[CONNECTED]
    if (len(shown), interfaces, pppd) == (up, up, up) and shown == real:
        return None
    return ('%d CONNECTED, %d pppd, %d interfaces; connections %r, kernel %r' %
            (up, pppd, interfaces, shown, real))


def settle(client):
    deadline = time.monotonic() + SETTLE_SECONDS
    while True:
        difference = disagreement(client)
        if difference is None:
            return
        if time.monotonic() > deadline:
            raise AssertionError(difference)
        time.sleep(0.1)


# -- the test --

def kill_something(counts):
    name = random.choices(list(WEIGHTS),
                          list(WEIGHTS.values()))[0]
    done = VICTIMS[name]()
    counts[name] += done
    return done


def one_round(client, counts, left):
    killed = 0
    while killed < min(KILLS_A_ROUND, left):
        for _ in range(random.randint(1, 3)):
            load(client)
        time.sleep(random.random() * 0.2)
        for _ in range(random.choice([1, 1, 2, 3])):
            killed += kill_something(counts)
    return killed


class Pause:
    """The waiting client keeps still while states are compared."""

    def __init__(self, handles):
        self.handles = handles

    def __enter__(self):
        self.waiter = Waiter(self.handles)
        self.waiter.start()
        return self.waiter

    def __exit__(self, *error):
        self.waiter.ended.set()
        self.waiter.join(2 * ANSWER_SECONDS)
        if self.waiter.is_alive():
            faulthandler.dump_traceback()
            raise AssertionError('a Connect is never answered')


def chaos(client, kills, seconds):
    counts = collections.Counter()
    killed = rounds = asked = answered = 0
    deadline = time.monotonic() + seconds
    handles = list(client.handles.values())
    while killed < kills and time.monotonic() < deadline:
        with Pause(handles) as waiter:
            killed += one_round(client, counts, kills - killed)
        asked += waiter.asked
        answered += waiter.answered
        settle(client)
        rounds += 1
        print('%4d killed, all agrees: %s' % (killed, dict(counts)),
              flush=True)
    print('%d Connects that wait, %d answered by rrasd, the others by the end '
          'of what was killed' % (asked, answered))
    return killed, rounds


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--seed', type=int, default=random.randrange(10**6))
    parser.add_argument('--kills', type=int, default=1000000)
    parser.add_argument('--seconds', type=int, default=60)
    options = parser.parse_args()
    print('seed %d' % options.seed, flush=True)
    random.seed(options.seed)
    client = Client()
    client.create_all()
    settle(client)
    killed, rounds = chaos(client, options.kills, options.seconds)
    for name in NAMES:
        client.insist('disconnect', client.handles[name])
    settle(client)
    rig.run('rig-clean-check')
    print('seed %d: %d processes killed, %d comparisons' % (
        options.seed, killed, rounds))
    print('1 passed, 0 failed')


if __name__ == '__main__':
    sys.exit(main())
