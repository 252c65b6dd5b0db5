"""The script's file system is Python's own tree, read-only, and its own scratch; no /proc, no /etc, no home."""

import os

from lockdown import mounts
from lockdown.layer import LayerFailed, Place, Support
from plan import Plan

NAME = "mount-namespace"


def probe(plan: Plan) -> Support:
    return Support(plan.jailed)


def engage(plan: Plan, place: Place) -> None:
    """A copy of the zygote's, so that this worker's scratch is mounted for it alone."""
    mounts.unshare(mounts.CLONE_NEWNS)


def verify(plan: Plan, place: Place) -> None:
    for path in ("/proc/self", "/etc/passwd", "/root", "/home", "/sys"):
        if os.path.lexists(path):
            raise LayerFailed(NAME, "verify", f"{path} can be seen")
    for path in ("/", os.path.dirname(os.__file__), plan.packages):
        if os.statvfs(path).f_flag & os.ST_RDONLY == 0:
            raise LayerFailed(NAME, "verify", f"{path} is mounted writable")
