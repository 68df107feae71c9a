# SPDX-License-Identifier: GPL-3.0-or-later
"""Links that the router serves: connections of type CLIENT, of two kinds."""
import contextlib
import os
import signal
import struct
import time

from impacket.dcerpc.v5.dtypes import DWORD, LPDWORD

import dimsvc
import rig

INVALID_HANDLE = 0xffffffff
RAS_FLAGS_PPP_CONNECTION = 1
RAS_PORT_AUTHENTICATED = 5
PAGING = (('dwPreferedMaximumLength', DWORD), ('lpdwResumeHandle', LPDWORD))
COUNTS = (dimsvc.CONTAINER, ('lpdwEntriesRead', DWORD),
          ('lpdwTotalEntries', DWORD), ('lpdwResumeHandle', LPDWORD))

ConnectionEnum = dimsvc.call(
    1, (('dwLevel', DWORD), dimsvc.CONTAINER) + PAGING, COUNTS)
ConnectionGetInfo = dimsvc.call(
    2, (('dwLevel', DWORD), ('hDimConnection', DWORD)), (dimsvc.CONTAINER,))
PortEnum = dimsvc.call(
    4, (('dwLevel', DWORD), ('hRasConnection', DWORD),
        dimsvc.CONTAINER) + PAGING, COUNTS)
PortGetInfo = dimsvc.call(5, (('dwLevel', DWORD), ('hPort', DWORD)),
                          (dimsvc.CONTAINER,))
PortDisconnect = dimsvc.call(8, (('hPort', DWORD),), ())


class Connection:
    """RASI_CONNECTION_0 (2.2.1.2.77)."""
    FORMAT = '<5I514s514s32s34s2x'
    SIZE = struct.calcsize(FORMAT)

    def __init__(self, raw):
        fields = struct.unpack(self.FORMAT, raw)
        (self.handle, self.interface, self.duration, self.type,
         self.flags) = fields[:5]
        (self.name, self.user, self.domain,
         self.computer) = (dimsvc.text(field) for field in fields[5:])


class Served:
    """What is the same for both kinds; the classes below are the kinds."""

    def setUp(self):
        super().setUp()
        self.control('serve')
        self.addCleanup(self.control, 'close')
        self.control('call')

    def control(self, verb):
        return rig.run('dialin-ctl', verb, self.KIND)

    def pid(self):
        return int(self.control('pid'))

    def page(self, request):
        """(error, image bytes) of an enumeration of everything."""
        request['pInfoStruct']['pBuffer'] = dimsvc.NULL
        request['dwPreferedMaximumLength'] = INVALID_HANDLE
        request['lpdwResumeHandle'] = 0
        error, reply = self.server.request(request)
        self.assertEqual(error, 0)
        return dimsvc.Server._buffer(reply)

    def connections(self):
        request = ConnectionEnum()
        request['dwLevel'] = 0
        raw = self.page(request)
        return [Connection(raw[at:at + Connection.SIZE])
                for at in range(0, len(raw), Connection.SIZE)]

    def connection(self):
        """The one that is there, when it is."""
        return rig.wait_for(self.connections, 15, 'the connection')[0]

    def port(self, connection):
        """(handle, condition, name) of its port, or None."""
        request = PortEnum()
        request['dwLevel'], request['hRasConnection'] = 0, connection.handle
        raw = self.page(request)
        if not raw:
            return None
        handle, of, condition = struct.unpack_from('<3I', raw)
        self.assertEqual(of, connection.handle)
        return handle, condition, dimsvc.text(raw[20:54])

    def line_speed(self, port):
        request = PortGetInfo()
        request['dwLevel'], request['hPort'] = 1, port
        error, reply = self.server.request(request)
        self.assertEqual(error, 0)
        return struct.unpack_from('<4I', dimsvc.Server._buffer(reply))[3]

    def info(self, connection, level):
        request = ConnectionGetInfo()
        request['dwLevel'] = level
        request['hDimConnection'] = connection.handle
        error, reply = self.server.request(request)
        self.assertEqual(error, 0)
        return dimsvc.Server._buffer(reply)

    def assertGone(self, pid):
        rig.wait_for(lambda: not self.connections(), 15, 'the end')
        # pppd takes down its interface before it exits
        rig.wait_for(lambda: not os.path.exists('/proc/%d' % pid), 5,
                     'the end of pppd')
        self.assertNotIn('ppp', rig.router('ip', '-br', 'link'))

    def test_appears(self):
        connection = self.connection()
        self.assertEqual(connection.interface, INVALID_HANDLE)
        self.assertEqual(connection.type, dimsvc.IF_TYPE['CLIENT'])
        self.assertTrue(connection.flags & RAS_FLAGS_PPP_CONNECTION)
        self.assertEqual((connection.name, connection.user,
                          connection.domain),
                         (self.USER, self.USER, self.DOMAIN))
        addresses = self.info(connection, 1).decode('utf-16-le', 'replace')
        self.assertIn(self.ADDRESS, addresses)
        handle, condition, name = self.port(connection)
        self.assertEqual(condition, RAS_PORT_AUTHENTICATED)
        self.assertEqual(self.line_speed(handle), self.SPEED)
        self.assertTrue(name.startswith(self.PORT), name)

    def test_client_hangs_up(self):
        self.connection()
        pid = self.pid()
        self.control('hangup')
        self.assertGone(pid)

    def test_disconnect(self):
        handle = self.port(self.connection())[0]
        pid = self.pid()
        request = PortDisconnect()
        request['hPort'] = handle
        self.assertEqual(self.server.request(request)[0], 0)
        self.assertGone(pid)

    def test_killed(self):
        self.connection()
        pid = self.pid()
        os.kill(pid, signal.SIGKILL)
        self.assertGone(pid)

    def test_daemon_killed(self):
        """It comes back as it was, and lasts as long as it does."""
        first = self.connection()
        pid = self.pid()
        info, port = self.info(first, 2), self.port(first)
        time.sleep(3)
        before = self.connection().duration
        self.assertGreaterEqual(before, 2)
        rig.rrasd('kill9')
        self.assertEqual(self.pid(), pid)
        rig.rrasd('start', *self.OPTIONS)
        second = self.connection()
        self.assertGreaterEqual(second.duration, before)
        self.assertEqual(
            (second.handle, second.name, second.user, second.type),
            (first.handle, first.name, first.user, first.type))
        self.assertEqual((self.info(second, 2), self.port(second)),
                         (info, port))
        self.assertEqual(len(self.connections()), 1)
        time.sleep(3)  # its plugin has called
        self.assertEqual([one.handle for one in self.connections()],
                         [first.handle])
        self.control('hangup')
        self.assertGone(pid)

    def test_killed_while_away(self):
        """It is not there any more, and the events say so."""
        first = self.connection()
        pid = self.pid()
        rig.rrasd('kill9')
        os.kill(pid, signal.SIGKILL)
        rig.wait_for(lambda: not os.path.exists('/proc/%d' % pid), 5,
                     'the end of pppd')
        rig.rrasd('start', *self.OPTIONS)
        self.assertEqual(self.connections(), [])
        self.assertNotIn(str(first.handle), rig.router(
            'ls', '/run/rras/served'))

    def test_daemon_stopped(self):
        """A clean stop hangs up what was dialed, not what is served."""
        self.connection()
        pid = self.pid()
        rig.rrasd('stop')
        self.assertEqual(self.pid(), pid)
        rig.rrasd('start', *self.OPTIONS)
        self.connection()


class PPPoE(Served, rig.RigTest):
    KIND, PORT = 'pppoe', 'PPPoE'
    SPEED = 0xffffffff  # 10 Gb/s, a veth's, is more than 32 bits have
    USER, DOMAIN, ADDRESS = 'dave', 'SERVED', '10.60.0.2'
    OPTIONS = ()


class Serial(Served, rig.RigTest):
    KIND, PORT, SPEED = 'serial', 'ttyCall0', 115200
    USER, DOMAIN, ADDRESS = 'carol', '', '10.61.0.2'
    OPTIONS = ()

    def setUp(self):
        with contextlib.ExitStack() as stack:
            conf = stack.enter_context(rig.options_file(
                'rras:serial devices = /dev/ttyCall0'))
            self.addCleanup(rig.rrasd, 'restart')
            self.addCleanup(stack.pop_all().close)
        self.OPTIONS = ('-s', conf)
        rig.rrasd('restart', *self.OPTIONS)
        super().setUp()
