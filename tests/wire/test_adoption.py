# SPDX-License-Identifier: GPL-3.0-or-later
"""Links outlive their daemon: rrasd is killed with 9, or leaves, and the next
one has them as they were."""
import os
import signal
import threading
import time

import dimsvc
import rasadmin
import rig
from ras_images import CONNECTION_LEVELS
from ras_links import LinkTest, kernel_links

LINKS = '/run/rras/links'
ERROR_NO_CONNECTION = 668


def records():
    return sorted(name for name in rig.router('ls', LINKS).split()
                  if not name.endswith('.lock'))


class AdoptionTest(LinkTest):
    def restart(self, verb='kill9', between=lambda: None):
        """End the daemon so that links stay, and start the next one."""
        rig.rrasd(verb)
        try:
            between()
        finally:
            rig.rrasd('start')
        self.reconnect()

    def seen(self, link):
        """What must not change: all of levels 0 to 3 but time and counters."""
        values = {}
        for level in range(4):
            error, raw = self.server.connection_info(link.connection, level)
            self.assertEqual(error, 0)
            values[level] = {
                name: value for name, value
                in CONNECTION_LEVELS[level].unpack(raw).items()
                if not name.startswith(('dwBytes', 'dwFrames',
                                        'dwConnectDuration'))}
        return values, self.port_of(link.connection)

    def duration(self, link):
        raw = self.server.connection_info(link.connection, 0)[1]
        return CONNECTION_LEVELS[0].unpack(raw)['dwConnectDuration']

    def adopted(self, kind, verb):
        link = self.up(kind)
        link.ping(3)
        self.assertEqual(self.server.connection_clear(link.connection), 0)
        before, pids = self.seen(link), rig.pppds()
        time.sleep(1.2)
        duration = self.duration(link)
        self.restart(verb)
        self.assertInterface(self.server.interface(link.handle),
                             dimsvc.CONNECTED)
        self.assertEqual(self.seen(link), before)
        self.assertGreaterEqual(self.duration(link), duration)
        self.assertEqual(rig.pppds(), pids)
        # the base line of the counters
        raw = self.server.connection_info(link.connection, 1)[1]
        self.assertLess(CONNECTION_LEVELS[1].unpack(raw)['dwFramesRcved'], 3)
        link.ping(3)
        # its plugin has called, and nothing changes by that
        time.sleep(3)
        self.assertEqual(self.seen(link), before)
        self.assertEqual(self.server.disconnect(link.handle), 0)
        self.assertGone(link)
        self.assertEqual(rig.pppds(), [])
        self.assertEqual(records(), [])


class Adoption(AdoptionTest):
    def test_pppoe(self):
        self.adopted('PPPoE', 'kill9')

    def test_serial(self):
        self.adopted('serial', 'kill9')

    def test_left(self):
        self.adopted('PPPoE', 'leave')

    def test_twice(self):
        """Adopted by one, and by the one after that, before it has called."""
        link = self.up()
        before = self.seen(link)
        self.restart()
        self.restart()
        self.assertEqual(self.seen(link), before)
        link.ping()

    def test_died_meanwhile(self):
        link = self.up()

        def kill():
            for pid in rig.pppds():
                os.kill(pid, signal.SIGKILL)
            rig.wait_for(lambda: not kernel_links(), 5, 'the end')
        self.restart(between=kill)
        interface = self.server.interface(link.handle)
        self.assertInterface(interface, dimsvc.DISCONNECTED,
                             ERROR_NO_CONNECTION)
        said = rig.router('rrasctl', 'link', 'history', link.name)
        self.assertIn('ended while rrasd was not running', said)
        self.assertGone(link)
        self.assertEqual(records(), [])
        again = self.dial(link.handle, link.name)
        self.assertNotEqual(again.connection, link.connection)

    def test_dies_afterwards(self):
        """The pppd of an adopted link is no child of rrasd's."""
        link = self.up()
        self.restart()
        os.kill(rig.pppds()[0], signal.SIGKILL)
        interface = rig.wait_for(
            lambda: [one for one in [self.server.interface(link.handle)]
                     if one.state != dimsvc.CONNECTED], 15, 'the end')[0]
        self.assertInterface(interface, dimsvc.DISCONNECTED,
                             ERROR_NO_CONNECTION)
        self.assertGone(link)

    def test_peer_hangs_up_meanwhile(self):
        """pppd ends by itself, and has nobody to tell why."""
        link = self.up()

        def cut():
            rig.isp('ac-absent')
            self.addCleanup(rig.isp, 'ac-present')
            for pid in rig.pppds():
                os.kill(pid, signal.SIGTERM)
            rig.wait_for(lambda: not rig.pppds(), 15, 'the end of pppd')
        self.restart(between=cut)
        self.assertInterface(self.server.interface(link.handle),
                             dimsvc.DISCONNECTED, ERROR_NO_CONNECTION)

    def garbage(self, spoil):
        """A living pppd whose record is of no use is ended; none is twice."""
        link = self.up()
        path = '%s/%s' % (LINKS, records()[0])
        self.restart(between=lambda: spoil(path))
        # the same interface can be dialed as soon as the old one is gone
        interface = rig.wait_for(
            lambda: [one for one in [self.server.interface(link.handle)]
                     if one.state != dimsvc.CONNECTING], 15, 'the end')[0]
        self.assertNotEqual(interface.state, dimsvc.CONNECTED)
        self.assertEqual((rig.pppds(), records(), kernel_links()), ([], [], {}))
        self.dial(link.handle, link.name)
        self.assertEqual(len(rig.pppds()), 1)

    def test_half_written(self):
        self.garbage(lambda path: rig.router('truncate', '-s', '100', path))

    def test_no_record(self):
        self.garbage(lambda path: rig.router('rm', path))

    def test_other_version(self):
        self.garbage(lambda path: rig.router(
            'sh', '-c', r'printf "\377" | dd of=%s conv=notrunc' % path))

    def test_nothing_left_in_the_directory(self):
        """Without any file, the plugin's call gives its link away."""
        self.up()
        self.restart(between=lambda: rig.router('sh', '-c',
                                                'rm %s/*' % LINKS))
        rig.wait_for(lambda: not rig.pppds(), 30, 'the end of the orphan')
        self.assertEqual(kernel_links(), {})

    def test_stale_record_and_lock(self):
        """Files of a dead link, whatever process has a pid like it."""
        link = self.up()

        def revive():
            rig.router('sh', '-c', 'cp -a %s /tmp/kept' % LINKS)
            for pid in rig.pppds():
                os.kill(pid, signal.SIGKILL)
            rig.wait_for(lambda: not kernel_links(), 5, 'the end')
            rig.router('sh', '-c', 'cp -a /tmp/kept/. %s' % LINKS)
        self.restart(between=revive)
        self.assertGone(link)
        self.assertEqual(records(), [])

    def test_deleted_interface(self):
        """No interface is its own any more."""
        link = self.up()
        key = records()[0].split('-')
        self.restart(between=lambda: rig.router(
            'sh', '-c', 'cd %s; for f in *; do mv $f 99999-${f#*-}; done'
            % LINKS))
        rig.wait_for(lambda: not rig.pppds(), 30, 'the end of the orphan')
        self.assertEqual(self.server.interface(link.handle).state,
                         dimsvc.DISCONNECTED)
        self.assertEqual(key[0], str(link.handle))

    def test_every_instant_of_an_attempt(self):
        """Killed in each phase: it goes on in its phase, or is over; there is
        one pppd at most."""
        handle = self.add()
        for delay in (0, 0.02, 0.05, 0.08, 0.12, 0.16, 0.2, 0.25, 0.3, 0.4,
                      0.6, 1):
            with self.subTest(delay=delay):
                self.assertIn(self.server.connect(handle, blocking=0),
                              (0, dimsvc.PENDING))
                time.sleep(delay)
                self.restart()
                self.assertLessEqual(len(rig.pppds()), 1)
                interface = self.settle(handle)
                self.assertEqual(len(rig.pppds()),
                                 interface.state == dimsvc.CONNECTED)
                self.assertEqual(len(records()), len(rig.pppds()))
                if interface.state == dimsvc.CONNECTED:
                    self.assertEqual(len(kernel_links()), 1)
                self.server.disconnect(handle)
                rig.wait_for(lambda: not rig.pppds(), 10, 'no pppd')

    def test_waiting_call(self):
        """Who waits for a link when rrasd dies is told that it has gone."""
        rig.isp('ac-absent')
        self.addCleanup(rig.isp, 'ac-present')
        handle = self.add()
        answers = []

        def wait():
            server = rasadmin.Admin()
            try:
                answers.append(server.connect(handle, blocking=1))
            except dimsvc.Fault as fault:
                answers.append(fault.code)
            finally:
                server.close()
        waiter = threading.Thread(target=wait)
        waiter.start()
        rig.wait_for(rig.pppds, 10, 'the attempt')
        self.restart()
        waiter.join(20)
        self.assertEqual(answers, [0x6ba])
        self.assertEqual(self.server.interface(handle).state,
                         dimsvc.CONNECTING)
        self.assertEqual(len(rig.pppds()), 1)
        self.server.disconnect(handle)
        rig.wait_for(lambda: not rig.pppds(), 10, 'no pppd')

    def test_stop_hangs_up_what_was_adopted(self):
        self.up()
        self.restart()
        rig.rrasd('stop')
        self.assertEqual((rig.pppds(), kernel_links(), records()), ([], {}, []))
        rig.rrasd('start')
        self.reconnect()
