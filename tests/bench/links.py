# SPDX-License-Identifier: GPL-3.0-or-later
"""Links: what rrasd adds to pppd's own time, and what it costs to wait.

Runs in the host client of the rig.
"""
import os
import statistics
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '../wire'))

import dimsvc  # noqa: E402
import rig  # noqa: E402

ROUNDS = 15
WAITING = 200
LINKS = 100

# The words with which rrasd dials svc-chap by default, less those of our plugin
# and of how it is watched: the parent ends when IPCP is up.
BARE = ('pppd updetach nopersist maxfail 1 noauth lcp-restart 3 '
        'lcp-max-configure 10 lcp-echo-interval 5 lcp-echo-failure 3 '
        'user alice refuse-pap refuse-mschap refuse-mschap-v2 refuse-eap '
        'nomppe noccp nobsdcomp nodeflate noipdefault ipcp-accept-local '
        'ipcp-accept-remote usepeerdns novj nodefaultroute noipv6 '
        'plugin pppoe.so pppoe-padi-timeout 5 pppoe-padi-attempts 3 '
        'pppoe-service svc-chap mtu 1492 mru 1492 nic-wan0').split()


def interface(server, name, service='svc-chap'):
    error, handle = server.create(dimsvc.Image2(
        name, number=service, options=dimsvc.MPRIO_RequireCHAP), level=2)
    assert error == 0, error
    assert server.set_credentials(name, rig.USER, '', rig.PASSWORD) == 0
    return handle


def bare_seconds():
    began = time.monotonic()
    rig.router(*BARE)
    seconds = time.monotonic() - began
    rig.router('pkill', '-x', 'pppd', check=False)
    rig.wait_for(lambda: rig.router('pgrep', '-x', 'pppd',
                                    check=False)[0] != 0, 10, 'its end')
    return seconds


def rrasd_seconds(server, handle):
    began = time.monotonic()
    error = server.connect(handle, blocking=1)
    seconds = time.monotonic() - began
    assert error == 0, error
    server.disconnect(handle)
    return seconds


def overhead(server):
    with open('/tmp/secrets', 'w') as secrets:
        secrets.write('%s * %s *\n' % (rig.USER, rig.PASSWORD))
    rig.router('sh', '-c', 'umask 077; cat /tmp/secrets >/etc/ppp/'
               'chap-secrets')
    handle = interface(server, 'bench')
    bare, ours = [], []
    for _ in range(ROUNDS):
        bare.append(bare_seconds())
        ours.append(rrasd_seconds(server, handle))
    bare, ours = statistics.median(bare), statistics.median(ours)
    print('Connect(blocking) over SMB %.0f ms, bare pppd to IPCP up %.0f ms, '
          'difference %+.0f ms (medians of %d)' % (
              ours * 1e3, bare * 1e3, (ours - bare) * 1e3, ROUNDS))


def resident():
    pid = rig.rrasd('pid').strip()
    status = rig.router('cat', '/proc/%s/smaps_rollup' % pid)
    return next(int(line.split()[1]) for line in status.splitlines()
                if line.startswith('Rss:'))


def memory(server):
    handles = [interface(server, 'link %d' % i) for i in range(LINKS)]
    server.connect(handles[0], blocking=1)
    before = resident()
    for handle in handles[1:]:
        assert server.connect(handle, blocking=1) == 0
    print('rrasd: %.1f KiB for each of %d links' % (
        (resident() - before) / (LINKS - 1), LINKS - 1))
    for handle in handles:
        server.disconnect(handle)


def waiting(server, out):
    print('GetInfo over SMB, sealed, while %d blocking Connects wait for an '
          'access concentrator that is not there:' % WAITING)
    sys.stdout.flush()
    handles = [interface(server, 'waiting %d' % i) for i in range(WAITING)]
    rig.isp('ac-absent')
    with rig.daemon_with('rras:pppoe padi timeout = 60',
                         'rras:pppoe padi attempts = 3',
                         'rras:dial timeout = 300',
                         'rras:pppoe ports = 500'):
        subprocess.run([os.path.join(out, 'tests/bench/calls'), 'latency',
                        *map(str, handles)], check=True)
    rig.isp('ac-present')


def main():
    server = dimsvc.Server()
    overhead(server)
    memory(server)
    waiting(server, sys.argv[1])


if __name__ == '__main__':
    main()
