# SPDX-License-Identifier: GPL-3.0-or-later
"""Connections over the wire: each return code from its cause, and what is
left of a connection that has ended.
"""
import struct
import unittest

import dimsvc
import rasadmin
import rig
from dimsvc import ERROR_INVALID_LEVEL, ERROR_INVALID_PARAMETER
from rasadmin import EVERYTHING, INVALID_HANDLE_VALUE
from test_connections import EX_SIZE, ConnectionTest
from test_replies import string, u32

NOT_CONNECTED = dimsvc.ERROR_INTERFACE_NOT_CONNECTED
ERROR_NOT_FOUND = 1168
BAD_HANDLES = (0, INVALID_HANDLE_VALUE, 123456)


class End(ConnectionTest):
    """Handles of what is no more, however it ended."""

    def ended(self, link):
        for level in range(4):
            self.assertEqual(
                self.server.connection_info(link.connection, level),
                (NOT_CONNECTED, b''))
        self.ask(46, u32(link.connection) + rasadmin.MPRAPI_HEADER,
                 [b'\1', bytes(1459), b'\1', bytes(203), u32(NOT_CONNECTED)])
        self.assertEqual(self.server.connection_clear(link.connection),
                         ERROR_INVALID_PARAMETER)
        self.assertEqual(self.server.port_enum(link.connection).error,
                         dimsvc.ERROR_INVALID_HANDLE)
        self.assertNotIn(link.connection, self.handles())

    def test_hung_up(self):
        for kind in self.kinds:
            link = self.up(kind)
            self.assertEqual(self.server.disconnect(link.handle), 0)
            self.assertGone(link)
            self.ended(link)

    def test_lost(self):
        link = self.up()
        rig.router('kill', '-9', str(rig.pppd_children()[0]))
        rig.wait_for(lambda: not self.handles(), 20, 'its end')
        self.ended(link)
        self.assertEqual(self.server.interface(link.handle).error,
                         dimsvc.ERROR_NO_CONNECTION)

    def test_peer_hangs_up(self):
        link = self.up('PPPoE', number='svc-hangup')
        rig.wait_for(lambda: not self.handles(), 20, 'its end')
        self.ended(link)

    def test_next_daemon(self):
        """It gives no handle again, killed or not; one that is killed leaves
        its link, with its handle."""
        link = self.up()
        for verb in ('restart', 'kill9'):
            self.server.close()
            rig.rrasd(verb)
            if verb == 'kill9':
                rig.rrasd('start')
            self.server = rasadmin.Admin()
            if verb == 'kill9':
                self.assertEqual(self.newest_connection(link.handle),
                                 link.connection)
                self.assertEqual(self.server.disconnect(link.handle), 0)
            self.ended(link)
            rig.wait_for(lambda: not rig.pppd_children(), 20, 'its end')
            again = self.dial(link.handle, link.name)
            self.assertGreater(again.connection, link.connection)
            link = again


class Codes(ConnectionTest):
    """Each return code from its cause."""

    def test_unknown_handle(self):
        link = self.up()
        for handle in BAD_HANDLES + (link.handle, link.connection + 1):
            if handle == link.connection:
                continue
            for level in range(4):
                self.assertEqual(self.server.connection_info(handle, level),
                                 (NOT_CONNECTED, b''))
            self.assertEqual(self.server.connection_info_ex(handle)[0],
                             NOT_CONNECTED)
            self.assertEqual(self.server.connection_clear(handle),
                             ERROR_INVALID_PARAMETER)
            self.assertEqual(self.server.send_message(handle, 'x'),
                             NOT_CONNECTED)
            self.ask(42, u32(handle, 0), [u32(ERROR_INVALID_PARAMETER)])
            self.ask(48, self.update(handle), [u32(NOT_CONNECTED)])
        self.assertEqual(self.handles(), [link.connection])

    @staticmethod
    def update(handle, header=(1, 5, 132)):
        """RAS_UPDATE_CONNECTION_IDL: its tag, its header, two addresses."""
        return (u32(handle, 1) + struct.pack('<BBH', *header) +
                u32(1) + bytes(260))

    def test_level(self):
        link = self.up()
        for level in (4, 5, 0xffffffff):
            self.assertEqual(self.server.connection_info(link.connection,
                                                         level),
                             (ERROR_INVALID_LEVEL, b''))
        for level in (5, 0xffffffff):
            page = self.server.connection_enum(level, EVERYTHING, 7)
            self.assertEqual((page.outcome(), page.raw),
                             ((ERROR_INVALID_LEVEL, 0, 0, 7), b''))

    def test_header(self):
        link = self.up()
        for header in ((2, 1, EX_SIZE), (0, 1, EX_SIZE), (1, 2, EX_SIZE),
                       (1, 0, EX_SIZE), (1, 1, 1)):
            raw = struct.pack('<BBH', *header)
            page = self.server.connection_enum_ex(EVERYTHING, 0, raw)
            self.assertEqual((page.outcome(), page.raw), (
                (ERROR_INVALID_PARAMETER, 0, 0, 0), b''))
            self.assertEqual(self.server.connection_info_ex(
                link.connection, raw)[0], ERROR_INVALID_PARAMETER)
        self.assertEqual(self.server.connection_info_ex(
            link.connection, struct.pack('<BBH', 1, 1, 0))[0], 0)

    def test_what_ppp_has_not(self):
        """No messenger, no quarantine, no MOBIKE."""
        for kind in self.kinds:
            link = self.up(kind)
            self.assertEqual(self.server.send_message(link.connection, 'hi'),
                             dimsvc.ERROR_NOT_SUPPORTED)
            self.ask(42, u32(link.connection, 0), [u32(ERROR_NOT_FOUND)])
            self.ask(42, u32(0x0100007f, 1), [u32(ERROR_NOT_FOUND)])
            self.ask(48, self.update(link.connection),
                     [u32(dimsvc.ERROR_NOT_SUPPORTED)])
            for header in ((2, 5, 0), (1, 1, 0)):
                self.ask(48, self.update(link.connection, header),
                         [u32(ERROR_INVALID_PARAMETER)])

    def test_notification(self):
        """Whoever is elsewhere has no event here."""
        for register in (0, 1, 2):
            for event in (0, 0x1234, 0xffffffff):
                self.ask(34, u32(register, 4, event),
                         [u32(ERROR_INVALID_PARAMETER)])

    def test_outsider(self):
        link = self.up()
        outsider = rasadmin.Admin(plain=True)
        self.addCleanup(outsider.close)
        for level in (0, 4, 77):
            page = outsider.connection_enum(level, EVERYTHING, 3)
            self.assertEqual((page.outcome(), page.raw), ((5, 0, 0, 3), b''))
            self.assertEqual(outsider.connection_info(link.connection, level),
                             (5, b''))
        page = outsider.connection_enum_ex(EVERYTHING, 3)
        self.assertEqual((page.outcome(), page.raw), ((5, 0, 0, 3), b''))
        error, raw = outsider.connection_info_ex(link.connection)
        self.assertEqual((error, raw.strip(b'\0').replace(b'\0', b'')),
                         (5, b'\1\1'))
        for opnum, stub in ((3, u32(link.connection)), (34, u32(1, 4, 1)),
                            (35, u32(link.connection) + string('x')),
                            (42, u32(link.connection, 0)),
                            (48, self.update(link.connection))):
            self.ask(opnum, stub, [u32(5)], outsider)
        self.assertEqual(self.handles(), [link.connection])

    def test_paused(self):
        """What is up stays up, is told, and can be hung up."""
        link = self.up()
        rig.router('rrasctl', 'service', 'pause')
        self.addCleanup(rig.router, 'rrasctl', 'service', 'continue')
        self.assertEqual(self.handles(), [link.connection])
        self.assertEqual(self.server.connection_clear(link.connection), 0)
        for _ in range(2):
            self.assertEqual(self.server.connect(link.handle),
                             dimsvc.ERROR_SERVICE_IS_PAUSED)
            self.server.disconnect(link.handle)
        self.assertEqual(self.handles(), [])

    def test_lan_only(self):
        self.server.close()
        with rig.daemon_with('rras:router type = lan'):
            self.server = rasadmin.Admin()
            for handle in BAD_HANDLES:
                for level in (0, 3, 9):
                    self.assertEqual(self.server.connection_info(handle,
                                                                 level),
                                     (dimsvc.ERROR_DDM_NOT_RUNNING, b''))
                self.assertEqual(self.server.connection_clear(handle),
                                 dimsvc.ERROR_DDM_NOT_RUNNING)
                # these two are not among those that 3.1.4 forbids
                self.ask(42, u32(handle, 0), [u32(ERROR_INVALID_PARAMETER)])
                self.ask(48, self.update(handle), [u32(NOT_CONNECTED)])
            for level in (0, 4, 9):
                self.assertEqual(self.server.connection_enum(level).outcome(),
                                 (dimsvc.ERROR_DDM_NOT_RUNNING, 0, 0, 0))
            self.assertEqual(self.server.connection_enum_ex().outcome(),
                             (dimsvc.ERROR_DDM_NOT_RUNNING, 0, 0, 0))
            self.server.close()
        self.server = rasadmin.Admin()


if __name__ == '__main__':
    unittest.main()
