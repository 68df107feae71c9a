# SPDX-License-Identifier: GPL-3.0-or-later
"""Name servers of links: handed to resolvconf and taken back, whoever dies in
between. The resolvconf here only writes down what it is told."""
import os
import signal

import dimsvc
import rig
from ras_links import LinkTest, kernel_links

PROGRAM, SAID = '/usr/sbin/resolvconf', '/run/rig/resolvconf.said'
SERVERS = 'nameserver 192.0.2.53 nameserver 192.0.2.54'
SCRIPT = r"""#!/bin/sh
[ "$1" != -a ] || input=" $(tr '\n' ' ' | sed 's/ $//')"
echo "$1 $2$input" >>%s
""" % SAID


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
