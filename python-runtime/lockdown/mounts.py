"""Namespaces and mounts: the calls of unshare(2), setns(2) and mount(2), one function each. All raise OSError."""

import ctypes
import errno
import os
from typing import Final

from lockdown.kernel import syscall

CLONE_NEWNS: Final = 0x00020000
CLONE_NEWCGROUP: Final = 0x02000000
CLONE_NEWUTS: Final = 0x04000000
CLONE_NEWIPC: Final = 0x08000000
CLONE_NEWUSER: Final = 0x10000000
CLONE_NEWPID: Final = 0x20000000
CLONE_NEWNET: Final = 0x40000000

MS_RDONLY: Final = 1
MS_NOSUID: Final = 2
MS_NODEV: Final = 4
MS_NOEXEC: Final = 8
_MS_REMOUNT: Final = 32
_MS_BIND: Final = 4096
_MS_REC: Final = 16384
_MS_PRIVATE: Final = 1 << 18
_MNT_DETACH: Final = 2

# linux/mount.h
_AT_FDCWD: Final = -100
_AT_RECURSIVE: Final = 0x8000


class _MountAttr(ctypes.Structure):
    _fields_ = tuple((name, ctypes.c_uint64) for name in ("set", "clear", "propagation", "userns"))


def unshare(flags: int) -> None:
    syscall("unshare", flags)


def setns(descriptor: int, kind: int) -> None:
    syscall("setns", descriptor, kind)


def mount_tmpfs(target: str, flags: int, options: str) -> None:
    syscall("mount", b"tmpfs", target.encode(), b"tmpfs", flags, options.encode())


def bind(descriptor: int, target: str) -> None:
    """Bind what `descriptor` (O_PATH) stands for, with everything mounted below it; needs /proc."""
    syscall("mount", f"/proc/self/fd/{descriptor}".encode(), target.encode(), None, _MS_BIND | _MS_REC, None)


def make_private(target: str) -> None:
    """No mount made from here on is seen outside this namespace, and none from outside is seen here."""
    syscall("mount", None, target.encode(), None, _MS_REC | _MS_PRIVATE, None)


def make_read_only(targets: list[str]) -> None:
    """Everything mounted at `targets` and below becomes read-only, nosuid and nodev.

    mount_setattr(2) does it at one go; where it is missing (gVisor) each target is remounted, which does not reach
    what is mounted below them.
    """
    flags = MS_RDONLY | MS_NOSUID | MS_NODEV
    attributes = _MountAttr(set=flags)
    for target in targets:
        try:
            syscall(
                "mount_setattr",
                _AT_FDCWD,
                target.encode(),
                _AT_RECURSIVE,
                ctypes.byref(attributes),
                ctypes.sizeof(attributes),
            )
        except OSError as error:
            if error.errno != errno.ENOSYS:
                raise
            syscall("mount", None, target.encode(), None, _MS_REMOUNT | _MS_BIND | flags, None)


def unmount(target: str) -> None:
    """Detach at once, however busy it is."""
    syscall("umount2", target.encode(), _MNT_DETACH)


def change_root(new_root: str) -> None:
    """Make `new_root` (a mount) the root, and let go of the old one (pivot_root(2), "pivot_root(".", ".")")."""
    os.chdir(new_root)
    syscall("pivot_root", b".", b".")
    syscall("umount2", b".", _MNT_DETACH)
    os.chdir("/")
