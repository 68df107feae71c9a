# SPDX-License-Identifier: GPL-3.0-or-later
"""The contract of Connect and Disconnect, each code from its real cause."""
import os
import subprocess
import sys
import threading
import time
import unittest

import dimsvc
import rig
from dimsvc import (CONNECTED, CONNECTING, DISCONNECTED, UNREACHABLE,
                    REASON_ADMIN_DISABLED, REASON_CONNECTION_FAILURE,
                    REASON_SERVICE_PAUSED)

SERIAL = {'device_type': 'SERIAL', 'device_name': 'ttyNull0', 'number': ''}
MODEM = {'device_type': 'Modem', 'device_name': 'ttyModem0'}


class Connect(rig.RigTest):
    def test_pending_then_connected(self):
        handle = self.add()
        self.assertEqual(self.server.connect(handle), dimsvc.PENDING)
        self.assertEqual(self.server.interface(handle).state, CONNECTING)
        self.assertInterface(self.settle(handle), CONNECTED, 0, 0)
        rig.router('ping', '-c1', '-W2', rig.peer_address())
        self.assertEqual(self.server.disconnect(handle), 0)
        self.assertInterface(self.server.interface(handle), DISCONNECTED, 0)
        self.assertEqual(rig.pppd_children(), [])

    def test_blocking(self):
        handle = self.add()
        self.assertEqual(self.server.connect(handle, blocking=1), 0)
        self.assertInterface(self.server.interface(handle), CONNECTED)

    def test_priority(self):
        """rrasd comes before pppds that take the CPU; they get none of it."""
        self.assertEqual(self.server.connect(self.add(), blocking=1), 0)
        daemon = int(rig.rrasd('pid'))
        self.assertEqual(os.getpriority(os.PRIO_PROCESS, daemon), -20)
        child, = rig.pppd_children()
        self.assertEqual(os.getpriority(os.PRIO_PROCESS, child), 0)

    def test_blocking_tells_the_error(self):
        handle = self.add(credentials=(rig.USER, '', 'wrong'))
        self.assertEqual(self.server.connect(handle, blocking=1),
                         dimsvc.ERROR_AUTHENTICATION_FAILURE)
        self.assertInterface(self.server.interface(handle), UNREACHABLE,
                             dimsvc.ERROR_AUTHENTICATION_FAILURE,
                             REASON_CONNECTION_FAILURE)

    def test_event_from_afar(self):
        handle = self.add()
        self.assertEqual(self.server.connect(handle, event=0x1234),
                         dimsvc.ERROR_INVALID_PARAMETER)
        self.assertInterface(self.server.interface(handle), DISCONNECTED)

    def test_connected_already(self):
        handle = self.add()
        self.assertEqual(self.server.connect(handle, blocking=1), 0)
        children = rig.pppd_children()
        self.assertEqual(len(children), 1)
        self.assertEqual(self.server.connect(handle), 0)
        self.assertEqual(self.server.connect(handle, blocking=1), 0)
        self.assertEqual(rig.pppd_children(), children)

    def test_connecting_already(self):
        rig.isp('ac-absent')
        self.addCleanup(rig.isp, 'ac-present')
        handle = self.add()
        self.assertEqual(self.server.connect(handle), dimsvc.PENDING)
        for blocking in (0, 1):
            self.assertEqual(self.server.connect(handle, blocking),
                             dimsvc.ERROR_ALREADY_CONNECTING)
        self.assertEqual(len(rig.pppd_children()), 1)

    def test_disabled(self):
        handle = self.add(enabled=0)
        self.assertEqual(self.server.connect(handle),
                         dimsvc.ERROR_INTERFACE_DISABLED)
        self.assertInterface(self.server.interface(handle), UNREACHABLE, 0,
                             REASON_ADMIN_DISABLED)

    def test_no_such_device(self):
        for settings in ({'device_name': 'eth99'},
                         {**SERIAL, 'device_name': 'ttyGone0'}):
            handle = self.add(**settings)
            self.assertEqual(self.server.connect(handle),
                             dimsvc.ERROR_INTERFACE_HAS_NO_DEVICES)

    def test_no_free_device(self):
        first, second = self.add(), self.add()
        with rig.daemon_with('rras:pppoe ports = 1'):
            server = dimsvc.Server()
            self.assertEqual(server.connect(first, blocking=1), 0)
            self.assertEqual(server.connect(second),
                             dimsvc.ERROR_INTERFACE_HAS_NO_DEVICES)
            server.close()

    def test_tty_in_use(self):
        first, second = self.add(**SERIAL), self.add(**SERIAL)
        self.assertEqual(self.server.connect(first, blocking=1), 0)
        self.assertEqual(self.server.connect(second),
                         dimsvc.ERROR_INTERFACE_HAS_NO_DEVICES)

    def test_unknown_handle(self):
        for handle in (0, 0xffffffff, 123456):
            self.assertEqual(self.server.connect(handle),
                             dimsvc.ERROR_INVALID_HANDLE)
            self.assertEqual(self.server.disconnect(handle),
                             dimsvc.ERROR_INVALID_HANDLE)

    def test_not_an_administrator(self):
        handle = self.add()
        outsider = dimsvc.Server(plain=True)
        self.addCleanup(outsider.close)
        for which in (handle, 123456):
            self.assertEqual(outsider.connect(which),
                             dimsvc.ERROR_ACCESS_DENIED)
        self.assertInterface(self.server.interface(handle), DISCONNECTED)

    def test_paused(self):
        handle = self.add()
        rig.router('rrasctl', 'service', 'pause')
        self.addCleanup(rig.router, 'rrasctl', 'service', 'continue')
        self.assertEqual(self.server.connect(handle),
                         dimsvc.ERROR_SERVICE_IS_PAUSED)
        reasons = self.server.interface(handle).reasons
        self.assertEqual(reasons & REASON_SERVICE_PAUSED,
                         REASON_SERVICE_PAUSED)
        rig.router('rrasctl', 'service', 'continue')
        self.assertEqual(self.server.connect(handle, blocking=1), 0)

    def test_cannot_dial(self):
        handle = self.add()
        for option in ('rras:router type = lan',
                       'rras:pppd path = /nonexistent/pppd',
                       'rras:pppd plugin directory = /nonexistent'):
            with self.subTest(option), rig.daemon_with(option):
                server = dimsvc.Server()
                self.assertEqual(server.connect(handle),
                                 dimsvc.ERROR_DDM_NOT_RUNNING)
                server.close()

    def test_no_kernel_ppp(self):
        handle = self.add()
        rig.router('mv', '/dev/ppp', '/dev/ppp.hidden')
        self.addCleanup(rig.router, 'mv', '/dev/ppp.hidden', '/dev/ppp')
        self.assertEqual(self.server.connect(handle),
                         dimsvc.ERROR_DDM_NOT_RUNNING)

    def test_lan_interface(self):
        error, handle = self.server.get_handle('wan0')
        self.assertEqual(error, 0)
        self.assertNotEqual(self.server.connect(handle), 0)
        self.assertInterface(self.server.interface(handle), CONNECTED)

    def test_doubled(self):
        """Ten clients at once: one attempt, one child."""
        handle = self.add()
        servers = [dimsvc.Server() for _ in range(10)]
        results = []

        def connect(server):
            results.append(server.connect(handle))
        threads = [threading.Thread(target=connect, args=(server,))
                   for server in servers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for server in servers:
            server.close()
        self.assertEqual(results.count(dimsvc.PENDING), 1, results)
        self.assertLessEqual(set(results), {
            dimsvc.PENDING, dimsvc.ERROR_ALREADY_CONNECTING, 0})
        self.assertInterface(self.settle(handle), CONNECTED)
        self.assertEqual(len(rig.pppd_children()), 1)

    def test_blocking_holds_up_nobody(self):
        rig.isp('ac-absent')
        self.addCleanup(rig.isp, 'ac-present')
        handle = self.add()
        waiter = dimsvc.Server()
        result = []
        thread = threading.Thread(target=lambda: result.append(
            waiter.connect(handle, blocking=1)))
        thread.start()
        rig.wait_for(lambda: self.server.interface(handle).state ==
                     CONNECTING, 10, 'the attempt')
        self.assertEqual(result, [])
        thread.join()
        waiter.close()
        self.assertEqual(result, [dimsvc.ERROR_NO_ANSWER])

    def test_client_gone(self):
        """The call is cancelled, the attempt goes on."""
        handle = self.add()
        child = subprocess.Popen(
            [sys.executable, '-c', 'import dimsvc, sys; '
             'dimsvc.Server().connect(int(sys.argv[1]), 1)', str(handle)],
            cwd=sys.path[0])
        rig.wait_for(lambda: self.server.interface(handle).state >=
                     CONNECTING, 30, 'the attempt')
        child.kill()
        child.wait()
        self.assertInterface(self.settle(handle), CONNECTED)


class Secret(rig.RigTest):
    def test_nowhere(self):
        """Not in an argument, an environment, a log or an open file."""
        password = 'unguessable-%d' % time.time_ns()
        handle = self.add(number='svc-mschapv2',
                          credentials=(rig.USER, '', password))
        self.assertEqual(self.server.connect(handle, blocking=1),
                         dimsvc.ERROR_AUTHENTICATION_FAILURE)
        rig.isp('ac-absent')
        self.addCleanup(rig.isp, 'ac-present')
        self.assertEqual(self.server.connect(handle), dimsvc.PENDING)
        # self.PLACES has no match, and the store does: the search works
        for places, found in ((self.PLACES, 1), (rig.STATE_DIR, 0)):
            code, out = rig.router(
                'sh', '-c', 'grep -aslr -e "$0" ' + places, password,
                check=False)
            self.assertEqual((bool(code), out == ''), (bool(found),) * 2)
        modes = rig.router('stat', '-c', '%a %U', rig.STATE_DIR,
                           rig.STATE_DIR + '/rras.tdb',
                           rig.STATE_DIR + '/router.pbk', '/run/rras',
                           '/run/rras/rrasd.sock')
        self.assertEqual(modes.split('\n')[:-1], [
            '700 root', '600 root', '600 root', '700 root', '600 root'])

    # this process, the search and what started it know it; they are not ours
    PLACES = ('$(for p in $(pgrep "pppd|rrasd|rpcd_rras|samba-dcerpcd|smbd"); '
              'do echo /proc/$p/cmdline /proc/$p/environ; done) '
              '/run/rig/log /var/log /run/rras /etc/ppp '
              '/var/lib/rras/router.pbk')


class Disconnect(rig.RigTest):
    def test_not_connected(self):
        handle = self.add()
        self.assertEqual(self.server.disconnect(handle),
                         dimsvc.ERROR_INTERFACE_NOT_CONNECTED)

    def test_while_connecting(self):
        rig.isp('ac-absent')
        self.addCleanup(rig.isp, 'ac-present')
        handle = self.add()
        self.assertEqual(self.server.connect(handle), dimsvc.PENDING)
        self.assertEqual(self.server.disconnect(handle), 0)
        self.assertEqual(self.server.interface(handle).state, DISCONNECTED)
        self.assertEqual(rig.pppd_children(), [])

    def test_nothing_left(self):
        handle = self.add()
        self.assertEqual(self.server.connect(handle, blocking=1), 0)
        self.assertIn('ppp', rig.router('ip', '-br', 'link'))
        self.assertEqual(self.server.disconnect(handle), 0)
        self.assertNotIn('ppp', rig.router('ip', '-br', 'link'))
        self.assertEqual(rig.pppd_children(), [])


class Cause(rig.RigTest):
    """How an attempt or a link ends, and what GetInfo says of it."""

    def fails(self, error, **settings):
        handle = self.add(**settings)
        self.assertEqual(self.server.connect(handle), dimsvc.PENDING)
        self.assertInterface(self.settle(handle), UNREACHABLE, error,
                             REASON_CONNECTION_FAILURE)

    def test_bad_password(self):
        for service in ('svc-pap', 'svc-chap', 'svc-mschapv2', 'svc-mppe'):
            with self.subTest(service):
                self.fails(dimsvc.ERROR_AUTHENTICATION_FAILURE,
                           number=service, options=(
                               dimsvc.MPRIO_RequirePAP |
                               dimsvc.MPRIO_RequireCHAP |
                               dimsvc.MPRIO_RequireMsCHAP2),
                           credentials=(rig.USER, '', 'wrong'))

    def test_unknown_user(self):
        self.fails(dimsvc.ERROR_AUTHENTICATION_FAILURE,
                   credentials=('nobody', '', 'pw'))

    def test_absent(self):
        rig.isp('ac-absent')
        self.addCleanup(rig.isp, 'ac-present')
        self.fails(dimsvc.ERROR_NO_ANSWER)

    def test_modem(self):
        for number, error in (('5550110', dimsvc.ERROR_LINE_BUSY),
                              ('5550111', dimsvc.ERROR_NO_CARRIER),
                              ('5550112', dimsvc.ERROR_NO_DIALTONE),
                              ('5550113', dimsvc.ERROR_NO_ANSWER)):
            with self.subTest(number), rig.daemon_with(
                    'rras:connect timeout = 3'):
                self.fails(error, number=number, **MODEM)

    def test_cable_cut(self):
        """With loss of carrier, and with nothing but silence."""
        for how in ((), ('silent',)):
            with self.subTest(how), rig.daemon_with(
                    'rras:lcp echo interval = 1'):
                handle = self.add()
                self.assertEqual(self.server.connect(handle, blocking=1), 0)
                rig.isp('cut-cable', *how)
                self.addCleanup(rig.isp, 'join-cable')
                # it can be dialed again, so it is not unreachable
                self.assertInterface(self.lost(handle), DISCONNECTED,
                                     dimsvc.ERROR_LINK_FAILURE)
                rig.wait_for(lambda: not rig.pppd_children(), 10,
                             'the end of pppd')
                rig.isp('join-cable')

    def test_peer_hangs_up(self):
        handle = self.add(number='svc-hangup')
        self.assertEqual(self.server.connect(handle, blocking=1), 0)
        self.assertInterface(self.lost(handle), DISCONNECTED,
                             dimsvc.ERROR_REMOTE_DISCONNECTION)

    def test_pppd_killed(self):
        handle = self.add()
        self.assertEqual(self.server.connect(handle, blocking=1), 0)
        rig.router('kill', '-9', str(rig.pppd_children()[0]))
        self.assertInterface(self.lost(handle), DISCONNECTED,
                             dimsvc.ERROR_NO_CONNECTION)

    def lost(self, handle):
        """The interface when its link is no longer up."""
        def found():
            interface = self.server.interface(handle)
            return interface if interface.state != CONNECTED else None
        return rig.wait_for(found, 60, 'the loss of the link')


class Kinds(rig.RigTest):
    def connects(self, **settings):
        handle = self.add(**settings)
        self.assertEqual(self.server.connect(handle, blocking=1), 0)
        self.assertInterface(self.server.interface(handle), CONNECTED)
        links = rig.router('ip', '-br', 'addr')
        self.assertRegex(links, r'ppp\d.*10\.')

    def test_pppoe(self):
        for service, options in (
                ('svc-pap', dimsvc.MPRIO_RequirePAP |
                 dimsvc.MPRIO_RequireCHAP),
                ('svc-chap', dimsvc.MPRIO_RequireCHAP),
                ('svc-mschapv2', dimsvc.MPRIO_RequireMsCHAP2)):
            with self.subTest(service):
                self.connects(number=service, options=options)

    def test_mppe(self):
        self.connects(number='svc-mppe',
                      options=dimsvc.MPRIO_RequireMsCHAP2 |
                      dimsvc.MPRIO_RequireMsEncryptedPw |
                      dimsvc.MPRIO_RequireDataEncryption,
                      encryption=dimsvc.MPR_ET_RequireMax)

    def test_null_modem(self):
        self.connects(**SERIAL)

    def test_modem(self):
        self.connects(number='5550100', **MODEM)


if __name__ == '__main__':
    unittest.main()
