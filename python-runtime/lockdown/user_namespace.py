"""The zygote's capabilities hold inside its own user namespace only; its workers are born there."""

import os

from lockdown import mounts
from lockdown.kernel import syscall
from lockdown.layer import Place, Support, must_fail
from plan import Plan

NAME = "user-namespace"


def probe(plan: Plan) -> Support:
    return Support(plan.jailed)


def engage(plan: Plan, place: Place) -> None:
    """Inherited. While CAP_SYS_ADMIN is still held: a file system that only the host's root may mount is refused."""
    must_fail(NAME, "mounting debugfs", OSError, _mount_what_root_may)


def verify(plan: Plan, place: Place) -> None:
    must_fail(NAME, "a nested user namespace", PermissionError, lambda: mounts.unshare(mounts.CLONE_NEWUSER))


def _mount_what_root_may() -> None:
    syscall("mount", b"debugfs", b"/tmp", b"debugfs", 0, None)
    os._exit(1)  # never go on with it mounted
