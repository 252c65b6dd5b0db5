"""Raises its limits, and lowers those of others."""

import ctypes
import os
import resource

from toolbox.attempts import attempt_all, somebody_else
from toolbox.kernel import syscall

LIMITS = {name: getattr(resource, name) for name in dir(resource) if name.startswith("RLIMIT_")}


def main(setup):
    parent = os.getppid()

    def raise_soft(limit):
        soft, hard = resource.getrlimit(limit)
        if soft == hard:
            raise PermissionError(1, "the soft limit is the hard one already")
        resource.setrlimit(limit, (hard, hard))
        return hard

    def raise_hard(limit):
        _, hard = resource.getrlimit(limit)
        if hard == resource.RLIM_INFINITY:
            return "there is no limit"
        resource.setrlimit(limit, (hard + 1, hard + 1))
        return hard + 1

    def of_other(pid, limit=None):
        words = (ctypes.c_uint64 * 2)(*limit) if limit else None
        return syscall("prlimit64", somebody_else(pid), resource.RLIMIT_CORE, words, (ctypes.c_uint64 * 2)()) == 0

    limits = {
        f"raise {name}": lambda limit=limit: raise_hard(limit)
        for name, limit in LIMITS.items()
        if name in ("RLIMIT_AS", "RLIMIT_CPU", "RLIMIT_FSIZE", "RLIMIT_NOFILE", "RLIMIT_CORE", "RLIMIT_MEMLOCK")
    }
    return attempt_all(
        setup,
        {
            **limits,
            "soft to hard": lambda: raise_soft(resource.RLIMIT_NOFILE),
            "setrlimit": lambda: syscall("setrlimit", resource.RLIMIT_STACK, (ctypes.c_uint64 * 2)(1 << 20, 1 << 30)) == 0,
            "read the parent's": lambda: of_other(parent),
            "lower the parent's": lambda: of_other(parent, (0, 0)),
            "read the server's": lambda: of_other(setup.get("serverPid", parent)),
            "lower the zygote's": lambda: of_other(setup.get("zygotePid", parent), (0, 0)),
        },
    )
