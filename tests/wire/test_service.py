# SPDX-License-Identifier: GPL-3.0-or-later
"""Outsiders, an absent daemon, hostile bytes: nothing leaks, nothing hangs."""
import random
import struct
import time
import unittest

import dimsvc
import rig

DIMSVC_OPNUMS = range(53)
RASRPC_OPNUMS = (5, 9, 10, 11, 12, 14, 15)
RASRPC_HOLES = (0, 1, 2, 3, 4, 6, 7, 8, 13)


def fault_of(server, opnum, stub=b''):
    try:
        server.raw(opnum, stub)
    except dimsvc.Fault as fault:
        return fault.code
    return 0


class Outsider(rig.RigTest):
    """A user who is no administrator learns nothing at all."""

    def test_codes(self):
        outsider = dimsvc.Server(plain=True)
        self.addCleanup(outsider.close)
        denied = dimsvc.ERROR_ACCESS_DENIED
        handle = self.add()
        for which in (handle, 99999):
            self.assertEqual(outsider.get_info(which)[0], denied)
            self.assertEqual(outsider.set_info(which, dimsvc.Image0('x')),
                             denied)
            self.assertEqual(outsider.delete(which), denied)
            self.assertEqual(outsider.disconnect(which), denied)
            self.assertEqual(outsider.update_phonebook_info(which), denied)
        self.assertEqual(outsider.server_info()[0], denied)
        self.assertEqual(outsider.get_handle('wan0'), (denied, 0))
        self.assertEqual(outsider.create(dimsvc.Image2('mine'), 2)[0], denied)
        self.assertEqual(outsider.enum()[:3], (denied, [], 0))
        self.assertEqual(outsider.set_credentials('x', 'u', '', 'p'), denied)
        self.assertEqual(outsider.get_credentials('x')[0], denied)

    def test_rasrpc_faults(self):
        outsider = dimsvc.Server(dimsvc.RASRPC, plain=True)
        self.addCleanup(outsider.close)
        # opnum 15 (RasRpcGetVersion) takes one DWORD
        self.assertIn(fault_of(outsider, 15, struct.pack('<I', 0)),
                      (dimsvc.FAULT_ACCESS_DENIED,))


class Opnums(rig.RigTest):
    def test_beyond_the_last(self):
        for opnum in (53, 54, 100, 0xffff):
            self.assertEqual(fault_of(self.server, opnum),
                             dimsvc.FAULT_OP_RNG_ERROR)

    def test_holes_of_rasrpc(self):
        server = dimsvc.Server(dimsvc.RASRPC)
        self.addCleanup(server.close)
        for opnum in RASRPC_HOLES + (16, 40):
            self.assertEqual(fault_of(server, opnum),
                             dimsvc.FAULT_OP_RNG_ERROR, opnum)


class Daemon(rig.RigTest):
    """rrasd stopped and started under an open connection."""

    def test_down_and_up(self):
        self.assertEqual(self.server.server_info()[0], 0)
        rig.rrasd('stop')
        try:
            for _ in range(2):
                before = time.monotonic()
                with self.assertRaises(dimsvc.Fault) as caught:
                    self.server.server_info()
                self.assertEqual(caught.exception.code,
                                 dimsvc.FAULT_SERVER_UNAVAILABLE)
                # the requirement is a second; the rig is a slow machine
                self.assertLess(time.monotonic() - before, 3)
        finally:
            rig.rrasd('start')
        self.assertEqual(self.server.server_info()[0], 0)


class Hostile(rig.RigTest):
    """Bytes that no client sends: a fault or a code, and nothing changes."""

    def stubs(self):
        name = '\x05\0\0\0\0\0\0\0\x05\0\0\0'.encode('latin1')
        yield 'count beyond the stub', 11, name[:8] + b'\xff\xff\xff\xff' * 2
        yield 'no terminator', 11, struct.pack(
            '<3I', 2, 0, 2) + b'a\0b\0' + b'\0' * 8
        yield 'actual above maximum', 11, struct.pack(
            '<3I', 1, 0, 9) + b'a\0' * 9 + b'\0' * 8
        yield 'offset', 11, struct.pack('<3I', 9, 7, 2) + b'\0' * 12
        for opnum in (12, 13, 14):
            yield 'huge container', opnum, struct.pack(
                '<4I', 0, 0xffffffff, 1, 0xffffffff) + b'x' * 64
            yield 'lying container', opnum, struct.pack(
                '<4I', 0, 540, 1, 100) + b'x' * 540 + b'\0' * 4
        for opnum in DIMSVC_OPNUMS:
            yield 'empty', opnum, b''
            yield 'three bytes', opnum, b'\1\0\0'

    def test_stubs(self):
        before = self.server.enum()[1]
        for what, opnum, stub in self.stubs():
            with self.subTest(what, opnum=opnum):
                self.assertIn(fault_of(self.server, opnum, stub),
                              (0, dimsvc.FAULT_NDR))
        self.assertEqual([i.handle for i in self.server.enum()[1]],
                         [i.handle for i in before])

    def test_random(self):
        """Seeded: the same bytes each time."""
        dice = random.Random(20261122)
        before = [i.handle for i in self.server.enum()[1]]
        for _ in range(300):
            opnum = dice.choice(DIMSVC_OPNUMS)
            stub = dice.randbytes(dice.choice((4, 16, 64, 600)))
            self.assertIn(fault_of(self.server, opnum, stub),
                          (0, dimsvc.FAULT_NDR))
        self.assertEqual([i.handle for i in self.server.enum()[1]], before)

    def test_four_megabytes(self):
        """Refused by Samba or by us, and the next call is answered."""
        stub = struct.pack('<4I', 0, 4000000, 1, 4000000) + bytes(4000000)
        try:
            self.server.raw(12, stub + struct.pack('<I', 0))
        except Exception:
            pass  # Samba may drop the connection of such a caller
        server = dimsvc.Server()
        self.addCleanup(server.close)
        self.assertEqual(server.server_info()[0], 0)

    def test_images(self):
        good = dimsvc.Image0(self.name()).pack()
        handle = self.add()
        for raw in (b'', good[:-1], good + b'\0', b'\xff' * 540, good[:1]):
            self.assertEqual(self.server.create(raw, 0)[0],
                             dimsvc.ERROR_INVALID_PARAMETER, len(raw))
            self.assertEqual(self.server.set_info(handle, raw, 0),
                             dimsvc.ERROR_INVALID_PARAMETER, len(raw))
        for offset in (1, 4, 2466, 2468, 0x7fffffff, 0xffffffff):
            image = dimsvc.Image2(self.name())
            image.alternates = offset
            self.assertEqual(self.server.create(image, 2)[0],
                             dimsvc.ERROR_INVALID_PARAMETER, offset)


if __name__ == '__main__':
    unittest.main()
