# SPDX-License-Identifier: GPL-3.0-or-later
"""The rig as the wire tests see it: its hosts, its peers, its daemon.

The tests run in the host `client`; the commands that reach the other hosts
(on, isp-ctl, rrasd-ctl) are the rig's own, see tests/rig/README.md.
"""
import contextlib
import itertools
import re
import subprocess
import tempfile
import time
import unittest

import dimsvc

USER, PASSWORD = 'alice', 'pw-alice'
BEHIND_ISP = '198.51.100.1'
STATE_DIR = '/var/lib/rras'

_serial = itertools.count(1)


def run(*command, check=True, timeout=60):
    """The output of a command, which must succeed unless check=False."""
    done = subprocess.run(command, stdin=subprocess.DEVNULL, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          timeout=timeout)
    if check and done.returncode != 0:
        raise AssertionError('%s: exit %d\n%s' % (
            ' '.join(command), done.returncode, done.stdout))
    return done.stdout if check else (done.returncode, done.stdout)


def router(*command, check=True):
    return run('on', 'router', *command, check=check)


def isp(*command):
    return run('isp-ctl', *command)


def rrasd(verb, *options):
    return run('rrasd-ctl', verb, *options)


@contextlib.contextmanager
def options_file(*options):
    """The path of an smb.conf with further lines."""
    with tempfile.NamedTemporaryFile('w', suffix='.conf') as conf:
        conf.write('include = /etc/samba/smb.conf\n[global]\n' +
                   ''.join('%s\n' % option for option in options))
        conf.flush()
        yield conf.name


@contextlib.contextmanager
def daemon_with(*options):
    """The daemon with further smb.conf lines, and back."""
    with options_file(*options) as conf:
        rrasd('restart', '-s', conf)
        try:
            yield
        finally:
            rrasd('restart')


def pppd_children():
    """The pids of rrasd's pppd processes."""
    daemon = rrasd('pid').strip()
    code, out = router('pgrep', '-P', daemon, '-x', 'pppd', check=False)
    return [int(pid) for pid in out.split()] if code == 0 else []


def pppds():
    """The pids of all pppds that a rrasd has started, whichever."""
    code, out = router('pgrep', '-f', '[r]ras-link-id', check=False)
    return sorted(int(pid) for pid in out.split()) if code == 0 else []


def peer_address():
    """The far end of the one PPP link."""
    return re.search(r'peer (\S+)/', router('ip', 'address', 'show', 'type',
                                           'ppp')).group(1)


def wait_for(condition, seconds, what):
    """Poll until a condition holds; its value."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError('not within %g s: %s' % (seconds, what))
        time.sleep(0.05)


class RigTest(unittest.TestCase):
    """A test with an administrator's connection and its own interfaces."""

    def setUp(self):
        self.server = None
        self.addCleanup(lambda: self.server.close())
        self.reconnect()

    def reconnect(self):
        """Another connection for this test."""
        if self.server:
            self.server.close()
        self.server = dimsvc.Server()

    def name(self):
        return 'test %d' % next(_serial)

    def add(self, credentials=(USER, '', PASSWORD), **settings):
        """Create an interface that is gone after the test; its handle."""
        name = settings.pop('name', None) or self.name()
        settings.setdefault('number', 'svc-mschapv2')
        # with none of these the server demands encryption too (3.1.4.13)
        settings.setdefault('options', dimsvc.MPRIO_RequireCHAP |
                            dimsvc.MPRIO_RequireMsCHAP2)
        error, handle = self.server.create(
            dimsvc.Image2(name, **settings), level=2)
        self.assertEqual(error, dimsvc.ERROR_SUCCESS)
        self.addCleanup(self.remove, handle)
        if credentials:
            self.assertEqual(0, self.server.set_credentials(name,
                                                            *credentials))
        return handle

    def remove(self, handle):
        """Whatever state it is in; on a connection of its own."""
        server = dimsvc.Server()
        try:
            server.disconnect(handle)
            server.delete(handle)
        finally:
            server.close()

    def settle(self, handle, seconds=40, server=None):
        """The interface when its attempt is over."""
        server = server or self.server

        def settled():
            interface = server.interface(handle)
            return (interface if interface.state != dimsvc.CONNECTING
                    else None)
        return wait_for(settled, seconds, 'the end of the attempt')

    def assertInterface(self, interface, state, error=0, reasons=None):
        self.assertEqual((interface.state, interface.error), (state, error))
        if reasons is not None:
            self.assertEqual(interface.reasons, reasons)
