# SPDX-License-Identifier: GPL-3.0-or-later
"""Boots user-mode Linux over the machine's file system and runs one command.

The guest's PID 1 (init/) is at the other end of a socket pair that the guest
sees as a console; init/console.h describes the frames.
"""

import fcntl
import os
import pathlib
import resource
import selectors
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import termios
import time
import tty

KERNEL = "linux.uml"
EXIT_RIG = 125      # the rig failed, not the command
EXIT_TIMEOUT = 124  # as timeout(1)
CHUNK = 4096

# The RAID benchmark costs 0.85 s of every boot.
KERNEL_ARGUMENTS = [
    "root=/dev/root", "rootfstype=hostfs", "rootflags=/", "rw",
    "quiet", "loglevel=1", "noreboot",
    "initcall_blacklist=raid6_select_algo,calibrate_xor_blocks",
]


class RigError(Exception):
    """The guest could not be started, or died."""


def claim_cpu():
    """Choose one CPU for the guest; returns (number, lock to keep open).

    User-mode Linux switches between its kernel and the traced program all the
    time: on one CPU that is three to five times faster than on two. A lock
    file a CPU lets rigs that run side by side find different ones.
    """
    allowed = sorted(os.sched_getaffinity(0))
    if "RIG_CPU" in os.environ:
        return int(os.environ["RIG_CPU"]), None
    for cpu in allowed:
        path = os.path.join(tempfile.gettempdir(), f"openrras-rig.cpu{cpu}")
        try:
            lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
        except OSError:
            continue
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return cpu, lock
        except OSError:
            os.close(lock)
    return allowed[os.getpid() % len(allowed)], None


def memory_directory(size):
    """Where the guest's memory may live: a file that is mapped executable.

    Containers often have a /dev/shm that is small or noexec.
    """
    factor = {"K": 1 << 10, "M": 1 << 20, "G": 1 << 30}[size[-1].upper()]
    try:
        shm = os.statvfs("/dev/shm")
    except OSError:
        return tempfile.gettempdir()
    room = shm.f_bavail * shm.f_frsize >= int(size[:-1]) * factor
    return ("/dev/shm" if room and not shm.f_flag & os.ST_NOEXEC
            else tempfile.gettempdir())


class Guest:
    """One boot of the guest, from Guest() to its exit status."""

    def __init__(self, init, job, results, *, memory="1G", use_tty=False):
        """init: PID 1. job, results: see init/main.c, below one directory."""
        self.run = pathlib.Path(job).parent
        assert pathlib.Path(results).parent == self.run
        self.init = init
        self.memory = memory
        self.tty = use_tty
        self.status = None
        self.received = b""
        self.outgoing = b""
        self.selector = selectors.PollSelector()   # epoll takes no files
        self.running = False        # the command; before that, the boot
        self.input_open = False
        self.saved_terminal = None

    # --- start and stop -----------------------------------------------------

    def _command(self, console_fd):
        return [
            shutil.which(KERNEL), f"mem={self.memory}", f"init={self.init}",
            f"rig_run={self.run}", f"uml_dir={self.run}", "umid=guest",
            "con=null", "con0=null,fd:1",
            f"con1=fd:{console_fd},fd:{console_fd}", *KERNEL_ARGUMENTS,
        ]

    def start(self):
        if shutil.which(KERNEL) is None:
            raise RigError(f"{KERNEL} not found: install user-mode-linux")
        self.cpu, self.cpu_lock = claim_cpu()
        # hostfs keeps a descriptor for each inode that the guest has cached.
        limit = resource.getrlimit(resource.RLIMIT_NOFILE)[1]

        def prepare():
            os.sched_setaffinity(0, {self.cpu})
            resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))

        self.line, theirs = socket.socketpair()
        with theirs, open(self.run / "console.log", "wb") as log:
            self.process = subprocess.Popen(
                self._command(theirs.fileno()), stdin=subprocess.DEVNULL,
                stdout=log, stderr=log,
                env={**os.environ, "TMPDIR": memory_directory(self.memory)},
                pass_fds=[theirs.fileno()],
                start_new_session=True, preexec_fn=prepare)
        self.line.setblocking(False)
        self.selector.register(self.line, selectors.EVENT_READ)

    def stop(self):
        """End the guest if it has not ended, and every process of it."""
        if self.saved_terminal:
            termios.tcsetattr(0, termios.TCSADRAIN, self.saved_terminal)
        self.line.close()
        try:
            self.process.wait(2 if self.status is not None else 0)
        except subprocess.TimeoutExpired:
            pass
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.process.wait()
        if self.cpu_lock is not None:
            os.close(self.cpu_lock)

    # --- frames ---------------------------------------------------------------

    def send(self, kind, payload=b""):
        self.outgoing += kind + struct.pack("<H", len(payload)) + payload
        self._flush()

    def _flush(self):
        """Send what the guest takes. Input waits while something is left:
        the guest may not read before we have read its output."""
        try:
            sent = self.line.send(self.outgoing) if self.outgoing else 0
            self.outgoing = self.outgoing[sent:]
        except BlockingIOError:
            pass
        except BrokenPipeError:
            self.outgoing = b""     # it is going down: its status comes
        events = selectors.EVENT_READ
        if self.outgoing:
            events |= selectors.EVENT_WRITE
        self.selector.modify(self.line, events)
        self._watch_input(not self.outgoing)

    def _frames(self):
        while len(self.received) >= 3:
            kind, size = struct.unpack_from("<cH", self.received)
            if len(self.received) < 3 + size:
                return
            payload = self.received[3:3 + size]
            self.received = self.received[3 + size:]
            yield kind, payload

    def _receive(self):
        data = self.line.recv(65536)
        if not data:
            raise RigError("the guest died:\n" + self.console_log())
        self.received += data
        for frame in self._frames():
            self._take(*frame)

    def _take(self, kind, payload):
        if kind == b"O":
            self._write(1, payload)
        elif kind in (b"E", b"M"):
            self._write(2, payload)
        elif kind == b"R":
            self.running = True
            self._start_input()
        elif kind == b"X":
            self.status = payload[0]

    @staticmethod
    def _write(fd, data):
        try:
            while data:
                data = data[os.write(fd, data):]
        except BrokenPipeError:
            # Nobody reads what we print: end as a program in a pipe does.
            raise SystemExit(128 + signal.SIGPIPE) from None

    # --- input ------------------------------------------------------------------

    def _start_input(self):
        if self.tty:
            self.saved_terminal = termios.tcgetattr(0)
            tty.setraw(0)
            self._send_window()
            signal.signal(signal.SIGWINCH, lambda *_: self._send_window())
        self.input_open = True
        self._watch_input(True)

    def _watch_input(self, wanted):
        watched = 0 in self.selector.get_map()
        if self.input_open and wanted and not watched:
            self.selector.register(0, selectors.EVENT_READ)
        elif watched and not (self.input_open and wanted):
            self.selector.unregister(0)

    def _read_input(self):
        try:
            data = os.read(0, CHUNK)
        except OSError:
            data = b""      # no standard input at all
        self.input_open = bool(data)
        self.send(b"I", data)

    def _send_window(self):
        size = os.get_terminal_size(0)
        self.send(b"W", struct.pack("<HH", size.lines, size.columns))

    # --- the session ----------------------------------------------------------

    def _forward_signals(self):
        def forward(number, _):
            if not self.running:
                raise SystemExit(128 + number)
            self.send(b"S", bytes([number]))

        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, forward)

    def wait(self, timeout):
        """Relay until the command has ended; returns its exit status."""
        end = time.monotonic() + timeout
        self._forward_signals()
        while self.status is None:
            left = end - time.monotonic()
            if left <= 0:
                print(f"rig: no end after {timeout:g} s", file=sys.stderr)
                self.status = EXIT_TIMEOUT
                break
            for key, events in self.selector.select(left):
                if key.fd == 0:
                    self._read_input()
                    continue
                if events & selectors.EVENT_READ:
                    self._receive()
                if events & selectors.EVENT_WRITE:
                    self._flush()
        return self.status

    def console_log(self):
        """What the guest's kernel and PID 1 said."""
        return (self.run / "console.log").read_text(errors="replace")
