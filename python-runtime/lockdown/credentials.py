"""The script runs under a uid that owns nothing: one of its own for each slot when the server is root."""

import os

from lockdown.capabilities import cut_bounding_set
from lockdown.layer import LayerFailed, Place, Support
from plan import Plan

NAME = "unprivileged-user"


def probe(plan: Plan) -> Support:
    if os.geteuid() == 0 and plan.first_uid is None:
        return Support(False, "the zygote is root and was given no uid for its workers")
    return Support(True)


def engage(plan: Plan, place: Place) -> None:
    uid = _expected(plan, place)
    if uid is None:
        return  # an ordinary user has only itself
    cut_bounding_set(0)  # while it still may
    if os.getgroups():
        os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)


def verify(plan: Plan, place: Place) -> None:
    ids = {*os.getresuid(), *os.getresgid()}
    if 0 in ids or 0 in os.getgroups():
        raise LayerFailed(NAME, "verify", "the worker is still root")
    uid = _expected(plan, place)
    if uid is not None and ids != {uid}:
        raise LayerFailed(NAME, "verify", f"ids are {sorted(ids)}, not {uid}")


def _expected(plan: Plan, place: Place) -> int | None:
    """The slot's own uid; None where the server is no root."""
    return None if plan.first_uid is None else plan.first_uid + place.slot
