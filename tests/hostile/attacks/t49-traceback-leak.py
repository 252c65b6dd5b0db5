"""Makes Python print tracebacks in all its ways, to learn what lies beneath the script."""

import faulthandler
import gc
import sys
import threading
import traceback
import warnings


class Unraisable:
    def __del__(self):
        raise ValueError("from __del__")


def uncaught():
    raise ValueError("uncaught")


def in_thread():
    thread = threading.Thread(target=uncaught)
    thread.start()
    thread.join()


def unraisable():
    Unraisable()
    gc.collect()


def printed():
    try:
        uncaught()
    except ValueError:
        traceback.print_exc()


def hook():
    try:
        uncaught()
    except ValueError:
        sys.excepthook(*sys.exc_info())


def recursion():
    try:
        recursion()
    except RecursionError:
        raise


PARTS = {
    "uncaught": uncaught,
    "in a thread": in_thread,
    "in __del__": unraisable,
    "print_exc": printed,
    "excepthook": hook,
    "warning": lambda: warnings.warn("a warning", stacklevel=1),
    "warning of the caller": lambda: warnings.warn("a warning", stacklevel=3),
    "print_stack": traceback.print_stack,
    "faulthandler": lambda: faulthandler.dump_traceback(2),
    "recursion": recursion,
}


def main(setup):
    PARTS[PART]()
    return "own value"
