"""No exec can ever give the script more than it has (no_new_privs); seccomp and Landlock also ask for it."""

from lockdown.kernel import PR_GET_NO_NEW_PRIVS, PR_SET_NO_NEW_PRIVS, prctl
from lockdown.layer import LayerFailed, Place, Support
from plan import Plan

NAME = "no-new-privileges"


def probe(plan: Plan) -> Support:
    return Support(True)


def engage(plan: Plan, place: Place) -> None:
    set_for_good()


def verify(plan: Plan, place: Place) -> None:
    """Nothing left to try: with execve refused by seccomp its effect cannot be shown without leaving the jail."""


def set_for_good() -> None:
    """Set it and read it back at once: the system-call filter, which comes last, refuses prctl. Raises OSError."""
    prctl(PR_SET_NO_NEW_PRIVS, 1)
    if prctl(PR_GET_NO_NEW_PRIVS) != 1:
        raise LayerFailed(NAME, "engage", "the kernel did not keep it")
