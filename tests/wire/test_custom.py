# SPDX-License-Identifier: GPL-3.0-or-later
"""Devices, extended credentials and IKEv2 configurations of interfaces.

Requests and replies are put together by hand, as in test_replies.
"""
import struct
import unittest

import dimsvc
import rig
from dimsvc import Image2, utf16
from test_replies import EMPTY, ReplyTest, align, container, filled, u32

DEVICE_GET, DEVICE_SET = 38, 39
CREDENTIALS_SET, CREDENTIALS_GET = 40, 41
CUSTOM_GET, CUSTOM_SET = 51, 52

ERROR_DEVICE_DOES_NOT_EXIST = 608
ERROR_NOT_FOUND = 1168

MODEM, CABLE = '/dev/ttyModem0', '/dev/ttyNull0'
PPPOE = 'WAN Miniport (PPPOE)'
MASK = b'*' * 16
SECRET = b'Open, Sesame!'


class CustomTest(ReplyTest):
    def refuse(self, opnum, stub, code, reply=(u32(0, 0),)):
        self.ask(opnum, stub, list(reply) + [u32(code)])

    def accept(self, opnum, stub):
        self.ask(opnum, stub, [u32(0)])

    def phonebook(self):
        return rig.router('cat', rig.STATE_DIR + '/router.pbk')


# -- devices --


def device(kind, name, number=None, alternates=(), pointer=4):
    """MPR_DEVICE_0, or _1 where a number is given."""
    raw = utf16(kind, 17) + utf16(name, 129)
    if number is None:
        return raw
    raw += utf16(number, 129) + b'\0\0'
    size = len(raw) + pointer
    strings = ''.join(a + '\0' for a in alternates)
    tail = (strings + '\0').encode('utf-16-le') if alternates else b''
    return raw + (size if tail else 0).to_bytes(pointer, 'little') + tail


class Devices(CustomTest):
    def setUp(self):
        super().setUp()
        self.dd = self.add(device_type='Modem', device_name=MODEM,
                           number='100')

    def get(self, level=1, index=1, handle=None):
        return (u32(level) + container() +
                u32(index, self.dd if handle is None else handle))

    def set(self, image, level=1, index=1, handle=None):
        return (u32(level) + container(image) +
                u32(index, self.dd if handle is None else handle))

    def expect(self, image, level=1, index=1):
        self.ask(DEVICE_GET, self.get(level, index), filled(image) + [u32(0)])

    def test_get(self):
        self.expect(device('Modem', MODEM), 0)
        self.expect(device('Modem', MODEM, '100'))

    def test_set_with_alternates(self):
        for pointer in (4, 8):
            for alternates in (('101', '10-2'), ()):
                self.accept(DEVICE_SET, self.set(device(
                    'Modem', MODEM, '99', alternates, pointer)))
                self.expect(device('Modem', MODEM, '99', alternates))
        self.accept(DEVICE_SET, self.set(device('SERIAL', CABLE), 0))
        self.expect(device('SERIAL', CABLE, '99'))
        image = Image2.unpack(self.server.get_info(self.dd, 2)[1])
        self.assertEqual((image.device_type, image.device_name, image.number),
                         ('SERIAL', CABLE, '99'))

    def test_multilink(self):
        self.accept(DEVICE_SET, self.set(device('Modem', CABLE, '7', ('8',)),
                                         index=2))
        self.expect(device('Modem', CABLE, '7', ('8',)), index=2)
        self.expect(device('Modem', MODEM, '100'))
        self.refuse(DEVICE_GET, self.get(index=3),
                    dimsvc.ERROR_INVALID_PARAMETER)
        self.assertIn('Device=%s\n' % CABLE,
                      self.phonebook().replace('\r', ''))
        # it outlives the daemon, and a SetInfo that knows of one device
        rig.rrasd('restart')
        self.reconnect()
        image = Image2.unpack(self.server.get_info(self.dd, 2)[1])
        image.alternates, image.number = 0, '55'
        self.assertEqual(self.server.set_info(self.dd, image, 2), 0)
        self.expect(device('Modem', MODEM, '55'))
        self.expect(device('Modem', CABLE, '7', ('8',)), index=2)

    def test_what_cannot_be_bundled_is_ignored(self):
        self.accept(DEVICE_SET, self.set(device('PPPoE', PPPOE), 0, 2))
        self.refuse(DEVICE_GET, self.get(index=2),
                    dimsvc.ERROR_INVALID_PARAMETER)
        self.accept(DEVICE_SET, self.set(device('PPPoE', PPPOE), 0))
        self.accept(DEVICE_SET, self.set(device('Modem', MODEM), 0, 2))
        self.refuse(DEVICE_GET, self.get(index=2),
                    dimsvc.ERROR_INVALID_PARAMETER)

    def test_actual_type(self):
        self.accept(DEVICE_SET, self.set(device('Vpn', PPPOE, 'isp')))
        self.expect(device('PPPoE', PPPOE, 'isp'))
        self.accept(DEVICE_SET, self.set(device('x25', MODEM, '1')))
        self.expect(device('Modem', MODEM, '1'))

    def test_refused(self):
        lan = self.server.get_handle('wan0')[1]
        good = device('Modem', MODEM, '1')
        for stub, code in (
                (self.set(device('Modem', 'ttyS99', '1')),
                 ERROR_DEVICE_DOES_NOT_EXIST),
                (self.set(good, 2), dimsvc.ERROR_NOT_SUPPORTED),
                (self.set(good, handle=99999), dimsvc.ERROR_INVALID_HANDLE),
                (self.set(good, handle=lan), dimsvc.ERROR_NOT_SUPPORTED),
                (self.set(good, index=0), dimsvc.ERROR_INVALID_PARAMETER),
                (self.set(good, index=3), dimsvc.ERROR_INVALID_PARAMETER),
                (self.set(good[:-1]), dimsvc.ERROR_INVALID_PARAMETER),
                (self.set(good[:-4] + u32(0xfffffffe)),
                 dimsvc.ERROR_INVALID_PARAMETER),
                (self.set(b'x' * 556), dimsvc.ERROR_INVALID_PARAMETER),
                (self.set(None), dimsvc.ERROR_INVALID_PARAMETER)):
            self.refuse(DEVICE_SET, stub, code, ())
        for stub, code in (
                (self.get(2), dimsvc.ERROR_NOT_SUPPORTED),
                (self.get(handle=99999), dimsvc.ERROR_INVALID_HANDLE),
                (self.get(handle=lan), dimsvc.ERROR_NOT_SUPPORTED),
                (self.get(index=0), dimsvc.ERROR_INVALID_PARAMETER)):
            self.refuse(DEVICE_GET, stub, code)
        self.expect(device('Modem', MODEM, '100'))


# -- extended credentials --


def credentials(data, offset=8):
    """MPR_CREDENTIALSEX_1."""
    raw = u32(len(data), offset).ljust(offset, b'\0') + data
    return raw.ljust(12, b'\0')


def eap(identity, pin, hash_=bytes(range(20)), wide=False):
    """EAPTLS_USER_PROPERTIES."""
    strings = (identity + '\0').encode('utf-16-le')
    pin_offset = len(strings)
    strings += (pin + '\0').encode('utf-16-le')
    start = 70 if wide else 58
    head = u32(0, 1, start + len(strings), 0, len(hash_)) + hash_
    if wide:
        head += struct.pack('<QIxxxxQ', 0x7ff612345678, pin_offset,
                            0x7ff612345678 + pin_offset)
    else:
        head += u32(start, pin_offset, start + pin_offset)
    return head.ljust(start, b'\0') + strings


class Credentials(CustomTest):
    def setUp(self):
        super().setUp()
        self.dd = self.add()

    def get(self, level, handle=None):
        return (u32(level) + container() +
                u32(self.dd if handle is None else handle))

    def set(self, level, image, handle=None):
        return (u32(level) + container(image) +
                u32(self.dd if handle is None else handle))

    def expect(self, level, data, handle=None):
        self.ask(CREDENTIALS_GET, self.get(level, handle),
                 filled(credentials(data)) + [u32(0)])

    def test_key(self):
        self.refuse(CREDENTIALS_GET, self.get(1), ERROR_NOT_FOUND)
        for level in (1, 2, 3):
            self.accept(CREDENTIALS_SET,
                        self.set(level, credentials(SECRET, 8 + level)))
            self.expect(4 - level, MASK)
        self.accept(CREDENTIALS_SET, self.set(1, credentials(MASK)))
        rig.rrasd('restart')
        self.reconnect()
        self.expect(2, MASK)
        with rig.daemon_with('rras:return passwords = yes'):
            self.reconnect()
            self.expect(2, SECRET)
        self.reconnect()
        self.accept(CREDENTIALS_SET, self.set(1, credentials(b'')))
        self.refuse(CREDENTIALS_GET, self.get(1), ERROR_NOT_FOUND)

    def test_key_of_the_server(self):
        self.refuse(CREDENTIALS_GET, self.get(2, 0), ERROR_NOT_FOUND)
        self.accept(CREDENTIALS_SET, self.set(2, credentials(SECRET), 0))
        self.addCleanup(self.accept, CREDENTIALS_SET,
                        self.set(2, credentials(b''), 0))
        self.expect(2, MASK, 0)
        for level in (0, 1, 3):
            self.refuse(CREDENTIALS_GET, self.get(level, 0),
                        dimsvc.ERROR_INVALID_HANDLE)
            self.refuse(CREDENTIALS_SET,
                        self.set(level, credentials(SECRET), 0),
                        dimsvc.ERROR_INVALID_HANDLE, ())
        self.refuse(CREDENTIALS_GET, self.get(2), ERROR_NOT_FOUND)

    def test_eap(self):
        self.expect(0, b'')
        for wide in (False, True):
            self.accept(CREDENTIALS_SET, self.set(0, credentials(
                eap('jürgen@example', '0815', wide=wide))))
            self.expect(0, eap('jürgen@example', '*' * 16))
        self.accept(CREDENTIALS_SET, self.set(0, credentials(
            eap('bob', '*' * 16, b'\1\2'.ljust(20, b'\0')))))
        with rig.daemon_with('rras:return passwords = yes'):
            self.reconnect()
            self.expect(0, eap('bob', '0815', b'\1\2'.ljust(20, b'\0')))
        self.reconnect()
        self.accept(CREDENTIALS_SET, self.set(0, credentials(b'')))
        self.expect(0, b'')

    def test_refused(self):
        lan = self.server.get_handle('wan0')[1]
        good = credentials(SECRET)
        for stub, code in (
                (self.set(4, good), dimsvc.ERROR_NOT_SUPPORTED),
                (self.set(1, good, 99999), dimsvc.ERROR_INVALID_HANDLE),
                (self.set(1, good, lan),
                 dimsvc.ERROR_CANNOT_FIND_PHONEBOOK_ENTRY),
                (self.set(0, credentials(b''), lan),
                 dimsvc.ERROR_INVALID_LEVEL),
                (self.set(0, good), dimsvc.ERROR_INVALID_PARAMETER),
                (self.set(1, credentials(b'x' * 257)),
                 dimsvc.ERROR_INVALID_PARAMETER),
                (self.set(1, good[:-1]), dimsvc.ERROR_INVALID_PARAMETER),
                (self.set(1, good[:7]), dimsvc.ERROR_INVALID_PARAMETER),
                (self.set(1, u32(0xffffffff, 8, 0)),
                 dimsvc.ERROR_INVALID_PARAMETER),
                (self.set(1, u32(4, 0xfffffffc, 0)),
                 dimsvc.ERROR_INVALID_PARAMETER),
                (self.set(1, None), dimsvc.ERROR_INVALID_PARAMETER)):
            self.refuse(CREDENTIALS_SET, stub, code, ())
        for stub, code in (
                (self.get(4), dimsvc.ERROR_NOT_SUPPORTED),
                (self.get(0, 99999), dimsvc.ERROR_INVALID_HANDLE),
                (self.get(0, lan), dimsvc.ERROR_INVALID_LEVEL),
                (self.get(1), ERROR_NOT_FOUND)):
            self.refuse(CREDENTIALS_GET, stub, code)

    def test_nobody_reads_them(self):
        self.accept(CREDENTIALS_SET, self.set(1, credentials(SECRET)))
        mode = rig.router('stat', '-c', '%a %U', rig.STATE_DIR + '/rras.tdb')
        self.assertEqual(mode.split(), ['600', 'root'])
        code, _ = rig.router('grep', '-r', SECRET.decode(), '/var/log',
                             rig.STATE_DIR + '/router.pbk', check=False)
        self.assertNotEqual(code, 0)
        plain = dimsvc.Server(plain=True)
        self.addCleanup(plain.close)
        self.ask(CREDENTIALS_GET, self.get(1),
                 EMPTY + [u32(dimsvc.ERROR_ACCESS_DENIED)], plain)


# -- IKEv2 configurations --


def custom(revision, life=0, size=0, name=b'', policy=None, hash_=b'',
           flags=1, header=None, memory=None):
    """MPR_IF_CUSTOMINFOEX_IDL; the references of pointers are 1, 2 and 3."""
    memory = memory or {1: 40, 2: 56}[revision]
    raw = struct.pack('<BxxxBBH', revision,
                      *(header or (revision, 6, memory)))
    raw += u32(flags, life, size)
    raw += u32(len(name), 1 if name else 0, 2 if policy else 0)
    if revision == 2:
        raw += u32(len(hash_), 3 if hash_ else 0)
    if name:
        raw += u32(len(name)) + align(name)
    if policy:
        raw += u32(*policy)
    if hash_ and revision == 2:
        raw += u32(len(hash_)) + align(hash_)
    return raw


NAME = bytes.fromhex('300f310d300b06035504031304726f7574')
HASH = bytes(range(20))
POLICY = (2, 4, 8, 5, 5, 4)


class Custom(CustomTest):
    def setUp(self):
        super().setUp()
        self.dd = self.add()

    def get(self, revision, handle=None):
        """The reply to an empty structure, its references made 1, 2, 3."""
        reply = self.server.raw(CUSTOM_GET, u32(
            self.dd if handle is None else handle) + custom(revision, flags=0))
        return self.numbered(reply, revision)

    @staticmethod
    def numbered(reply, revision):
        reply = bytearray(reply)
        for number, at in ((1, 24), (2, 28), (3, 36))[:revision + 1]:
            if struct.unpack_from('<I', reply, at)[0]:
                struct.pack_into('<I', reply, at, number)
        return bytes(reply)

    def set(self, image, handle=None):
        """The error code of a Set, which sends back what came."""
        reply = self.server.raw(CUSTOM_SET, u32(
            self.dd if handle is None else handle) + image)
        self.assertEqual(self.numbered(reply[:-4], image[0]), image)
        return struct.unpack('<I', reply[-4:])[0]

    def expect(self, image):
        self.assertEqual(self.get(image[0]).hex(' ', 4),
                         (image + u32(0)).hex(' ', 4))

    def test_both_revisions(self):
        for revision in (1, 2):
            self.expect(custom(revision, flags=0))
        self.assertEqual(self.set(custom(2, 300, 1024, NAME, POLICY, HASH)), 0)
        self.expect(custom(2, 300, 1024, NAME, POLICY, HASH))
        self.expect(custom(1, 300, 1024, NAME, POLICY))
        rig.rrasd('restart')
        self.reconnect()
        self.expect(custom(2, 300, 1024, NAME, POLICY, HASH))
        # revision 1 leaves the hash of the certificate that it names
        self.assertEqual(self.set(custom(1, 600, 2048, NAME)), 0)
        self.expect(custom(2, 600, 2048, NAME, None, HASH))
        self.assertEqual(self.set(custom(1, 600, 2048, NAME[:-1], POLICY)), 0)
        self.expect(custom(2, 600, 2048, NAME[:-1], POLICY))
        self.assertEqual(self.set(custom(1, flags=0)), 0)
        self.expect(custom(2, flags=0))

    def test_refused(self):
        lan = self.server.get_handle('wan0')[1]
        for image in (custom(2, 299, 1024), custom(2, 17280000, 1024),
                      custom(1, 300, 1023), custom(1, 300, 1024, flags=2),
                      custom(2, 300, 1024, header=(1, 6, 56)),
                      custom(2, 300, 1024, header=(2, 5, 56))):
            self.assertEqual(self.set(image), dimsvc.ERROR_INVALID_PARAMETER)
        for at, bad in enumerate((4, 5, 9, 6, 8, 7)):
            policy = POLICY[:at] + (bad,) + POLICY[at + 1:]
            self.assertEqual(self.set(custom(2, 300, 1024, policy=policy)),
                             dimsvc.ERROR_INVALID_PARAMETER, policy)
        self.expect(custom(2, flags=0))
        good = custom(1, 300, 1024)
        self.assertEqual(self.set(good, 99999), dimsvc.ERROR_INVALID_HANDLE)
        self.assertEqual(self.set(good, lan), dimsvc.ERROR_INVALID_PARAMETER)
        for handle, code in ((99999, dimsvc.ERROR_INVALID_HANDLE),
                             (lan, dimsvc.ERROR_INVALID_PARAMETER)):
            for revision in (1, 2):
                self.assertEqual(
                    self.get(revision, handle),
                    custom(revision, flags=0) + u32(code))

    def test_no_such_revision(self):
        for revision in (0, 3, 255):
            for opnum in (CUSTOM_GET, CUSTOM_SET):
                stub = bytearray(u32(self.dd) + custom(1, 300, 1024))
                stub[4] = stub[8] = revision
                with self.assertRaises(dimsvc.Fault):
                    self.server.raw(opnum, bytes(stub))
        self.expect(custom(2, flags=0))

    def test_deleted_with_the_interface(self):
        name = self.name()
        handle = self.add(name=name)
        self.assertEqual(self.set(custom(1, 300, 1024), handle), 0)
        self.assertEqual(self.server.delete(handle), 0)
        handle = self.add(name=name)
        self.assertEqual(self.get(2, handle), custom(2, flags=0) + u32(0))


if __name__ == '__main__':
    unittest.main()
