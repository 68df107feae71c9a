# SPDX-License-Identifier: GPL-3.0-or-later
"""Every reply, byte by byte, as [C706] chapter 14 has it.

The requests are raw stubs and the expected replies are put together here by
hand, so that neither of the two NDR engines judges itself: a mistake in the
IDL that two of them share would show.  What the references of pointers are is
the server's business: any but zero.
"""
import json
import os
import struct
import unittest

import dimsvc
import rig
from dimsvc import Image0, Image2

VECTORS = os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir,
                       'vectors', 'requests.jsonl')
ANSWERED = {*range(9), *range(11, 16), 20, 21, 22, 25, *range(34, 37),
            *range(38, 53)}
REF = object()  # the reference of a pointer that is not NULL


def u32(*numbers):
    return struct.pack('<%dI' % len(numbers), *numbers)


def align(raw):
    return raw + bytes(-len(raw) % 4)


def string(value):
    """A conformant and varying string with its terminator."""
    raw = value.encode('utf-16-le') + b'\0\0'
    return u32(len(raw) // 2, 0, len(raw) // 2) + align(raw)


def container(raw=None):
    """A DIM_INFORMATION_CONTAINER that is sent."""
    if raw is None:
        return u32(0, 0)
    return u32(len(raw), 0x20000, len(raw)) + align(raw)


def filled(raw):
    """A DIM_INFORMATION_CONTAINER that is expected."""
    return [u32(len(raw)), REF, u32(len(raw)), align(raw)]


EMPTY = [u32(0, 0)]


class ReplyTest(rig.RigTest):
    def ask(self, opnum, stub, expected, server=None):
        """Call with raw bytes and compare all bytes of the answer."""
        self.compare((server or self.server).raw(opnum, stub), expected)

    def compare(self, reply, expected):
        at = 0
        for part in expected:
            if part is REF:
                self.assertNotEqual(reply[at:at + 4], bytes(4), reply.hex())
                at += 4
                continue
            self.assertEqual(reply[at:at + len(part)].hex(' ', 4),
                             part.hex(' ', 4), 'at %d' % at)
            at += len(part)
        self.assertEqual(len(reply), at, 'bytes left over')


class Answered(ReplyTest):
    def image(self, handle, name):
        """MPRI_INTERFACE_0 of an enabled FULL_ROUTER that is at rest."""
        image = Image0(name)
        image.handle, image.state = handle, dimsvc.DISCONNECTED
        return image.pack()

    def test_server_get_info(self):
        for level, ports in ((1, (128, 3, 128, 3)),
                             (2, (128, 3, 128, 3, 128, 3))):
            self.ask(0, u32(level), filled(u32(*ports)) + [u32(0)])
        for level in (3, 0xffffffff):
            self.ask(0, u32(level), EMPTY + [u32(50)])
        raw = self.server.raw(0, u32(0))
        lan_only, _, ports, used = struct.unpack_from('<4I', raw, 12)
        self.assertEqual((len(raw), lan_only, used), (32, 0, 0))
        self.assertGreater(ports, 0)

    def test_get_handle(self):
        name = self.name()
        handle = self.add(name=name)
        self.ask(11, string(name) + u32(7, 0), [u32(handle, 0)])
        self.ask(11, string('none') + u32(7, 1), [u32(7, 905)])
        # more room than text, as a client with a fixed buffer sends it
        raw = (name + '\0').encode('utf-16-le')
        self.ask(11, u32(257, 0, len(raw) // 2) + align(raw) + u32(0, 0),
                 [u32(handle, 0)])

    def test_create_refused(self):
        raw = Image0('x').pack()
        for level, stub, error in ((0, container(raw), 623),
                                   (0, container(), 87),
                                   (0, u32(540, 0), 87),
                                   (0, container(raw[:-1]), 87),
                                   (9, container(raw), 50)):
            self.ask(12, u32(level) + stub + u32(7), [u32(7, error)])

    def test_get_info(self):
        name = self.name()
        handle = self.add(name=name, number='n')
        raw = self.image(handle, name)
        # what is in the container that comes in does not matter
        for sent in (container(), container(b'ABCDE'), u32(9, 0)):
            self.ask(13, u32(0) + sent + u32(handle), filled(raw) + [u32(0)])
            self.ask(13, u32(0) + sent + u32(99999), EMPTY + [u32(6)])
            self.ask(13, u32(4) + sent + u32(handle), EMPTY + [u32(50)])
        self.ask(13, u32(1) + container() + u32(handle),
                 filled(raw + u32(0)) + [u32(0)])

    def test_set_info(self):
        handle = self.add()
        raw = Image0('another name, of another type', 'CLIENT').pack()
        for level, sent, interface, error in (
                (0, container(raw), handle, 0), (0, container(), handle, 87),
                (7, container(raw), handle, 50),
                (0, container(raw), 99999, 6),
                (0, container(raw + bytes(4)), handle, 87)):
            self.ask(14, u32(level) + sent + u32(interface), [u32(error)])

    def test_enum(self):
        error, listed, *_ = self.server.enum()
        self.assertEqual(error, 0)
        images = b''.join(image.pack() for image in listed)
        count = len(listed)
        request = u32(0) + container()
        everything = u32(0xffffffff)
        self.ask(20, request + everything + u32(0x20000, 0),
                 filled(images) + [u32(count, count), REF, u32(0, 0)])
        self.ask(20, request + everything + u32(0),
                 filled(images) + [u32(count, count, 0, 0)])
        for length in (0, 1, 539, 540, 1079):
            one = filled(images[:540]) + [u32(1, count)]
            self.ask(20, request + u32(length, 0x20000, 0),
                     one + [REF, u32(listed[0].handle, 234)])
            self.ask(20, request + u32(length, 0), one + [u32(0, 234)])
        for stale in (listed[-1].handle, 0x7fffffff, 0xffffffff):
            self.ask(20, request + everything + u32(0x20000, stale),
                     EMPTY + [u32(0, 0), REF, u32(0, 0)])
        self.ask(20, u32(1) + container(b'ABC') + everything +
                 u32(0x20000, 5), EMPTY + [u32(0, 0), REF, u32(5, 50)])

    def test_short_ones(self):
        handle = self.add()
        lan = self.server.get_handle('wan0')[1]
        for opnum, stub, error in (
                (15, u32(99999), 6), (15, u32(lan), 50),
                (21, u32(99999, 0, 0, 0), 6), (21, u32(handle, 1, 0, 0), 87),
                (21, u32(lan, 0, 0, 0), 50), (22, u32(99999), 6),
                (22, u32(handle), 906), (22, u32(lan), 50),
                (25, u32(99999), 6), (25, u32(handle), 0),
                (25, u32(lan), 50)):
            self.ask(opnum, stub, [u32(error)])

    def test_credentials(self):
        name = self.name()
        self.add(name=name, credentials=None)
        self.ask(50, string(name), [u32(0, 0, 0, 623)])
        self.ask(50, string('none'), [u32(0, 0, 0, 905)])
        self.ask(50, string('x' * 257), [u32(0, 0, 0, 87)])
        for user, domain, password, seen in (
                ('', '', '', ''), ('usr', 'd', 'secret', '*' * 16),
                ('\U0001f4de' * 128, 'd' * 16, 'p' * 256, '*' * 16)):
            self.ask(49, b''.join(map(string, (name, user, domain,
                                               password))), [u32(0)])
            expected = []
            for value in (user, domain, seen):
                expected += [REF, string(value)]
            self.ask(50, string(name), expected + [u32(0)])
        for longer in (('u' * 257, '', ''), ('', 'd' * 17, ''),
                       ('', '', '\U0001f4de' * 129)):
            self.ask(49, b''.join(map(string, (name,) + longer)), [u32(87)])


class Unanswered(ReplyTest):
    """Operations without a handler: whole answers, what came in kept."""

    # of dimsvc, before the code; those that are not here have no [out]
    OUT = {2: EMPTY, 5: EMPTY, 24: [u32(0)],
           1: EMPTY + [u32(0, 0), REF, u32(0)],
           4: EMPTY + [u32(0, 0), REF, u32(0)],
           10: [u32(1, 0, 0, 1, 0, 0)], 18: [u32(1, 0, 0, 0, 0, 0)],
           36: EMPTY + [u32(0)], 38: EMPTY, 41: EMPTY,
           45: [u32(0, 0, 0), REF, u32(0)]}
    MIB = [u32(8), REF, u32(0, 0, 8), bytes(8)]
    # RAS_CONNECTION_EX_IDL: its arm is aligned to 8, and ends with 1664
    OUT.update({29: MIB, 30: MIB, 31: MIB, 32: MIB, 33: MIB,
                46: [b'\1', bytes(1459), b'\1', bytes(203)]})
    # [in,out] unions come back as they came, after the handle
    SAME = {51: 4, 52: 4}

    def vectors(self, interface):
        with open(VECTORS, encoding='ascii') as lines:
            for line in lines:
                vector = json.loads(line)
                if vector['interface'] == interface:
                    yield vector['opnum'], bytes.fromhex(vector['stub_in'])

    def expected(self, opnum, stub):
        if opnum in self.SAME:
            return [stub[self.SAME[opnum]:]]
        return self.OUT.get(opnum, [])

    def test_dimsvc(self):
        outsider = dimsvc.Server(plain=True)
        self.addCleanup(outsider.close)
        seen = set()
        for opnum, stub in self.vectors('dimsvc'):
            if opnum in ANSWERED:
                continue
            seen.add(opnum)
            with self.subTest(opnum=opnum):
                expected = self.expected(opnum, stub)
                self.ask(opnum, stub, expected + [u32(50)])
                self.ask(opnum, stub, expected + [u32(5)], outsider)
        self.assertEqual(seen | ANSWERED, set(range(53)))
        self.ask(20, u32(0) + container() + u32(0, 0x20000, 7),
                 EMPTY + [u32(0, 0), REF, u32(7, 5)], outsider)


if __name__ == '__main__':
    unittest.main()
