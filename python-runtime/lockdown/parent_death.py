"""A worker never outlives its zygote (PDEATHSIG), and the zygote never its server."""

import ctypes
import os
import signal

from lockdown.kernel import PR_GET_PDEATHSIG, PR_SET_PDEATHSIG, prctl
from lockdown.layer import LayerFailed, Place, Support
from plan import Plan

NAME = "parent-death-signal"


def probe(plan: Plan) -> Support:
    return Support(True)


def engage(plan: Plan, place: Place) -> None:
    """After the change of credentials, which clears it (prctl(2)); then see that the parent did not go before."""
    die_with_parent()
    kept = ctypes.c_int()
    prctl(PR_GET_PDEATHSIG, ctypes.addressof(kept))
    if kept.value != signal.SIGKILL:
        raise LayerFailed(NAME, "engage", f"the signal is {kept.value}")
    if os.getppid() != place.parent_pid:
        raise LayerFailed(NAME, "engage", "the zygote is gone")


def verify(plan: Plan, place: Place) -> None:
    if os.getppid() != place.parent_pid:
        raise LayerFailed(NAME, "verify", "the zygote is gone")


def die_with_parent() -> None:
    """SIGKILL this process when its parent ends. Raises OSError."""
    prctl(PR_SET_PDEATHSIG, int(signal.SIGKILL))
