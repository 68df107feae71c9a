# SPDX-License-Identifier: GPL-3.0-or-later
"""VPN interfaces for the wire tests, and the isp's servers of tunnels."""
import os

import dimsvc
import rig
from ras_links import MS_CHAP_V2, Kind, LinkTest
from test_custom import CREDENTIALS_SET, credentials
from test_replies import container, u32

ISP, ROUTER, NAME = '10.99.0.1', '10.99.0.2', 'vpn.isp.test'
KEY = b'psk-isp'
VS_SSTP_ONLY = 5  # of RAS clients
MPRET_VPN = 2
RDT_PPTP, RDT_L2TP, RDT_SSTP = 8, 9, 14


def serve(kind, verb='start'):
    """Servers of PPTP or SSTP."""
    rig.run('on', 'isp', '%s/guest/vpn-%s' % (os.environ['RIG_HOME'], kind),
            verb)


def start_all():
    serve('pptp')
    serve('sstp')
    rig.isp('l2tp-serve')
    rig.isp('ipsec-serve')


def stop_all():
    rig.isp('ipsec-end')
    rig.isp('l2tp-end')
    serve('sstp', 'stop')
    serve('pptp', 'stop')


def tunnel(miniport, strategy, port_pattern, device_type, number=ISP, **more):
    device = 'WAN Miniport (%s)' % miniport
    return Kind({'device_type': 'Vpn', 'device_name': device,
                 'number': number, 'entry_type': MPRET_VPN,
                 'strategy': strategy, **more},
                MS_CHAP_V2, 0, 0, 'rastapi', ('vpn', device), port_pattern,
                device_type, (ISP, ROUTER), 0)


PPTP = tunnel('PPTP', dimsvc.MPR_VS_PptpOnly, r'VPN3-\d+$', RDT_PPTP)
L2TP = tunnel('L2TP', dimsvc.MPR_VS_L2tpOnly, r'VPN2-\d+$', RDT_L2TP)
IPSEC = tunnel('L2TP', dimsvc.MPR_VS_L2tpOnly, r'VPN2-\d+$', RDT_L2TP,
               key=KEY)
SSTP = tunnel('SSTP', VS_SSTP_ONLY, r'VPN0-\d+$', RDT_SSTP, number=NAME)
KINDS = {'PPTP': PPTP, 'L2TP': L2TP, 'IPsec': IPSEC, 'SSTP': SSTP}


def key_call(handle, key):
    """Operation and request stub that set an interface's pre-shared key; the
    reply is a DWORD."""
    return CREDENTIALS_SET, (u32(1) + container(credentials(key)) +
                             u32(handle))


class TunnelTest(LinkTest):
    """Interfaces for tunnels are made as an administrator's program does it:
    created, then set with all of level 3."""

    @classmethod
    def setUpClass(cls):
        cls.kinds = KINDS

    def add(self, key=None, **settings):
        name = settings.pop('name', None) or self.name()
        strategy = settings.pop('strategy')
        handle = super().add(name=name, **settings)
        settings.pop('credentials', None)
        settings.setdefault('options', dimsvc.MPRIO_RequireCHAP |
                            dimsvc.MPRIO_RequireMsCHAP2)
        self.assertEqual(0, self.server.set_info(handle, dimsvc.Image3(
            name, strategy=strategy, **settings), level=3))
        if key is not None:
            self.set_key(handle, key)
        return handle

    def set_key(self, handle, key):
        self.assertEqual(self.server.raw(*key_call(handle, key)), u32(0))

    def add_kind(self, kind, **changes):
        return self.add(**{**KINDS[kind].settings, **changes})
