"""Tries each way of an attack, and says of each whether it worked."""

import errno
import os


class Absent(Exception):
    """This machine has nothing of the kind, confined or not."""


def attempt_all(setup, ways):
    """`ways` maps a name to a function without arguments; it worked when it gives anything but None and False."""
    skipped = setup.get("skip", ())
    attempts = {name: attempt(way) for name, way in ways.items() if name not in skipped}
    return {"succeeded": any(one["succeeded"] for one in attempts.values()), "attempts": attempts}


def attempt(way):
    try:
        got = way()
    except OSError as error:
        name = errno.errorcode.get(error.errno, type(error).__name__)
        return {"succeeded": False, "error": name, "detail": str(error)[:300]}
    except BaseException as error:
        return {"succeeded": False, "error": type(error).__name__, "detail": str(error)[:300]}
    if got is None or got is False:
        return {"succeeded": False, "error": "Nothing", "detail": "it found nothing, or was told no"}
    return {"succeeded": True, "detail": repr(got)[:300]}


def somebody_else(pid):
    """In a pid namespace of its own a script has no parent that it could name: pid 0 means itself to most calls."""
    if pid in (0, os.getpid()):
        raise Absent("it is not to be seen from here")
    return pid
