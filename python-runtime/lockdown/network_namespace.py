"""The script's network is empty: no interface but a loopback that is down, and no route."""

import socket

from lockdown.layer import LayerFailed, Place, Support
from plan import Plan

NAME = "network-namespace"

# RFC 5737: addresses that stand for no host. Connecting a datagram socket sends nothing; it only looks for a route.
_NOWHERE = ("192.0.2.1", 9)


def probe(plan: Plan) -> Support:
    return Support(plan.jailed)


def engage(plan: Plan, place: Place) -> None:
    """Inherited from the zygote; seen while sockets can still be made."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe_socket:
        try:
            probe_socket.connect(_NOWHERE)
        except OSError:
            return
    raise LayerFailed(NAME, "engage", "there is a route out")


def verify(plan: Plan, place: Place) -> None:
    """Nothing left to try: seccomp refuses the socket before the empty network could."""
