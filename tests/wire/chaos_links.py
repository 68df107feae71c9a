#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Links while every process that they need is killed, one after the other.

A load of connects and hang-ups over SMB, and a client that waits for its
Connects; at random instants one process is killed with 9: rrasd, rpcd_rras,
samba-dcerpcd, smbd, a pppd, a program that it has started (rras-connect,
rras-tunnel), the peer's pppd, a process of the peer's that has one connection
(of PPTP or SSTP). What a service manager restarts is started again. Every few
kills the load stops, and what the interfaces show must be what the kernel has:
each CONNECTED one exactly one living pppd, one network interface, one
connection with its addresses, one rras-tunnel if it is a tunnel; the others
nothing. At the end nothing may be left, and each of them comes up once more.

The links are those of stress_links.py that can come up: PPPoE, modem, null
modem, PPTP, L2TP with and without IPsec, SSTP.

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
import ras_tunnels
import rasadmin
import rig
from dimsvc import CONNECTED, CONNECTING
from stress_links import LINKS, make

NAMES = [name for name, (_, _, can_come_up) in LINKS.items() if can_come_up]
TUNNELS = [name for name in NAMES if 'strategy' in LINKS[name][0]]
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


def kill_one_of(pids):
    """Whether there was one to kill."""
    if pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(random.choice(pids), signal.SIGKILL)
    return bool(pids)


def kill_one(host, *names):
    return kill_one_of(processes(host, *names))


def parent(pid):
    with contextlib.suppress(OSError):
        with open('/proc/%d/stat' % pid) as file:
            return int(file.read().rpartition(')')[2].split()[1])
    return 0


def kill_server():
    """One that has a connection: not the one that listens."""
    sstp = processes('isp', 'sstp_server')
    return kill_one_of(processes('isp', 'pptpctrl') +
                       [pid for pid in sstp if parent(pid) in sstp])


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
    'server': kill_server,
}
# Links are what most of the code is about, and Samba takes seconds to come
# back: 5 s and more after its samba-dcerpcd was killed.
WEIGHTS = {'rrasd': 30, 'rpcd_rras': 8, 'samba-dcerpcd': 1, 'smbd': 3,
           'pppd': 60, 'helper': 40, 'peer': 40, 'server': 10}


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
            self.handles[name] = make(self.insist, name)


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


def compare(client):
    """Who is CONNECTED, and how what is shown differs from what there is;
    None if it does not."""
    states = {name: client.insist('interface', client.handles[name]).state
              for name in NAMES}
    connected = [name for name in NAMES if states[name] == CONNECTED]
    if CONNECTING in states.values():
        return connected, 'still connecting'
    shown = shown_addresses(client)
    real, interfaces = kernel_addresses()
    up = len(connected)
    tunnels = sum(name in TUNNELS for name in connected)
    seen = (len(shown), interfaces, len(processes('router', 'pppd')),
            len(processes('router', 'rras-tunnel')))
    if seen == (up, up, up, tunnels) and shown == real:
        return connected, None
    return connected, (
        'CONNECTED: %s; connections, interfaces, pppd, rras-tunnel: %r; '
        'addresses %r, kernel %r' % (connected, seen, shown, real))


def settle(client):
    """Waits until all agrees; who is CONNECTED then."""
    deadline = time.monotonic() + SETTLE_SECONDS
    while True:
        connected, difference = compare(client)
        if difference is None:
            return connected
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
    counts, up = collections.Counter(), collections.Counter()
    killed = rounds = asked = answered = 0
    deadline = time.monotonic() + seconds
    handles = list(client.handles.values())
    while killed < kills and time.monotonic() < deadline:
        with Pause(handles) as waiter:
            killed += one_round(client, counts, kills - killed)
        asked += waiter.asked
        answered += waiter.answered
        up.update(settle(client))
        rounds += 1
        print('%4d killed, all agrees: %s' % (killed, dict(counts)),
              flush=True)
    print('%d Connects that wait, %d answered by rrasd, the others by the end '
          'of what was killed' % (asked, answered))
    print('CONNECTED in comparisons: %s' % dict(up))
    return killed, rounds


def come_up_again(client, name):
    """After all that; as soon as its peer has noticed that it was killed."""
    deadline = time.monotonic() + SETTLE_SECONDS
    while True:
        error = client.insist('connect', client.handles[name], blocking=1)
        if error == 0:
            break
        if time.monotonic() > deadline:
            raise AssertionError('%s does not come up: %d\n%s' % (
                name, error, rig.router('rrasctl', 'link', 'history', name)))
        time.sleep(0.5)
    settle(client)
    client.insist('disconnect', client.handles[name])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--seed', type=int, default=random.randrange(10**6))
    parser.add_argument('--kills', type=int, default=1000000)
    parser.add_argument('--seconds', type=int, default=60)
    options = parser.parse_args()
    print('seed %d' % options.seed, flush=True)
    random.seed(options.seed)
    ras_tunnels.start_all()
    client = Client()
    client.create_all()
    settle(client)
    killed, rounds = chaos(client, options.kills, options.seconds)
    for name in NAMES:
        client.insist('disconnect', client.handles[name])
    settle(client)
    for name in NAMES:
        come_up_again(client, name)
    settle(client)
    rig.run('rig-clean-check')
    print('seed %d: %d processes killed, %d comparisons' % (
        options.seed, killed, rounds))
    print('1 passed, 0 failed')


if __name__ == '__main__':
    sys.exit(main())
