"""The script is process 1 of a world without other processes; when it ends, the kernel ends all in there."""

import os

from lockdown.layer import LayerFailed, Place, Support
from plan import Plan

NAME = "pid-namespace"


def probe(plan: Plan) -> Support:
    return Support(plan.jailed)


def engage(plan: Plan, place: Place) -> None:
    """Taken by the fork (forking.py): a process cannot move itself."""


def verify(plan: Plan, place: Place) -> None:
    if os.getpid() != 1 or os.getppid() != 0:
        raise LayerFailed(NAME, "verify", f"this is process {os.getpid()}, child of {os.getppid()}")
