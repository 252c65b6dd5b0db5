"""The script does not learn the machine's name."""

import os
import socket
from typing import Final

from lockdown import mounts
from lockdown.layer import LayerFailed, Place, Support
from plan import Plan

NAME = "uts-namespace"
_HOSTNAME: Final = "sandbox"


def probe(plan: Plan) -> Support:
    return Support(plan.jailed)


def engage(plan: Plan, place: Place) -> None:
    mounts.unshare(mounts.CLONE_NEWUTS)
    socket.sethostname(_HOSTNAME)


def verify(plan: Plan, place: Place) -> None:
    if os.uname().nodename != _HOSTNAME:
        raise LayerFailed(NAME, "verify", f"the host is called {os.uname().nodename}")
