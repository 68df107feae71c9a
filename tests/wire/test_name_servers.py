# SPDX-License-Identifier: GPL-3.0-or-later
"""Name servers of links: handed to resolvconf and taken back, whoever dies in
between. The resolvconf here only writes down what it is told."""
import ipaddress
import os
import signal
import struct

import dimsvc
import rig
from ras_links import LinkTest, kernel_links

PROGRAM, SAID = '/usr/sbin/resolvconf', '/run/rig/resolvconf.said'
PEERS = ('192.0.2.53', '192.0.2.54')
MPRIO_SpecificNameServers = 0x00000004
OUR_OWN, OUR_OWN_6 = ('198.18.0.1', '198.18.0.2'), ('2001:db8::53',)
SCRIPT = r"""#!/bin/sh
[ "$1" != -a ] || input=" $(tr '\n' ' ' | sed 's/ $//')"
echo "$1 $2$input" >>%s
""" % SAID


def listed(servers):
    return ' '.join('nameserver ' + server for server in servers)


SERVERS = listed(PEERS)


class Image2(dimsvc.Image2):
    """With the name servers of OUR_OWN."""

    def pack(self):
        raw = bytearray(super().pack())
        struct.pack_into('4s4s', raw, 812, *(
            ipaddress.ip_address(server).packed for server in OUR_OWN))
        return bytes(raw)


class NameServers(LinkTest):
    def setUp(self):
        super().setUp()
        with open(PROGRAM, 'w', encoding='ascii') as program:
            program.write(SCRIPT)
        os.chmod(PROGRAM, 0o755)
        rig.router('sh', '-c', ': >%s' % SAID)
        self.addCleanup(rig.router, 'rm', '-f', PROGRAM, SAID)

    def said(self):
        return rig.router('cat', SAID).splitlines()

    def wait_said(self, *lines):
        """In the end these, and nothing more."""
        rig.wait_for(lambda: self.said() == list(lines), 20, repr(lines))

    def restart(self, between=lambda: None):
        rig.rrasd('kill9')
        try:
            between()
        finally:
            rig.rrasd('start')
        self.reconnect()

    def kill_pppd(self):
        for pid in rig.pppds():
            os.kill(pid, signal.SIGKILL)
        rig.wait_for(lambda: not kernel_links(), 5, 'the end')

    def test_up_and_down(self):
        link = self.up()
        told = '-a %s.rras %s' % (link.ifname, SERVERS)
        self.wait_said(told)
        self.assertEqual(self.server.disconnect(link.handle), 0)
        self.wait_said(told, '-d %s.rras' % link.ifname)

    def test_specific(self):
        """Those of the entry instead of the peer's, if the flag is set; those
        of IPv6, which only the phonebook can have, in any case."""
        for flag, servers in ((MPRIO_SpecificNameServers, OUR_OWN),
                              (0, PEERS)):
            with self.subTest(flag=flag):
                settings = {**self.kinds['PPPoE'].settings,
                            'protocols': dimsvc.MPRNP_Ip | dimsvc.MPRNP_Ipv6,
                            'options': dimsvc.MPRIO_RequireMsCHAP2 | flag}
                name = self.name()
                handle = self.add(name=name, **settings)
                self.assertEqual(0, self.server.set_info(
                    handle, Image2(name, **settings), level=2))
                rig.router('sed', '-i', 's/^Ipv6NameAssign=.\\r/'
                           'Ipv6NameAssign=2\\r/; s/^Ipv6DnsAddress=.*\\r/'
                           'Ipv6DnsAddress=%s\\r/' % OUR_OWN_6,
                           rig.STATE_DIR + '/router.pbk')
                self.assertEqual(
                    self.server.update_phonebook_info(handle), 0)
                link = self.dial(handle, name)
                told = '-a %s.rras %s' % (link.ifname,
                                          listed(servers + OUR_OWN_6))
                # one protocol may have come up before the other
                rig.wait_for(lambda: self.said()[-1:] == [told], 20, told)
                self.assertEqual(self.server.disconnect(handle), 0)

    def test_adopted(self):
        """The next daemon says the same again, and takes it back."""
        link = self.up()
        told = '-a %s.rras %s' % (link.ifname, SERVERS)
        self.wait_said(told)
        self.restart()
        self.wait_said(told, told)
        self.assertEqual(self.server.disconnect(link.handle), 0)
        self.wait_said(told, told, '-d %s.rras' % link.ifname)

    def test_adopted_and_killed(self):
        link = self.up()
        told = '-a %s.rras %s' % (link.ifname, SERVERS)
        self.wait_said(told)
        self.restart()
        self.kill_pppd()
        self.wait_said(told, told, '-d %s.rras' % link.ifname)

    def test_died_meanwhile(self):
        """Nobody was there to take it back: the next daemon does."""
        link = self.up()
        told = '-a %s.rras %s' % (link.ifname, SERVERS)
        self.wait_said(told)
        self.restart(between=self.kill_pppd)
        self.assertEqual(self.server.interface(link.handle).state,
                         dimsvc.DISCONNECTED)
        self.wait_said(told, '-d %s.rras' % link.ifname)

    def test_default_route(self):
        """It goes with the link, also when the daemon was another one."""
        options = (dimsvc.MPRIO_RequireMsCHAP2 |
                   dimsvc.MPRIO_RemoteDefaultGateway)

        def routes():
            return rig.router('ip', 'route', 'show', 'default').splitlines()
        before = routes()
        link = self.up(options=options)
        self.assertIn('dev %s' % link.ifname, routes()[0])
        self.restart()
        self.assertIn('dev %s' % link.ifname, routes()[0])
        self.assertEqual(self.server.disconnect(link.handle), 0)
        self.assertEqual(routes(), before)
