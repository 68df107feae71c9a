# SPDX-License-Identifier: GPL-3.0-or-later
"""The clock is set while links are dialed, are up, and are hung up."""
import concurrent.futures
import os
import re
import signal
import time

import dimsvc
import rig
from dimsvc import CONNECTED, DISCONNECTED

HOUR = 3600


def is_pending(process, number):
    """Whether a signal waits for a process that is stopped."""
    with open('/proc/%d/status' % process, encoding='ascii') as status:
        [bits] = re.findall(r'ShdPnd:\s*(\S+)', status.read())
    return int(bits, 16) >> (number - 1) & 1


def disconnect(handle):
    """On a connection of its own: it blocks."""
    server = dimsvc.Server()
    try:
        return server.disconnect(handle)
    finally:
        server.close()


class ClockSet(rig.RigTest):
    def set_clock(self, by):
        """Set it, and right again after the test."""
        def step(seconds):
            time.clock_settime(time.CLOCK_REALTIME, time.time() + seconds)
        step(by)
        self.addCleanup(step, -by)

    def test_forward_while_dialing(self):
        handle = self.add()
        self.assertEqual(self.server.connect(handle), dimsvc.PENDING)
        self.set_clock(HOUR)
        self.assertInterface(self.settle(handle), CONNECTED, 0, 0)

    def test_back_while_hanging_up(self):
        """A pppd that does not answer is killed when its time is over."""
        handle = self.add()
        self.assertEqual(self.server.connect(handle, blocking=1), 0)
        [child] = rig.pppd_children()
        os.kill(child, signal.SIGSTOP)
        with concurrent.futures.ThreadPoolExecutor() as pool:
            answer = pool.submit(disconnect, handle)
            rig.wait_for(lambda: is_pending(child, signal.SIGTERM), 20,
                         'a hang-up')
            self.set_clock(-HOUR)
            self.assertEqual(answer.result(timeout=60), 0)
        self.assertInterface(self.server.interface(handle), DISCONNECTED)
        self.assertEqual(rig.pppd_children(), [])

    def test_while_up(self):
        handle = self.add()
        self.assertEqual(self.server.connect(handle, blocking=1), 0)
        [child] = rig.pppd_children()
        self.set_clock(HOUR)
        self.set_clock(-2 * HOUR)
        time.sleep(3)
        self.assertEqual(rig.pppd_children(), [child])
        self.assertInterface(self.server.interface(handle), CONNECTED)
        rig.router('ping', '-c1', '-W2', rig.peer_address())
        self.assertEqual(self.server.disconnect(handle), 0)
        self.assertEqual(rig.pppd_children(), [])
