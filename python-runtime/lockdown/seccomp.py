"""The system-call filter: what a computation needs and nothing else. It is always the last layer.

Refused calls fail with an error and do not kill: a kill would end one run in a thousand for a harmless new call, and
in gVisor it ends a thread only, on which Python then waits for ever.
"""

import ctypes
import errno
import os
import signal
import struct
from functools import cache, partial
from typing import Final

from lockdown import bpf
from lockdown.kernel import MACHINE, PR_GET_NO_NEW_PRIVS, prctl, syscall
from lockdown.layer import LayerFailed, Place, Support, must_fail
from lockdown.syscalls import AUDIT_ARCH, NUMBERS, PRETEND_MISSING, allowed
from plan import Plan

NAME = "seccomp"

_SET_MODE_FILTER: Final = 1
_FILTER_FLAG_TSYNC: Final = 1
_X32: Final = 0x40000000

_CLONE_THREAD: Final = 0x00000100 | 0x00010000  # CLONE_VM | CLONE_THREAD
_CLONE_NAMESPACES: Final = 0x7E020000  # NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET
# No locks, leases or notifications, and no F_SETOWN or F_SETSIG: those can signal the server.
_FCNTL: Final = (0, 1, 2, 3, 4, 1030)  # DUPFD GETFD SETFD GETFL SETFL DUPFD_CLOEXEC
_IOCTL: Final = (0x5401, 0x802C542A, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)
# TCGETS TCGETS2 TIOCGWINSZ FIONREAD FIONBIO FIONCLEX FIOCLEX
_AF_UNIX: Final = 1
_SOCK_STREAM: Final = 1
_SOCK_FLAGS: Final = 0o2004000  # SOCK_CLOEXEC | SOCK_NONBLOCK
_MSG_OOB: Final = 1


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))


def probe(plan: Plan) -> Support:
    return Support(MACHINE in NUMBERS, f"allowlist for {MACHINE}")


def engage(plan: Plan, place: Place) -> None:
    """Install the filter in every thread; TSYNC returns the thread that could not follow, so all but 0 is failure."""
    code = _program(plan.scratch_bytes > 0, os.getpid())
    buffer = ctypes.create_string_buffer(code, len(code))
    program = _Program(len(code) // 8, ctypes.addressof(buffer))
    if stray := syscall("seccomp", _SET_MODE_FILTER, _FILTER_FLAG_TSYNC, ctypes.byref(program)):
        raise LayerFailed(NAME, "engage", f"thread {stray} did not take the filter")


def verify(plan: Plan, place: Place) -> None:
    for family in (1, 2, 10, 16, 38, 40):  # UNIX INET INET6 NETLINK ALG VSOCK
        must_fail(NAME, f"socket family {family}", PermissionError, partial(syscall, "socket", family, 1, 0))
    must_fail(NAME, "kill", PermissionError, lambda: syscall("kill", os.getpid(), 0))
    must_fail(NAME, "prctl", PermissionError, lambda: prctl(PR_GET_NO_NEW_PRIVS))
    must_fail(NAME, "fork", BlockingIOError, _fork)


def prepare(plan: Plan) -> None:
    """Assemble the filter once in the zygote; its workers inherit it and fill in their pid."""
    _template(plan.scratch_bytes > 0)


def _fork() -> None:
    if syscall("clone", int(signal.SIGCHLD), 0, 0, 0, 0) == 0:
        os._exit(1)


_PID_MARK: Final = 0x7E57ED1D


def _program(scratch: bool, pid: int) -> bytes:
    return _template(scratch).replace(struct.pack("=I", _PID_MARK), struct.pack("=I", pid))


@cache
def _template(scratch: bool) -> bytes:
    """The filter with a mark in the place of the worker's own pid."""
    numbers = NUMBERS[MACHINE]
    program: bpf.Block = [bpf.load(bpf.ARCH)]
    program += [bpf.Instruction(0x15, 1, 0, AUDIT_ARCH[MACHINE]), bpf.verdict(bpf.KILL_PROCESS)]
    program += [bpf.load(bpf.NR)]
    if MACHINE == "x86_64":
        program += bpf.when_at_least(_X32, [bpf.verdict(bpf.KILL_PROCESS)])
    for call in allowed(MACHINE, scratch):
        program += bpf.when_equal(call, [bpf.verdict(bpf.ALLOW)])
    for name, block in _conditions().items():
        program += bpf.when_equal(numbers[name], block)
    for name in PRETEND_MISSING:
        program += bpf.when_equal(numbers[name], [bpf.verdict(bpf.refuse(errno.ENOSYS))])
    return bpf.assemble([*program, bpf.verdict(bpf.refuse())])


def _conditions() -> dict[str, bpf.Block]:
    """The calls that are allowed with some arguments only."""
    refused = bpf.refuse()
    return {
        # Threads, never processes: so one SIGKILL ends the whole run.
        "clone": [
            bpf.load(bpf.argument(0)),
            bpf.mask(_CLONE_THREAD | _CLONE_NAMESPACES),
            *bpf.allow_only([_CLONE_THREAD], bpf.refuse(errno.EAGAIN)),
        ],
        # Its flags lie in memory, where a filter cannot look: the C library falls back to clone.
        "clone3": [bpf.verdict(bpf.refuse(errno.ENOSYS))],
        "fcntl": [bpf.load(bpf.argument(1)), *bpf.allow_only(_FCNTL, refused)],
        "ioctl": [bpf.load(bpf.argument(1)), *bpf.allow_only(_IOCTL, refused)],
        "prlimit64": [bpf.load(bpf.argument(0)), *bpf.allow_only([0, _PID_MARK], refused)],
        "tgkill": [bpf.load(bpf.argument(0)), *bpf.allow_only([_PID_MARK], refused)],
        # asyncio's self-pipe. Datagrams could be sent to named sockets of the host: hence streams, and no address.
        "socketpair": [
            bpf.load(bpf.argument(0)),
            *bpf.when_equal(
                _AF_UNIX,
                [
                    bpf.load(bpf.argument(1)),
                    bpf.mask(0xFFFFFFFF & ~_SOCK_FLAGS),
                    *bpf.allow_only([_SOCK_STREAM], refused),
                ],
            ),
            bpf.verdict(refused),
        ],
        "sendto": [
            bpf.load(bpf.argument(3)),
            bpf.mask(_MSG_OOB),
            *bpf.when_equal(_MSG_OOB, [bpf.verdict(refused)]),
            bpf.load(bpf.argument(4)),
            *bpf.when_equal(
                0,
                [bpf.load(bpf.argument(4, high=True)), *bpf.when_equal(0, [bpf.verdict(bpf.ALLOW)])],
            ),
            bpf.verdict(refused),
        ],
    }
