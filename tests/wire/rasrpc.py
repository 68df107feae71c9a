# SPDX-License-Identifier: GPL-3.0-or-later
"""rasrpc over SMB: requests and replies are bytes made by hand, as [C706]
chapter 14 has them; and a test with a connection to it.
"""
import struct

import dimsvc
import rig


def u32(*numbers):
    return struct.pack('<%dI' % len(numbers), *numbers)


def align(raw):
    return raw + bytes(-len(raw) % 4)


def string(value):
    """A conformant and varying string with its terminator."""
    raw = value.encode('utf-16-le') + b'\0\0'
    return u32(len(raw) // 2, 0, len(raw) // 2) + align(raw)


def result(reply):
    return struct.unpack('<I', reply[-4:])[0]


class RasrpcTest(rig.RigTest):
    def setUp(self):
        super().setUp()
        self.rasrpc = dimsvc.Server(dimsvc.RASRPC)
        self.addCleanup(self.rasrpc.close)
