"""The zygote's own jail where nsjail cannot start: the same walls, taken by its own calls (Linux and gVisor)."""

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from lockdown import capabilities, mounts, no_new_privs, parent_death, scratch
from lockdown.kernel import PR_SET_DUMPABLE, prctl
from plan import Plan

_NAMESPACES: Final = (
    mounts.CLONE_NEWUSER
    | mounts.CLONE_NEWNS
    | mounts.CLONE_NEWPID
    | mounts.CLONE_NEWNET
    | mounts.CLONE_NEWIPC
    | mounts.CLONE_NEWUTS
)
_ROOT_OPTIONS: Final = "size=1m,mode=755"


def enter(plan: Plan) -> None:
    """Return as PID 1 of new namespaces with the plan's readable paths, the run directory and empty folders.

    The calling process stays outside, waits, and ends as the jailed one ends; it never returns. Raises OSError.
    """
    run_directory = os.path.dirname(plan.socket)
    if plan.first_uid is None:
        uid, gid = os.getuid(), os.getgid()
        _unshare()
        _map_own_ids(uid, gid)
    else:
        with _root_that_maps(os.getpid(), plan.first_uid, plan.workers):
            _become(plan.first_uid)
            _unshare()
    parent = os.getpid()
    if pid := os.fork():
        _stand_by(pid)
    parent_death.die_with_parent()
    if os.getppid() not in (0, parent):
        os._exit(1)
    # Any folder does that is none of those bound: a bind of a mount point would bind what is mounted on it.
    _build_root(plan, os.path.dirname(run_directory), (*plan.readable, run_directory))
    keep_what_workers_need()


def keep_what_workers_need() -> None:
    """Of the jail's own user namespace: what a worker takes its namespaces and uid with, and what it is killed with."""
    capabilities.keep_only(
        capabilities.CAP_SYS_ADMIN,
        capabilities.CAP_SETPCAP,
        capabilities.CAP_SETUID,
        capabilities.CAP_SETGID,
        capabilities.CAP_KILL,
    )
    no_new_privs.set_for_good()


def _become(uid: int) -> None:
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)
    # The change made /proc/self root's own; the maps below have to be written.
    prctl(PR_SET_DUMPABLE, 1)
    parent_death.die_with_parent()


@contextmanager
def _root_that_maps(pid: int, first: int, count: int) -> Iterator[None]:
    """Leave a child behind that stays root, and have it map uids and gids into the namespace that `pid` made meanwhile.

    A process may map more than its own id only with CAP_SETUID in the namespace above (user_namespaces(7)).
    """
    reading, writing = os.pipe()
    helper = os.fork()
    if helper == 0:
        os.close(writing)
        os.read(reading, 1)
        for name in ("gid_map", "uid_map"):
            _write(f"/proc/{pid}/{name}", f"{first} {first} {count}")
        os._exit(0)
    os.close(reading)
    yield
    os.close(writing)
    if os.waitpid(helper, 0)[1] != 0:
        raise OSError(errno.EPERM, "the uids of the slots could not be mapped into the jail")


def _unshare() -> None:
    try:
        mounts.unshare(_NAMESPACES | mounts.CLONE_NEWCGROUP)
    except OSError:
        mounts.unshare(_NAMESPACES)  # gVisor has no cgroup namespace


def _map_own_ids(uid: int, gid: int) -> None:
    try:
        _write("/proc/self/setgroups", "deny")
    except PermissionError:
        pass  # gVisor has none to deny; where it is needed, the next line fails
    _write("/proc/self/gid_map", f"{gid} {gid} 1")
    _write("/proc/self/uid_map", f"{uid} {uid} 1")


def _stand_by(pid: int) -> None:
    """The process outside: it holds none of the channel's ends, so that the server's close reaches the zygote."""
    for descriptor in (0, 1):
        os.close(descriptor)
    _, status = os.waitpid(pid, 0)
    os._exit(min(os.waitstatus_to_exitcode(status) % 256, 255))


def _build_root(plan: Plan, new_root: str, paths: tuple[str, ...]) -> None:
    mounts.make_private("/")
    # Opened before anything is mounted over them; what the jail's user may not reach fails here, by name.
    sources = {path: os.open(path, os.O_PATH | os.O_CLOEXEC) for path in paths}
    mounts.mount_tmpfs(new_root, mounts.MS_NOSUID | mounts.MS_NODEV, _ROOT_OPTIONS)
    for path, source in sources.items():
        target = new_root + path
        if stat.S_ISDIR(os.fstat(source).st_mode):
            os.makedirs(target, exist_ok=True)
        else:
            os.makedirs(os.path.dirname(target), exist_ok=True)
            os.close(os.open(target, os.O_CREAT | os.O_WRONLY, 0o444))
        mounts.bind(source, target)
        os.close(source)
    os.makedirs(new_root + scratch.mount_point(plan), exist_ok=True)
    mounts.change_root(new_root)
    mounts.make_read_only([*sources, "/"])


def _write(path: str, text: str) -> None:
    with open(path, "w", encoding="ascii") as file:
        file.write(text)
