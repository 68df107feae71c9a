# SPDX-License-Identifier: GPL-3.0-or-later
"""Live links as the tests of ports and connections use them: over Ethernet
and over a null modem, with what is known of them from elsewhere: from the
rig's configuration, and from the kernel.
"""
import json
import re
import time

import dimsvc
import rasadmin
import rig

MS_CHAP_V2, CHAP_MD5 = (0xc223, 0x81), (0xc223, 0x05)
NOT_CONFIGURED = 731  # ERROR_PROTOCOL_NOT_CONFIGURED
WITH_VJ = (dimsvc.MPRIO_RequireCHAP | dimsvc.MPRIO_RequireMsCHAP2 |
           0x8)  # MPRIO_IpHeaderCompression
RDT_MODEM, RDT_PPPOE = 0, 13


class Kind:
    """A way to reach the isp, and what both ends agree upon there."""

    def __init__(self, settings, authentication, lcp_options, vj, media,
                 device, port_pattern, device_type, endpoints, speed):
        self.settings, self.authentication = settings, authentication
        self.lcp_options, self.vj, self.media = lcp_options, vj, media
        self.device, self.port_pattern = device, port_pattern
        self.device_type, self.endpoints = device_type, endpoints
        self.speed = speed


def mac(host, device):
    """As an interface's address is written."""
    return rig.run('on', host, 'cat', '/sys/class/net/%s/address' %
                   device).strip()


def nic_speed(device):
    """Bits per second, as far as 32 bits go."""
    megabits = int(rig.router('cat', '/sys/class/net/%s/speed' % device))
    return min(max(megabits, 0) * 1000000, 0xffffffff)


def kinds():
    """PPPoE; and a null modem, where PFC, ACFC and VJ are worth it."""
    return {
        'PPPoE': Kind({'number': 'svc-mschapv2'}, MS_CHAP_V2, 0, 0, 'rastapi',
                      ('PPPoE', 'WAN Miniport (PPPOE)'), r'PPPoE6-\d+$',
                      RDT_PPPOE, (mac('isp', 'isp0'), mac('router', 'wan0')),
                      nic_speed('wan0')),
        'serial': Kind({'device_type': 'SERIAL', 'device_name': 'ttyNull0',
                        'number': '', 'options': WITH_VJ}, CHAP_MD5, 6, 1,
                       'serial', ('modem', 'ttyNull0'), r'ttyNull0$',
                       RDT_MODEM, ('', '/dev/ttyNull0'), 115200)}


def kernel_links():
    """The PPP interfaces of the router by name, with their counters."""
    return {link['ifname']: link for link in json.loads(rig.router(
        'ip', '-s', '-s', '-j', 'link', 'show', 'type', 'ppp') or '[]')
            if link}


def addresses(ifname, version=4):
    """The address of this end, and of the other."""
    found = json.loads(rig.router('ip', '-%d' % version, '-j', 'addr', 'show',
                                  ifname))
    info = next(one for link in found for one in link.get('addr_info', []))
    return info['local'], info['address']


class Link:
    """A link that is up, and what the kernel says of it."""

    def __init__(self, handle, name, kind, ifname):
        self.handle, self.name, self.kind = handle, name, kind
        self.ifname, self.began = ifname, time.time()
        self.local, self.remote = addresses(ifname)
        self.ifindex = kernel_links()[ifname]['ifindex']
        self.connection = self.port = None

    def counters(self):
        """As the images name them, in 32 bits."""
        stats = kernel_links()[self.ifname]['stats64']
        rx, tx = stats['rx'], stats['tx']
        kinds_known = rx['frame_errors'] + rx['over_errors']
        values = {
            'dwBytesXmited': tx['bytes'], 'dwBytesRcved': rx['bytes'],
            'dwFramesXmited': tx['packets'], 'dwFramesRcved': rx['packets'],
            'dwCrcErr': max(0, rx['errors'] - kinds_known),
            'dwTimeoutErr': 0, 'dwAlignmentErr': 0, 'dwHardwareOverrunErr': 0,
            'dwFramingErr': rx['frame_errors'],
            'dwBufferOverrunErr': rx['over_errors']}
        return {name: value & 0xffffffff for name, value in values.items()}

    def ping(self, count=1, size=56):
        rig.router('ping', '-c', str(count), '-s', str(size), '-i', '0.2',
                   '-W', '5', '-I', self.ifname, self.remote)

    def guid(self):
        """The phonebook's: one that we dial keeps it."""
        entry = rig.router('cat', rig.STATE_DIR + '/router.pbk').split(
            '[%s]' % self.name)[1]
        return bytes.fromhex(re.search(r'^Guid=(\w+)', entry,
                                       re.MULTILINE).group(1))


class LinkTest(rig.RigTest):
    """A test with links, and a program that administers them."""

    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.kinds = kinds()

    def reconnect(self):
        if self.server:
            self.server.close()
        self.server = rasadmin.Admin()

    def up(self, kind='PPPoE', **settings):
        """A link that is up; it is gone after the test."""
        name = self.name()
        handle = self.add(name=name, **{**self.kinds[kind].settings,
                                        **settings})
        return self.dial(handle, name, kind)

    def dial(self, handle, name, kind='PPPoE'):
        before = set(kernel_links())
        self.assertEqual(self.connect_retrying(handle), 0)
        ifname, = set(kernel_links()) - before
        link = Link(handle, name, self.kinds[kind], ifname)
        link.connection = self.newest_connection(handle)
        link.port = self.port_of(link.connection)
        return link

    def connect_retrying(self, handle):
        """The rig's serial peers make a new pty after each hang-up: for an
        instant there is no device."""
        for _ in range(50):
            error = self.server.connect(handle, blocking=1)
            if error not in (dimsvc.ERROR_INTERFACE_HAS_NO_DEVICES,
                             711, dimsvc.ERROR_NO_CONNECTION):
                break
            time.sleep(0.1)
        return error

    def newest_connection(self, interface):
        """By level 0, where the interface's handle is the second DWORD."""
        page = self.server.connection_enum()
        self.assertEqual(page.error, 0)
        found = [raw[:4] for raw in rasadmin.split(page.raw, 1116)
                 if rasadmin.dword(raw, 4) == interface]
        self.assertEqual(len(found), 1)
        return rasadmin.dword(found[0])

    def port_of(self, connection):
        page = self.server.port_enum(connection)
        self.assertEqual((page.error, page.read, page.total, len(page.raw)),
                         (0, 1, 1, 380))
        return rasadmin.dword(page.raw)

    def assertImage(self, layout, raw, expected):
        """Member by member, and then every byte, gaps and all."""
        self.assertEqual(len(raw), layout.size)
        values = layout.unpack(raw)
        self.assertEqual(set(values), set(expected))
        self.assertEqual(
            {name: value for name, value in values.items()
             if value != expected[name]},
            {name: value for name, value in expected.items()
             if value != values[name]})
        self.assertEqual(raw.hex(' ', 4), layout.pack(expected).hex(' ', 4))

    def assertCounted(self, link, ask, check):
        """Ask while the kernel's counters stand still, and check(answer,
        counters): there is always a frame that comes unasked."""
        for _ in range(50):
            before = link.counters()
            answer = ask()
            if link.counters() == before:
                check(answer, before)
                return
        self.fail('the counters never stood still')

    def assertGone(self, link):
        """Nothing is left of it."""
        self.assertEqual(self.server.connection_info(link.connection),
                         (dimsvc.ERROR_INTERFACE_NOT_CONNECTED, b''))
        self.assertNotIn(link.ifname, kernel_links())
        self.assertEqual(self.server.interface(link.handle).state,
                         dimsvc.DISCONNECTED)


