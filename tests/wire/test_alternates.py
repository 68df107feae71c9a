# SPDX-License-Identifier: GPL-3.0-or-later
"""Alternate numbers of an interface: in their order, until one is answered by
somebody who speaks PPP; and the promotion of that one."""
import struct

import dimsvc
import rig
from dimsvc import CONNECTED, UNREACHABLE

BUSY, NO_CARRIER, ANSWERS, PAP_ANSWERS = ('5550110', '5550111', '5550100',
                                          '5550102')
MPRIO_PromoteAlternates = 0x00008000
NUMBER, ALTERNATES = 544, 804


class Image2(dimsvc.Image2):
    """With the alternate numbers behind it."""

    def __init__(self, name, *alternates, **settings):
        super().__init__(name, **settings)
        self.behind = ''.join(a + '\0' for a in alternates) + '\0'
        self.alternates = self.SIZE

    def pack(self):
        return super().pack() + self.behind.encode('utf-16-le')


def numbers(raw):
    """The number and its alternates, of an answer of level 2."""
    [offset] = struct.unpack_from('<I', raw, ALTERNATES)
    behind = raw[offset:].decode('utf-16-le', 'replace') if offset else ''
    return ([dimsvc.text(raw[NUMBER:NUMBER + 258])] +
            behind.partition('\0\0')[0].split('\0'))


class Alternates(rig.RigTest):
    def dialing(self, *all_numbers, promote=False, options=0,
                password=rig.PASSWORD):
        """The handle of an interface that calls these by modem."""
        name = self.name()
        error, handle = self.server.create(Image2(
            name, *all_numbers[1:], number=all_numbers[0],
            device_type='Modem', device_name='ttyModem0',
            options=(options or dimsvc.MPRIO_RequireCHAP) |
            (MPRIO_PromoteAlternates if promote else 0)), level=2)
        self.assertEqual(error, 0)
        self.addCleanup(self.remove, handle)
        self.assertEqual(0, self.server.set_credentials(name, rig.USER, '',
                                                        password))
        return handle

    def numbers(self, handle):
        error, raw = self.server.get_info(handle, level=2)
        self.assertEqual(error, 0)
        return numbers(raw)

    def test_in_order(self):
        handle = self.dialing(BUSY, NO_CARRIER, ANSWERS)
        self.assertEqual(self.server.connect(handle, blocking=1), 0)
        self.assertInterface(self.server.interface(handle), CONNECTED)
        self.assertEqual(self.numbers(handle), [BUSY, NO_CARRIER, ANSWERS])

    def test_promotion(self):
        handle = self.dialing(BUSY, NO_CARRIER, ANSWERS, promote=True)
        self.assertEqual(self.server.connect(handle, blocking=1), 0)
        promoted = [ANSWERS, BUSY, NO_CARRIER]
        rig.wait_for(lambda: self.numbers(handle) == promoted, 10,
                     'the promotion')
        self.assertEqual(self.server.disconnect(handle), 0)
        rig.rrasd('restart')
        self.reconnect()
        self.assertEqual(self.numbers(handle), promoted)
        self.assertEqual(self.server.connect(handle, blocking=1), 0)

    def test_promotion_by_the_next_rrasd(self):
        """The one before is killed while the alternate number is called."""
        handle = self.dialing(BUSY, ANSWERS, promote=True)
        self.assertEqual(self.server.connect(handle), dimsvc.PENDING)
        rig.wait_for(lambda: rig.router(
            'sh', '-c', 'grep -l %s /run/rras/links/* || :' % ANSWERS), 10,
            'the alternate number')
        rig.rrasd('kill9')
        rig.rrasd('start')
        self.reconnect()
        rig.wait_for(lambda: self.numbers(handle) == [ANSWERS, BUSY], 30,
                     'the promotion')
        self.assertInterface(self.server.interface(handle), CONNECTED)

    def test_nobody(self):
        """The last one's word is the result, and nothing is promoted."""
        handle = self.dialing(NO_CARRIER, BUSY, promote=True)
        self.assertEqual(self.server.connect(handle, blocking=1),
                         dimsvc.ERROR_LINE_BUSY)
        self.assertInterface(self.server.interface(handle), UNREACHABLE,
                             dimsvc.ERROR_LINE_BUSY)
        self.assertEqual(self.numbers(handle), [NO_CARRIER, BUSY])

    def test_refusal_is_the_result(self):
        """A wrong password is not tried at the next number."""
        handle = self.dialing(BUSY, ANSWERS, PAP_ANSWERS, promote=True,
                              password='wrong',
                              options=dimsvc.MPRIO_RequireCHAP |
                              dimsvc.MPRIO_RequirePAP)
        self.assertEqual(self.server.connect(handle, blocking=1),
                         dimsvc.ERROR_AUTHENTICATION_FAILURE)
        self.assertEqual(self.numbers(handle), [BUSY, ANSWERS, PAP_ANSWERS])
