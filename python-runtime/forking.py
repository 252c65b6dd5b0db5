"""How the zygote forks: plainly, or with each worker the first process of a PID namespace of its own."""

import ctypes
import errno
import os
import signal
from collections.abc import Callable
from typing import Final

from lockdown import mounts
from lockdown.kernel import syscall

Fork = Callable[[], int]

_CLONE_THREAD: Final = 0x00010000
_THREADS: Final = "/proc/self/task"
_PYTHON: Final = ctypes.PyDLL(None)


def choose(own_pid_namespace: bool) -> Fork:
    """A function that behaves like os.fork(). Raises OSError where no way to a PID namespace works."""
    if not own_pid_namespace:
        return os.fork
    try:
        own = os.pidfd_open(os.getpid())
        mounts.setns(own, mounts.CLONE_NEWPID)
    except OSError:
        return _clone_into_namespace  # gVisor has no pidfd
    return lambda: _fork_into_namespace(own)


def must_be_single_threaded() -> None:
    """A fork copies one thread; locks that others held would stay locked in every worker. Raises RuntimeError.

    A jail has no /proc that would count them; there unshare(CLONE_THREAD), which changes nothing, is refused with
    EINVAL in a process of several threads. Where there is a /proc, unshare may be forbidden altogether.
    """
    if os.path.exists(_THREADS):
        is_alone = len(os.listdir(_THREADS)) == 1
    else:
        is_alone = _may_unshare_thread()
    if not is_alone:
        raise RuntimeError("there is a second thread before the first fork; is a BLAS variable missing?")


def _may_unshare_thread() -> bool:
    try:
        mounts.unshare(_CLONE_THREAD)
    except OSError as error:
        if error.errno != errno.EINVAL:
            raise
        return False
    return True


def _fork_into_namespace(own: int) -> int:
    """unshare(2) sends the next child into a new namespace; setns(2) brings the one after that back."""
    mounts.unshare(mounts.CLONE_NEWPID)
    pid = -1
    try:
        pid = os.fork()
    finally:
        if pid != 0:
            mounts.setns(own, mounts.CLONE_NEWPID)
    return pid


def _clone_into_namespace() -> int:
    """clone(2) by its number between the interpreter's own fork hooks.

    The C library's hooks are skipped, which is right only in a process of one thread that never loaded OpenSSL.
    """
    _PYTHON.PyOS_BeforeFork()
    pid = -1
    try:
        pid = syscall("clone", mounts.CLONE_NEWPID | int(signal.SIGCHLD), 0, 0, 0, 0)
    finally:
        if pid == 0:
            _PYTHON.PyOS_AfterFork_Child()
        else:
            _PYTHON.PyOS_AfterFork_Parent()
    return pid
