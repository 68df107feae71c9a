# SPDX-License-Identifier: GPL-3.0-or-later
"""The server as a whole over the wire: its ports and tunnels at every level
and revision, and what a LAN-only router refuses.

Requests and replies are put together by hand, as in test_replies.
"""
import json
import struct
import unittest

import dimsvc
import rig
from dimsvc import Image0, Image2
from test_replies import (EMPTY, REF, VECTORS, ReplyTest, align, container,
                          filled, u32)

PPTP, L2TP, SSTP, IKEV2 = 1, 2, 4, 8
REBOOT_REQUIRED, RESTART_REQUIRED = 3010, 3011
SERVER_OBJECT, SET_CONFIG_OBJECT = 2, 3
SERVER_SIZE = {1: 128, 2: 160, 3: 224}
SHA_256 = 0x800c

# as the rig's daemon is configured: the options' defaults
DEFAULTS = {
    'ikev2': (0, 3), 'pptp': (128, 3), 'l2tp': (128, 3), 'sstp': (0, 3),
    # idle, blackout, SA's life time and size, options
    'ike': (300, 1800, 28800, 102400, 0),
    'names': (), 'machine': b'', 'encryption': 2, 'policy': None,
    'ekus': (), 'hash': b'',
    # idle, encryption, SA's life time and size
    'l2tp_ike': (300, 2, 3600, 250000), 'l2tp_policy': None,
    'https': 1, 'algorithm': SHA_256, 'default': 1, 'certificate': b'',
}


class Writer:
    """NDR: members first, then what their pointers point to, in order."""

    def __init__(self, ref):
        self.ref, self.members, self.pointees = ref, [], []

    def numbers(self, *values):
        self.members.append(u32(*values))

    def pointer(self, *pointee):
        self.members.append(self.ref if pointee else u32(0))
        self.pointees.extend(pointee)

    def blob(self, raw):
        self.numbers(len(raw))
        self.pointer(*([u32(len(raw)), align(raw)] if raw else []))

    def policy(self, values):
        self.pointer(*([u32(*values)] if values else []))

    def blobs(self, raws):
        self.numbers(len(raws))
        inner = Writer(self.ref)
        for raw in raws:
            inner.blob(raw)
        self.pointer(*([u32(len(raws))] + inner.parts() if raws else []))

    def ekus(self, texts):
        self.numbers(len(texts))
        inner = Writer(self.ref)
        for text in texts:
            raw = text.encode('utf-16-le')
            inner.numbers(len(text), 1)
            inner.pointer(u32(len(text)), align(raw))
        self.pointer(*([u32(len(texts))] + inner.parts() if texts else []))

    def parts(self):
        return self.members + self.pointees


def tunnels(revision, values, ref):
    """MPRAPI_TUNNEL_CONFIG_PARAMS_n."""
    out = Writer(ref)
    out.numbers(*values['ikev2'], 1, *values['ike'])
    out.blobs(values['names'])
    if revision >= 2:
        out.blob(values['machine'])
        out.numbers(values['encryption'])
        out.policy(values['policy'])
    if revision >= 3:
        out.ekus(values['ekus'])
        out.blob(values['hash'])
    out.numbers(*values['pptp'], *values['l2tp'])
    if revision >= 3:
        out.numbers(1, *values['l2tp_ike'])
        out.policy(values['l2tp_policy'])
    out.numbers(*values['sstp'], values['https'], values['algorithm'],
                values['default'])
    out.blob(values['certificate'])
    return out.parts()


def header(revision, type_, size=0):
    return struct.pack('<BBH', revision, type_, size)


def question(revision, head=None):
    """MPR_SERVER_EX_n, empty but for its header."""
    zeros = tunnels(revision, dict(DEFAULTS, ikev2=(0, 0), pptp=(0, 0),
                                   l2tp=(0, 0), sstp=(0, 0)), None)
    return (u32(revision) + (head or header(revision, SERVER_OBJECT)) +
            bytes(20) + b''.join(zeros))


def change(revision, protocols, values, head=None):
    """MPR_SERVER_SET_CONFIG_EX_n."""
    return (u32(revision) + (head or header(revision, SET_CONFIG_OBJECT)) +
            u32(protocols) +
            b''.join(tunnels(revision, values, u32(0x20000))))


def vectors():
    with open(VECTORS, encoding='ascii') as lines:
        for line in lines:
            vector = json.loads(line)
            if vector['interface'] == 'dimsvc':
                yield vector['opnum'], bytes.fromhex(vector['stub_in'])


class ServerTest(ReplyTest):
    def setUp(self):
        super().setUp()
        self.addCleanup(self.put_back)

    def put_back(self):
        """Whatever a test has set, and on a connection of its own."""
        server = dimsvc.Server()
        try:
            server.raw(47, change(3, PPTP | L2TP | SSTP | IKEV2, DEFAULTS))
            server.raw(43, u32(2) + container(u32(128, 3, 128, 3, 0, 3)))
        finally:
            server.close()

    def set_ports(self, level, ports, code=0):
        self.ask(43, u32(level) + container(u32(*ports)), [u32(code)])

    def assertPorts(self, ports):
        self.ask(0, u32(2), filled(u32(*ports)) + [u32(0)])
        self.ask(0, u32(1), filled(u32(*ports[:4])) + [u32(0)])

    def usage(self):
        """(total ports, ports in use), by level 0."""
        error, raw = self.server.server_info(0)
        self.assertEqual((error, len(raw)), (0, 16))
        return struct.unpack_from('<2I', raw, 8)

    def assertEx(self, values):
        """What all three revisions tell."""
        for revision in (1, 2, 3):
            with self.subTest(revision=revision):
                reply = self.server.raw(44, question(revision))
                lan_only, uptime, total, used, reserved = struct.unpack_from(
                    '<5I', reply, 8)
                self.assertEqual((lan_only, total, used, reserved),
                                 (0, *self.usage(), 0))
                self.assertLess(uptime, 3600)
                self.compare(reply, [
                    u32(revision), header(revision, SERVER_OBJECT,
                                          SERVER_SIZE[revision]),
                    u32(0), reply[12:16], u32(total, used, 0)] +
                    tunnels(revision, values, REF) + [u32(0)])


class Levels(ServerTest):
    def test_both_ways(self):
        self.assertPorts((128, 3, 128, 3, 0, 3))
        self.set_ports(1, (20, 0, 30, 1))
        self.assertPorts((20, 0, 30, 1, 0, 3))
        self.set_ports(2, (21, 1, 0, 2, 40, 1))
        self.assertPorts((21, 1, 0, 2, 40, 1))

    def test_total(self):
        before, used = self.usage()
        self.set_ports(1, (129, 3, 130, 3))
        self.assertEqual(self.usage(), (before + 3, used))
        self.set_ports(1, (1, 3, 0, 3))
        self.assertEqual(self.usage(), (before - 255, used))

    def test_lasts(self):
        for verb in ('restart', 'kill9'):
            ports = (50 + len(verb), 3, 60, 3, 70, 3)
            self.set_ports(2, ports)
            self.server.close()
            rig.rrasd(verb)
            if verb == 'kill9':
                rig.rrasd('start')
            self.reconnect()
            self.assertPorts(ports)

    def test_more_than_prepared(self):
        before, _ = self.usage()
        self.set_ports(1, (1001, 3, 128, 3), REBOOT_REQUIRED)
        self.assertPorts((1001, 3, 128, 3, 0, 3))
        self.assertEqual(self.usage()[0], before)
        self.server.close()
        rig.rrasd('restart')
        self.reconnect()
        self.assertEqual(self.usage()[0], before + 873)
        self.set_ports(1, (1000, 3, 128, 3))
        self.assertEqual(self.usage()[0], before + 872)

    def test_refused(self):
        good = u32(9, 3, 9, 3, 9, 3)
        for level, sent, code in (
                (0, container(good[:16]), 50), (3, container(good), 50),
                (0xffffffff, container(), 50), (1, container(), 87),
                (1, u32(16, 0), 87), (1, container(good), 87),
                (1, container(good[:15]), 87), (2, container(good[:16]), 87),
                (2, container(good + bytes(4)), 87),
                (1, container(u32(0, 3, 9, 3)), 87),
                (1, container(u32(16385, 3, 9, 3)), 87),
                (1, container(u32(9, 4, 9, 3)), 87),
                (1, container(u32(9, 3, 0xffffffff, 3)), 87),
                (2, container(u32(9, 3, 9, 3, 9, 7)), 87)):
            self.ask(43, u32(level) + sent, [u32(code)])
        self.assertPorts((128, 3, 128, 3, 0, 3))

    def test_in_use(self):
        handle = self.add()
        total, used = self.usage()
        self.assertEqual(self.server.connect(handle, blocking=1), 0)
        self.assertEqual(self.usage(), (total, used + 1))
        self.assertEx(DEFAULTS)
        self.assertEqual(self.server.disconnect(handle), 0)
        self.assertEqual(self.usage(), (total, used))


class Ex(ServerTest):
    EVERYTHING = dict(
        ikev2=(4, 1), pptp=(5, 2), l2tp=(6, 0), sstp=(7, 1),
        ike=(301, 120, 300, 1024, 0), names=(b'CN=odd', b'', b'x' * 33),
        machine=b'CN=router', encryption=3, policy=(3, 4, 8, 5, 7, 6),
        ekus=('1.3.6.1.5.5.7.3.1\0', 'odd'), hash=b'h' * 20,
        l2tp_ike=(17279999, 0, 17279999, 0xffffffff),
        l2tp_policy=(0, 0, 1, 0, 0, 0), https=0, algorithm=SHA_256,
        default=0, certificate=b'c' * 32)

    def set(self, protocols, code, revision=3, head=None, **values):
        self.ask(47, change(revision, protocols, dict(DEFAULTS, **values),
                            head), [u32(code)])

    def test_defaults(self):
        self.assertEx(DEFAULTS)

    def test_everything(self):
        self.set(PPTP | L2TP | SSTP | IKEV2, RESTART_REQUIRED,
                 **self.EVERYTHING)
        self.assertEx(self.EVERYTHING)
        self.assertPorts((5, 2, 6, 0, 7, 1))
        self.server.close()
        rig.rrasd('restart')
        self.reconnect()
        self.assertEx(self.EVERYTHING)

    def test_one_by_one(self):
        for protocol, name, code in (
                (PPTP, 'pptp', 0), (L2TP, 'l2tp', 0),
                (SSTP, 'sstp', RESTART_REQUIRED),
                (IKEV2, 'ikev2', RESTART_REQUIRED)):
            for revision in (1, 2, 3):
                # of the others nothing is taken
                values = dict(self.EVERYTHING,
                              **{key: DEFAULTS[key] for key in DEFAULTS
                                 if key not in ('pptp', 'l2tp', 'sstp',
                                                'ikev2')})
                values[name] = (10 + revision, 1)
                self.set(protocol, code, revision, **values)
                self.assertEx(dict(DEFAULTS, **{name: values[name]}))
            self.put_back()

    def test_older_revisions_keep(self):
        self.set(L2TP | IKEV2, RESTART_REQUIRED, **self.EVERYTHING)
        kept = dict(DEFAULTS, **{key: self.EVERYTHING[key] for key in (
            'ikev2', 'l2tp', 'ike', 'names', 'machine', 'encryption', 'policy',
            'ekus', 'hash', 'l2tp_ike', 'l2tp_policy')})
        self.assertEx(kept)
        self.set(L2TP | IKEV2, RESTART_REQUIRED, 1)
        kept.update({key: DEFAULTS[key] for key in ('ikev2', 'l2tp', 'ike',
                                                    'names')})
        self.assertEx(kept)
        self.set(IKEV2, RESTART_REQUIRED, 2)
        kept.update({key: DEFAULTS[key] for key in ('machine', 'encryption',
                                                    'policy')})
        self.assertEx(kept)

    def test_codes(self):
        before, _ = self.usage()
        self.set(PPTP, REBOOT_REQUIRED, pptp=(1001, 3))
        self.set(SSTP, RESTART_REQUIRED, sstp=(10, 3))
        self.set(IKEV2, REBOOT_REQUIRED, ikev2=(1001, 3))
        self.set(PPTP | IKEV2, RESTART_REQUIRED, pptp=(138, 3),
                 ikev2=(100, 3))
        # PPTP's at once, the others after a restart
        self.assertEqual(self.usage()[0], before + 10)
        self.server.close()
        rig.rrasd('restart')
        self.reconnect()
        self.assertEqual(self.usage()[0], before + 120)

    def test_certificate_is_removed(self):
        self.set(SSTP, RESTART_REQUIRED, certificate=b'c' * 32)
        self.assertEx(dict(DEFAULTS, certificate=b'c' * 32, default=0))
        self.set(SSTP, RESTART_REQUIRED, default=0)
        self.assertEx(DEFAULTS)

    def test_refused(self):
        every = PPTP | L2TP | SSTP | IKEV2
        for values in (
                {'pptp': (0, 3)}, {'pptp': (16385, 3)}, {'l2tp': (1, 4)},
                {'sstp': (16385, 1)}, {'ikev2': (1, 0x80000000)},
                {'ike': (299, 1800, 28800, 102400, 0)},
                {'ike': (17280000, 1800, 28800, 102400, 0)},
                {'ike': (300, 119, 28800, 102400, 0)},
                {'ike': (300, 1800, 299, 102400, 0)},
                {'ike': (300, 1800, 17280000, 102400, 0)},
                {'ike': (300, 1800, 28800, 1023, 0)},
                {'ike': (300, 1800, 28800, 102400, 1)},
                {'encryption': 4}, {'policy': (4, 0, 1, 0, 0, 0)},
                {'policy': (0, 5, 1, 0, 0, 0)}, {'policy': (0, 0, 0, 0, 0, 0)},
                {'policy': (0, 0, 9, 0, 0, 0)}, {'policy': (0, 0, 1, 6, 0, 0)},
                {'policy': (0, 0, 1, 0, 8, 0)}, {'policy': (0, 0, 1, 0, 0, 7)},
                {'l2tp_ike': (299, 2, 3600, 250000)},
                {'l2tp_ike': (300, 4, 3600, 250000)},
                {'l2tp_ike': (300, 2, 299, 250000)},
                {'l2tp_ike': (300, 2, 3600, 1023)},
                {'l2tp_policy': (0, 0, 0, 0, 0, 0)},
                {'algorithm': 0x8004}, {'certificate': b'c' * 20},
                {'certificate': b'c' * 36}):
            with self.subTest(values):
                self.set(every, 87, **values)
        self.assertEx(DEFAULTS)

    def test_protocols(self):
        for protocols in (0, 0x10, 0x11, 0xffffffff):
            self.set(protocols, 87, pptp=(9, 3))
        self.assertEx(DEFAULTS)

    def test_headers(self):
        for revision, type_, size in ((1, SET_CONFIG_OBJECT, 0),
                                      (0, SET_CONFIG_OBJECT, 208),
                                      (3, SERVER_OBJECT, 208),
                                      (3, 0, 208),
                                      (3, SET_CONFIG_OBJECT, 147)):
            self.set(PPTP, 87, head=header(revision, type_, size),
                     pptp=(9, 3))
        for revision, type_, size in ((1, SERVER_OBJECT, 0),
                                      (3, SET_CONFIG_OBJECT, 224),
                                      (3, SERVER_OBJECT, 163)):
            sent = question(3, header(revision, type_, size))
            # an answer has the shape of what was asked
            self.ask(44, sent, [sent, u32(87)])
        for size in (148, 208, 0xffff):
            self.set(PPTP, 0, head=header(3, SET_CONFIG_OBJECT, size))

    def test_lying_counts(self):
        """Counts without what they count, in revision 1."""
        sent = bytearray(change(1, IKEV2 | SSTP, DEFAULTS))
        count = 4 + 4 + 4 + 8 * 4
        struct.pack_into('<I', sent, count, 2)
        self.ask(47, bytes(sent), [u32(87)])
        sent = bytearray(change(1, IKEV2 | SSTP, DEFAULTS))
        struct.pack_into('<I', sent, len(sent) - 8, 32)
        self.ask(47, bytes(sent), [u32(87)])
        # what NDR itself forbids is a fault
        sent = bytearray(change(1, IKEV2, DEFAULTS))
        struct.pack_into('<I', sent, count, 1025)
        for raw in (bytes(sent), change(3, IKEV2, DEFAULTS)[:-1],
                    u32(4) + bytes(400), u32(0) + bytes(400)):
            with self.assertRaises(dimsvc.Fault) as caught:
                self.server.raw(47, raw)
            self.assertEqual(caught.exception.code, dimsvc.FAULT_NDR)
        self.assertEx(DEFAULTS)

    def test_left_over(self):
        """Bytes behind the arguments do not count, whatever they are."""
        for left_over in (b'\0', b'\xff', bytes(3), b'\x5a' * 20):
            self.ask(47, change(3, PPTP, dict(DEFAULTS, pptp=(9, 3))) +
                     left_over, [u32(0)])
            self.assertEx(dict(DEFAULTS, pptp=(9, 3)))
            sent = question(1)
            self.assertEqual(len(self.server.raw(44, sent)),
                             len(self.server.raw(44, sent + left_over)))

    def test_outsider(self):
        outsider = dimsvc.Server(plain=True)
        self.addCleanup(outsider.close)
        for opnum, sent, reply in (
                (0, u32(0), EMPTY), (44, question(2), [question(2)]),
                (43, u32(1) + container(u32(9, 3, 9, 3)), []),
                (47, change(3, PPTP, dict(DEFAULTS, pptp=(9, 3))), [])):
            self.ask(opnum, sent, reply + [u32(5)], outsider)
        self.assertEx(DEFAULTS)


class LanOnly(ServerTest):
    """RouterType ROUTER_TYPE_LAN: 15 methods fail, whatever they are
    asked; Create and UpdatePhonebookInfo do for demand-dial interfaces."""
    NEEDS_WAN = {1, 2, 3, 4, 5, 6, 7, 8, 21, 22, 23, 34, 35, 45, 46}
    ABOUT_INTERFACES = {12, 25}

    def test_lan_only(self):
        self.server.close()
        with rig.daemon_with('rras:router type = lan'):
            self.reconnect()
            self.check_methods()
            self.check_server()
            for type_ in ('CLIENT', 'HOME_ROUTER', 'FULL_ROUTER'):
                self.assertEqual(self.server.create(
                    Image2(self.name(), type_=type_), 2)[0],
                    dimsvc.ERROR_DDM_NOT_RUNNING)
            error, handle = self.server.create(
                Image0('eth77', 'DEDICATED'))
            self.assertEqual(error, 0)
            self.assertEqual(self.server.delete(handle), 0)
            self.server.close()
        self.reconnect()

    def check_methods(self):
        for opnum, stub in vectors():
            if opnum in self.ABOUT_INTERFACES:
                continue
            with self.subTest(opnum=opnum):
                reply = self.server.raw(opnum, stub)
                self.assertEqual(reply[-4:] == u32(903),
                                 opnum in self.NEEDS_WAN)

    def check_server(self):
        error, raw = self.server.server_info(0)
        self.assertEqual(error, 0)
        lan_only, _, total, used = struct.unpack('<4I', raw)
        self.assertEqual((lan_only, total, used), (1, 0, 0))
        reply = self.server.raw(44, question(1))
        self.assertEqual(struct.unpack_from('<I', reply, 8), (1,))
        self.assertEqual(reply[16:28], bytes(12))


if __name__ == '__main__':
    unittest.main()
