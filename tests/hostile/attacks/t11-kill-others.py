"""Sends signals to its parent, to process 1, to everybody, by every call that can."""

import ctypes
import fcntl
import os
import signal
import socket
import struct

from toolbox.attempts import attempt_all, somebody_else
from toolbox.kernel import syscall

F_SETOWN, F_SETSIG, FIOSETOWN = 8, 10, 0x8901


def siginfo(number):
    buffer = (ctypes.c_int * 32)()
    buffer[0], buffer[2] = number, -1
    return buffer


def main(setup):
    parent = os.getppid()
    server, zygote = setup.get("serverPid", parent), setup.get("zygotePid", parent)

    def by_pidfd(pid):
        descriptor = syscall("pidfd_open", pid, 0)
        return syscall("pidfd_send_signal", descriptor, int(signal.SIGKILL), None, 0) == 0

    def by_owner():
        """F_SETOWN lets the kernel send the signal when a pipe becomes readable."""
        read_end, _ = os.pipe()
        fcntl.fcntl(read_end, F_SETSIG, int(signal.SIGKILL))
        return fcntl.fcntl(read_end, F_SETOWN, parent) == 0

    def by_ioctl():
        one, _ = socket.socketpair()
        return fcntl.ioctl(one, FIOSETOWN, struct.pack("i", parent)) is not None

    def queue(pid):
        return syscall("rt_sigqueueinfo", pid, int(signal.SIGTERM), siginfo(int(signal.SIGTERM))) == 0

    ways = {
        "everybody": lambda: os.kill(-1, setup.get("signalToAll", signal.SIGKILL)) is None,
        "own group": lambda: os.kill(0, 0) is None,
        "process 1": lambda: os.kill(1, signal.SIGKILL) is None,
        "thread of process 1": lambda: syscall("tgkill", somebody_else(1), 1, int(signal.SIGTERM)) == 0,
        "itself": lambda: os.kill(os.getpid(), 0) is None,
        "tkill": lambda: syscall("tkill", os.getpid(), 0) == 0,
        "F_SETOWN": by_owner,
        "FIOSETOWN": by_ioctl,
        "queued to the parent": lambda: queue(parent),
        "thread of the parent": lambda: syscall("tgkill", somebody_else(parent), parent, 0) == 0,
        "pidfd of the parent": lambda: by_pidfd(parent),
        "server": lambda: os.kill(server, signal.SIGKILL) is None,
        "zygote": lambda: os.kill(zygote, signal.SIGKILL) is None,
        "parent": lambda: os.kill(somebody_else(parent), signal.SIGKILL) is None,
    }
    return attempt_all(setup, ways)
