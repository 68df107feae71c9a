# SPDX-License-Identifier: GPL-3.0-or-later
"""rpcd_rras between a real smbd and a stand-in for rrasd.

    test_rpcd.py OUT Refusal|OnDemand|Standalone

`check` runs each of them: with samba-dcerpcd started on demand by smbd, as
Samba does by default, and standalone the tests are the same.
"""

import os
import signal
import struct
import subprocess
import sys
import threading
import time
import unittest

from impacket.dcerpc.v5 import srvs, transport

WIRE = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..')
sys.path.append(WIRE)

import run_tests  # noqa: E402
import sandbox  # noqa: E402
from dimsvc import (Fault, Server, ERROR_SUCCESS,  # noqa: E402
                    FAULT_ACCESS_DENIED, FAULT_NDR, FAULT_OP_RNG_ERROR,
                    FAULT_SERVER_UNAVAILABLE, RASRPC)

OUT = os.path.abspath(sys.argv[1])
HELPER = os.path.join(OUT, 'server/rpcd/rpcd_rras')
FAKE = os.path.join(OUT, 'tests/wire/fake_rrasd')
MULTIPLEX = os.path.join(OUT, 'tests/wire/rpcd/multiplex')
FAKE_LIBRARY = os.path.join(OUT, 'tests/unit/libfake-other-sizes.so')

GET_HANDLE, SET_INFO, CONNECT, DISCONNECT, UPDATE_ROUTES = 11, 14, 21, 22, 23
ANSWER = (ERROR_SUCCESS, 0x1234)  # of fake_rrasd to GetHandle

ADMINISTRATORS = 'S-1-5-32-544'
SYSTEM = 'S-1-5-18'
AUTHENTICATED_USERS = 'S-1-5-11'

# "within a second", and what a loaded machine of two cores may add.
ONE_SECOND = 1.0 + 1.0


class Rpcd(unittest.TestCase):
    """The tests; its subclasses start Samba."""

    def setUp(self):
        self.rrasd = sandbox.FakeRrasd(FAKE)

    def tearDown(self):
        self.rrasd.stop()

    def client(self, *args, **kwargs):
        """A connection that ends with the test."""
        client = Server(*args, **kwargs)
        self.addCleanup(client.close)
        return client

    def get_handle(self, client=None):
        return (client or self.client()).get_handle('Branch')

    def caller(self, **kwargs):
        """What rrasd is told of one who connects like this."""
        self.assertEqual(self.get_handle(self.client(**kwargs)), ANSWER)
        return self.rrasd.wait('call')

    def assert_fault(self, code, function, *args):
        with self.assertRaises(Fault) as caught:
            function(*args)
        self.assertEqual(hex(caught.exception.code), hex(code))

    def assert_unavailable(self, client):
        """0x6ba, and soon: a client must not hang."""
        start = time.monotonic()
        self.assert_fault(FAULT_SERVER_UNAVAILABLE, self.get_handle, client)
        self.assertLess(time.monotonic() - start, ONE_SECOND)

    def test_pipe_name_in_any_case(self):
        self.caller(pipe='rOuTeR')

    def test_administrator(self):
        call = self.caller()
        self.assertEqual(call['interface'], 0x8f09f000)
        self.assertEqual(call['opnum'], GET_HANDLE)
        self.assertEqual(call['account'], sandbox.ADMIN)
        self.assertEqual(call['domain'], 'ROUTER')
        self.assertEqual(call['address'], sandbox.ADDRESS)
        self.assertEqual(call['transport'], 1)
        self.assertEqual(call['auth_type'], 10)  # NTLMSSP
        self.assertEqual(call['auth_level'], 6)  # packet privacy
        self.assertEqual(call['uid'], 4242)
        self.assertIn(ADMINISTRATORS, call['sids'])
        self.assertIn(AUTHENTICATED_USERS, call['sids'])

    def test_plain_user(self):
        """Forwarded too: the decision is rrasd's."""
        call = self.caller(plain=True)
        self.assertEqual(call['account'], sandbox.PLAIN)
        self.assertEqual(call['uid'], 4243)
        self.assertNotIn(ADMINISTRATORS, call['sids'])

    def test_dimsvc_as_smb_user(self):
        call = self.caller(seal=False)
        self.assertEqual(call['auth_type'], 0)
        self.assertEqual(call['auth_level'], 1)
        self.assertEqual(call['account'], sandbox.ADMIN)
        self.assertIn(ADMINISTRATORS, call['sids'])

    def test_rpc_user_not_smb_user(self):
        """The one who authenticated last: no rights of the session's."""
        call = self.caller(plain=True, session=(sandbox.ADMIN,
                                                sandbox.ADMIN_PASSWORD))
        self.assertEqual(call['account'], sandbox.PLAIN)
        self.assertEqual(call['uid'], 4243)
        self.assertNotIn(ADMINISTRATORS, call['sids'])

    def test_anonymous_session(self):
        call = self.caller(seal=False, session=('', ''))
        self.assertEqual(call['address'], sandbox.ADDRESS)
        self.assert_nobody(call)

    def test_guest(self):
        """An unknown user, whom "map to guest" lets in."""
        self.assert_nobody(self.caller(seal=False,
                                       session=('nosuchuser', 'x')))

    def assert_nobody(self, call):
        self.assertNotEqual(call['uid'], 0)
        self.assertNotIn(call['account'], (sandbox.ADMIN, sandbox.PLAIN))
        self.assertNotEqual(call['sids'], [])
        for sid in (ADMINISTRATORS, SYSTEM, AUTHENTICATED_USERS):
            self.assertNotIn(sid, call['sids'])

    def test_rasrpc_needs_authentication(self):
        client = self.client(RASRPC, seal=False)
        self.assert_fault(FAULT_ACCESS_DENIED, client.raw, 5, b'\0' * 64)
        self.assertEqual(self.rrasd.seen('call'), [])

    def test_rasrpc_holes(self):
        """The opnums that are not on the wire."""
        client = self.client(RASRPC)
        for opnum in (0, 4, 13):
            self.assert_fault(FAULT_OP_RNG_ERROR, client.raw, opnum)
        self.assertEqual(self.rrasd.wait('call')['interface'], 0x20610036)

    def test_unknown_opnum(self):
        client = self.client()
        for opnum in (53, 60, 0xffff):
            self.assert_fault(FAULT_OP_RNG_ERROR, client.raw, opnum)
        self.assertEqual(self.rrasd.seen('call'), [])
        self.assertEqual(self.get_handle(client), ANSWER)

    def test_bad_stubs(self):
        client = self.client()
        for stub in (b'', b'\1', b'\1\0\0\0' * 3, b'\xff' * 64):
            self.assert_fault(FAULT_NDR, client.raw, GET_HANDLE, stub)
        self.assertEqual(self.rrasd.seen('call'), [])
        self.assertEqual(self.get_handle(client), ANSWER)

    def test_fault_verbatim(self):
        self.assert_fault(0x12345678, self.client().raw, UPDATE_ROUTES,
                          b'\0' * 16)

    def test_answer_that_does_not_decode(self):
        client = self.client()
        self.assert_fault(FAULT_NDR, client.raw, DISCONNECT, b'\0' * 4)
        self.assertEqual(self.get_handle(client), ANSWER)

    def test_long_request(self):
        """Packed by hand: impacket takes a minute for such an array."""
        stub = (struct.pack('<IIII', 2, 1000000, 0x20000, 1000000) +
                b'x' * 1000000 + struct.pack('<I', 1))
        self.assertEqual(self.client().raw(SET_INFO, stub), b'\0\0\0\0')
        self.assertEqual(self.rrasd.wait('call')['length'], len(stub))

    def test_rrasd_down_and_back(self):
        client = self.client()
        self.assertEqual(self.get_handle(client), ANSWER)
        self.rrasd.stop()
        self.assert_unavailable(client)
        os.unlink(sandbox.SOCKET)
        self.assert_unavailable(client)
        self.rrasd = sandbox.FakeRrasd(FAKE)
        self.assertEqual(self.get_handle(client), ANSWER)

    def test_rrasd_dies_with_calls_pending(self):
        faults = []

        def call(client):
            try:
                client.connect(1, blocking=1)
            except Fault as fault:
                faults.append(fault.code)
        threads = [threading.Thread(target=call, args=(self.client(),))
                   for _ in range(10)]
        for thread in threads:
            thread.start()
        self.rrasd.wait('call', len(threads), opnum=CONNECT)
        self.rrasd.stop()
        for thread in threads:
            thread.join(sandbox.DEADLINE)
        self.assertEqual(faults, [FAULT_SERVER_UNAVAILABLE] * len(threads))

    def test_rrasd_wedged(self):
        """The kernel still connects to a daemon that does not run."""
        client = self.client()
        self.rrasd.child.send_signal(signal.SIGSTOP)
        self.assert_unavailable(client)
        self.rrasd.child.send_signal(signal.SIGCONT)
        self.assertEqual(self.get_handle(client), ANSWER)

    def test_rrasd_wedged_later(self):
        """As before, on a connection that has worked."""
        client = self.client()
        self.assertEqual(self.get_handle(client), ANSWER)
        self.rrasd.child.send_signal(signal.SIGSTOP)
        self.assert_unavailable(client)
        self.assert_unavailable(client)
        self.rrasd.child.send_signal(signal.SIGCONT)
        self.assertEqual(self.get_handle(client), ANSWER)

    def test_client_killed(self):
        """rrasd hears of it, and only of the call that was pending."""
        script = 'import dimsvc; dimsvc.Server().connect(1, blocking=1)'
        env = dict(os.environ, PYTHONPATH=WIRE)
        victim = subprocess.Popen([sys.executable, '-Bc', script], env=env)
        call = self.rrasd.wait('call', opnum=CONNECT)
        killed = time.monotonic()
        victim.kill()
        victim.wait()
        cancel = self.rrasd.wait('cancel')
        self.assertEqual(cancel['id'], call['id'])
        self.assertLess(cancel['time'] - killed, ONE_SECOND)
        self.assertEqual(self.get_handle(), ANSWER)
        self.assertEqual(len(self.rrasd.seen('accepted')), 1)

    def test_dcerpcd_killed(self):
        """With it its helpers end, and later clients find new ones."""
        self.assertEqual(self.get_handle(), ANSWER)
        self.kill_dcerpcd()
        self.rrasd.wait('closed')
        self.start_dcerpcd()
        self.assertEqual(self.get_handle(), ANSWER)

    def kill_dcerpcd(self):
        raise NotImplementedError

    def start_dcerpcd(self):
        raise NotImplementedError

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
        victim = self.client()
        holder = threading.Thread(
            target=lambda: self.assert_fault(FAULT_SERVER_UNAVAILABLE,
                                             victim.connect, 1, 1))
        holder.start()
        self.rrasd.wait('call', opnum=CONNECT)
        results = []

        def call():
            results.append(self.get_handle())
        threads = [threading.Thread(target=call) for _ in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(sandbox.DEADLINE)
        self.assertEqual(results, [ANSWER] * 20)
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

    def kill_dcerpcd(self):
        for pid in sandbox.pids_of('samba-dcerpcd'):
            os.kill(pid, signal.SIGKILL)

    def start_dcerpcd(self):
        """smbd does it."""

    def test_other_pipes_unharmed(self):
        """Samba's own helpers beside ours."""
        self.assertEqual(server_name(), 'ROUTER')


class Standalone(Rpcd):
    """samba-dcerpcd as a daemon, with the path of the helper."""

    @classmethod
    def setUpClass(cls):
        sandbox.configure('    rpc start on demand helpers = no\n'
                          '    rpcd_rras:idle_seconds = 1\n'
                          '    rpcd_rras:socket = %s\n' % sandbox.SOCKET)
        cls.dcerpcd = sandbox.start_dcerpcd(HELPER)
        cls.smbd = sandbox.start_smbd()

    @classmethod
    def tearDownClass(cls):
        cls.smbd.stop()
        cls.dcerpcd.stop()

    def kill_dcerpcd(self):
        self.dcerpcd.stop(signal.SIGKILL)

    def start_dcerpcd(self):
        type(self).dcerpcd = sandbox.start_dcerpcd(HELPER)

    def test_idle_helper_ends(self):
        client = self.client()
        self.assertEqual(self.get_handle(client), ANSWER)
        client.close()
        self.rrasd.wait('closed')
        self.assertEqual(self.get_handle(), ANSWER)
        self.assertEqual(len(self.rrasd.seen('accepted')), 2)


def server_name():
    """What srvsvc, a pipe of Samba's own, calls the server."""
    smb = transport.DCERPCTransportFactory(
        r'ncacn_np:%s[\pipe\srvsvc]' % sandbox.ADDRESS)
    smb.set_credentials(sandbox.ADMIN, sandbox.ADMIN_PASSWORD, '')
    rpc = smb.get_dce_rpc()
    rpc.connect()
    rpc.bind(srvs.MSRPC_UUID_SRVS)
    answer = srvs.hNetrServerGetInfo(rpc, 100)
    return answer['InfoStruct']['ServerInfo100']['sv100_name'].rstrip('\0')


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
