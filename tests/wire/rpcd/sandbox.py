# SPDX-License-Identifier: GPL-3.0-or-later
"""A throw-away Samba in the namespaces that `check` made.

Samba keeps its compiled-in paths, so that its defaults are what is tested;
the directories behind them are tmpfs of this mount namespace.
"""

import json
import os
import signal
import socket
import subprocess
import threading
import time

ADDRESS = '192.0.2.1'
ADMIN, ADMIN_PASSWORD = 'rrasadmin', 'Secret-1'
PLAIN, PLAIN_PASSWORD = 'rrasplain', 'Secret-2'
SOCKET = '/run/rras/rrasd.sock'
LIBEXEC = '/usr/libexec/samba'
DEADLINE = 30  # seconds, for what should take a fraction of one

TMPFS = ('/etc/samba', '/run', '/var/lib/samba', '/var/cache/samba',
         '/var/log/samba')

SMB_CONF = '''
[global]
    netbios name = ROUTER
    security = user
    passdb backend = tdbsam
    disable netbios = yes
    smb ports = 445
    printing = bsd
    printcap name = /dev/null
    disable spoolss = yes
    map to guest = bad user
'''


def run(*command, stdin=None):
    done = subprocess.run(command, input=stdin, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode != 0:
        raise RuntimeError('%s: %s' % (' '.join(command), done.stdout))
    return done.stdout


def wait_for(what, condition):
    end = time.monotonic() + DEADLINE
    while not condition():
        if time.monotonic() > end:
            raise RuntimeError('gave up waiting for ' + what)
        time.sleep(0.02)


def isolate():
    """Directories, accounts and a network of our own.

    In the environment is what dimsvc.Server looks for.
    """
    os.environ.update(RRAS_SERVER=ADDRESS, RRAS_USER=ADMIN,
                      RRAS_PASSWORD=ADMIN_PASSWORD, RRAS_PLAIN_USER=PLAIN,
                      RRAS_PLAIN_PASSWORD=PLAIN_PASSWORD)
    for path in TMPFS:
        run('mount', '-t', 'tmpfs', '-o', 'mode=755', 'tmpfs', path)
    os.mkdir('/run/rras', 0o700)
    os.mkdir('/run/samba')
    os.mkdir('/var/lib/samba/private', 0o700)
    run('ip', 'link', 'set', 'lo', 'up')
    run('ip', 'address', 'add', ADDRESS + '/32', 'dev', 'lo')
    append('/etc/passwd', ''.join(
        '%s:x:%d:%d::/:/bin/false\n' % (name, uid, uid)
        for name, uid in ((ADMIN, 4242), (PLAIN, 4243))))
    append('/etc/group', '%s:x:4242:\n%s:x:4243:\nrrasadm:x:4244:%s\n' %
           (ADMIN, PLAIN, ADMIN))


def append(path, text):
    """Put a longer copy of a file over it, in this mount namespace only."""
    copy = '/run/' + os.path.basename(path)
    with open(path) as old, open(copy, 'w') as new:
        new.write(old.read() + text)
    run('mount', '--bind', copy, path)


def configure(extra=''):
    with open('/etc/samba/smb.conf', 'w') as conf:
        conf.write(SMB_CONF + extra)


def add_users():
    for name, password in ((ADMIN, ADMIN_PASSWORD), (PLAIN, PLAIN_PASSWORD)):
        run('smbpasswd', '-s', '-a', name,
            stdin='%s\n%s\n' % (password, password))
    run('net', 'groupmap', 'add', 'sid=S-1-5-32-544', 'unixgroup=rrasadm',
        'type=builtin')


def install_helper(program):
    """A libexec directory with rpcd_rras over Samba's own."""
    run('mount', '-t', 'tmpfs', 'tmpfs', '/mnt')
    run('cp', '-aT', LIBEXEC, '/mnt')
    if os.path.lexists('/mnt/rpcd_rras'):
        os.unlink('/mnt/rpcd_rras')
    os.symlink(program, '/mnt/rpcd_rras')
    run('mount', '--bind', '/mnt', LIBEXEC)


def environment():
    """Samba leaks at its end; with AddressSanitizer that is not our case."""
    return dict(os.environ, ASAN_OPTIONS='detect_leaks=0')


class Process:
    """A child that ends with the test.

    In a session of its own: an smbd that ends takes its process group along.
    """

    def __init__(self, *command, **kwargs):
        self.child = subprocess.Popen(command, stdin=subprocess.DEVNULL,
                                      env=environment(),
                                      start_new_session=True, **kwargs)

    def stop(self, how=signal.SIGTERM):
        if self.child.poll() is None:
            self.child.send_signal(how)
        self.child.wait()


def pids_of(name):
    """Processes by their name; no others than ours are in this namespace."""
    pids = []
    for pid in filter(str.isdigit, os.listdir('/proc')):
        try:
            with open('/proc/%s/comm' % pid) as comm:
                if comm.read().strip() == name:
                    pids.append(int(pid))
        except OSError:
            pass  # it has ended meanwhile
    return pids


def start_smbd():
    smbd = Process('smbd', '-F', '--no-process-group', '--debug-stdout',
                   stdout=open('/var/log/samba/stdout', 'a'),
                   stderr=subprocess.STDOUT)
    wait_for('smbd', smbd_answers)
    return smbd


def smbd_answers():
    try:
        socket.create_connection((ADDRESS, 445)).close()
    except ConnectionRefusedError:
        return False
    return True


def start_dcerpcd(program):
    pipe = '/run/samba/ncalrpc/np/router'
    if os.path.exists(pipe):
        os.unlink(pipe)  # of one that was killed
    dcerpcd = Process(os.path.join(LIBEXEC, 'samba-dcerpcd'), '-F',
                      '--no-process-group', program,
                      stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wait_for('samba-dcerpcd', lambda: os.path.exists(pipe))
    return dcerpcd


class FakeRrasd(Process):
    """tests/wire/fake_rrasd and what it has seen."""

    def __init__(self, program):
        super().__init__(program, SOCKET, stdout=subprocess.PIPE, text=True)
        self.events = []
        self.changed = threading.Condition()
        threading.Thread(target=self._read, daemon=True).start()
        self.wait('listening')

    def _read(self):
        for line in self.child.stdout:
            event = json.loads(line)
            event['time'] = time.monotonic()
            with self.changed:
                self.events.append(event)
                self.changed.notify_all()

    def seen(self, name, **values):
        return [e for e in self.events if e['event'] == name and
                all(e[k] == v for k, v in values.items())]

    def wait(self, name, count=1, **values):
        """The count-th event of this kind, which may be still to come."""
        with self.changed:
            if not self.changed.wait_for(
                    lambda: len(self.seen(name, **values)) >= count,
                    DEADLINE):
                raise RuntimeError('no event %s: %r' % (name, self.events))
            return self.seen(name, **values)[count - 1]

    def stop(self, how=signal.SIGKILL):
        if self.child.poll() is None:
            self.child.send_signal(signal.SIGCONT)
        super().stop(how)
