# SPDX-License-Identifier: GPL-3.0-or-later
"""A client of \\PIPE\\ROUTER on impacket, with stubs made by hand."""

import struct

from impacket.dcerpc.v5 import srvs, transport
from impacket.dcerpc.v5.rpcrt import (DCERPCException, RPC_C_AUTHN_WINNT,
                                      RPC_C_AUTHN_LEVEL_PKT_PRIVACY)
from impacket.uuid import uuidtup_to_bin

import sandbox

DIMSVC = ('8f09f000-b7ed-11ce-bbd2-00001a181cad', '0.0')
RASRPC = ('20610036-fa22-11cf-9823-00a0c911e5df', '1.0')

GET_HANDLE, SET_INFO, CONNECT, DISCONNECT, UPDATE_ROUTES = 11, 14, 21, 22, 23


class Fault(Exception):
    """A DCE/RPC fault with its code."""

    def __init__(self, code):
        super().__init__('fault 0x%x' % code)
        self.code = code


class Client:
    """One SMB session with one connection to the pipe."""

    def __init__(self, user=sandbox.ADMIN, password=sandbox.ADMIN_PASSWORD,
                 interface=DIMSVC, sealed=True, pipe='ROUTER'):
        smb = transport.DCERPCTransportFactory(
            r'ncacn_np:%s[\pipe\%s]' % (sandbox.ADDRESS, pipe))
        smb.set_credentials(user, password, '')
        smb.set_connect_timeout(sandbox.DEADLINE)
        self.rpc = smb.get_dce_rpc()
        if sealed:
            self.rpc.set_credentials(user, password, '')
            self.rpc.set_auth_type(RPC_C_AUTHN_WINNT)
            self.rpc.set_auth_level(RPC_C_AUTHN_LEVEL_PKT_PRIVACY)
        self.rpc.connect()
        self.rpc.bind(uuidtup_to_bin(interface))
        self._keep_answers(self.rpc.get_rpc_transport())

    def call(self, opnum, stub=b''):
        """The out-stub; raises Fault."""
        try:
            self.rpc.call(opnum, stub)
            return self.rpc.recv()
        except DCERPCException:
            raise Fault(struct.unpack('<I', self.answer[24:28])[0]) from None

    def _keep_answers(self, smb):
        """impacket names the faults that it knows and drops the numbers."""
        recv = smb.recv

        def keep(*args, **kwargs):
            self.answer = recv(*args, **kwargs)
            return self.answer
        smb.recv = keep

    def get_handle(self, name='Branch'):
        """(handle, result) of RRouterInterfaceGetHandle."""
        text = (name + '\0').encode('utf-16-le')
        count = len(text) // 2
        stub = struct.pack('<III', count, 0, count) + text
        stub += b'\0' * (-len(stub) % 4) + struct.pack('<II', 0, 0)
        return struct.unpack('<II', self.call(GET_HANDLE, stub)[:8])

    def set_info(self, size):
        """The result of RRouterInterfaceSetInfo with so many bytes."""
        stub = struct.pack('<IIII', 2, size, 0x20000, size) + b'x' * size
        stub += b'\0' * (-len(stub) % 4) + struct.pack('<I', 1)
        return struct.unpack('<I', self.call(SET_INFO, stub)[:4])[0]

    def connect_blocking(self):
        return self.call(CONNECT, struct.pack('<IIII', 1, 0, 1, 0))


def server_name():
    """What srvsvc, a pipe of Samba's own, calls the server."""
    smb = transport.DCERPCTransportFactory(
        r'ncacn_np:%s[\pipe\srvsvc]' % sandbox.ADDRESS)
    smb.set_credentials(sandbox.ADMIN, sandbox.ADMIN_PASSWORD, '')
    rpc = smb.get_dce_rpc()
    rpc.connect()
    rpc.bind(srvs.MSRPC_UUID_SRVS)
    answer = srvs.hNetrServerGetInfo(rpc, 100)
    return answer['InfoStruct']['ServerInfo100']['sv100_name'].rstrip('\0')
