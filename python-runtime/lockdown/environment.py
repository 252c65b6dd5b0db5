"""The script finds no variable but those of its scratch: not in os.environ, not in the C library's table."""

import ctypes
import itertools
import os
from typing import Final

from lockdown.layer import LayerFailed, Place, Support
from plan import Plan

NAME = "clean-environment"
_SCRATCH_VARIABLES: Final = {"HOME", "TMPDIR"}


def probe(plan: Plan) -> Support:
    return Support(True)


def engage(plan: Plan, place: Place) -> None:
    os.environ.clear()


def verify(plan: Plan, place: Place) -> None:
    if left := {*os.environ, *_names_in_c()} - _SCRATCH_VARIABLES:
        raise LayerFailed(NAME, "verify", f"{len(left)} variables are left")


def _names_in_c() -> set[str]:
    """What getenv(3) would find."""
    table = ctypes.POINTER(ctypes.c_char_p).in_dll(ctypes.CDLL(None), "environ")
    if not table:
        return set()
    entries = itertools.takewhile(lambda entry: entry is not None, (table[index] for index in itertools.count()))
    return {entry.partition(b"=")[0].decode(errors="replace") for entry in entries}
