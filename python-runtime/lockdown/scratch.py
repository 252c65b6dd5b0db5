"""A small place to write: a tmpfs of its own as /tmp, or a folder of its own where there is no mount namespace.

It is the script's working directory, HOME and TMPDIR.
"""

import errno
import os
from typing import Final

from lockdown import mounts
from lockdown.layer import LayerFailed, Place, Support
from plan import Plan

NAME = "private-scratch"

_TMP: Final = "/tmp"  # noqa: S108 - a mount point inside the jail
_INSTEAD: Final = "/scratch"

_INODES: Final = 16384
_FLAGS: Final = mounts.MS_NOSUID | mounts.MS_NODEV | mounts.MS_NOEXEC


def probe(plan: Plan) -> Support:
    return Support(plan.scratch_bytes > 0)


def engage(plan: Plan, place: Place) -> None:
    if plan.jailed:
        _mount(place.scratch, plan.scratch_bytes)
    else:
        # Made by the worker's own uid in a folder where everyone may make and nobody may list (mode 1733).
        os.mkdir(place.scratch, 0o700)
    os.chdir(place.scratch)
    os.environ.update(HOME=place.scratch, TMPDIR=place.scratch)


def verify(plan: Plan, place: Place) -> None:
    if os.getcwd() != place.scratch or os.listdir():
        raise LayerFailed(NAME, "verify", f"{place.scratch} is not empty")
    status = os.stat(".")
    if status.st_uid != os.getuid() or status.st_mode & 0o077:
        raise LayerFailed(NAME, "verify", "others may enter")


def path(plan: Plan, worker: str) -> str:
    """The path for one worker.

    In a jail /tmp, unless Python or the packages themselves lie there (a clone under /tmp) and would be hidden.
    """
    if not plan.jailed:
        return os.path.join(folder(plan), worker)
    return mount_point(plan)


def mount_point(plan: Plan) -> str:
    """Of the workers in a jail; backends/nsjail.ts has to agree."""
    return _INSTEAD if any(name.startswith(f"{_TMP}/") for name in plan.readable) else _TMP


def make_folder(plan: Plan) -> None:
    """Make the folder for the workers' folders: anyone may make one there, nobody may list or touch another's."""
    if not plan.jailed and plan.scratch_bytes > 0:
        os.makedirs(folder(plan), exist_ok=True)
        os.chmod(folder(plan), 0o1733)  # noqa: S103 - the slots' uids have to make theirs


def folder(plan: Plan) -> str:
    """Where the workers' folders are made when they have no mounts of their own."""
    return os.path.join(os.path.dirname(plan.socket), "scratch")


def _mount(target: str, size: int) -> None:
    options = f"size={size},mode=700"
    try:
        mounts.mount_tmpfs(target, _FLAGS, f"{options},nr_inodes={_INODES}")
    except OSError as error:
        if error.errno != errno.EINVAL:
            raise
        mounts.mount_tmpfs(target, _FLAGS, options)  # gVisor does not count inodes
