# SPDX-License-Identifier: GPL-3.0-or-later
"""Ports and devices (opnums 4 to 8 and 36) over the wire, on live links of two
kinds: each image byte by byte, each code from its cause.

Requests and replies are put together by hand, as in test_replies.
"""
import struct

import dimsvc
import rig
from dimsvc import utf16
from test_replies import EMPTY, REF, ReplyTest, container, u32

ALL = 0xffffffff
EVERYTHING = 0xffffffff
INVALID_PORT_HANDLE, PORT_NOT_CONNECTED, INVALID_BINDING = 601, 606, 1702
DISCONNECTED, AUTHENTICATED = 1, 5
PPPOE, PPTP, L2TP = 0x10000, 0x20000, 0x30000
SIZE = 380
SERIAL = {'device_type': 'SERIAL', 'device_name': 'ttyNull0', 'number': ''}


def image(handle, name, media, device, kind, connection=0,
          condition=DISCONNECTED, calls=0, duration=0):
    """RASI_PORT_0."""
    return (u32(handle, connection, condition, calls, duration) +
            utf16(name, 17) + utf16(media, 17) + utf16(device, 129) +
            utf16(kind, 17))


def pppoe(slot, **state):
    return image(PPPOE + slot, 'PPPoE6-%d' % slot, 'rastapi',
                 'WAN Miniport (PPPOE)', 'PPPoE', **state)


def device(kind, name):
    """MPR_DEVICE_0."""
    return utf16(kind, 17) + utf16(name, 129)


class Ports(ReplyTest):
    def enum(self, connection=ALL, length=EVERYTHING, resume=0, level=0):
        """The code, the images, lpdwTotalEntries and the resume handle."""
        reply = self.server.raw(4, u32(level, connection) + container() +
                                u32(length, 0x20004, resume))
        size, reference = struct.unpack_from('<2I', reply)
        at = 12 if reference else 8
        raw = reply[at:at + size]
        at += size
        read, total, pointer, handle, error = struct.unpack_from(
            '<5I', reply, at)
        self.assertNotEqual(pointer, 0)
        self.assertEqual((len(reply), size), (at + 20, read * SIZE))
        return (error, [raw[i:i + SIZE] for i in range(0, size, SIZE)],
                total, handle)

    def handles(self, **more):
        return [struct.unpack_from('<I', port)[0]
                for port in self.enum(**more)[1]]

    def port(self, handle):
        """What level 0 says of a port's link, and what level 1 counts."""
        first = self.server.raw(5, u32(0, handle))
        second = self.server.raw(5, u32(1, handle))
        self.assertEqual((len(first), first[-4:]), (12 + SIZE + 4, bytes(4)))
        self.assertEqual((len(second), second[-4:]), (12 + 64 + 4, bytes(4)))
        return (struct.unpack_from('<5I', first, 12),
                struct.unpack_from('<16I', second, 12))

    def up(self, **settings):
        """A link that is up: its interface, port and connection."""
        idle = set(self.handles()) - set(self.in_use())
        interface = self.add(**settings)
        self.assertEqual(self.server.connect(interface, blocking=1), 0)
        port, = set(self.in_use()) & idle
        connection = rig.wait_for(lambda: self.port(port)[0][1], 5,
                                  'a connection')
        return interface, port, connection

    def in_use(self):
        return [struct.unpack_from('<I', port)[0] for port in self.enum()[1]
                if struct.unpack_from('<I', port, 8)[0] != DISCONNECTED]

    def test_idle(self):
        error, ports, total, resume = self.enum()
        self.assertEqual((error, total, resume), (0, len(ports), 0))
        self.assertEqual(len(ports), 3 * 128 + 2)
        calls = struct.unpack_from('<I', ports[7], 12)[0]
        self.assertEqual(ports[7].hex(' ', 4),
                         pppoe(7, calls=calls).hex(' ', 4))
        self.assertEqual(ports[128 + 12].hex(' ', 4), image(
            PPTP + 12, 'VPN3-12', 'rastapi', 'WAN Miniport (PPTP)',
            'vpn').hex(' ', 4))
        self.assertEqual(struct.unpack_from('<I', ports[256])[0], L2TP)
        self.assertIn('ttyNull0'.encode('utf-16-le'),
                      ports[-1] + ports[-2])
        self.assertEqual(self.handles(), sorted(self.handles()))

    def test_pages(self):
        everything = self.handles()
        for length in (0, 1, SIZE, SIZE + 1, 100 * SIZE - 1, 1000 * SIZE):
            seen, resume, error = [], 0, 234
            while error == 234:
                error, ports, total, resume = self.enum(length=length,
                                                        resume=resume)
                self.assertEqual(total, len(everything) - len(seen))
                self.assertEqual(len(ports),
                                 min(max(length // SIZE, 1), total))
                seen += [struct.unpack_from('<I', port)[0] for port in ports]
                if length < SIZE and len(seen) > 9:
                    break
            self.assertEqual(seen, everything[:len(seen)])

    def test_refused(self):
        for stub in (u32(1, ALL), u32(0xffffffff, 0)):
            self.ask(4, stub + container() + u32(0, 0x20004, 7),
                     EMPTY + [u32(0, 0), REF, u32(7, 50)])
        for connection in (0, 123456, PPPOE):
            self.ask(4, u32(0, connection) + container() + u32(0, 0),
                     EMPTY + [u32(0, 0, 0, 6)])
        for handle in (0, PPPOE + 128, 0xffffffff):
            for level in (0, 1):
                self.ask(5, u32(level, handle),
                         EMPTY + [u32(INVALID_PORT_HANDLE)])
            self.ask(6, u32(handle), [u32(INVALID_BINDING)])
            self.ask(7, u32(handle), [u32(0)])
            self.ask(8, u32(handle), [u32(87)])
        self.ask(5, u32(2, PPPOE), EMPTY + [u32(50)])
        self.ask(6, u32(PPPOE), [u32(0)])
        self.ask(8, u32(PPPOE), [u32(PORT_NOT_CONNECTED)])

    def check_link(self, name, **settings):
        interface, port, connection = self.up(**settings)
        before = self.port(port)[0][3]
        state, counts = self.port(port)
        self.assertEqual(state[:4], (port, connection, AUTHENTICATED, before))
        self.assertLess(state[4], 60)
        self.assertEqual(counts[:3], (port, connection, 0))
        # of the connection: this port, and no other
        error, ports, total, resume = self.enum(connection=connection)
        self.assertEqual((error, total, resume, len(ports)), (0, 1, 0, 1))
        self.assertEqual(ports[0][:4], u32(port))
        self.assertIn(name.encode('utf-16-le'), ports[0])
        return interface, port, connection

    def test_pppoe(self):
        interface, port, connection = self.check_link('PPPoE6-0')
        self.assertEqual(port, PPPOE)
        rig.router('ping', '-c3', '-i0.2', '-W2', rig.peer_address())
        before = self.port(port)[1]
        self.assertGreaterEqual(before[4], 3 * 84)  # transmitted
        self.assertGreaterEqual(before[5], 3 * 84)
        self.assertGreaterEqual(min(before[6:8]), 3)
        self.assertEqual(before[8:14], (0,) * 6)
        self.assertEqual(before[14:], (100, 100))
        # 10 Gb/s, a veth's, is more than 32 bits have
        self.assertEqual(before[3], 0xffffffff)
        self.ask(6, u32(port), [u32(0)])
        self.assertLess(self.port(port)[1][4], before[4])
        kernel = rig.router('cat', '/sys/class/net/ppp0/statistics/tx_bytes')
        self.assertGreaterEqual(int(kernel), before[4])
        self.ask(7, u32(port), [u32(0)])
        self.assertEqual(self.server.interface(interface).state,
                         dimsvc.CONNECTED)
        self.disconnect(interface, port, connection)

    def test_serial(self):
        interface, port, connection = self.check_link('ttyNull0', **SERIAL)
        self.assertGreater(self.port(port)[1][3], 0)  # the tty's speed
        self.assertGreater(port, 0x40000000)
        self.disconnect(interface, port, connection)

    def disconnect(self, interface, port, connection):
        calls = self.port(port)[0][3]
        self.ask(8, u32(port), [u32(0)])
        self.assertInterface(self.server.interface(interface),
                             dimsvc.DISCONNECTED, 0)
        self.assertEqual(rig.pppd_children(), [])
        self.assertEqual(self.port(port)[0],
                         (port, 0, DISCONNECTED, calls, 0))
        self.assertEqual(self.port(port)[1], (port,) + (0,) * 15)
        self.ask(8, u32(port), [u32(PORT_NOT_CONNECTED)])
        self.assertEqual(self.enum(connection=connection)[0], 6)

    def test_hot_plug(self):
        """A node that comes and goes, with no udev anywhere."""
        with rig.daemon_with('rras:serial devices ='):
            self.reconnect()
            before = self.handles()
            rig.router('mknod', '/dev/ttyS99', 'c', '1', '3')
            self.addCleanup(rig.router, 'rm', '-f', '/dev/ttyS99')
            rig.wait_for(lambda: len(self.handles()) > len(before), 5,
                         'the port')
            self.assertEqual(set(self.handles()) - set(before), {0x40100003})
            rig.router('rm', '/dev/ttyS99')
            rig.wait_for(lambda: self.handles() == before, 5, 'its end')
        self.reconnect()

    def test_devices(self):
        listed = b''.join((device('PPPoE', 'WAN Miniport (PPPOE)'),
                           device('vpn', 'WAN Miniport (PPTP)'),
                           device('vpn', 'WAN Miniport (L2TP)')))
        reply = self.server.raw(36, u32(0) + container() + u32(99))
        self.assertEqual(struct.unpack_from('<I', reply)[0], 5 * 292)
        self.assertEqual(reply[12:12 + len(listed)].hex(' ', 4),
                         listed.hex(' ', 4))
        for name in ('ttyModem0', 'ttyNull0'):
            self.assertIn(device('modem', name), reply)
        self.assertEqual(reply[-8:], u32(5, 0))
        self.ask(36, u32(1) + container() + u32(99), EMPTY + [u32(0, 50)])

    def test_lan_only(self):
        with rig.daemon_with('rras:router type = lan'):
            self.reconnect()
            self.ask(4, u32(0, ALL) + container() + u32(0, 0),
                     EMPTY + [u32(0, 0, 0, 903)])
            self.ask(5, u32(0, PPPOE), EMPTY + [u32(903)])
            for opnum in (6, 7, 8):
                self.ask(opnum, u32(PPPOE), [u32(903)])
            self.assertEqual(
                self.server.raw(36, u32(0) + container() + u32(0))[-4:],
                bytes(4))
        self.reconnect()
