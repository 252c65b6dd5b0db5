"""The system calls that Python's standard library has no name for, one function each."""

import ctypes
import os
import platform
from typing import Final

_LIBC: Final = ctypes.CDLL(None, use_errno=True)
_LIBC.syscall.restype = ctypes.c_long

MACHINE: Final = platform.machine()

# asm/unistd.h; those above 423 are the same on every architecture.
_NUMBERS: Final = {
    "x86_64": {
        "capget": 125, "capset": 126, "clone": 56, "kill": 62, "mount": 165, "pivot_root": 155, "seccomp": 317,
        "setns": 308, "socket": 41, "umount2": 166, "unshare": 272,
    },
    "aarch64": {
        "capget": 90, "capset": 91, "clone": 220, "kill": 129, "mount": 40, "pivot_root": 41, "seccomp": 277,
        "setns": 268, "socket": 198, "umount2": 39, "unshare": 97,
    },
}  # fmt: skip
_COMMON: Final = {
    "mount_setattr": 442, "landlock_create_ruleset": 444, "landlock_add_rule": 445, "landlock_restrict_self": 446,
}  # fmt: skip

PR_SET_PDEATHSIG: Final = 1
PR_GET_PDEATHSIG: Final = 2
PR_GET_DUMPABLE: Final = 3
PR_SET_DUMPABLE: Final = 4
PR_CAPBSET_READ: Final = 23
PR_CAPBSET_DROP: Final = 24
PR_SET_NO_NEW_PRIVS: Final = 38
PR_GET_NO_NEW_PRIVS: Final = 39
PR_CAP_AMBIENT: Final = 47
PR_CAP_AMBIENT_CLEAR_ALL: Final = 4


def number(name: str) -> int:
    """The number of system call `name` on this machine. Raises KeyError on an architecture without a table."""
    return _COMMON[name] if name in _COMMON else _NUMBERS[MACHINE][name]


def syscall(name: str, *arguments: object) -> int:
    """Call the kernel; integers are passed as longs, ctypes pointers as they are. Raises OSError with errno."""
    words = [ctypes.c_long(a) if isinstance(a, int) else a for a in arguments]
    result: int = _LIBC.syscall(ctypes.c_long(number(name)), *words)
    if result == -1:
        code = ctypes.get_errno()
        raise OSError(code, f"{name}: {os.strerror(code)}")
    return result


def prctl(option: int, *arguments: int) -> int:
    """prctl(2); all five words are given, for the kernel refuses garbage in the unused ones. Raises OSError."""
    words = [ctypes.c_ulong(a) for a in (*arguments, 0, 0, 0, 0)[:4]]
    result: int = _LIBC.prctl(ctypes.c_int(option), *words)
    if result == -1:
        code = ctypes.get_errno()
        raise OSError(code, f"prctl {option}: {os.strerror(code)}")
    return result
