#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The calls of Microsoft's classic samples, in their order, against links
that come and go.

Each sample is a client of its own; they differ from the originals in that
they are in a hurry.  Every code that a call may return is listed with it: any
other ends the run, and so does a fault, an image of a wrong size, a daemon
that is another process at the end, or one with more descriptors or memory.

    replay.py [--seconds N]     default: $RRAS_REPLAY_SECONDS, or 20
"""
import argparse
import collections
import os
import random
import struct
import sys
import threading
import time

import dimsvc
import ras_images
import rasadmin
import rig
import stress_links
from dimsvc import (ERROR_ALREADY_CONNECTING, ERROR_INTERFACE_NOT_CONNECTED,
                    ERROR_INVALID_HANDLE, ERROR_MORE_DATA,
                    ERROR_NO_SUCH_INTERFACE, PENDING)
from rasadmin import INVALID_HANDLE_VALUE, dword, split
from test_custom import custom
from test_replies import u32
from test_server import DEFAULTS, PPTP, change, question

PORT_NOT_CONNECTED = 606
NUMBER_OF_LINKS = 4
# of what is kept on purpose: the last 1024 events of links
MEMORY_SLACK_KB = 768


class Sample(threading.Thread):
    """A client that goes through its calls until it is told to stop."""
    PAUSE = 0.05

    def __init__(self, stop):
        super().__init__()
        self.stop, self.failure = stop, None
        self.calls, self.codes = collections.Counter(), collections.Counter()
        self.rounds = 0
        self.server = None

    def run(self):
        try:
            while not self.stop.is_set():
                # as each run of a sample: MprAdminServerConnect first
                self.server = rasadmin.Admin()
                for _ in range(20):
                    self.round()
                    self.rounds += 1
                    if self.stop.wait(self.PAUSE):
                        break
                self.server.close()
        except Exception as error:  # for the main thread to tell
            self.failure = error
            self.stop.set()

    def check(self, name, error, *allowed):
        """Count a call; whether it has succeeded."""
        self.calls[name] += 1
        self.codes[name, error] += 1
        if error != 0 and error not in allowed:
            raise AssertionError('%s: %d' % (name, error))
        return error == 0

    def image(self, name, answer, size, *allowed):
        """The bytes of a GetInfo, or None."""
        error, raw = answer
        if not self.check(name, error, *allowed):
            assert raw == b'', name
            return None
        assert len(raw) == size, (name, len(raw))
        return raw

    def enumerate(self, name, ask, size, *allowed):
        """All entries, as long as there is ERROR_MORE_DATA."""
        entries, resume = [], 0
        while True:
            page = ask(resume)
            ok = self.check(name, page.error, ERROR_MORE_DATA, *allowed)
            if not ok and page.error != ERROR_MORE_DATA:
                return entries
            found = split(page.raw, size)
            assert len(found) == page.read <= page.total, name
            entries += found
            if ok:
                return entries
            resume = page.resume


class Admapit(Sample):
    """Win7Samples/netds/rras/adminapi/Admapit.c"""

    def round(self):
        server = self.server
        for raw in self.enumerate(
                'ConnectionEnum 0',
                lambda resume: server.connection_enum(0, 4096, resume), 1116):
            connection = dword(raw)
            for level, size in ((0, 1116), (1, 272)):
                self.image('ConnectionGetInfo %d' % level,
                           server.connection_info(connection, level), size,
                           ERROR_INTERFACE_NOT_CONNECTED)
            for raw in self.enumerate(
                    'PortEnum of a connection', lambda resume:
                    server.port_enum(connection, 4096, resume), 380,
                    ERROR_INVALID_HANDLE):
                self.port(dword(raw))

    def port(self, port):
        server = self.server
        for level, size in ((0, 380), (1, 64)):
            self.image('PortGetInfo %d' % level,
                       server.port_info(port, level), size)
        self.check('PortClearStats', server.port_clear(port))
        self.check('PortReset', server.port_reset(port))
        self.check('PortDisconnect', server.port_disconnect(port),
                   PORT_NOT_CONNECTED)


class GetConnInfo(Sample):
    """Win7Samples/netds/rras/getconnectioninfo/GetConnInfo.c"""

    def round(self):
        server = self.server
        for raw in self.enumerate(
                'PortEnum of all', lambda resume: server.port_enum(
                    INVALID_HANDLE_VALUE, resume=resume), 380):
            values = ras_images.RASI_PORT_0.unpack(raw)
            connection = values['dwConnection']
            if connection == 0:
                continue
            raw = self.image('ConnectionGetInfo 3',
                             server.connection_info(connection, 3), 788,
                             ERROR_INTERFACE_NOT_CONNECTED)
            if raw is not None:
                info = ras_images.RASI_CONNECTION_3.unpack(raw)
                assert info['dwConnection'] == connection
                assert info['wszUserName'] == rig.USER


class Service(Sample):
    """Samples/RoutingandRemoteAccessService/cpp"""

    def round(self):
        server = self.server
        number = 1
        while self.check('GetHandle', server.get_handle(
                'replay %d' % number)[0], ERROR_NO_SUCH_INTERFACE):
            number += 1
        image = dimsvc.Image2('replay %d' % number, 'svc-mschapv2').pack()
        error, handle = server.create(image.ljust(2512, b'\0'), 3)
        self.check('InterfaceCreate 3', error)
        self.custom(handle)
        self.server_ex()
        size = ras_images.RASI_CONNECTION_4.size
        for raw in self.enumerate(
                'ConnectionEnum 4', lambda resume: server.connection_enum(
                    4, resume=resume), size):
            values = ras_images.RASI_CONNECTION_4.unpack(raw)
            assert values['wszUserName'] == rig.USER
        # not all of them: so the next one sees some names that are taken
        if number > 3:
            for one in range(1, number + 1):
                error, handle = server.get_handle('replay %d' % one)
                self.check('GetHandle', error)
                self.check('InterfaceDelete', server.delete(handle))

    def raw(self, name, opnum, stub):
        reply = self.server.raw(opnum, stub)
        self.check(name, dword(reply, len(reply) - 4))
        return reply

    def custom(self, handle):
        for revision in (1, 2):
            self.raw('GetCustomInfoEx', 51,
                     u32(handle) + custom(revision, flags=0))
            self.raw('SetCustomInfoEx', 52, u32(handle) + custom(
                revision, 28800, 102400, policy=(2, 4, 8, 5, 5, 4)))

    def server_ex(self):
        for revision in (1, 2, 3):
            reply = self.raw('ServerGetInfoEx', 44, question(revision))
            total, used = struct.unpack_from('<2I', reply, 16)
            assert used <= total
            self.raw('ServerSetInfoEx', 47, change(revision, PPTP, DEFAULTS))


class Life(Sample):
    """What makes the links come, and some of them go."""
    PAUSE = 0.02

    def __init__(self, stop, handles):
        super().__init__(stop)
        self.handles = handles

    def round(self):
        handle = random.choice(self.handles)
        if self.server.interface(handle).state == dimsvc.CONNECTED:
            if random.random() < 0.1:
                self.check('InterfaceDisconnect', self.server.disconnect(
                    handle), ERROR_INTERFACE_NOT_CONNECTED)
            return
        # without a device: the rig's cable is mended after each hang-up
        self.check('InterfaceConnect', self.server.connect(handle), PENDING,
                   ERROR_ALREADY_CONNECTING,
                   dimsvc.ERROR_INTERFACE_HAS_NO_DEVICES)


def add_interface(server, name, **settings):
    error, handle = server.create(dimsvc.Image2(
        name, options=dimsvc.MPRIO_RequireCHAP | dimsvc.MPRIO_RequireMsCHAP2,
        **settings), level=2)
    assert error == 0, error
    assert server.set_credentials(name, rig.USER, '', rig.PASSWORD) == 0
    return handle


def add_interfaces():
    """Of two kinds; their handles."""
    server = rasadmin.Admin()
    handles = [add_interface(server, 'come and go %d' % i,
                             number='svc-mschapv2')
               for i in range(NUMBER_OF_LINKS)]
    handles.append(add_interface(server, 'cable', device_type='SERIAL',
                                 device_name='ttyNull0'))
    server.close()
    return handles


def end(handles):
    """Hang up; then nothing is up any more."""
    server = rasadmin.Admin()
    for handle in handles:
        server.disconnect(handle)
    page = server.connection_enum()
    assert page.outcome() == (0, 0, 0, 0), page.outcome()
    server.close()
    assert rig.pppd_children() == []


def replay(handles, seconds):
    """Run all of them for a while; the clients, and rrasd's memory."""
    stop = threading.Event()
    clients = [Admapit(stop), GetConnInfo(stop), Service(stop),
               Life(stop, handles)]
    for client in clients:
        client.start()
    memory, until = [], time.monotonic() + seconds
    while time.monotonic() < until and not stop.wait(seconds / 10):
        memory.append(stress_links.usage()[1])
    stop.set()
    for client in clients:
        client.join()
    for client in clients:
        if client.failure is not None:
            raise client.failure
    end(handles)
    return clients, memory


def report(clients, seconds):
    calls = sum((client.calls for client in clients), collections.Counter())
    codes = sum((client.codes for client in clients), collections.Counter())
    print('%d calls in %.0f s' % (sum(calls.values()), seconds))
    for name, count in sorted(calls.items()):
        errors = ', '.join('%d: %d' % (code, times) for (which, code), times
                           in sorted(codes.items())
                           if which == name and code != 0)
        print('  %-26s %6d%s' % (name, count,
                                 '   by code ' + errors if errors else ''))
    for name in ('PortDisconnect', 'ConnectionGetInfo 3', 'InterfaceCreate 3'):
        assert codes[name, 0] > 0, 'none: ' + name


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--seconds', type=int, default=int(
        os.environ.get('RRAS_REPLAY_SECONDS', 20)))
    seconds = parser.parse_args().seconds
    handles = add_interfaces()
    # the heap finds its size
    replay(handles, max(4, seconds / 10))
    daemon, before = rig.rrasd('pid'), stress_links.usage()
    began = time.monotonic()
    clients, memory = replay(handles, seconds)
    report(clients, time.monotonic() - began)
    rig.run('rig-clean-check')
    after = stress_links.usage()
    print('rrasd: descriptors %d, then %d; memory %d kB, then %d' % (
        before[0], after[0], before[1], after[1]))
    print('  meanwhile %s' % ', '.join(map(str, memory)))
    assert rig.rrasd('pid') == daemon, 'another daemon'
    assert after[0] == before[0], 'descriptors leak'
    assert after[1] <= before[1] + MEMORY_SLACK_KB, 'memory leaks'
    print('1 passed, 0 failed')


if __name__ == '__main__':
    sys.exit(main())
