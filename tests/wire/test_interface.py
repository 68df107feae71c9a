# SPDX-License-Identifier: GPL-3.0-or-later
"""Interfaces and their settings over the wire: every level, every error."""
import random
import unittest

import dimsvc
import rig
from dimsvc import DISCONNECTED, Image0, Image2


class Create(rig.RigTest):
    def test_levels(self):
        handle = self.add(number='svc-chap')
        error, raw = self.server.get_info(handle, 2)
        self.assertEqual((error, len(raw)), (0, Image2.SIZE))
        image = Image2.unpack(raw)
        self.assertEqual((image.number, image.device_name, image.state),
                         ('svc-chap', 'WAN Miniport (PPPOE)', DISCONNECTED))
        for level, size in ((0, 540), (1, 544), (3, 2512)):
            error, raw = self.server.get_info(handle, level)
            self.assertEqual((error, len(raw)), (0, size), level)

    def test_names(self):
        for name in ('a', 'Überlandleitung', '漢字 \U0001f4de', 'x' * 256):
            with self.subTest(name):
                handle = self.add(name=name)
                self.assertEqual(self.server.interface(handle).name, name)
                self.assertEqual(self.server.get_handle(name.upper()),
                                 (0, handle))
        for name in ('', '[x]', 'a\nb'):
            error, _ = self.server.create(Image2(name), 2)
            self.assertIn(error, (dimsvc.ERROR_INVALID_NAME,
                                  dimsvc.ERROR_INVALID_PARAMETER), name)

    def test_exists(self):
        name = self.name()
        self.add(name=name)
        for other in (name, name.upper()):
            self.assertEqual(self.server.create(Image2(other), 2)[0],
                             dimsvc.ERROR_INTERFACE_ALREADY_EXISTS)
        self.assertEqual(self.server.create(Image2('WAN0'), 2)[0],
                         dimsvc.ERROR_INTERFACE_ALREADY_EXISTS)

    def test_level_0_needs_a_phonebook_entry(self):
        name = self.name()
        self.assertEqual(self.server.create(Image0(name))[0],
                         dimsvc.ERROR_CANNOT_FIND_PHONEBOOK_ENTRY)
        self.assertEqual(self.server.get_handle(name)[0],
                         dimsvc.ERROR_NO_SUCH_INTERFACE)

    def test_bad_types(self):
        for type_ in ('TUNNEL1', 'DIALOUT'):
            self.assertNotIn(self.server.create(
                Image0(self.name(), type_))[0], (0, 5))
        for type_ in ('DEDICATED', 'INTERNAL', 'LOOPBACK'):
            self.assertNotIn(self.server.create(
                Image0(self.name(), type_, enabled=0))[0], (0, 5))

    def test_bad_level(self):
        for level in (4, 99, 0xffffffff):
            for error in (self.server.create(Image2('x'), level)[0],
                          self.server.get_info(self.add(), level)[0],
                          self.server.set_info(self.add(), Image2('x'),
                                               level)):
                self.assertIn(error, (dimsvc.ERROR_NOT_SUPPORTED,
                                      dimsvc.ERROR_INVALID_LEVEL))


class Change(rig.RigTest):
    def test_enabled(self):
        handle = self.add()
        image = self.server.interface(handle)
        for enabled in (0, 1):
            image.enabled = enabled
            self.assertEqual(self.server.set_info(handle, image), 0)
            self.assertEqual(self.server.interface(handle).enabled, enabled)

    def test_settings(self):
        handle = self.add(number='one')
        image = Image2.unpack(self.server.get_info(handle, 2)[1])
        image.number, image.idle = 'two', 600
        self.assertEqual(self.server.set_info(handle, image, 2), 0)
        image = Image2.unpack(self.server.get_info(handle, 2)[1])
        self.assertEqual((image.number, image.idle), ('two', 600))
        self.assertIn('PhoneNumber=two', rig.router(
            'cat', rig.STATE_DIR + '/router.pbk'))

    def test_phonebook_is_reread(self):
        handle = self.add(number='before')
        rig.router('sed', '-i', 's/=before/=after/',
                   rig.STATE_DIR + '/router.pbk')
        self.assertEqual(self.server.update_phonebook_info(handle), 0)
        image = Image2.unpack(self.server.get_info(handle, 2)[1])
        self.assertEqual(image.number, 'after')

    def test_lan_cannot_be_disabled(self):
        handle = self.server.get_handle('wan0')[1]
        image = self.server.interface(handle)
        image.enabled = 0
        self.assertNotIn(self.server.set_info(handle, image), (0, 5))

    def test_levels_of_a_lan_interface(self):
        handle = self.server.get_handle('wan0')[1]
        for level in (2, 3):
            self.assertNotIn(self.server.get_info(handle, level)[0], (0, 5))

    def test_delete(self):
        name = self.name()
        handle = self.add(name=name)
        self.assertEqual(self.server.connect(handle, blocking=1), 0)
        self.assertEqual(self.server.delete(handle),
                         dimsvc.ERROR_INTERFACE_CONNECTED)
        self.assertEqual(self.server.disconnect(handle), 0)
        self.assertEqual(self.server.delete(handle), 0)
        self.assertEqual(self.server.delete(handle),
                         dimsvc.ERROR_INVALID_HANDLE)
        self.assertEqual(self.server.get_handle(name)[0],
                         dimsvc.ERROR_NO_SUCH_INTERFACE)
        self.assertNotIn('[%s]' % name, rig.router(
            'cat', rig.STATE_DIR + '/router.pbk'))
        self.assertEqual(self.server.get_credentials(name)[0],
                         dimsvc.ERROR_NO_SUCH_INTERFACE)
        self.assertGreater(self.add(name=name), handle)


class Enum(rig.RigTest):
    def pages(self, length):
        """Every page of an enumeration, as its images."""
        resume, pages = 0, []
        while True:
            error, images, read, total, after = self.server.enum(length,
                                                                 resume)
            self.assertIn(error, (0, dimsvc.ERROR_MORE_DATA))
            self.assertEqual(read, len(images))
            pages.append((images, total))
            if error == 0:
                return pages
            self.assertNotEqual(after, resume, 'no progress')
            resume = after

    def test_pages(self):
        handles = sorted(self.add() for _ in range(5))
        error, everything, read, total, _ = self.server.enum()
        self.assertEqual((error, read, total), (0, len(everything),
                                                len(everything)))
        self.assertLessEqual(set(handles), {i.handle for i in everything})
        for length in (540, 541, 1079, 1080, 3000):
            pages = self.pages(length)
            seen = [image.handle for images, _ in pages for image in images]
            self.assertEqual(seen, [i.handle for i in everything], length)
            remaining = len(everything)
            for images, total in pages:
                self.assertEqual(total, remaining)
                self.assertLessEqual(len(images) * 540, max(length, 540))
                remaining -= len(images)

    def test_no_resume_handle(self):
        error, images, read, total, _ = self.server.enum(resume=None)
        self.assertEqual((error, read), (0, total))

    def test_lan(self):
        kinds = {i.name: i.type for i in self.server.enum()[1]}
        self.assertEqual(kinds['Loopback'], dimsvc.IF_TYPE['LOOPBACK'])
        self.assertEqual(kinds['Internal'], dimsvc.IF_TYPE['INTERNAL'])
        self.assertEqual(kinds['wan0'], dimsvc.IF_TYPE['DEDICATED'])

    def test_lan_is_followed(self):
        rig.router('ip', 'link', 'add', 'live0', 'type', 'dummy')
        self.addCleanup(rig.router, 'ip', 'link', 'del', 'live0', check=False)
        handle = rig.wait_for(lambda: self.server.get_handle('live0')[1], 5,
                              'the new interface')
        rig.router('ip', 'link', 'set', 'live0', 'up')
        rig.wait_for(lambda: self.server.interface(handle).state ==
                     dimsvc.CONNECTED, 5, 'its carrier')
        rig.router('ip', 'link', 'del', 'live0')
        rig.wait_for(lambda: self.server.get_info(handle)[0] != 0 or
                     self.server.interface(handle).state ==
                     dimsvc.UNREACHABLE, 5, 'its end')


class Credentials(rig.RigTest):
    MASK = '****************'

    def test_mask(self):
        name = self.name()
        handle = self.add(name=name, credentials=None)
        self.assertEqual(self.server.set_credentials(
            name, rig.USER, '', rig.PASSWORD), 0)
        error, found = self.server.get_credentials(name)
        self.assertEqual((error, found[:2]), (0, (rig.USER, '')))
        self.assertNotIn(rig.PASSWORD, found[2])
        # what was read is written back: the password stays
        self.assertEqual(self.server.set_credentials(name, *found), 0)
        self.assertEqual(self.server.connect(handle, blocking=1), 0)

    def test_password_by_option(self):
        name = self.name()
        self.add(name=name)
        with rig.daemon_with('rras:return passwords = yes'):
            server = dimsvc.Server()
            self.assertEqual(server.get_credentials(name),
                             (0, (rig.USER, '', rig.PASSWORD)))
            server.close()
            bare = dimsvc.Server(seal=False)
            self.assertNotIn(rig.PASSWORD, bare.get_credentials(name)[1])
            bare.close()

    def test_errors(self):
        self.assertEqual(self.server.set_credentials('none', 'u', '', 'p'),
                         dimsvc.ERROR_NO_SUCH_INTERFACE)
        self.assertEqual(self.server.get_credentials('none')[0],
                         dimsvc.ERROR_NO_SUCH_INTERFACE)
        name = self.name()
        self.add(name=name, credentials=None)
        self.assertNotEqual(self.server.get_credentials(name)[0], 0)
        for user, domain, password in (('u' * 257, '', 'p'),
                                       ('u', 'd' * 17, 'p'),
                                       ('u', '', 'p' * 257)):
            self.assertNotIn(self.server.set_credentials(
                name, user, domain, password), (0, 5))
        self.assertEqual(self.server.set_credentials(
            name, 'u' * 256, 'd' * 16, 'p' * 256), 0)


class Kill(rig.RigTest):
    """kill -9 of rrasd at any instant: what was answered is still so."""

    def test_between_any_two_steps(self):
        dice = random.Random(2)
        expected = {}
        for _ in range(8):
            name = self.name()
            expected[name] = (self.add(name=name, number='one'), 'one')
            rig.rrasd('kill9')
            rig.rrasd('start')
            self.check(expected)
            handle, _ = expected[name]
            image = Image2.unpack(self.server.get_info(handle, 2)[1])
            image.number = 'two'
            self.assertEqual(self.server.set_info(handle, image, 2), 0)
            expected[name] = (handle, 'two')
            rig.rrasd('kill9')
            rig.rrasd('start')
            self.check(expected)
            victim = dice.choice(sorted(expected))
            if dice.random() < 0.5:
                self.assertEqual(self.server.delete(expected[victim][0]), 0)
                del expected[victim]
                rig.rrasd('kill9')
                rig.rrasd('start')
                self.assertEqual(self.server.get_handle(victim)[0],
                                 dimsvc.ERROR_NO_SUCH_INTERFACE)
                self.check(expected)

    def test_with_a_link_up(self):
        """A link outlives its daemon, and is never dialed twice."""
        handle = self.add(name=self.name())
        self.assertEqual(self.server.connect(handle, blocking=1), 0)
        rig.rrasd('kill9')
        rig.rrasd('start')
        self.assertEqual(self.server.interface(handle).state,
                         dimsvc.CONNECTED)
        self.assertEqual(self.server.connect(handle, blocking=1), 0)
        self.assertEqual(len(rig.pppds()), 1)
        links = rig.router('ip', '-o', 'link', 'show', 'type', 'ppp')
        self.assertEqual(len(links.splitlines()), 1)

    def test_while_dialing(self):
        """What searches for a peer goes on, the modem's script included."""
        rig.isp('ac-absent')
        self.addCleanup(rig.isp, 'ac-present')
        dials = [self.add(), self.add(number='5550114', device_type='Modem',
                                      device_name='ttyModem0')]
        for handle in dials:
            self.assertEqual(self.server.connect(handle), dimsvc.PENDING)
        rig.wait_for(lambda: 'ATDT' in rig.router('ps', '-o', 'args', '-C',
                                                  'chat', check=False)[1],
                     10, 'the modem to be dialed')
        pppds = rig.pppds()
        rig.rrasd('kill9')
        rig.rrasd('start')
        self.assertEqual(rig.pppds(), pppds)
        for handle in dials:
            self.assertEqual(self.server.interface(handle).state,
                             dimsvc.CONNECTING)
        for handle in dials:
            self.server.disconnect(handle)
        rig.run('rig-clean-check')

    def check(self, expected):
        for name, (handle, number) in expected.items():
            self.assertEqual(self.server.get_handle(name), (0, handle))
            error, raw = self.server.get_info(handle, 2)
            self.assertEqual((error, Image2.unpack(raw).number), (0, number))
            self.assertEqual(self.server.get_credentials(name)[1][0],
                             rig.USER)


if __name__ == '__main__':
    unittest.main()
