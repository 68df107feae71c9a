# SPDX-License-Identifier: GPL-3.0-or-later
"""Tunnels over the wire: dialed by PPTP, L2TP, L2TP with IPsec and SSTP, in the
order of a strategy; what ports and connections tell of them; and adopted.
"""
import contextlib
import re
import time

import dimsvc
import ras_images
import ras_tunnels
import rig
import test_adoption
from dimsvc import CONNECTED, DISCONNECTED, UNREACHABLE
from ras_tunnels import ISP, KINDS, TunnelTest

RAS_PORT_AUTHENTICATED = 5
ERROR_NO_LOCAL_ENCRYPTION = 741
ERROR_IPSEC_AUTHENTICATION = 789
ERROR_AUTOMATIC_VPN_FAILED = 800
ERROR_VPN_REFUSED = 808
ERROR_VPN_TIMEOUT = 809
GATEWAY = '10.99.0.254'  # another address of the isp's


def setUpModule():
    ras_tunnels.start_all()


def tearDownModule():
    ras_tunnels.stop_all()
    rig.run('rig-clean-check')


@contextlib.contextmanager
def stopped(*kinds):
    """Without the isp's servers of some kinds."""
    if 'pptp' in kinds:
        ras_tunnels.serve('pptp', 'stop')
    if 'l2tp' in kinds:
        rig.isp('l2tp-end')
    try:
        yield
    finally:
        if 'l2tp' in kinds:
            rig.isp('l2tp-serve')
        if 'pptp' in kinds:
            ras_tunnels.serve('pptp')


class Dialing(TunnelTest):
    def ends(self, handle, error):
        self.assertEqual(self.server.connect(handle), dimsvc.PENDING)
        interface = self.settle(handle)
        self.assertInterface(interface, UNREACHABLE if error else CONNECTED,
                             error)

    def test_each_kind(self):
        """Up, with its own port and ends, and down again."""
        for kind in KINDS:
            with self.subTest(kind=kind):
                self.each_kind(kind)

    def each_kind(self, kind):
        wanted, name = KINDS[kind], self.name()
        handle = self.add_kind(kind, name=name)
        self.ends(handle, 0)
        connection = self.newest_connection(handle)
        self.assertPort(wanted, connection)
        page = self.server.connection_enum_ex()
        values = ras_images.RAS_CONNECTION_EX.unpack(page.raw)
        self.assertEqual((values['hConnection'], values['wszInterfaceName'],
                          values['wszUserName']),
                         (connection, name, rig.USER))
        self.assertEqual((values['wszRemoteEndpointAddress'],
                          values['wszLocalEndpointAddress']),
                         wanted.endpoints)
        raw = self.server.connection_info(connection, 2)[1]
        self.assertEqual(ras_images.RASI_CONNECTION_2.unpack(raw)[
            'PppInfo2.ip.wszRemoteAddress'], rig.peer_address())
        raw = self.server.connection_enum(4).raw
        self.assertEqual(ras_images.RASI_CONNECTION_4.unpack(raw)[
            'dwDeviceType'], wanted.device_type)
        rig.router('ping', '-c', '2', '-i', '0.2', '-W', '5', '-I', 'ppp0',
                   rig.peer_address())
        self.assertEqual(self.server.disconnect(handle), 0)
        self.assertInterface(self.server.interface(handle), DISCONNECTED)
        rig.run('rig-clean-check')

    def assertPort(self, wanted, connection):
        page = self.server.port_enum(connection)
        self.assertEqual(page.outcome(), (0, 1, 1, 0))
        values = ras_images.RASI_PORT_0.unpack(page.raw)
        self.assertRegex(values['wszPortName'], wanted.port_pattern)
        type_, device = wanted.device
        self.assertEqual(
            (values['wszDeviceName'], values['wszDeviceType'],
             values['wszMediaName'], values['dwPortCondition'],
             values['dwConnection']),
            (device, type_, wanted.media, RAS_PORT_AUTHENTICATED, connection))

    def test_bad_password(self):
        for kind in ('IPsec', 'SSTP'):
            with self.subTest(kind=kind):
                self.ends(self.add_kind(kind, credentials=(
                    rig.USER, '', 'wrong')),
                    dimsvc.ERROR_AUTHENTICATION_FAILURE)

    def test_wrong_key(self):
        handle = self.add_kind('IPsec', key=b'psk-other')
        with rig.daemon_with('rras:tunnel timeout = 5'):
            self.ends(handle, ERROR_IPSEC_AUTHENTICATION)
        self.set_key(handle, ras_tunnels.KEY)
        self.ends(handle, 0)

    def test_tls_is_the_encryption(self):
        """Whoever demands encryption is content with SSTP's TLS, and has no
        MPPE inside of it; the server of port 1003 has nothing else."""
        for encryption in (dimsvc.MPR_ET_Require, dimsvc.MPR_ET_RequireMax):
            self.ends(self.add_kind('SSTP', number=ras_tunnels.NAME + ':1005',
                                    encryption=encryption), 0)
        self.ends(self.add_kind('SSTP', number=ras_tunnels.NAME + ':1003',
                                encryption=dimsvc.MPR_ET_Require),
                  ERROR_NO_LOCAL_ENCRYPTION)

    def test_silent(self):
        self.ends(self.add_kind('PPTP', number='10.99.0.99'),
                  ERROR_VPN_TIMEOUT)


class Strategies(TunnelTest):
    def device_of(self, strategy):
        """Of the port that is used when the link is up."""
        return self.used(self.add_kind('PPTP', strategy=strategy))

    def used(self, handle):
        self.assertEqual(self.server.connect(handle), dimsvc.PENDING)
        self.assertInterface(self.settle(handle), CONNECTED)
        page = self.server.port_enum(self.newest_connection(handle))
        self.assertEqual(self.server.disconnect(handle), 0)
        return re.search(r'\((.*)\)', ras_images.RASI_PORT_0.unpack(
            page.raw)['wszDeviceName']).group(1)

    def test_first(self):
        for strategy, first in ((dimsvc.MPR_VS_Default, 'PPTP'),
                                (dimsvc.MPR_VS_PptpFirst, 'PPTP'),
                                (dimsvc.MPR_VS_L2tpFirst, 'L2TP')):
            with self.subTest(strategy=strategy):
                self.assertEqual(self.device_of(strategy), first)

    def test_second(self):
        with stopped('pptp'):
            for strategy in (dimsvc.MPR_VS_Default, dimsvc.MPR_VS_PptpFirst):
                self.assertEqual(self.device_of(strategy), 'L2TP')
            self.fails(dimsvc.MPR_VS_PptpOnly, ERROR_VPN_REFUSED)
        with stopped('l2tp'):
            self.assertEqual(self.device_of(dimsvc.MPR_VS_L2tpFirst), 'PPTP')

    def test_what_succeeded_is_first(self):
        """"The protocol that succeeds is tried first in subsequent dialing
        for this entry", whichever rrasd dials then."""
        handle = self.add_kind('PPTP', strategy=dimsvc.MPR_VS_Default)
        with stopped('pptp'):
            self.assertEqual(self.used(handle), 'L2TP')
        self.assertEqual(self.used(handle), 'L2TP')
        rig.rrasd('restart')
        self.reconnect()
        self.assertEqual(self.used(handle), 'L2TP')
        with stopped('l2tp'):
            self.assertEqual(self.used(handle), 'PPTP')
        self.assertEqual(self.used(handle), 'PPTP')

    def test_none(self):
        with stopped('pptp', 'l2tp'):
            self.fails(dimsvc.MPR_VS_PptpFirst, ERROR_AUTOMATIC_VPN_FAILED)
            self.fails(dimsvc.MPR_VS_L2tpFirst, ERROR_AUTOMATIC_VPN_FAILED)
            self.fails(dimsvc.MPR_VS_L2tpOnly, ERROR_VPN_REFUSED)

    def fails(self, strategy, error):
        handle = self.add_kind('PPTP', strategy=strategy)
        self.assertEqual(self.server.connect(handle), dimsvc.PENDING)
        self.assertInterface(self.settle(handle), UNREACHABLE, error,
                             dimsvc.REASON_CONNECTION_FAILURE)


class DefaultGateway(TunnelTest):
    def setUp(self):
        """The server is reached by the default route, as on the Internet."""
        super().setUp()
        lladdr = rig.run('on', 'isp', 'cat',
                         '/sys/class/net/isp0/address').strip()
        for undo, do in (
                (('neigh', 'del', GATEWAY, 'dev', 'wan0'),
                 ('neigh', 'replace', GATEWAY, 'dev', 'wan0', 'lladdr',
                  lladdr)),
                (('route', 'del', 'default', 'dev', 'wan0'),
                 ('route', 'add', 'default', 'via', GATEWAY, 'dev', 'wan0',
                  'onlink')),
                (('route', 'replace', '10.99.0.0/24', 'dev', 'wan0', 'proto',
                  'kernel', 'scope', 'link', 'src', ras_tunnels.ROUTER),
                 ('route', 'del', '10.99.0.0/24', 'dev', 'wan0'))):
            rig.router('ip', *do)
            self.addCleanup(rig.router, 'ip', *undo)

    def test_tunnels_do_not_swallow_themselves(self):
        for kind in ('PPTP', 'L2TP', 'SSTP'):
            with self.subTest(kind=kind):
                link = self.up(kind, options=dimsvc.MPRIO_RequireMsCHAP2 |
                               dimsvc.MPRIO_RemoteDefaultGateway)
                for address in (ISP, rig.BEHIND_ISP):
                    self.assertIn('dev ' + link.ifname,
                                  rig.router('ip', 'route', 'get', address))
                link.ping(3)
                rig.router('ping', '-c', '3', '-i', '0.2', '-W', '5',
                           rig.BEHIND_ISP)
                self.assertEqual(self.server.disconnect(link.handle), 0)
                self.assertIn('dev wan0', rig.router('ip', 'route', 'get',
                                                     ISP))


class Adoption(TunnelTest, test_adoption.AdoptionTest):
    """rrasd is killed with 9 under tunnels."""

    def test_each_kind(self):
        for kind in ('PPTP', 'IPsec', 'SSTP'):
            with self.subTest(kind=kind):
                self.adopted(kind, 'kill9')
                rig.run('rig-clean-check')

    def test_ends_right_after(self):
        """Before its plugin looks for the next daemon: it calls to say why,
        and is gone at once."""
        for kind, end, error in (
                ('PPTP', ('kill', 'pptp'), dimsvc.ERROR_REMOTE_DISCONNECTION),
                ('L2TP', ('l2tp-end',), dimsvc.ERROR_REMOTE_DISCONNECTION),
                ('SSTP', ('sstp-kill',), dimsvc.ERROR_REMOTE_DISCONNECTION)):
            with self.subTest(kind=kind):
                link = self.up(kind)
                self.restart(between=lambda: None)
                rig.isp(*end)
                rig.wait_for(lambda: self.server.interface(
                    link.handle).state == DISCONNECTED, 20, 'the end')
                self.assertInterface(self.server.interface(link.handle),
                                     DISCONNECTED, error)
                self.assertGone(link)
                if kind == 'L2TP':
                    rig.isp('l2tp-serve')

    def test_ends_meanwhile(self):
        link = self.up('PPTP')
        self.restart(between=lambda: (
            rig.isp('kill', 'pptp'),
            rig.wait_for(lambda: not rig.pppds(), 20, 'the end')))
        self.assertInterface(self.server.interface(link.handle), DISCONNECTED,
                             dimsvc.ERROR_NO_CONNECTION)
        said = rig.router('rrasctl', 'link', 'history', link.name)
        self.assertIn('ended while rrasd was not running', said)
        rig.run('rig-clean-check')
