"""The script holds no capability, in no set, and can win none back."""

import ctypes
import errno
import os
from typing import Final

from lockdown.kernel import (
    PR_CAP_AMBIENT,
    PR_CAP_AMBIENT_CLEAR_ALL,
    PR_CAPBSET_DROP,
    PR_CAPBSET_READ,
    prctl,
    syscall,
)
from lockdown.layer import LayerFailed, Place, Support, must_fail
from plan import Plan

NAME = "no-capabilities"

# linux/capability.h
_VERSION_3: Final = 0x20080522
CAP_KILL: Final = 5
CAP_SETGID: Final = 6
CAP_SETUID: Final = 7
CAP_SETPCAP: Final = 8
CAP_SYS_ADMIN: Final = 21


class _Header(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


class _Data(ctypes.Structure):
    _fields_ = (("effective", ctypes.c_uint32), ("permitted", ctypes.c_uint32), ("inheritable", ctypes.c_uint32))


def probe(plan: Plan) -> Support:
    return Support(True)


def engage(plan: Plan, place: Place) -> None:
    """Drop and read back at once: the system-call filter, which comes last, refuses capget."""
    keep_only()
    if held := held_capabilities():
        raise LayerFailed(NAME, "engage", f"capability mask {held:#x} is left")


def verify(plan: Plan, place: Place) -> None:
    """What root could do and nobody else: become uid 0."""
    must_fail(NAME, "setuid(0)", PermissionError, lambda: os.setuid(0))


def keep_only(*kept: int) -> None:
    """Drop every capability but `kept` from every set. Raises OSError."""
    mask = sum(1 << capability for capability in kept)
    cut_bounding_set(mask)
    _clear_ambient_set()
    data = (_Data * 2)()
    for word in range(2):
        bits = (mask >> (32 * word)) & 0xFFFFFFFF
        data[word].effective = data[word].permitted = bits & _sets()[word].permitted
    syscall("capset", ctypes.byref(_Header(_VERSION_3, 0)), ctypes.byref(data))


def _clear_ambient_set() -> None:
    """Only to be plain: capset below takes from this set what leaves the others. gVisor has none and says EINVAL."""
    try:
        prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL)
    except OSError as error:
        if error.errno != errno.EINVAL:
            raise


def held_capabilities() -> int:
    """The union of this thread's effective, permitted and inheritable sets, as a mask."""
    held = 0
    for word, data in enumerate(_sets()):
        held |= (data.effective | data.permitted | data.inheritable) << (32 * word)
    return held


def _sets() -> list[_Data]:
    data = (_Data * 2)()
    syscall("capget", ctypes.byref(_Header(_VERSION_3, 0)), ctypes.byref(data))
    return list(data)


def cut_bounding_set(kept: int) -> None:
    """Leave only the capabilities of mask `kept` to be won back by an exec. Raises OSError.

    Only a process with CAP_SETPCAP in effect can (some containers give it as inheritable only); without it an ordinary
    user's set stays as it was, and no_new_privs holds it.
    """
    if not _sets()[0].effective & (1 << CAP_SETPCAP):
        return
    for capability in range(64):
        try:
            held = prctl(PR_CAPBSET_READ, capability)
        except OSError:
            return  # EINVAL: past the last capability this kernel knows
        if held and not kept & (1 << capability):
            prctl(PR_CAPBSET_DROP, capability)
