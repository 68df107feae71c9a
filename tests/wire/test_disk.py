# SPDX-License-Identifier: GPL-3.0-or-later
"""A state directory that is full, or that has become read-only: clear errors,
nothing lost, links go on, and all is well again when there is room."""
import contextlib
import errno
import os
import unittest

import dimsvc
import rig

ERROR_DISK_FULL = 112


def on_router(path):
    """A path of the router's, as this host reaches it."""
    with open('/run/rig/hosts/router') as file:
        return '/proc/%s/root%s' % (file.read().strip(), path)


class Disk(rig.RigTest):
    """The daemon's state is on a file system of 4 MB here."""

    @classmethod
    def setUpClass(cls):
        rig.rrasd('stop')
        rig.router('mount', '-t', 'tmpfs', '-o', 'size=4m,mode=700', 'none',
                   rig.STATE_DIR)
        rig.rrasd('start')

    @classmethod
    def tearDownClass(cls):
        rig.rrasd('stop')
        rig.router('umount', rig.STATE_DIR)
        rig.rrasd('start')

    @contextlib.contextmanager
    def full(self):
        path = on_router(rig.STATE_DIR + '/ballast')
        with open(path, 'wb', buffering=0) as ballast:
            with contextlib.suppress(OSError):
                while ballast.write(bytes(512)):
                    pass
            with self.assertRaises(OSError) as raised:
                ballast.write(bytes(512))
            self.assertEqual(raised.exception.errno, errno.ENOSPC)
        try:
            yield
        finally:
            os.unlink(path)

    def assertRefused(self, handle, name, code):
        """What needs room; and nothing of it has been done."""
        before = self.server.get_info(handle, level=2)
        error, new = self.server.create(
            dimsvc.Image2('new', number='svc-chap'), level=2)
        self.assertEqual((error, new), (code, 0))
        self.assertEqual(self.server.get_handle('new')[0],
                         dimsvc.ERROR_NO_SUCH_INTERFACE)
        self.assertEqual(self.server.set_info(
            handle, dimsvc.Image2(name, number='another'), level=2), code)
        self.assertEqual(self.server.get_info(handle, level=2), before)

    def assertWell(self, handle, name):
        """The link can be dialed with what was set before the trouble, after
        a restart too, and changes are made again."""
        for _ in range(2):
            self.assertEqual(self.server.connect(handle, blocking=1), 0)
            self.assertEqual(self.server.disconnect(handle), 0)
            rig.rrasd('restart')
            self.reconnect()
        self.assertEqual(self.server.set_credentials(
            name, rig.USER, '', 'wrong'), 0)
        self.assertEqual(self.server.connect(handle, blocking=1),
                         dimsvc.ERROR_AUTHENTICATION_FAILURE)

    def test_full(self):
        name = self.name()
        handle = self.add(name=name)
        self.assertEqual(self.server.connect(handle, blocking=1), 0)
        with self.full():
            self.assertRefused(handle, name, ERROR_DISK_FULL)
            # what is up stays up, can be hung up, and dialed again
            self.assertInterface(self.server.interface(handle),
                                 dimsvc.CONNECTED)
            self.assertEqual(self.server.disconnect(handle), 0)
            self.assertEqual(self.server.connect(handle, blocking=1), 0)
            self.assertEqual(self.server.disconnect(handle), 0)
        self.assertWell(handle, name)

    def test_read_only(self):
        """It does not start with what it could not keep, and says so."""
        name = self.name()
        handle = self.add(name=name)
        rig.rrasd('stop')
        rig.router('mount', '-o', 'remount,ro', rig.STATE_DIR)
        try:
            with self.assertRaisesRegex(AssertionError, rig.STATE_DIR):
                rig.rrasd('start')
        finally:
            rig.router('mount', '-o', 'remount,rw', rig.STATE_DIR)
            rig.rrasd('start')
        self.reconnect()
        self.assertWell(handle, name)


if __name__ == '__main__':
    unittest.main()
