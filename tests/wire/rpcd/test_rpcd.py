# SPDX-License-Identifier: GPL-3.0-or-later
"""rpcd_rras between a real smbd and a stand-in for rrasd.

    test_rpcd.py OUT Refusal|OnDemand|Standalone

`check` runs each of them: with samba-dcerpcd started on demand by smbd, as
Samba does by default, and standalone the tests are the same.
"""

import os
import signal
import subprocess
import sys
import threading
import time
import unittest

sys.path.append(os.path.join(sys.path[0], '..'))

import run_tests
import sandbox
from client import (Client, Fault, server_name, CONNECT, DISCONNECT, RASRPC,
                    UPDATE_ROUTES)

OUT = os.path.abspath(sys.argv[1])
HELPER = os.path.join(OUT, 'server/rpcd/rpcd_rras')
FAKE = os.path.join(OUT, 'tests/wire/fake_rrasd')
MULTIPLEX = os.path.join(OUT, 'tests/wire/rpcd/multiplex')
FAKE_LIBRARY = os.path.join(OUT, 'tests/unit/libfake-other-sizes.so')

SERVER_UNAVAILABLE = 0x6ba
ADMINISTRATORS = 'S-1-5-32-544'

# "within a second", and what a loaded machine of two cores may add.
ONE_SECOND = 1.0 + 1.0


class Rpcd(unittest.TestCase):
    """The tests; its subclasses start Samba."""

    def setUp(self):
        self.rrasd = sandbox.FakeRrasd(FAKE)

    def tearDown(self):
        self.rrasd.stop()

    def assert_fault(self, code, function, *args):
        with self.assertRaises(Fault) as caught:
            function(*args)
        self.assertEqual(hex(caught.exception.code), hex(code))

    def assert_unavailable(self, client):
        """0x6ba, and soon: a client must not hang."""
        start = time.monotonic()
        self.assert_fault(SERVER_UNAVAILABLE, client.get_handle)
        self.assertLess(time.monotonic() - start, ONE_SECOND)

    def test_call_and_reply(self):
        self.assertEqual(Client().get_handle(), (0x1234, 0))

    def test_pipe_name_in_any_case(self):
        self.assertEqual(Client(pipe='rOuTeR').get_handle(), (0x1234, 0))

    def test_administrator(self):
        Client().get_handle()
        call = self.rrasd.wait('call')
        self.assertEqual(call['interface'], 0x8f09f000)
        self.assertEqual(call['opnum'], 11)
        self.assertEqual(call['account'], sandbox.ADMIN)
        self.assertEqual(call['domain'], 'ROUTER')
        self.assertEqual(call['address'], sandbox.ADDRESS)
        self.assertEqual(call['transport'], 1)
        self.assertEqual(call['auth_type'], 10)  # NTLMSSP
        self.assertEqual(call['auth_level'], 6)  # packet privacy
        self.assertEqual(call['uid'], 4242)
        self.assertIn(ADMINISTRATORS, call['sids'])
        self.assertIn('S-1-5-11', call['sids'])

    def test_plain_user(self):
        """Forwarded too: the decision is rrasd's."""
        Client(sandbox.PLAIN, sandbox.PLAIN_PASSWORD).get_handle()
        call = self.rrasd.wait('call')
        self.assertEqual(call['account'], sandbox.PLAIN)
        self.assertEqual(call['uid'], 4243)
        self.assertNotIn(ADMINISTRATORS, call['sids'])

    def test_dimsvc_as_smb_user(self):
        Client(sealed=False).get_handle()
        call = self.rrasd.wait('call')
        self.assertEqual(call['auth_type'], 0)
        self.assertEqual(call['auth_level'], 1)
        self.assertEqual(call['account'], sandbox.ADMIN)
        self.assertIn(ADMINISTRATORS, call['sids'])

    def test_rasrpc_needs_authentication(self):
        client = Client(interface=RASRPC, sealed=False)
        self.assert_fault(5, client.call, 5, b'\0' * 64)
        self.assertEqual(self.rrasd.seen('call'), [])

    def test_rasrpc_holes(self):
        """The opnums that are not on the wire."""
        client = Client(interface=RASRPC)
        for opnum in (0, 4, 13):
            self.assert_fault(0x1c010002, client.call, opnum)
        self.assertEqual(self.rrasd.wait('call')['interface'], 0x20610036)

    def test_unknown_opnum(self):
        client = Client()
        for opnum in (53, 60, 0xffff):
            self.assert_fault(0x1c010002, client.call, opnum)
        self.assertEqual(self.rrasd.seen('call'), [])
        self.assertEqual(client.get_handle(), (0x1234, 0))

    def test_bad_stubs(self):
        client = Client()
        for stub in (b'', b'\1', b'\1\0\0\0' * 3, b'\xff' * 64):
            self.assert_fault(0x6f7, client.call, 11, stub)
        self.assertEqual(self.rrasd.seen('call'), [])
        self.assertEqual(client.get_handle(), (0x1234, 0))

    def test_fault_verbatim(self):
        client = Client()
        self.assert_fault(0x12345678, client.call, UPDATE_ROUTES,
                          b'\0' * 16)

    def test_answer_that_does_not_decode(self):
        client = Client()
        self.assert_fault(0x6f7, client.call, DISCONNECT, b'\0' * 4)
        self.assertEqual(client.get_handle(), (0x1234, 0))

    def test_long_request(self):
        self.assertEqual(Client().set_info(1000000), 0)
        self.assertGreater(self.rrasd.wait('call')['length'], 1000000)

    def test_rrasd_down_and_back(self):
        client = Client()
        self.assertEqual(client.get_handle(), (0x1234, 0))
        self.rrasd.stop()
        self.assert_unavailable(client)
        os.unlink(sandbox.SOCKET)
        self.assert_unavailable(client)
        self.rrasd = sandbox.FakeRrasd(FAKE)
        self.assertEqual(client.get_handle(), (0x1234, 0))

    def test_rrasd_dies_with_a_call_pending(self):
        client = Client()
        faults = []

        def call():
            try:
                client.connect_blocking()
            except Fault as fault:
                faults.append(fault.code)
        thread = threading.Thread(target=call)
        thread.start()
        self.rrasd.wait('call', opnum=CONNECT)
        self.rrasd.stop()
        thread.join(sandbox.DEADLINE)
        self.assertEqual(faults, [SERVER_UNAVAILABLE])

    def test_rrasd_wedged(self):
        """The kernel still connects to a daemon that does not run."""
        self.rrasd.child.send_signal(signal.SIGSTOP)
        self.assert_unavailable(Client())
        self.rrasd.child.send_signal(signal.SIGCONT)
        self.assertEqual(Client().get_handle(), (0x1234, 0))

    def test_client_killed(self):
        """rrasd hears of it, and only of the call that was pending."""
        script = 'import client; client.Client().connect_blocking()'
        env = dict(os.environ, PYTHONPATH=os.path.dirname(__file__))
        victim = subprocess.Popen([sys.executable, '-Bc', script], env=env)
        call = self.rrasd.wait('call', opnum=CONNECT)
        killed = time.monotonic()
        victim.kill()
        victim.wait()
        cancel = self.rrasd.wait('cancel')
        self.assertEqual(cancel['id'], call['id'])
        self.assertLess(cancel['time'] - killed, ONE_SECOND)
        self.assertEqual(Client().get_handle(), (0x1234, 0))
        self.assertEqual(len(self.rrasd.seen('accepted')), 1)

    def test_multiplexed_connection(self):
        """A held call does not hold up those beside it; SPNEGO, sealed."""
        done = subprocess.run(
            [MULTIPLEX, r'ncacn_np:%s[\pipe\router,seal,spnego]' %
             sandbox.ADDRESS], capture_output=True, text=True,
            input='%s%%%s\n' % (sandbox.ADMIN, sandbox.ADMIN_PASSWORD),
            env=sandbox.environment(), timeout=sandbox.DEADLINE)
        self.assertEqual((done.returncode, done.stderr), (0, ''))
        held = self.rrasd.wait('call', opnum=CONNECT)
        self.assertEqual(held['auth_type'], 9)  # SPNEGO
        self.assertEqual(len(self.rrasd.seen('call')), 21)
        self.assertEqual(self.rrasd.wait('cancel')['id'], held['id'])
        self.assertEqual(len(self.rrasd.seen('cancel')), 1)

    def test_held_call_holds_up_nobody(self):
        victim = Client()
        holder = threading.Thread(
            target=lambda: self.assert_fault(SERVER_UNAVAILABLE,
                                             victim.connect_blocking))
        holder.start()
        self.rrasd.wait('call', opnum=CONNECT)
        results = []

        def call():
            results.append(Client().get_handle())
        threads = [threading.Thread(target=call) for _ in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(sandbox.DEADLINE)
        self.assertEqual(results, [(0x1234, 0)] * 20)
        self.assertTrue(holder.is_alive())
        self.rrasd.stop()
        holder.join(sandbox.DEADLINE)
        self.assertFalse(holder.is_alive())


class OnDemand(Rpcd):
    """smbd starts samba-dcerpcd, which finds rpcd_rras by its name."""

    @classmethod
    def setUpClass(cls):
        sandbox.configure()
        cls.smbd = sandbox.start_smbd()

    @classmethod
    def tearDownClass(cls):
        cls.smbd.stop()

    def test_other_pipes_unharmed(self):
        """Samba's own helpers beside ours."""
        self.assertEqual(server_name(), 'ROUTER')


class Standalone(Rpcd):
    """samba-dcerpcd as a daemon, with the path of the helper."""

    @classmethod
    def setUpClass(cls):
        sandbox.configure('    rpc start on demand helpers = no\n'
                          '    rpcd_rras:socket = %s\n' % sandbox.SOCKET)
        cls.dcerpcd = sandbox.start_dcerpcd(HELPER)
        cls.smbd = sandbox.start_smbd()

    @classmethod
    def tearDownClass(cls):
        cls.smbd.stop()
        cls.dcerpcd.stop()


class Refusal(unittest.TestCase):
    """Another Samba than the one that this was built for."""

    def test_list_of_interfaces(self):
        done = subprocess.run([HELPER, '--list-interfaces'],
                              capture_output=True, text=True,
                              env=sandbox.environment())
        self.assertEqual(done.returncode, 0)
        self.assertIn('dimsvc\n ncacn_np:[\\pipe\\router]', done.stdout)
        self.assertIn('rasrpc\n ncacn_np:[\\pipe\\router]', done.stdout)

    def test_other_sizes(self):
        """Nothing on stdout: anything else hangs samba-dcerpcd."""
        libraries = worker_libraries()
        self.assertNotEqual(libraries, [])
        for library in libraries:
            sandbox.run('mount', '--bind', FAKE_LIBRARY, library)
        try:
            done = subprocess.run([HELPER, '--list-interfaces'],
                                  capture_output=True, text=True,
                                  env=sandbox.environment())
        finally:
            for library in libraries:
                sandbox.run('umount', library)
        self.assertEqual(done.stdout, '')
        self.assertEqual(done.returncode, 1)
        self.assertIn('dcesrv_call_state', done.stderr)
        self.assertIn('rebuild OpenRRAS', done.stderr)


def worker_libraries():
    """The paths of Samba's RPC worker library, under each of its names."""
    libdir = sandbox.run('pkg-config', '--variable=libdir',
                         'dcerpc_server').strip()
    private = os.path.join(libdir, 'samba')
    return [os.path.join(private, name) for name in os.listdir(private)
            if name.startswith('libRPC-WORKER')]


def setUpModule():
    sandbox.isolate()
    sandbox.configure()
    sandbox.add_users()
    sandbox.install_helper(HELPER)


if __name__ == '__main__':
    run_tests.main(sys.modules[__name__], sys.argv[2:])
