"""The script finds no environment variable: not in os.environ, not in the C library's table."""

import ctypes
import os

from lockdown.layer import LayerFailed, Place, Support
from plan import Plan

NAME = "clean-environment"


def probe(plan: Plan) -> Support:
    return Support(True)


def engage(plan: Plan, place: Place) -> None:
    os.environ.clear()


def verify(plan: Plan, place: Place) -> None:
    table = ctypes.c_void_p.in_dll(ctypes.CDLL(None), "environ")
    first = ctypes.cast(table, ctypes.POINTER(ctypes.c_char_p))[0] if table.value else None
    if os.environ or first is not None:
        raise LayerFailed(NAME, "verify", "a variable is left")
