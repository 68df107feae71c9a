# SPDX-License-Identifier: GPL-3.0-or-later
"""The memory images of ports, devices and connections, byte by byte.

Written down from the structures of [MS-RRASM] 2.2.1.2 alone, each gap of the
compiler's named: the images that are tested are made by another machinery.
"""
import struct

from dimsvc import text, utf16


class Layout:
    """A structure: its size, and its members in order.

    A member is a name and what it is: the number of WCHARs of a string, the
    format of struct for anything else, or another layout.  A format alone is
    a gap, which is zero.
    """

    def __init__(self, size, *members):
        self.size, self.members, self.format = size, [], ''
        for member in members:
            if isinstance(member, str):
                self.format += member
            elif isinstance(member[1], Layout):
                self._nest(*member)
            else:
                self._add(*member)
        self.format = self.format.replace('<', '')
        self.struct = struct.Struct('<' + self.format)
        assert self.struct.size == size, (self.struct.size, size)

    def _add(self, name, kind):
        self.members.append((name, kind))
        self.format += '%ds' % (2 * kind) if isinstance(kind, int) else kind

    def _nest(self, name, layout):
        self.members += [('%s.%s' % (name, inner), kind)
                         for inner, kind in layout.members]
        self.format += layout.format

    def unpack(self, raw):
        """The members by name; what is in gaps and behind strings is lost."""
        return {name: text(value) if isinstance(kind, int) else value
                for (name, kind), value in zip(self.members,
                                               self.struct.unpack(raw))}

    def pack(self, values):
        assert set(values) == {name for name, _ in self.members}
        return self.struct.pack(*(
            utf16(values[name], kind) if isinstance(kind, int)
            else values[name] for name, kind in self.members))


def dwords(names):
    return [(name, 'I') for name in names.split()]


MPR_DEVICE_0 = Layout(292, ('szDeviceType', 17), ('szDeviceName', 129))
RASI_PORT_0 = Layout(
    380, *dwords('dwPort dwConnection dwPortCondition dwTotalNumberOfCalls '
                 'dwConnectDuration'),
    ('wszPortName', 17), ('wszMediaName', 17), ('wszDeviceName', 129),
    ('wszDeviceType', 17))
COUNTERS = dwords('dwBytesXmited dwBytesRcved dwFramesXmited dwFramesRcved '
                  'dwCrcErr dwTimeoutErr dwAlignmentErr dwHardwareOverrunErr '
                  'dwFramingErr dwBufferOverrunErr dwCompressionRatioIn '
                  'dwCompressionRatioOut')
RASI_PORT_1 = Layout(64, *dwords('dwPort dwConnection dwHardwareCondition '
                                 'dwLineSpeed'), *COUNTERS)

# PPP_NBFCP_INFO and so on
NBF = Layout(40, ('dwError', 'I'), ('wszWksta', 17), '2x')
IPCP = Layout(68, ('dwError', 'I'), ('wszAddress', 16),
              ('wszRemoteAddress', 16))
IPCP2 = Layout(76, ('dwError', 'I'), ('wszAddress', 16),
               ('wszRemoteAddress', 16), ('dwOptions', 'I'),
               ('dwRemoteOptons', 'I'))
IPXCP = Layout(36, ('dwError', 'I'), ('wszAddress', 16))
ATCP = Layout(72, ('dwError', 'I'), ('wszAddress', 33), '2x')
IPV6CP = Layout(48, *dwords('dwVersion dwSize dwError'),
                ('bInterfaceIdentifier', '8s'),
                ('bRemoteInterfaceIdentifier', '8s'),
                *dwords('dwOptions dwRemoteOptions'), ('bPrefix', '8s'),
                ('dwPrefixLength', 'I'))
CCP = Layout(20, *dwords('dwError dwCompressionAlgorithm dwOptions '
                         'dwRemoteCompressionAlgorithm dwRemoteOptions'))
AUTHENTICATION = dwords(
    'dwAuthenticationProtocol dwAuthenticationData '
    'dwRemoteAuthenticationProtocol dwRemoteAuthenticationData')
LCP = Layout(44, ('dwError', 'I'), *AUTHENTICATION,
             *dwords('dwTerminateReason dwRemoteTerminateReason dwOptions '
                     'dwRemoteOptions dwEapTypeId dwRemoteEapTypeId'))
PPP_INFO = Layout(216, ('nbf', NBF), ('ip', IPCP), ('ipx', IPXCP),
                  ('at', ATCP))
PPP_INFO_2 = Layout(288, ('nbf', NBF), ('ip', IPCP2), ('ipx', IPXCP),
                    ('at', ATCP), ('ccp', CCP), ('lcp', LCP))
PPP_INFO_3 = Layout(228, ('nbf', NBF), ('ip', IPCP2), ('ipv6', IPV6CP),
                    ('ccp', CCP), ('lcp', LCP))

NAMES = [('wszInterfaceName', 257), ('wszUserName', 257),
         ('wszLogonDomain', 16), ('wszRemoteComputer', 17)]
RASI_CONNECTION_0 = Layout(
    1116, *dwords('dwConnection dwInterface dwConnectDuration '
                  'dwInterfaceType dwConnectionFlags'), *NAMES, '2x')
RASI_CONNECTION_1 = Layout(
    272, *dwords('dwConnection dwInterface'), ('PppInfo', PPP_INFO),
    *COUNTERS)
RASI_CONNECTION_2 = Layout(
    828, ('dwConnection', 'I'), ('wszUserName', 257), '2x',
    ('dwInterfaceType', 'I'), ('guid', '16s'), ('PppInfo2', PPP_INFO_2))
RASI_CONNECTION_3 = Layout(
    788, *dwords('dwVersion dwSize dwConnection'), ('wszUserName', 257),
    '2x', ('dwInterfaceType', 'I'), ('guid', '16s'),
    ('PppInfo3', PPP_INFO_3), *dwords('rasQuarState timer.low timer.high'))


def projection(size, *eap):
    """PPP_PROJECTION_INFO_1 and _2: ULONG64 is aligned to 8."""
    return Layout(
        size, ('dwIPv4NegotiationError', 'I'), ('wszAddress', 16),
        ('wszRemoteAddress', 16), *dwords('dwIPv4Options '
                                          'dwIPv4RemoteOptions'), '4x',
        ('IPv4SubInterfaceIndex', 'Q'), ('dwIPv6NegotiationError', 'I'),
        ('bInterfaceIdentifier', '8s'), ('bRemoteInterfaceIdentifier', '8s'),
        ('bPrefix', '8s'), ('dwPrefixLength', 'I'),
        ('IPv6SubInterfaceIndex', 'Q'), ('dwLcpError', 'I'), *AUTHENTICATION,
        *dwords('dwLcpTerminateReason dwLcpRemoteTerminateReason '
                'dwLcpOptions dwLcpRemoteOptions'), *dwords(' '.join(eap)),
        *dwords('dwCcpError dwCompressionAlgorithm dwCcpOptions '
                'dwRemoteCompressionAlgorithm dwCcpRemoteOptions'),
        *(['4x'] if size == 200 else []))


PROJECTION_1 = projection(192, 'dwEapTypeId', 'dwRemoteEapTypeId')
PROJECTION_2 = projection(200, 'dwEapTypeId', 'dwEmbeddedEAPTypeId',
                          'dwRemoteEapTypeId')
ENDPOINTS = [('dwNumSwitchOvers', 'I'), ('wszRemoteEndpointAddress', 65),
             ('wszLocalEndpointAddress', 65)]
# RAS_CONNECTION_4_IDL as an image: enumerations have 4 bytes, and the union
# begins where its ULONG64 may
RASI_CONNECTION_4 = Layout(
    1680, *dwords('dwConnectDuration dwInterfaceType dwConnectionFlags'),
    *NAMES, '2x', ('guid', '16s'),
    *dwords('rasQuarState probationTime.low probationTime.high'),
    ('connectionStartTime', 'Q'), *COUNTERS, *ENDPOINTS,
    ('projectionInfoType', 'B'), '7x', ('projection', PROJECTION_2),
    *dwords('hConnection hInterface dwDeviceType'), '4x')
# RAS_CONNECTION_EX_IDL in NDR: enumerations have 2 bytes
RAS_CONNECTION_EX = Layout(
    1664, ('tag', 'B'), '7x', ('Header.revision', 'B'), ('Header.type', 'B'),
    ('Header.size', 'H'), ('dwConnectDuration', 'I'),
    ('dwInterfaceType', 'H'), '2x', ('dwConnectionFlags', 'I'), *NAMES, '2x',
    ('guid', '16s'), ('rasQuarState', 'H'), '2x',
    *dwords('probationTime.low probationTime.high'), *COUNTERS, *ENDPOINTS,
    ('projectionInfoType', 'B'), '3x', ('projection', PROJECTION_1),
    *dwords('hConnection hInterface'))

CONNECTION_LEVELS = (RASI_CONNECTION_0, RASI_CONNECTION_1, RASI_CONNECTION_2,
                     RASI_CONNECTION_3, RASI_CONNECTION_4)
PORT_LEVELS = (RASI_PORT_0, RASI_PORT_1)
