# SPDX-License-Identifier: GPL-3.0-or-later
"""RasRpcSubmitRequest over SMB: its buffer is made by hand, as the structures
of [MS-RRASM] have it.
"""
import struct
import unittest

import dimsvc
import rig
from rasrpc import RasrpcTest, align, result, u32


class Request:
    """The buffer of SubmitRequest: a RequestBuffer, then RB_Buffer, which is
    filled with a pattern behind what a test puts there."""
    HEAD, PATTERN = 24, 0x5a

    def __init__(self, type_, body=b'', size=5032, index=0, pointer=8):
        self.raw = bytearray([self.PATTERN]) * size
        head = u32(index, type_, pointer, 0) + bytes(8) + body
        self.raw[:min(size, len(head))] = head[:size]

    def stub(self):
        return (u32(0x20000, len(self.raw)) + align(bytes(self.raw)) +
                u32(len(self.raw)))

    def words(self, at, count=1):
        words = struct.unpack_from('<%dI' % count, self.raw, self.HEAD + at)
        return words if count > 1 else words[0]

    def text(self, at):
        return self.bytes(at, 300).split(b'\0')[0].decode('ascii')

    def bytes(self, at, count):
        return bytes(self.raw[self.HEAD + at:self.HEAD + at + count])

    def untouched(self, at):
        return not bytes(self.raw[self.HEAD + at:]).strip(
            bytes([self.PATTERN]))


class Device:
    """RAS_DEVICE_INFO: 13 DWORDs, a GUID, three names."""
    SIZE = 472

    def __init__(self, raw):
        self.raw = bytearray(raw)
        (self.version, self.write, self.ras, self.router, self.outbound,
         self.line, self.error, self.ports, self.out, self.incoming, self.min,
         self.max, self.type) = struct.unpack_from('<13I', raw)
        self.guid = bytes(raw[52:68])
        self.port = bytes(raw[68:85]).split(b'\0')[0].decode()
        self.ansi = bytes(raw[85:214]).split(b'\0')[0].decode()
        self.name = dimsvc.text(bytes(raw[214:472]))

    def pack(self):
        struct.pack_into('<13I', self.raw, 0, self.version, self.write,
                         self.ras, self.router, self.outbound, self.line,
                         self.error, self.ports, self.out, self.incoming,
                         self.min, self.max, self.type)
        return bytes(self.raw)


class SubmitRequest(RasrpcTest):
    def submit(self, request):
        """The method succeeds; the answer is in the request's place."""
        size = len(request.raw)
        reply = self.rasrpc.raw(12, request.stub())
        self.assertNotEqual(reply[:4], bytes(4))
        self.assertEqual(reply[4:8], u32(size))
        self.assertEqual(len(reply), 8 + size + -size % 4 + 4)
        self.assertEqual(result(reply), 0)
        request.raw = bytearray(reply[8:8 + size])
        return request

    def retcode(self, *args, **kwargs):
        return self.submit(Request(*args, **kwargs)).words(0)

    def devices(self):
        """The two calls of example 4.8."""
        request = self.submit(Request(95, u32(0, 6, 0, 0)))
        code, version, size, entries = request.words(0, 4)
        self.assertEqual((code, version, size), (0, 6, entries * Device.SIZE))
        self.assertTrue(request.untouched(16))
        request = self.submit(Request(95, u32(0, 6, size, 0),
                                      5032 + size))
        self.assertEqual(request.words(0, 4), (0, 6, size, entries))
        self.assertTrue(request.untouched(16 + size))
        return [Device(request.bytes(16 + at, Device.SIZE))
                for at in range(0, size, Device.SIZE)]

    def device(self, name):
        return next(device for device in self.devices()
                    if device.name == name)

    def set_devices(self, *devices):
        """(retcode, the entries as they come back)."""
        size = Device.SIZE * len(devices)
        request = self.submit(Request(
            94, u32(0, 6, size, len(devices)) +
            b''.join(device.pack() for device in devices), 5032 + size))
        return request.words(0), [
            Device(request.bytes(16 + at, Device.SIZE))
            for at in range(0, size, Device.SIZE)]

    def ports(self):
        """{name: (handle, state, usage, device type, device name)}"""
        request = self.submit(Request(21, u32(0, 0, 0)))
        code, size, entries = request.words(0, 3)
        self.assertEqual((code, size), (0, entries * 208))
        self.assertTrue(request.untouched(12))
        request = self.submit(Request(21, u32(0, size, 0), 5032 + size))
        self.assertEqual(request.words(0, 3), (0, size, entries))
        return {request.text(at + 4):
                (request.words(at), request.words(at + 20),
                 request.words(at + 32), request.text(at + 52),
                 request.text(at + 68))
                for at in range(12, 12 + size, 208)}


class Devices(SubmitRequest):
    def test_get(self):
        devices = self.devices()
        self.assertEqual(
            [(device.name, device.type) for device in devices[:5]],
            [('WAN Miniport (PPPOE)', 0x8000d),
             ('WAN Miniport (PPTP)', 0x10008),
             ('WAN Miniport (L2TP)', 0x10009),
             ('WAN Miniport (SSTP)', 0x1000e),
             ('WAN Miniport (IKEv2)', 0x1000f)])
        # the rig's modem line and its null-modem line
        self.assertEqual(sorted((device.name, device.port, device.type,
                                 device.ports) for device in devices[5:]),
                         [('ttyModem0', 'ttyModem0', 0, 1),
                          ('ttyNull0', 'ttyNull0', 0, 1)])
        for device in devices:
            self.assertEqual((device.version, device.error, device.ansi),
                             (6, 0, device.name))
        self.assertEqual(len({device.guid for device in devices[:5]}), 5)
        self.assertEqual(len({device.line for device in devices}), 7)

    def test_set(self):
        device = self.device('WAN Miniport (PPTP)')
        before = device.ports
        self.addCleanup(self.set_ports, before)
        self.set_ports(before + 3)
        rig.rrasd('restart')
        self.assertEqual(self.device(device.name).ports, before + 3)
        names = [name for name in self.ports() if name.startswith('VPN3-')]
        self.assertEqual(len(names), before + 3)

    def set_ports(self, ports):
        device = self.device('WAN Miniport (PPTP)')
        device.write, device.ports = 1, ports
        code, answer = self.set_devices(device)
        self.assertEqual((code, answer[0].error), (0, 0))
        self.assertEqual(self.device(device.name).ports, ports)

    def test_clamp(self):
        device = self.device('WAN Miniport (L2TP)')
        device.ports, device.max = 20000, 0xffffffff
        code, answer = self.set_devices(device)
        self.assertEqual((code, answer[0].error), (0, 0))
        self.assertEqual((answer[0].ports, answer[0].max), (16384, 16384))

    def test_not_stored(self):
        device = self.device('WAN Miniport (SSTP)')
        device.write, device.outbound = 1, 1
        absent = Device(bytes(214) + dimsvc.utf16('WAN Miniport (X25)', 129))
        code, answer = self.set_devices(absent, device)
        self.assertEqual((code, [one.error for one in answer]),
                         (1003, [608, 87]))

    def test_lies(self):
        lies = ((95, u32(0, 5, 0, 0), 50),
                (95, u32(0, 6, 0xffffffff, 0), 0x80070057),
                (95, u32(0, 6, 5032 - 24 - 19, 0), 0x80070057),
                (94, u32(0, 6, 0xffffffff, 1), 0x80070057),
                (94, u32(0, 6, 472, 2), 87),
                (94, u32(0, 6, 472, 0x08acb90f), 87),
                (94, u32(0, 6, 472, 0xffffffff), 87),
                (21, u32(0, 0xffffffff, 0), 0x80070057),
                (21, u32(0, 5032 - 24 - 15, 0), 0x80070057),
                (73, u32(0) + b'modem'.ljust(20, b'\0') + u32(0xffffffff),
                 0x80070057),
                (105, u32(0, 0, 8) + bytes(488) + u32(0xfffffffc),
                 0x80070057),
                (106, u32(0, 1, 8) + bytes(488) + u32(0xfffffffc),
                 0x80070057))
        pid = rig.rrasd('pid')
        for type_, body, code in lies:
            request = self.submit(Request(type_, body))
            self.assertEqual(request.words(0), code, (type_, body))
            self.assertEqual(request.bytes(4, len(body) - 4), body[4:])
            self.assertTrue(request.untouched(len(body)), (type_, body))
        self.assertEqual(rig.rrasd('pid'), pid)

    def test_no_request(self):
        """Answered, and nothing in the buffer is read or written."""
        pid = rig.rrasd('pid')
        for type_, size in [(95, size) for size in
                            (0, 1, 4, 23, 24, 28, 32, 5031)] + [
                                (142, 5032), (0x80000015, 5032),
                                (0xffffffff, 5032)]:
            request = Request(type_, u32(7, 6, 0, 0), size)
            before = bytes(request.raw)
            self.assertEqual(bytes(self.submit(request).raw), before)
        self.assertEqual(self.rasrpc.raw(12, u32(0, 0)), u32(0, 0))
        self.assertEqual(self.rasrpc.raw(12, u32(0, 9999)), u32(0, 0))
        # a size that is not the array's
        stub = Request(95).stub()
        for wrong in (0, 5031, 5033, 0xffffffff):
            with self.assertRaises(dimsvc.Fault):
                self.rasrpc.raw(12, stub[:-4] + u32(wrong))
        self.assertEqual(rig.rrasd('pid'), pid)


class CalledIds(SubmitRequest):
    ID = '555-0100\0'.encode('utf-16-le') + b'\0\0'

    @staticmethod
    def body(device, write, size, bytes_=b''):
        """GetSetCalledId up to rciInfo.bCalledId's end."""
        info = bytes(214) + dimsvc.utf16(device, 129)
        return (u32(0, write, size) + bytes(16) + info +
                u32(len(bytes_)) + bytes_)

    def get(self, device, size=1000):
        """(dwSize, bCalledId)"""
        request = self.submit(Request(105, self.body(device, 0, size)))
        self.assertEqual(request.words(0), 0)
        return request.words(8), request.bytes(504, request.words(500))

    def set(self, device, bytes_, write=1):
        return self.retcode(106, self.body(device, write, 8 + len(bytes_),
                                           bytes_))

    def test_round_trip(self):
        for device in ('WAN Miniport (PPTP)', 'ttyModem0'):
            self.addCleanup(self.set, device, b'')
            self.assertEqual(self.get(device), (8, b''))
            self.assertEqual(self.set(device, self.ID, write=0), 0)
            self.assertEqual(self.get(device), (8, b''))
            self.assertEqual(self.set(device, self.ID), 0)
        rig.rrasd('restart')
        for device in ('WAN Miniport (PPTP)', 'ttyModem0'):
            size = 8 + len(self.ID)
            self.assertEqual(self.get(device, size), (size, self.ID))
            # too small for it
            self.assertEqual(self.get(device, size - 1), (size, b''))
            self.assertEqual(self.set(device, b''), 0)
            self.assertEqual(self.get(device), (8, b''))

    def test_errors(self):
        self.assertEqual(self.set('ttyModem9', self.ID), 608)
        self.assertEqual(self.retcode(105, self.body('x', 0, 8)), 608)
        for bad in (self.ID[:-4], self.ID[:-1], bytes(4098)):
            self.assertEqual(self.set('ttyModem0', bad), 87)


class Ports(SubmitRequest):
    def info(self, handle, pointer):
        """The Info of a port, at which RASMAN_INFO begins."""
        request = self.submit(Request(22, index=handle, pointer=pointer))
        self.assertEqual(request.words(0), 0)
        self.assertTrue(request.untouched({4: 920, 8: 928}[pointer]))
        return request, pointer

    def test_enum(self):
        ports = self.ports()
        handle, status, usage, type_, device = ports['PPPoE6-0']
        self.assertEqual((status, usage, type_, device),
                         (1, 0, 'PPPoE', 'WAN Miniport (PPPOE)'))
        self.assertNotIn(handle, (0, 0xffffffff))
        self.assertEqual(ports['ttyModem0'][3:], ('modem', 'ttyModem0'))
        request = self.submit(Request(21, u32(0, 2 * 208 - 1, 0)))
        self.assertEqual(request.words(8), len(ports))
        self.assertTrue(request.untouched(12 + 208))

    def test_idle(self):
        handle = self.ports()['ttyNull0'][0]
        for pointer in (4, 8):
            request, at = self.info(handle, pointer)
            # CLOSED, DISCONNECTED, ..., CALL_NONE
            self.assertEqual(request.words(at, 5), (1, 4, 0, 0, 0))
            self.assertEqual(request.text(at + 165), 'modem')
            self.assertEqual(request.text(at + 310), 'ttyNull0')
        self.assertEqual(self.retcode(22, index=0), 615)
        self.assertEqual(self.retcode(22, index=0xffffffff), 615)

    def test_live_link(self):
        name = self.name()
        interface = self.add(name=name)
        self.assertEqual(self.server.connect(interface, blocking=1), 0)
        port, = [port for port in self.ports().values() if port[1] == 0]
        self.assertEqual(port[2:4], (4, 'PPPoE'))  # CALL_ROUTER
        before = {}
        for pointer in (4, 8):
            request, at = self.info(port[0], pointer)
            status, state, speed, error, usage = request.words(at, 5)
            self.assertEqual((status, state, error, usage), (0, 2, 0, 4))
            self.assertGreater(speed, 0)
            self.assertEqual(request.text(at + 344),
                             'C:\\Windows\\System32\\ras\\router.pbk')
            self.assertEqual(request.text(at + 605), name)
            self.assertNotEqual(request.words(at + 864), 0)
            self.assertIn(request.words(at + 332), rig.pppd_children())
            before[pointer] = request.words(at + 340)
        rig.router('ping', '-c3', '-i0.2', '-s1000', '-W2',
                   rig.peer_address())
        request, at = self.info(port[0], 8)
        self.assertGreaterEqual(request.words(at + 340), before[8] + 3000)
        self.assertGreater(request.words(at + 336), 0)
        self.assertEqual(self.server.disconnect(interface), 0)
        request, at = self.info(port[0], 8)
        self.assertEqual(request.words(at, 2), (1, 4))
        self.assertEqual(request.words(at + 864), 0)

    def test_dev_config(self):
        ports = self.ports()
        modem, pppoe = ports['ttyModem0'][0], ports['PPPoE6-0'][0]
        for port, type_, expected in (
                (modem, b'MODEM', (0, 0)), (pppoe, b'pppoe', (0, 0)),
                (modem, b'isdn', (608, 100)), (1, b'modem', (615, 100))):
            request = self.submit(Request(
                73, u32(0) + type_.ljust(20, b'\0') + u32(100), index=port))
            self.assertEqual((request.words(0), request.words(24)), expected)
            self.assertTrue(request.untouched(28))

    def test_driver_caps(self):
        """The rig's kernel has MPPE: its own tests dial with it."""
        request = self.submit(Request(111))
        self.assertEqual(request.words(0, 3), (0, 1, 0))
        self.assertTrue(request.untouched(12))


if __name__ == '__main__':
    unittest.main()
