# SPDX-License-Identifier: GPL-3.0-or-later
"""What clients see of a daemon that dies, comes back or is there already; and
signals that come together: links are left or hung up, never half."""
import os
import signal
import subprocess
import threading
import time

import dimsvc
import rig
from test_adoption import AdoptionTest as _AdoptionTest
from test_adoption import records

UNAVAILABLE = '(1722, RPC_S_SERVER_UNAVAILABLE)'
UNREACHABLE = 4  # rrasctl's exit status: nobody answers
MPR_DIAL = os.path.join(os.environ['RIG_BUILD'], 'tests/wire/mpr_dial')
PIDFILE = '/run/rig/rrasd.pid'


def here(*command):
    """On the router itself, by rrasd's socket."""
    return ('on', 'router') + command


def remote(*arguments):
    """From the network, by SMB."""
    return ('rrasctl', '-S', os.environ['RRAS_SERVER'],
            '-A', os.environ['RRAS_AUTH_FILE']) + arguments


class Client:
    """A program that goes on while the test does something else."""

    def __init__(self, *command, says=''):
        self.child = subprocess.Popen(command, stdin=subprocess.PIPE,
                                      stdout=subprocess.PIPE, text=True,
                                      stderr=subprocess.STDOUT)
        self.child.stdin.write(says)
        self.child.stdin.close()
        self.child.stdin = None

    def end(self):
        """Its exit status, and what it has printed."""
        out = self.child.communicate(timeout=30)[0]
        return self.child.returncode, out


class DaemonEndTest(_AdoptionTest):
    def absent(self):
        """An interface that nobody answers, and its name."""
        rig.isp('ac-absent')
        self.addCleanup(rig.isp, 'ac-present')
        name = self.name()
        return self.add(name=name), name

    def assertGoesOn(self, handle):
        """The attempt does not depend on who waited for it, nor on rrasd."""
        self.assertEqual(self.server.interface(handle).state,
                         dimsvc.CONNECTING)
        self.assertEqual(len(rig.pppds()), 1)
        self.assertEqual(len(records()), 1)
        self.assertEqual(self.server.disconnect(handle), 0)
        self.assertNothing()

    def assertNothing(self):
        rig.wait_for(lambda: not rig.pppds(), 10, 'no pppd')
        rig.run('rig-clean-check')


class Waiting(DaemonEndTest):
    """rrasd is killed with 9 while others wait for a link."""

    def killed(self, client, handle):
        rig.wait_for(lambda: records() and rig.pppds(), 10, 'the attempt')
        rig.rrasd('kill9')
        try:
            return client.end()
        finally:
            rig.rrasd('start')
            self.reconnect()
            self.assertGoesOn(handle)

    def test_rrasctl(self):
        handle, name = self.absent()
        status, said = self.killed(Client(*here(
            'rrasctl', 'interface', 'connect', name)), handle)
        self.assertEqual(status, UNREACHABLE, said)
        self.assertIn('%s: The RPC server is not available %s' % (
            name, UNAVAILABLE), said)

    def test_rrasctl_all(self):
        handle, _ = self.absent()
        status, said = self.killed(Client(*here(
            'rrasctl', 'interface', 'connect', '--all')), handle)
        self.assertEqual(status, UNREACHABLE, said)
        self.assertIn(UNAVAILABLE, said)

    def test_rrasctl_from_the_network(self):
        handle, name = self.absent()
        status, said = self.killed(Client(*remote(
            'interface', 'connect', name)), handle)
        self.assertEqual(status, UNREACHABLE, said)
        self.assertIn(UNAVAILABLE, said)

    def test_libmprapi(self):
        """MprAdminInterfaceConnect() with fSynchronous."""
        handle, name = self.absent()
        status, said = self.killed(Client(*here(MPR_DIAL, 'wait', name)),
                                   handle)
        self.assertEqual((status, said), (1, 'code: 1722\n'))

    def test_libmprapi_from_the_network(self):
        handle, name = self.absent()
        status, said = self.killed(
            Client(MPR_DIAL, 'wait', name, os.environ['RRAS_SERVER'],
                   os.environ['RRAS_USER'],
                   says=os.environ['RRAS_PASSWORD'] + '\n'), handle)
        self.assertEqual((status, said), (1, 'code: 1722\n'))

    def test_hangup(self):
        """Who waits for the end of a link: it ends all the same."""
        link = self.up()
        rig.isp('freeze', 'pppoe')
        self.addCleanup(rig.isp, 'thaw', 'pppoe')
        client = Client(*here('rrasctl', 'interface', 'disconnect',
                              link.name))
        rig.wait_for(lambda: '"phase":"hangup"' in rig.router(
            'rrasctl', 'interface', 'show', link.name, '--json'), 10,
                     'the hang-up')
        rig.rrasd('kill9')
        status, said = client.end()
        self.assertEqual(status, UNREACHABLE, said)
        self.assertIn(UNAVAILABLE, said)
        rig.rrasd('start')
        self.reconnect()
        interface = rig.wait_for(
            lambda: [one for one in [self.server.interface(link.handle)]
                     if one.state != dimsvc.CONNECTED], 40, 'the end')[0]
        self.assertEqual(interface.state, dimsvc.DISCONNECTED)
        self.assertNothing()


class Adopting(DaemonEndTest):
    """Clients that ask before rrasd is ready."""

    def frozen_start(self, delay):
        """Start the daemon, and stop it in the middle of that; its pid."""
        def pid():
            with open(PIDFILE) as file:
                return file.read().strip()
        before = pid()
        starter = threading.Thread(target=rig.rrasd, args=('start',))
        starter.start()
        while pid() in ('', before):
            pass
        time.sleep(delay)
        os.kill(int(pid()), signal.SIGSTOP)
        return int(pid()), starter

    def test_asked_meanwhile(self):
        """An error that says it, or the link as it was; nothing else."""
        link = self.up()
        before = self.seen(link)
        for delay in (0, 0.01, 0.02, 0.03, 0.05, 0.08, 0.12):
            with self.subTest(delay=delay):
                rig.rrasd('kill9')
                daemon, starter = self.frozen_start(delay)
                clients = [Client(*here('rrasctl', 'interface', 'show',
                                        link.name)),
                           Client(*here('rrasctl', 'interface', 'connect',
                                        link.name)),
                           Client(*here(MPR_DIAL, 'wait', link.name))]
                time.sleep(0.5)
                os.kill(daemon, signal.SIGCONT)
                starter.join()
                for client in clients:
                    status, said = client.end()
                    if status != 0:
                        self.assertIn(status, (1, UNREACHABLE), said)
                        self.assertIn('1722', said)
                    else:
                        self.assertRegex(said, 'connected|state: 3')
                self.reconnect()
                self.assertEqual(self.seen(link), before)
                self.assertEqual(len(rig.pppds()), 1)

    def test_does_not_react(self):
        """One that has its socket, and is stopped."""
        link = self.up()
        daemon = int(rig.rrasd('pid'))
        os.kill(daemon, signal.SIGSTOP)
        try:
            status, said = Client(*here('rrasctl', 'interface', 'show',
                                        link.name)).end()
        finally:
            os.kill(daemon, signal.SIGCONT)
        self.assertEqual(status, UNREACHABLE, said)
        self.assertIn(UNAVAILABLE, said)
        self.assertInterface(self.server.interface(link.handle),
                             dimsvc.CONNECTED)

    def test_follows_over_a_restart(self):
        """rrasctl asks again and again: it sees the outage, or the link."""
        handle, name = self.absent()
        client = Client(*here('rrasctl', 'interface', 'connect', name))
        rig.wait_for(lambda: records() and rig.pppds(), 10, 'the attempt')
        self.restart()
        rig.isp('ac-present')
        status, said = client.end()
        if status == UNREACHABLE:
            self.assertIn(UNAVAILABLE, said)
        else:  # the attempt went on, or found nobody in its last request
            self.assertIn(status, (0, 3), said)
        self.server.disconnect(handle)
        self.assertNothing()


class Second(DaemonEndTest):
    """Another rrasd beside the one that runs."""

    def files(self):
        """All in the run directory and the state directory, and when they
        were written."""
        return rig.router('sh', '-c', 'ls -laiR --full-time /run/rras %s | '
                          'grep -v "\\.\\.$"' % rig.STATE_DIR)

    def refused(self, says, *options):
        link = self.up()
        daemon = rig.rrasd('pid')
        files, seen, pppds = self.files(), self.seen(link), rig.pppds()
        for background in ('-F', '-d2'):
            with rig.options_file(*options) as conf:
                code, said = rig.router(os.environ['RIG_RRASD'], background,
                                        '-s', conf, check=False)
            self.assertEqual(code, 1, said)
            self.assertIn(says % daemon.strip() if '%' in says else says,
                          said)
        self.assertEqual(rig.rrasd('pid'), daemon)
        self.assertEqual(self.files(), files)
        self.assertEqual((self.seen(link), rig.pppds()), (seen, pppds))
        link.ping()
        # it is served still, by a new connection, too
        self.reconnect()
        self.assertInterface(self.server.interface(link.handle),
                             dimsvc.CONNECTED)

    def test_beside(self):
        self.refused('another rrasd (process %s) uses /run/rras')

    def test_same_state_directory(self):
        self.refused('rras:state directory:', 'rras:run directory = /run/two')


class Signals(DaemonEndTest):
    def assertLeftOrGone(self, link):
        """Whole, or not at all; True when it was left."""
        pppds, found = rig.pppds(), records()
        dirt = rig.run('rig-clean-check', check=False)
        rig.rrasd('start')
        self.reconnect()
        if not pppds:
            self.assertEqual((found, dirt), ([], (0, '')))
            self.assertGone(link)
            return False
        self.assertEqual((len(pppds), len(found)), (1, 1))
        self.assertInterface(self.server.interface(link.handle),
                             dimsvc.CONNECTED)
        self.assertEqual(rig.pppds(), pppds)
        link.ping()
        self.assertEqual(self.server.disconnect(link.handle), 0)
        self.assertNothing()
        return True

    def together(self, *signals, before=lambda: None):
        """One link, and signals of which none is seen before the last."""
        link = self.up()
        before()
        daemon = int(rig.rrasd('pid'))
        os.kill(daemon, signal.SIGSTOP)
        for number in signals:
            os.kill(daemon, number)
        os.kill(daemon, signal.SIGCONT)
        self.ended()
        return self.assertLeftOrGone(link)

    def one_by_one(self, *signals, before=lambda: None, pause=0.1):
        link = self.up()
        before()
        self.send(signals, pause)
        return self.assertLeftOrGone(link)

    def send(self, signals, pause):
        """Those that come too late are not missed."""
        daemon = int(rig.rrasd('pid'))
        for number in signals:
            try:
                os.kill(daemon, number)
            except ProcessLookupError:
                break
            time.sleep(pause)
        self.ended()

    def ended(self):
        """A process of this test's sight: rrasd-ctl says 1 when it is gone."""
        rig.wait_for(lambda: rig.run('rrasd-ctl', 'pid', check=False)[0], 40,
                     'the end of rrasd')

    def freeze(self):
        """A hang-up takes its time."""
        rig.isp('freeze', 'pppoe')
        self.addCleanup(rig.isp, 'thaw', 'pppoe')

    def test_leave_and_stop(self):
        for signals in ((signal.SIGUSR1, signal.SIGTERM),
                        (signal.SIGTERM, signal.SIGUSR1),
                        (signal.SIGUSR1, signal.SIGINT)):
            with self.subTest(signals=signals):
                self.together(*signals)
                self.one_by_one(*signals, pause=0)

    def test_leave_comes_first(self):
        self.assertTrue(self.one_by_one(signal.SIGUSR1, signal.SIGTERM))

    def test_stop_comes_first(self):
        """The hang-up has begun, and takes its time: it is not left."""
        self.assertFalse(self.one_by_one(signal.SIGTERM, signal.SIGUSR1,
                                         before=self.freeze))

    def test_stop_twice(self):
        """The second one does not wait; nothing is left for all that."""
        self.assertFalse(self.together(signal.SIGTERM, signal.SIGTERM))
        self.assertFalse(self.one_by_one(signal.SIGTERM, signal.SIGTERM,
                                         pause=0))
        self.assertFalse(self.one_by_one(signal.SIGTERM, signal.SIGTERM,
                                         before=self.freeze))

    def test_stop_thrice(self):
        """The third one ends it before pppd, which was killed, has ended."""
        for pause in (0.002, 0.005, 0.02):
            with self.subTest(pause=pause):
                try:
                    self.assertFalse(self.one_by_one(
                        signal.SIGTERM, signal.SIGTERM, signal.SIGTERM,
                        before=lambda: rig.isp('freeze', 'pppoe'),
                        pause=pause))
                finally:
                    rig.isp('thaw', 'pppoe')

    def test_stop_while_dialing(self):
        handle, _ = self.absent()
        for number in (signal.SIGTERM, signal.SIGUSR1):
            self.assertEqual(self.server.connect(handle), dimsvc.PENDING)
            rig.wait_for(rig.pppds, 10, 'the attempt')
            self.send((number, signal.SIGTERM), pause=0)
            self.assertEqual(len(rig.pppds()), len(records()))
            rig.rrasd('start')
            self.reconnect()
            self.server.disconnect(handle)
            self.assertNothing()
