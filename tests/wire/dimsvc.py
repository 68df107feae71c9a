# SPDX-License-Identifier: GPL-3.0-or-later
"""dimsvc and rasrpc spoken by impacket, an NDR engine that is not Samba's.

Only what the wire tests need: the operations that OpenRRAS implements, the
memory images inside their containers, and a raw call for everything else.
"""
import os
import struct

from impacket.dcerpc.v5 import rpcrt, transport
from impacket.dcerpc.v5.dtypes import (DWORD, LPBYTE, LPDWORD, LPWSTR, NULL,
                                       ULONG, WSTR)
from impacket.dcerpc.v5.ndr import NDRCALL, NDRSTRUCT
from impacket.uuid import uuidtup_to_bin

DIMSVC = uuidtup_to_bin(('8f09f000-b7ed-11ce-bbd2-00001a181cad', '0.0'))
RASRPC = uuidtup_to_bin(('20610036-fa22-11cf-9823-00a0c911e5df', '1.0'))

# [MS-RRASM] 2.2.1.1.1, 2.2.1.1.2, 2.2.1.2.81
IF_TYPE = {'CLIENT': 0, 'HOME_ROUTER': 1, 'FULL_ROUTER': 2, 'DEDICATED': 3,
           'INTERNAL': 4, 'LOOPBACK': 5, 'TUNNEL1': 6, 'DIALOUT': 7}
UNREACHABLE, DISCONNECTED, CONNECTING, CONNECTED = range(4)
REASON_OUT_OF_RESOURCES = 0x01
REASON_ADMIN_DISABLED = 0x02
REASON_CONNECTION_FAILURE = 0x04
REASON_SERVICE_PAUSED = 0x08
REASON_NO_MEDIA_SENSE = 0x20

ERROR_SUCCESS = 0
ERROR_ACCESS_DENIED = 5
ERROR_INVALID_HANDLE = 6
ERROR_NOT_SUPPORTED = 50
ERROR_INVALID_PARAMETER = 87
ERROR_INVALID_NAME = 123
ERROR_INVALID_LEVEL = 124
ERROR_MORE_DATA = 234
PENDING = 600
ERROR_CANNOT_FIND_PHONEBOOK_ENTRY = 623
ERROR_REMOTE_DISCONNECTION = 629
ERROR_NO_CONNECTION = 668
ERROR_LINE_BUSY = 676
ERROR_NO_ANSWER = 678
ERROR_NO_CARRIER = 679
ERROR_NO_DIALTONE = 680
ERROR_AUTHENTICATION_FAILURE = 691
ERROR_LINK_FAILURE = 829
ERROR_DDM_NOT_RUNNING = 903
ERROR_INTERFACE_ALREADY_EXISTS = 904
ERROR_NO_SUCH_INTERFACE = 905
ERROR_INTERFACE_NOT_CONNECTED = 906
ERROR_INTERFACE_CONNECTED = 908
ERROR_ALREADY_CONNECTING = 910
ERROR_INTERFACE_DISABLED = 916
ERROR_INTERFACE_HAS_NO_DEVICES = 925
ERROR_SERVICE_IS_PAUSED = 928

FAULT_ACCESS_DENIED = 0x00000005
FAULT_SERVER_UNAVAILABLE = 0x000006ba
FAULT_NDR = 0x000006f7
FAULT_OP_RNG_ERROR = 0x1c010002

# [MS-RRASM] 2.2.1.2.83
MPRIO_RemoteDefaultGateway = 0x00000010
MPRIO_RequireEncryptedPw = 0x00000400
MPRIO_RequireMsEncryptedPw = 0x00000800
MPRIO_RequireDataEncryption = 0x00001000
MPRIO_RequirePAP = 0x00040000
MPRIO_RequireCHAP = 0x08000000
MPRIO_RequireMsCHAP2 = 0x20000000
MPRNP_Ip = 4
MPRNP_Ipv6 = 8
MPR_VS_Default, MPR_VS_PptpOnly, MPR_VS_PptpFirst = range(3)
MPR_VS_L2tpOnly, MPR_VS_L2tpFirst = 3, 4
MPR_ET_None, MPR_ET_Require, MPR_ET_RequireMax, MPR_ET_Optional = range(4)


class DIM_INFORMATION_CONTAINER(NDRSTRUCT):
    structure = (('dwBufferSize', DWORD), ('pBuffer', LPBYTE))


def call(opnum, request, reply):
    """Make the NDRCALL pair that impacket wants, reply class included."""
    name = 'Op%d' % opnum
    module = globals()
    module[name] = type(name, (NDRCALL,), {
        'opnum': opnum, 'structure': request, '__module__': __name__})
    module[name + 'Response'] = type(name + 'Response', (NDRCALL,), {
        'structure': reply + (('ErrorCode', ULONG),), '__module__': __name__})
    return module[name]


CONTAINER = ('pInfoStruct', DIM_INFORMATION_CONTAINER)
ServerGetInfo = call(0, (('dwLevel', DWORD),), (CONTAINER,))
GetHandle = call(11, (('lpwsInterfaceName', WSTR), ('phInterface', DWORD),
                      ('fIncludeClientInterfaces', DWORD)),
                 (('phInterface', DWORD),))
Create = call(12, (('dwLevel', DWORD), CONTAINER, ('phInterface', DWORD)),
              (('phInterface', DWORD),))
GetInfo = call(13, (('dwLevel', DWORD), CONTAINER, ('hInterface', DWORD)),
               (CONTAINER,))
SetInfo = call(14, (('dwLevel', DWORD), CONTAINER, ('hInterface', DWORD)), ())
Delete = call(15, (('hInterface', DWORD),), ())
Enum = call(20, (('dwLevel', DWORD), CONTAINER,
                 ('dwPreferedMaximumLength', DWORD),
                 ('lpdwResumeHandle', LPDWORD)),
            (CONTAINER, ('lpdwEntriesRead', DWORD),
             ('lpdwTotalEntries', DWORD), ('lpdwResumeHandle', LPDWORD)))
Connect = call(21, (('hInterface', DWORD), ('hEvent', DWORD),
                    ('fBlocking', DWORD), ('dwCallersProcessId', DWORD)), ())
Disconnect = call(22, (('hInterface', DWORD),), ())
UpdatePhonebookInfo = call(25, (('hInterface', DWORD),), ())
SetCredentials = call(49, (('lpwsInterfaceName', WSTR),
                           ('lpwsUserName', WSTR), ('lpwsDomainName', WSTR),
                           ('lpwsPassword', WSTR)), ())
GetCredentials = call(50, (('lpwsInterfaceName', WSTR),),
                      (('lpwsUserName', LPWSTR), ('lpwsDomainName', LPWSTR),
                       ('lpwsPassword', LPWSTR)))


class Fault(Exception):
    """The call ended in a DCE/RPC fault; .code is its status."""

    def __init__(self, code):
        super().__init__('fault 0x%08x' % code)
        self.code = code


def utf16(text, units):
    """A fixed WCHAR array of a memory image."""
    raw = text.encode('utf-16-le')
    assert len(raw) < 2 * units, 'does not fit with its terminator'
    return raw.ljust(2 * units, b'\0')


def text(raw):
    """The string in a fixed WCHAR array."""
    return raw.decode('utf-16-le').split('\0')[0]


class Image0:
    """MPRI_INTERFACE_0: 257 WCHAR, then six DWORDs; 540 bytes."""
    SIZE = 540

    def __init__(self, name='', type_='FULL_ROUTER', enabled=1):
        self.name, self.type, self.enabled = name, IF_TYPE[type_], enabled
        self.handle = self.state = self.reasons = self.error = 0

    def pack(self):
        return utf16(self.name, 257) + struct.pack(
            '<2x6I', self.handle, self.enabled, self.type, self.state,
            self.reasons, self.error)

    @classmethod
    def unpack(cls, raw):
        self = cls()
        self.name = text(raw[:514])
        (self.handle, self.enabled, self.type, self.state, self.reasons,
         self.error) = struct.unpack_from('<6I', raw, 516)
        return self


class Image2(Image0):
    """MPRI_INTERFACE_2 in its 32-bit form; 2468 bytes."""
    SIZE = 2468
    # offset and length in WCHARs, or offset of a DWORD
    STRINGS = {'number': (544, 129), 'device_type': (832, 17),
               'device_name': (866, 129)}
    DWORDS = {'options': 540, 'alternates': 804, 'protocols': 828,
              'idle': 2424, 'entry_type': 2428, 'encryption': 2432}

    def __init__(self, name='', number='', device_type='PPPoE',
                 device_name='WAN Miniport (PPPOE)', options=0,
                 encryption=MPR_ET_None, protocols=MPRNP_Ip, entry_type=1,
                 **more):
        super().__init__(name, **more)
        self.number, self.options, self.encryption = (number, options,
                                                      encryption)
        self.device_type, self.device_name = device_type, device_name
        self.protocols, self.alternates = protocols, 0
        self.idle, self.entry_type = 0, entry_type

    def pack(self):
        raw = bytearray(super().pack().ljust(self.SIZE, b'\0'))
        for field, (offset, units) in self.STRINGS.items():
            raw[offset:offset + 2 * units] = utf16(getattr(self, field), units)
        for field, offset in self.DWORDS.items():
            struct.pack_into('<I', raw, offset, getattr(self, field))
        return bytes(raw)

    @classmethod
    def unpack(cls, raw):
        self = super().unpack(raw)
        for field, (offset, units) in cls.STRINGS.items():
            setattr(self, field, text(raw[offset:offset + 2 * units]))
        for field, offset in cls.DWORDS.items():
            setattr(self, field, struct.unpack_from('<I', raw, offset)[0])
        return self


class Image3(Image2):
    """MPRI_INTERFACE_3 in its 32-bit form; 2508 bytes."""
    SIZE = 2508
    DWORDS = {**Image2.DWORDS, 'strategy': 2464}

    def __init__(self, name='', strategy=MPR_VS_Default, **more):
        super().__init__(name, **more)
        self.strategy = strategy


class Server:
    """One connection to \\PIPE\\ROUTER, in an SMB session of its own.

    session is (user, password) of the SMB session where these are others
    than those of the RPC authentication, which seal=False leaves out.
    """

    def __init__(self, interface=DIMSVC, plain=False, user=None,
                 password=None, host=None, seal=True, session=None,
                 pipe='ROUTER', timeout=120):
        which = 'RRAS_PLAIN_' if plain else 'RRAS_'
        user = user or os.environ[which + 'USER']
        password = password or os.environ[which + 'PASSWORD']
        host = host or os.environ['RRAS_SERVER']
        smb = transport.DCERPCTransportFactory(
            r'ncacn_np:%s[\pipe\%s]' % (host, pipe))
        smb.set_credentials(*(session or (user, password)), '')
        smb.set_connect_timeout(timeout)
        self.smb = smb
        self.rpc = smb.get_dce_rpc()
        if seal:
            self.rpc.set_credentials(user, password, '')
            self.rpc.set_auth_type(rpcrt.RPC_C_AUTHN_WINNT)
            self.rpc.set_auth_level(rpcrt.RPC_C_AUTHN_LEVEL_PKT_PRIVACY)
        self.rpc.connect()
        self.rpc.bind(interface)
        self._keep_answers()

    def _keep_answers(self):
        """impacket names the faults that it knows and drops the numbers."""
        pipe = self.rpc.get_rpc_transport()
        recv = pipe.recv

        def keep(*args, **kwargs):
            self.answer = recv(*args, **kwargs)
            return self.answer
        pipe.recv = keep

    def fault(self):
        """The status of the fault PDU that was answered last."""
        return Fault(struct.unpack_from('<I', self.answer, 24)[0])

    def close(self):
        """Any number of times."""
        if self.rpc is not None:
            self.rpc.disconnect()
            self.rpc = None

    def request(self, request):
        """(error code, reply) of a call, Fault for a DCE/RPC fault."""
        try:
            reply = self.rpc.request(request, checkError=False)
        except rpcrt.DCERPCException:
            raise self.fault() from None
        return reply['ErrorCode'], reply

    def raw(self, opnum, stub=b''):
        """The reply stub of any operation, called with any bytes."""
        try:
            self.rpc.call(opnum, stub)
            return self.rpc.recv()
        except rpcrt.DCERPCException:
            raise self.fault() from None

    @staticmethod
    def _fill(request, level, image):
        request['dwLevel'] = level
        request['pInfoStruct']['dwBufferSize'] = len(image)
        request['pInfoStruct']['pBuffer'] = image or NULL
        return request

    @staticmethod
    def _buffer(reply):
        size = reply['pInfoStruct']['dwBufferSize']
        return b''.join(reply['pInfoStruct']['pBuffer']) if size else b''

    def server_info(self, level=0):
        request = ServerGetInfo()
        request['dwLevel'] = level
        error, reply = self.request(request)
        return error, self._buffer(reply)

    def get_handle(self, name):
        request = GetHandle()
        request['lpwsInterfaceName'] = name + '\0'
        request['phInterface'] = 0
        request['fIncludeClientInterfaces'] = 0
        error, reply = self.request(request)
        return error, reply['phInterface']

    def create(self, image, level=0):
        raw = image if isinstance(image, bytes) else image.pack()
        request = self._fill(Create(), level, raw)
        request['phInterface'] = 0
        error, reply = self.request(request)
        return error, reply['phInterface']

    def get_info(self, handle, level=0):
        request = self._fill(GetInfo(), level, b'')
        request['hInterface'] = handle
        error, reply = self.request(request)
        return error, self._buffer(reply)

    def interface(self, handle):
        """The state of an interface, which must exist."""
        error, raw = self.get_info(handle)
        assert error == ERROR_SUCCESS, error
        return Image0.unpack(raw)

    def set_info(self, handle, image, level=0):
        raw = image if isinstance(image, bytes) else image.pack()
        request = self._fill(SetInfo(), level, raw)
        request['hInterface'] = handle
        return self.request(request)[0]

    def delete(self, handle):
        request = Delete()
        request['hInterface'] = handle
        return self.request(request)[0]

    def enum(self, length=0xffffffff, resume=0, level=0):
        """(error, images, entries read, total, resume handle)."""
        request = self._fill(Enum(), level, b'')
        request['dwPreferedMaximumLength'] = length
        request['lpdwResumeHandle'] = NULL if resume is None else resume
        error, reply = self.request(request)
        raw = self._buffer(reply)
        images = [Image0.unpack(raw[at:at + Image0.SIZE])
                  for at in range(0, len(raw), Image0.SIZE)]
        after = None if resume is None else reply['lpdwResumeHandle']
        return (error, images, reply['lpdwEntriesRead'],
                reply['lpdwTotalEntries'], after)

    def connect(self, handle, blocking=0, event=0):
        request = Connect()
        request['hInterface'], request['hEvent'] = handle, event
        request['fBlocking'], request['dwCallersProcessId'] = blocking, 4
        return self.request(request)[0]

    def disconnect(self, handle):
        request = Disconnect()
        request['hInterface'] = handle
        return self.request(request)[0]

    def update_phonebook_info(self, handle):
        request = UpdatePhonebookInfo()
        request['hInterface'] = handle
        return self.request(request)[0]

    def set_credentials(self, name, user, domain, password):
        request = SetCredentials()
        for field, value in (('lpwsInterfaceName', name),
                             ('lpwsUserName', user),
                             ('lpwsDomainName', domain),
                             ('lpwsPassword', password)):
            request[field] = value + '\0'
        return self.request(request)[0]

    def get_credentials(self, name):
        request = GetCredentials()
        request['lpwsInterfaceName'] = name + '\0'
        error, reply = self.request(request)
        if error != ERROR_SUCCESS:
            return error, None
        return error, tuple(reply[field][:-1] for field in (
            'lpwsUserName', 'lpwsDomainName', 'lpwsPassword'))
