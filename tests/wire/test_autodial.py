# SPDX-License-Identifier: GPL-3.0-or-later
"""What the router dials and hangs up by itself."""
import datetime
import json
import re
import struct
import time

import dimsvc
import rig
from dimsvc import (CONNECTED, CONNECTING, DISCONNECTED, UNREACHABLE,
                    REASON_CONNECTION_FAILURE, REASON_SERVICE_PAUSED)

REASON_DIALOUT_HOURS = 0x10
ERROR_SERVICE_IS_PAUSED = 928
ERROR_DIALOUT_HOURS_RESTRICTION = 944
PHONEBOOK = rig.STATE_DIR + '/router.pbk'


class Image1(dimsvc.Image0):
    """MPRI_INTERFACE_1 in its 32-bit form, the hours behind it."""

    def __init__(self, name, *days):
        super().__init__(name)
        self.days = days

    def pack(self):
        days = ''.join(day + '\0' for day in self.days) + '\0'
        return super().pack() + struct.pack('<I', 544) + days.encode(
            'utf-16-le')


class AutodialTest(rig.RigTest):
    def edit(self, handle, name, **keys):
        """Set keys of an entry, as an administrator with an editor."""
        lines, entry = [], None
        for line in rig.router('cat', PHONEBOOK).splitlines():
            if line.startswith('['):
                entry = line.strip('[]')
            key = line.partition('=')[0]
            if entry == name and key in keys:
                continue
            lines.append(line)
            if line == '[%s]' % name:
                lines += ['%s=%s' % item for item in keys.items()]
        rig.router('sh', '-c', 'printf "%s" "$1" >$2.new && mv $2.new $2',
                   '-', '\r\n'.join(lines) + '\r\n', PHONEBOOK)
        self.assertEqual(self.server.update_phonebook_info(handle), 0)

    def named(self, **settings):
        name = self.name()
        return self.add(name=name, **settings), name

    def wait_state(self, handle, state, seconds=30):
        return rig.wait_for(
            lambda: (lambda i: i if i.state == state else None)(
                self.server.interface(handle)), seconds, 'state %d' % state)

    def next_dial(self, name):
        """Seconds until then, or None."""
        then = json.loads(rig.router('rrasctl', '--json', 'interface', 'show',
                                     name)).get('next_dial')
        return then and datetime.datetime.fromisoformat(
            then.replace('Z', '+00:00')).timestamp() - time.time()


class Redial(AutodialTest):
    def setUp(self):
        super().setUp()
        self.handle, self.called = self.named()
        self.edit(self.handle, self.called, RedialAttempts=3, RedialSeconds=2)

    def fail_once(self):
        rig.isp('ac-absent')
        self.addCleanup(rig.isp, 'ac-present')
        self.assertEqual(self.server.connect(self.handle, blocking=1),
                         dimsvc.ERROR_NO_ANSWER)

    def test_bad_then_good_peer(self):
        self.fail_once()
        self.assertInterface(self.server.interface(self.handle), UNREACHABLE,
                             dimsvc.ERROR_NO_ANSWER, REASON_CONNECTION_FAILURE)
        self.assertTrue(self.next_dial(self.called))
        rig.isp('ac-present')
        self.wait_state(self.handle, CONNECTED)

    def test_connect_interrupts_a_wait(self):
        self.edit(self.handle, self.called, RedialSeconds=600)
        self.fail_once()
        rig.isp('ac-present')
        self.assertEqual(self.server.connect(self.handle, blocking=1), 0)

    def test_disconnect_interrupts_a_wait(self):
        self.fail_once()
        self.assertEqual(self.server.disconnect(self.handle), 0)
        self.assertFalse(self.next_dial(self.called))
        rig.isp('ac-present')
        time.sleep(4)
        self.assertEqual(self.server.interface(self.handle).state, UNREACHABLE)
        self.assertEqual(rig.pppd_children(), [])

    def test_wrong_password_is_not_repeated(self):
        self.assertEqual(0, self.server.set_credentials(
            self.called, rig.USER, '', 'wrong'))
        self.assertEqual(self.server.connect(self.handle, blocking=1),
                         dimsvc.ERROR_AUTHENTICATION_FAILURE)
        self.assertGreater(self.next_dial(self.called), 1000)
        # new credentials are tried at once
        self.assertEqual(0, self.server.set_credentials(
            self.called, rig.USER, '', rig.PASSWORD))
        self.wait_state(self.handle, CONNECTED)

    def test_loss(self):
        self.edit(self.handle, self.called, RedialOnLinkFailure=1,
                  IdleDisconnectSeconds=600)
        self.assertEqual(self.server.connect(self.handle, blocking=1), 0)
        [child] = rig.pppd_children()
        rig.router('kill', '-9', str(child))
        rig.wait_for(lambda: rig.pppd_children() not in ([], [child]), 20,
                     'another pppd')
        self.wait_state(self.handle, CONNECTED)


class Persistent(AutodialTest):
    def test_at_start_and_kept_up(self):
        handle, name = self.named()
        self.edit(handle, name, RedialOnLinkFailure=1, RedialSeconds=1)
        self.wait_state(handle, CONNECTED)
        rig.rrasd('restart')
        self.reconnect()
        self.wait_state(handle, CONNECTED)
        [child] = rig.pppd_children()
        rig.router('kill', '-9', str(child))
        rig.wait_for(lambda: rig.pppd_children() not in ([], [child]), 20,
                     'another pppd')
        self.wait_state(handle, CONNECTED)
        self.assertEqual(self.server.disconnect(handle), 0)
        time.sleep(3)
        self.assertInterface(self.server.interface(handle), DISCONNECTED)


class Pause(AutodialTest):
    def test_pause(self):
        up, down = self.add(), self.add()
        self.assertEqual(self.server.connect(up, blocking=1), 0)
        rig.router('rrasctl', 'service', 'pause')
        self.addCleanup(rig.router, 'rrasctl', 'service', 'continue')
        self.assertEqual(self.server.connect(down), ERROR_SERVICE_IS_PAUSED)
        self.assertInterface(self.server.interface(down), UNREACHABLE, 0,
                             REASON_SERVICE_PAUSED)
        self.assertInterface(self.server.interface(up), CONNECTED)
        rig.router('rrasctl', 'service', 'continue')
        self.assertEqual(self.server.connect(down, blocking=1), 0)

    def test_who_waits_for_a_turn(self):
        """What is being tried goes on, what has not begun ends with 928."""
        rig.isp('ac-absent')
        self.addCleanup(rig.isp, 'ac-present')
        with rig.daemon_with('rras:max dials = 1',
                             'rras:pppoe padi attempts = 5'):
            self.reconnect()
            tried, waiting = self.add(), self.add()
            for handle in tried, waiting:
                self.assertEqual(self.server.connect(handle), dimsvc.PENDING)
                self.assertInterface(self.server.interface(handle), CONNECTING)
            self.assertEqual(len(rig.pppd_children()), 1)
            rig.router('rrasctl', 'service', 'pause')
            self.assertInterface(
                self.wait_state(waiting, UNREACHABLE, 5), UNREACHABLE,
                ERROR_SERVICE_IS_PAUSED, REASON_SERVICE_PAUSED)
            self.assertInterface(self.server.interface(tried), CONNECTING)
            rig.router('rrasctl', 'service', 'continue')
            rig.isp('ac-present')
            self.assertEqual(self.server.connect(waiting, blocking=1), 0)
            self.server.disconnect(tried)
        self.reconnect()


class Hours(AutodialTest):
    def setUp(self):
        super().setUp()
        self.then, self.since = time.time(), time.monotonic()
        self.addCleanup(self.set_clock, 0)

    def set_clock(self, by):
        """So many seconds from what is true."""
        time.clock_settime(time.CLOCK_REALTIME, self.then + by +
                           time.monotonic() - self.since)

    def half_past(self, second):
        """Set it to the middle of this hour, whose end is far away then:
        (by how many seconds, day, hour)."""
        day, hour, minute, now = [int(part) for part in rig.router(
            'date', '+%w %H %M %S').split()]
        by = (30 - minute) * 60 + second - now
        self.set_clock(by)
        return by, day, hour

    def test_the_hour_ends(self):
        handle, name = self.named()
        self.assertEqual(self.server.connect(handle, blocking=1), 0)
        _, day, hour = self.half_past(50)
        self.assertEqual(0, self.server.set_info(
            handle, Image1(name, '%d %02d:30-%02d:31' % (day, hour, hour)),
            level=1))
        self.assertInterface(self.server.interface(handle), CONNECTED)
        self.assertInterface(
            self.wait_state(handle, UNREACHABLE, 75), UNREACHABLE,
            ERROR_DIALOUT_HOURS_RESTRICTION, REASON_DIALOUT_HOURS)
        self.assertEqual(self.server.connect(handle),
                         ERROR_DIALOUT_HOURS_RESTRICTION)
        self.assertEqual(rig.pppd_children(), [])

    def test_the_clock_is_set(self):
        """Out of the hours and into them: at once, not at the next minute;
        what is persistent is dialed when they begin."""
        handle, name = self.named()
        by, day, hour = self.half_past(0)
        self.assertEqual(0, self.server.set_info(
            handle, Image1(name, '%d %02d:00-%02d:00' % (day, hour, hour + 1)),
            level=1))
        self.edit(handle, name, RedialOnLinkFailure=1)
        self.wait_state(handle, CONNECTED)
        self.set_clock(by + 3600)
        self.assertInterface(
            self.wait_state(handle, UNREACHABLE, 10), UNREACHABLE,
            ERROR_DIALOUT_HOURS_RESTRICTION, REASON_DIALOUT_HOURS)
        self.set_clock(by)
        self.wait_state(handle, CONNECTED, 20)


class Queue(AutodialTest):
    LINKS = 30

    def test_three_at_once(self):
        handles = [self.add() for _ in range(self.LINKS)]
        with rig.daemon_with('rras:max dials = 3'):
            server = dimsvc.Server()
            for handle in handles:
                self.assertEqual(server.connect(handle), dimsvc.PENDING)
            self.assertEqual(server.disconnect(handles[-1]), 0)
            most = 0
            while True:
                # in this order, so that none is counted that came up
                children = len(rig.pppd_children())
                states = [server.interface(h).state for h in handles[:-1]]
                most = max(most, children - states.count(CONNECTED))
                if CONNECTING not in states:
                    break
            self.assertEqual(states, [CONNECTED] * (self.LINKS - 1))
            self.assertLessEqual(most, 3)
            server.close()


class Demand(AutodialTest):
    def setUp(self):
        super().setUp()
        self.handle, self.called = self.named()
        # the isp answers the client by way of the Ethernet
        rig.run('on', 'isp', 'ip', 'route', 'add', '10.50.0.0/24', 'via',
                '10.99.0.2')
        self.addCleanup(rig.run, 'on', 'isp', 'ip', 'route', 'del',
                        '10.50.0.0/24')
        self.edit(self.handle, self.called, DemandDevice='to-isp',
                  DemandRoutes=rig.BEHIND_ISP + '/32')

    def test_first_packet(self):
        self.assertInterface(self.server.interface(self.handle), DISCONNECTED)
        out = rig.run('ping', '-c1', '-W10', rig.BEHIND_ISP)
        self.assertIn(' 0% packet loss', out)
        self.assertInterface(self.server.interface(self.handle), CONNECTED)
        routes = rig.router('ip', 'route', 'show', rig.BEHIND_ISP)
        self.assertRegex(routes.splitlines()[0], r'dev ppp\d')
        # a hang-up, and the route is the stand-in's again
        self.assertEqual(self.server.disconnect(self.handle), 0)
        routes = rig.router('ip', 'route', 'show', rig.BEHIND_ISP)
        self.assertIn('dev to-isp', routes)
        rig.run('ping', '-c1', '-W10', rig.BEHIND_ISP)
        self.assertInterface(self.server.interface(self.handle), CONNECTED)

    def test_route_of_an_administrator(self):
        rig.router('ip', 'route', 'add', '192.0.2.0/24', 'dev', 'to-isp')
        rig.run('ping', '-c1', '-W10', rig.BEHIND_ISP)
        self.assertRegex(rig.router('ip', 'route', 'show',
                                    '192.0.2.0/24').splitlines()[0],
                         r'dev ppp\d')

    def ip6(self, host, what, *words):
        """Add something to a host for the time of the test."""
        def change(verb):
            rig.run('on', host, 'ip', '-6', what, verb, *words)
        change('add')
        self.addCleanup(change, 'del')

    def test_first_packet_of_ipv6(self):
        self.ip6('client', 'addr', '2001:db8:50::2/64', 'dev', 'eth0', 'nodad')
        self.ip6('router', 'addr', '2001:db8:50::1/64', 'dev', 'lan0', 'nodad')
        self.ip6('router', 'addr', '2001:db8:99::2/64', 'dev', 'wan0', 'nodad')
        self.ip6('isp', 'addr', '2001:db8:99::1/64', 'dev', 'isp0', 'nodad')
        self.ip6('isp', 'addr', '2001:db8:100::1/128', 'dev', 'inet0', 'nodad')
        self.ip6('client', 'route', '2001:db8:100::/48', 'via',
                 '2001:db8:50::1')
        self.ip6('isp', 'route', '2001:db8:50::/64', 'via', '2001:db8:99::2')
        rig.router('sysctl', '-w', 'net.ipv6.conf.all.forwarding=1')
        self.addCleanup(rig.router, 'sysctl', '-w',
                        'net.ipv6.conf.all.forwarding=0')
        handle, name = self.named(protocols=dimsvc.MPRNP_Ip |
                                  dimsvc.MPRNP_Ipv6)
        self.edit(handle, name, DemandDevice='to-isp6',
                  DemandRoutes='2001:db8:100::/48')
        out = rig.run('ping', '-c1', '-W10', '2001:db8:100::1')
        self.assertIn(' 0% packet loss', out)
        self.assertInterface(self.server.interface(handle), CONNECTED)
        # the other interface is not woken by its neighbour's packets
        self.assertInterface(self.server.interface(self.handle), DISCONNECTED)

    def test_no_peer(self):
        rig.isp('ac-absent')
        self.addCleanup(rig.isp, 'ac-present')
        rig.run('ping', '-c1', '-W1', rig.BEHIND_ISP, check=False)
        self.assertInterface(self.settle(self.handle), UNREACHABLE,
                             dimsvc.ERROR_NO_ANSWER, REASON_CONNECTION_FAILURE)
        # it is not dialed for each packet
        rig.run('ping', '-c3', '-i0.2', '-W1', rig.BEHIND_ISP, check=False)
        self.assertEqual(self.server.interface(self.handle).state, UNREACHABLE)

    def test_adopted(self):
        """The next daemon makes the device anew, and its routes: the link's
        come first all the same."""
        rig.run('ping', '-c1', '-W10', rig.BEHIND_ISP)
        rig.rrasd('kill9')
        rig.rrasd('start')
        self.reconnect()
        self.assertInterface(self.server.interface(self.handle), CONNECTED)
        rig.wait_for(lambda: re.search(
            r'^\S+ dev ppp\d[^\n]*\n\S+ dev to-isp', rig.router(
                'ip', 'route', 'show', rig.BEHIND_ISP)), 10, 'its routes')
        rig.run('ping', '-c1', '-W10', rig.BEHIND_ISP)
        self.assertEqual(self.server.disconnect(self.handle), 0)
        self.assertIn('dev to-isp', rig.router('ip', 'route', 'show',
                                               rig.BEHIND_ISP))

    def test_device_is_deleted(self):
        rig.router('ip', 'link', 'del', 'to-isp')
        ticks = self.ticks()
        time.sleep(2)  # the loop does not turn on a device that is gone
        self.assertLess(self.ticks() - ticks, 50)

    @staticmethod
    def ticks():
        with open('/proc/%s/stat' % rig.rrasd('pid').strip()) as stat:
            return sum(int(n) for n in stat.read().split(')')[1].split()[11:13])

    def test_device_goes_with_the_daemon(self):
        rig.router('ip', 'link', 'show', 'to-isp')
        rig.rrasd('kill9')
        code, _ = rig.router('ip', 'link', 'show', 'to-isp', check=False)
        self.assertNotEqual(code, 0)
        rig.rrasd('start')
        self.reconnect()
        self.assertIn('dev to-isp', rig.router('ip', 'route', 'show',
                                               rig.BEHIND_ISP))
        self.edit(self.handle, self.called, DemandDevice='')
        code, _ = rig.router('ip', 'link', 'show', 'to-isp', check=False)
        self.assertNotEqual(code, 0)
