# SPDX-License-Identifier: GPL-3.0-or-later
"""What an entry demands, from the image that an administrator's program sends
to the link that comes of it: EAP-TLS by a certificate, an idle time-out."""
import dimsvc
import rig
from dimsvc import CONNECTED, DISCONNECTED, UNREACHABLE
from test_custom import CREDENTIALS_SET, credentials, eap
from test_replies import container, u32

MPRIO_RequireEAP = 0x00020000
EAP_TLS = 13
ERROR_NO_EAPTLS_CERTIFICATE = 798
ERROR_PEER_REFUSED_AUTH = 919
ERROR_REMOTE_AUTHENTICATION_FAILURE = 924
ERROR_IDLE_DISCONNECTED = 926
CERTIFICATES = '/tmp/tls'


class Image2(dimsvc.Image2):
    """With members that the others leave 0."""
    DWORDS = {**dimsvc.Image2.DWORDS, 'method': 2436}  # dwCustomAuthKey

    def __init__(self, name='', method=0, idle=0, **settings):
        super().__init__(name, **settings)
        self.method, self.idle = method, idle


class OptionsTest(rig.RigTest):
    def add_with(self, credentials=None, **settings):
        """An interface with these settings, created and then set."""
        name = self.name()
        handle = self.add(name=name, credentials=credentials)
        self.assertEqual(0, self.server.set_info(
            handle, Image2(name, **settings), level=2))
        return handle


class EapTls(OptionsTest):
    @classmethod
    def setUpClass(cls):
        rig.run('rig-certificates')
        cls.daemon = rig.daemon_with(
            'rras:certificate directory = %s/router' % CERTIFICATES)
        cls.daemon.__enter__()

    @classmethod
    def tearDownClass(cls):
        cls.daemon.__exit__(None, None, None)

    def dialing(self, certificate=None, pin='', number='svc-eap',
                identity='tess'):
        """An interface that proves itself by a certificate alone."""
        handle = self.add_with(number=number, options=MPRIO_RequireEAP,
                               method=EAP_TLS)
        if certificate is not None:
            with open('%s/%s' % (CERTIFICATES, certificate)) as file:
                hash_ = bytes.fromhex(file.read().strip())
            reply = self.server.raw(CREDENTIALS_SET, u32(0) + container(
                credentials(eap(identity, pin, hash_))) + u32(handle))
            self.assertEqual(reply, u32(0))
        return handle

    def ends(self, error, *arguments, **settings):
        handle = self.dialing(*arguments, **settings)
        self.assertEqual(self.server.connect(handle, blocking=1), error)
        self.assertInterface(self.server.interface(handle),
                             UNREACHABLE if error else CONNECTED, error)

    def test_good(self):
        self.ends(0, 'good')

    def test_key_with_pin(self):
        self.ends(0, 'locked', 'pin-tess')
        self.ends(ERROR_NO_EAPTLS_CERTIFICATE, 'locked', 'wrong')

    def test_refused_by_the_peer(self):
        self.ends(dimsvc.ERROR_AUTHENTICATION_FAILURE, 'expired')

    def test_peer_is_not_trusted(self):
        self.ends(ERROR_REMOTE_AUTHENTICATION_FAILURE, 'wary')

    def test_peer_proves_nothing(self):
        for service in ('svc-noauth', 'svc-chap'):
            with self.subTest(service):
                self.ends(ERROR_PEER_REFUSED_AUTH, 'good', number=service)

    def test_no_certificate(self):
        self.ends(ERROR_NO_EAPTLS_CERTIFICATE)
        self.assertEqual(rig.pppd_children(), [])


class Idle(OptionsTest):
    def test_idle(self):
        """No failure: nothing is unreachable, and it can be dialed again."""
        handle = self.add_with(
            number='svc-chap', options=dimsvc.MPRIO_RequireCHAP, idle=2,
            credentials=(rig.USER, '', rig.PASSWORD))
        for _ in range(2):
            self.assertEqual(self.server.connect(handle, blocking=1), 0)
            interface = rig.wait_for(
                lambda: [one for one in [self.server.interface(handle)]
                         if one.state != CONNECTED], 30, 'the end')[0]
            self.assertInterface(interface, DISCONNECTED,
                                 ERROR_IDLE_DISCONNECTED, 0)
            rig.wait_for(lambda: not rig.pppd_children(), 10,
                         'the end of pppd')
