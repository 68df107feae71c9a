# SPDX-License-Identifier: GPL-3.0-or-later
"""Ports and devices over the wire: every operation and level, idle and with
live links of two kinds, each byte against the rig's configuration and the
kernel, and each return code from its cause.
"""
import re
import struct
import time
import unittest

import dimsvc
import rasadmin
import rig
from dimsvc import ERROR_INVALID_PARAMETER, ERROR_MORE_DATA
from ras_images import MPR_DEVICE_0, RASI_PORT_0, RASI_PORT_1
from ras_links import LinkTest
from rasadmin import EVERYTHING, split
from test_replies import EMPTY, REF, ReplyTest, container, filled, u32

(RAS_PORT_NON_OPERATIONAL, RAS_PORT_DISCONNECTED, RAS_PORT_CALLING_BACK,
 RAS_PORT_LISTENING, RAS_PORT_AUTHENTICATING, RAS_PORT_AUTHENTICATED,
 RAS_PORT_INITIALIZING) = range(7)
INVALID_PORT_HANDLE = 601
PORT_NOT_CONNECTED = 606
RPC_S_INVALID_BINDING = 1702

# name's beginning: number, media, device and type of each; IKEv2 has
# none unless somebody wants them
MINIPORTS = {'PPPoE6': (128, 'rastapi', 'WAN Miniport (PPPOE)', 'PPPoE'),
             'VPN3': (128, 'rastapi', 'WAN Miniport (PPTP)', 'vpn'),
             'VPN2': (128, 'rastapi', 'WAN Miniport (L2TP)', 'vpn'),
             'VPN0': (128, 'rastapi', 'WAN Miniport (SSTP)', 'vpn')}
TTYS = ('ttyModem0', 'ttyNull0')


def configured():
    """Device, type and media of each port of the rig's router, by name."""
    ports = {'%s-%d' % (start, slot): (device, type_, media)
             for start, (count, media, device, type_) in MINIPORTS.items()
             for slot in range(count)}
    ports.update((tty, (tty, 'modem', 'serial')) for tty in TTYS)
    return ports


class PortTest(LinkTest, ReplyTest):
    def ports(self, **more):
        """All of them: images by name."""
        page = self.server.port_enum(**more)
        self.assertEqual(page.error, 0)
        raws = split(page.raw, RASI_PORT_0.size)
        self.assertEqual((page.read, page.total, page.resume),
                         (len(raws), len(raws), 0))
        return {RASI_PORT_0.unpack(raw)['wszPortName']: raw for raw in raws}

    def info(self, port, level=0):
        error, raw = self.server.port_info(port, level)
        self.assertEqual(error, 0)
        return raw

    def values(self, port):
        return RASI_PORT_0.unpack(self.info(port))

    def idle(self, name, handle, calls):
        device, type_, media = configured()[name]
        return {'dwPort': handle, 'dwConnection': 0, 'dwConnectDuration': 0,
                'dwPortCondition': RAS_PORT_DISCONNECTED,
                'dwTotalNumberOfCalls': calls, 'wszPortName': name,
                'wszMediaName': media, 'wszDeviceName': device,
                'wszDeviceType': type_}

    def statistics(self, link, counters):
        """A RASI_PORT_1."""
        return {'dwPort': link.port, 'dwConnection': link.connection,
                'dwHardwareCondition': 0, 'dwLineSpeed': link.kind.speed,
                **counters, 'dwCompressionRatioIn': 100,
                'dwCompressionRatioOut': 100}

    def assertStatistics(self, link, since=None):
        def check(raw, counters):
            self.assertImage(RASI_PORT_1, raw, self.statistics(link, {
                name: value - (since[name] if since else 0)
                for name, value in counters.items()}))
        self.assertCounted(link, lambda: self.info(link.port, 1), check)

    def miniport(self, name='VPN3-0'):
        """The handle of a port that nothing uses."""
        return RASI_PORT_0.unpack(self.ports()[name])['dwPort']


class Images(PortTest):
    def test_idle(self):
        found = self.ports()
        self.assertEqual(set(found), set(configured()))
        handles = set()
        for name, raw in found.items():
            values = RASI_PORT_0.unpack(raw)
            handles.add(values['dwPort'])
            self.assertImage(RASI_PORT_0, raw, self.idle(
                name, values['dwPort'], values['dwTotalNumberOfCalls']))
        self.assertEqual(len(handles), len(found))
        self.assertFalse(handles & {0, 0xffffffff})
        for name in ('VPN2-127', 'PPPoE6-0') + TTYS:
            raw = found[name]
            handle, = struct.unpack_from('<I', raw)
            self.assertEqual(self.info(handle), raw)
            self.ask(5, u32(0, handle), filled(raw) + [u32(0)])
            # without a link there is nothing that is counted
            self.ask(5, u32(1, handle), filled(u32(handle, *[0] * 15)) +
                     [u32(0)])

    def test_same_after_restart(self):
        def handles():
            return {name: raw[:4] for name, raw in self.ports().items()}
        before = handles()
        self.server.close()
        rig.rrasd('restart')
        self.server = rasadmin.Admin()
        self.assertEqual(handles(), before)

    def test_live(self):
        """Links of two kinds, at both levels."""
        for kind in self.kinds:
            self.live(kind)

    def live(self, kind):
        idle = self.ports()
        link = self.up(kind)
        link.ping(2)
        page = self.server.port_enum(link.connection)
        self.assertEqual(page.outcome(), (0, 1, 1, 0))
        values = RASI_PORT_0.unpack(page.raw)
        self.assertRegex(values['wszPortName'], link.kind.port_pattern)
        before = RASI_PORT_0.unpack(idle[values['wszPortName']])
        duration = values['dwConnectDuration']
        self.assertLessEqual(duration, time.time() - link.began + 3)
        self.assertImage(RASI_PORT_0, page.raw, {
            **self.idle(values['wszPortName'], before['dwPort'],
                        before['dwTotalNumberOfCalls'] + 1),
            'dwConnection': link.connection, 'dwConnectDuration': duration,
            'dwPortCondition': RAS_PORT_AUTHENTICATED})
        self.assertStatistics(link)
        # the others are as they were, and it is among them
        now = self.ports()
        changed = {name for name in idle if now[name] != idle[name]}
        self.assertEqual(changed, {values['wszPortName']})
        # afterwards too, but for the call that it has serviced
        self.assertEqual(self.server.disconnect(link.handle), 0)
        self.assertImage(RASI_PORT_0, self.info(link.port), self.idle(
            values['wszPortName'], link.port,
            before['dwTotalNumberOfCalls'] + 1))

    def test_duration(self):
        link = self.up()
        time.sleep(2)
        seconds = self.values(link.port)['dwConnectDuration']
        self.assertGreaterEqual(seconds, 2)
        self.assertLessEqual(seconds, time.time() - link.began + 3)

    def test_dialing(self):
        """A port that is dialed has no connection yet."""
        rig.isp('ac-absent')
        self.addCleanup(rig.isp, 'ac-present')
        idle = self.ports()
        handle = self.add()
        self.assertEqual(self.server.connect(handle), dimsvc.PENDING)
        now = self.ports()
        name, = (name for name in idle if now[name] != idle[name])
        before = RASI_PORT_0.unpack(idle[name])
        self.assertImage(RASI_PORT_0, now[name], {
            **before, 'dwPortCondition': RAS_PORT_INITIALIZING})
        self.assertEqual(self.server.port_disconnect(before['dwPort']),
                         PORT_NOT_CONNECTED)
        self.assertEqual(self.server.port_clear(before['dwPort']), 0)
        self.assertEqual(self.server.disconnect(handle), 0)
        self.assertEqual(self.ports(), idle)


class Changes(PortTest):
    def test_clear(self):
        """A base line: the kernel counts on, and so does the connection."""
        for kind in self.kinds:
            link = self.up(kind)
            link.ping(3)
            base = {}
            self.assertCounted(
                link, lambda: self.assertEqual(
                    0, self.server.port_clear(link.port)),
                lambda _, counters: base.update(counters))
            self.assertGreater(base['dwBytesRcved'], 3 * 56)
            self.assertStatistics(link, base)
            link.ping(4)
            self.assertStatistics(link, base)
            self.assertCounted(
                link, lambda: self.server.connection_info(
                    link.connection, 1)[1][224:264],
                lambda raw, counters: self.assertEqual(
                    list(struct.unpack('<10I', raw)),
                    list(counters.values())))
            # the next link on that port begins anew
            self.assertEqual(self.server.disconnect(link.handle), 0)
            again = self.dial(link.handle, link.name, kind)
            self.assertEqual(again.port, link.port)
            self.assertStatistics(again)
            self.assertEqual(self.server.disconnect(link.handle), 0)

    def test_reset(self):
        """It does nothing, to whatever."""
        link = self.up('serial')
        for port in (link.port, self.miniport(), 0, 123456, 0xffffffff):
            self.assertEqual(self.server.port_reset(port), 0)
        link.ping()
        self.assertStatistics(link)

    def test_disconnect(self):
        """Answered when the link is gone, and its port is free."""
        for kind in self.kinds:
            link = self.up(kind)
            calls = self.values(link.port)['dwTotalNumberOfCalls']
            self.assertEqual(self.server.port_disconnect(link.port), 0)
            self.assertGone(link)
            self.assertEqual(rig.pppd_children(), [])
            values = self.values(link.port)
            self.assertImage(RASI_PORT_0, self.info(link.port), self.idle(
                values['wszPortName'], link.port, calls))
            self.assertEqual(self.server.port_disconnect(link.port),
                             PORT_NOT_CONNECTED)
            self.assertEqual(self.server.interface(link.handle).error, 0)

    def test_disconnect_twice_at_once(self):
        """The second one waits for the same end, or comes too late."""
        link = self.up()
        first, second = rasadmin.Admin(), rasadmin.Admin()
        self.addCleanup(first.close)
        self.addCleanup(second.close)
        for server in (first, second):
            server.rpc.call(8, u32(link.port))
        codes = [struct.unpack('<I', server.rpc.recv())[0]
                 for server in (first, second)]
        self.assertIn(0, codes)
        self.assertLessEqual(set(codes), {0, PORT_NOT_CONNECTED})
        self.assertGone(link)


class Paging(PortTest):
    def test_lengths(self):
        size = RASI_PORT_0.size
        everything = split(self.server.port_enum().raw, size)
        handles = [struct.unpack_from('<I', raw)[0] for raw in everything]
        self.assertEqual(handles, sorted(handles))
        count = len(handles)
        for length, fits in (
                (0, 1), (1, 1), (size - 1, 1), (size, 1), (2 * size - 1, 1),
                (2 * size, 2), (7 * size + 379, 7), (count * size - 1,
                                                     count - 1),
                (count * size, count), (EVERYTHING - 1, count),
                (EVERYTHING, count)):
            # one by one is the same again and again
            pages = 5 if fits < 7 else count
            self.walk(everything, handles, length, fits, pages)

    def walk(self, everything, handles, length, fits, pages):
        told, resume, size = 0, 0, RASI_PORT_0.size
        while told < len(handles) and pages > 0:
            page = self.server.port_enum(length=length, resume=resume)
            read = min(fits, len(handles) - told)
            more = told + read < len(handles)
            self.assertEqual(page.outcome(), (
                ERROR_MORE_DATA if more else 0, read, len(handles) - told,
                handles[told + read - 1] if more else 0), length)
            self.assertEqual(split(page.raw, size),
                             everything[told:told + read])
            told, resume, pages = told + read, page.resume, pages - 1

    def test_replies(self):
        """Whole replies, with a resume handle and without."""
        raw = self.server.port_enum().raw
        count, one = len(raw) // 380, filled(raw[:380])
        ask = u32(0, EVERYTHING) + container()
        self.ask(4, ask + u32(EVERYTHING, 0), filled(raw) +
                 [u32(count, count, 0, 0)])
        self.ask(4, ask + u32(1, 0), one + [u32(1, count, 0, 234)])
        self.ask(4, ask + u32(1, 0x20000, 0), one +
                 [u32(1, count), REF, raw[:4], u32(234)])
        last = struct.unpack_from('<I', raw, len(raw) - 380)[0]
        for stale in (last, EVERYTHING):
            self.ask(4, ask + u32(1, 0x20000, stale),
                     EMPTY + [u32(0, 0), REF, u32(0, 0)])
        # what comes in in the container does not matter
        self.ask(4, u32(0, EVERYTHING) + container(b'ABCDE') + u32(1, 0),
                 one + [u32(1, count, 0, 234)])

    def test_of_connection(self):
        link = self.up('serial')
        for length in (0, 1, 379, 380, 381, EVERYTHING):
            before = self.info(link.port)
            page = self.server.port_enum(link.connection, length)
            self.assertEqual(page.outcome(), (0, 1, 1, 0))
            # a second may have passed in between
            self.assertIn(page.raw, (before, self.info(link.port)))
        page = self.server.port_enum(link.connection, resume=link.port)
        self.assertEqual((page.outcome(), page.raw), ((0, 0, 0, 0), b''))

    def set_pptp(self, count):
        self.ask(43, u32(1) + container(u32(count, 3, 128, 3)), [u32(0)])

    def test_between_pages(self):
        """Ports come and go between pages: those that stay are told once."""
        self.addCleanup(lambda: self.set_pptp(128))
        before = set(self.ports())
        told, resume, step = [], 0, 0
        while True:
            page = self.server.port_enum(length=17 * 380 + 200, resume=resume)
            told += [RASI_PORT_0.unpack(raw)['wszPortName']
                     for raw in split(page.raw, 380)]
            if page.error == 0:
                break
            self.assertEqual(page.error, ERROR_MORE_DATA)
            step, resume = step + 1, page.resume
            self.set_pptp((90, 150, 60)[step % 3])
        self.assertEqual(len(told), len(set(told)))
        stays = {name for name in before
                 if not re.match(r'VPN3-(6\d|[7-9]\d|1\d\d)$', name)}
        self.assertLessEqual(stays, set(told))
        self.assertEqual(page.resume, 0)

    def test_more_ports(self):
        """At once, and a port that is in use stays until it is given back."""
        self.addCleanup(lambda: self.set_pptp(128))
        for count in (1, 1000, 130):
            self.set_pptp(count)
            self.assertEqual(sum(name.startswith('VPN3-')
                                 for name in self.ports()), count)


class HotPlug(PortTest):
    def test_comes_and_goes(self):
        """A node that comes and goes, with no udev anywhere."""
        with rig.daemon_with('rras:serial devices ='):
            self.server.close()
            self.server = rasadmin.Admin()
            before = self.ports()
            rig.router('mknod', '/dev/ttyS99', 'c', '1', '3')
            self.addCleanup(rig.router, 'rm', '-f', '/dev/ttyS99')
            rig.wait_for(lambda: len(self.ports()) == len(before) + 1, 5,
                         'the port')
            rig.router('rm', '/dev/ttyS99')
            rig.wait_for(lambda: self.ports() == before, 5, 'its end')
            self.server.close()
        self.server = rasadmin.Admin()


class Devices(PortTest):
    def test_devices(self):
        """One of each miniport that has ports, and each serial device."""
        wanted = [{'szDeviceType': type_, 'szDeviceName': device}
                  for _, _, device, type_ in MINIPORTS.values()]
        wanted += [{'szDeviceType': 'modem', 'szDeviceName': tty}
                   for tty in TTYS]
        error, raw, total = self.server.device_enum()
        self.assertEqual((error, total), (0, len(wanted)))
        devices = split(raw, MPR_DEVICE_0.size)
        self.assertCountEqual([MPR_DEVICE_0.unpack(one) for one in devices],
                              wanted)
        for one in devices:
            self.assertImage(MPR_DEVICE_0, one, MPR_DEVICE_0.unpack(one))
        self.ask(36, u32(0) + container() + u32(77),
                 filled(raw) + [u32(total, 0)])

    def test_level(self):
        for level in (1, 2, 0xffffffff):
            self.assertEqual(self.server.device_enum(level),
                             (dimsvc.ERROR_NOT_SUPPORTED, b'', 0))

    def test_lan_only(self):
        self.server.close()
        with rig.daemon_with('rras:router type = lan'):
            self.server = rasadmin.Admin()
            self.assertEqual(self.server.device_enum()[0], 0)
            for port in (0, 1, 0xffffffff):
                for level in (0, 1, 9):
                    self.assertEqual(self.server.port_info(port, level),
                                     (dimsvc.ERROR_DDM_NOT_RUNNING, b''))
                for call in (self.server.port_clear, self.server.port_reset,
                             self.server.port_disconnect):
                    self.assertEqual(call(port),
                                     dimsvc.ERROR_DDM_NOT_RUNNING)
                self.assertEqual(self.server.port_enum(port).outcome(),
                                 (dimsvc.ERROR_DDM_NOT_RUNNING, 0, 0, 0))
            self.server.close()
        self.server = rasadmin.Admin()


class Codes(PortTest):
    def test_unknown_handle(self):
        known = {RASI_PORT_0.unpack(raw)['dwPort']
                 for raw in self.ports().values()}
        for port in (0, 0xffffffff, max(known) + 1, 123456):
            self.assertNotIn(port, known)
            for level in (0, 1):
                self.assertEqual(self.server.port_info(port, level),
                                 (INVALID_PORT_HANDLE, b''))
            self.assertEqual(self.server.port_clear(port),
                             RPC_S_INVALID_BINDING)
            self.assertEqual(self.server.port_disconnect(port),
                             ERROR_INVALID_PARAMETER)
        for connection in (0, 1, 123456, 0xfffffffe):
            page = self.server.port_enum(connection, resume=9)
            self.assertEqual((page.outcome(), page.raw), (
                (dimsvc.ERROR_INVALID_HANDLE, 0, 0, 9), b''))

    def test_level(self):
        port = self.miniport()
        for level in (2, 3, 0xffffffff):
            self.assertEqual(self.server.port_info(port, level),
                             (dimsvc.ERROR_NOT_SUPPORTED, b''))
        for level in (1, 2, 0xffffffff):
            page = self.server.port_enum(level=level, resume=4)
            self.assertEqual((page.outcome(), page.raw), (
                (dimsvc.ERROR_NOT_SUPPORTED, 0, 0, 4), b''))

    def test_nothing_to_do(self):
        port = self.miniport()
        self.assertEqual(self.server.port_clear(port), 0)
        self.assertEqual(self.server.port_disconnect(port),
                         PORT_NOT_CONNECTED)

    def test_outsider(self):
        link = self.up()
        outsider = rasadmin.Admin(plain=True)
        self.addCleanup(outsider.close)
        for port in (link.port, 0):
            for level in (0, 1, 9):
                self.assertEqual(outsider.port_info(port, level), (5, b''))
            for call in (outsider.port_clear, outsider.port_reset,
                         outsider.port_disconnect):
                self.assertEqual(call(port), 5)
        for connection in (link.connection, EVERYTHING, 0):
            page = outsider.port_enum(connection, resume=8)
            self.assertEqual((page.outcome(), page.raw),
                             ((5, 0, 0, 8), b''))
        self.assertEqual(outsider.device_enum(), (5, b'', 0))
        link.ping()
        self.assertStatistics(link)

    def test_paused(self):
        """Nothing is dialed; what is up is told and can be hung up."""
        link = self.up()
        rig.router('rrasctl', 'service', 'pause')
        self.addCleanup(rig.router, 'rrasctl', 'service', 'continue')
        self.assertStatistics(link)
        self.assertEqual(self.server.port_clear(link.port), 0)
        self.assertEqual(self.server.port_disconnect(link.port), 0)
        self.assertNotIn(link.ifname, rig.router('ip', '-br', 'link'))


if __name__ == '__main__':
    unittest.main()
