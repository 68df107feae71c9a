# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls: their rate beside Samba's own, and an enumeration of 10,000.

Runs as root in namespaces that tests/bench/run made; real smbd,
samba-dcerpcd, rpcd_rras and rrasd, nothing dials.
"""
import os
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, '../wire'),
                os.path.join(HERE, '../wire/rpcd')]

import dimsvc  # noqa: E402
import sandbox  # noqa: E402

INTERFACES = 10000
STATE_DIR = '/run/state'
OPTIONS = '    rras:state directory = %s\n    rras:audit = /run/audit\n' % (
    STATE_DIR)
ENTRY = '[bench %d]\r\nEncoding=1\r\nType=5\r\nMEDIA=rastapi\r\n' \
        'Port=PPPoE5-0\r\nDevice=WAN Miniport (PPPOE)\r\nDEVICE=PPPoE\r\n' \
        'PhoneNumber=service\r\n\r\n'


def resident(pid):
    """Resident memory of a process in bytes."""
    with open('/proc/%d/smaps_rollup' % pid) as lines:
        return next(int(line.split()[1]) * 1024 for line in lines
                    if line.startswith('Rss:'))


def start(out):
    sandbox.isolate()
    sandbox.configure(OPTIONS)
    sandbox.add_users()
    sandbox.install_helper(os.path.join(out, 'server/rpcd/rpcd_rras'))
    sandbox.start_smbd()
    os.mkdir(STATE_DIR, 0o700)
    with open(STATE_DIR + '/router.pbk', 'w', newline='') as phonebook:
        phonebook.writelines(ENTRY % i for i in range(INTERFACES))
    os.chmod(STATE_DIR + '/router.pbk', 0o600)
    daemon = sandbox.Process(os.path.join(out, 'server/rrasd/rrasd'), '-F')
    sandbox.wait_for('rrasd', lambda: os.path.exists(sandbox.SOCKET))
    return daemon.child.pid


def measure(out, what):
    sys.stdout.flush()
    subprocess.run([os.path.join(out, 'tests/bench/calls'), what],
                   check=True)


def rate(out):
    print('Small sealed calls on one smbd, medians of interleaved rounds:')
    measure(out, 'rate')


def enumerate_many(out, daemon):
    server = dimsvc.Server()
    before, began = resident(daemon), time.monotonic()
    for i in range(INTERFACES):
        error, _ = server.create(dimsvc.Image0('bench %d' % i))
        if error:
            raise RuntimeError('create: %d' % error)
    print('%d interfaces created one after the other: %.1f s, '
          '%.1f KiB of rrasd each' % (
              INTERFACES, time.monotonic() - began,
              (resident(daemon) - before) / 1024 / INTERFACES))
    print('All %d in one reply:' % INTERFACES)
    measure(out, 'enum')


def main():
    out = sys.argv[1]
    daemon = start(out)
    rate(out)
    enumerate_many(out, daemon)


if __name__ == '__main__':
    main()
