"""Landlock: the script sees Python's own tree, read-only, and opens no other file; no TCP, no abstract sockets.

Access rights and structures are those of linux/landlock.h; the level that a kernel offers is its ABI version.
"""

import ctypes
import os
import stat
from collections.abc import Mapping
from typing import Final

from lockdown.kernel import syscall
from lockdown.layer import LayerFailed, Place, Support, must_fail
from plan import Plan

NAME = "landlock"

_CREATE_RULESET_VERSION: Final = 1
_RULE_PATH_BENEATH: Final = 1
_READ_FILE: Final = 1 << 2
_READ_DIR: Final = 1 << 3
_REMOVE: Final = 1 << 4 | 1 << 5  # folders, files
_READ: Final = _READ_FILE | _READ_DIR
# No links, sockets, pipes or devices: WRITE_FILE, REMOVE, MAKE_DIR, MAKE_REG, REFER, TRUNCATE.
_WRITE: Final = 1 << 1 | _REMOVE | 1 << 7 | 1 << 8 | 1 << 13 | 1 << 14
_NET_ALL: Final = 0b11
_SCOPE_ALL: Final = 0b11


class _RulesetAttr(ctypes.Structure):
    _fields_ = (
        ("handled_access_fs", ctypes.c_uint64),
        ("handled_access_net", ctypes.c_uint64),
        ("scoped", ctypes.c_uint64),
    )


class _PathBeneathAttr(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("allowed_access", ctypes.c_uint64), ("parent_fd", ctypes.c_int32))


def abi() -> int:
    """The kernel's Landlock version, 0 where it has none (ENOSYS, gVisor) or it is off (EOPNOTSUPP)."""
    try:
        return syscall("landlock_create_ruleset", None, 0, _CREATE_RULESET_VERSION)
    except OSError:
        return 0


def probe(plan: Plan) -> Support:
    version = abi()
    return Support(not plan.jailed and version > 0, f"ABI {version}")


def engage(plan: Plan, place: Place) -> None:
    """Handle everything the kernel can handle, grant only reading under `place.readable`."""
    grants = dict.fromkeys(plan.readable, _READ)
    if plan.scratch_bytes:
        grants[place.scratch] = _READ | _WRITE
    restrict(grants)


def verify(plan: Plan, place: Place) -> None:
    """The root directory can be listed by anyone, so a refusal there is Landlock's; Python's tree must stay open."""
    must_fail(NAME, "listing /", PermissionError, lambda: os.close(os.open("/", os.O_RDONLY | os.O_DIRECTORY)))
    try:
        os.close(os.open(plan.packages, os.O_RDONLY | os.O_DIRECTORY))
    except OSError as error:
        raise LayerFailed(NAME, "verify reading the packages", error) from None


def restrict(grants: Mapping[str, int]) -> None:
    """From here on this process has these rights below these paths, and no other on any file. Raises OSError."""
    attr, size = _attributes(abi())
    ruleset = syscall("landlock_create_ruleset", ctypes.byref(attr), size, 0)
    try:
        for path, rights in grants.items():
            _grant(ruleset, path, rights & attr.handled_access_fs)
        syscall("landlock_restrict_self", ruleset, 0)
    finally:
        os.close(ruleset)


def restrict_to_removal(folder: str) -> None:
    """Leave only looking into `folder` and removing what is in it."""
    restrict({folder: _READ_DIR | _REMOVE})


def _attributes(version: int) -> tuple[_RulesetAttr, int]:
    """The widest ruleset that this ABI understands, and the size of its structure (8, 16 or 24 bytes)."""
    bits = 13 + (version >= 2) + (version >= 3) + (version >= 5)
    attr = _RulesetAttr(handled_access_fs=(1 << bits) - 1)
    if version >= 4:
        attr.handled_access_net = _NET_ALL
    if version >= 6:
        attr.scoped = _SCOPE_ALL
    return attr, 24 if version >= 6 else 16 if version >= 4 else 8


def _grant(ruleset: int, path: str, rights: int) -> None:
    descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        folder = stat.S_ISDIR(os.fstat(descriptor).st_mode)
        # A rule on a file must not carry a right that only folders have (EINVAL).
        rule = _PathBeneathAttr(rights if folder else rights & _READ_FILE, descriptor)
        syscall("landlock_add_rule", ruleset, _RULE_PATH_BENEATH, ctypes.byref(rule), 0)
    finally:
        os.close(descriptor)
