"""Makes namespaces and mounts, which is how a sandbox is left that forgot to forbid them."""

import ctypes
import os

from toolbox.attempts import attempt_all
from toolbox.kernel import LIBC, syscall

SIGCHLD = 17
NAMESPACES = {
    "user": 0x10000000, "mount": 0x00020000, "pid": 0x20000000, "network": 0x40000000, "ipc": 0x08000000,
    "uts": 0x04000000, "cgroup": 0x02000000, "time": 0x00000080,
}  # fmt: skip
MS_BIND, MS_REMOUNT, MS_NOSUID, MNT_DETACH, OPEN_TREE_CLONE = 0x1000, 0x20, 2, 2, 1
CLONE_THREAD = 0x00000100 | 0x00000800 | 0x00010000  # with CLONE_VM and CLONE_SIGHAND, without which there is none

kept = []


def main(setup):
    def clone(flags):
        child = syscall("clone", flags | SIGCHLD, 0, 0, 0, 0)
        if child == 0:
            os._exit(0)
        return child

    def clone3(flags):
        words = (ctypes.c_uint64 * 11)()
        words[0], words[4] = flags, SIGCHLD
        child = syscall("clone3", words, 88)
        if child == 0:
            os._exit(0)
        return child

    def thread_in_namespace():
        """What is allowed of a thread, with a bit too many. It would only pause."""
        stack = ctypes.create_string_buffer(65536)
        flags = CLONE_THREAD | NAMESPACES["uts"]
        if LIBC.clone(LIBC.pause, ctypes.byref(stack, 65000), flags, None) < 0:
            code = ctypes.get_errno()
            raise OSError(code, os.strerror(code))
        kept.append(stack)
        return True

    def mount(source, target, kind, flags=0, options=None):
        return syscall("mount", source, target, kind, flags, options) == 0

    def new_root():
        os.chdir("/tmp")
        done = syscall("pivot_root", b".", b".") == 0
        # Who stands in another root than his namespace's may not make user namespaces.
        syscall("umount2", b".", MNT_DETACH)
        return done

    def change_mount():
        return syscall("mount_setattr", -100, b"/tmp", 0, (ctypes.c_uint64 * 4)(MS_NOSUID, 0, 0, 0), 32) == 0

    def unshare(name):
        return syscall("unshare", NAMESPACES[name]) == 0

    def rejoin(kind):
        return syscall("setns", os.open(f"/proc/self/ns/{kind}", os.O_RDONLY), 0) == 0

    # In an order in which none spoils the next where they are permitted.
    ways = {
        **{f"clone {name}": lambda flags=flags: clone(flags) for name, flags in NAMESPACES.items() if name != "time"},
        "clone3 user": lambda: clone3(NAMESPACES["user"]),
        "mount tmpfs": lambda: mount(b"tmpfs", b"/tmp", b"tmpfs"),
        "mount proc": lambda: mount(b"proc", b"/run", b"proc"),
        "bind": lambda: mount(b"/etc", b"/run", None, MS_BIND),
        "remount writable": lambda: mount(None, b"/tmp", None, MS_REMOUNT | MS_BIND),
        "umount": lambda: syscall("umount2", b"/run", MNT_DETACH) == 0,
        "open_tree": lambda: syscall("open_tree", -100, b"/tmp", OPEN_TREE_CLONE),
        "fsopen": lambda: syscall("fsopen", b"tmpfs", 0),
        "mount_setattr": change_mount,
        "setns": lambda: rejoin("uts"),
        "setns to the parent": lambda: syscall("setns", syscall("pidfd_open", os.getppid(), 0), NAMESPACES["uts"]) == 0,
        "chroot": lambda: os.chroot("/") is None,
        "pivot_root": new_root,
        **{f"unshare {name}": lambda name=name: unshare(name) for name in NAMESPACES if name not in ("user", "pid")},
        "unshare user": lambda: unshare("user"),
        "thread in a namespace": thread_in_namespace,
        "unshare pid": lambda: unshare("pid"),
    }
    return attempt_all(setup, ways)
