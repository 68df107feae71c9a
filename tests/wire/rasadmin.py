# SPDX-License-Identifier: GPL-3.0-or-later
"""Ports, devices and connections, asked for as MprAdmin programs do it.

The calls are impacket's, but for those of RAS_CONNECTION_EX_IDL, whose bytes
are put together here.  Images stay bytes: ras_images takes them apart.
"""
import struct

import dimsvc
from dimsvc import CONTAINER, DWORD, LPDWORD, NULL, WSTR, call

INVALID_HANDLE_VALUE = EVERYTHING = 0xffffffff
MPRAPI_HEADER = struct.pack('<BBH', 1, 1, 1672)

_ENUM_IN = (CONTAINER, ('dwPreferedMaximumLength', DWORD),
            ('lpdwResumeHandle', LPDWORD))
_ENUM_OUT = (CONTAINER, ('lpdwEntriesRead', DWORD),
             ('lpdwTotalEntries', DWORD), ('lpdwResumeHandle', LPDWORD))
ConnectionEnum = call(1, (('dwLevel', DWORD),) + _ENUM_IN, _ENUM_OUT)
ConnectionGetInfo = call(2, (('dwLevel', DWORD), ('handle', DWORD)),
                         (CONTAINER,))
ConnectionClearStats = call(3, (('handle', DWORD),), ())
PortEnum = call(4, (('dwLevel', DWORD), ('hRasConnection', DWORD)) + _ENUM_IN,
                _ENUM_OUT)
PortGetInfo = call(5, (('dwLevel', DWORD), ('handle', DWORD)), (CONTAINER,))
PortClearStats = call(6, (('handle', DWORD),), ())
PortReset = call(7, (('handle', DWORD),), ())
PortDisconnect = call(8, (('handle', DWORD),), ())
SendUserMessage = call(35, (('handle', DWORD), ('lpwszMessage', WSTR)), ())
DeviceEnum = call(36, (('dwLevel', DWORD), CONTAINER,
                       ('lpdwTotalEntries', DWORD)),
                  (CONTAINER, ('lpdwTotalEntries', DWORD)))

# call() has made the classes in dimsvc, where impacket looks for the replies
for _class in (ConnectionEnum, ConnectionGetInfo, ConnectionClearStats,
               PortEnum, PortGetInfo, PortClearStats, PortReset,
               PortDisconnect, SendUserMessage, DeviceEnum):
    assert _class.__module__ == dimsvc.__name__


class Page:
    """What one call of an Enum method has returned."""

    def __init__(self, error, raw, read, total, resume):
        self.error, self.raw, self.read = error, raw, read
        self.total, self.resume = total, resume

    def outcome(self):
        return self.error, self.read, self.total, self.resume


class Admin(dimsvc.Server):
    """A connection of a program that administers ports and connections."""

    def _page(self, request, length, resume):
        request['pInfoStruct']['dwBufferSize'] = 0
        request['pInfoStruct']['pBuffer'] = NULL
        request['dwPreferedMaximumLength'] = length
        request['lpdwResumeHandle'] = NULL if resume is None else resume
        # impacket makes an object of each byte of a buffer: too slow here
        reply = self.raw(request.opnum, request)
        size, reference = struct.unpack_from('<2I', reply)
        at = 12 if reference else 8
        raw = reply[at:at + size]
        read, total = struct.unpack_from('<2I', reply, at + size + -size % 4)
        after, error = struct.unpack('<2I', reply[-8:])
        return Page(error, raw, read, total,
                    None if resume is None else after)

    def _one(self, request, handle):
        request['handle'] = handle
        return self.request(request)[0]

    def _info(self, request, handle, level):
        request['dwLevel'], request['handle'] = level, handle
        error, reply = self.request(request)
        return error, self._buffer(reply)

    def connection_enum(self, level=0, length=EVERYTHING, resume=0):
        request = ConnectionEnum()
        request['dwLevel'] = level
        return self._page(request, length, resume)

    def connection_info(self, handle, level=0):
        return self._info(ConnectionGetInfo(), handle, level)

    def connection_clear(self, handle):
        return self._one(ConnectionClearStats(), handle)

    def port_enum(self, connection=INVALID_HANDLE_VALUE, length=EVERYTHING,
                  resume=0, level=0):
        request = PortEnum()
        request['dwLevel'], request['hRasConnection'] = level, connection
        return self._page(request, length, resume)

    def port_info(self, handle, level=0):
        return self._info(PortGetInfo(), handle, level)

    def port_clear(self, handle):
        return self._one(PortClearStats(), handle)

    def port_reset(self, handle):
        return self._one(PortReset(), handle)

    def port_disconnect(self, handle):
        return self._one(PortDisconnect(), handle)

    def send_message(self, handle, message):
        request = SendUserMessage()
        request['lpwszMessage'] = message + '\0'
        return self._one(request, handle)

    def device_enum(self, level=0):
        """(error, bytes, total entries)."""
        request = self._fill(DeviceEnum(), level, b'')
        request['lpdwTotalEntries'] = 0
        error, reply = self.request(request)
        return error, self._buffer(reply), reply['lpdwTotalEntries']

    def connection_enum_ex(self, length=EVERYTHING, resume=0,
                           header=MPRAPI_HEADER):
        """A page whose bytes are RAS_CONNECTION_EX_IDL one after another."""
        stub = header + struct.pack('<I', length)
        stub += (bytes(4) if resume is None
                 else struct.pack('<2I', 0x20000, resume))
        reply = self.raw(45, stub)
        read, total, reference = struct.unpack_from('<3I', reply)
        end = len(reply) - (8 if resume is None else 12)
        raw = b''
        if reference:
            count, = struct.unpack_from('<I', reply, 12)
            assert count == read, (count, read)
            # an array begins where its ULONG64 may
            raw = reply[16:end]
        after, = struct.unpack_from('<I', reply, len(reply) - 8)
        error, = struct.unpack_from('<I', reply, len(reply) - 4)
        return Page(error, raw, read, total,
                    None if resume is None else after)

    def connection_info_ex(self, handle, header=MPRAPI_HEADER):
        reply = self.raw(46, struct.pack('<I', handle) + header)
        return struct.unpack('<I', reply[-4:])[0], reply[:-4]


def dword(raw, at=0):
    return struct.unpack_from('<I', raw, at)[0]


def split(raw, size):
    """An array's entries."""
    assert len(raw) % size == 0, (len(raw), size)
    return [raw[at:at + size] for at in range(0, len(raw), size)]
