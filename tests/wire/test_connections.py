# SPDX-License-Identifier: GPL-3.0-or-later
"""Connections over the wire: every level of every operation on live links of
two kinds, each byte against the rig's configuration and the kernel; counters;
pages.
"""
import socket
import struct
import time
import unittest

import dimsvc
import ras_images
import rig
from dimsvc import ERROR_MORE_DATA
from ras_images import CONNECTION_LEVELS, RAS_CONNECTION_EX
from ras_links import NOT_CONFIGURED, LinkTest, addresses, kernel_links
from rasadmin import EVERYTHING, split
from test_replies import REF, ReplyTest, u32

FULL_ROUTER = dimsvc.IF_TYPE['FULL_ROUTER']
MPRNP_IPV6 = 8
PPP = 1  # RAS_FLAGS_PPP_CONNECTION
EX_SIZE = 1672  # of RAS_CONNECTION_EX_IDL, as a compiler lays it out


def handle_of(raw, level=0):
    """The connection of an image."""
    values = CONNECTION_LEVELS[level].unpack(raw)
    return values.get('dwConnection', values.get('hConnection'))


def ppp(link, prefix, layout):
    """The parts of PPP_INFO, PPP_INFO_2 and PPP_INFO_3 that there are."""
    algorithm, data = link.kind.authentication
    vj, lcp = link.kind.vj, link.kind.lcp_options
    known = {
        'nbf.dwError': NOT_CONFIGURED, 'ipx.dwError': NOT_CONFIGURED,
        'at.dwError': NOT_CONFIGURED, 'ccp.dwError': NOT_CONFIGURED,
        'ipv6.dwError': NOT_CONFIGURED,
        'nbf.wszWksta': '', 'ipx.wszAddress': '', 'at.wszAddress': '',
        'ip.wszAddress': link.local, 'ip.wszRemoteAddress': link.remote,
        'ip.dwOptions': vj, 'ip.dwRemoteOptons': vj,
        'lcp.dwAuthenticationProtocol': algorithm,
        'lcp.dwAuthenticationData': data,
        'lcp.dwOptions': lcp, 'lcp.dwRemoteOptions': lcp,
        'ipv6.bPrefix': bytes(8), 'ipv6.bInterfaceIdentifier': bytes(8),
        'ipv6.bRemoteInterfaceIdentifier': bytes(8)}
    return {'%s.%s' % (prefix, name): known.get(name, 0)
            for name, _ in layout.members}


def projection(link, layout):
    """PPP_PROJECTION_INFO_1 and _2."""
    algorithm, data = link.kind.authentication
    vj, lcp = link.kind.vj, link.kind.lcp_options
    known = {
        'wszAddress': link.local, 'wszRemoteAddress': link.remote,
        'dwIPv4Options': vj, 'dwIPv4RemoteOptions': vj,
        'IPv4SubInterfaceIndex': link.ifindex,
        'bInterfaceIdentifier': bytes(8), 'bPrefix': bytes(8),
        'bRemoteInterfaceIdentifier': bytes(8),
        'dwAuthenticationProtocol': algorithm, 'dwAuthenticationData': data,
        'dwLcpOptions': lcp, 'dwLcpRemoteOptions': lcp,
        'dwCcpError': NOT_CONFIGURED}
    return {'projection.' + name: known.get(name, 0)
            for name, _ in layout.members}


def identifier(address):
    """Of an IPv6 address."""
    return socket.inet_pton(socket.AF_INET6, address)[8:]


def names(link):
    return {'wszInterfaceName': link.name, 'wszUserName': rig.USER,
            'wszLogonDomain': '', 'wszRemoteComputer': ''}


def counted(counters):
    """Nothing here compresses: 100 per cent."""
    return {**counters, 'dwCompressionRatioIn': 100,
            'dwCompressionRatioOut': 100}


class ConnectionTest(LinkTest, ReplyTest):
    def expected(self, link, level, counters, duration, started=0):
        """A RASI_CONNECTION_n."""
        handles = {'dwConnection': link.connection,
                   'dwInterface': link.handle}
        user = {'wszUserName': rig.USER, 'guid': link.guid(),
                'dwConnection': link.connection,
                'dwInterfaceType': FULL_ROUTER}
        basic = {'dwConnectDuration': duration, 'dwConnectionFlags': PPP,
                 'dwInterfaceType': FULL_ROUTER, **names(link)}
        if level == 0:
            return {**handles, **basic}
        if level == 1:
            return {**handles, **ppp(link, 'PppInfo', ras_images.PPP_INFO),
                    **counted(counters)}
        if level == 2:
            return {**user, **ppp(link, 'PppInfo2', ras_images.PPP_INFO_2)}
        if level == 3:
            return {**user, 'dwVersion': 0, 'dwSize': 0, 'rasQuarState': 0,
                    'timer.low': 0, 'timer.high': 0,
                    **ppp(link, 'PppInfo3', ras_images.PPP_INFO_3)}
        return {**basic, **self.more(link, counters),
                'connectionStartTime': started,
                'dwDeviceType': link.kind.device_type,
                **projection(link, ras_images.PROJECTION_2)}

    def more(self, link, counters):
        """What RAS_CONNECTION_4_IDL and the Ex structure have besides."""
        remote, local = link.kind.endpoints
        return {'guid': link.guid(), 'rasQuarState': 0,
                'probationTime.low': 0, 'probationTime.high': 0,
                **counted(counters), 'dwNumSwitchOvers': 0,
                'wszRemoteEndpointAddress': remote,
                'wszLocalEndpointAddress': local, 'projectionInfoType': 1,
                'hConnection': link.connection, 'hInterface': link.handle}

    def expected_ex(self, link, counters, duration):
        return {'tag': 1, 'Header.revision': 1, 'Header.type': 1,
                'Header.size': EX_SIZE, 'dwConnectDuration': duration,
                'dwInterfaceType': FULL_ROUTER, 'dwConnectionFlags': PPP,
                **names(link), **self.more(link, counters),
                **projection(link, ras_images.PROJECTION_1)}

    def assertDuration(self, link, seconds):
        age = time.time() - link.began
        self.assertLessEqual(int(age) - 1, seconds)
        self.assertLessEqual(seconds, age + 3)

    def assertLevel(self, link, level, raw, counters):
        values = CONNECTION_LEVELS[level].unpack(raw)
        duration = values.get('dwConnectDuration', 0)
        started = values.get('connectionStartTime', 0)
        if 'dwConnectDuration' in values:
            self.assertDuration(link, duration)
        if started:
            # 100 ns since 1601
            self.assertAlmostEqual(started / 1e7 - 11644473600, link.began,
                                   delta=3)
        self.assertImage(CONNECTION_LEVELS[level], raw, self.expected(
            link, level, counters, duration, started))

    def assertEx(self, link, raw, counters):
        duration = RAS_CONNECTION_EX.unpack(raw)['dwConnectDuration']
        self.assertDuration(link, duration)
        self.assertImage(RAS_CONNECTION_EX, raw,
                         self.expected_ex(link, counters, duration))

    def handles(self):
        return [handle_of(raw) for raw in
                split(self.server.connection_enum().raw, 1116)]


class Images(ConnectionTest):
    """Of links of two kinds, at every level of every operation."""

    def levels(self, kind):
        link = self.up(kind)
        link.ping(3)
        for level, layout in enumerate(CONNECTION_LEVELS):
            def enumerate_one():
                page = self.server.connection_enum(level)
                self.assertEqual(page.outcome(), (0, 1, 1, 0))
                return page.raw

            def one():
                error, raw = self.server.connection_info(link.connection,
                                                         level)
                self.assertEqual(error, 0)
                return raw
            for ask in (enumerate_one, one)[:1 if level == 4 else 2]:
                with self.subTest(level=level, ask=ask.__name__):
                    self.assertCounted(link, ask, lambda raw, counters: (
                        self.assertEqual(len(raw), layout.size),
                        self.assertLevel(link, level, raw, counters)))
        return link

    def ex(self, link):
        def enumerate_one():
            page = self.server.connection_enum_ex()
            self.assertEqual(page.outcome(), (0, 1, 1, 0))
            return page.raw

        def one():
            error, raw = self.server.connection_info_ex(link.connection)
            self.assertEqual(error, 0)
            return raw
        for ask in (enumerate_one, one):
            with self.subTest(ask=ask.__name__):
                self.assertCounted(link, ask, lambda raw, counters:
                                   self.assertEx(link, raw, counters))

    def test_pppoe(self):
        self.ex(self.levels('PPPoE'))

    def test_serial(self):
        self.ex(self.levels('serial'))

    def test_none(self):
        for level in range(5):
            page = self.server.connection_enum(level)
            self.assertEqual((page.outcome(), page.raw), ((0, 0, 0, 0), b''))
        page = self.server.connection_enum_ex()
        self.assertEqual((page.outcome(), page.raw), ((0, 0, 0, 0), b''))

    def test_containers(self):
        """Whole replies, where the counters do not matter."""
        link = self.up()
        for level in (2, 3):
            _, raw = self.server.connection_info(link.connection, level)
            filled = [u32(len(raw)), REF, u32(len(raw)), raw]
            self.ask(2, u32(level, link.connection), filled + [u32(0)])
            self.ask(1, u32(level, 0, 0, EVERYTHING, 0x20000, 0),
                     filled + [u32(1, 1), REF, u32(0, 0)])
            self.ask(1, u32(level, 0, 0, EVERYTHING, 0),
                     filled + [u32(1, 1), u32(0, 0)])

    def test_ipv6(self):
        """A link without IPv4: the identifiers are the kernel's."""
        handle = self.add(number='svc-noip', protocols=MPRNP_IPV6)
        self.assertEqual(self.server.connect(handle, blocking=1), 0)
        connection, = self.handles()
        ifname, = kernel_links()
        raw = self.server.connection_info(connection, 3)[1]
        values = CONNECTION_LEVELS[3].unpack(raw)
        local, remote = addresses(ifname, 6)
        self.assertEqual(
            (values['PppInfo3.ipv6.dwError'],
             values['PppInfo3.ipv6.bInterfaceIdentifier'],
             values['PppInfo3.ipv6.bRemoteInterfaceIdentifier']),
            (0, identifier(local), identifier(remote)))
        self.assertEqual((values['PppInfo3.ip.dwError'],
                          values['PppInfo3.ip.wszAddress'],
                          values['PppInfo3.ip.wszRemoteAddress']),
                         (NOT_CONFIGURED, '', ''))
        raw = self.server.connection_info_ex(connection)[1]
        values = RAS_CONNECTION_EX.unpack(raw)
        self.assertEqual(
            (values['projection.bInterfaceIdentifier'],
             values['projection.bRemoteInterfaceIdentifier'],
             values['projection.IPv6SubInterfaceIndex'],
             values['projection.IPv4SubInterfaceIndex'],
             values['projection.dwIPv6NegotiationError'],
             values['projection.dwIPv4NegotiationError']),
            (identifier(local), identifier(remote),
             kernel_links()[ifname]['ifindex'], 0, 0, NOT_CONFIGURED))
        self.assertEqual(raw, RAS_CONNECTION_EX.pack(values))

    def test_mppe(self):
        """A link that has agreed on CCP too."""
        link = self.up(number='svc-mppe', options=dimsvc.MPRIO_RequireMsCHAP2,
                       encryption=dimsvc.MPR_ET_RequireMax)

        def info():
            error, raw = self.server.connection_info(link.connection, 3)
            self.assertEqual(error, 0)
            return CONNECTION_LEVELS[3].unpack(raw)
        values = rig.wait_for(lambda: not info()['PppInfo3.ccp.dwError'] and
                              info(), 10, 'CCP')
        for name in ('', 'Remote'):
            self.assertEqual(
                (values['PppInfo3.ccp.dw%sCompressionAlgorithm' % name],
                 values['PppInfo3.ccp.dw%sOptions' % name] & 0xe0), (6, 0x40))


class Counters(ConnectionTest):
    def test_both_kinds(self):
        """Frames and bytes are the kernel's, and grow as it says."""
        for kind in self.kinds:
            link = self.up(kind)

            def counted(check):
                self.assertCounted(
                    link, lambda: self.server.connection_info(
                        link.connection, 1)[1], check)
            counted(lambda raw, counters:
                    self.assertLevel(link, 1, raw, counters))
            before = link.counters()
            link.ping(5, 1000)
            after = link.counters()
            for name in ('dwFramesXmited', 'dwFramesRcved'):
                self.assertGreaterEqual(after[name] - before[name], 5)
            counted(lambda raw, counters:
                    self.assertLevel(link, 1, raw, counters))

    def test_clear(self):
        """A base line: the kernel counts on, and so does the port."""
        link, other = self.up('serial'), self.up()
        link.ping(3)
        other.ping(2)
        base = {}

        def clear():
            self.assertEqual(0, self.server.connection_clear(link.connection))
        self.assertCounted(link, clear,
                           lambda _, counters: base.update(counters))
        self.assertGreater(base['dwFramesXmited'], 2)

        def assertSince(raw, counters):
            self.assertLevel(link, 1, raw, {
                name: counters[name] - base[name] for name in counters})
        for _ in range(2):
            self.assertCounted(link, lambda: self.server.connection_info(
                link.connection, 1)[1], assertSince)
            link.ping(4)
        self.assertCounted(link, lambda: self.server.port_info(
            link.port, 1)[1][16:56], lambda raw, counters: self.assertEqual(
                list(struct.unpack('<10I', raw)), list(counters.values())))
        self.assertCounted(other, lambda: self.server.connection_info(
            other.connection, 1)[1], lambda raw, counters:
            self.assertLevel(other, 1, raw, counters))


class Paging(ConnectionTest):
    def links(self):
        links = [self.up(), self.up('serial'), self.up()]
        handles = [link.connection for link in links]
        self.assertEqual(handles, sorted(handles))
        self.assertEqual(self.handles(), handles)
        return links, handles

    def walk(self, level, length, first=0):
        """All pages, each checked: (error, read, total, resume handle)."""
        size = CONNECTION_LEVELS[level].size
        everything = self.handles()
        seen, resume = [], first
        while True:
            page = self.server.connection_enum(level, length, resume)
            left = [handle for handle in everything if handle > resume]
            fits = max(1, min(len(left), length // size))
            read = min(len(left), fits)
            more = len(left) > read
            self.assertEqual(page.outcome(), (
                ERROR_MORE_DATA if more else 0, read, len(left),
                left[read - 1] if more else 0))
            seen += [handle_of(raw, level) for raw in split(page.raw, size)]
            if not more:
                return seen
            resume = page.resume

    def test_lengths(self):
        _, handles = self.links()
        for level, layout in enumerate(CONNECTION_LEVELS):
            size = layout.size
            for length in (0, 1, size - 1, size, size + 1, 2 * size - 1,
                           2 * size, 2 * size + 7, 3 * size, EVERYTHING):
                with self.subTest(level=level, length=length):
                    self.assertEqual(self.walk(level, length), handles)
            self.assertEqual(self.walk(level, size, handles[0]), handles[1:])
            for stale in (handles[-1], handles[-1] + 1, EVERYTHING):
                page = self.server.connection_enum(level, resume=stale)
                self.assertEqual(page.outcome(), (0, 0, 0, 0))
            # without a resume handle there is no next page
            page = self.server.connection_enum(level, size, None)
            self.assertEqual(page.outcome(), (ERROR_MORE_DATA, 1, 3, None))
        self.ex_lengths(handles)

    def ex_lengths(self, handles):
        """3.1.4.46: none when not one fits, else one more than fits."""
        for length, read in ((0, 0), (1, 0), (EX_SIZE - 1, 0), (EX_SIZE, 2),
                             (EX_SIZE + 1, 2), (2 * EX_SIZE - 1, 2),
                             (2 * EX_SIZE, 3), (9 * EX_SIZE, 3),
                             (EVERYTHING, 3)):
            with self.subTest(length=length):
                page = self.server.connection_enum_ex(length)
                more = read < 3
                self.assertEqual(page.outcome(), (
                    ERROR_MORE_DATA if more else 0, read, 3,
                    (handles[read - 1] if read else 0) if more else 0))
                self.assertEqual(self.ex_handles(page), handles[:read])
                if 0 < read < 3:
                    rest = self.server.connection_enum_ex(length, page.resume)
                    self.assertEqual(rest.outcome(), (0, 1, 1, 0))
                    self.assertEqual(self.ex_handles(rest), handles[2:])
        page = self.server.connection_enum_ex(EX_SIZE, None)
        self.assertEqual(page.outcome(), (ERROR_MORE_DATA, 2, 3, None))

    def ex_handles(self, page):
        return [RAS_CONNECTION_EX.unpack(raw)['hConnection']
                for raw in split(page.raw, RAS_CONNECTION_EX.size)]

    def test_between_pages(self):
        """Each one that is there from beginning to end is told once."""
        (first, second, third), _ = self.links()
        page = self.server.connection_enum(0, 0)
        self.assertEqual(page.outcome(), (ERROR_MORE_DATA, 1, 3,
                                          first.connection))
        # the one that was told last goes, and one that was not told yet
        self.assertEqual(self.server.disconnect(first.handle), 0)
        self.assertEqual(self.server.port_disconnect(second.port), 0)
        page = self.server.connection_enum(0, 0, page.resume)
        self.assertEqual(page.outcome(), (0, 1, 1, 0))
        self.assertEqual(handle_of(page.raw), third.connection)
        # what comes is behind what was there: no handle is given again
        page = self.server.connection_enum(3, 1)
        again = self.dial(first.handle, first.name)
        self.assertGreater(again.connection, third.connection)
        page = self.server.connection_enum(3, 1, third.connection)
        self.assertEqual(page.outcome(), (0, 1, 1, 0))
        self.assertEqual(handle_of(page.raw, 3), again.connection)
        page = self.server.connection_enum_ex(EVERYTHING, first.connection)
        self.assertEqual(self.ex_handles(page),
                         [third.connection, again.connection])


if __name__ == '__main__':
    unittest.main()
