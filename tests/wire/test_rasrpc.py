# SPDX-License-Identifier: GPL-3.0-or-later
"""rasrpc over SMB but for RasRpcSubmitRequest: structures of [MS-RRASM] as
bytes made by hand.
"""
import os
import struct
import unittest

import dimsvc
import rig
from rasrpc import RasrpcTest, align, result, string, u32

ERROR_BUFFER_TOO_SMALL = 603
ERROR_CANNOT_OPEN_PHONEBOOK = 621
PHONEBOOK = os.path.join(rig.STATE_DIR, 'router.pbk')


def callback(port, device, number, type_, reference):
    """RASRPC_CALLBACKLIST, without what its pNext refers to."""
    units = (dimsvc.utf16(port, 17) + dimsvc.utf16(device, 129) +
             dimsvc.utf16(number, 129))
    return align(units) + u32(type_, reference)


def preferences(redial=0, callbacks=(), last='', initialized=1, dirty=0):
    """RASRPC_PBUSER: the references are sent where the structure has them,
    what they refer to follows it."""
    reference = iter(range(0x20000, 0x30000, 4))
    raw = bytearray(u32(*[0] * 10) + u32(redial) + u32(*[0] * 6))
    raw += u32(next(reference) if callbacks else 0)
    raw += align(dimsvc.utf16(last, 129)) + u32(0)
    raw += dimsvc.utf16('', 260) * 2
    raw += u32(0, 0, 0, 0, 0, 0, 0, 0)  # pPhonebooks to dwYPhonebook
    raw += align(dimsvc.utf16('', 257)) + u32(initialized, dirty)
    for at, one in enumerate(callbacks):
        more = at + 1 < len(callbacks)
        raw += callback(*one, next(reference) if more else 0)
    return bytes(raw)


class Preferences(RasrpcTest):
    CALLBACKS = (('COM1', 'Standard Modem', '555-0100', 3),
                 ('COM2', 'ISDN', '555-0101', 6))

    def get(self, mode=2):
        reply = self.rasrpc.raw(9, preferences() + u32(mode))
        return reply[:-4], result(reply)

    def set(self, user, mode=2):
        return result(self.rasrpc.raw(10, user + u32(mode)))

    def assertPreferences(self, **expected):
        """All bytes; the references may be any but zero."""
        user, error = self.get()
        self.assertEqual(error, 0)
        wanted = preferences(**expected)
        self.assertEqual(len(user), len(wanted))
        for at in range(0, len(user), 4):
            if 0x20000 <= struct.unpack_from('<I', wanted, at)[0] < 0x30000:
                self.assertNotEqual(user[at:at + 4], bytes(4), at)
            else:
                self.assertEqual(user[at:at + 4], wanted[at:at + 4], at)

    def test_round_trip(self):
        self.addCleanup(self.set, preferences(dirty=1))
        self.assertPreferences()
        self.assertEqual(0, self.set(preferences(
            redial=3, callbacks=self.CALLBACKS, last='555-0199', dirty=1)))
        # kept over a restart, and the router's, not the connection's
        rig.rrasd('restart')
        self.assertPreferences(redial=3, callbacks=self.CALLBACKS,
                               last='555-0199')
        # not dirty: nothing is stored
        self.assertEqual(0, self.set(preferences(redial=9)))
        self.assertPreferences(redial=3, callbacks=self.CALLBACKS,
                               last='555-0199')

    def test_errors(self):
        for mode in (0, 1, 3, 0xffffffff):
            self.assertEqual(self.get(mode)[1],
                             dimsvc.ERROR_INVALID_PARAMETER)
            self.assertEqual(self.set(preferences(dirty=1), mode),
                             dimsvc.ERROR_INVALID_PARAMETER)
        self.assertEqual(self.set(preferences(initialized=0, dirty=1)),
                         dimsvc.ERROR_INVALID_PARAMETER)
        bad = preferences(callbacks=[('COM1', 'x', '1', 9)], dirty=1)
        self.assertEqual(self.set(bad), dimsvc.ERROR_INVALID_PARAMETER)
        self.assertPreferences()


class Router(RasrpcTest):
    def system_directory(self, size):
        """(lpBuffer's bytes, return value) for a buffer of that size."""
        # [in,out,string,size_is]: an empty string comes in
        request = u32(size, 0, 1) + align(b'\0\0') + u32(size)
        reply = self.rasrpc.raw(11, request)
        return reply[:-4], result(reply)

    def test_system_directory(self):
        path = 'C:\\Windows\\System32'
        raw = path.encode('utf-16-le') + b'\0\0'
        self.assertEqual(self.system_directory(260),
                         (u32(260, 0, 20) + align(raw), len(path)))
        empty = align(b'\0\0')
        for size in (1, 20, 259):
            self.assertEqual(self.system_directory(size),
                             (u32(size, 0, 1) + empty,
                              ERROR_BUFFER_TOO_SMALL))
        for size in (0, 261):
            with self.assertRaises(dimsvc.Fault):
                self.system_directory(size)

    def test_protocols(self):
        code, _ = rig.router('test', '-e', '/proc/net/if_inet6', check=False)
        both = 12 if code == 0 else 4
        for flags, expected in (((1, 0, 0), both), ((0, 0, 1), both),
                                ((1, 0, 1), both), ((0, 0, 0), 0)):
            self.assertEqual(self.rasrpc.raw(14, u32(*flags)), u32(expected))
        with rig.daemon_with('rras:router type = lan'):
            self.assertEqual(self.rasrpc.raw(14, u32(1, 0, 1)), u32(0))

    def test_version(self):
        self.assertEqual(self.rasrpc.raw(15, u32(0)), u32(6, 0))


class DeleteEntry(RasrpcTest):
    def delete_entry(self, phonebook, entry):
        return result(self.rasrpc.raw(5, string(phonebook) + string(entry)))

    def test_delete_entry(self):
        name = self.name()
        handle = self.add(name=name)
        self.assertIn('[%s]' % name, rig.router('cat', PHONEBOOK))
        self.assertEqual(self.delete_entry('', name.upper()), 0)
        self.assertNotIn('[%s]' % name, rig.router('cat', PHONEBOOK))
        self.assertEqual(self.server.connect(handle),
                         dimsvc.ERROR_CANNOT_FIND_PHONEBOOK_ENTRY)
        self.assertEqual(self.delete_entry('', name),
                         dimsvc.ERROR_CANNOT_FIND_PHONEBOOK_ENTRY)

    def test_paths(self):
        for path in ('router.pbk', 'C:\\Windows\\System32\\ras\\router.pbk',
                     'c:\\WINDOWS\\system32\\router.pbk'):
            handle = self.add(name='entry')
            self.assertEqual(self.delete_entry(path, 'entry'), 0, path)
            self.assertEqual(self.server.delete(handle), 0)
        for path in ('rasphone.pbk', 'C:\\Users\\a\\router.pbk', 'x' * 4000):
            self.assertEqual(self.delete_entry(path, 'entry'),
                             ERROR_CANNOT_OPEN_PHONEBOOK)

    def test_no_name(self):
        self.assertEqual(self.delete_entry('', ''),
                         dimsvc.ERROR_INVALID_PARAMETER)

    def test_live_link(self):
        """The link of an entry that goes away stays up."""
        handle = self.add(name='live entry')
        self.assertEqual(self.server.connect(handle, blocking=1), 0)
        self.assertEqual(self.delete_entry('', 'live entry'), 0)
        self.assertInterface(self.server.interface(handle), dimsvc.CONNECTED)
        self.assertEqual(self.server.disconnect(handle), 0)


class Outsider(RasrpcTest):
    """3.3.4: who is no administrator gets an exception, whatever he asks."""

    def test_fault(self):
        outsider = dimsvc.Server(dimsvc.RASRPC, plain=True)
        self.addCleanup(outsider.close)
        for opnum, stub in ((5, string('') + string('x')),
                            (9, preferences() + u32(2)),
                            (10, preferences(dirty=1) + u32(2)),
                            (11, u32(260, 0, 1) + bytes(4) + u32(260)),
                            (12, u32(0, 0)), (14, u32(1, 0, 1)),
                            (15, u32(0))):
            with self.assertRaises(dimsvc.Fault) as caught:
                outsider.raw(opnum, stub)
            self.assertEqual(caught.exception.code,
                             dimsvc.FAULT_ACCESS_DENIED, opnum)


if __name__ == '__main__':
    unittest.main()
