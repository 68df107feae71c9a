# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests that lie: about sizes, counts and tags.  Each is answered, with a
code or a fault, and the daemon that answers the next one is the same.

Shapes seen in the wild: RMIBEntryGet with sizes that are not those of its
buffers (CVE-2017-8461) and counts that overflow (CVE-2026-25172).
"""
import struct
import unittest

import dimsvc
import rig
from test_replies import ReplyTest, container, u32
from test_server import vectors

ERROR_NOT_SUPPORTED = dimsvc.ERROR_NOT_SUPPORTED
BIG = (0x7fffffff, 0x80000000, 0xfffffffc, 0xffffffff)
# what tells or hangs up; nothing that is stored
HARMLESS = {1, 2, 3, 4, 5, 6, 7, 8, 20, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35,
            36, 38, 42, 44, 45, 46, 48, 51}


class HostileTest(ReplyTest):
    def setUp(self):
        super().setUp()
        self.daemon = rig.rrasd('pid')
        self.addCleanup(self.still_there)

    def still_there(self):
        """The same process, and it answers on another connection."""
        self.assertEqual(rig.rrasd('pid'), self.daemon)
        server = dimsvc.Server()
        error, raw = server.server_info(0)
        self.assertEqual((error, len(raw)), (0, 16))
        server.close()

    def fault(self, opnum, stub):
        with self.assertRaises(dimsvc.Fault) as caught:
            self.server.raw(opnum, stub)
        self.assertEqual(caught.exception.code, dimsvc.FAULT_NDR,
                         'op %d: %s' % (opnum, stub.hex(' ', 4)))

    def code(self, opnum, stub):
        return struct.unpack('<I', self.server.raw(opnum, stub)[-4:])[0]

    def anything(self, opnum, stub):
        """A whole answer or a fault of NDR's, and not the end."""
        try:
            self.assertGreaterEqual(len(self.server.raw(opnum, stub)), 4)
        except dimsvc.Fault as fault:
            self.assertEqual(fault.code, dimsvc.FAULT_NDR)


class Mib(HostileTest):
    """DIM_MIB_ENTRY_CONTAINER: two sizes, two buffers."""
    WITH_CONTAINER = range(26, 33)

    @staticmethod
    def mib(in_size, in_count, out_size, out_count, raw=bytes(8)):
        return (u32(1, 1, in_size, 0x20000, out_size, 0x20004) +
                u32(in_count) + raw + u32(out_count) + raw)

    def test_true(self):
        for opnum in self.WITH_CONTAINER:
            self.assertEqual(self.code(opnum, self.mib(8, 8, 8, 8)),
                             ERROR_NOT_SUPPORTED)

    def test_sizes_are_not_the_counts(self):
        for opnum in self.WITH_CONTAINER:
            for wrong in (0, 7, 9, 4096) + BIG:
                self.fault(opnum, self.mib(wrong, 8, 8, 8))
                self.fault(opnum, self.mib(8, wrong, 8, 8))
                self.fault(opnum, self.mib(8, 8, wrong, 8))
                self.fault(opnum, self.mib(8, 8, 8, wrong))

    def test_sizes_are_not_there(self):
        """Both tell the same, and the bytes are missing."""
        for opnum in self.WITH_CONTAINER:
            for size in (9, 64, 4096, 65536) + BIG:
                self.fault(opnum, self.mib(8, 8, size, size))
                self.fault(opnum, u32(1, 1, size, 0x20000, 0, 0, size))

    def test_no_buffer(self):
        """A size of nothing: no fault by NDR, and nothing is read."""
        for opnum in self.WITH_CONTAINER:
            for size in (0, 1, 8, 4096):
                self.assertEqual(
                    self.code(opnum, u32(1, 1, size, 0, size, 0)),
                    ERROR_NOT_SUPPORTED)
            for size in BIG:
                self.fault(opnum, u32(1, 1, size, 0, 0, 0))
                self.fault(opnum, u32(1, 1, 0, 0, size, 0))

    def test_many_on_one_connection(self):
        for i in range(200):
            self.anything(29, self.mib(i, 200 - i, i * 3, 8))


class Containers(HostileTest):
    ENUMS = {1: u32(0), 4: u32(0, 0xffffffff), 20: u32(0)}

    def test_sizes(self):
        """dwBufferSize is one thing, the count of the array another."""
        for opnum, head in self.ENUMS.items():
            rest = u32(0xffffffff, 0)
            for size, count in ((8, 7), (7, 8), (8, 4096), (4096, 8),
                                (8, 0xffffffff), (0xffffffff, 8), (0, 8)):
                self.fault(opnum, head + u32(size, 0x20000, count) +
                           bytes(8) + rest)
            for size in BIG:
                self.fault(opnum, head + u32(size, 0) + rest)
            # no buffer where there should be one: it is only room for one
            self.assertEqual(self.code(opnum, head + u32(4096, 0) + rest), 0)

    def test_short(self):
        for opnum, head in self.ENUMS.items():
            whole = head + container() + u32(0xffffffff, 0x20000, 0)
            for length in range(len(whole)):
                self.fault(opnum, whole[:length])
            self.assertEqual(self.code(opnum, whole), 0)


class Tags(HostileTest):
    def test_unions(self):
        """Tags that no arm has, and arms of another tag's size."""
        for opnum, stub in vectors():
            at = {44: 0, 48: 4, 51: 4, 52: 4, 47: 0}.get(opnum)
            if at is None:
                continue
            for tag in (0, 77, 0xfe, 0xff):
                sent = bytearray(stub)
                sent[at:at + 4] = u32(tag)
                self.fault(opnum, bytes(sent))
            self.fault(opnum, stub[:at + 8])

    def test_short_header(self):
        for length in range(4):
            self.fault(46, u32(1) + bytes(length))
            self.fault(45, bytes(length))


class Everything(HostileTest):
    def test_each_number(self):
        """Each number of each request is the largest there is."""
        seen = set()
        for opnum, stub in vectors():
            if opnum not in HARMLESS:
                continue
            seen.add(opnum)
            for at in range(0, min(len(stub), 48), 4):
                for value in (0xffffffff, 0x00100001):
                    sent = bytearray(stub)
                    sent[at:at + 4] = u32(value)
                    self.anything(opnum, bytes(sent[:len(stub)]))
            for length in {len(stub) // 2, max(0, len(stub) - 1)}:
                self.anything(opnum, stub[:length])
            self.anything(opnum, stub + bytes(64))
        self.assertEqual(seen, HARMLESS)


if __name__ == '__main__':
    unittest.main()
